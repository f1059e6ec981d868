#include "capture/pcapdroid.h"

#include <ctype.h>
#include <string.h>
#include <zlib.h>

enum { BLOCK_VERSION = 1, TYPE_UID_MAP = 1, MAGIC = 0x01072021, ETHERNET = 14, APP_NAME = 20, FCS = 4 };

static uint32_t u32_of(struct reader *r, bool big)
{
	return big ? rd_be32(r) : rd_le32(r);
}

bool pcapdroid_block(struct apps *a, struct reader body, bool big)
{
	uint8_t version = rd_u8(&body), type = rd_u8(&body);
	int32_t uid = (int32_t)u32_of(&body, big);
	uint8_t package_len = rd_u8(&body), name_len = rd_u8(&body);
	struct span package = rd_bytes(&body, package_len), name = rd_bytes(&body, name_len);

	if (!rd_ok(&body) || version != BLOCK_VERSION || type != TYPE_UID_MAP)
		return false;
	apps_name(a, uid, package, name);
	return true;
}

bool pcapdroid_comment(struct span comment, int32_t *ret_uid)
{
	bool negative = comment.len > 2 && comment.data[2] == '-';
	size_t first = negative ? 3 : 2;
	int64_t uid = 0;

	if (!span_starts(comment, "u-") || comment.len == first || comment.len > first + 10)
		return false;
	for (size_t i = first; i < comment.len; i++) {
		if (!isdigit(comment.data[i]))
			return false;
		uid = uid * 10 + (comment.data[i] - '0');
	}
	if (uid > INT32_MAX)
		return false;
	*ret_uid = (int32_t)(negative ? -uid : uid);
	return true;
}

enum pcapdroid_trailer pcapdroid_trailer(struct span frame, int32_t *ret_uid, struct span *ret_name)
{
	struct reader r;
	struct span name;
	int32_t uid;

	if (frame.len < ETHERNET + PCAPDROID_TRAILER)
		return TRAILER_NONE;
	r = rd_over_span(span_sub(frame, frame.len - PCAPDROID_TRAILER, PCAPDROID_TRAILER));
	if (rd_be32(&r) != MAGIC)
		return TRAILER_NONE;
	uid = (int32_t)rd_be32(&r);
	name = rd_bytes(&r, APP_NAME);
	if (rd_le32(&r) != crc32(0, frame.data, (uInt)(frame.len - FCS)))
		return TRAILER_DAMAGED;
	*ret_uid = uid;
	*ret_name = span_sub(name, 0, strnlen((const char *)name.data, name.len));
	return TRAILER_WHOLE;
}

/* RFC 1071 over a header whose checksum is right: all ones. */
static bool checksum_holds(struct reader r)
{
	uint32_t sum = 0;

	while (rd_left(&r) > 0)
		sum += rd_be16(&r);
	while (sum > 0xFFFF)
		sum = (sum & 0xFFFF) + (sum >> 16);
	return sum == 0xFFFF;
}

bool pcapdroid_bare_ip(struct span bytes, uint32_t wire_len)
{
	struct reader r = rd_over_span(bytes), header = r;
	uint8_t first = rd_u8(&r);
	uint16_t len;

	rd_bytes(&r, first >> 4 == 4 ? 1 : 3);
	len = rd_be16(&r);
	if (!rd_ok(&r))
		return false;
	if (first >> 4 == 6)
		return bytes.len >= 40 && (uint32_t)len + 40 == wire_len;
	header = rd_sub(&header, (first & 0x0F) * 4u);
	return first >> 4 == 4 && (first & 0x0F) >= 5 && rd_ok(&header) && len == wire_len && checksum_holds(header);
}
