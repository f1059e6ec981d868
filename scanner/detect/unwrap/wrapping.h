/*
 * The wrappings: each a function that returns true where the node is of its sort, and has handed over its pieces, and a row that
 * says what its bytes must be made of. Most nodes are short plain texts that no wrapping but one or two could be: the others are not asked.
 */
#ifndef DETECT_UNWRAP_WRAPPING_H
#define DETECT_UNWRAP_WRAPPING_H

#include "detect/unwrap/makeup.h"
#include "detect/unwrap/unwrap.h"

enum { WRAPPED_MIN = 8 }; /* bytes: nothing shorter holds a value that could be told, and is asked of any */

/* What is zero rules nothing out. */
struct wrapping {
	bool (*open)(struct unwrap *u, const struct node *n);
	uint32_t first;  /* sorts of its first byte */
	uint32_t all;    /* sorts that are all in it */
	uint32_t any;    /* sorts of which one is in it */
	uint32_t never;  /* sorts that are not in it */
	uint16_t least;  /* bytes */
	bool root;       /* only a part itself */
	bool told;       /* only where a content encoding was told */
};

/*
 * Those that are told or have a mark of their own first, those that are guessed from their alphabet or shape last. At the end stands
 * one that opens nothing.
 */
extern const struct wrapping wrappings[];

void rulings_make(struct rulings *r);
/* The wrappings, a bit each, that the node may be: the others would not open it. It has WRAPPED_MIN bytes. */
uint64_t wrappings_of(const struct rulings *r, const struct node *n);

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
bool delimited_open(struct unwrap *u, const struct node *n);
bool thrift_open(struct unwrap *u, const struct node *n);
bool compact_open(struct unwrap *u, const struct node *n);
bool frame_open(struct unwrap *u, const struct node *n);
bool words_open(struct unwrap *u, const struct node *n);
bool runs_open(struct unwrap *u, const struct node *n);
bool islands_open(struct unwrap *u, const struct node *n);
bool deflate_open(struct unwrap *u, const struct node *n);
bool brotli_open(struct unwrap *u, const struct node *n);

#endif
