#include "decode/sasl.h"

#include <string.h>

static int digit(uint8_t b)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = b == 0 ? NULL : strchr(digits, b);

	return at == NULL ? -1 : (int)(at - digits);
}

bool sasl_decode(struct span text, const struct mark *at, struct gather *ret)
{
	uint32_t bits = 0;

	while (text.len > 0 && text.data[text.len - 1] == '=')
		text.len--;
	for (size_t i = 0; i < text.len; i++) {
		int d = digit(text.data[i]);
		uint8_t byte;

		if (d < 0)
			return false;
		bits = bits << 6 | (uint32_t)d;
		if (i % 4 == 0)
			continue;
		byte = (uint8_t)(bits >> (6 - 2 * (i % 4)));
		gather_add(ret, (struct span){ &byte, 1 }, at->frame, at->at);
	}
	return text.len > 0;
}

bool sasl_plain(struct span plain, struct span *ret_name, struct span *ret_password)
{
	struct reader r = rd_over_span(plain);
	struct span behalf;

	if (!rd_until(&r, 0, &behalf) || !rd_until(&r, 0, ret_name))
		return false;
	*ret_password = rd_rest(&r);
	return true;
}
