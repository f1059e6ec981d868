/* What PHP's serialize() writes: a:1:{s:4:"imei";s:15:"...";}. One value, to the last byte. */
#include "detect/unwrap/leaves.h"
#include "detect/unwrap/wrapping.h"

static bool value(struct leaves *l, struct reader *r, bool name);

static bool number(struct reader *r, uint8_t stop, size_t *ret)
{
	struct span digits;

	*ret = 0;
	if (!rd_until(r, stop, &digits) || digits.len == 0 || digits.len > 9)
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '9')
			return false;
		*ret = *ret * 10 + (digits.data[i] - '0');
	}
	return true;
}

static bool is_next(struct reader *r, const char *text)
{
	for (; *text != 0; text++)
		if (rd_u8(r) != (uint8_t)*text)
			return false;
	return true;
}

/* 15:"..." */
static bool quoted(struct reader *r, struct span *ret)
{
	size_t len;

	if (!number(r, ':', &len) || !is_next(r, "\""))
		return false;
	*ret = rd_bytes(r, len);
	return is_next(r, "\"");
}

static bool array(struct leaves *l, struct reader *r)
{
	size_t n;
	bool ok = number(r, ':', &n) && is_next(r, "{") && n <= rd_left(r) && trail_down(&l->trail, TRAIL_MEMBER);

	if (!ok)
		return false;
	for (size_t i = 0; ok && i < n; i++)
		ok = value(l, r, true) && value(l, r, false);
	trail_up(&l->trail);
	return ok && is_next(r, "}");
}

static void tell(struct leaves *l, struct span bytes, bool name)
{
	if (!name) {
		leaves_bytes(l, bytes);
		return;
	}
	trail_last(&l->trail)->name = bytes;
	leaves_name(l, bytes);
}

/* A string, a number, a truth, nothing, an array, an object with its class before its members. */
static bool value(struct leaves *l, struct reader *r, bool name)
{
	uint8_t c = rd_u8(r);
	struct span bytes;

	if (c == 'N')
		return is_next(r, ";");
	if (!is_next(r, ":"))
		return false;
	switch (c) {
	case 's':
		if (!quoted(r, &bytes) || !is_next(r, ";"))
			return false;
		tell(l, bytes, name);
		return true;
	case 'i':
	case 'd':
	case 'b':
		if (!rd_until(r, ';', &bytes))
			return false;
		tell(l, bytes, name);
		return true;
	case 'O':
		return quoted(r, &bytes) && is_next(r, ":") && array(l, r);
	default:
		return c == 'a' && array(l, r);
	}
}

static bool walk(struct leaves *l, struct span s)
{
	struct reader r = rd_over_span(s);

	return value(l, &r, false) && rd_ok(&r) && rd_left(&r) == 0;
}

bool php_open(struct unwrap *u, const struct node *n)
{
	uint8_t first = n->bytes.data[0];

	return (first == 'a' || first == 'O') && n->bytes.data[1] == ':' && leaves_open(u, n, "php:$", walk, n->bytes);
}
