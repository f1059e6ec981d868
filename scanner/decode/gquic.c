#include "decode/gquic.h"

#include "decode/decoder.h"

#include <ctype.h>
#include <stdio.h>

enum { LONG = 0x80, FLAG_VERSION = 0x01, FLAG_ID = 0x08, TAGS_MAX = 256 };
#define TAG_SNI 0x00494E53U /* "SNI", little-endian */

bool gquic_is(struct span datagram, char ret_version[16])
{
	struct reader r = rd_over_span(datagram);
	uint8_t first = rd_u8(&r);
	struct span v;

	if ((first & LONG) == 0) {
		if ((first & (FLAG_VERSION | FLAG_ID)) != (FLAG_VERSION | FLAG_ID))
			return false;
		rd_bytes(&r, 8); /* connection id */
	}
	v = rd_bytes(&r, 4);
	if (!rd_ok(&r) || v.data[0] != 'Q' || v.data[1] != '0' || !isdigit(v.data[2]) || !isdigit(v.data[3]))
		return false;
	snprintf(ret_version, 16, "QUIC %.4s", (const char *)v.data);
	return v.data[2] < '5'; /* Q050 is protected as RFC 9001 has it */
}

bool gquic_name(struct span bytes, char ret[HOST_MAX])
{
	ptrdiff_t at = span_find(bytes, "CHLO");
	struct reader r, values;
	uint32_t from = 0;
	uint16_t tags;

	if (at < 0)
		return false;
	r = rd_over_span(span_sub(bytes, (size_t)at + 4, SIZE_MAX));
	tags = rd_le16(&r);
	rd_le16(&r);
	values = r;
	rd_bytes(&values, 8U * tags); /* each tag has the end of its value, counted from here */
	for (uint16_t i = 0; i < tags && i < TAGS_MAX && rd_ok(&values); i++) {
		uint32_t tag = rd_le32(&r), to = rd_le32(&r);
		struct span value = rd_bytes(&values, to >= from ? to - from : SIZE_MAX);

		if (tag == TAG_SNI)
			return rd_ok(&values) && host_from(value, ret);
		from = to;
	}
	return false;
}
