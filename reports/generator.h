/* What the files of this room share. */
#ifndef REPORTS_GENERATOR_H
#define REPORTS_GENERATOR_H

#include <libxml/tree.h>

#include "base/instant.h"
#include "base/json.h"
#include "report.h"
#include "store/store.h"

/* ---- folder.c: files of the two folders, the user's first ---- */

struct folders {
	const char *user;  /* NULL none */
	const char *own;
	enum report_edition edition;
};

/* True for a name that cannot leave a folder: letters, digits, "-", "_", "." not in front. */
bool file_name_ok(const char *name);
/* The path of folder/sub/name (sub may be ""), to be freed; NULL where neither folder has it. */
char *folder_find(const struct folders *f, const char *sub, const char *name);
int folder_read(const struct folders *f, const char *sub, const char *name, struct buf *ret, struct err *e);

/* ---- edition.c: what an edition leaves out, left out before a page sees it ---- */

/* The query with the edition's views before it, added to ret. */
int edition_apply(const struct folders *f, const char *sql, struct buf *ret, struct err *e);
/* True for a column that no page of the edition shows, wherever it comes from. */
bool edition_hides(enum report_edition edition, const char *column);

/* ---- query.c ---- */

struct query {
	const char *sub;   /* folder it stands in: "queries", or "" */
	const char *name;
	const char *most;  /* bound to :most, the rows that a list may have; "-1" all */
	const char *now;   /* bound to :now */
	const char *const *more; /* other parameters: name, value, name, value, NULL; NULL none */
};

/* All that stand in queries/ of the two folders, by name, each once. */
struct queries {
	struct query *items;
	size_t n;
	char most[16], now[INSTANT_TEXT];
};

int queries_read(const struct folders *f, int most, int64_t now, struct queries *ret, struct err *e);
void queries_free(struct queries *q);

/*
 * Runs NAME.sql; messages name the file. fn may stop by returning non-zero: 1 is no error, -1 is one whose words fn
 * has put into e itself.
 */
int query_run(struct store *s, const struct folders *f, const struct query *q,
	int (*fn)(void *ctx, const struct store_row *r), void *ctx, struct err *e);
/* As query_run, but with exactly one row, of NULLs: for the names of the columns where there are no rows. */
int query_names(struct store *s, const struct folders *f, const struct query *q,
	int (*fn)(void *ctx, const struct store_row *r), void *ctx, struct err *e);
/*
 * True where the query feeds several lists: its first column is called list and names the list that the row belongs to. Else the
 * list has the query's name. Rows of one list follow each other.
 */
bool row_has_list(const struct store_row *r);
/* The cell as text that is safe to show; "" for NULL. */
void cell_text(const struct store_cell *c, struct buf *ret);
void cell_json(struct json *j, const struct store_cell *c, struct buf *scratch);

/* ---- shape.c: rows as JSON objects of any depth ---- */

/*
 * A column's name says where its value stands: "rule.id", "locations[0].name", "tags[]" (the text's lines are the items). After a
 * colon stands what it is to be, if not itself: bool, sha256 (of the text, in hex), uri (percent-encoded). NULL is left out, and so is what
 * would be empty without it. Columns of one object stand together.
 */
int shape_row(struct json *j, const struct store_row *r, struct err *e);
int shape_fields(struct json *j, const struct store_row *r, struct err *e); /* into an object that is open */

/* ---- document.c: the queries as one XML document ---- */

int document_of(struct store *s, const struct folders *f, const struct report_options *o, const struct query *queries, size_t n,
	xmlDoc **ret, struct err *e);
/* All that stand in queries/. */
int document_new(struct store *s, const struct folders *f, const struct report_options *o, xmlDoc **ret, struct err *e);

/* ---- language.c ---- */

/* 0 where there are words of this language, or none is asked for. */
int language_check(const struct folders *f, const char *language, struct err *e);

/* ---- stylesheet.c: libxslt, locked down ---- */

/* ret_text gets what the output method writes; where ret_text is NULL, ret_doc gets the result tree. */
int stylesheet_apply(const struct folders *f, const char *name, xmlDoc *doc, struct buf *ret_text, xmlDoc **ret_doc, struct err *e);

/* ---- layout.c: the result of text.xsl as lines for a terminal ---- */

/* Elements of it: h, p (indent, hang), pre (indent), table, tr, td (align), and b, tone (of) inside them. */
void layout(xmlDoc *doc, int width, bool colour, struct buf *ret);

/* ---- page.c: a document through its stylesheet; the document is freed ---- */

int page_of(const struct folders *f, const char *stylesheet, xmlDoc *doc, struct buf *ret, struct err *e);
/* Blocks of lines, for a terminal of the options' width. */
int page_lines(const struct folders *f, const char *stylesheet, xmlDoc *doc, const struct report_options *o, struct buf *ret,
	struct err *e);

/* ---- the formats ---- */

/* After each row of a list: hands on what has grown to a piece. */
int piece_hand(const struct report_options *o, struct buf *page, struct err *e);

int write_html(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e);
int write_text(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e);
int write_json(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e);
/* The queries as one JSON object, a list each. */
int json_of(struct store *s, const struct folders *f, const struct report_options *o, const struct query *queries, size_t n,
	struct buf *ret, struct err *e);
int write_jsonl(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e);
int write_ocsf(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e);
int write_sarif(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e);
int write_bsa63(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e);
int write_pdf(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e);
int write_csv(struct store *s, const struct folders *f, const struct report_options *o, struct buf *ret, struct err *e);

#endif
