#include "detect/keyed.h"

#include "base/lanes.h"
#include "base/text.h"
#include "detect/codec.h"
#include "detect/keyring.h"
#include "detect/pattern.h"

#include <ctype.h>
#include <string.h>

enum {
	WAIT_MAX = TAIL_MAX / 2, /* bytes that a value may still go on over: with its name it must stay in the tail */
	SAMPLE = 64,             /* bytes of a leaf that are looked at */
	TEXT_MIN = 90,           /* per cent of them: in what was decoded by chance any word is an SSID */
};

/* The longest match that is a whole token. */
struct longest {
	const struct window *window;
	size_t start, end; /* end 0: none yet */
	bool unknown;      /* one of the matches may go on */
};

/* "gh7Kp%21": an escape stands there for a letter, a digit or a sign that parts nothing. */
static bool escape_goes_on(const struct window *w, size_t end)
{
	struct span three = span_sub(w->bytes, end, 3);
	int high = three.len == 3 && three.data[0] == '%' ? hex_digit(three.data[1]) : -1, low = high < 0 ? -1 : hex_digit(three.data[2]);
	int c = low < 0 ? 0 : high << 4 | low;

	return c != 0 && (isalnum(c) || strchr("!#$*+?@~", c) != NULL);
}

static void on_end(void *ctx, uint32_t id, uint64_t end)
{
	struct longest *m = ctx;
	enum edge edge = escape_goes_on(m->window, m->start + (size_t)end) ? EDGE_JOINED : edge_token(m->window, m->start, m->start + (size_t)end);

	(void)id;
	if (edge == EDGE_FREE)
		m->end = m->start + (size_t)end;
	if (edge == EDGE_UNKNOWN)
		m->unknown = true;
}

/* Does the identifier's pattern match the token that begins at start and ends before limit? */
static enum edge keyed_try(struct layer *l, const struct key_entry *key, size_t start, size_t limit, bool anothers)
{
	struct longest m = { .window = &l->window, .start = start };
	const struct scan_sink sink = { on_end, &m };
	size_t room = limit - start < VALUE_MAX ? limit - start : VALUE_MAX - 1;
	struct hit h = { .id = key->id, .start = start, .key = anothers ? NULL : key->word, .anothers = anothers };
	char value[VALUE_MAX];

	/* Those that need no name were nominated as they are. */
	if (l->d->expressions[key->id].identifier->pattern_alone)
		return EDGE_JOINED;
	scan_ends(l->d->scan, key->id, span_sub(l->window.bytes, start, room), &sink);
	if (m.unknown)
		return EDGE_UNKNOWN;
	h.end = m.end;
	if (m.end > 0 && pattern_accepts(l->d->expressions[key->id].identifier,
				 span_sub(l->window.bytes, start, m.end - start), value))
		layer_add(l, h);
	explicit_bzero(value, sizeof value);
	return m.end > 0 ? EDGE_FREE : EDGE_JOINED;
}

/* Written in digits, not in words. */
static bool is_number_like(const struct layer *l, const struct key_entry *key)
{
	const char *normal = l->d->expressions[key->id].identifier->normal;

	return normal != NULL && (strcmp(normal, "digits") == 0 || strcmp(normal, "hex") == 0);
}

/* A slash also parts words that are no names: there only what is written in digits is taken. */
static bool fits_separator(const struct layer *l, const struct key_entry *key, uint8_t separator)
{
	return separator != '/' || is_number_like(l, key);
}

/* Something that ends the value stands there already: it cannot go on. */
static bool is_closed(const struct window *w, size_t start)
{
	if (!w->open || w->bytes.len - start >= WAIT_MAX)
		return true;
	for (size_t i = start; i < w->bytes.len; i++)
		if (w->bytes.data[i] < ' ' || strchr("\"'<>&", w->bytes.data[i]) != NULL)
			return true;
	return false;
}

enum edge keyed_at(struct layer *l, size_t separator)
{
	size_t len = key_separator(&l->window, separator), end, start, n;
	const struct key_entry *keys = NULL;
	enum key_sense sense;
	struct name name;

	if (len == 0)
		return EDGE_JOINED;
	end = key_end(&l->window, key_sign(&l->window, separator));
	if (!name_ends_have(l->d->name_ends, l->window.bytes, end) || !endings_may(l->d->key_endings, ending_of(span_sub(l->window.bytes, 0, end))))
		return EDGE_JOINED;
	name = (struct name){ .own = key_before(&l->window, separator) };
	n = keyring_find(l->d->keyring, &name, &keys, &sense);
	if (n == 0)
		return EDGE_JOINED;
	start = key_value(&l->window, separator + len);
	/* Either all is told now or all of it waits. */
	if (!is_closed(&l->window, start))
		return EDGE_UNKNOWN;
	for (size_t i = 0; i < n; i++)
		if (start < l->window.bytes.len && fits_separator(l, &keys[i], l->window.bytes.data[separator]))
			keyed_try(l, &keys[i], start, l->window.bytes.len, expression_is_anothers(l->d, keys[i].id, &name, keys[i].word));
	return EDGE_FREE;
}

/* What key_separator knows, by no more than two bytes: those of a percent sign and of a wide colon begin with these. */
static inline unsigned separators(const uint8_t *p)
{
	lanes first = lanes_at(p), second = lanes_at(p + 1);

	return lanes_bits((lanes)((first == '=') | (first == ':') | (first == '>') | (first == '/') | ((first == '%') & (second == '3')) |
		((first == 0xef) & (second == 0xbc))));
}

void keyed_search(struct layer *l, void (*wait)(void *ctx, size_t separator), void *ctx)
{
	/* An escape may have begun in what came before. */
	size_t from = l->skip > 2 ? l->skip - 2 : 0;
	struct span bytes = l->window.bytes;

	for (size_t i = lanes_next(bytes, from, separators); i < bytes.len; i = lanes_next(bytes, i + 1, separators)) {
		if (i < l->skip && (bytes.data[i] != '%' || i + 3 <= l->skip))
			continue;
		/* Most stand behind what is no name of these. */
		if (name_ends_have(l->d->name_ends, bytes, i) && keyed_at(l, i) == EDGE_UNKNOWN && wait != NULL)
			wait(ctx, i);
	}
}

static bool is_list_mark(uint8_t c)
{
	return c == ',' || c == ';' || c == '|' || c == ' ' || c == '"' || c == '[' || c == '(';
}

void keyed_leaf(struct layer *l, struct span bytes, const struct name *name)
{
	size_t from = (size_t)(bytes.data - l->window.bytes.data), limit = from + bytes.len;
	const struct key_entry *keys = NULL;
	enum key_sense sense;
	size_t n = keyring_find(l->d->keyring, name, &keys, &sense);
	bool text;

	/* What ends where the window does may go on. */
	if (n == 0 || (l->window.open && limit == l->window.bytes.len))
		return;
	text = text_is_mostly(span_sub(bytes, 0, SAMPLE), TEXT_MIN);
	for (size_t at = 0; at < bytes.len && at < VALUE_MAX; at++) {
		if (at > 0 && !is_list_mark(bytes.data[at - 1]))
			continue;
		for (size_t i = 0; i < n; i++)
			if ((text || is_number_like(l, &keys[i])) && expression_suits(l->d, keys[i].id, sense))
				keyed_try(l, &keys[i], from + at, limit, expression_is_anothers(l->d, keys[i].id, name, keys[i].word));
	}
}
