#include "generator.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- columns of a terminal ---- */

/* Unicode's East Asian Wide and Fullwidth, in ranges coarse enough to stay right. */
static const struct {
	uint32_t from, to;
	int columns;
} widths[] = {
	{ 0x0300, 0x036F, 0 }, { 0x1100, 0x115F, 2 }, { 0x20D0, 0x20FF, 0 }, { 0x2E80, 0xA4CF, 2 }, { 0xAC00, 0xD7A3, 2 },
	{ 0xF900, 0xFAFF, 2 }, { 0xFE00, 0xFE0F, 0 }, { 0xFE30, 0xFE6F, 2 }, { 0xFF00, 0xFF60, 2 }, { 0xFFE0, 0xFFE6, 2 },
	{ 0x1F300, 0x1FAFF, 2 }, { 0x20000, 0x3FFFD, 2 },
};

static int columns_of(uint32_t code)
{
	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		if (code >= widths[i].from && code <= widths[i].to)
			return widths[i].columns;
	}
	return 1;
}

/* ---- tones: colour is never the only sign, the words say the same ---- */

static const struct {
	const char *name, *sgr;
} tones[] = {
	{ "", "" }, { "strong", "\033[1m" }, { "breach", "\033[1;31m" }, { "review", "\033[33m" },
	{ "permitted", "\033[32m" }, { "quiet", "\033[2m" },
};

static size_t tone_of(const xmlNode *node, size_t outer)
{
	xmlChar *of;
	size_t tone = outer;

	if (xmlStrcmp(node->name, (const xmlChar *)"b") == 0 || xmlStrcmp(node->name, (const xmlChar *)"h") == 0)
		return 1;
	of = xmlGetProp(node, (const xmlChar *)"tone");
	for (size_t i = 0; of != NULL && i < sizeof tones / sizeof *tones; i++) {
		if (strcmp(tones[i].name, (const char *)of) == 0)
			tone = i;
	}
	xmlFree(of);
	return tone;
}

/* ---- words to lines ---- */

struct line {
	struct buf text;
	int columns;
};

struct lines {
	struct line *items;
	size_t n, cap;
};

struct wrapping {
	struct lines *out;
	int width;
	bool colour;
	struct buf word;
	int columns;      /* of word */
	size_t stop;      /* length of word up to its last full stop or slash; 0: none, or the tone changed behind it */
	int stop_columns;
	size_t tone;
};

static void lines_free(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		buf_free(&l->items[i].text);
	free(l->items);
}

static struct line *new_line(struct lines *l)
{
	ARRAY_GROW(l->items, l->n, l->cap);
	l->items[l->n] = (struct line){ 0 };
	return &l->items[l->n++];
}

static void end_word(struct wrapping *w)
{
	struct line *last = w->out->n == 0 ? NULL : &w->out->items[w->out->n - 1];

	if (w->columns == 0)
		return;
	if (last == NULL || last->columns + 1 + w->columns > w->width)
		last = new_line(w->out);
	if (last->columns > 0) {
		buf_putc(&last->text, ' ');
		last->columns++;
	}
	if (w->colour && w->tone != 0)
		buf_puts(&w->word, "\033[0m");
	buf_add_span(&last->text, buf_span(&w->word));
	last->columns += w->columns;
	buf_reset(&w->word);
	w->columns = 0;
	w->stop = 0;
}

/* A word that is wider than the line: names of hosts part behind a full stop, what has none where the line ends. */
static void part_word(struct wrapping *w)
{
	int columns = w->columns - w->stop_columns;
	struct buf rest = { 0 };

	if (w->stop == 0 || columns == 0) {
		end_word(w);
		return;
	}
	buf_add_span(&rest, span_sub(buf_span(&w->word), w->stop, w->word.len));
	buf_truncate(&w->word, w->stop);
	w->columns = w->stop_columns;
	end_word(w);
	if (w->colour)
		buf_puts(&w->word, tones[w->tone].sgr);
	buf_add_span(&w->word, buf_span(&rest));
	w->columns = columns;
	buf_free(&rest);
}

static void put_character(struct wrapping *w, struct span c, uint32_t code)
{
	int columns = columns_of(code);

	if (w->columns + columns > w->width)
		part_word(w);
	if (w->columns == 0 && w->colour)
		buf_puts(&w->word, tones[w->tone].sgr);
	if (code == 0xA0)
		buf_putc(&w->word, ' ');
	else
		buf_add_span(&w->word, c);
	w->columns += columns;
	if (code == '.' || code == '/') {
		w->stop = w->word.len;
		w->stop_columns = w->columns;
	}
}

static void put_words(struct wrapping *w, struct span text)
{
	for (size_t i = 0; i < text.len;) {
		uint32_t code = 0;
		size_t n = text_utf8(span_sub(text, i, 4), &code);

		if (code == ' ' || code == '\n' || code == '\t' || n == 0)
			end_word(w);
		else
			put_character(w, span_sub(text, i, n), code);
		i += n == 0 ? 1 : n;
	}
}

static void change_tone(struct wrapping *w, size_t tone)
{
	if (tone == w->tone)
		return;
	if (w->columns > 0 && w->colour) {
		buf_puts(&w->word, w->tone != 0 ? "\033[0m" : "");
		buf_puts(&w->word, tones[tone].sgr);
	}
	w->tone = tone;
	w->stop = 0;
}

static void put_node(struct wrapping *w, const xmlNode *node)
{
	size_t outer = w->tone;

	if (node->type == XML_TEXT_NODE)
		put_words(w, span_of((const char *)node->content));
	if (node->type != XML_ELEMENT_NODE)
		return;
	change_tone(w, tone_of(node, outer));
	for (const xmlNode *child = node->children; child != NULL; child = child->next)
		put_node(w, child);
	change_tone(w, outer);
}

static void wrap(struct lines *out, const xmlNode *node, int width, bool colour)
{
	struct wrapping w = { .out = out, .width = width, .colour = colour };

	put_node(&w, node);
	end_word(&w);
	buf_free(&w.word);
}

/* ---- blocks ---- */

struct page {
	struct buf *out;
	int width;
	bool colour;
};

static int number(const xmlNode *node, const char *name)
{
	xmlChar *text = xmlGetProp(node, (const xmlChar *)name);
	int v = text == NULL ? 0 : atoi((const char *)text);

	xmlFree(text);
	return v < 0 || v > 20 ? 0 : v;
}

static bool is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static void spaces(struct buf *out, int n)
{
	for (int i = 0; i < n; i++)
		buf_putc(out, ' ');
}

static void put_paragraph(struct page *p, const xmlNode *node)
{
	int indent = number(node, "indent"), hang = number(node, "hang");
	struct lines l = { 0 };

	wrap(&l, node, p->width - indent - hang, p->colour);
	for (size_t i = 0; i < l.n; i++) {
		spaces(p->out, i == 0 ? indent : indent + hang);
		buf_add_span(p->out, buf_span(&l.items[i].text));
		buf_putc(p->out, '\n');
	}
	lines_free(&l);
}

static void put_heading(struct page *p, const xmlNode *node)
{
	xmlChar *text = xmlNodeGetContent(node);
	size_t letters = 0;

	buf_putc(p->out, '\n');
	put_paragraph(p, node);
	for (const xmlChar *c = text; *c != 0; c++)
		letters += (*c & 0xC0) != 0x80;
	for (size_t i = 0; i < letters && i < (size_t)p->width; i++)
		buf_putc(p->out, '-');
	buf_puts(p->out, "\n\n");
	xmlFree(text);
}

/* Text to be copied: as long as it is, on a line of its own. */
static void put_verbatim(struct page *p, const xmlNode *node)
{
	xmlChar *text = xmlNodeGetContent(node);
	struct reader r = rd_over(text, strlen((const char *)text));
	struct span line;
	bool more = true;

	while (more) {
		more = rd_until(&r, '\n', &line);
		if (!more)
			line = rd_rest(&r);
		spaces(p->out, number(node, "indent"));
		buf_add_span(p->out, line);
		buf_putc(p->out, '\n');
	}
	xmlFree(text);
}

/* ---- tables ---- */

enum { TABLE_COLUMNS_MAX = 16, TABLE_GAP = 2, COLUMN_MIN = 6 };

struct table {
	int widths[TABLE_COLUMNS_MAX];
	bool right[TABLE_COLUMNS_MAX];
	int n;
};

static void measure_row(struct table *t, const xmlNode *row, struct page *p)
{
	int i = 0;

	for (const xmlNode *cell = row->children; cell != NULL && i < TABLE_COLUMNS_MAX; cell = cell->next) {
		struct lines l = { 0 };
		xmlChar *align;

		if (!is(cell, "td"))
			continue;
		wrap(&l, cell, p->width, false);
		for (size_t k = 0; k < l.n; k++)
			t->widths[i] = l.items[k].columns > t->widths[i] ? l.items[k].columns : t->widths[i];
		lines_free(&l);
		align = xmlGetProp(cell, (const xmlChar *)"align");
		t->right[i] = t->right[i] || align != NULL;
		xmlFree(align);
		i++;
	}
	t->n = i > t->n ? i : t->n;
}

/* The widest column gives way until all fit. */
static void squeeze(struct table *t, int width)
{
	for (;;) {
		int sum = TABLE_GAP * (t->n - 1), widest = 0;

		for (int i = 0; i < t->n; i++) {
			sum += t->widths[i];
			widest = t->widths[i] > t->widths[widest] ? i : widest;
		}
		if (sum <= width || t->widths[widest] <= COLUMN_MIN)
			return;
		t->widths[widest]--;
	}
}

static void put_cell_line(struct page *p, const struct table *t, int column, const struct line *line, bool last)
{
	int columns = line == NULL ? 0 : line->columns;
	int room = t->widths[column] - columns;

	if (t->right[column])
		spaces(p->out, room);
	if (line != NULL)
		buf_add_span(p->out, buf_span(&line->text));
	if (!last)
		spaces(p->out, (t->right[column] ? 0 : room) + TABLE_GAP);
}

/* Spaces at a line's end are noise in a diff. */
static void trim_line(struct buf *out)
{
	while (out->len > 0 && out->data[out->len - 1] == ' ')
		buf_truncate(out, out->len - 1);
	buf_putc(out, '\n');
}

static void put_row(struct page *p, const struct table *t, const xmlNode *row, int indent)
{
	struct lines cells[TABLE_COLUMNS_MAX] = { 0 };
	size_t height = 0;
	int n = 0;

	for (const xmlNode *cell = row->children; cell != NULL && n < TABLE_COLUMNS_MAX; cell = cell->next) {
		if (!is(cell, "td"))
			continue;
		wrap(&cells[n], cell, t->widths[n], p->colour);
		height = cells[n].n > height ? cells[n].n : height;
		n++;
	}
	for (size_t k = 0; k < height; k++) {
		spaces(p->out, indent);
		for (int i = 0; i < n; i++)
			put_cell_line(p, t, i, k < cells[i].n ? &cells[i].items[k] : NULL, i + 1 == n);
		trim_line(p->out);
	}
	for (int i = 0; i < n; i++)
		lines_free(&cells[i]);
}

static void put_table(struct page *p, const xmlNode *node)
{
	struct table t = { .n = 0 };
	int indent = number(node, "indent");

	for (const xmlNode *row = node->children; row != NULL; row = row->next) {
		if (is(row, "tr"))
			measure_row(&t, row, p);
	}
	squeeze(&t, p->width - indent);
	for (const xmlNode *row = node->children; row != NULL; row = row->next) {
		if (is(row, "tr"))
			put_row(p, &t, row, indent);
	}
}

static const struct {
	const char *name;
	void (*put)(struct page *p, const xmlNode *node);
} blocks[] = {
	{ "h", put_heading },
	{ "p", put_paragraph },
	{ "pre", put_verbatim },
	{ "table", put_table },
};

static void put_block(struct page *p, const xmlNode *node)
{
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		if (is(node, blocks[i].name))
			blocks[i].put(p, node);
	}
	if (is(node, "space"))
		buf_putc(p->out, '\n');
}

void layout(xmlDoc *doc, int width, bool colour, struct buf *ret)
{
	struct page p = { .out = ret, .width = width, .colour = colour };
	const xmlNode *root = xmlDocGetRootElement(doc);

	if (width < REPORT_WIDTH_MIN)
		p.width = REPORT_WIDTH_MIN;
	if (width > REPORT_WIDTH_MAX)
		p.width = REPORT_WIDTH_MAX;
	for (const xmlNode *node = root == NULL ? NULL : root->children; node != NULL; node = node->next)
		put_block(&p, node);
}
