/* MIME parts behind each other (RFC 2046 5.1, RFC 7578 for forms). The boundary is read off the first line. */
#include "detect/unwrap/mime.h"
#include "detect/unwrap/wrapping.h"

#include <stdio.h>
#include <string.h>

enum { BOUNDARY_MAX = 74 }; /* RFC 2046 5.1.1: 70 characters, and the two dashes before and behind */

/* One part: header lines, an empty line, the content. */
static void part(struct unwrap *u, const struct node *n, struct span bytes)
{
	struct reader r = rd_over_span(bytes);
	char text[KEY_TEXT], step[STEP_MAX];
	struct mime_head h;
	struct span content;

	if (!mime_head_read(&r, &h))
		return;
	step_name(h.name, text);
	snprintf(step, sizeof step, "multipart:%s", text);
	content = rd_rest(&r);
	if (content.len > 0 && content.data[content.len - 1] == '\n')
		content.len--;
	if (content.len > 0 && content.data[content.len - 1] == '\r')
		content.len--;
	mime_content_open(u, n, &h, step, content);
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
