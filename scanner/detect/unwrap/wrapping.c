#include "detect/unwrap/wrapping.h"

enum {
	TEXT_NO_LENGTH = 0x0909, /* two bytes of text are at least this as a number */
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
	{ frame_open, .any = NO_TEXT, .least = 18, .lest = TEXT_NO_LENGTH },
	{ runs_open, .least = 16 },
	{ islands_open, .any = NO_TEXT },
	{ deflate_open, .any = NO_TEXT, .least = 16 },
	{ brotli_open, .any = NO_TEXT, .least = 16 },
	{ protobuf_open_last, .any = NO_TEXT | LINES },
};

const size_t wrapping_count = sizeof wrappings / sizeof *wrappings;

bool wrapping_may_be(const struct wrapping *w, struct suspect *s)
{
	const struct node *n = s->node;

	if ((w->first != 0 && (w->first & s->first) == 0) || n->bytes.len < w->least)
		return false;
	if ((w->root && n->parent != NULL) || (w->told && n->content_encoding == NULL))
		return false;
	if ((w->all | w->any | w->never) == 0)
		return true;
	if (s->made == 0)
		s->made = makeup_of(n->bytes);
	if ((s->made & w->all) != w->all || (s->made & w->never) != 0)
		return false;
	return w->any == 0 || (s->made & w->any) != 0 || (w->lest != 0 && n->bytes.len >= w->lest);
}
