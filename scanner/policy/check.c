#include "policy/check.h"

#include "base/alloc.h"
#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHAT_MAX = 768 }; /* bytes of what is wrong: of a word list, as long as one may be */

/* ---- mistakes ---- */

/* "file:line:column: " */
static void put_position(struct buf *text, const struct reading *r, const struct node *at)
{
	buf_puts(text, r->file);
	if (at != NULL)
		buf_printf(text, ":%d:%d", at->line, at->column);
	buf_puts(text, ": ");
}

void mistake(struct reading *r, const struct node *at, const char *fmt, ...)
{
	struct buf text = { 0 };
	char what[WHAT_MAX];
	va_list ap;

	r->mistakes->count++;
	if (++r->count > MISTAKES_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	put_position(&text, r, at);
	buf_puts(&text, what);
	if (r->count == MISTAKES_MAX)
		buf_puts(&text, " (more mistakes of this file are not listed)");
	r->mistakes->report(r->mistakes->ctx, buf_text(&text));
	buf_free(&text);
}

void note(struct reading *r, const struct node *at, const char *fmt, ...)
{
	struct buf text = { 0 };
	char what[WHAT_MAX];
	va_list ap;

	if (r->mistakes->note == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	put_position(&text, r, at);
	buf_printf(&text, "note: %s", what);
	r->mistakes->note(r->mistakes->ctx, buf_text(&text));
	buf_free(&text);
}

/* ": 'text'" of a scalar that may be shown, else "". */
static const char *quoted(const struct reading *r, const struct node *n, char ret[QUOTE_MAX + 8])
{
	char shown[QUOTE_MAX];

	ret[0] = 0;
	if (r->personal || n->type != NODE_SCALAR)
		return ret;
	text_clean_to(shown, sizeof shown, (struct span){ (const uint8_t *)n->text, n->len });
	snprintf(ret, QUOTE_MAX + 8, ": '%s'", shown);
	return ret;
}

void mistake_in(struct reading *r, const struct node *at, const char *what)
{
	char quote[QUOTE_MAX + 8];

	mistake(r, at, "%s%s", what, quoted(r, at, quote));
}

void mistake_meant(struct reading *r, const struct node *at, const char *what, const char *meant)
{
	char quote[QUOTE_MAX + 8];

	mistake(r, at, "%s%s; did you mean '%s'?", what, quoted(r, at, quote), meant);
}

void mistake_unknown(struct reading *r, const struct node *at, const char *what, const char *const *words, size_t n)
{
	const char *near = r->count < MISTAKES_MAX ? text_nearest(at->text, words, n) : NULL;
	char unknown[64];

	snprintf(unknown, sizeof unknown, "unknown %s", what);
	if (near != NULL)
		mistake_meant(r, at, unknown, near);
	else
		mistake_in(r, at, unknown);
}

/* ---- nodes ---- */

static bool is_missing(const struct node *n)
{
	return n->type == NODE_SCALAR && n->len == 0 && !n->quoted;
}

static bool has_type(struct reading *r, const struct node *n, enum node_type type)
{
	static const char *const names[] = { "text", "a list", "a mapping" };

	if (n->type == type)
		return true;
	if (is_missing(n))
		mistake(r, n, "a value is missing: %s is expected", names[type]);
	else
		mistake(r, n, "%s is expected, not %s", names[type], names[n->type]);
	return false;
}

const char *node_text(struct reading *r, const struct node *n)
{
	if (!has_type(r, n, NODE_SCALAR))
		return NULL;
	if (span_trim((struct span){ (const uint8_t *)n->text, n->len }).len == 0) {
		mistake(r, n, "a value is missing: text is expected");
		return NULL;
	}
	return n->text;
}

bool node_is(const struct node *n, const char *text)
{
	return n->type == NODE_SCALAR && strcmp(n->text, text) == 0;
}

const struct node *node_get(const struct node *n, const char *key)
{
	for (size_t i = 0; n->type == NODE_MAPPING && i + 1 < n->n; i += 2) {
		if (strcmp(n->items[i]->text, key) == 0)
			return n->items[i + 1];
	}
	return NULL;
}

int node_word(struct reading *r, const struct node *n, const char *what, const char *const *words, size_t count)
{
	struct buf all = { 0 };
	char quote[QUOTE_MAX + 8];

	if (node_text(r, n) == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], n->text) == 0)
			return (int)i;
	}
	for (size_t i = 0; i < count; i++)
		buf_printf(&all, "%s%s", i == 0 ? "" : ", ", words[i]);
	mistake(r, n, "unknown %s%s; one of: %s", what, quoted(r, n, quote), buf_text(&all));
	buf_free(&all);
	return -1;
}

/* ---- mappings and lists ---- */

static const struct field *find_field(const struct field *fields, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(fields[i].key, key) == 0)
			return &fields[i];
	}
	return NULL;
}

static void unknown_key(struct reading *r, const struct node *key, const struct field *fields, size_t count)
{
	const char **words = xcalloc(count, sizeof *words);

	for (size_t i = 0; i < count; i++)
		words[i] = fields[i].key;
	mistake_unknown(r, key, "key", words, count);
	free(words);
}

void read_fields(struct reading *r, const struct node *n, const struct field *fields, size_t count, void *record)
{
	uint64_t seen = 0;

	if (!has_type(r, n, NODE_MAPPING))
		return;
	for (size_t i = 0; i + 1 < n->n; i += 2) {
		const struct field *f = find_field(fields, count, n->items[i]->text);

		if (f == NULL) {
			unknown_key(r, n->items[i], fields, count);
			continue;
		}
		if (seen & UINT64_C(1) << (f - fields)) {
			mistake(r, n->items[i], "duplicate key: '%s'", f->key);
			continue;
		}
		seen |= UINT64_C(1) << (f - fields);
		f->read(r, n->items[i + 1], (char *)record + f->offset);
	}
	for (size_t i = 0; i < count; i++) {
		if (fields[i].required && !(seen & UINT64_C(1) << i))
			mistake(r, n, "missing key: '%s'", fields[i].key);
	}
}

void read_each(struct reading *r, const struct node *n, void (*one)(struct reading *r, const struct node *n, void *ctx),
	void *ctx)
{
	if (!has_type(r, n, NODE_SEQUENCE))
		return;
	for (size_t i = 0; i < n->n; i++)
		one(r, n->items[i], ctx);
}

void read_each_of_some(struct reading *r, const struct node *n,
	void (*one)(struct reading *r, const struct node *n, void *ctx), void *ctx)
{
	if (n->type == NODE_SEQUENCE && n->n == 0)
		mistake(r, n, "an empty list");
	read_each(r, n, one, ctx);
}

static int by_text(const void *a, const void *b)
{
	const struct node *const *x = a, *const *y = b;
	int order = strcmp((*x)->text, (*y)->text);

	if (order != 0)
		return order;
	return (*x)->line != (*y)->line ? (*x)->line - (*y)->line : (*x)->column - (*y)->column;
}

static void check_once(struct reading *r, const struct node *n)
{
	const struct node **texts = xcalloc(n->n + 1, sizeof *texts);
	size_t count = 0;

	for (size_t i = 0; i < n->n; i++) {
		if (n->items[i]->type == NODE_SCALAR)
			texts[count++] = n->items[i];
	}
	qsort(texts, count, sizeof *texts, by_text);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(texts[i - 1]->text, texts[i]->text) == 0)
			mistake_in(r, texts[i], "this stands here twice");
	}
	free(texts);
}

void read_each_once(struct reading *r, const struct node *n,
	void (*one)(struct reading *r, const struct node *n, void *ctx), void *ctx)
{
	if (n->type == NODE_SEQUENCE && n->n > LIST_MAX) {
		mistake(r, n, "too long a list: at most %d", LIST_MAX);
		return;
	}
	read_each_of_some(r, n, one, ctx);
	if (n->type == NODE_SEQUENCE)
		check_once(r, n);
}

static bool earlier_key(const struct node *n, size_t i)
{
	for (size_t k = 0; k < i; k += 2) {
		if (strcmp(n->items[k]->text, n->items[i]->text) == 0)
			return true;
	}
	return false;
}

void read_pairs(struct reading *r, const struct node *n,
	void (*one)(struct reading *r, const struct node *key, const struct node *value, void *ctx), void *ctx)
{
	enum { PAIRS_MAX = 256 }; /* of free keys, which are compared with each other */

	if (!has_type(r, n, NODE_MAPPING))
		return;
	if (n->n / 2 > PAIRS_MAX) {
		mistake(r, n, "too many keys: at most %d", PAIRS_MAX);
		return;
	}
	for (size_t i = 0; i + 1 < n->n; i += 2) {
		if (earlier_key(n, i))
			mistake_in(r, n->items[i], "duplicate key");
		else
			one(r, n->items[i], n->items[i + 1], ctx);
	}
}

/* ---- scalars ---- */

static void keep_text(char **ret, const char *text)
{
	free(*ret);
	*ret = xstrdup(text);
}

void read_text(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text != NULL)
		keep_text(ret, text);
}

void read_title(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text == NULL)
		return;
	if (strchr(text, '\n') != NULL)
		mistake(r, n, "one line is expected");
	else if (n->len > TITLE_MAX)
		mistake(r, n, "too long: at most %d characters", TITLE_MAX);
	else
		keep_text(ret, text);
}

void read_id(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text == NULL)
		return;
	if (n->len >= NAME_TEXT || strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") != n->len)
		mistake_in(r, n, "an id is of lower-case letters, digits and '-', shorter than 64");
	else
		keep_text(ret, text);
}

static void read_word(struct reading *r, const struct node *n, void *ret)
{
	if (node_text(r, n) != NULL)
		words_add(ret, n->text);
}

void read_words(struct reading *r, const struct node *n, void *ret)
{
	if (n->type == NODE_SEQUENCE && n->n == 0)
		return;
	read_each_once(r, n, read_word, ret);
}

void read_flag(struct reading *r, const struct node *n, void *ret)
{
	static const char *const words[] = { "false", "true" };
	int i = node_word(r, n, "answer", words, 2);

	if (i >= 0)
		*(bool *)ret = i == 1;
}

void read_date(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text != NULL && (!instant_is_date(text) || !instant_parse(text, ret)))
		mistake_in(r, n, "no date such as 2015-01-31");
}

void read_instant(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text != NULL && !instant_parse(text, ret))
		mistake_in(r, n, "no date such as 2015-01-31, nor a time with its zone such as 2015-01-31T10:00:00+05:30");
}

void read_end(struct reading *r, const struct node *n, void *ret)
{
	int64_t at = INSTANT_MIN;

	read_instant(r, n, &at);
	if (at != INSTANT_MIN)
		*(int64_t *)ret = instant_is_date(n->text) ? at + 86400 * NS_PER_S : at;
}

void read_schema(struct reading *r, const struct node *n, void *ret)
{
	(void)ret;
	if (node_text(r, n) != NULL && !node_is(n, "1"))
		mistake_in(r, n, "unknown schema; this program reads 1");
}

void check_period(struct reading *r, const struct node *at, int64_t from, int64_t to)
{
	if (from >= to)
		mistake(r, at, "a period that ends before it begins");
}

/* ---- records ---- */

void *array_add(void *items, size_t *n, size_t size)
{
	if ((*n & (*n - 1)) == 0)
		items = xrealloc(items, *n == 0 ? 1 : *n * 2, size);
	memset((char *)items + *n * size, 0, size);
	(*n)++;
	return items;
}

struct origin origin_of(const struct reading *r, const struct node *n)
{
	return (struct origin){ xstrdup(r->file), n->line, n->column };
}
