#include "generator.h"

#include <string.h>

static const struct {
	const char *name;
	int (*write)(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e);
} formats[] = {
	{ "html", write_html },
	{ "text", write_text },
	{ "csv", write_csv },
	{ "json", write_json },
	{ "jsonl", write_jsonl },
	{ "ocsf", write_ocsf },
	{ "sarif", write_sarif },
	{ "pdf", write_pdf },
	{ "bsa63", write_bsa63 },
};

enum { FORMATS = sizeof formats / sizeof *formats };

const char *report_format(size_t i)
{
	return i < FORMATS ? formats[i].name : NULL;
}

static int unknown_format(const char *format, struct err *e)
{
	struct buf known = { 0 };

	for (size_t i = 0; i < FORMATS; i++)
		buf_printf(&known, "%s%s", i == 0 ? "" : ", ", formats[i].name);
	err_set(e, "no such format: '%s'; there are %s", format, buf_text(&known));
	buf_free(&known);
	return -1;
}

static int hand(const struct report_options *o, struct buf *page, struct err *e)
{
	int rc = o->hand(o->hand_ctx, buf_span(page), e);

	buf_reset(page);
	return rc;
}

int piece_hand(const struct report_options *o, struct buf *page, struct err *e)
{
	return o->hand != NULL && page->len >= REPORT_PIECE ? hand(o, page, e) : 0;
}

int report_write(struct store *s, const char *format, const struct report_options *o, struct buf *ret, struct err *e)
{
	struct folders f = { .user = o->templates, .own = o->folder, .edition = o->edition };
	size_t before = ret->len;

	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(formats[i].name, format) != 0)
			continue;
		if (formats[i].write(s, &f, o, ret, e) == 0)
			return o->hand != NULL ? hand(o, ret, e) : 0;
		buf_truncate(ret, before < ret->len ? before : ret->len);
		return -1;
	}
	return unknown_format(format, e);
}
