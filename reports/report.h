/*
 * Findings to pages. queries/NAME.sql (one SELECT a file) are run over the documented views and become
 *
 *   <report><NAME><row><column>text</column>...</row>...</NAME>...</report>
 *
 * which html.xsl or text.xsl turn into a page; json and csv are written straight from the queries. All of these files
 * can be changed without a compiler: README.md says how. Text from captures is escaped once more here, whatever
 * a template does with it: no control character, no mark that turns the direction of writing leaves this room.
 */
#ifndef REPORTS_REPORT_H
#define REPORTS_REPORT_H

#include "base/buf.h"
#include "base/err.h"

struct store;

enum report_edition {
	EDITION_FULL,      /* masked values, frames, filters */
	EDITION_REGULATOR, /* the same, but of third parties' data only counts */
	EDITION_PUBLIC,    /* counts, hosts, countries: nothing that names a handset or a person */
};

struct report_options {
	const char *folder;          /* reports/ as installed */
	const char *templates;       /* the user's own folder: its files take the place of ours; NULL none */
	const char *tool;            /* "phonehome 0.1.0; nDPI 4.2.0; SQLite 3.40.1" */
	enum report_edition edition;
	const char *database;        /* its name, as the page shall give it; NULL not said; the public edition does not say it */
	const char *database_sha256; /* NULL not said */
	const char *csv_link;        /* where the page finds the full list; NULL: it only says how to make it */
	const char *language;        /* of the pages: "hi", the catalogue words-hi.xml; NULL English */
	int64_t now;                 /* when the report is made */
	int width;                   /* of the terminal, for text; 0 is 80 */
	bool colour;                 /* for text */
	/*
	 * Where report_write hands what it has, piece by piece, the last one too, so that lists of any length (csv, jsonl, ocsf) are never held
	 * whole; NULL: all of it stays in ret. 0, or -1 with e filled. Of an error that comes later the pieces before it know nothing.
	 */
	int (*hand)(void *ctx, struct span piece, struct err *e);
	void *hand_ctx;
};

/* Every bound of this room. */
enum {
	REPORT_SHOWN_MAX = 200,      /* findings that a page tells in sentences: more is not read, CSV has them all */
	REPORT_LISTED_MAX = 10000,   /* rows of one list in JSON, which is held whole in memory: 12 MB; CSV has them all */
	REPORT_ROWS_MAX = 10000,     /* rows of one list in a page: each is a piece of a tree in memory, 30 MB at worst */
	REPORT_CELL_MAX = 16 << 10,  /* bytes of one value shown: a rule's text fits, a hostile name is cut */
	REPORT_FILE_MAX = 1 << 20,   /* one query or template */
	REPORT_COLUMNS_MAX = 256,    /* of one query */
	REPORT_EXPLAINED_MAX = 100,  /* facts that one explanation tells: a frame has fewer but for hostile ones */
	REPORT_PIECE = 64 << 10,     /* bytes of a list before they are handed on */
	REPORT_WIDTH_MIN = 40, REPORT_WIDTH_MAX = 400,
};

/* The language that stands for a locale ("hi_IN.UTF-8", "zh_HK"); "en" where there is none. */
const char *report_language(const char *locale);

/* The name of format i from 0 on, NULL behind the last: for help and messages. */
const char *report_format(size_t i);

/*
 * Why: what asked names (a finding, a sighting or a flow by its id or a beginning that only one has; frame:N, or CAPTURE:N) fact by fact, as text.
 * Returns as report_write; what names nothing, or too much, is an error that says so.
 */
int report_explain(struct store *s, const char *asked, const struct report_options *o, struct buf *ret, struct err *e);

/*
 * What changed, from a comparison (store/compare.h), as text, html or json: the queries of diff/, diff-text.xsl, diff-html.xsl.
 * Returns as report_write.
 */
int report_diff(struct store *comparison, const char *format, const struct report_options *o, struct buf *ret, struct err *e);

/* What a scan ends with on a terminal, as text: ten lines of the report, and the worst of it (summary.xsl). */
int report_summary(struct store *s, const struct report_options *o, struct buf *ret, struct err *e);

/* The same for editions. */
const char *report_edition(size_t i);
bool report_edition_parse(const char *name, enum report_edition *ret);

/* One report, whole, in ret, or handed on. Returns 0, or -1 with e filled and ret as it was. */
int report_write(struct store *s, const char *format, const struct report_options *o, struct buf *ret, struct err *e);

#endif
