/*
 * JSON out (RFC 8259). Strings are escaped and bytes that are no UTF-8 are replaced, so the text is always valid.
 * Commas, colons and indentation are this writer's; a caller opens, writes keys and values, and closes.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

enum { JSON_DEPTH = 16 };

struct json {
	struct buf *out;
	int depth;
	bool filled[JSON_DEPTH]; /* something stands at this depth already */
	bool after_key;
	bool compact; /* one line */
};

void json_begin(struct json *j, struct buf *out, bool compact);
void json_object(struct json *j);
void json_object_end(struct json *j);
void json_array(struct json *j);
void json_array_end(struct json *j);
void json_key(struct json *j, const char *key);
void json_string(struct json *j, const char *text); /* NULL writes null */
void json_string_span(struct json *j, struct span text);
void json_int(struct json *j, int64_t v);
void json_double(struct json *j, double v);
void json_bool(struct json *j, bool v);
void json_null(struct json *j);

#endif
