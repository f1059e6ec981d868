#include "base/purse.h"

struct purse purse_full(void)
{
	return (struct purse){ PACKED_CREDIT, SIGHTINGS_CREDIT, 0 };
}

void purse_earn(struct purse *p, size_t captured)
{
	p->bytes += (int64_t)captured * PACKED_RATIO;
	if (p->bytes > PACKED_CREDIT)
		p->bytes = PACKED_CREDIT;
	p->rest += captured;
	p->sightings += p->rest / SIGHTING_BYTES;
	p->rest %= SIGHTING_BYTES;
	if (p->sightings > SIGHTINGS_CREDIT)
		p->sightings = SIGHTINGS_CREDIT;
}

void purse_pay(struct purse *p, size_t made, size_t of)
{
	if (p == NULL || made / PACKED_SURE <= of)
		return;
	p->bytes -= (int64_t)(made - of * PACKED_SURE);
	if (p->bytes < -PACKED_CREDIT)
		p->bytes = -PACKED_CREDIT;
}

size_t purse_allows(const struct purse *p, size_t of)
{
	if (p == NULL || of > SIZE_MAX / 2 / PACKED_SURE)
		return SIZE_MAX;
	return of * PACKED_SURE + (p->bytes > 0 ? (size_t)p->bytes : 0);
}

bool purse_tells(struct purse *p)
{
	if (p == NULL)
		return true;
	if (p->sightings == 0)
		return false;
	p->sightings--;
	return true;
}
