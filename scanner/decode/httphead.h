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
	struct http_field *fields;
	size_t field_count, field_cap;
	uint64_t over_bound;          /* bytes of fields that are not kept: there were more than HTTP_HEADERS_MAX */
};

/* Whether bytes begin like a request: a method that exists and a blank. */
enum probe http_request_probe(struct span first);
/* Length of the head with its empty line, 0 where it is not whole; what lies before from was looked at. */
size_t http_head_length(struct span bytes, size_t from);
/* False where it is no request. */
bool http_head_parse(struct http_head *h, struct span bytes);
void http_head_free(struct http_head *h); /* leaves it empty */

#endif
