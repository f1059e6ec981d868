#include "generator.h"

#include <libxml/parser.h>
#include <libxslt/documents.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARSE_OPTIONS = XML_PARSE_NONET | XML_PARSE_NOCDATA };

/* Messages come in fragments, and the first whole one says what is wrong. */
static void gather(void *ctx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void gather(void *ctx, const char *fmt, ...)
{
	struct buf *said = ctx;
	char piece[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(piece, sizeof piece, fmt, ap);
	va_end(ap);
	if (said->len + strlen(piece) < sizeof((struct err *)0)->text / 2)
		buf_puts(said, piece);
}

static int fail(struct err *e, const char *name, struct buf *said)
{
	char *text = (char *)said->data;

	for (size_t i = 0; i < said->len; i++) {
		if (text[i] == '\n')
			text[i] = i + 1 == said->len ? 0 : ' ';
	}
	return err_set(e, "%s: %s", name, said->len == 0 ? "no stylesheet" : buf_text(said));
}

static xmlDoc *parse(const struct folders *f, const char *sub, const char *name, struct err *e)
{
	struct buf text = { 0 };
	xmlDoc *doc = NULL;

	if (folder_read(f, sub, name, &text, e) == 0)
		doc = xmlReadMemory(buf_text(&text), (int)text.len, name, NULL, PARSE_OPTIONS);
	buf_free(&text);
	return doc;
}

/* Included stylesheets have their own struct, whose parents lead to the one that knows the folders. */
static const struct folders *folders_of(void *ctxt, xsltLoadType type)
{
	const xsltStylesheet *style = ctxt;

	if (type == XSLT_LOAD_DOCUMENT)
		return ((xsltTransformContext *)ctxt)->_private;
	while (style != NULL && style->_private == NULL)
		style = style->parent;
	return style == NULL ? NULL : style->_private;
}

/* The folder below ours that a stylesheet may ask for; "" for any other. */
static const char *sub_of(const char *uri)
{
	const char *slash = strrchr(uri, '/');
	size_t before = slash == NULL ? 0 : (size_t)(slash - uri);

	return before >= 3 && memcmp(slash - 3, "map", 3) == 0 && (before == 3 || slash[-4] == '/') ? "map" : "";
}

/*
 * Every xsl:include, xsl:import and document() ends here: only the last part of the address counts (and map/ before it), and
 * only a file of the two folders is opened, the user's first.
 */
static xmlDoc *load(const xmlChar *uri, xmlDict *dict, int options, void *ctxt, xsltLoadType type)
{
	const char *slash = strrchr((const char *)uri, '/');
	const char *name = slash == NULL ? (const char *)uri : slash + 1;
	const struct folders *f = folders_of(ctxt, type);

	(void)dict;
	(void)options;
	if (f == NULL || !file_name_ok(name))
		return NULL;
	return parse(f, sub_of((const char *)uri), name, NULL);
}

static xsltSecurityPrefs *locked(void)
{
	static const xsltSecurityOption forbidden[] = { XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
		XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK };
	xsltSecurityPrefs *p = xsltNewSecurityPrefs();

	for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
		xsltSetSecurityPrefs(p, forbidden[i], xsltSecurityForbid);
	return p;
}

static xsltStylesheet *compile(const struct folders *f, const char *name, struct buf *said, struct err *e)
{
	xsltStylesheet *style;
	xmlDoc *doc = parse(f, "", name, e);

	if (doc == NULL) {
		if (said->len > 0)
			fail(e, name, said);
		return NULL;
	}
	style = xsltNewStylesheet();
	style->_private = (void *)f;
	if (xsltParseStylesheetUser(style, doc) != 0 || style->errors > 0) {
		style->doc = NULL;
		xmlFreeDoc(doc);
		xsltFreeStylesheet(style);
		fail(e, name, said);
		return NULL;
	}
	return style;
}

static xmlDoc *transform(const struct folders *f, xsltStylesheet *style, xmlDoc *doc, struct buf *said)
{
	xsltTransformContext *ctxt = xsltNewTransformContext(style, doc);
	xsltSecurityPrefs *prefs = locked();
	xmlDoc *result;

	ctxt->_private = (void *)f;
	xsltSetCtxtSecurityPrefs(prefs, ctxt);
	xsltSetTransformErrorFunc(ctxt, said, gather);
	result = xsltApplyStylesheetUser(style, doc, NULL, NULL, NULL, ctxt);
	if (ctxt->state != XSLT_STATE_OK && result != NULL) {
		xmlFreeDoc(result);
		result = NULL;
	}
	xsltFreeTransformContext(ctxt);
	xsltFreeSecurityPrefs(prefs);
	return result;
}

static int save(xmlDoc *result, xsltStylesheet *style, struct buf *ret)
{
	xmlChar *text = NULL;
	int len = 0;

	if (xsltSaveResultToString(&text, &len, result, style) < 0)
		return -1;
	buf_add(ret, text, (size_t)len);
	xmlFree(text);
	return 0;
}

static int apply(const struct folders *f, const char *name, xmlDoc *doc, struct buf *said, struct buf *ret_text,
	xmlDoc **ret_doc, struct err *e)
{
	xsltStylesheet *style = compile(f, name, said, e);
	xmlDoc *result;
	int rc = 0;

	if (style == NULL)
		return -1;
	result = transform(f, style, doc, said);
	if (result == NULL)
		rc = fail(e, name, said);
	else if (ret_text != NULL)
		rc = save(result, style, ret_text);
	if (result != NULL && ret_text == NULL)
		*ret_doc = result;
	else
		xmlFreeDoc(result);
	xsltFreeStylesheet(style);
	return rc;
}

int stylesheet_apply(const struct folders *f, const char *name, xmlDoc *doc, struct buf *ret_text, xmlDoc **ret_doc, struct err *e)
{
	struct buf said = { 0 };
	int rc;

	/* libxslt keeps these for the whole process; they are put back below. */
	xsltSetLoaderFunc(load);
	xsltSetGenericErrorFunc(&said, gather);
	xmlSetGenericErrorFunc(&said, gather);
	rc = apply(f, name, doc, &said, ret_text, ret_doc, e);
	xmlSetGenericErrorFunc(NULL, NULL);
	xsltSetGenericErrorFunc(NULL, NULL);
	xsltSetLoaderFunc(NULL);
	buf_free(&said);
	return rc;
}
