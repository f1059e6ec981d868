#include "generator.h"

/* RFC 4180, one record a row of csv.sql; names of the columns first. */
struct csv {
	const struct report_options *o;
	struct buf *out, cell;
	struct err *e;
};

/*
 * A spreadsheet runs a cell that begins like a formula: the apostrophe makes it text. Numbers that we counted
 * are left alone.
 */
static void put_field(struct buf *out, struct span text, bool number)
{
	static const char starts[] = { '=', '+', '-', '@', '\t', '\r' };
	bool formula = false, quote = false;

	for (size_t i = 0; !number && text.len > 0 && i < sizeof starts; i++)
		formula = formula || text.data[0] == (uint8_t)starts[i];
	for (size_t i = 0; i < text.len; i++)
		quote = quote || text.data[i] == ',' || text.data[i] == '"' || text.data[i] == '\n' || text.data[i] == '\r';
	if (quote)
		buf_putc(out, '"');
	if (formula)
		buf_putc(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '"')
			buf_putc(out, '"');
		buf_putc(out, (char)text.data[i]);
	}
	if (quote)
		buf_putc(out, '"');
}

static int put_head(void *ctx, const struct store_row *r)
{
	struct csv *c = ctx;

	for (size_t i = 0; i < r->n; i++) {
		if (i > 0)
			buf_putc(c->out, ',');
		put_field(c->out, span_of(r->names[i]), false);
	}
	buf_puts(c->out, "\r\n");
	return 0;
}

static int put_row(void *ctx, const struct store_row *r)
{
	struct csv *c = ctx;

	for (size_t i = 0; i < r->n; i++) {
		buf_reset(&c->cell);
		cell_text(&r->cells[i], &c->cell);
		if (i > 0)
			buf_putc(c->out, ',');
		put_field(c->out, buf_span(&c->cell), r->cells[i].type != CELL_TEXT);
	}
	buf_puts(c->out, "\r\n");
	return piece_hand(c->o, c->out, c->e);
}

int write_csv(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e)
{
	const struct query q = { .sub = "", .name = "csv", .most = "-1" };
	struct csv c = { .o = o, .out = ret, .e = e };
	int rc = query_names(s, f, &q, put_head, &c, e);

	if (rc == 0)
		rc = query_run(s, f, &q, put_row, &c, e);
	buf_free(&c.cell);
	return rc;
}
