#include "generator.h"

#include "base/instant.h"

/* JSON Lines: one object a row, one line an object. The query alone says what stands in it. */
struct lines {
	const struct report_options *o;
	struct buf *out;
	struct err *e;
};

static int put_row(void *ctx, const struct store_row *r)
{
	struct lines *l = ctx;
	struct json j;

	json_begin(&j, l->out, true);
	if (shape_row(&j, r, l->e) < 0)
		return -1;
	buf_putc(l->out, '\n');
	return piece_hand(l->o, l->out, l->e);
}

static int write_lines(struct store *s, const struct folders *f, const struct report_options *o, const char *name, struct buf *ret,
	struct err *e)
{
	char now[INSTANT_TEXT];
	const struct query q = { .sub = "", .name = name, .most = "-1", .now = instant_text(o->now, now) };
	struct lines l = { o, ret, e };

	return query_run(s, f, &q, put_row, &l, e);
}

int write_jsonl(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e)
{
	return write_lines(s, f, o, "jsonl", ret, e);
}

int write_ocsf(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e)
{
	return write_lines(s, f, o, "ocsf", ret, e);
}
