/* Places that the auditor attests in the case, with their source. */
#include "policy/load.h"
#include "policy/terms.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* "42.62.48.0/24", or one address. */
static void read_net(struct reading *r, const struct node *n, void *ret)
{
	struct attested_place *p = ret;
	const char *text = node_text(r, n);
	char address[ADDRESS_TEXT] = "";
	size_t len = text == NULL ? 0 : strcspn(text, "/");
	const char *digits;
	int bits, width;

	if (text == NULL)
		return;
	if (len < sizeof address)
		memcpy(address, text, len);
	if (!address_parse(address, &p->net)) {
		mistake_in(r, n, "no network such as 42.62.48.0/24");
		return;
	}
	width = p->net.family == 4 ? 32 : 128;
	digits = text[len] == 0 ? "" : text + len + 1;
	bits = text[len] == 0 ? width : atoi(digits);
	if (text[len] != 0 && (strlen(digits) > 3 || *digits == 0 || digits[strspn(digits, "0123456789")] != 0 || bits > width))
		mistake(r, n, "no prefix length from 0 to %d", width);
	else
		p->bits = bits;
}

/* What stands behind the prefix is a slip: the auditor meant another network, or one address. */
static bool has_host_bits(const struct attested_place *p)
{
	for (int bit = p->bits; bit < (p->net.family == 4 ? 32 : 128); bit++) {
		if (p->net.octets[bit / 8] >> (7 - bit % 8) & 1)
			return true;
	}
	return false;
}

static void read_place_grade(struct reading *r, const struct node *n, void *ret)
{
	static const char *const words[] = { "B", "C", "D", "E" };

	if (node_word(r, n, "grade, an attested place is B at best", words, 4) >= 0)
		grade_from_name(n->text, ret);
}

/* An operator of rules/places by its id; any other by the name that the source has. */
static void check_region(struct reading *r, const struct node *n, struct attested_place *p)
{
	const struct cloud_region *region;

	if (p->region == NULL)
		return;
	region = p->operator_id == NULL ? NULL : rulebook_region(r->book, p->operator_id, p->region);
	if (region == NULL) {
		mistake(r, n, "unknown region: '%.40s'; it goes with its operator, as {operator: aws, region: us-west-2}",
			p->region);
		return;
	}
	if (p->country[0] == 0)
		memcpy(p->country, region->country, sizeof p->country);
	if (p->subdivision[0] == 0)
		memcpy(p->subdivision, region->subdivision, sizeof p->subdivision);
	if (strcmp(p->country, region->country) != 0)
		mistake(r, n, "region %s/%s is in %s, not in %s", p->operator_id, p->region, region->country, p->country);
}

static void check_place(struct reading *r, const struct node *n, struct attested_place *p)
{
	if (has_host_bits(p))
		mistake(r, n, "a network with bits behind its prefix");
	if (p->country[0] == 0 && p->operator_id == NULL && p->region == NULL && p->subdivision[0] == 0)
		mistake(r, n, "a place that says nothing: give it country, operator or region");
	if (p->subdivision[0] != 0 && p->country[0] == 0)
		memcpy(p->country, p->subdivision, 2);
	if (p->subdivision[0] != 0 && strncmp(p->subdivision, p->country, 2) != 0)
		mistake(r, n, "a subdivision of another country: '%s'", p->subdivision);
	check_region(r, n, p);
}

static void place(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "net", true, read_net, 0 },
		{ "country", false, read_country, offsetof(struct attested_place, country) },
		{ "subdivision", false, read_subdivision, offsetof(struct attested_place, subdivision) },
		{ "operator", false, read_title, offsetof(struct attested_place, operator_id) },
		{ "region", false, read_title, offsetof(struct attested_place, region) },
		{ "on", true, read_instant, offsetof(struct attested_place, on) },
		{ "source", true, read_text, offsetof(struct attested_place, source) },
		{ "grade", false, read_place_grade, offsetof(struct attested_place, grade) },
	};
	struct audit_case *c = ctx;
	struct attested_place p = { .grade = GRADE_B };
	size_t before = r->count;

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &p);
	if (r->count == before)
		check_place(r, n, &p);
	c->places = array_add(c->places, &c->place_count, sizeof *c->places);
	c->places[c->place_count - 1] = p;
}

void load_attested(struct reading *r, const struct node *n, void *ret)
{
	read_each(r, n, place, ret);
}

static void free_place(struct attested_place *p)
{
	free(p->operator_id);
	free(p->region);
	free(p->source);
}

void free_attested(struct audit_case *c)
{
	for (size_t i = 0; i < c->place_count; i++)
		free_place(&c->places[i]);
	free(c->places);
}
