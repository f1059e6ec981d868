/* What every page ends with: the document goes through its stylesheet, and is freed. */
#include "generator.h"

int page_of(const struct folders *f, const char *stylesheet, xmlDoc *doc, struct buf *ret, struct err *e)
{
	int rc = stylesheet_apply(f, stylesheet, doc, ret, NULL, e);

	xmlFreeDoc(doc);
	return rc;
}

int page_lines(const struct folders *f, const char *stylesheet, xmlDoc *doc, const struct report_options *o, struct buf *ret,
	struct err *e)
{
	xmlDoc *lines;
	int rc = stylesheet_apply(f, stylesheet, doc, NULL, &lines, e);

	xmlFreeDoc(doc);
	if (rc < 0)
		return -1;
	layout(lines, o->width == 0 ? 80 : o->width, o->colour, ret);
	xmlFreeDoc(lines);
	return 0;
}
