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
};

enum { FORMATS = sizeof formats / sizeof *formats };

static const char *const names[FORMATS + 1] = { "html", "text", "csv", "json", NULL };

const char *const *report_formats(size_t *ret_n)
{
	*ret_n = FORMATS;
	return names;
}

int report_write(struct store *s, const char *format, const struct report_options *o, struct buf *ret, struct err *e)
{
	struct folders f = { .user = o->templates, .own = o->folder };
	size_t before = ret->len;

	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(formats[i].name, format) != 0)
			continue;
		if (formats[i].write(s, &f, o, ret, e) == 0)
			return 0;
		buf_truncate(ret, before);
		return -1;
	}
	return err_set(e, "no such format: '%s'; there are html, text, csv and json", format);
}
