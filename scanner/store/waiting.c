#include "store/waiting.h"

#include "base/alloc.h"
#include "store/row.h"

#include <stdlib.h>
#include <string.h>

/* A value is a byte that says what it is, a number's or a text's length as a number, and the bytes. A number has as many as it takes. */
enum { IS_NULL, IS_TEXT = 0x10, IS_BLOB = 0x20, IS_INT = 0x30, LENGTH = 0x0F };

static void put_number(struct waiting *w, int what, uint64_t v)
{
	uint8_t bytes[9], n = 0;

	for (; v != 0; v >>= 8)
		bytes[++n] = (uint8_t)v;
	bytes[0] = (uint8_t)(what | n);
	buf_add(&w->values, bytes, n + 1U);
}

void waiting_begin(struct waiting *w, enum statement statement, int64_t id)
{
	ARRAY_GROW(w->rows, w->n, w->cap);
	w->rows[w->n++] = (struct waiting_row){ id, (uint32_t)w->values.len, statement };
}

void waiting_int(struct waiting *w, int64_t v)
{
	put_number(w, IS_INT, (uint64_t)v);
}

void waiting_text(struct waiting *w, const char *text)
{
	size_t len = strlen(text);

	put_number(w, IS_TEXT, len);
	buf_add(&w->values, text, len);
}

void waiting_blob(struct waiting *w, const void *data, size_t len)
{
	put_number(w, IS_BLOB, len);
	buf_add(&w->values, data, len);
}

void waiting_null(struct waiting *w)
{
	put_number(w, IS_NULL, 0);
}

bool waiting_full(const struct waiting *w)
{
	return w->values.len >= WAITING_BYTES;
}

static int by_id(const void *x, const void *y)
{
	const struct waiting_row *a = x, *b = y;

	return a->id != b->id ? (a->id > b->id) - (a->id < b->id) : (a->at > b->at) - (a->at < b->at);
}

static uint64_t get_number(struct reader *r, size_t len)
{
	struct span bytes = rd_bytes(r, len);
	uint64_t v = 0;

	for (size_t i = bytes.len; i > 0; i--)
		v = v << 8 | bytes.data[i - 1];
	return v;
}

static void bind_next(struct row *row, struct reader *r)
{
	uint8_t what = rd_u8(r);
	uint64_t v = get_number(r, what & LENGTH);

	switch (what & ~LENGTH) {
	case IS_TEXT:
		row_text_span(row, rd_bytes(r, v));
		break;
	case IS_BLOB:
		row_blob(row, rd_bytes(r, v).data, v);
		break;
	case IS_INT:
		row_int(row, (int64_t)v);
		break;
	default:
		row_null(row);
	}
}

static int put(struct store *s, const struct waiting_row *w, struct err *e)
{
	struct reader r = rd_over(s->waiting.values.data + w->at, s->waiting.values.len - w->at);
	struct row row = row_begin(s, w->statement);

	for (int n = row_values(&row); n > 0; n--)
		bind_next(&row, &r);
	return row_put(&row, e);
}

int waiting_settle(struct store *s, struct err *e)
{
	struct waiting *w = &s->waiting;
	int rc = 0;

	if (w->n > 1)
		qsort(w->rows, w->n, sizeof *w->rows, by_id);
	for (size_t i = 0; rc == 0 && i < w->n; i++)
		rc = put(s, &w->rows[i], e);
	w->n = 0;
	buf_reset(&w->values);
	return rc;
}

void waiting_forget(struct waiting *w)
{
	free(w->rows);
	buf_free(&w->values);
	*w = (struct waiting){ 0 };
}
