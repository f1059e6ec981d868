/* The head of an HTTP/1 request (RFC 9112 sections 2 to 5): request line and fields, by their places in the head's bytes. */
#ifndef DECODE_HTTPHEAD_H
#define DECODE_HTTPHEAD_H

#include "decode/decoder.h"

struct place_in {
	size_t from, len;
};

struct http_field {
	char *root; /* "http.header:User-Agent" */
	struct place_in value;
};

struct http_head {
	char method[16];
	struct place_in path, query;
	char host[HOST_MAX];
	enum host_source host_source; /* HOST_PROXY where the target names another server */
	char content_type[128], content_encoding[64];
	uint64_t content_length;
	bool chunked;
	bool tunnel;                  /* CONNECT: what follows is for the target */
	char upgrade[32];             /* what the client would rather speak: "websocket", "h2c" */
	struct http_field *fields;
	size_t field_count, field_cap;
	uint64_t over_bound;          /* bytes of fields that are not kept: there were more than HTTP_HEADERS_MAX */
};

/* Whether bytes begin like a request: a method that exists and a blank. */
enum probe http_request_probe(struct span first);
/* Length of the head with its empty line, 0 where it is not whole; what lies before from was looked at. */
size_t http_head_length(struct span bytes, size_t from);
/* The status of an answer's first line, 0 where it is none. */
int http_answer_status(struct span head);
/* False where it is no request. */
bool http_head_parse(struct http_head *h, struct span bytes);
/* RFC 9110 6.5: adds the fields behind a body, as "http.trailer:NAME"; none of them governs the message. */
void http_trailer_parse(struct http_head *h, struct span bytes);
/* Adds a field whose value stands in whole; prefix: "http.header:". over_bound counts it where there are too many. */
void http_field_add(struct http_head *h, const char *prefix, struct span whole, struct span name, struct span value);
/* Takes what a field means for its message: host, type, length, coding. */
void http_field_heed(struct http_head *h, struct span name, struct span value);
void http_fields_free(struct http_head *h); /* of what was heeded of them the rest tells still */
void http_head_free(struct http_head *h); /* leaves it empty */

#endif
