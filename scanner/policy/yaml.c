#include "policy/yaml.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/limits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct anchor {
	char *name;
	struct node *node;
};

struct builder {
	struct tree *tree;
	struct node *open[YAML_DEPTH_MAX];
	int depth;
	size_t counted;          /* nodes, aliases each time */
	size_t line, line_at;    /* the line where the last document began, and its offset: a file may hold many */
	struct anchor anchors[YAML_ANCHORS_MAX];
	size_t anchor_count;
	bool document_open;
	struct err *err;
};

static bool wrong(struct builder *b, yaml_mark_t at, const char *text)
{
	err_set(b->err, "%s:%zu:%zu: %s", b->tree->file, at.line + 1, at.column + 1, text);
	return false;
}

/* ---- the tree ---- */

static struct node *node_new(struct tree *tree, enum node_type type, yaml_mark_t at)
{
	struct node *n = xcalloc(1, sizeof *n);

	n->type = type;
	n->line = (int)at.line + 1;
	n->column = (int)at.column + 1;
	n->weight = 1;
	n->height = 1;
	ARRAY_GROW(tree->nodes, tree->node_count, tree->node_cap);
	tree->nodes[tree->node_count++] = n;
	return n;
}

static void node_free(struct node *n)
{
	xfree_wiped(n->text, n->len);
	free(n->items);
	free(n);
}

static void forget_anchors(struct builder *b)
{
	for (size_t i = 0; i < b->anchor_count; i++)
		free(b->anchors[i].name);
	b->anchor_count = 0;
}

static bool name_anchor(struct builder *b, const yaml_char_t *name, struct node *n, yaml_mark_t at)
{
	if (name == NULL)
		return true;
	if (b->anchor_count == YAML_ANCHORS_MAX)
		return wrong(b, at, "too many anchors in one document");
	b->anchors[b->anchor_count++] = (struct anchor){ xstrdup((const char *)name), n };
	return true;
}

/* Puts n, which is complete or only begun, below the innermost open node. */
static bool attach(struct builder *b, struct node *n, yaml_mark_t at)
{
	struct node *parent = b->depth > 0 ? b->open[b->depth - 1] : NULL;

	b->counted += n->weight;
	if (b->counted > YAML_NODES_MAX)
		return wrong(b, at, "too many entries in one file, aliases counted each time");
	if (b->depth + n->height > YAML_DEPTH_MAX)
		return wrong(b, at, "nested too deep");
	if (parent == NULL) {
		b->tree->parts[b->tree->part_count - 1].root = n;
		return true;
	}
	if (parent->type == NODE_MAPPING && parent->n % 2 == 0 && n->type != NODE_SCALAR)
		return wrong(b, at, "a key must be text");
	ARRAY_GROW(parent->items, parent->n, parent->cap);
	parent->items[parent->n++] = n;
	return true;
}

/* A node that is complete counts in the one around it. */
static void weigh(struct builder *b, const struct node *n)
{
	struct node *parent = b->depth > 0 ? b->open[b->depth - 1] : NULL;

	if (parent == NULL)
		return;
	parent->weight += n->weight;
	if (parent->height < n->height + 1)
		parent->height = n->height + 1;
}

static bool add_alias(struct builder *b, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;

	for (size_t i = b->anchor_count; i-- > 0;) {
		struct node *n = b->anchors[i].node;

		if (strcmp(b->anchors[i].name, name) != 0)
			continue;
		if (n->open)
			return wrong(b, event->start_mark, "an alias inside of what it names");
		if (!attach(b, n, event->start_mark))
			return false;
		weigh(b, n);
		return true;
	}
	return wrong(b, event->start_mark, "an alias of an anchor that is not there");
}

static bool add_scalar(struct builder *b, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t len = event->data.scalar.length;
	struct node *n;

	if (event->data.scalar.tag != NULL)
		return wrong(b, event->start_mark, "tags such as !!str are not used here");
	if (memchr(text, 0, len) != NULL)
		return wrong(b, event->start_mark, "a NUL character in a text");
	n = node_new(b->tree, NODE_SCALAR, event->start_mark);
	n->text = xstrndup(text, len);
	n->len = len;
	n->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	if (!name_anchor(b, event->data.scalar.anchor, n, event->start_mark) || !attach(b, n, event->start_mark))
		return false;
	weigh(b, n);
	return true;
}

static bool open_node(struct builder *b, enum node_type type, const yaml_char_t *anchor, const yaml_char_t *tag,
	yaml_mark_t at)
{
	struct node *n;

	if (tag != NULL)
		return wrong(b, at, "tags such as !!map are not used here");
	n = node_new(b->tree, type, at);
	n->open = true;
	if (!name_anchor(b, anchor, n, at) || !attach(b, n, at))
		return false;
	b->open[b->depth++] = n;
	return true;
}

static bool close_node(struct builder *b)
{
	struct node *n = b->open[--b->depth];

	n->open = false;
	weigh(b, n);
	return true;
}

/* ---- documents ---- */

/* Offset of the first byte of a line, which is not before the one asked for last; lines count from 0. */
static size_t line_start(struct builder *b, size_t line)
{
	struct tree *tree = b->tree;
	struct reader r = rd_over(tree->bytes + b->line_at, tree->len - b->line_at);
	struct span ignored;

	while (b->line < line && rd_line(&r, &ignored))
		b->line++;
	b->line_at = tree->len - rd_left(&r);
	return b->line_at;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct span part_text(const struct tree *tree, size_t from, size_t to)
{
	while (from < to && is_blank(tree->bytes[from]))
		from++;
	while (to > from && is_blank(tree->bytes[to - 1]))
		to--;
	return (struct span){ tree->bytes + from, to - from };
}

/* The last document ends where the next begins, in front of its "---". */
static void end_part(struct builder *b, size_t to)
{
	struct tree *tree = b->tree;
	struct tree_part *last = tree->part_count > 0 ? &tree->parts[tree->part_count - 1] : NULL;

	if (last != NULL)
		last->text = part_text(tree, (size_t)(last->text.data - tree->bytes), to);
}

static bool begin_document(struct builder *b, const yaml_event_t *event)
{
	struct tree *tree = b->tree;
	bool marked = event->data.document_start.implicit == 0;
	size_t start = marked ? line_start(b, event->start_mark.line) : 0;

	if (event->data.document_start.version_directive != NULL ||
		event->data.document_start.tag_directives.start != event->data.document_start.tag_directives.end)
		return wrong(b, event->start_mark, "directives such as %YAML are not used here");
	end_part(b, start);
	ARRAY_GROW(tree->parts, tree->part_count, tree->part_cap);
	tree->parts[tree->part_count++] = (struct tree_part){ NULL, { tree->bytes + start + (marked ? strlen("---") : 0), 0 } };
	forget_anchors(b);
	return true;
}

static bool take_event(struct builder *b, yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return begin_document(b, event);
	case YAML_SCALAR_EVENT:
		return add_scalar(b, event);
	case YAML_ALIAS_EVENT:
		return add_alias(b, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_node(b, NODE_SEQUENCE, event->data.sequence_start.anchor, event->data.sequence_start.tag,
			event->start_mark);
	case YAML_MAPPING_START_EVENT:
		return open_node(b, NODE_MAPPING, event->data.mapping_start.anchor, event->data.mapping_start.tag,
			event->start_mark);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_node(b);
	default:
		return true;
	}
}

/* ---- what is no YAML ---- */

/* True where the line is indented by a tab: libyaml only says that a token cannot start so. */
static bool tab_indents(struct builder *b, size_t line)
{
	const struct tree *tree = b->tree;

	for (size_t i = line_start(b, line); i < tree->len && is_blank(tree->bytes[i]) && tree->bytes[i] != '\n'; i++) {
		if (tree->bytes[i] == '\t')
			return true;
	}
	return false;
}

/* What was probably meant, for those words of libyaml that only its author understands at once. */
static const char *advice(const char *problem)
{
	static const struct {
		const char *problem, *advice;
	} rows[] = {
		{ "did not find expected key", "; are all keys of the block indented alike?" },
		{ "did not find expected '-' indicator", "; are all lines of the list indented alike?" },
		{ "could not find expected ':'", "; is there a key without a colon?" },
		{ "mapping values are not allowed in this context", "; are the keys indented alike? text with a colon and a space needs quotes" },
		{ "did not find expected ',' or ']'", "; is the list closed?" },
		{ "did not find expected ',' or '}'", "; is the brace closed?" },
		{ "found unexpected end of stream", "; is the quote closed?" },
		{ "found character that cannot start any token", "; text that begins so needs quotes" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (strcmp(problem, rows[i].problem) == 0)
			return rows[i].advice;
	}
	return "";
}

static bool not_yaml(struct builder *b, const yaml_parser_t *p)
{
	const char *problem = p->problem != NULL ? p->problem : "not understood";
	char text[256];

	if (tab_indents(b, p->problem_mark.line))
		return wrong(b, p->problem_mark, "a tab in the indentation: use spaces");
	if (p->context == NULL)
		snprintf(text, sizeof text, "no YAML: %s%s", problem, advice(problem));
	else
		snprintf(text, sizeof text, "no YAML: %s (%s from line %zu)%s", problem, p->context, p->context_mark.line + 1, advice(problem));
	return wrong(b, p->problem_mark, text);
}

static bool is_yaml_character(uint32_t code)
{
	return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code != 0x7F && (code < 0x80 || code >= 0xA0)) ||
		code == 0x85;
}

/* Bytes that libyaml's reader would refuse without a line and column. */
static int check_characters(const struct tree *tree, struct err *e)
{
	struct span s = { tree->bytes, tree->len };
	int line = 1, column = 1;

	if (span_starts(s, "\xEF\xBB\xBF"))
		return err_set(e, "%s:1:1: a byte order mark: save the file as UTF-8 without it", tree->file);
	if (span_starts(s, "\xFF\xFE") || span_starts(s, "\xFE\xFF"))
		return err_set(e, "%s:1:1: this is UTF-16: save the file as UTF-8", tree->file);
	for (size_t i = 0; i < s.len; column++) {
		uint32_t code = 0;
		size_t n = text_utf8(span_sub(s, i, 4), &code);

		if (n == 0)
			return err_set(e, "%s:%d:%d: no UTF-8: save the file as UTF-8", tree->file, line, column);
		if (!is_yaml_character(code) || code == 0xFEFF || code == 0xFFFE || code == 0xFFFF)
			return err_set(e, "%s:%d:%d: a control character: U+%04X", tree->file, line, column, (unsigned)code);
		if (code == '\n') {
			line++;
			column = 0;
		}
		i += n;
	}
	return 0;
}

/* ---- reading ---- */

/* libyaml's own copies of the bytes: a case holds personal data. */
static void wipe_parser(yaml_parser_t *p)
{
	explicit_bzero(p->raw_buffer.start, (size_t)(p->raw_buffer.end - p->raw_buffer.start));
	explicit_bzero(p->buffer.start, (size_t)(p->buffer.end - p->buffer.start));
	yaml_parser_delete(p);
}

static void wipe_event(yaml_event_t *event)
{
	if (event->type == YAML_SCALAR_EVENT)
		explicit_bzero(event->data.scalar.value, event->data.scalar.length);
	yaml_event_delete(event);
}

static bool build(struct builder *b, yaml_parser_t *p)
{
	bool more = true;

	while (more) {
		yaml_event_t event;
		bool good;

		if (yaml_parser_parse(p, &event) == 0)
			return not_yaml(b, p);
		more = event.type != YAML_STREAM_END_EVENT;
		good = take_event(b, &event);
		wipe_event(&event);
		if (!good)
			return false;
	}
	end_part(b, b->tree->len);
	return true;
}

static int parse(struct tree *tree, struct err *e)
{
	struct builder b = { .tree = tree, .err = e };
	yaml_parser_t parser;
	bool good;

	if (tree->len > YAML_BYTES_MAX)
		return err_set(e, "%s:1:1: the file is too long: at most %d MiB", tree->file, YAML_BYTES_MAX >> 20);
	if (check_characters(tree, e) != 0)
		return -1;
	if (yaml_parser_initialize(&parser) == 0)
		return err_set(e, "%s: out of memory", tree->file);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, tree->bytes, tree->len);
	good = build(&b, &parser);
	wipe_parser(&parser);
	forget_anchors(&b);
	if (good && tree->part_count == 0)
		return err_set(e, "%s:1:1: the file is empty", tree->file);
	return good ? 0 : -1;
}

struct tree *tree_from(const char *file, struct span bytes, struct err *e)
{
	struct tree *tree = xcalloc(1, sizeof *tree);

	tree->file = xstrdup(file);
	tree->bytes = xmalloc(bytes.len);
	tree->len = bytes.len;
	if (bytes.len > 0)
		memcpy(tree->bytes, bytes.data, bytes.len);
	if (parse(tree, e) != 0) {
		tree_free(tree);
		return NULL;
	}
	return tree;
}

struct tree *tree_open(const char *path, struct err *e)
{
	FILE *f = fopen(path, "rbe");
	struct buf bytes = { 0 };
	struct tree *tree = NULL;
	size_t got;

	if (f == NULL) {
		err_set(e, "%s: %s", path, strerror(errno));
		return NULL;
	}
	setvbuf(f, NULL, _IONBF, 0);
	buf_reserve(&bytes, YAML_BYTES_MAX + 1);
	got = fread(bytes.data, 1, YAML_BYTES_MAX + 1, f);
	bytes.len = got;
	if (ferror(f))
		err_set(e, "%s: %s", path, strerror(errno));
	else
		tree = tree_from(path, buf_span(&bytes), e);
	buf_free(&bytes);
	fclose(f);
	return tree;
}

void tree_free(struct tree *tree)
{
	if (tree == NULL)
		return;
	for (size_t i = 0; i < tree->node_count; i++)
		node_free(tree->nodes[i]);
	free(tree->nodes);
	free(tree->parts);
	xfree_wiped(tree->bytes, tree->len);
	free(tree->file);
	free(tree);
}
