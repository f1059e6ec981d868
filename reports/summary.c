/* The last lines of a scan: a few queries of the report, through summary.xsl. */
#include "generator.h"

#include "base/instant.h"

/* Rows of a list that summary.xsl may choose from. */
static const char shown[] = "100";

int report_summary(struct store *s, const struct report_options *o, struct buf *ret, struct err *e)
{
	static const char *const names[] = { "status", "disclosed", "transfer_findings", "sessions", "losses", "faults", "made" };
	enum { NAMES = sizeof names / sizeof *names };
	const struct folders f = { .user = o->templates, .own = o->folder, .edition = o->edition };
	struct query queries[NAMES];
	xmlDoc *doc;
	char now[INSTANT_TEXT];

	instant_text(o->now, now);
	for (size_t i = 0; i < NAMES; i++)
		queries[i] = (struct query){ .sub = "queries", .name = names[i], .most = shown, .now = now };
	if (document_of(s, &f, o, queries, NAMES, &doc, e) < 0)
		return -1;
	return page_lines(&f, "summary.xsl", doc, o, ret, e);
}
