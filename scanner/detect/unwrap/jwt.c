/* JSON Web Tokens (RFC 7519, in the compact form of RFC 7515 7.1): three parts in base64url with full stops between. */
#include "detect/codec.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

static bool part(struct unwrap *u, const struct node *n, const char *step, struct span token)
{
	struct piece p = { .step.text = step, .token = token, .fresh = true };
	struct buf plain = { 0 };
	bool found = token.len > 0 && unwrap_afford(u, token.len / 4 * 3) && base64_decode(&plain, token, false);

	if (found) {
		p.bytes = buf_span(&plain);
		unwrap_piece(u, n, &p);
	}
	buf_free(&plain);
	return found;
}

/* Alone, or as the Authorization header has it (RFC 6750 2.1). */
bool jwt_open(struct unwrap *u, const struct node *n)
{
	struct reader r = rd_over_span(n->bytes);
	struct span header, payload, signature;

	if (span_starts_nocase(n->bytes, "Bearer "))
		rd_bytes(&r, strlen("Bearer "));
	/* Base64 of `{"`: the header is an object. */
	if (!span_starts(rd_rest(&(struct reader){ r.pos, r.end, false }), "eyJ"))
		return false;
	if (!rd_until(&r, '.', &header) || !rd_until(&r, '.', &payload))
		return false;
	signature = rd_rest(&r);
	for (size_t i = 0; i < signature.len; i++)
		if (base64_digit(signature.data[i]) < 0)
			return false;
	if (!part(u, n, "jwt:header", header))
		return false;
	part(u, n, "jwt:payload", payload);
	return true;
}
