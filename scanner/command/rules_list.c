#include "base/alloc.h"
#include "base/text.h"
#include "command/command.h"
#include "command/rules.h"
#include "policy/countries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char about[] =
	"Lists the rules of DIR (default: those that came with phonehome), all of them or those that every filter lets through.\n\n"
	"Exit: 0 done, 2 could not.";

enum { TITLE_TEXT = 512 }; /* of a rule's, with what stands for characters that are not shown */

struct filter {
	const char *service, *country, *tag, *profile, *pack, *format;
};

/* ---- which ---- */

static bool about_service(const struct rulebook *b, const struct rule *r, const char *id)
{
	const struct service *s = rulebook_service(b, id);
	struct country_set owners = countries_of_filter(b, &r->owner, (struct period){ r->valid_from, r->valid_to });

	if (r->owner.countries.n > 0 && !countries_have(&owners, s->owner_country))
		return false;
	return r->services.n == 0 || words_have(&r->services, id);
}

static bool about_country(const struct rulebook *b, const struct rule *r, const char *code)
{
	struct country_set subjects = countries_of_filter(b, &r->subject, (struct period){ r->valid_from, r->valid_to });

	return countries_have(&subjects, code);
}

/* "law" is any tag of that name space, "law.in" one of them. */
static bool has_tag(const struct rule *r, const char *tag)
{
	size_t len = strlen(tag);

	for (size_t i = 0; i < r->tags.n; i++) {
		const char *t = r->tags.items[i];

		if (strncmp(t, tag, len) == 0 && (t[len] == 0 || t[len] == '.'))
			return true;
	}
	return false;
}

static bool fits(const struct rulebook *b, const struct rule *r, const struct filter *f)
{
	return (f->service == NULL || about_service(b, r, f->service)) &&
		(f->country == NULL || about_country(b, r, f->country)) && (f->tag == NULL || has_tag(r, f->tag)) &&
		(f->profile == NULL || words_have(&r->profile, f->profile)) &&
		(f->pack == NULL || strcmp(r->pack, f->pack) == 0);
}

static bool service_known(const struct rulebook *b, const char *id)
{
	const char **ids, *near;

	if (id == NULL || rulebook_service(b, id) != NULL)
		return true;
	ids = xcalloc(b->service_count + 1, sizeof *ids);
	for (size_t i = 0; i < b->service_count; i++)
		ids[i] = b->services[i].id;
	near = text_nearest(id, ids, b->service_count);
	free(ids);
	complain("--service: unknown service: '%s'%s%s%s", id, near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
		near != NULL ? "'?" : "");
	return false;
}

static bool country_known(const struct rulebook *b, const char *code)
{
	for (size_t i = 0; code != NULL && i < b->country_count; i++) {
		if (strcmp(b->countries[i].code, code) == 0)
			return true;
	}
	if (code != NULL)
		complain("--country: unknown country: '%s'; it is ISO 3166-1 alpha-2, as IN", code);
	return code == NULL;
}

static bool format_known(const char *format)
{
	if (strcmp(format, "text") == 0 || strcmp(format, "json") == 0)
		return true;
	complain("--format: unknown format: '%s'; it is text or json", format);
	return false;
}

/* ---- how ---- */

void rule_period(char *ret, size_t cap, const struct rule *r)
{
	char from[INSTANT_TEXT] = "", to[INSTANT_TEXT] = "";

	if (r->valid_from != INSTANT_MIN)
		instant_date(r->valid_from, from);
	if (r->valid_to != INSTANT_MAX)
		instant_date(r->valid_to - 1, to);
	if (from[0] == 0 && to[0] == 0)
		snprintf(ret, cap, "always");
	else
		snprintf(ret, cap, "%s..%s", from, to);
}

/* As many characters of ids as tell all rules apart. */
static int id_width(const struct rulebook *b)
{
	int width = RULE_ID_SHORT;

	for (size_t i = 0; i < b->rule_count; i++) {
		for (size_t k = 0; k < i; k++) {
			while (b->rules[i].id[width] != 0 && strncmp(b->rules[i].id, b->rules[k].id, (size_t)width) == 0)
				width++;
		}
	}
	return width;
}

static void list_text(const struct rulebook *b, const struct rule *const *rules, size_t n)
{
	int id = id_width(b), level = 5, status = 6, pack = 4, period = 5;
	char when[2 * INSTANT_TEXT], title[TITLE_TEXT];

	for (size_t i = 0; i < n; i++) {
		int widths[] = { (int)strlen(level_name(rules[i]->level)), (int)strlen(rule_status_name(rules[i]->status)),
			(int)strlen(rules[i]->pack), 0 };

		rule_period(when, sizeof when, rules[i]);
		widths[3] = (int)strlen(when);
		level = widths[0] > level ? widths[0] : level;
		status = widths[1] > status ? widths[1] : status;
		pack = widths[2] > pack ? widths[2] : pack;
		period = widths[3] > period ? widths[3] : period;
	}
	printf("%-*s  %-*s  %-*s  %-*s  %-*s  %s\n", id, "ID", level, "LEVEL", status, "STATUS", pack, "PACK", period, "VALID",
		"TITLE");
	for (size_t i = 0; i < n; i++) {
		const struct rule *r = rules[i];

		rule_period(when, sizeof when, r);
		text_clean_to(title, sizeof title, span_of(r->title));
		printf("%.*s  %-*s  %-*s  %-*s  %-*s  %s\n", id, r->id, level, level_name(r->level), status,
			rule_status_name(r->status), pack, r->pack, period, when, title);
	}
}

static void list_json(const struct rule *const *rules, size_t n)
{
	struct buf page = { 0 };
	struct json j;

	json_begin(&j, &page, false);
	json_array(&j);
	for (size_t i = 0; i < n; i++)
		rule_json(&j, rules[i]);
	json_array_end(&j);
	buf_putc(&page, '\n');
	fputs(buf_text(&page), stdout);
	buf_free(&page);
}

static void list(const struct rulebook *b, const struct filter *f)
{
	const struct rule **rules = xcalloc(b->rule_count + 1, sizeof *rules);
	size_t n = 0;

	for (size_t i = 0; i < b->rule_count; i++) {
		if (fits(b, &b->rules[i], f))
			rules[n++] = &b->rules[i];
	}
	if (strcmp(f->format, "json") == 0)
		list_json(rules, n);
	else if (n > 0)
		list_text(b, rules, n);
	else
		complain("no rule of %zu fits; without a filter phonehome rules list shows each with its pack", b->rule_count);
	free(rules);
}

int rules_list(int argc, char **argv)
{
	struct setup s = { 0 };
	struct filter f = { .format = "text" };
	const struct option_row rows[] = {
		{ "service", 0, OPTION_TEXT, &f.service, "ID", "rules that judge this service" },
		{ "country", 0, OPTION_TEXT, &f.country, "CODE", "rules about people of this country" },
		{ "tag", 0, OPTION_TEXT, &f.tag, "TAG", "rules with this tag, or with one of its name space: law, law.in" },
		{ "profile", 0, OPTION_TEXT, &f.profile, "NAME", "rules of this profile" },
		{ "pack", 0, OPTION_TEXT, &f.pack, "NAME", "rules of this file" },
		{ "format", 'f', OPTION_TEXT, &f.format, "NAME", "text or json (default: text)" },
	};
	const struct option_table table = { "rules list [options] [DIR]", about, rows, sizeof rows / sizeof *rows };
	int first, code = EXIT_COULD_NOT;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (argc > first + 1) {
		complain("rules list takes one folder; what is this: '%s'?", argv[first + 1]);
		return EXIT_COULD_NOT;
	}
	s.rules = first < argc ? argv[first] : NULL;
	if (format_known(f.format) && setup_rules(&s) == 0 && service_known(s.rulebook, f.service) &&
		country_known(s.rulebook, f.country)) {
		list(s.rulebook, &f);
		code = EXIT_DONE;
	}
	setup_free(&s);
	return code;
}
