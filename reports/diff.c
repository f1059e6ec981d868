/* What changed: the queries of diff/ over a comparison, through diff-text.xsl or diff-html.xsl. */
#include "generator.h"

#include "base/instant.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = { "sides", "steps", "services", "changes" };

enum { NAMES = sizeof names / sizeof *names };

static int diff_text(struct store *s, const struct folders *f, const struct report_options *o, const struct query *queries,
	struct buf *ret, struct err *e)
{
	xmlDoc *doc;

	if (document_of(s, f, o, queries, NAMES, &doc, e) < 0)
		return -1;
	return page_lines(f, "diff-text.xsl", doc, o, ret, e);
}

static int diff_html(struct store *s, const struct folders *f, const struct report_options *o, const struct query *queries,
	struct buf *ret, struct err *e)
{
	xmlDoc *doc;

	if (document_of(s, f, o, queries, NAMES, &doc, e) < 0)
		return -1;
	return page_of(f, "diff-html.xsl", doc, ret, e);
}

static int diff_json(struct store *s, const struct folders *f, const struct report_options *o, const struct query *queries,
	struct buf *ret, struct err *e)
{
	return json_of(s, f, o, queries, NAMES, ret, e);
}

static const struct {
	const char *name;
	int (*write)(struct store *s, const struct folders *f, const struct report_options *o, const struct query *queries,
		struct buf *ret, struct err *e);
} formats[] = {
	{ "text", diff_text },
	{ "html", diff_html },
	{ "json", diff_json },
};

int report_diff(struct store *comparison, const char *format, const struct report_options *o, struct buf *ret, struct err *e)
{
	const struct folders f = { .user = o->templates, .own = o->folder, .edition = o->edition };
	struct query queries[NAMES];
	char now[INSTANT_TEXT], most[16];
	size_t before = ret->len;

	instant_text(o->now, now);
	snprintf(most, sizeof most, "%d", REPORT_LISTED_MAX);
	for (size_t i = 0; i < NAMES; i++)
		queries[i] = (struct query){ .sub = "diff", .name = names[i], .most = most, .now = now };
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		if (strcmp(formats[i].name, format) != 0)
			continue;
		if (formats[i].write(comparison, &f, o, queries, ret, e) == 0)
			return 0;
		buf_truncate(ret, before);
		return -1;
	}
	return err_set(e, "no such format: '%.64s'; there are text, html, json", format);
}
