#include "generator.h"

int write_text(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e)
{
	xmlDoc *doc, *lines;
	int rc;

	if (document_new(s, f, o, &doc, e) < 0)
		return -1;
	rc = stylesheet_apply(f, "text.xsl", doc, NULL, &lines, e);
	xmlFreeDoc(doc);
	if (rc < 0)
		return -1;
	layout(lines, o->width == 0 ? 80 : o->width, o->colour, ret);
	xmlFreeDoc(lines);
	return 0;
}
