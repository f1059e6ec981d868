#include "decode/shape.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { SEGMENT_MAX = 32, KEYS_MAX = 32 };
/* Of digits: in a run ("v3": a run of four is a number of somebody's), and in all ("2.0.13": an Android id has about ten). */
enum { RUN_MAX = 3, DIGITS_MAX = 4, TENANT_MAX = 6 };
/* From this length on mixed letters must look like words: an upper-case one begins four or more ("getUserInfo", no base64). */
enum { MIXED_MIN = 10, HUMP = 4 };

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
		if (run > RUN_MAX || digits > DIGITS_MAX || b == 0 || (!isalnum(b) && strchr("-_.@~", b) == NULL))
			return false;
	}
	if (dots_after_at > 0) /* an e-mail address, unlike Xiaomi's "user@id" */
		return false;
	if (s.len < MIXED_MIN || upper == 0 || lower == 0)
		return true;
	return digits == 0 && upper * HUMP <= s.len;
}

/* Of a path the first segment may be a short number: a tenant's on a shared host ("/164566/sign_d"). */
static bool is_tenant(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!isdigit(s.data[i]))
			return false;
	}
	return s.len <= TENANT_MAX;
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
		if (!is_word(segment) && !(n == 1 && is_tenant(segment)))
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
