#include "decode/qpack.h"

#include "base/alloc.h"

#include <nghttp3/nghttp3.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_MEMORY_MAX = 1 << 20 /* one allocation: a field is shorter */ };

struct qpack {
	nghttp3_qpack_decoder *decoder; /* NULL: not made yet */
	bool told;              /* the far end has said how large the table is */
	bool broken;            /* no more entries can be added */
	bool bad;               /* nothing that names it can be read */
	struct buf inserts;     /* for it, that came before */
	uint64_t capacity_seen; /* what the client makes use of */
};

/* ---- memory of the decoder: it holds what the handset sent ---- */

struct block {
	size_t size;
	max_align_t room[];
};

static void *memory_new(size_t size, void *user_data)
{
	struct block *b;

	(void)user_data;
	if (size > FIELD_MEMORY_MAX)
		return NULL;
	b = xcalloc(1, sizeof *b + size);
	b->size = size;
	return b->room;
}

static void memory_free(void *p, void *user_data)
{
	struct block *b;

	(void)user_data;
	if (p == NULL)
		return;
	b = (struct block *)(void *)((char *)p - offsetof(struct block, room));
	xfree_wiped(b, sizeof *b + b->size);
}

static void *memory_zeroed(size_t n, size_t size, void *user_data)
{
	return size != 0 && n > FIELD_MEMORY_MAX / size ? NULL : memory_new(n * size, user_data);
}

static void *memory_grow(void *p, size_t size, void *user_data)
{
	void *grown = memory_new(size, user_data);
	size_t had;

	if (p == NULL || grown == NULL)
		return grown;
	had = ((struct block *)(void *)((char *)p - offsetof(struct block, room)))->size;
	memcpy(grown, p, had < size ? had : size);
	memory_free(p, user_data);
	return grown;
}

static const nghttp3_mem memory = { NULL, memory_new, memory_free, memory_zeroed, memory_grow };

/* ---- the table ---- */

struct qpack *qpack_new(void)
{
	return xcalloc(1, sizeof(struct qpack));
}

void qpack_free(struct qpack *q)
{
	if (q == NULL)
		return;
	nghttp3_qpack_decoder_del(q->decoder);
	buf_free(&q->inserts);
	free(q);
}

static bool decoder_make(struct qpack *q, uint64_t capacity)
{
	nghttp3_qpack_decoder_del(q->decoder);
	q->decoder = NULL;
	return nghttp3_qpack_decoder_new(&q->decoder, (size_t)capacity, H2_STREAMS_MAX, &memory) == 0;
}

/* What it would answer the client is of no use. */
static void decoder_hush(struct qpack *q)
{
	size_t n = nghttp3_qpack_decoder_get_decoder_streamlen(q->decoder);
	uint8_t *scratch = xmalloc(n + 1);
	nghttp3_buf answer = { .begin = scratch, .end = scratch + n + 1, .pos = scratch, .last = scratch };

	nghttp3_qpack_decoder_write_decoder(q->decoder, &answer);
	free(scratch);
}

/* After an error nghttp3's is of no use: what does not name it is read with an empty one. */
static void decoder_spoil(struct qpack *q)
{
	q->bad = q->broken = true;
	decoder_make(q, 0);
}

static void inserts_take(struct qpack *q)
{
	if (!q->told || q->broken || q->inserts.len == 0)
		return;
	if (nghttp3_qpack_decoder_read_encoder(q->decoder, q->inserts.data, q->inserts.len) < 0)
		decoder_spoil(q);
	else
		decoder_hush(q);
	buf_reset(&q->inserts);
}

void qpack_told(struct qpack *q, uint64_t capacity)
{
	if (q->told)
		return;
	q->told = true;
	q->bad = q->bad || capacity > QPACK_TABLE_MAX || !decoder_make(q, capacity);
	q->broken = q->broken || q->bad;
	inserts_take(q);
}

bool qpack_is_told(const struct qpack *q)
{
	return q->told;
}

void qpack_assume(struct qpack *q)
{
	qpack_told(q, q->capacity_seen);
}

/* RFC 9204 section 4.1.1. */
static uint64_t prefixed(struct reader *r, int bits)
{
	uint64_t most = (1U << bits) - 1, n = rd_u8(r) & most;
	uint8_t b;

	if (n < most)
		return n;
	for (int shift = 0; shift < 56; shift += 7) {
		b = rd_u8(r);
		n += (uint64_t)(b & 0x7F) << shift;
		if ((b & 0x80) == 0)
			break;
	}
	return n;
}

void qpack_insert(struct qpack *q, struct span bytes)
{
	struct reader r;

	buf_add_span(&q->inserts, bytes);
	r = rd_over_span(buf_span(&q->inserts));
	if (q->capacity_seen == 0 && rd_left(&r) > 0 && (r.pos[0] & 0xE0) == 0x20) { /* RFC 9204 section 4.3.1 */
		uint64_t n = prefixed(&r, 5);

		q->capacity_seen = rd_ok(&r) ? n : 0;
	}
	q->broken |= q->inserts.len > QPACK_TABLE_MAX;
	inserts_take(q);
	if (q->broken)
		buf_reset(&q->inserts);
}

void qpack_hole(struct qpack *q)
{
	q->broken = true;
}

/* ---- blocks ---- */

static struct span text_of(nghttp3_rcbuf *b)
{
	nghttp3_vec v = nghttp3_rcbuf_get_buf(b);

	return (struct span){ v.base, v.len };
}

/* One frame's share of the block. */
static enum qpack_outcome piece_read(struct qpack *q, struct qpack_block *b, struct span in, bool last, const struct mark *m,
	struct request *r)
{
	while (true) {
		nghttp3_qpack_nv nv;
		uint8_t flags = 0;
		nghttp3_ssize n = nghttp3_qpack_decoder_read_request(q->decoder, b->context, &nv, &flags, in.data, in.len, last);

		if (n < 0)
			return QPACK_BROKEN;
		b->taken += (size_t)n;
		r->sent += (size_t)n;
		in = span_sub(in, (size_t)n, SIZE_MAX);
		if ((flags & NGHTTP3_QPACK_DECODE_FLAG_BLOCKED) != 0)
			return QPACK_WAITS;
		if ((flags & NGHTTP3_QPACK_DECODE_FLAG_EMIT) == 0)
			return in.len == 0 ? QPACK_READ : QPACK_BROKEN;
		request_field(r, text_of(nv.name), text_of(nv.value), m);
		nghttp3_rcbuf_decref(nv.name);
		nghttp3_rcbuf_decref(nv.value);
	}
}

static enum qpack_outcome pieces_read(struct qpack *q, struct qpack_block *b, const struct gather *in, struct request *r)
{
	enum qpack_outcome o = QPACK_READ;

	for (size_t i = 0; o == QPACK_READ && i < in->mark_count; i++) {
		struct span piece = gather_piece(in, i, b->taken, SIZE_MAX);

		if (piece.len > 0)
			o = piece_read(q, b, piece, i + 1 == in->mark_count, &in->marks[i], r);
	}
	return o;
}

/* RFC 9204 section 4.5.1. */
static bool names_table(const struct gather *in)
{
	struct reader r = rd_over_span(buf_span(&in->bytes));

	return prefixed(&r, 8) != 0;
}

static bool block_begin(struct qpack *q, struct qpack_block *b, uint64_t id)
{
	if (q->decoder == NULL && !decoder_make(q, 0))
		return false;
	return b->context != NULL || nghttp3_qpack_stream_context_new(&b->context, (int64_t)id, &memory) == 0;
}

enum qpack_outcome qpack_read(struct qpack *q, struct qpack_block *b, uint64_t id, const struct gather *in, struct request *r)
{
	enum qpack_outcome o;

	if (!q->told && b->context == NULL && names_table(in))
		return QPACK_WAITS;
	if (q->bad && names_table(in))
		return QPACK_BROKEN;
	o = block_begin(q, b, id) ? pieces_read(q, b, in, r) : QPACK_BROKEN;
	if (o == QPACK_READ)
		decoder_hush(q);
	else if (o == QPACK_BROKEN && !q->bad)
		decoder_spoil(q);
	return o;
}

void qpack_block_end(struct qpack_block *b)
{
	nghttp3_qpack_stream_context_del(b->context);
	*b = (struct qpack_block){ 0 };
}
