/* The wrappings: each returns true where the node is of its sort, and has handed over its pieces. Rows of unwrap.c. */
#ifndef DETECT_UNWRAP_WRAPPING_H
#define DETECT_UNWRAP_WRAPPING_H

#include "detect/unwrap/unwrap.h"

bool gzip_open(struct unwrap *u, const struct node *n);
bool zlib_open(struct unwrap *u, const struct node *n);
bool deflate_open(struct unwrap *u, const struct node *n);
bool json_open(struct unwrap *u, const struct node *n);
bool xml_open(struct unwrap *u, const struct node *n);
bool multipart_open(struct unwrap *u, const struct node *n);
bool form_open(struct unwrap *u, const struct node *n);
bool query_open(struct unwrap *u, const struct node *n);
bool cookie_open(struct unwrap *u, const struct node *n);
bool percent_open(struct unwrap *u, const struct node *n);
bool hex_open(struct unwrap *u, const struct node *n);
bool base64_open(struct unwrap *u, const struct node *n);

#endif
