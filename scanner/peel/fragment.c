#include "peel/fragment.h"

#include "base/alloc.h"
#include "base/instant.h"

#include <stdlib.h>
#include <string.h>

enum { V4_HEADER = 20, V6_HEADER = 40, IP_MAX = 65535 };

struct piece {
	uint32_t from, to;
};

/* A datagram of which something is there. */
struct partial {
	struct partial *next;
	struct datagram datagram; /* of the fragment that came first; its spans are gone */
	uint32_t id;
	uint8_t protocol;
	uint8_t header[V6_HEADER];
	bool first_seen, spoiled;
	uint32_t total;      /* bytes behind the header; 0 until the last fragment came */
	uint32_t held;       /* bytes that are there */
	uint8_t *bytes;      /* room for a header, then the fragmentable part */
	size_t capacity;
	struct piece pieces[FRAGMENTS_OF_DATAGRAM]; /* in order, none touching another's bytes */
	size_t n;
	uint64_t packets;
};

struct fragments {
	struct losses *losses;
	struct partial *oldest;  /* in the order of their first fragments */
	struct partial *late;    /* given up; their beginnings are there */
	struct partial *whole;   /* given out since the last release */
	size_t n, bytes;
};

static void partial_free(struct partial *p)
{
	xfree_wiped(p->bytes, p->capacity);
	free(p);
}

static void release_all(struct partial **list)
{
	while (*list != NULL) {
		struct partial *p = *list;

		*list = p->next;
		partial_free(p);
	}
}

static void unlink_partial(struct fragments *f, struct partial **at)
{
	f->n--;
	f->bytes -= (*at)->capacity;
	*at = (*at)->next;
}

/* What is there from the start on without a hole, as if it were the whole: false where it is not to be used. */
static bool keep_beginning(struct partial *p)
{
	uint32_t end = 0;

	if (!p->first_seen || (p->spoiled && p->datagram.source.family == 6))
		return false;
	for (size_t i = 0; i < p->n && p->pieces[i].from == end; i++)
		end = p->pieces[i].to;
	p->total = end;
	return end > 0;
}

static void give_up(struct fragments *f, struct partial **at)
{
	struct partial *p = *at;
	bool beginning = keep_beginning(p), v4 = p->datagram.source.family == 4;

	losses_add(f->losses, LOSS_FRAGMENT, p->datagram.frame, p->packets, p->held - (beginning ? p->total : 0),
		beginning ? v4 ? "IPv4, its first part is read" : "IPv6, its first part is read" : v4 ? "IPv4" : "IPv6");
	unlink_partial(f, at);
	p->next = f->late;
	if (beginning)
		f->late = p;
	else
		partial_free(p);
}

struct fragments *fragments_new(struct losses *l)
{
	struct fragments *f = xcalloc(1, sizeof *f);

	f->losses = l;
	return f;
}

void fragments_release(struct fragments *f)
{
	release_all(&f->whole);
}

void fragments_free(struct fragments *f)
{
	while (f->oldest != NULL)
		give_up(f, &f->oldest);
	release_all(&f->late);
	release_all(&f->whole);
	free(f);
}

static void expire(struct fragments *f, int64_t now)
{
	while (f->oldest != NULL && now - f->oldest->datagram.at > FRAGMENT_S * NS_PER_S)
		give_up(f, &f->oldest);
}

static bool is_of(const struct partial *p, const struct fragment *g)
{
	return p->id == g->id && (g->datagram->source.family == 6 || p->protocol == g->protocol) &&
		address_equal(&p->datagram.source, &g->datagram->source) &&
		address_equal(&p->datagram.target, &g->datagram->target);
}

/* Where the pointer to the partial of g is, or the end of the list. */
static struct partial **find(struct fragments *f, const struct fragment *g)
{
	struct partial **at = &f->oldest;

	while (*at != NULL && !is_of(*at, g))
		at = &(*at)->next;
	return at;
}

static struct partial **begin(struct fragments *f, const struct fragment *g)
{
	struct partial *p, **at;

	while (f->n == FRAGMENTED_MAX)
		give_up(f, &f->oldest);
	p = xcalloc(1, sizeof *p);
	p->datagram = *g->datagram;
	p->id = g->id;
	p->protocol = g->protocol;
	for (at = &f->oldest; *at != NULL; at = &(*at)->next)
		;
	*at = p;
	f->n++;
	return at;
}

static void grow(struct fragments *f, struct partial *p, size_t need)
{
	size_t capacity = p->capacity;
	uint8_t *bigger;

	if (need <= capacity)
		return;
	while (capacity < need)
		capacity = capacity == 0 ? 4096 : capacity * 2;
	bigger = xmalloc(capacity);
	if (p->capacity > 0)
		memcpy(bigger, p->bytes, p->capacity);
	xfree_wiped(p->bytes, p->capacity);
	f->bytes += capacity - p->capacity;
	p->bytes = bigger;
	p->capacity = capacity;
}

/* The bytes [from, to) of g, which lie in no piece yet, as the piece before index i. False: there are too many pieces. */
static bool put_piece(struct partial *p, size_t i, const struct fragment *g, uint32_t from, uint32_t to)
{
	if (p->n == FRAGMENTS_OF_DATAGRAM)
		return false;
	memmove(p->pieces + i + 1, p->pieces + i, (p->n - i) * sizeof *p->pieces);
	p->pieces[i] = (struct piece){ from, to };
	p->n++;
	memcpy(p->bytes + V6_HEADER + from, g->bytes.data + (from - g->offset), to - from);
	p->held += to - from;
	return true;
}

/* Fills the gaps that g covers, so that the byte that came first stays. */
static bool fill_gaps(struct partial *p, const struct fragment *g)
{
	uint32_t from = g->offset, to = g->offset + (uint32_t)g->bytes.len;

	for (size_t i = 0; from < to; i++) {
		uint32_t gap_end = i < p->n && p->pieces[i].from < to ? p->pieces[i].from : to;

		if (from < gap_end) {
			if (!put_piece(p, i, g, from, gap_end))
				return false;
			from = gap_end;
		} else if (i < p->n && p->pieces[i].to > from) {
			from = p->pieces[i].to;
		}
	}
	return true;
}

/* RFC 5722: true where g shares bytes with what is there, and is not the same fragment once more (RFC 8200 section 4.5). */
static bool overlaps(const struct partial *p, const struct fragment *g)
{
	uint32_t from = g->offset, to = g->offset + (uint32_t)g->bytes.len;

	for (size_t i = 0; i < p->n; i++) {
		if (p->pieces[i].from == from && p->pieces[i].to == to)
			return memcmp(p->bytes + V6_HEADER + from, g->bytes.data, g->bytes.len) != 0;
		if (p->pieces[i].from < to && from < p->pieces[i].to)
			return true;
	}
	return false;
}

/* A last fragment that contradicts another's end spoils the datagram. */
static bool note_end(struct partial *p, const struct fragment *g)
{
	uint32_t end = g->offset + (uint32_t)g->bytes.len;

	if (g->more)
		return p->total == 0 || end <= p->total;
	if ((p->total != 0 && p->total != end) || (p->n > 0 && p->pieces[p->n - 1].to > end))
		return false;
	p->total = end;
	return true;
}

static bool take(struct fragments *f, struct partial *p, const struct fragment *g)
{
	size_t end = (size_t)g->offset + g->bytes.len;

	if (end + g->header.len > IP_MAX || g->bytes.len == 0 || !note_end(p, g))
		return false;
	if (g->datagram->source.family == 6 && overlaps(p, g))
		return false;
	if (g->offset == 0 && !p->first_seen) {
		memcpy(p->header, g->header.data, g->header.len);
		p->protocol = g->protocol;
		p->first_seen = true;
	}
	grow(f, p, V6_HEADER + end);
	return fill_gaps(p, g);
}

static void put_be16(uint8_t *at, uint32_t v)
{
	at[0] = (uint8_t)(v >> 8);
	at[1] = (uint8_t)v;
}

/* The header of the datagram stands right before its bytes; options and extension headers are left away. */
static struct span finish(struct partial *p)
{
	size_t len = p->datagram.source.family == 4 ? V4_HEADER : V6_HEADER;
	uint8_t *header = p->bytes + V6_HEADER - len;

	memcpy(header, p->header, len);
	if (len == V4_HEADER) {
		header[0] = 0x45;
		put_be16(header + 2, V4_HEADER + p->total);
		put_be16(header + 6, 0);
	} else {
		put_be16(header + 4, p->total);
		header[6] = p->protocol;
	}
	return (struct span){ header, len + p->total };
}

bool fragments_add(struct fragments *f, const struct fragment *g, struct span *ret)
{
	struct partial **at, *p;

	expire(f, g->datagram->at);
	at = find(f, g);
	if (*at == NULL)
		at = begin(f, g);
	p = *at;
	p->packets++;
	if (!p->spoiled && !take(f, p, g))
		p->spoiled = true; /* it stays, so that the fragments to come go the same way */
	if (p->spoiled || p->total == 0 || p->held != p->total) {
		while (f->bytes > FRAGMENT_BYTES_MAX)
			give_up(f, &f->oldest);
		return false;
	}
	*ret = finish(p);
	unlink_partial(f, at);
	p->next = f->whole;
	f->whole = p;
	return true;
}

bool fragments_late(struct fragments *f, bool end, struct span *ret, struct datagram *ret_datagram)
{
	struct partial *p;

	while (end && f->oldest != NULL)
		give_up(f, &f->oldest);
	p = f->late;
	if (p == NULL)
		return false;
	f->late = p->next;
	p->next = f->whole;
	f->whole = p;
	*ret = finish(p);
	*ret_datagram = p->datagram;
	return true;
}
