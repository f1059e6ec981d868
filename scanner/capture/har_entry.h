/*
 * One entry of a HAR file: the request, without its answer. Exporters differ: the source says where. Of names given twice the last counts,
 * as in JavaScript. One is kept at a time: what is handed over of it lives until the next is read.
 */
#ifndef CAPTURE_HAR_ENTRY_H
#define CAPTURE_HAR_ENTRY_H

#include "capture/jsontext.h"
#include "model.h"

struct har_entry;

/* json: of the file, which must outlive it. */
struct har_entry *har_entry_new(struct jsontext *json);
void har_entry_free(struct har_entry *h); /* NULL is allowed */

/* The value that the file stands before. */
void har_entry_read(struct har_entry *h);
/* Why it is no request that left the exporter's machine; NULL where it is one. */
const char *har_entry_unsent(const struct har_entry *h);
/* When it began. False where there is no zone: nobody knows what time it was. */
bool har_entry_time(const struct har_entry *h, int64_t *ret);
/* More of it was told than is kept; *ret_bytes: so much text, beside fields. */
bool har_entry_bounded(const struct har_entry *h, uint64_t *ret_bytes);
const struct exchange *har_entry_exchange(struct har_entry *h);

#endif
