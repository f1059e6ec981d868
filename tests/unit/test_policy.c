#include "unit.h"

#include "policy/load.h"

#include "base/alloc.h"
#include "base/buf.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char places[] =
	"schema: 1\n"
	"countries: [{code: CN, name: China}, {code: IN, name: India}, {code: US, name: United States}, {code: SG, name: Singapore},\n"
	"  {code: DE, name: Germany}]\n"
	"subdivisions: [{code: US-OR, name: Oregon, country: US}]\n"
	"groups: [{id: eea, title: EEA, from: 2001-01-01, to: 2025-12-31, members: [DE], source: s}]\n"
	"operators: [{id: aws, name: AWS, asn: [16509, 14618], class: cloud}, {id: edge, name: Edge, asn: [], class: cdn}]\n"
	"regions: [{id: aws/us-west-2, country: US, subdivision: US-OR, name: Oregon}, {id: aws/ap-southeast-1, country: SG, name: S}]\n"
	"names: [{pattern: '*.{region}.elb.amazonaws.com', operator: aws}]\n"
	"hints: [{label: sgp, country: SG, under: [mi.com]}]\n"
	"cdn_names: [{suffix: edgesuite.net, operator: edge}]\n";

static const char services[] =
	"schema: 1\n"
	"owner: Xiaomi\n"
	"owner_country: CN\n"
	"services:\n"
	"  - {id: mi-cloud, title: Cloud, purpose: p, status: stable, source: s, matches: [{host: MiCloud.xiaomi.net, port: 443}]}\n"
	"  - {id: mi-store, title: Store, purpose: p, status: stable, source: s, class: cdn, owner: O, owner_country: IN, matches: [{host: '=mi.com', path: /buy, key: k}, {protocol: mipush}]}\n";

static const char identifiers[] =
	"schema: 1\n"
	"identifiers:\n"
	"  - id: imei-15\n"
	"    title: IMEI\n"
	"    kind: imei\n"
	"    pattern: '[0-9]{15}'\n"
	"    keys: [imei, Device_Id, device-id]\n"
	"    check: luhn\n"
	"    prefixes: ['35']\n"
	"    not_values: ['000000000000000']\n"
	"    normal: digits\n";

static const char rule[] =
	"title: Data stay in Oregon\n"
	"id: 5B0C5D0E-3a0b-4e56-9a53-0f3d6a3f6a11\n"
	"status: stable\n"
	"level: high\n"
	"description: D\n"
	"author: phonehome\n"
	"date: 2026-11-22\n"
	"references: [r]\n"
	"tags: [vendor.xiaomi]\n"
	"profile: []\n"
	"valid: {from: 2015-01-01, to: 2015-12-31}\n"
	"applies: {subject: {country: {not: [CN, group:eea]}}, owner: {country: [CN]}, service: [mi-cloud], data: [imei, imsi], opaque: judge}\n"
	"residency: {allow: [aws/us-west-2, SG, US-OR, as45102, group:eea], grade: C}\n"
	"consent: {need: given, cures: true}\n"
	"effect: indicate\n"
	"falsepositives: [f]\n";

static const char audit[] =
	"case: c\n"
	"key: case.key\n"
	"clock_uncertainty: 2s\n"
	"handset:\n"
	"  - id: redmi\n"
	"    model: Redmi 1S\n"
	"    rom: {branch: global, build: J, region: IN}\n"
	"    subject_country: IN\n"
	"    addresses: [192.168.43.20, '64:09:80:aa:bb:cc']\n"
	"    values:\n"
	"      imei: ['490154203237518']\n"
	"      phone-number: ['+919876543210']\n"
	"steps:\n"
	"  - {at: 2014-08-07T10:00:00+05:30, action: power on, handset: redmi}\n"
	"consent:\n"
	"  complete: {from: 2014-08-07, to: 2014-08-07}\n"
	"  events:\n"
	"    - {at: 2014-08-07T10:20:00+05:30, state: withdrawn, service: any, data: any}\n"
	"    - {at: 2014-08-07T10:15:00+05:30, state: given, service: [mi-cloud], data: [contact], places: [SG], expires: 2014-08-09, evidence: {photo: abc}, handset: redmi}\n"
	"places:\n"
	"  - {net: 42.62.48.0/24, country: CN, operator: China Unicom, on: 2014-08-07, source: whois, grade: C}\n";

/* ---- help ---- */

enum file { PLACES, SERVICES, IDENTIFIERS, RULES, CASE };

struct loaded {
	struct rulebook book;
	struct audit_case *audit;
	struct buf messages;
	struct policy_mistakes mistakes;
};

static void keep(void *ctx, const char *text)
{
	struct buf *b = ctx;

	if (b->len > 0)
		buf_putc(b, '\n');
	buf_puts(b, text);
}

static void load(struct loaded *l, enum file file, const char *name, struct span text)
{
	struct err e = { "" };
	struct tree *tree = tree_from(name, text, &e);
	struct reading r = { .file = name, .mistakes = &l->mistakes, .book = &l->book };
	static void (*const loaders[])(struct reading *, const struct tree *, struct rulebook *) = { load_places,
		load_services, load_identifiers, load_rules };

	l->mistakes.report = keep;
	l->mistakes.ctx = &l->messages;
	if (tree == NULL)
		keep(&l->messages, e.text);
	else if (file == CASE)
		load_case(&r, tree, l->audit = xcalloc(1, sizeof *l->audit));
	else
		loaders[file](&r, tree, &l->book);
	tree_free(tree);
}

static void unload(struct loaded *l)
{
	policy_free_case(l->audit);
	free_rules(&l->book);
	free_identifiers(&l->book);
	free_services(&l->book);
	free_places(&l->book);
	buf_free(&l->messages);
}

/* Everything that a file of this sort is checked against. */
static void load_before(struct loaded *l, enum file file)
{
	*l = (struct loaded){ 0 };
	if (file > PLACES)
		load(l, PLACES, "places", span_of(places));
	if (file > SERVICES)
		load(l, SERVICES, "services", span_of(services));
	assert_string_equal(buf_text(&l->messages), "");
}

/* text with the first occurrence of `from` replaced. */
static char *edit(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	assert_non_null(at);
	return xasprintf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void expect(enum file file, const char *text, const char *messages)
{
	struct loaded l;

	load_before(&l, file);
	load(&l, file, "f", span_of(text));
	if (strcmp(buf_text(&l.messages), messages) != 0)
		fail_msg("of\n%s\nexpected\n%s\nis\n%s", text, messages, buf_text(&l.messages));
	unload(&l);
}

/* ---- mistakes ---- */

static void mistakes_of_yaml_are_positioned(void **state)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{ "", "f:1:1: the file is empty" },
		{ "# nothing\n", "f:1:1: the file is empty" },
		{ "\xEF\xBB\xBF" "a: b\n", "f:1:1: a byte order mark: save the file as UTF-8 without it" },
		{ "\xFF\xFE" "a", "f:1:1: this is UTF-16: save the file as UTF-8" },
		{ "a: b\nc: \xE4\n", "f:2:4: no UTF-8: save the file as UTF-8" },
		{ "a: b\nc: \x07\n", "f:2:4: a control character: U+0007" },
		{ "a:\n\t- b\n", "f:2:1: a tab in the indentation: use spaces" },
		{ "a: \"\\0\"\n", "f:1:4: a NUL character in a text" },
		{ "a: [b\nc: d\n",
			"f:2:2: no YAML: did not find expected ',' or ']' (while parsing a flow sequence from line 1); is the list closed?" },
		{ "a: b: c\n", "f:1:5: no YAML: mapping values are not allowed in this context; are the keys indented alike? "
			"text with a colon and a space needs quotes" },
		{ "a: !!int 1\n", "f:1:4: tags such as !!str are not used here" },
		{ "%YAML 1.1\n---\na: b\n", "f:1:1: directives such as %YAML are not used here" },
		{ "a: *b\n", "f:1:4: an alias of an anchor that is not there" },
		{ "a: &b [*b]\n", "f:1:8: an alias inside of what it names" },
		{ "? [a]\n: b\n", "f:1:3: a key must be text" },
		{ "a: b\n---\na: c\n", "f:3:1: a second document; only rule files may hold several" },
		{ "a: b\n", "f:1:1: unknown key: 'a'\nf:1:1: missing key: 'schema'" },
		{ "[a]\n", "f:1:1: a mapping is expected, not a list" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(PLACES, rows[i].text, rows[i].message);
}

static void all_mistakes_of_a_file_are_found(void **state)
{
	struct loaded l;

	(void)state;
	load_before(&l, RULES);
	load(&l, RULES, "f", span_of("title: a\n---\nlevel: b\n"));
	assert_int_equal(l.mistakes.count, 8 + 9);
	unload(&l);
}

static void an_alias_bomb_is_refused(void **state)
{
	struct buf text = { 0 };

	(void)state;
	buf_puts(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 8; i++) {
		buf_printf(&text, "a%d: &a%d [", i, i);
		for (int k = 0; k < 10; k++)
			buf_printf(&text, "*a%d%s", i - 1, k < 9 ? ", " : "]\n");
	}
	expect(PLACES, buf_text(&text), "f:6:10: too many entries in one file, aliases counted each time");
	buf_free(&text);
}

static void depth_is_bounded(void **state)
{
	char text[128];

	(void)state;
	memset(text, '[', sizeof text);
	text[sizeof text - 1] = 0;
	expect(PLACES, text, "f:1:33: nested too deep");
}

/* ---- what is right ---- */

static void the_good_files_have_no_mistake(void **state)
{
	(void)state;
	expect(PLACES, places, "");
	expect(SERVICES, services, "");
	expect(IDENTIFIERS, identifiers, "");
	expect(RULES, rule, "");
	expect(CASE, audit, "");
}

static void words_of_names_are_loaded_once(void **state)
{
	static const char words[] = "schema: 1\nwords: {own: [user, Home Town, \xC3\x89l\xC3\xA8ve], behind_key_joined: [no]}\n";
	struct loaded l;

	(void)state;
	load_before(&l, IDENTIFIERS);
	load(&l, IDENTIFIERS, "identifiers/a.yaml", span_of(words));
	load(&l, IDENTIFIERS, "identifiers/b.yaml", span_of(identifiers));
	assert_string_equal(buf_text(&l.messages), "");
	assert_string_equal(l.book.name_words.own.items[1], "hometown");
	assert_string_equal(l.book.name_words.own.items[2], "eleve");
	assert_string_equal(l.book.name_words.behind_key_joined.items[0], "no");
	assert_int_equal(l.book.name_words.unreal.n, 0);
	load(&l, IDENTIFIERS, "identifiers/c.yaml", span_of(words));
	assert_string_equal(buf_text(&l.messages), "identifiers/c.yaml:2:8: words a second time; they stand in identifiers/a.yaml:2 already");
	unload(&l);
}

static void places_are_loaded_in_full(void **state)
{
	struct loaded l;

	(void)state;
	load_before(&l, SERVICES);
	assert_int_equal(l.book.country_count, 5);
	assert_string_equal(l.book.operators[0].id, "aws");
	assert_int_equal(l.book.operators[0].as_count, 2);
	assert_int_equal(l.book.operators[1].class, OPERATOR_CDN);
	assert_string_equal(rulebook_region(&l.book, "aws", "us-west-2")->subdivision, "US-OR");
	assert_string_equal(l.book.region_patterns[0].operator_id, "aws");
	assert_string_equal(l.book.hints[0].under.items[0], "mi.com");
	assert_string_equal(l.book.cdn_names[0].suffix, "edgesuite.net");
	unload(&l);
}

/* A bare date as the end of a period includes that day. */
static void a_group_ends_after_its_last_day(void **state)
{
	struct loaded l;
	int64_t last, next;

	(void)state;
	load_before(&l, SERVICES);
	assert_true(instant_parse("2025-12-31T23:59:59Z", &last));
	assert_true(instant_parse("2026-01-01", &next));
	assert_true(group_has(&l.book, "eea", "DE", last));
	assert_false(group_has(&l.book, "eea", "DE", next));
	unload(&l);
}

static void a_service_is_loaded_in_full(void **state)
{
	struct loaded l;
	const struct service *s;

	(void)state;
	load_before(&l, RULES);
	s = rulebook_service(&l.book, "mi-cloud");
	assert_string_equal(s->owner, "Xiaomi");
	assert_string_equal(s->owner_country, "CN");
	assert_string_equal(s->matches[0].host, "micloud.xiaomi.net");
	assert_false(s->matches[0].exact);
	assert_int_equal(s->matches[0].port, 443);
	assert_int_equal(s->origin.line, 5);
	s = rulebook_service(&l.book, "mi-store");
	assert_true(s->cdn);
	assert_string_equal(s->owner_country, "IN");
	assert_string_equal(s->matches[0].host, "mi.com");
	assert_true(s->matches[0].exact);
	assert_string_equal(s->matches[0].path, "/buy");
	assert_null(s->matches[1].host);
	assert_string_equal(s->matches[1].protocol, "mipush");
	unload(&l);
}

static void an_identifier_is_loaded_in_full(void **state)
{
	struct loaded l;
	const struct identifier *d;

	(void)state;
	load_before(&l, IDENTIFIERS);
	load(&l, IDENTIFIERS, "f", span_of(identifiers));
	d = &l.book.identifiers[0];
	assert_int_equal(d->kind, KIND_IMEI);
	assert_int_equal(d->check, CHECK_LUHN);
	assert_int_equal(d->keys.n, 2);
	assert_string_equal(d->keys.items[1], "deviceid");
	assert_string_equal(d->prefixes.items[0], "35");
	assert_string_equal(d->normal, "digits");
	assert_false(d->pattern_alone);
	unload(&l);
}

static void assert_instant(int64_t at, const char *text)
{
	char shown[INSTANT_TEXT];

	assert_string_equal(instant_text(at, shown), text);
}

static void a_rule_is_loaded_in_full(void **state)
{
	struct loaded l;
	const struct rule *r;

	(void)state;
	load_before(&l, RULES);
	load(&l, RULES, "f", span_of(rule));
	r = &l.book.rules[0];
	assert_string_equal(r->id, "5b0c5d0e-3a0b-4e56-9a53-0f3d6a3f6a11");
	assert_int_equal(r->status, STATUS_STABLE);
	assert_int_equal(r->level, LEVEL_HIGH);
	assert_instant(r->valid_from, "2015-01-01T00:00:00.000000Z");
	assert_instant(r->valid_to, "2016-01-01T00:00:00.000000Z");
	assert_true(r->subject.negated);
	assert_int_equal(r->subject.countries.items[1].type, PLACE_GROUP);
	assert_string_equal(r->subject.countries.items[1].group, "eea");
	assert_false(r->owner.negated);
	assert_string_equal(r->owner.countries.items[0].country, "CN");
	assert_string_equal(r->services.items[0], "mi-cloud");
	assert_true(r->data[KIND_IMEI] && r->data[KIND_IMSI] && !r->data[KIND_CONTACT] && !r->data_any);
	assert_int_equal(r->opaque, OPAQUE_JUDGE);
	assert_true(r->has_residency && !r->deny && r->consent_needed && r->cures && r->indicate);
	assert_int_equal(r->grade, GRADE_C);
	assert_int_equal(r->places.n, 5);
	assert_string_equal(r->places.items[0].subdivision, "US-OR");
	assert_string_equal(r->places.items[0].operator_id, "aws");
	assert_int_equal(r->places.items[2].type, PLACE_SUBDIVISION);
	assert_int_equal(r->places.items[3].as, 45102);
	unload(&l);
}

static void several_rules_stand_in_one_file_each_with_its_own_text(void **state)
{
	char *other = edit(rule, "5B0C5D0E", "6b0c5d0e");
	char *text = xasprintf("# first\n%s\n---\n%s", rule, other);
	struct loaded l;

	(void)state;
	load_before(&l, RULES);
	load(&l, RULES, "f", span_of(text));
	assert_string_equal(buf_text(&l.messages), "");
	assert_int_equal(l.book.rule_count, 2);
	assert_int_equal(l.book.rules[1].origin.line, 20);
	assert_true(strncmp(l.book.rules[0].text, "# first\ntitle: ", 15) == 0);
	assert_true(strncmp(l.book.rules[1].text, other, strlen(other) - 1) == 0);
	assert_int_equal(strlen(l.book.rules[1].text), strlen(other) - 1);
	assert_int_equal(strlen(l.book.rules[0].sha256), 64);
	load(&l, RULES, "g", span_of(rule));
	assert_string_equal(buf_text(&l.messages),
		"g:2:5: duplicate rule id: '5b0c5d0e-3a0b-4e56-9a53-0f3d6a3f6a11'; it stands in f:2 already");
	unload(&l);
	free(other);
	free(text);
}

static void a_case_is_loaded_in_full(void **state)
{
	struct loaded l;
	const struct audit_case *c;

	(void)state;
	load_before(&l, CASE);
	load(&l, CASE, "dir/case.yaml", span_of(audit));
	c = l.audit;
	assert_string_equal(c->key_file, "dir/case.key");
	assert_true(c->clock_uncertainty == 2 * NS_PER_S);
	assert_string_equal(c->handsets[0].rom_region, "IN");
	assert_string_equal(c->handsets[0].subject_country, "IN");
	assert_int_equal(c->handsets[0].address_count, 1);
	assert_int_equal(c->handsets[0].macs[0].octets[5], 0xCC);
	assert_int_equal(c->handsets[0].value_count, 2);
	assert_int_equal(c->handsets[0].values[1].kind, KIND_PHONE_NUMBER);
	assert_string_equal(c->handsets[0].values[1].value, "+919876543210");
	assert_instant(c->steps[0].at, "2014-08-07T04:30:00.000000Z");
	assert_true(c->complete);
	assert_instant(c->complete_to, "2014-08-08T00:00:00.000000Z");
	assert_int_equal(c->place_count, 1);
	assert_int_equal(c->places[0].bits, 24);
	assert_int_equal(c->places[0].grade, GRADE_C);
	assert_string_equal(c->places[0].operator_id, "China Unicom");
	assert_int_equal(strlen(c->sha256), 64);
	unload(&l);
}

static void consent_events_are_sorted_by_time(void **state)
{
	struct loaded l;
	const struct consent_event *e;

	(void)state;
	load_before(&l, CASE);
	load(&l, CASE, "f", span_of(audit));
	assert_int_equal(l.audit->event_count, 2);
	e = &l.audit->events[0];
	assert_int_equal(e->state, CONSENT_GIVEN);
	assert_instant(e->expires, "2014-08-10T00:00:00.000000Z");
	assert_true(e->data[KIND_CONTACT] && !e->data_any);
	assert_string_equal(e->services.items[0], "mi-cloud");
	assert_string_equal(e->places.items[0].country, "SG");
	assert_string_equal(e->evidence.items[0], "photo: abc");
	assert_string_equal(e->handset, "redmi");
	e = &l.audit->events[1];
	assert_int_equal(e->state, CONSENT_WITHDRAWN);
	assert_true(e->data_any && e->services.n == 0 && e->expires == INSTANT_MAX);
	unload(&l);
}

static void an_alias_is_what_it_names(void **state)
{
	char *text = edit(audit, "['490154203237518']", "&x ['490154203237518']");
	char *both = edit(text, "phone-number: ['+919876543210']", "imeisv: []\n      contact: *x");
	struct loaded l;

	(void)state;
	load_before(&l, CASE);
	load(&l, CASE, "f", span_of(both));
	assert_string_equal(buf_text(&l.messages), "");
	assert_int_equal(l.audit->handsets[0].value_count, 2);
	assert_int_equal(l.audit->handsets[0].values[1].kind, KIND_CONTACT);
	unload(&l);
	free(text);
	free(both);
}

static void a_folder_that_is_not_there_is_a_mistake(void **state)
{
	struct buf messages = { 0 };
	struct policy_mistakes m = { .report = keep, .ctx = &messages };

	(void)state;
	assert_null(policy_load("/nonexistent", &m));
	assert_string_equal(buf_text(&messages), "/nonexistent: No such file or directory");
	buf_reset(&messages);
	assert_null(policy_load_case("/nonexistent/case.yaml", NULL, &m));
	assert_string_equal(buf_text(&messages), "/nonexistent/case.yaml: No such file or directory");
	buf_free(&messages);
}

static void the_shipped_rules_have_no_mistake(void **state)
{
	struct buf messages = { 0 };
	struct policy_mistakes m = { .report = keep, .ctx = &messages };
	struct rulebook *b;

	(void)state;
	if (access("rules/places/countries.yaml", R_OK) != 0 || access("rules/places/regions.yaml", R_OK) != 0)
		skip();
	b = policy_load("rules", &m);
	assert_string_equal(buf_text(&messages), "");
	assert_non_null(b);
	assert_true(b->rule_count >= 7 && b->service_count >= 40 && b->identifier_count >= 30 && b->name_words.own.n > 0);
	assert_int_equal(strlen(b->sha256), 64);
	policy_free(b);
	buf_free(&messages);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_of_yaml_are_positioned),
		cmocka_unit_test(all_mistakes_of_a_file_are_found),
		cmocka_unit_test(an_alias_bomb_is_refused),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(the_good_files_have_no_mistake),
		cmocka_unit_test(words_of_names_are_loaded_once),
		cmocka_unit_test(places_are_loaded_in_full),
		cmocka_unit_test(a_group_ends_after_its_last_day),
		cmocka_unit_test(a_service_is_loaded_in_full),
		cmocka_unit_test(an_identifier_is_loaded_in_full),
		cmocka_unit_test(a_rule_is_loaded_in_full),
		cmocka_unit_test(several_rules_stand_in_one_file_each_with_its_own_text),
		cmocka_unit_test(a_case_is_loaded_in_full),
		cmocka_unit_test(consent_events_are_sorted_by_time),
		cmocka_unit_test(an_alias_is_what_it_names),
		cmocka_unit_test(a_folder_that_is_not_there_is_a_mistake),
		cmocka_unit_test(the_shipped_rules_have_no_mistake),
	};

	return unit_run(tests);
}
