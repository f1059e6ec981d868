#include "decode/shape.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { SEGMENT_MAX = 32, DIGITS_MAX = 3 /* "v3", "cms2014": a run of four is a number of somebody's */, KEYS_MAX = 32 };

/* A word of an interface: letters and what joins them, few digits, no switching between cases and digits. */
static bool is_word(struct span s)
{
	size_t digits = 0, run = 0, upper = 0, lower = 0, dots_after_at = 0;
	bool at = false;

	if (s.len > SEGMENT_MAX)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		uint8_t b = s.data[i];

		run = isdigit(b) ? run + 1 : 0;
		digits += isdigit(b) != 0;
		upper += isupper(b) != 0;
		lower += islower(b) != 0;
		at = at || b == '@';
		dots_after_at += at && b == '.';
		if (run > DIGITS_MAX || (!isalnum(b) && strchr("-_.@~", b) == NULL))
			return false;
	}
	if (dots_after_at > 0) /* an e-mail address, unlike Xiaomi's "user@id" */
		return false;
	return digits == 0 || upper == 0 || lower == 0 || s.len < 10;
}

void shape_path(struct span path, char ret[SHAPE_MAX])
{
	struct reader r = rd_over_span(path);
	size_t n = 0;

	while (rd_left(&r) > 0) {
		struct span segment;
		bool slash = rd_until(&r, '/', &segment);

		if (!slash)
			segment = rd_rest(&r);
		if (!is_word(segment))
			segment = span_of("*");
		if (n + segment.len + 2 > SHAPE_MAX)
			break;
		if (segment.len > 0)
			memcpy(ret + n, segment.data, segment.len);
		n += segment.len;
		if (slash)
			ret[n++] = '/';
	}
	ret[n] = 0;
}

static int by_text(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int c = memcmp(x->data, y->data, n);

	return c != 0 ? c : x->len < y->len ? -1 : x->len > y->len;
}

void shape_keys(struct span query, char ret[SHAPE_MAX])
{
	struct reader r = rd_over_span(query);
	struct span keys[KEYS_MAX];
	size_t count = 0, n = 0;

	while (rd_left(&r) > 0 && count < KEYS_MAX) {
		struct span pair, key;
		struct reader inside;

		if (!rd_until(&r, '&', &pair))
			pair = rd_rest(&r);
		inside = rd_over_span(pair);
		if (rd_until(&inside, '=', &key) && key.len > 0 && is_word(key))
			keys[count++] = key;
	}
	qsort(keys, count, sizeof *keys, by_text);
	for (size_t i = 0; i < count; i++) {
		if ((i > 0 && by_text(&keys[i], &keys[i - 1]) == 0) || n + keys[i].len + 2 > SHAPE_MAX)
			continue;
		if (n > 0)
			ret[n++] = ',';
		memcpy(ret + n, keys[i].data, keys[i].len);
		n += keys[i].len;
	}
	ret[n] = 0;
}
