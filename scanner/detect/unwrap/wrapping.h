/* The wrappings: each returns true where the node is of its sort, and has handed over its pieces. Rows of unwrap.c. */
#ifndef DETECT_UNWRAP_WRAPPING_H
#define DETECT_UNWRAP_WRAPPING_H

#include "detect/unwrap/unwrap.h"

bool encoding_open(struct unwrap *u, const struct node *n);
bool gzip_open(struct unwrap *u, const struct node *n);
bool zlib_open(struct unwrap *u, const struct node *n);
bool zstd_open(struct unwrap *u, const struct node *n);
bool zip_open(struct unwrap *u, const struct node *n);
bool plist_open(struct unwrap *u, const struct node *n);
bool mail_open(struct unwrap *u, const struct node *n);
bool multipart_open(struct unwrap *u, const struct node *n);
bool vcard_open(struct unwrap *u, const struct node *n);
bool json_open(struct unwrap *u, const struct node *n);
bool xml_open(struct unwrap *u, const struct node *n);
bool cookie_open(struct unwrap *u, const struct node *n);
bool labels_open(struct unwrap *u, const struct node *n);
bool query_open(struct unwrap *u, const struct node *n);
bool quoted_open(struct unwrap *u, const struct node *n);
bool form_open(struct unwrap *u, const struct node *n);
bool csv_open(struct unwrap *u, const struct node *n);
bool jwt_open(struct unwrap *u, const struct node *n);
bool hex_open(struct unwrap *u, const struct node *n);
bool escapes_open(struct unwrap *u, const struct node *n);
bool percent_open(struct unwrap *u, const struct node *n);
bool entities_open(struct unwrap *u, const struct node *n);
bool base32_open(struct unwrap *u, const struct node *n);
bool base64_open(struct unwrap *u, const struct node *n);
bool utf16_open(struct unwrap *u, const struct node *n);
bool coap_open(struct unwrap *u, const struct node *n);
bool bencode_open(struct unwrap *u, const struct node *n);
bool php_open(struct unwrap *u, const struct node *n);
bool bson_open(struct unwrap *u, const struct node *n);
bool msgpack_open(struct unwrap *u, const struct node *n);
bool cbor_open(struct unwrap *u, const struct node *n);
bool grpc_open(struct unwrap *u, const struct node *n);
bool protobuf_open(struct unwrap *u, const struct node *n);
bool protobuf_open_last(struct unwrap *u, const struct node *n);
bool thrift_open(struct unwrap *u, const struct node *n);
bool compact_open(struct unwrap *u, const struct node *n);
bool frame_open(struct unwrap *u, const struct node *n);
bool runs_open(struct unwrap *u, const struct node *n);
bool islands_open(struct unwrap *u, const struct node *n);
bool deflate_open(struct unwrap *u, const struct node *n);
bool brotli_open(struct unwrap *u, const struct node *n);

#endif
