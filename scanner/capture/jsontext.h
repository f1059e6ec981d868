/*
 * JSON (RFC 8259) read front to back out of a source of any length, in the memory of one window and of what the caller keeps. The caller
 * walks: he enters objects and arrays, takes the values that he wants and skips the others, whatever is in them.
 *
 * What is no JSON, and the end of the file before that of the text, fail for good: every call then says no. Between values a comma
 * may be missing or too many; nothing else is forgiven.
 */
#ifndef CAPTURE_JSONTEXT_H
#define CAPTURE_JSONTEXT_H

#include "base/buf.h"
#include "capture/source.h"

struct jsontext {
	struct source *source;
	struct span window; /* peeked at, not taken */
	size_t at;          /* in it */
	bool failed, ended; /* ended: by the end of the file */
};

struct jsontext jsontext_over(struct source *s);
/* Takes what was read off the source, for its offset. */
void jsontext_settle(struct jsontext *j);

/* Enters an object or an array where the next value is one; else nothing is moved. */
bool jsontext_object(struct jsontext *j);
bool jsontext_array(struct jsontext *j);
/* The next member's name, cut to 63 bytes; its value is the caller's to take. False at the object's end. */
bool jsontext_member(struct jsontext *j, char ret_name[64]);
/* True where there is another value for the caller to take; false at the array's end. */
bool jsontext_item(struct jsontext *j);

/*
 * Each takes one value; false where it is of another sort. A string is appended, at most max bytes of it, and *over grows by those that
 * were dropped. "\udc80" to "\udcff" are the bytes 80 to ff: Python writes bytes that are no UTF-8 so.
 */
bool jsontext_string(struct jsontext *j, struct buf *out, size_t max, uint64_t *over);
bool jsontext_number(struct jsontext *j, double *ret);
void jsontext_skip(struct jsontext *j);

#endif
