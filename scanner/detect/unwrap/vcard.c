/*
 * vCards (RFC 6350; 2.1 and 3.0 too): lines `group.NAME;PARAMETER=...:value`, long ones folded. Their addresses are other people's:
 * the key of a telephone number is "vcard tel", which is another than the handset's own "tel".
 */
#include "base/text.h"
#include "detect/unwrap/quoted.h"
#include "detect/unwrap/wrapping.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { NAME_LONGEST = 24 };

/* A line as it is, or put together of folded ones. */
struct line {
	struct span token; /* without its line end */
	struct buf plain;
	bool folded;
};

static bool is_fold(const struct reader *r)
{
	return rd_left(r) > 0 && (*r->pos == ' ' || *r->pos == '\t');
}

/* Quoted-printable has folds of its own: a line that ends in an equals sign. */
static bool goes_on(const struct reader *r, struct span line, bool quoted)
{
	return is_fold(r) || (quoted && line.len > 0 && line.data[line.len - 1] == '=' && rd_left(r) > 0);
}

static bool next_line(struct reader *r, struct span *ret)
{
	if (rd_line(r, ret))
		return true;
	*ret = rd_rest(r);
	return ret->len > 0;
}

static bool line_read(struct reader *r, struct line *l)
{
	struct span more;
	bool quoted;

	if (!next_line(r, &l->token))
		return false;
	more = l->token;
	quoted = span_find(l->token, "QUOTED-PRINTABLE") >= 0;
	if (!goes_on(r, more, quoted))
		return true;
	l->folded = true;
	buf_add_span(&l->plain, more);
	while (goes_on(r, more, quoted)) {
		bool fold = is_fold(r);

		if (!fold)
			buf_puts(&l->plain, "\r\n");
		next_line(r, &more);
		buf_add_span(&l->plain, fold ? span_sub(more, 1, more.len) : more);
	}
	l->token.len = (size_t)(more.data + more.len - l->token.data);
	return true;
}

/* "item1.TEL;TYPE=CELL" -> "TEL"; false where it is no property. */
static bool property_name(struct span head, char ret[NAME_LONGEST])
{
	size_t from = 0, len;

	for (len = 0; len < head.len && head.data[len] != ';'; len++)
		if (head.data[len] == '.')
			from = len + 1;
	if (len == from || len - from >= NAME_LONGEST)
		return false;
	for (size_t i = from; i < len; i++) {
		if (!isalnum(head.data[i]) && head.data[i] != '-')
			return false;
		ret[i - from] = (char)toupper(head.data[i]);
	}
	ret[len - from] = 0;
	return true;
}

static void property(struct unwrap *u, const struct node *n, const struct line *l)
{
	struct reader r = rd_over_span(l->folded ? buf_span(&l->plain) : l->token);
	char name[NAME_LONGEST], key[NAME_LONGEST + 8], step[NAME_LONGEST + 8];
	struct piece p = { .token = l->token, .fresh = l->folded };
	struct buf plain = { 0 };
	struct span head;

	if (!rd_until(&r, ':', &head) || !property_name(head, name))
		return;
	snprintf(key, sizeof key, "vcard %s", name);
	snprintf(step, sizeof step, "vcard:%s", name);
	p.key = span_of(key);
	p.step.text = step;
	p.bytes = rd_rest(&r);
	/* RFC 6350 6.4.1: a number as a URI. */
	if (span_starts_nocase(p.bytes, "tel:"))
		p.bytes = span_sub(p.bytes, strlen("tel:"), p.bytes.len);
	if (span_find(head, "QUOTED-PRINTABLE") >= 0) {
		quoted_decode(&plain, p.bytes);
		p.bytes = buf_span(&plain);
		p.fresh = true;
	}
	if (!p.fresh || unwrap_afford(u, p.bytes.len))
		unwrap_piece(u, n, &p);
	buf_free(&plain);
}

bool vcard_open(struct unwrap *u, const struct node *n)
{
	struct reader r = rd_over_span(n->bytes);

	if (!span_starts_nocase(n->bytes, "BEGIN:VCARD"))
		return false;
	for (;;) {
		struct line l = { .folded = false };
		bool found = line_read(&r, &l);

		if (found)
			property(u, n, &l);
		buf_free(&l.plain);
		if (!found)
			return true;
	}
}
