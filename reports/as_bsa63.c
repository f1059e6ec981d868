#include "generator.h"

#include "base/instant.h"

#include <stdio.h>

/* The sheet for the certificate of section 63(4), Bharatiya Sakshya Adhiniyam 2023 (India): bsa63.xsl over the queries of bsa63/. */
int write_bsa63(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e)
{
	static const char *const names[] = { "captures", "devices", "losses", "made" };
	struct query queries[sizeof names / sizeof *names];
	char now[INSTANT_TEXT], most[16];
	xmlDoc *doc;

	instant_text(o->now, now);
	snprintf(most, sizeof most, "%d", REPORT_LISTED_MAX);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		queries[i] = (struct query){ .sub = "bsa63", .name = names[i], .most = most, .now = now };
	if (document_of(s, f, o, queries, sizeof names / sizeof *names, &doc, e) < 0)
		return -1;
	return page_of(f, "bsa63.xsl", doc, ret, e);
}
