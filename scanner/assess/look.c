#include "assess/look.h"

#include "assess/regions.h"

#include <string.h>

static void says_region(struct claim *c, const struct cloud_region *r)
{
	claim_says(c, CLAIM_REGION, r->region);
	claim_says(c, CLAIM_COUNTRY, r->country);
	claim_says(c, CLAIM_SUBDIVISION, r->subdivision);
}

static void claim_attested(struct look *k, const struct attested_place *a)
{
	const struct cloud_region *region = NULL;
	enum grade grade = a->grade == GRADE_NONE || a->grade > GRADE_B ? GRADE_B : a->grade;
	char on[INSTANT_TEXT];
	struct claim *c = claims_add(&k->claims, grade, a->on, "the case (%.200s, %s)", a->source, instant_date(a->on, on));

	if (a->operator_id != NULL && a->region != NULL)
		region = rulebook_region(k->rulebook, a->operator_id, a->region);
	if (region != NULL)
		says_region(c, region);
	claim_says(c, CLAIM_OPERATOR, a->operator_id);
	claim_says(c, CLAIM_REGION, a->region);
	if (a->country[0] != 0)
		claim_says(c, CLAIM_COUNTRY, a->country);
	if (a->subdivision[0] != 0)
		claim_says(c, CLAIM_SUBDIVISION, a->subdivision);
}

/* Of nested networks the innermost is meant. */
static void claims_attested(struct look *k)
{
	const struct audit_case *c = k->audit_case;
	int longest = -1;

	for (size_t i = 0; c != NULL && i < c->place_count; i++) {
		if (address_in(&k->looked->address, &c->places[i].net, c->places[i].bits) && c->places[i].bits > longest)
			longest = c->places[i].bits;
	}
	for (size_t i = 0; c != NULL && i < c->place_count; i++) {
		if (c->places[i].bits == longest && address_in(&k->looked->address, &c->places[i].net, longest))
			claim_attested(k, &c->places[i]);
	}
}

static void claim_range(struct look *k, const struct ranges *list, const struct range *hit)
{
	const char *operator_id = ranges_operator(list);
	const struct cloud_region *region = rulebook_region(k->rulebook, operator_id, hit->region);
	char source[SOURCE_TEXT], net[ADDRESS_TEXT];
	struct claim *c = claims_add(&k->claims, GRADE_A, ranges_source(list)->date, "%s/%d in %s", address_text(&hit->net, net),
		hit->bits, source_text(ranges_source(list), source));

	claim_says(c, CLAIM_OPERATOR, operator_id);
	if (region != NULL)
		says_region(c, region);
	claim_says(c, CLAIM_REGION, hit->region);
	if (hit->class != CLASS_PUBLIC)
		k->class = (enum place_class)hit->class;
}

/* Of one operator's lists only the one nearest in time speaks. */
static bool has_nearer_list(const struct look *k, size_t i)
{
	const struct place_files *p = k->files;
	struct claim mine = { .date = ranges_source(p->ranges[i])->date };

	for (size_t j = 0; j < p->range_count; j++) {
		struct claim other = { .date = ranges_source(p->ranges[j])->date };
		int64_t age = claim_age(&other, k->at), my_age = claim_age(&mine, k->at);

		if (j == i || !k->looked->lists[j].in || strcmp(ranges_operator(p->ranges[i]), ranges_operator(p->ranges[j])) != 0)
			continue;
		if (age < my_age || (age == my_age && j < i))
			return true;
	}
	return false;
}

static void claims_ranges(struct look *k)
{
	for (size_t i = 0; i < k->files->range_count; i++) {
		if (k->looked->lists[i].in && !has_nearer_list(k, i))
			claim_range(k, k->files->ranges[i], &k->looked->lists[i].range);
	}
}

static const char *operator_of(const struct look *k, const struct geo *g)
{
	const struct network_operator *o = g->as == 0 ? NULL : rulebook_operator_by_as(k->rulebook, g->as);

	return o != NULL ? o->id : g->as_name;
}

/* The date of a database; of two that agree, that which is further from the capture. */
static int64_t date_of(const struct look *k, int i, bool both)
{
	struct claim mine = { .date = mmdb_source(k->files->databases[i])->date }, other;

	if (!both)
		return mine.date;
	other.date = mmdb_source(k->files->databases[1 - i])->date;
	return claim_age(&other, k->at) > claim_age(&mine, k->at) ? other.date : mine.date;
}

static void claim_as(struct look *k, int i)
{
	const struct geo *g = &k->looked->geo[i], *other = &k->looked->geo[1 - i];
	const char *operator_id = operator_of(k, g);
	bool agreed;
	char source[SOURCE_TEXT];
	struct claim *c;

	if (g->as == 0)
		return;
	agreed = operator_id[0] != 0 && strcmp(operator_id, operator_of(k, other)) == 0;
	c = claims_add(&k->claims, agreed ? GRADE_C : GRADE_D, date_of(k, i, agreed), "AS%u of %s (%s)", g->as,
		operator_id[0] != 0 ? operator_id : "an unknown operator",
		source_text(mmdb_source(k->files->databases[i]), source));
	claim_says(c, CLAIM_OPERATOR, operator_id);
}

/* The registration country is used only to agree: registries hold where a block was asked for, not where it is used. */
static void claim_country(struct look *k, int i)
{
	const struct geo *g = &k->looked->geo[i], *other = &k->looked->geo[1 - i];
	bool both = strcmp(g->country, other->country) == 0;
	bool registered = strcmp(g->country, g->registered) == 0 || strcmp(g->country, other->registered) == 0;
	char source[SOURCE_TEXT];
	struct claim *c;

	if (g->country[0] == 0)
		return;
	c = claims_add(&k->claims, both || registered ? GRADE_C : GRADE_D, date_of(k, i, both && !registered), "%s%s",
		source_text(mmdb_source(k->files->databases[i]), source), registered ? " and the registration country" : "");
	claim_says(c, CLAIM_COUNTRY, g->country);
}

/* As the database says it, else as the rulebook does of its region. */
static const char *subdivision_of(const struct look *k, const struct geo *g)
{
	const struct cloud_region *region = g->subdivision[0] != 0 ? NULL : rulebook_region(k->rulebook, g->provider, g->region);

	return region == NULL ? g->subdivision : region->subdivision;
}

/* Where the database puts the address inside its operator's clouds: inferred, so it speaks of no country. */
static void claim_inferred(struct look *k, int i)
{
	const struct geo *g = &k->looked->geo[i];
	char source[SOURCE_TEXT];
	struct claim *c;

	if (g->region[0] == 0 && g->subdivision[0] == 0)
		return;
	c = claims_add(&k->claims, GRADE_D, mmdb_source(k->files->databases[i])->date, "the inference of %s",
		source_text(mmdb_source(k->files->databases[i]), source));
	claim_says(c, CLAIM_REGION, g->region);
	claim_says(c, CLAIM_SUBDIVISION, subdivision_of(k, g));
}

/* The names of a far end, the address's own first. */
static const char *name_at(const struct far_name *n, size_t i, const char **ret_what)
{
	if (i < n->chain_length) {
		*ret_what = "CNAME";
		return n->chain[n->chain_length - 1 - i];
	}
	*ret_what = "host name";
	return i == n->chain_length && n->host[0] != 0 ? n->host : NULL;
}

/* Of the first n claims the one nearest in time that gives this operator, or NULL. */
static const struct claim *operator_claim(const struct look *k, size_t n, const char *operator_id)
{
	const struct claim *found = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct claim *c = &k->claims.items[i];

		if (strcmp(c->values[CLAIM_OPERATOR], operator_id) != 0)
			continue;
		if (found == NULL || claim_age(c, k->at) < claim_age(found, k->at))
			found = c;
	}
	return found;
}

/* n: how many claims of the address itself there are, whose operator may agree with the name's. */
static void claim_region_name(struct look *k, size_t n, const char *what, const char *name, const struct cloud_region *r)
{
	const struct claim *by = operator_claim(k, n, r->operator_id);
	struct claim *c = by == NULL ? claims_add(&k->claims, GRADE_E, DATE_SEEN, "%s %s", what, name) :
		claims_add(&k->claims, GRADE_B, by->date, "%s %s; %s", what, name, by->text);

	claim_says(c, CLAIM_OPERATOR, r->operator_id);
	says_region(c, r);
}

static void claim_cdn_name(struct look *k, size_t n, const char *what, const char *name, const struct cdn_name *cdn)
{
	const struct claim *by = operator_claim(k, n, cdn->operator_id);
	struct claim *c = by == NULL ? claims_add(&k->claims, GRADE_E, DATE_SEEN, "%s %s", what, name) :
		claims_add(&k->claims, GRADE_C, by->date, "%s %s; %s", what, name, by->text);

	claim_says(c, CLAIM_OPERATOR, cdn->operator_id);
}

enum place_class look_class(const struct look *k, const char *id, enum place_class otherwise)
{
	static const enum place_class classes[] = {
		[OPERATOR_CLOUD] = CLASS_PUBLIC, [OPERATOR_CDN] = CLASS_CDN, [OPERATOR_ANYCAST] = CLASS_ANYCAST,
	};

	for (size_t i = 0; i < k->rulebook->operator_count; i++) {
		if (strcmp(k->rulebook->operators[i].id, id) == 0)
			return classes[k->rulebook->operators[i].class];
	}
	return otherwise;
}

void look_names(struct look *k)
{
	size_t n = k->claims.n;
	const char *name, *what;

	for (size_t i = 0; (name = name_at(k->name, i, &what)) != NULL; i++) {
		const struct cloud_region *region = region_of_host(k->rulebook, name);
		const struct region_hint *hint = hint_of_host(k->rulebook, name);
		const struct cdn_name *cdn = cdn_of_host(k->rulebook, name);

		if (region != NULL)
			claim_region_name(k, n, what, name, region);
		if (cdn != NULL) {
			claim_cdn_name(k, n, what, name, cdn);
			k->class = look_class(k, cdn->operator_id, CLASS_CDN);
		}
		if (hint != NULL)
			claim_says(claims_add(&k->claims, GRADE_E, DATE_SEEN, "'%s' in the %s %s", hint->label, what, name),
				CLAIM_COUNTRY, hint->country);
	}
}

void look_address(struct look *k)
{
	claims_attested(k);
	claims_ranges(k);
	for (int i = 0; i < DATABASES; i++)
		claim_as(k, i);
	look_names(k);
	for (int i = 0; i < DATABASES; i++) {
		claim_country(k, i);
		claim_inferred(k, i);
	}
}
