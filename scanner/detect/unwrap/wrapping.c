#include "detect/unwrap/wrapping.h"

enum {
	/* Bytes: what is longer is asked by its first byte alone. As a number, two bytes of text are more than that: they frame nothing shorter. */
	LOOKED_AT = 0x0900,
	NO_TEXT = OF_CONTROL | OF_HIGH,
	LINES = OF_TAB | OF_LF | OF_CR, /* control characters that stand in text */
	ALPHABET_32 = OF_LETTERS | OF_DIGIT_2 | OF_EQUALS,
	ALPHABET_64 = OF_LETTERS | OF_DIGITS | OF_SIGN | OF_DASH | OF_SLASH | OF_EQUALS | OF_BLANK,
};

const struct wrapping wrappings[] = {
	{ encoding_open, .told = true },
	{ gzip_open, .first = OF_CONTROL },
	{ zlib_open, .first = OF_CONTROL | OF_BRACKET | OF_DIGIT | OF_LOWER_HX | OF_UPPER_HX },
	{ zstd_open, .first = OF_BRACKET, .all = OF_HIGH },
	{ zip_open, .first = OF_UPPER_OP, .all = OF_CONTROL },
	{ plist_open, .first = OF_LOWER_BE, .all = OF_CONTROL },
	{ multipart_open, .first = OF_DASH, .all = OF_LF },
	{ mail_open, .first = OF_LETTERS | OF_DIGITS | OF_DASH, .all = OF_COLON | OF_SPACE | OF_LF },
	{ bencode_open, .first = OF_LOWER_AD | OF_LOWER_L, .all = OF_LOWER_BE },
	{ php_open, .first = OF_LOWER_AD | OF_UPPER_OP, .all = OF_COLON },
	{ vcard_open, .first = OF_LOWER_BE | OF_UPPER_B, .all = OF_COLON },
	{ json_open, .first = OF_BLANK | OF_BRACKET | OF_HIGH },
	{ xml_open, .first = OF_BLANK | OF_LESS | OF_HIGH, .all = OF_LESS },
	{ cookie_open, .root = true },
	{ labels_open, .root = true },
	{ query_open, .first = OF_LETTERS | OF_SLASH, .all = OF_SLASH },
	{ quoted_open, .all = OF_EQUALS },
	{ form_open, .all = OF_EQUALS },
	{ csv_open, .all = OF_LF },
	{ words_open, .any = OF_DIGITS | OF_OTHER, .least = 12 },
	{ jwt_open, .first = OF_LOWER_BE | OF_UPPER_B },
	{ hex_open, .first = OF_HEX, .never = ~(uint32_t)(OF_HEX | OF_COLON | OF_CR | OF_LF), .least = 16 },
	{ escapes_open, .first = OF_BACKSLASH, .least = 32 },
	{ percent_open, .all = OF_PERCENT },
	{ entities_open, .all = OF_AMPERSAND },
	{ base32_open, .never = ~(uint32_t)ALPHABET_32, .least = 16 },
	{ base64_open, .any = ~(uint32_t)OF_DIGITS, .never = ~(uint32_t)ALPHABET_64, .least = 10 },
	{ utf16_open, .any = NO_TEXT },
	{ bson_open, .all = OF_CONTROL },
	{ coap_open, .root = true },
	{ msgpack_open, .first = OF_HIGH },
	{ cbor_open, .first = OF_HIGH },
	{ grpc_open, .first = NO_TEXT },
	{ protobuf_open, .any = NO_TEXT | LINES },
	{ thrift_open, .first = NO_TEXT | LINES },
	{ compact_open, .all = OF_CONTROL },
	{ frame_open, .any = NO_TEXT, .least = 18 },
	{ runs_open, .least = 16 },
	{ islands_open, .any = NO_TEXT },
	{ deflate_open, .any = NO_TEXT, .least = 16 },
	{ brotli_open, .any = NO_TEXT, .least = 16 },
	{ protobuf_open_last, .any = NO_TEXT | LINES },
	{ NULL },
};

enum { WRAPPINGS = sizeof wrappings / sizeof *wrappings - 1 };
_Static_assert(WRAPPINGS <= 64, "a bit each");

static bool may_be_made(const struct wrapping *w, uint32_t made)
{
	return (made & w->all) == w->all && (made & w->never) == 0 && (w->any == 0 || (made & w->any) != 0);
}

/* What is asked besides its bytes, as sorts of the first one. */
enum { IS_PART = 1 << 30 };
#define IS_TOLD (UINT32_C(1) << 31)

static bool may_begin(const struct wrapping *w, uint32_t first)
{
	if ((w->root && (first & IS_PART) == 0) || (w->told && (first & IS_TOLD) == 0))
		return false;
	return w->first == 0 || (w->first & first) != 0;
}

/* made 0: not looked at. */
static uint64_t rule(uint32_t first, uint32_t made)
{
	uint64_t may = 0;

	for (size_t i = 0; i < WRAPPINGS; i++)
		if (may_begin(&wrappings[i], first) && (made == 0 || may_be_made(&wrappings[i], made)))
			may |= UINT64_C(1) << i;
	return may;
}

static uint64_t ruled(struct rulings *memo, uint32_t first, uint32_t made)
{
	struct ruling *r = &memo->items[(made * UINT32_C(0x9E3779B1) ^ first * UINT32_C(0x85EBCA6B)) >> 16 & (RULINGS - 1)];

	if (r->first != first || r->made != made)
		*r = (struct ruling){ first, made, rule(first, made) };
	return r->may;
}

uint64_t wrappings_of(struct rulings *memo, const struct node *n)
{
	uint32_t first = makeup_of_byte(n->bytes.data[0]) | (n->parent == NULL ? IS_PART : 0) |
			 (n->content_encoding != NULL ? IS_TOLD : 0);
	uint64_t may = ruled(memo, first, n->bytes.len > LOOKED_AT ? 0 : makeup_of(n->bytes));

	for (uint64_t left = may; left != 0; left &= left - 1)
		if (n->bytes.len < wrappings[__builtin_ctzll(left)].least)
			may &= ~(left & -left);
	return may;
}
