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
	{ delimited_open, .any = NO_TEXT | LINES, .least = 8 },
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

/* Of a byte of the makeup with these sorts in it, the others are not. */
static bool is_ruled_out(const struct wrapping *w, uint32_t sorts, uint32_t others)
{
	return (others & w->all) != 0 || (sorts & w->never) != 0;
}

static void rule_add(struct rulings *r, const struct wrapping *w, uint64_t bit)
{
	for (unsigned c = 0; c < 256; c++)
		if (w->first == 0 || (w->first & makeup_of_byte((uint8_t)c)) != 0)
			r->first[c] |= bit;
	for (unsigned i = 0; i < 4; i++)
		if ((!w->root || (i & 1) != 0) && (!w->told || (i & 2) != 0))
			r->asked[i & 1][i >> 1] |= bit;
	for (size_t len = w->least; len <= RULED_MAX; len++)
		r->least[len] |= bit;
	for (unsigned i = 0; i < 4 * 256; i++) {
		unsigned at = i / 256, value = i % 256, shift = 8 * at;

		if (!is_ruled_out(w, (uint32_t)value << shift, (uint32_t)(~value & 255) << shift))
			r->rest[at][value] |= bit;
		if ((w->any & (uint32_t)value << shift) != 0)
			r->any[at][value] |= bit;
	}
	if (w->any == 0)
		r->none |= bit;
}

void rulings_make(struct rulings *r)
{
	for (size_t i = 0; i < WRAPPINGS; i++)
		rule_add(r, &wrappings[i], UINT64_C(1) << i);
	r->made = true;
}

uint64_t wrappings_of(const struct rulings *r, const struct node *n)
{
	size_t len = n->bytes.len;
	uint64_t may = r->first[n->bytes.data[0]] & r->asked[n->parent == NULL][n->content_encoding != NULL] & r->least[len < RULED_MAX ? len : RULED_MAX];
	uint64_t any = r->none;
	uint32_t made;

	if (len > LOOKED_AT)
		return may;
	made = makeup_of(n->bytes);
	for (unsigned i = 0; i < 4; i++, made >>= 8) {
		may &= r->rest[i][made & 255];
		any |= r->any[i][made & 255];
	}
	return may & any;
}
