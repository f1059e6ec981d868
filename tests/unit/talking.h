/*
 * Bytes of a client into a conversation, and a sink that writes down what it handed over, a line each message:
 * "http1 POST host path?query | http.header:Host@24=host | http.body@52+=piece ~gzip". For the tests of decode/.
 */
#ifndef TESTS_TALKING_H
#define TESTS_TALKING_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "decode/decode.h"

/* Bytes of a script that are no bytes: the far end speaks, bytes of the client are missing. */
#define TURN '\f'
#define HOLE '\v'

enum { HOLE_BYTES = 5 };

struct talking {
	struct conversation *c;
	struct decode_shared shared;
	struct buf said;      /* a line each message and DNS record */
	struct buf frames;    /* of each byte of each part, as "1*5 2*3" */
	bool binary;          /* TURN and HOLE are bytes like others */
	const char *answer;   /* what the far end says at a TURN; NULL: "x" */
	uint64_t cut;         /* frames up to it are written as 1, later ones as 2; 0: as they are */
	unsigned losses[LOSS_COUNT];
	struct fact_session session; /* the last */
	unsigned sessions;
	uint64_t open_before, inflaters_before; /* what others have of the shard's */
	uint64_t bytes;       /* of all messages */
	struct decode_summary sum;
};

static uint64_t talking_frame(const struct talking *t, uint64_t frame)
{
	return t->cut == 0 ? frame : frame <= t->cut ? 1 : 2;
}

/* Writes the frame of each byte, and holds marks to their contract. */
static void talking_marks(struct talking *t, const struct part *p)
{
	uint64_t last = 0, run = 0;
	size_t mark = 0;

	assert_true(p->mark_count > 0 && p->marks[0].offset == 0);
	for (size_t i = 1; i < p->mark_count; i++)
		assert_true(p->marks[i].offset > p->marks[i - 1].offset && p->marks[i].offset < p->bytes.len);
	for (size_t i = 0; i < p->bytes.len; i++) {
		uint64_t frame;

		while (mark + 1 < p->mark_count && p->marks[mark + 1].offset <= i)
			mark++;
		frame = talking_frame(t, p->marks[mark].frame);
		if (run > 0 && frame != last) {
			buf_printf(&t->frames, "%u*%u ", (unsigned)last, (unsigned)run);
			run = 0;
		}
		last = frame;
		run++;
	}
	buf_printf(&t->frames, "%u*%u | ", (unsigned)last, (unsigned)run);
}

static void talking_message(void *ctx, const struct message *m)
{
	struct talking *t = ctx;

	t->bytes += m->bytes;
	buf_printf(&t->said, "%s", m->carrier);
	if (m->method[0] != 0)
		buf_printf(&t->said, " %s %s ", m->method, m->host);
	buf_add_span(&t->said, m->path);
	if (m->query.len > 0)
		buf_putc(&t->said, '?');
	buf_add_span(&t->said, m->query);
	buf_printf(&t->frames, "%u: ", (unsigned)talking_frame(t, m->frame));
	for (size_t i = 0; i < m->part_count; i++) {
		const struct part *p = &m->parts[i];

		assert_true(p->bytes.len > 0);
		buf_printf(&t->said, " | %s@%u%s=", p->root, (unsigned)p->offset, p->continues ? "+" : "");
		text_clean(&t->said, p->bytes, SIZE_MAX);
		if (p->content_encoding != NULL)
			buf_printf(&t->said, " ~%s", p->content_encoding);
		talking_marks(t, p);
	}
	buf_putc(&t->said, '\n');
	buf_putc(&t->frames, '\n');
}

static void talking_dns(void *ctx, const struct fact_dns *d)
{
	struct talking *t = ctx;
	char text[ADDRESS_TEXT];

	buf_printf(&t->said, "%s: %s %u %u %s%s\n", d->query, d->name, d->type, d->ttl, address_text(&d->address, text), d->target);
}

static void talking_loss(void *ctx, enum loss loss, uint64_t frame, uint64_t count, uint64_t bytes)
{
	struct talking *t = ctx;

	(void)frame;
	(void)bytes;
	t->losses[loss] += (unsigned)count;
}

static void talking_session(void *ctx, const struct fact_session *s)
{
	struct talking *t = ctx;

	t->session = *s;
	t->sessions++;
}

static void talking_begin(struct talking *t, uint8_t transport, uint16_t port)
{
	const struct flow_key key = { .server_port = port, .transport = transport };
	const struct decode_sink sink = { talking_message, talking_dns, talking_loss, t, talking_session };

	t->c = conversation_new(&key, &sink, &t->shared);
}

static void talking_end(struct talking *t)
{
	conversation_end(t->c, &t->sum);
	conversation_free(t->c);
	assert_int_equal(t->shared.body_bytes, 0);
	assert_int_equal(t->shared.open_bytes, t->open_before);
	assert_int_equal(t->shared.inflaters, t->inflaters_before);
	t->c = NULL;
}

static void talking_free(struct talking *t)
{
	buf_free(&t->said);
	buf_free(&t->frames);
}

static inline void talking_send(struct talking *t, struct span bytes, uint64_t frame)
{
	if (bytes.len > 0)
		conversation_bytes(t->c, true, bytes, frame, (int64_t)frame);
}

static bool talking_is_mark(const struct talking *t, uint8_t b)
{
	return !t->binary && (b == TURN || b == HOLE);
}

/*
 * A script of the client's bytes. Those before byte `split` come in frame 1, the rest in frame 2; split 0: every byte in a
 * frame of its own, numbered from 1.
 */
static inline void talking_play(struct talking *t, struct span script, size_t split)
{
	size_t count = 0;

	for (size_t i = 0, n; i < script.len; i += n) {
		n = 1;
		if (talking_is_mark(t, script.data[i])) {
			if (script.data[i] == TURN)
				conversation_bytes(t->c, false, span_of(t->answer != NULL ? t->answer : "x"), count + 1, 0);
			else
				conversation_gap(t->c, true, HOLE_BYTES, count + 1);
			continue;
		}
		while (split != 0 && i + n < script.len && !talking_is_mark(t, script.data[i + n]) && count + n != split)
			n++;
		talking_send(t, span_sub(script, i, n), split == 0 ? count + 1 : count < split ? 1 : 2);
		count += n;
	}
}

/* The whole of a script over TCP to the end. */
static inline void talking_run(struct talking *t, uint16_t port, struct span script, size_t split)
{
	talking_begin(t, 6, port);
	talking_play(t, script, split);
	talking_end(t);
}

/* However a script is split, the same is said, and each byte names the frame that brought it. */
static inline void talking_splits_answered(uint16_t port, struct span script, bool binary, const char *answer)
{
	for (size_t n = 1; n <= script.len; n++) {
		struct talking bytewise = { .cut = n, .binary = binary, .answer = answer };
		struct talking split = { .binary = binary, .answer = answer };

		talking_run(&bytewise, port, script, 0);
		talking_run(&split, port, script, n);
		if (strcmp(buf_text(&bytewise.said), buf_text(&split.said)) != 0)
			fail_msg("split at %zu:\n%sbyte by byte:\n%s", n, buf_text(&split.said), buf_text(&bytewise.said));
		if (strcmp(buf_text(&bytewise.frames), buf_text(&split.frames)) != 0)
			fail_msg("split at %zu, frames:\n%sbyte by byte:\n%s", n, buf_text(&split.frames), buf_text(&bytewise.frames));
		assert_string_equal(bytewise.sum.host, split.sum.host);
		assert_int_equal(bytewise.sum.bytes_clear, split.sum.bytes_clear);
		assert_int_equal(bytewise.sum.bytes_opaque, split.sum.bytes_opaque);
		talking_free(&bytewise);
		talking_free(&split);
	}
}

static inline void talking_splits(uint16_t port, struct span script, bool binary)
{
	talking_splits_answered(port, script, binary, NULL);
}

#endif
