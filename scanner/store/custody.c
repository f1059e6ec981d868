#include "base/alloc.h"
#include "base/digest.h"
#include "base/text.h"
#include "store/row.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { HASH_TEXT = SHA256_HEX_LEN + 1 };

static const char first_previous[] = "0000000000000000000000000000000000000000000000000000000000000000";

/* As schema.sql says, so that anyone can compute it with the sqlite3 shell and sha256sum. */
static void custody_hash(struct buf *lines, char ret[HASH_TEXT])
{
	uint8_t hash[DIGEST_MAX];

	digest(DIGEST_SHA256, buf_span(lines), hash);
	hex_of(hash, SHA256_LEN, ret);
}

static int custody_head(struct store *s, int64_t *ret_number, char ret_hash[HASH_TEXT], struct err *e)
{
	struct row r = row_begin(s, CUSTODY_HEAD);

	*ret_number = 0;
	memcpy(ret_hash, first_previous, HASH_TEXT);
	if (row_next(&r)) {
		*ret_number = row_read_int(&r);
		row_read_text(&r, ret_hash, HASH_TEXT);
	}
	return row_end(&r, e);
}

/* One line: a line's end inside a text would make two different rows hash alike. */
static char *custody_line(const char *text)
{
	struct buf b = { 0 };
	char *line;

	text_clean(&b, span_of(text), strlen(text));
	line = xstrdup(buf_text(&b));
	buf_free(&b);
	return line;
}

static int custody_put(struct store *s, const char *texts[4], struct err *e)
{
	char previous[HASH_TEXT], hash[HASH_TEXT];
	struct buf lines = { 0 };
	int64_t number;
	struct row r;

	if (custody_head(s, &number, previous, e) < 0)
		return -1;
	buf_printf(&lines, "%s\n%" PRId64 "\n%" PRId64 "\n%s\n%s\n%s\n%s\n", previous, number + 1, s->at, texts[0], texts[1],
		texts[2], texts[3]);
	custody_hash(&lines, hash);
	buf_free(&lines);
	r = row_begin(s, PUT_CUSTODY);
	row_text(&r, previous);
	row_int(&r, number + 1);
	row_int(&r, s->at);
	for (int i = 0; i < 4; i++)
		row_text(&r, texts[i]);
	row_text(&r, hash);
	return row_put(&r, e);
}

int store_custody_add(struct store *s, const char *action, const char *subject, const char *detail, struct err *e)
{
	char *lines[4] = { custody_line(s->tool), custody_line(action), custody_line(subject), custody_line(detail) };
	int rc = custody_put(s, (const char *[]){ lines[0], lines[1], lines[2], lines[3] }, e);

	for (int i = 0; i < 4; i++)
		free(lines[i]);
	return rc;
}

/* Never NULL, whatever someone made of the table. */
static const char *custody_text(sqlite3_stmt *st, int column)
{
	const char *text = (const char *)sqlite3_column_text(st, column);

	return text == NULL ? "" : text;
}

/* The row at hand: does it follow from head? head becomes its hash. */
static bool custody_follows(sqlite3_stmt *st, uint64_t number, char head[HASH_TEXT])
{
	enum { PREVIOUS, NUMBER, DETAIL = 6, HASH };
	struct buf lines = { 0 };
	char hash[HASH_TEXT];
	bool follows;

	for (int i = PREVIOUS; i <= DETAIL; i++) {
		buf_puts(&lines, custody_text(st, i));
		buf_putc(&lines, '\n');
	}
	custody_hash(&lines, hash);
	buf_free(&lines);
	follows = strcmp(custody_text(st, PREVIOUS), head) == 0 &&
		(uint64_t)sqlite3_column_int64(st, NUMBER) == number &&
		strcmp(custody_text(st, HASH), hash) == 0;
	memcpy(head, hash, HASH_TEXT);
	return follows;
}

int store_custody(struct store *s, struct store_custody *ret, struct err *e)
{
	struct store_custody c = { 0 };
	struct row r = row_begin(s, CUSTODY_ROWS);

	memcpy(c.head, first_previous, HASH_TEXT);
	while (row_next(&r)) {
		c.rows++;
		if (!custody_follows(r.st, c.rows, c.head) && c.broken == 0)
			c.broken = c.rows;
	}
	if (row_end(&r, e) < 0)
		return -1;
	*ret = c;
	return 0;
}
