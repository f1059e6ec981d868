#include "policy/terms.h"

#include "base/alloc.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- countries ---- */

static bool country_form(const char *text, size_t len)
{
	return len == 2 && isupper((unsigned char)text[0]) && isupper((unsigned char)text[1]);
}

bool is_country(const struct rulebook *b, const char *code)
{
	for (size_t i = 0; i < b->country_count; i++) {
		if (strcmp(b->countries[i].code, code) == 0)
			return true;
	}
	return false;
}

/* The code of a country that was written in lower case or by its name, or NULL. */
static const char *country_meant(const struct rulebook *b, const char *text)
{
	const char **names = xcalloc(b->country_count + 1, sizeof *names);
	const char *near, *code = NULL;

	for (size_t i = 0; i < b->country_count; i++)
		names[i] = b->countries[i].name;
	near = strlen(text) > 3 ? text_nearest(text, names, b->country_count) : NULL;
	for (size_t i = 0; i < b->country_count && code == NULL; i++) {
		if (strcasecmp(b->countries[i].code, text) == 0 || (near != NULL && names[i] == near))
			code = b->countries[i].code;
	}
	free(names);
	return code;
}

/* Two letters are near to far too many others: instead of a nearest one, the likeliest slips are named. */
static void unknown_country(struct reading *r, const struct node *n)
{
	static const char *const slips[][2] = { { "UK", "GB" }, { "EU", "group:eea" }, { "EL", "GR" } };
	const char *meant = r->count < MISTAKES_MAX ? country_meant(r->book, n->text) : NULL;

	for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
		if (node_is(n, slips[i][0]))
			meant = slips[i][1];
	}
	if (meant != NULL)
		mistake_meant(r, n, "unknown country", meant);
	else
		mistake_in(r, n, "unknown country, as ISO 3166-1 alpha-2");
}

void read_country(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text == NULL)
		return;
	if (country_form(text, n->len) && is_country(r->book, text))
		memcpy(ret, text, 3);
	else
		unknown_country(r, n);
}

/* "US-OR": the country's code, "-", one to three letters or digits. */
static bool subdivision_form(const char *text, size_t len)
{
	size_t rest = strspn(text + (len < 3 ? len : 3), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	return len >= 4 && len <= 6 && country_form(text, 2) && text[2] == '-' && rest == len - 3;
}

void read_subdivision(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);
	char code[3] = "";

	if (text == NULL)
		return;
	if (subdivision_form(text, n->len))
		memcpy(code, text, 2);
	if (code[0] != 0 && is_country(r->book, code))
		memcpy(ret, text, n->len + 1);
	else
		mistake_in(r, n, "no subdivision such as US-OR, as ISO 3166-2");
}

/* ---- place terms ---- */

/* Texts of all regions, "aws/us-west-2", as long as mistakes are listed; the caller frees them. */
static struct words region_words(const struct reading *r)
{
	const struct rulebook *b = r->book;
	struct words w = { 0 };
	char text[2 * NAME_TEXT];

	for (size_t i = 0; i < b->region_count && r->count < MISTAKES_MAX; i++) {
		snprintf(text, sizeof text, "%s/%s", b->regions[i].operator_id, b->regions[i].region);
		words_add(&w, text);
	}
	return w;
}

static bool region_term(struct reading *r, const struct node *n, struct place_term *t)
{
	const char *slash = strchr(n->text, '/');
	char *operator_id = xstrndup(n->text, (size_t)(slash - n->text));
	const struct cloud_region *region = rulebook_region(r->book, operator_id, slash + 1);

	free(operator_id);
	if (region == NULL) {
		struct words all = region_words(r);

		mistake_unknown(r, n, "region", (const char *const *)all.items, all.n);
		words_free(&all);
		return false;
	}
	t->type = PLACE_REGION;
	t->operator_id = xstrdup(region->operator_id);
	t->region = xstrdup(region->region);
	memcpy(t->country, region->country, sizeof t->country);
	memcpy(t->subdivision, region->subdivision, sizeof t->subdivision);
	return true;
}

static bool group_term(struct reading *r, const struct node *n, struct place_term *t)
{
	struct words all = { 0 };
	bool found = false;

	for (size_t i = 0; i < r->book->group_count && !found; i++) {
		char *text = xasprintf("group:%s", r->book->groups[i].id);

		found = node_is(n, text);
		words_add(&all, text);
		free(text);
	}
	if (found) {
		t->type = PLACE_GROUP;
		t->group = xstrdup(n->text + strlen("group:"));
	} else {
		mistake_unknown(r, n, "group", (const char *const *)all.items, all.n);
	}
	words_free(&all);
	return found;
}

/* A subdivision that no region stands in could never be found there: it is a slip. */
static bool subdivision_term(struct reading *r, const struct node *n, struct place_term *t)
{
	const char **words = xcalloc(r->book->region_count, sizeof *words);
	bool found = false;

	for (size_t i = 0; i < r->book->region_count; i++) {
		words[i] = r->book->regions[i].subdivision;
		found = found || node_is(n, words[i]);
	}
	if (found) {
		t->type = PLACE_SUBDIVISION;
		memcpy(t->country, n->text, 2);
		memcpy(t->subdivision, n->text, n->len + 1);
	} else {
		mistake_unknown(r, n, "subdivision", words, r->book->region_count);
	}
	free(words);
	return found;
}

static bool as_term(struct reading *r, const struct node *n, struct place_term *t)
{
	unsigned long as = strlen(n->text) > 12 ? 0 : strtoul(n->text + 2, NULL, 10);

	if (as == 0 || as > UINT32_MAX) {
		mistake_in(r, n, "no number of an autonomous system such as as45102");
		return false;
	}
	t->type = PLACE_AS;
	t->as = (uint32_t)as;
	return true;
}

static bool country_term(struct reading *r, const struct node *n, struct place_term *t)
{
	read_country(r, n, t->country);
	t->type = PLACE_COUNTRY;
	return t->country[0] != 0;
}

static bool place_term(struct reading *r, const struct node *n, struct place_term *t)
{
	const char *text = n->text, *meant;

	if (strcmp(text, "any") == 0)
		return true; /* PLACE_ANY is what a zeroed term is */
	if (strncmp(text, "group:", 6) == 0)
		return group_term(r, n, t);
	if (strncmp(text, "as", 2) == 0 && text[2] != 0 && strspn(text + 2, "0123456789") == n->len - 2)
		return as_term(r, n, t);
	if (strchr(text, '/') != NULL)
		return region_term(r, n, t);
	if (subdivision_form(text, n->len))
		return subdivision_term(r, n, t);
	if (country_form(text, n->len))
		return country_term(r, n, t);
	meant = country_meant(r->book, text);
	if (meant != NULL)
		mistake_meant(r, n, "no place", meant);
	else
		mistake_in(r, n, "no place; a place is CN, US-OR, group:eea, aws/us-west-2, as45102 or any");
	return false;
}

static void add_term(struct place_terms *terms, const struct node *n, struct place_term t)
{
	terms->items = array_add(terms->items, &terms->n, sizeof *terms->items);
	t.text = xstrdup(n->text);
	terms->items[terms->n - 1] = t;
}

static void read_place(struct reading *r, const struct node *n, void *ret)
{
	struct place_term t = { 0 };

	if (node_text(r, n) != NULL && place_term(r, n, &t))
		add_term(ret, n, t);
}

void read_places(struct reading *r, const struct node *n, void *ret)
{
	if (node_is(n, "any"))
		read_place(r, n, ret);
	else
		read_each_once(r, n, read_place, ret);
}

static void read_country_or_group(struct reading *r, const struct node *n, void *ret)
{
	struct place_term t = { 0 };
	const char *text = node_text(r, n);

	if (text == NULL)
		return;
	if (strncmp(text, "group:", 6) == 0 ? group_term(r, n, &t) : country_term(r, n, &t))
		add_term(ret, n, t);
}

static void read_not(struct reading *r, const struct node *n, void *ret)
{
	struct country_filter *f = ret;

	f->negated = true;
	read_each_once(r, n, read_country_or_group, &f->countries);
}

void read_country_filter(struct reading *r, const struct node *n, void *ret)
{
	static const struct field fields[] = { { "not", true, read_not, 0 } };
	struct country_filter *f = ret;

	if (n->type == NODE_MAPPING)
		read_fields(r, n, fields, 1, f);
	else if (!node_is(n, "any"))
		read_each_once(r, n, read_country_or_group, &f->countries);
}

void place_terms_free(struct place_terms *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->items[i].text);
		free(t->items[i].operator_id);
		free(t->items[i].region);
		free(t->items[i].group);
	}
	free(t->items);
	*t = (struct place_terms){ 0 };
}

/* ---- services and kinds ---- */

void read_service(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);
	const char **words;

	if (text == NULL)
		return;
	if (rulebook_service(r->book, text) != NULL) {
		words_add(ret, text);
		return;
	}
	words = xcalloc(r->book->service_count, sizeof *words);
	for (size_t i = 0; i < r->book->service_count; i++)
		words[i] = r->book->services[i].id;
	mistake_unknown(r, n, "service", words, r->book->service_count);
	free(words);
}

void read_services(struct reading *r, const struct node *n, void *ret)
{
	if (!node_is(n, "any"))
		read_each_once(r, n, read_service, ret);
}

static void read_kind(struct reading *r, const struct node *n, void *ret)
{
	enum kind kind;
	const char *const *names;
	size_t count;

	if (node_text(r, n) == NULL)
		return;
	if (kind_from_name(n->text, &kind)) {
		((bool *)ret)[kind] = true;
		return;
	}
	names = kind_names(&count);
	mistake_unknown(r, n, "kind of data", names, count);
}

void read_kinds(struct reading *r, const struct node *n, struct data_set ret)
{
	if (node_is(n, "any"))
		*ret.any = true;
	else
		read_each_once(r, n, read_kind, ret.kinds);
}
