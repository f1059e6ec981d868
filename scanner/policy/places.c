/* rules/places/: countries and dated sets of them, operators, cloud regions, and names that tell of a place. */
#include "policy/load.h"
#include "policy/terms.h"

#include "base/alloc.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A list that fills the rulebook: its elements find it here. */
struct filling {
	struct rulebook *book;
	struct words subdivisions; /* of this file, for duplicates */
};

/* ---- countries and groups ---- */

static void read_new_country(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text == NULL)
		return;
	if (n->len != 2 || !isupper((unsigned char)text[0]) || !isupper((unsigned char)text[1]))
		mistake_in(r, n, "no country code, as ISO 3166-1 alpha-2");
	else if (is_country(r->book, text))
		mistake_in(r, n, "a country that is there already");
	else
		memcpy(ret, text, 3);
}

static void country(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "code", true, read_new_country, offsetof(struct country, code) },
		{ "name", true, read_title, offsetof(struct country, name) },
	};
	struct rulebook *b = ((struct filling *)ctx)->book;
	struct country c = { 0 };

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &c);
	b->countries = array_add(b->countries, &b->country_count, sizeof *b->countries);
	b->countries[b->country_count - 1] = c;
}

struct subdivision {
	char code[8], country[3];
	char *name;
};

static void subdivision(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "code", true, read_subdivision, offsetof(struct subdivision, code) },
		{ "name", true, read_title, offsetof(struct subdivision, name) },
		{ "country", true, read_country, offsetof(struct subdivision, country) },
	};
	struct filling *f = ctx;
	struct subdivision s = { 0 };

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &s);
	if (s.code[0] != 0 && s.country[0] != 0 && strncmp(s.code, s.country, 2) != 0)
		mistake(r, n, "a subdivision of another country: '%s'", s.code);
	if (words_have(&f->subdivisions, s.code))
		mistake(r, n, "a subdivision that is there already: '%s'", s.code);
	words_add(&f->subdivisions, s.code);
	free(s.name);
}

static void read_member(struct reading *r, const struct node *n, void *ret)
{
	char code[3] = "";

	read_country(r, n, code);
	if (code[0] != 0)
		words_add(ret, code);
}

static void read_members(struct reading *r, const struct node *n, void *ret)
{
	read_each_once(r, n, read_member, ret);
}

static void check_overlap(struct reading *r, const struct node *n, const struct country_group *g)
{
	for (size_t i = 0; i < r->book->group_count && r->count < MISTAKES_MAX; i++) {
		const struct country_group *other = &r->book->groups[i];

		if (strcmp(other->id, g->id) == 0 && g->from < other->to && other->from < g->to)
			mistake(r, n, "a period of group '%s' that overlaps with another", g->id);
	}
}

static void group(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "id", true, read_id, offsetof(struct country_group, id) },
		{ "title", true, read_title, offsetof(struct country_group, title) },
		{ "from", true, read_instant, offsetof(struct country_group, from) },
		{ "to", false, read_end, offsetof(struct country_group, to) },
		{ "members", true, read_members, offsetof(struct country_group, members) },
		{ "source", true, read_text, offsetof(struct country_group, source) },
	};
	struct rulebook *b = ((struct filling *)ctx)->book;
	struct country_group g = { .from = INSTANT_MIN, .to = INSTANT_MAX };

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &g);
	if (g.id == NULL)
		g.id = xstrdup("");
	check_period(r, n, g.from, g.to);
	check_overlap(r, n, &g);
	b->groups = array_add(b->groups, &b->group_count, sizeof *b->groups);
	b->groups[b->group_count - 1] = g;
}

/* ---- operators and regions ---- */

static const struct network_operator *find_operator(const struct rulebook *b, const char *id)
{
	for (size_t i = 0; i < b->operator_count; i++) {
		if (b->operators[i].id != NULL && strcmp(b->operators[i].id, id) == 0)
			return &b->operators[i];
	}
	return NULL;
}

static void read_operator(struct reading *r, const struct node *n, void *ret)
{
	const struct rulebook *b = r->book;
	const char *text = node_text(r, n);
	const char **words;

	if (text == NULL)
		return;
	if (find_operator(b, text) != NULL) {
		*(char **)ret = xstrdup(text);
		return;
	}
	words = xcalloc(b->operator_count, sizeof *words);
	for (size_t i = 0; i < b->operator_count; i++)
		words[i] = b->operators[i].id;
	mistake_unknown(r, n, "operator", words, b->operator_count);
	free(words);
}

struct as_list {
	uint32_t *items;
	size_t n;
};

static void read_as(struct reading *r, const struct node *n, void *ctx)
{
	struct as_list *list = ctx;
	const char *text = node_text(r, n);
	unsigned long as;

	if (text == NULL)
		return;
	as = n->len <= 10 && strspn(text, "0123456789") == n->len ? strtoul(text, NULL, 10) : 0;
	if (as == 0 || as > UINT32_MAX) {
		mistake_in(r, n, "no number of an autonomous system");
		return;
	}
	if (rulebook_operator_by_as(r->book, (uint32_t)as) != NULL)
		mistake_in(r, n, "an autonomous system of two operators");
	list->items = array_add(list->items, &list->n, sizeof *list->items);
	list->items[list->n - 1] = (uint32_t)as;
}

static void read_asn(struct reading *r, const struct node *n, void *ret)
{
	struct network_operator *o = ret;
	struct as_list list = { 0 };

	read_each(r, n, read_as, &list);
	o->as = list.items;
	o->as_count = list.n;
}

static void read_operator_class(struct reading *r, const struct node *n, void *ret)
{
	static const char *const words[] = { "cloud", "cdn", "anycast" };
	int i = node_word(r, n, "class", words, 3);

	if (i >= 0)
		*(enum operator_class *)ret = (enum operator_class)i;
}

static void operator(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "id", true, read_id, offsetof(struct network_operator, id) },
		{ "name", true, read_title, offsetof(struct network_operator, name) },
		{ "asn", true, read_asn, 0 },
		{ "class", true, read_operator_class, offsetof(struct network_operator, class) },
	};
	struct rulebook *b = ((struct filling *)ctx)->book;
	struct network_operator o = { 0 };

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &o);
	if (o.id != NULL && find_operator(b, o.id) != NULL)
		mistake(r, n, "an operator that is there already: '%s'", o.id);
	b->operators = array_add(b->operators, &b->operator_count, sizeof *b->operators);
	b->operators[b->operator_count - 1] = o;
}

/* "aws/us-west-2" */
static void read_region_id(struct reading *r, const struct node *n, void *ret)
{
	struct cloud_region *region = ret;
	const char *text = node_text(r, n);
	const char *slash = text == NULL ? NULL : strchr(text, '/');

	if (text == NULL)
		return;
	if (slash == NULL || slash == text || slash[1] == 0 || n->len >= NAME_TEXT) {
		mistake_in(r, n, "no region such as aws/us-west-2");
		return;
	}
	region->operator_id = xstrndup(text, (size_t)(slash - text));
	region->region = xstrdup(slash + 1);
	if (find_operator(r->book, region->operator_id) == NULL)
		mistake_in(r, n, "a region of an unknown operator");
	else if (rulebook_region(r->book, region->operator_id, region->region) != NULL)
		mistake_in(r, n, "a region that is there already");
}

/* Other spellings are checked here and looked up nowhere: a region has one name in rules and findings. */
static void read_spellings(struct reading *r, const struct node *n, void *ret)
{
	struct words spellings = { 0 };

	(void)ret;
	read_words(r, n, &spellings);
	words_free(&spellings);
}

static void region(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "id", true, read_region_id, 0 },
		{ "country", true, read_country, offsetof(struct cloud_region, country) },
		{ "subdivision", false, read_subdivision, offsetof(struct cloud_region, subdivision) },
		{ "name", true, read_title, offsetof(struct cloud_region, name) },
		{ "also", false, read_spellings, 0 },
	};
	struct rulebook *b = ((struct filling *)ctx)->book;
	struct cloud_region g = { 0 };

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &g);
	if (g.subdivision[0] != 0 && g.country[0] != 0 && strncmp(g.subdivision, g.country, 2) != 0)
		mistake(r, n, "a subdivision of another country: '%s'", g.subdivision);
	if (g.operator_id == NULL) { /* nobody looks for a region without a name */
		free(g.name);
		return;
	}
	b->regions = array_add(b->regions, &b->region_count, sizeof *b->regions);
	b->regions[b->region_count - 1] = g;
}

/* ---- names ---- */

static void read_pattern(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text != NULL && strstr(text, "{region}") == NULL)
		mistake_in(r, n, "a name pattern without {region}");
	else
		read_title(r, n, ret);
}

static void name(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "pattern", true, read_pattern, offsetof(struct region_pattern, pattern) },
		{ "operator", true, read_operator, offsetof(struct region_pattern, operator_id) },
	};
	struct rulebook *b = ((struct filling *)ctx)->book;
	struct region_pattern p = { 0 };

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &p);
	b->region_patterns = array_add(b->region_patterns, &b->region_pattern_count, sizeof *b->region_patterns);
	b->region_patterns[b->region_pattern_count - 1] = p;
}

/* A hint is grade E and its record keeps the country alone; the subdivision is only checked. */
static void read_hint_subdivision(struct reading *r, const struct node *n, void *ret)
{
	char code[8] = "";

	(void)ret;
	read_subdivision(r, n, code);
}

static void hint(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "label", true, read_title, offsetof(struct region_hint, label) },
		{ "country", true, read_country, offsetof(struct region_hint, country) },
		{ "subdivision", false, read_hint_subdivision, 0 },
		{ "under", true, read_words, offsetof(struct region_hint, under) },
	};
	struct rulebook *b = ((struct filling *)ctx)->book;
	struct region_hint h = { 0 };

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &h);
	b->hints = array_add(b->hints, &b->hint_count, sizeof *b->hints);
	b->hints[b->hint_count - 1] = h;
}

static void cdn_name(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "suffix", true, read_title, offsetof(struct cdn_name, suffix) },
		{ "operator", true, read_operator, offsetof(struct cdn_name, operator_id) },
	};
	struct rulebook *b = ((struct filling *)ctx)->book;
	struct cdn_name c = { 0 };

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &c);
	b->cdn_names = array_add(b->cdn_names, &b->cdn_name_count, sizeof *b->cdn_names);
	b->cdn_names[b->cdn_name_count - 1] = c;
}

/* ---- a file ---- */

static void read_nothing(struct reading *r, const struct node *n, void *ret)
{
	(void)r, (void)n, (void)ret;
}

/* Sections in the order that one needs the other, whatever their order in the file. */
static const struct {
	const char *key;
	void (*one)(struct reading *r, const struct node *n, void *ctx);
} sections[] = {
	{ "countries", country }, { "subdivisions", subdivision }, { "groups", group }, { "operators", operator },
	{ "regions", region }, { "names", name }, { "hints", hint }, { "cdn_names", cdn_name },
};

enum { SECTIONS = sizeof sections / sizeof *sections };

void load_places(struct reading *r, const struct tree *tree, struct rulebook *b)
{
	struct field fields[SECTIONS + 1] = { { "schema", true, read_schema, 0 } };
	struct filling f = { .book = b };
	const struct node *root = only_root(r, tree);

	if (root == NULL)
		return;
	for (size_t i = 0; i < SECTIONS; i++)
		fields[i + 1] = (struct field){ sections[i].key, false, read_nothing, 0 };
	read_fields(r, root, fields, SECTIONS + 1, &f);
	for (size_t i = 0; i < SECTIONS; i++) {
		const struct node *section = node_get(root, sections[i].key);

		if (section != NULL)
			read_each(r, section, sections[i].one, &f);
	}
	words_free(&f.subdivisions);
}

static void free_regions(struct rulebook *b)
{
	for (size_t i = 0; i < b->region_count; i++) {
		free(b->regions[i].operator_id);
		free(b->regions[i].region);
		free(b->regions[i].name);
	}
	for (size_t i = 0; i < b->operator_count; i++) {
		free(b->operators[i].id);
		free(b->operators[i].name);
		free(b->operators[i].as);
	}
	free(b->regions);
	free(b->operators);
}

static void free_names(struct rulebook *b)
{
	for (size_t i = 0; i < b->region_pattern_count; i++) {
		free(b->region_patterns[i].pattern);
		free(b->region_patterns[i].operator_id);
	}
	for (size_t i = 0; i < b->hint_count; i++) {
		free(b->hints[i].label);
		words_free(&b->hints[i].under);
	}
	for (size_t i = 0; i < b->cdn_name_count; i++) {
		free(b->cdn_names[i].suffix);
		free(b->cdn_names[i].operator_id);
	}
	free(b->region_patterns);
	free(b->hints);
	free(b->cdn_names);
}

void free_places(struct rulebook *b)
{
	for (size_t i = 0; i < b->country_count; i++)
		free(b->countries[i].name);
	for (size_t i = 0; i < b->group_count; i++) {
		free(b->groups[i].id);
		free(b->groups[i].title);
		free(b->groups[i].source);
		words_free(&b->groups[i].members);
	}
	free(b->countries);
	free(b->groups);
	free_regions(b);
	free_names(b);
}
