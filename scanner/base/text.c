#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* RFC 3629 section 4: how long a character is that begins with this byte, 0 where none does. */
static size_t utf8_length(uint8_t lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xC2) /* in the middle of one, or one byte too long */
		return 0;
	return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
}

size_t text_utf8(struct span s, uint32_t *ret_code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = s.len == 0 ? 0 : utf8_length(s.data[0]);
	uint32_t code;

	if (n == 0 || n > s.len)
		return 0;
	code = n == 1 ? s.data[0] : s.data[0] & (0x7Fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s.data[i] & 0xC0) != 0x80)
			return 0;
		code = code << 6 | (s.data[i] & 0x3F);
	}
	if (code < least[n] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		return 0;
	*ret_code = code;
	return n;
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

/* How many bytes from i on are shown as they are, one by one: nearly all of nearly every text. */
static size_t plain_run(struct span s, size_t i)
{
	size_t n = 0;

	while (i + n < s.len && s.data[i + n] >= 0x20 && s.data[i + n] < 0x7F)
		n++;
	return n;
}

void text_clean(struct buf *out, struct span s, size_t max)
{
	struct span shown = span_sub(s, 0, max);
	char piece[16];

	for (size_t i = 0, n; i < shown.len; i += n) {
		n = plain_run(shown, i);
		if (n > 0) {
			buf_add(out, shown.data + i, n);
			continue;
		}
		n = clean_one(piece, shown, i);
		buf_puts(out, piece);
	}
	if (shown.len < s.len)
		buf_puts(out, "...");
}

void text_clean_to(char *ret, size_t cap, struct span s)
{
	size_t used = 0;
	char piece[16];

	for (size_t i = 0, n; i < s.len; i += n) {
		size_t room = cap - 1 - used, len;

		n = plain_run(s, i);
		if (n > 0) {
			len = n < room ? n : room;
			memcpy(ret + used, s.data + i, len);
			used += len;
			if (len < n)
				break;
			continue;
		}
		n = clean_one(piece, s, i);
		len = strlen(piece);
		if (len > room)
			break;
		memcpy(ret + used, piece, len);
		used += len;
	}
	ret[used] = 0;
}

void text_copy_to(char *ret, size_t cap, const char *text)
{
	size_t n = strnlen(text, cap - 1);

	memcpy(ret, text, n);
	ret[n] = 0;
}

void text_lower(char *s)
{
	for (; *s != 0; s++)
		*s = (char)tolower((unsigned char)*s);
}

char text_unaccented(const uint8_t *c)
{
	static const char letters[] = "aaaaaa\0ceeeeiiii\0nooooo\0ouuuuy\0\0aaaaaa\0ceeeeiiii\0nooooo\0ouuuuy\0y";

	return c[0] == 0xc3 && c[1] >= 0x80 && c[1] <= 0xbf ? letters[c[1] - 0x80] : 0;
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

static bool is_readable(uint8_t ascii)
{
	return (ascii >= 0x20 && ascii != 0x7F) || ascii == '\t' || ascii == '\r' || ascii == '\n';
}

/* Eight bytes that are all printable ASCII: of text most are. */
static bool is_plain(const uint8_t *p)
{
	const uint64_t each = 0x0101010101010101, high = 0x80 * each;
	uint64_t w, del;

	memcpy(&w, p, sizeof w);
	del = w ^ 0x7F * each;
	return ((w | (w - 0x20 * each) | (del - each)) & high) == 0;
}

/* Bytes of s that are none of text; not all of them where there are more than most. */
static size_t unreadable(struct span s, size_t most)
{
	size_t bad = 0;
	uint32_t code;

	for (size_t i = 0; i < s.len && bad <= most;) {
		size_t n = 1;

		if (s.len - i >= 8 && is_plain(s.data + i)) {
			n = 8;
		} else if (s.data[i] < 0x80) {
			bad += !is_readable(s.data[i]);
		} else {
			/* Most bytes beyond ASCII that are none of text begin no character. */
			n = utf8_length(s.data[i]) == 0 ? 0 : text_utf8(span_sub(s, i, 4), &code);
			bad += n == 0;
			n += n == 0;
		}
		i += n;
	}
	return bad;
}

int text_share(struct span s)
{
	return s.len == 0 ? 0 : (int)((s.len - unreadable(s, s.len)) * 100 / s.len);
}

bool text_is_mostly(struct span s, int percent)
{
	size_t most = s.len * (size_t)(100 - percent) / 100;

	return percent == 0 || (s.len > 0 && unreadable(s, most) <= most);
}
