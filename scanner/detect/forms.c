#include "detect/forms.h"

#include "base/alloc.h"
#include "base/digest.h"
#include "detect/codec.h"
#include "detect/normal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ADDRESS_LEN = 6 }; /* bytes of a hardware address: frames hold them everywhere, so their name must stand beside */

struct maker {
	struct forms *forms;
	const struct normals *normals;
	const struct normal *normal;
};

static bool same_literal(const struct form *a, const struct form *b)
{
	if (a->literal.len != b->literal.len || a->nocase != b->nocase || a->shift != b->shift)
		return false;
	if (a->nocase)
		return strncasecmp((const char *)a->literal.data, (const char *)b->literal.data, a->literal.len) == 0;
	return memcmp(a->literal.data, b->literal.data, a->literal.len) == 0;
}

static struct span copy(struct span s)
{
	uint8_t *data = xmalloc(s.len + 1);

	memcpy(data, s.data, s.len);
	data[s.len] = 0;
	return (struct span){ data, s.len };
}

static size_t least(const struct form *f)
{
	switch (f->encoding) {
	case ENCODING_PLAIN:
	case ENCODING_PERCENT:
		return WORD_MIN;
	case ENCODING_BINARY:
		return ADDRESS_LEN;
	default:
		return FORM_MIN;
	}
}

/* The maker's normal form, written as `literal`. */
static void form_add(struct maker *m, struct form f, struct span literal)
{
	f.literal = literal;
	f.normal = span_of(m->normal->text);
	if (f.encoding != ENCODING_HASH)
		f.needs_key = m->normals->word || f.normal.len < FORM_MIN ||
			      /* The byte that goes on with it is read too. */
			      (f.encoding == ENCODING_BINARY && literal.len + f.goes_on < FORM_MIN);
	if (literal.len < least(&f) || literal.len > FORM_MAX)
		return;
	for (size_t i = 0; i < m->forms->n; i++)
		if (same_literal(&m->forms->items[i], &f))
			return;
	ARRAY_GROW(m->forms->items, m->forms->n, m->forms->cap);
	f.literal = copy(f.literal);
	f.normal = copy(f.normal);
	m->forms->items[m->forms->n++] = f;
}

static struct form form_named(const struct maker *m, const char *name, enum encoding encoding)
{
	struct form f = { .encoding = encoding, .edge = m->normals->edge };

	snprintf(f.name, sizeof f.name, "%s", name);
	return f;
}

/* The characters of the encoded text that stay the same whatever stands before and behind. */
static struct span stable_inside(struct span encoded, size_t shift, size_t len)
{
	size_t from = (shift * 8 + 5) / 6, to = (shift + len) * 8 / 6;

	return span_sub(encoded, from, to - from);
}

static void base64_forms(struct maker *m, struct span text)
{
	for (int url = 0; url < 2; url++) {
		for (uint8_t shift = 0; shift < 3; shift++) {
			struct form f = form_named(m, "base64", ENCODING_BASE64);
			struct buf plain = { 0 }, encoded = { 0 };

			f.shift = shift;
			buf_add(&plain, "\0\0", shift);
			buf_add_span(&plain, text);
			base64_add(&encoded, buf_span(&plain), url != 0);
			form_add(m, f, stable_inside(buf_span(&encoded), shift, text.len));
			buf_free(&plain);
			buf_free(&encoded);
		}
	}
}

static void text_forms(struct maker *m, struct span text)
{
	struct form f = form_named(m, "plain", ENCODING_PLAIN);
	struct buf encoded = { 0 };

	f.nocase = m->normal->nocase;
	f.goes_on = m->normal->goes_on;
	form_add(m, f, text);
	percent_add(&encoded, text);
	f = form_named(m, "percent", ENCODING_PERCENT);
	f.nocase = true; /* of its escapes */
	if (encoded.len != text.len)
		form_add(m, f, buf_span(&encoded));
	if (m->normal->spelling) {
		buf_free(&encoded);
		return;
	}
	buf_reset(&encoded);
	if (text.len >= FORM_MIN) {
		hex_add(&encoded, text);
		f = form_named(m, "hex", ENCODING_HEX);
		f.nocase = true;
		form_add(m, f, buf_span(&encoded));
		base64_forms(m, text);
	}
	for (int big = 0; big < 2; big++) {
		buf_reset(&encoded);
		utf16_add(&encoded, text, big != 0);
		form_add(m, form_named(m, "utf16", big ? ENCODING_UTF16BE : ENCODING_UTF16LE), buf_span(&encoded));
	}
	buf_free(&encoded);
}

/* Digits in whole bytes, a zero before them: what trackers and tachographs log in with. */
static void packed_form(struct maker *m, struct span text)
{
	struct buf hex = { 0 }, out = { 0 };

	buf_puts(&hex, text.len % 2 != 0 ? "0" : "");
	buf_add_span(&hex, text);
	if (hex_decode(&out, buf_span(&hex)))
		form_add(m, form_named(m, "bcd", ENCODING_BINARY), buf_span(&out));
	buf_free(&hex);
	buf_free(&out);
}

/* Half-bytes in either order, filled with F (3GPP TS 29.002 TBCD-STRING; 24.008 for the other). */
static void bcd_forms(struct maker *m, struct span text)
{
	for (int swapped = 0; swapped < 2; swapped++) {
		struct form f = form_named(m, "tbcd", ENCODING_BINARY);
		struct buf out = { 0 };

		for (size_t i = 0; i < text.len; i += 2) {
			int a = text.data[i] - '0', b = i + 1 < text.len ? text.data[i + 1] - '0' : 15;

			buf_putc(&out, (char)(swapped ? b << 4 | a : a << 4 | b));
		}
		f.goes_on = m->normal->goes_on;
		form_add(m, f, buf_span(&out));
		buf_free(&out);
	}
}

static void binary_form(struct maker *m, struct span text)
{
	struct buf hex = { 0 }, out = { 0 };

	for (size_t i = 0; i < text.len; i++)
		if (hex_digit(text.data[i]) >= 0)
			buf_putc(&hex, (char)text.data[i]);
	if (hex_decode(&out, buf_span(&hex)))
		form_add(m, form_named(m, "binary", ENCODING_BINARY), buf_span(&out));
	buf_free(&hex);
	buf_free(&out);
}

static void hash_form(struct maker *m, enum digest_algorithm a, const char *writing, struct span literal)
{
	struct form f = { .encoding = ENCODING_HASH };

	snprintf(f.name, sizeof f.name, "%s-%s", digest_name(a), writing);
	f.nocase = strcmp(writing, "hex") == 0;
	form_add(m, f, literal);
}

/* The sixteen digits in the middle, which much software of China takes for the whole. */
static void md5_middle(struct maker *m, struct span sum)
{
	struct form f = form_named(m, "md5-middle", ENCODING_HASH);
	struct buf hex = { 0 };

	f.edge = EDGE_HEX;
	f.nocase = true;
	hex_add(&hex, span_sub(sum, 4, 8));
	form_add(m, f, buf_span(&hex));
	buf_free(&hex);
}

static void hash_forms(struct maker *m, struct span text)
{
	for (enum digest_algorithm a = DIGEST_MD5; a <= DIGEST_SHA256; a++) {
		uint8_t raw[DIGEST_MAX];
		struct span sum = { raw, digest(a, text, raw) };
		struct buf encoded = { 0 };

		hash_form(m, a, "raw", sum);
		hex_add(&encoded, sum);
		hash_form(m, a, "hex", buf_span(&encoded));
		for (int url = 0; url < 2; url++) {
			buf_reset(&encoded);
			base64_add(&encoded, sum, url != 0);
			hash_form(m, a, url ? "base64url" : "base64", buf_span(&encoded));
		}
		if (a == DIGEST_MD5)
			md5_middle(m, sum);
		if (a == DIGEST_SHA1) {
			struct form f = form_named(m, "xiaomi-id", ENCODING_HASH);

			form_add(m, f, span_sub(buf_span(&encoded), 0, 16));
		}
		buf_free(&encoded);
	}
}

void forms_of(enum kind kind, const char *value, struct forms *ret)
{
	struct normals *normals = xcalloc(1, sizeof *normals);
	struct maker m = { .forms = ret, .normals = normals };

	memset(ret, 0, sizeof *ret);
	normals_of(kind, value, normals);
	if (normals->n > 0)
		snprintf(ret->value, sizeof ret->value, "%s", normals->items[0].text);
	for (size_t i = 0; i < normals->n; i++) {
		struct span text = span_of(normals->items[i].text);

		m.normal = &normals->items[i];
		if (text.len < WORD_MIN)
			continue;
		text_forms(&m, text);
		if (m.normal->spelling)
			continue;
		hash_forms(&m, text);
		if (m.normal->bcd) {
			bcd_forms(&m, text);
			packed_form(&m, text);
		}
		if (normals->edge == EDGE_HEX)
			binary_form(&m, text);
	}
	xfree_wiped(normals, sizeof *normals);
}

void forms_free(struct forms *f)
{
	for (size_t i = 0; i < f->n; i++) {
		xfree_wiped((void *)f->items[i].literal.data, f->items[i].literal.len);
		xfree_wiped((void *)f->items[i].normal.data, f->items[i].normal.len);
	}
	free(f->items);
	explicit_bzero(f, sizeof *f);
}

/* ---- reading again ---- */

static enum edge both(enum edge a, enum edge b)
{
	return a == EDGE_JOINED || b == EDGE_JOINED ? EDGE_JOINED : a == EDGE_FREE ? b : a;
}

/* The code unit of two bytes at `at` where it is ASCII. */
static int utf16_at(const struct window *w, ptrdiff_t at, bool big)
{
	int low = window_byte(w, big ? at + 1 : at), high = window_byte(w, big ? at : at + 1);

	if (low == BYTE_UNKNOWN || high == BYTE_UNKNOWN)
		return BYTE_UNKNOWN;
	return high == 0 ? low : BYTE_NONE;
}

static int hex_at(const struct window *w, ptrdiff_t at)
{
	int high = window_byte(w, at), low = window_byte(w, at + 1);

	if (high == BYTE_UNKNOWN || (low == BYTE_UNKNOWN && hex_digit(high) >= 0))
		return BYTE_UNKNOWN;
	return hex_digit(high) < 0 || hex_digit(low) < 0 ? BYTE_NONE : hex_digit(high) << 4 | hex_digit(low);
}

/* Byte i, from -1, of the bytes whose base64 text has a group of four characters beginning at `group`. */
static int base64_at(const struct window *w, ptrdiff_t group, ptrdiff_t i)
{
	ptrdiff_t bit = (i + 3) * 8, at = group - 4 + bit / 6;
	int a = window_byte(w, at), b = window_byte(w, at + 1);

	if (a == BYTE_UNKNOWN || (b == BYTE_UNKNOWN && base64_digit(a) >= 0))
		return BYTE_UNKNOWN;
	a = base64_digit(a);
	b = base64_digit(b);
	if (a < 0 || b < 0)
		return BYTE_NONE;
	return (a << (2 + bit % 6) | b >> (4 - bit % 6)) & 255;
}

/* Its first and last character also carry bits of the neighbours: all of it is decoded again. */
static enum edge base64_verify(const struct form *f, const struct window *w, size_t end, size_t *ret_start, size_t *ret_end)
{
	ptrdiff_t first = (ptrdiff_t)(end - f->literal.len), group = first - (f->shift * 8 + 5) / 6;
	size_t last = (f->shift + f->normal.len) * 8;

	for (size_t i = 0; i < f->normal.len; i++) {
		int c = base64_at(w, group, (ptrdiff_t)(f->shift + i));

		if (c == BYTE_UNKNOWN)
			return EDGE_UNKNOWN;
		if (c != f->normal.data[i])
			return EDGE_JOINED;
	}
	*ret_start = (size_t)(group + f->shift * 8 / 6);
	*ret_end = (size_t)(group + (ptrdiff_t)((last + 5) / 6));
	return both(edge_beside(f->edge, base64_at(w, group, f->shift - 1)),
		edge_beside(f->edge, base64_at(w, group, (ptrdiff_t)(f->shift + f->normal.len))));
}

static enum edge plain_verify(const struct form *f, const struct window *w, size_t start, size_t *ret_end)
{
	enum edge edge = edge_measured(w, f->edge, start, *ret_end);
	struct window shorter = { span_sub(w->bytes, 0, *ret_end), false };

	if (edge != EDGE_JOINED || !f->goes_on || edge_around(&shorter, f->edge, start, *ret_end) != EDGE_FREE)
		return edge;
	for (size_t i = 0; i < 2; i++) {
		int c = window_byte(w, (ptrdiff_t)(*ret_end + i));

		if (edge_beside(EDGE_DIGIT, c) != EDGE_JOINED)
			return c == BYTE_UNKNOWN ? EDGE_UNKNOWN : EDGE_JOINED;
	}
	edge = edge_around(w, f->edge, start, *ret_end + 2);
	if (edge == EDGE_FREE)
		*ret_end += 2;
	return edge;
}

/* Half-bytes of an IMEISV: two more digits. */
static enum edge bcd_verify(const struct window *w, size_t *ret_end)
{
	int c = window_byte(w, (ptrdiff_t)*ret_end);

	if (c == BYTE_UNKNOWN)
		return EDGE_UNKNOWN;
	if (c < 0 || c >> 4 > 9 || (c & 15) > 9)
		return EDGE_JOINED;
	(*ret_end)++;
	return EDGE_FREE;
}

enum edge form_verify(const struct form *f, const struct window *w, size_t end, size_t *ret_start, size_t *ret_end)
{
	ptrdiff_t start = (ptrdiff_t)end - (ptrdiff_t)f->literal.len, at = (ptrdiff_t)end;

	if (start < 0 || end > w->bytes.len)
		return EDGE_JOINED;
	if (f->encoding == ENCODING_BASE64)
		return base64_verify(f, w, end, ret_start, ret_end);
	*ret_start = (size_t)start;
	*ret_end = end;
	switch (f->encoding) {
	case ENCODING_PLAIN:
	case ENCODING_PERCENT:
		return plain_verify(f, w, (size_t)start, ret_end);
	case ENCODING_HEX:
		return both(edge_beside(f->edge, hex_at(w, start - 2)), edge_beside(f->edge, hex_at(w, at)));
	case ENCODING_UTF16LE:
	case ENCODING_UTF16BE: {
		bool big = f->encoding == ENCODING_UTF16BE;

		return both(edge_beside(f->edge, utf16_at(w, start - 2, big)), edge_beside(f->edge, utf16_at(w, at, big)));
	}
	case ENCODING_HASH:
		return edge_around(w, f->edge, (size_t)start, end);
	case ENCODING_BINARY:
		return f->goes_on ? bcd_verify(w, ret_end) : EDGE_FREE;
	default:
		return EDGE_FREE;
	}
}
