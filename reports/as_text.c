#include "generator.h"

int write_text(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e)
{
	xmlDoc *doc;

	if (document_new(s, f, o, &doc, e) < 0)
		return -1;
	return page_lines(f, "text.xsl", doc, o, ret, e);
}
