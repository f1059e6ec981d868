#include "generator.h"

int write_html(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e)
{
	xmlDoc *doc;

	if (document_new(s, f, o, &doc, e) < 0)
		return -1;
	return page_of(f, "html.xsl", doc, ret, e);
}
