/* MIME parts behind each other (RFC 2046 5.1, RFC 7578 for forms). The boundary is read off the first line. */
#include "base/text.h"
#include "detect/unwrap/wrapping.h"

#include <stdio.h>
#include <string.h>

enum {
	BOUNDARY_MAX = 74, /* RFC 2046 5.1.1: 70 characters, and the two dashes before and behind */
	TYPE_MAX = 80,     /* bytes of a content type: only its beginning is looked at */
};

/* What a part's head says of it. */
struct head {
	struct span name;
	char type[TYPE_MAX];
};

/* A parameter of a header line: `name="imei"`. */
static struct span parameter(struct span line, const char *key)
{
	ptrdiff_t at = span_find(line, key);
	struct span value, quoted;
	struct reader r;

	if (at < 0)
		return (struct span){ NULL, 0 };
	r = rd_over_span(span_sub(line, (size_t)at + strlen(key), line.len));
	if (rd_left(&r) > 0 && *r.pos == '"') {
		rd_u8(&r);
		return rd_until(&r, '"', &quoted) ? quoted : rd_rest(&r);
	}
	if (!rd_until(&r, ';', &value))
		value = rd_rest(&r);
	return span_trim(value);
}

static void head_line(struct span line, struct head *h)
{
	if (span_starts_nocase(line, "content-disposition:"))
		h->name = parameter(line, " name=");
	if (span_starts_nocase(line, "content-type:"))
		text_clean_to(h->type, sizeof h->type, span_trim(span_sub(line, strlen("content-type:"), line.len)));
}

/* One part: header lines, an empty line, the content. */
static void part(struct unwrap *u, const struct node *n, struct span bytes)
{
	struct reader r = rd_over_span(bytes);
	struct head h = { .type = "" };
	char text[KEY_TEXT], step[STEP_MAX];
	struct piece p = { .step.text = step };
	struct span line;

	do {
		if (!rd_line(&r, &line))
			return;
		head_line(line, &h);
	} while (line.len > 0);
	step_name(h.name, text);
	snprintf(step, sizeof step, "multipart:%s", text);
	p.key = h.name;
	p.bytes = rd_rest(&r);
	p.content_type = h.type[0] == 0 ? NULL : h.type;
	if (p.bytes.len > 0 && p.bytes.data[p.bytes.len - 1] == '\n')
		p.bytes.len--;
	if (p.bytes.len > 0 && p.bytes.data[p.bytes.len - 1] == '\r')
		p.bytes.len--;
	unwrap_piece(u, n, &p);
}

/* "--boundary", as the first line says. */
static bool delimiter(struct reader *r, char ret[BOUNDARY_MAX + 1])
{
	struct span line;

	if (!rd_line(r, &line) || line.len < 3 || line.len > BOUNDARY_MAX || !span_starts(line, "--"))
		return false;
	if (memchr(line.data, 0, line.len) != NULL)
		return false;
	snprintf(ret, BOUNDARY_MAX + 1, "%.*s", (int)line.len, (const char *)line.data);
	return true;
}

bool multipart_open(struct unwrap *u, const struct node *n)
{
	struct reader r = rd_over_span(n->bytes);
	char stop[BOUNDARY_MAX + 1];
	struct span rest, line;

	if (!delimiter(&r, stop) || (n->content_type != NULL && !span_starts_nocase(span_of(n->content_type), "multipart/")))
		return false;
	for (rest = rd_rest(&r); rest.len > 0;) {
		ptrdiff_t end = span_find(rest, stop);

		if (end < 0) {
			part(u, n, rest);
			break;
		}
		part(u, n, span_sub(rest, 0, (size_t)end));
		r = rd_over_span(span_sub(rest, (size_t)end + strlen(stop), rest.len));
		if (!rd_line(&r, &line))
			break;
		rest = rd_rest(&r);
	}
	return true;
}
