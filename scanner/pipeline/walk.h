/*
 * The packets of a capture's files one after the other, peeled: what both passes share. What its files and headers cost is counted in
 * losses, of each pass anew.
 */
#ifndef PIPELINE_WALK_H
#define PIPELINE_WALK_H

#include "capture/series.h"
#include "pipeline/observe.h"

/* Where what was met goes; what is NULL is passed over. Spans are valid during the call. */
struct walk_sink {
	void (*datagram)(void *ctx, const struct datagram *d);
	void (*arp)(void *ctx, const struct datagram *link, struct span message);
	void (*exchange)(void *ctx, const struct packet *p); /* an entry of a HAR file */
	void (*secrets)(void *ctx, struct span text);        /* a key log in the capture itself */
	void (*file)(void *ctx, const struct record_file *f); /* a file of a run that lies behind */
	bool (*on)(void *ctx);                               /* after each packet: false ends the walk */
	void *ctx;
};

struct walk;

/* t's files, from their beginning. l must outlive it. NULL where the first is no capture: e says what it begins with. */
struct walk *walk_new(const struct observe_task *t, const struct walk_sink *sink, struct losses *l, struct err *e);
void walk_free(struct walk *w);
/* To the end, or until t's stop. Apps that packets name stand until walk_free. */
void walk_all(struct walk *w);
/* As capture_unit; known from the beginning. */
const char *walk_unit(const struct walk *w);
/* What was walked: packets, bytes, times, links, unit, format, application. */
const struct fact_end *walk_end(const struct walk *w);

#endif
