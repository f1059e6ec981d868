#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

size_t text_utf8(struct span s, uint32_t *ret_code)
{
	static const struct {
		uint8_t mask, lead;
		uint32_t least;
	} shapes[] = { { 0x80, 0x00, 0 }, { 0xE0, 0xC0, 0x80 }, { 0xF0, 0xE0, 0x800 }, { 0xF8, 0xF0, 0x10000 } };

	for (size_t n = 1; n <= 4 && n <= s.len; n++) {
		uint32_t code = s.data[0] & (uint8_t)~shapes[n - 1].mask;

		if ((s.data[0] & shapes[n - 1].mask) != shapes[n - 1].lead)
			continue;
		for (size_t i = 1; i < n; i++) {
			if ((s.data[i] & 0xC0) != 0x80)
				return 0;
			code = code << 6 | (s.data[i] & 0x3F);
		}
		if (code < shapes[n - 1].least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
			return 0;
		*ret_code = code;
		return n;
	}
	return 0;
}

/* Characters that end a line, move the cursor, hide, or turn the direction of writing. */
static bool is_unsafe(uint32_t code)
{
	return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD || (code >= 0x200B && code <= 0x200F) ||
		(code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
		(code >= 0xFFF0 && code <= 0xFFFF) || code >= 0xE0000;
}

static size_t clean_one(char out[16], struct span s, size_t i)
{
	uint32_t code = 0;
	size_t n = text_utf8(span_sub(s, i, 4), &code);

	if (n == 0) {
		snprintf(out, 16, "\\x%02x", s.data[i]);
		return 1;
	}
	if (is_unsafe(code)) {
		snprintf(out, 16, code < 0x80 ? "\\x%02x" : "\\u{%x}", code);
		return n;
	}
	memcpy(out, s.data + i, n);
	out[n] = 0;
	return n;
}

void text_clean(struct buf *out, struct span s, size_t max)
{
	struct span shown = span_sub(s, 0, max);
	char piece[16];

	for (size_t i = 0; i < shown.len;) {
		i += clean_one(piece, shown, i);
		buf_puts(out, piece);
	}
	if (shown.len < s.len)
		buf_puts(out, "...");
}

void text_clean_to(char *ret, size_t cap, struct span s)
{
	size_t used = 0;
	char piece[16];

	for (size_t i = 0; i < s.len;) {
		i += clean_one(piece, s, i);
		if (used + strlen(piece) + 1 > cap)
			break;
		memcpy(ret + used, piece, strlen(piece));
		used += strlen(piece);
	}
	ret[used] = 0;
}

void text_lower(char *s)
{
	for (; *s != 0; s++)
		*s = (char)tolower((unsigned char)*s);
}

bool host_under(const char *host, const char *domain)
{
	size_t h = strlen(host), d = strlen(domain);

	if (h < d || d == 0 || strcasecmp(host + h - d, domain) != 0)
		return false;
	return h == d || host[h - d - 1] == '.';
}

static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Slips between words of up to 63 letters: one wrong, missing, too many, or two neighbours turned round. 99 for longer ones. */
static int distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	int rows[3][64];

	if (n > 63 || m > 63)
		return 99;
	for (size_t i = 0; i <= n; i++) {
		int *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

		row[0] = (int)i;
		for (size_t j = 1; j <= m; j++) {
			row[j] = row[j - 1] + 1;
			if (i == 0)
				continue;
			row[j] = least(row[j], above[j] + 1);
			row[j] = least(row[j], above[j - 1] + !same_letter(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return rows[n % 3][m];
}

const char *text_nearest(const char *text, const char *const *words, size_t n)
{
	const char *best = NULL;
	int fewest = (int)strlen(text) / 3 + 2;

	for (size_t i = 0; i < n; i++) {
		int d = words[i] == NULL ? 99 : distance(text, words[i]);

		if (d < fewest) {
			fewest = d;
			best = words[i];
		}
	}
	return best;
}

int text_share(struct span s)
{
	size_t good = 0;
	uint32_t code;

	if (s.len == 0)
		return 0;
	for (size_t i = 0; i < s.len;) {
		size_t n = text_utf8(span_sub(s, i, 4), &code);
		bool plain = n > 1 || (n == 1 && (code >= 0x20 ? code != 0x7F : strchr("\t\r\n", (int)code) != NULL && code != 0));

		if (plain)
			good += n;
		i += n == 0 ? 1 : n;
	}
	return (int)(good * 100 / s.len);
}
