#include "base/purse.h"

struct purse purse_full(void)
{
	return (struct purse){ { PACKED_CREDIT, SIGHTINGS_CREDIT, 0 }, NULL };
}

void purse_turn(struct purse *p, struct credit *own)
{
	p->own = own;
}

/* What goes beyond the bounds is handed back. */
static struct credit credit_add(struct credit *c, struct credit more, int64_t most_bytes, uint64_t most_sightings)
{
	struct credit over = { 0 };

	c->bytes += more.bytes;
	if (c->bytes > most_bytes) {
		over.bytes = c->bytes - most_bytes;
		c->bytes = most_bytes;
	}
	if (c->bytes < -most_bytes)
		c->bytes = -most_bytes;
	c->rest += more.rest;
	c->sightings += more.sightings + c->rest / SIGHTING_BYTES;
	c->rest %= SIGHTING_BYTES;
	if (c->sightings > most_sightings) {
		over.sightings = c->sightings - most_sightings;
		c->sightings = most_sightings;
	}
	return over;
}

static struct credit earned_by(size_t captured)
{
	return (struct credit){ (int64_t)captured * PACKED_RATIO, 0, captured };
}

static void all_add(struct purse *p, struct credit more)
{
	credit_add(&p->all, more, PACKED_CREDIT, SIGHTINGS_CREDIT);
}

void purse_earn_all(struct purse *p, size_t captured)
{
	all_add(p, earned_by(captured));
}

void purse_earn(struct purse *p, size_t captured)
{
	if (p->own == NULL)
		purse_earn_all(p, captured);
	else
		all_add(p, credit_add(p->own, earned_by(captured), PACKED_OWN, SIGHTINGS_OWN));
}

void purse_settle(struct purse *p)
{
	if (p->own != NULL)
		all_add(p, *p->own);
	p->own = NULL;
}

/* As far as there is credit. Returns what is left to pay. */
static int64_t credit_pay(struct credit *c, int64_t bytes)
{
	int64_t paid = c->bytes <= 0 ? 0 : c->bytes < bytes ? c->bytes : bytes;

	c->bytes -= paid;
	return bytes - paid;
}

void purse_pay(struct purse *p, size_t made, size_t of)
{
	int64_t left;

	if (p == NULL || made / PACKED_SURE <= of)
		return;
	left = (int64_t)(made - of * PACKED_SURE);
	if (p->own != NULL)
		left = credit_pay(p->own, left);
	left = credit_pay(&p->all, left);
	if (p->own != NULL)
		credit_add(p->own, (struct credit){ -left, 0, 0 }, PACKED_OWN, SIGHTINGS_OWN);
	else
		all_add(p, (struct credit){ -left, 0, 0 });
}

static size_t credit_left(const struct credit *c)
{
	return c != NULL && c->bytes > 0 ? (size_t)c->bytes : 0;
}

size_t purse_allows(const struct purse *p, size_t of)
{
	if (p == NULL || of > SIZE_MAX / 2 / PACKED_SURE)
		return SIZE_MAX;
	return of * PACKED_SURE + credit_left(p->own) + credit_left(&p->all);
}

bool purse_tells(struct purse *p)
{
	struct credit *c;

	if (p == NULL)
		return true;
	c = p->own != NULL && p->own->sightings > 0 ? p->own : &p->all;
	if (c->sightings == 0)
		return false;
	c->sightings--;
	return true;
}
