#include "store/waiting.h"

#include "base/alloc.h"
#include "store/row.h"

#include <stdlib.h>
#include <string.h>

/* A value is a byte that says what it is, a number's or a text's length as a number, and the bytes. A number has as many as it takes. */
enum { IS_NULL, IS_TEXT = 0x10, IS_BLOB = 0x20, IS_INT = 0x30, LENGTH = 0x0F };

/* Of every row there are dozens. more: bytes that follow, room for which is made, too. */
static void put_number(struct waiting *w, int what, uint64_t v, size_t more)
{
	struct buf *b = &w->values;
	uint8_t *to, n = 0;

	buf_reserve(b, 9 + more);
	to = b->data + b->len;
	for (; v != 0; v >>= 8)
		to[++n] = (uint8_t)v;
	to[0] = (uint8_t)(what | n);
	b->len += n + 1U;
}

static void put_bytes(struct waiting *w, int what, const void *data, size_t len)
{
	put_number(w, what, len, len);
	memcpy(w->values.data + w->values.len, data, len);
	w->values.len += len;
}

void waiting_begin(struct waiting *w, enum statement statement, int64_t id)
{
	ARRAY_GROW(w->rows, w->n, w->cap);
	w->rows[w->n++] = (struct waiting_row){ id, (uint32_t)w->values.len, statement };
}

void waiting_int(struct waiting *w, int64_t v)
{
	put_number(w, IS_INT, (uint64_t)v, 0);
}

void waiting_text(struct waiting *w, const char *text)
{
	put_bytes(w, IS_TEXT, text, strlen(text));
}

void waiting_blob(struct waiting *w, const void *data, size_t len)
{
	put_bytes(w, IS_BLOB, data, len);
}

void waiting_null(struct waiting *w)
{
	put_number(w, IS_NULL, 0, 0);
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

static uint64_t get_number(const uint8_t *at, size_t len)
{
	uint64_t v = 0;

	while (len-- > 0)
		v = v << 8 | at[len];
	return v;
}

/* The value at `at`, as it was put above. Returns what follows it. */
static const uint8_t *bind_next(struct row *row, const uint8_t *at)
{
	uint8_t what = *at++;
	uint64_t v = get_number(at, what & LENGTH);

	at += what & LENGTH;
	switch (what & ~LENGTH) {
	case IS_TEXT:
		row_text_span(row, (struct span){ at, v });
		return at + v;
	case IS_BLOB:
		row_blob(row, at, v);
		return at + v;
	case IS_INT:
		row_int(row, (int64_t)v);
		return at;
	default:
		row_null(row);
		return at;
	}
}

static int put(struct store *s, const struct waiting_row *w, struct err *e)
{
	const uint8_t *at = s->waiting.values.data + w->at;
	struct row row = row_begin(s, w->statement);

	for (int n = row_values(&row); n > 0; n--)
		at = bind_next(&row, at);
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
