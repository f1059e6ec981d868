#include "detect/unwrap/mime.h"

#include "base/text.h"
#include "detect/codec.h"
#include "detect/unwrap/quoted.h"
#include "detect/unwrap/wrapping.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
	LINES_MAX = 256,   /* of a head */
	NAME_LONGEST = 60, /* bytes of a header's name */
	BOUNDARY_MAX = 72, /* RFC 2046 5.1.1: 70 characters, and the two dashes before */
};

struct span mime_parameter(struct span line, const char *key)
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

static struct span behind(struct span line, const char *name)
{
	return span_trim(span_sub(line, strlen(name), line.len));
}

static void head_line(struct span line, struct mime_head *h)
{
	if (span_starts_nocase(line, "content-disposition:"))
		h->name = mime_parameter(line, " name=");
	if (span_starts_nocase(line, "content-type:"))
		text_clean_to(h->type, sizeof h->type, behind(line, "content-type:"));
	if (span_starts_nocase(line, "content-transfer-encoding:")) {
		struct span coding = behind(line, "content-transfer-encoding:");

		h->coding = span_is_nocase(coding, "base64") ? MIME_BASE64 :
			    span_is_nocase(coding, "quoted-printable") ? MIME_QUOTED : MIME_PLAIN;
	}
	h->telling |= span_starts_nocase(line, "mime-version:") || span_starts_nocase(line, "content-type:") ||
		      span_starts_nocase(line, "content-transfer-encoding:");
}

bool mime_head_read(struct reader *r, struct mime_head *ret)
{
	struct span line, whole = { NULL, 0 };

	*ret = (struct mime_head){ .type = "" };
	do {
		if (ret->lines++ == LINES_MAX || !rd_line(r, &line))
			return false;
		/* A line that begins with a blank goes on the one before: both are read as one, for they are neighbours. */
		if (line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t') && whole.len > 0)
			whole.len = (size_t)(line.data + line.len - whole.data);
		else
			whole = line;
		head_line(whole, ret);
	} while (line.len > 0);
	return true;
}

void mime_content_open(struct unwrap *u, const struct node *n, const struct mime_head *h, const char *step, struct span content)
{
	struct piece p = { .step.text = step, .key = h->name, .bytes = content, .token = content,
		.content_type = h->type[0] == 0 ? NULL : h->type };
	struct buf plain = { 0 };

	if (h->coding != MIME_PLAIN && content.len > 0 && unwrap_afford(u, content.len)) {
		p.fresh = true;
		p.whole = true;
		if (h->coding == MIME_QUOTED)
			quoted_decode(&plain, content);
		else
			p.fresh = base64_decode(&plain, content, false);
		if (p.fresh)
			p.bytes = buf_span(&plain);
	}
	unwrap_piece(u, n, &p);
	buf_free(&plain);
}

/* `Name: value` */
static bool is_header(struct span s)
{
	size_t i;

	for (i = 0; i < s.len && i < NAME_LONGEST && (isalnum(s.data[i]) || s.data[i] == '-'); i++)
		;
	return i > 1 && i + 1 < s.len && s.data[i] == ':' && s.data[i + 1] == ' ';
}

/* What stands before the first boundary is for people whose program is old. */
static struct span from_boundary(struct span content, const char *type)
{
	struct span name = mime_parameter(span_of(type), "boundary=");
	char text[BOUNDARY_MAX + 1];
	ptrdiff_t at;

	if (name.len == 0 || name.len + 2 > BOUNDARY_MAX)
		return content;
	snprintf(text, sizeof text, "--%.*s", (int)name.len, (const char *)name.data);
	at = span_find(content, text);
	return at < 0 ? content : span_sub(content, (size_t)at, content.len);
}

/* A mail as it is sent. Its lines of whom and to whom are found as they stand. */
bool mail_open(struct unwrap *u, const struct node *n)
{
	struct reader r = rd_over_span(n->bytes);
	struct mime_head h;

	if (!is_header(n->bytes) || !mime_head_read(&r, &h) || !h.telling)
		return false;
	mime_content_open(u, n, &h, "mail", from_boundary(rd_rest(&r), h.type));
	return true;
}
