/* The head of a mail or of a part of one (RFC 5322, RFC 2045), and its content, of which the transfer encoding is taken off. */
#ifndef DETECT_UNWRAP_MIME_H
#define DETECT_UNWRAP_MIME_H

#include "detect/unwrap/unwrap.h"

enum { MIME_TYPE_MAX = 160 }; /* bytes of a content type, with its boundary */

enum mime_coding { MIME_PLAIN, MIME_QUOTED, MIME_BASE64 };

struct mime_head {
	struct span name;          /* of a form's part */
	char type[MIME_TYPE_MAX];
	enum mime_coding coding;
	unsigned lines;
	bool telling;              /* one of its lines is MIME's own */
};

/* Up to the empty line, which is taken; false where there is none. */
bool mime_head_read(struct reader *r, struct mime_head *ret);
/* A parameter of a header line: parameter(line, "name=") of `; name="imei"`; empty: it is not there. */
struct span mime_parameter(struct span line, const char *key);
void mime_content_open(struct unwrap *u, const struct node *n, const struct mime_head *h, const char *step, struct span content);

#endif
