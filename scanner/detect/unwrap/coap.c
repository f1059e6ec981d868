/* CoAP (RFC 7252 3): a header, a token, options, a payload behind a byte of ones. */
#include "detect/unwrap/wrapping.h"

enum {
	URI_PATH = 11, URI_QUERY = 15,
	OPTION_LAST = 2049, /* of those that are registered and are not a program's own */
	TOKEN_MAX = 8,
	OPTIONS_MAX = 64,
};

/* RFC 7252 3.1: four bits, or with 13 a byte more, with 14 two. */
static size_t extended(struct reader *r, unsigned nibble)
{
	if (nibble == 13)
		return 13u + rd_u8(r);
	return nibble == 14 ? 269u + rd_be16(r) : nibble;
}

/* The next option; false at the payload or the end, and where there is none. */
static bool option(struct reader *r, size_t *number, struct span *ret)
{
	uint8_t first;
	size_t len;

	if (rd_left(r) == 0 || *r->pos == 0xff)
		return false;
	first = rd_u8(r);
	if (first >> 4 == 15 || (first & 15) == 15) {
		rd_bytes(r, SIZE_MAX);
		return false;
	}
	*number += extended(r, first >> 4);
	len = extended(r, first & 15);
	*ret = rd_bytes(r, len);
	return rd_ok(r);
}

/* A request or an answer, with options that exist and something behind its header. */
static bool head(struct reader *r)
{
	uint8_t first = rd_u8(r), code = rd_u8(r);

	rd_be16(r);
	if (first >> 6 != 1 || (first & 15) > TOKEN_MAX || code == 0 || (code >> 5 != 0 && code >> 5 != 2) || (code & 31) > 7)
		return false;
	rd_bytes(r, first & 15);
	return rd_ok(r) && rd_left(r) > 0;
}

static bool is_coap(struct reader r)
{
	size_t number = 0, n = 0;
	struct span value;

	if (!head(&r))
		return false;
	while (option(&r, &number, &value))
		if (number == 0 || number > OPTION_LAST || ++n > OPTIONS_MAX)
			return false;
	return rd_ok(&r) && n > 0 && rd_left(&r) != 1;
}

bool coap_open(struct unwrap *u, const struct node *n)
{
	struct reader r = rd_over_span(n->bytes);
	size_t number = 0;
	struct piece p = { .fresh = true, .whole = true };

	/* It stands alone in a datagram. */
	if (n->parent != NULL || !is_coap(r))
		return false;
	head(&r);
	while (option(&r, &number, &p.bytes)) {
		p.step.text = number == URI_QUERY ? "coap:query" : "coap:path";
		p.token = p.bytes;
		if (number == URI_QUERY || number == URI_PATH)
			unwrap_piece(u, n, &p);
	}
	rd_u8(&r);
	p.step.text = "coap:payload";
	p.token = p.bytes = rd_rest(&r);
	unwrap_piece(u, n, &p);
	return true;
}
