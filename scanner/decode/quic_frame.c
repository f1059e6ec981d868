#include "decode/quic_frame.h"

#include "decode/quic_packet.h"

enum { PADDING = 0x00, ACK = 0x02, ACK_ECN = 0x03, RESET_STREAM = 0x04, CRYPTO = 0x06, NEW_TOKEN = 0x07, STREAM = 0x08, STREAM_LAST = 0x0F,
	NEW_CONNECTION_ID = 0x18, CONNECTION_CLOSE = 0x1C, APPLICATION_CLOSE = 0x1D, DATAGRAM = 0x30, DATAGRAM_LEN = 0x31,
	GOOGLE_CRYPTO = 0x08 };
enum { STREAM_FIN = 1, STREAM_LEN = 2, STREAM_OFF = 4, RESET_TOKEN = 16 };
static const uint64_t OFFSET_MAX = ((uint64_t)1 << 62) - 1; /* RFC 9000 section 4.5 */

/* Of frames that are nothing but numbers, or bytes of no use: how long they are. RFC 9000 section 19, draft-ietf-quic-ack-frequency. */
static const struct {
	uint16_t type;
	uint8_t numbers, bytes;
} plain[] = {
	{ PADDING, 0, 0 }, { 0x01, 0, 0 }, /* and PING */
	{ 0x05, 2, 0 },                 /* STOP_SENDING */
	{ 0x10, 1, 0 }, { 0x11, 2, 0 }, { 0x12, 1, 0 }, { 0x13, 1, 0 }, /* MAX_DATA, MAX_STREAM_DATA, MAX_STREAMS */
	{ 0x14, 1, 0 }, { 0x15, 2, 0 }, { 0x16, 1, 0 }, { 0x17, 1, 0 }, /* DATA_BLOCKED, STREAM_DATA_BLOCKED, STREAMS_BLOCKED */
	{ 0x19, 1, 0 },                 /* RETIRE_CONNECTION_ID */
	{ 0x1A, 0, 8 }, { 0x1B, 0, 8 }, /* PATH_CHALLENGE, PATH_RESPONSE */
	{ 0x1E, 0, 0 }, { 0x1F, 0, 0 }, /* HANDSHAKE_DONE, IMMEDIATE_ACK */
	{ 0xAF, 4, 0 },                 /* ACK_FREQUENCY */
};

static void numbers(struct reader *r, int n)
{
	while (n-- > 0)
		quic_number(r);
}

static struct span counted(struct reader *r, uint64_t len)
{
	return rd_bytes(r, len <= rd_left(r) ? (size_t)len : rd_left(r) + 1);
}

static void read_ack(struct reader *r, bool ecn)
{
	uint64_t ranges;

	numbers(r, 2);             /* largest, delay */
	ranges = quic_number(r);
	quic_number(r);            /* first range */
	for (; ranges > 0 && rd_ok(r); ranges--)
		numbers(r, 2);
	if (ecn)
		numbers(r, 3);
}

static void read_stream(struct reader *r, uint64_t type, struct quic_frame *f)
{
	f->kind = QUIC_FRAME_STREAM;
	f->stream = quic_number(r);
	f->offset = (type & STREAM_OFF) != 0 ? quic_number(r) : 0;
	f->bytes = (type & STREAM_LEN) != 0 ? counted(r, quic_number(r)) : rd_rest(r);
	f->last = (type & STREAM_FIN) != 0;
}

static void read_crypto(struct reader *r, struct quic_frame *f)
{
	f->kind = QUIC_FRAME_CRYPTO;
	f->offset = quic_number(r);
	f->bytes = counted(r, quic_number(r));
}

static void read_reset(struct reader *r, struct quic_frame *f)
{
	f->kind = QUIC_FRAME_RESET;
	f->stream = quic_number(r);
	quic_number(r);            /* error */
	f->offset = quic_number(r);
}

static void read_new_id(struct reader *r, struct quic_frame *f)
{
	f->kind = QUIC_FRAME_NEW_ID;
	numbers(r, 2);             /* sequence, those to be retired */
	f->bytes = rd_bytes(r, rd_u8(r));
	rd_bytes(r, RESET_TOKEN);
}

static void read_close(struct reader *r, bool application)
{
	numbers(r, application ? 1 : 2); /* error, frame type */
	counted(r, quic_number(r));
}

static bool read_plain(struct reader *r, uint64_t type)
{
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		if (plain[i].type != type)
			continue;
		numbers(r, plain[i].numbers);
		rd_bytes(r, plain[i].bytes);
		return true;
	}
	return false;
}

bool quic_frame_read(struct reader *r, bool google, struct quic_frame *ret)
{
	uint64_t type = quic_number(r);

	*ret = (struct quic_frame){ .kind = QUIC_FRAME_OTHER };
	while (type == PADDING && rd_left(r) > 0 && r->pos[0] == PADDING) /* they come by the hundreds */
		rd_u8(r);
	if (type == CRYPTO || (google && type == GOOGLE_CRYPTO))
		read_crypto(r, ret);
	else if (type >= STREAM && type <= STREAM_LAST)
		read_stream(r, type, ret);
	else if (type == ACK || type == ACK_ECN)
		read_ack(r, type == ACK_ECN);
	else if (type == RESET_STREAM)
		read_reset(r, ret);
	else if (type == NEW_TOKEN)
		counted(r, quic_number(r));
	else if (type == NEW_CONNECTION_ID)
		read_new_id(r, ret);
	else if (type == CONNECTION_CLOSE || type == APPLICATION_CLOSE)
		read_close(r, type == APPLICATION_CLOSE);
	else if (type == DATAGRAM || type == DATAGRAM_LEN) {
		ret->kind = QUIC_FRAME_DATAGRAM;
		ret->bytes = type == DATAGRAM ? rd_rest(r) : counted(r, quic_number(r));
	} else if (!read_plain(r, type))
		return false;
	return rd_ok(r) && ret->offset + ret->bytes.len <= OFFSET_MAX;
}
