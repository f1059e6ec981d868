#include "generator.h"

int write_html(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e)
{
	xmlDoc *doc;
	int rc;

	if (document_new(s, f, o, &doc, e) < 0)
		return -1;
	rc = stylesheet_apply(f, "html.xsl", doc, ret, NULL, e);
	xmlFreeDoc(doc);
	return rc;
}
