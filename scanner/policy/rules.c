/* rules/residency/: which data of which people may go where, and which consent it takes. One document, one rule. */
#include "policy/load.h"
#include "policy/terms.h"

#include "base/alloc.h"
#include "base/digest.h"
#include "base/text.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* ---- fields ---- */

/* RFC 9562: 8-4-4-4-12 hexadecimal digits, version 4, variant 10. */
static bool is_uuid4(const char *text, size_t len)
{
	static const char form[] = "xxxxxxxx-xxxx-4xxx-Vxxx-xxxxxxxxxxxx";

	if (len != strlen(form))
		return false;
	for (size_t i = 0; i < len; i++) {
		bool good = form[i] == 'x' ? isxdigit((unsigned char)text[i]) != 0 :
			form[i] == 'V' ? strchr("89abAB", text[i]) != NULL : text[i] == form[i];

		if (!good)
			return false;
	}
	return true;
}

static void read_uuid(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text == NULL)
		return;
	if (!is_uuid4(text, n->len)) {
		mistake_in(r, n, "no UUID of version 4 (uuidgen -r makes one)");
		return;
	}
	read_text(r, n, ret);
	text_lower(*(char **)ret);
}

static void read_status(struct reading *r, const struct node *n, void *ret)
{
	const char *words[STATUS_DEPRECATED + 1];
	int i;

	for (i = 0; i <= STATUS_DEPRECATED; i++)
		words[i] = rule_status_name((enum rule_status)i);
	i = node_word(r, n, "status", words, STATUS_DEPRECATED + 1);

	if (i >= 0)
		*(enum rule_status *)ret = (enum rule_status)i;
}

static void read_level(struct reading *r, const struct node *n, void *ret)
{
	const char *words[LEVEL_COUNT];
	int i;

	for (i = 0; i < LEVEL_COUNT; i++)
		words[i] = level_name((enum level)i);
	i = node_word(r, n, "level", words, LEVEL_COUNT);
	if (i >= 0)
		*(enum level *)ret = (enum level)i;
}

/* Sigma's tags: a name space, a dot, a value, in lower case. */
static void read_tag(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);
	const char *dot = text == NULL ? NULL : strchr(text, '.');

	if (text == NULL)
		return;
	if (dot == NULL || dot == text || dot[1] == 0 ||
		strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-") != n->len)
		mistake_in(r, n, "no tag such as vendor.xiaomi, in lower case");
	else
		words_add(ret, text);
}

static void read_tags(struct reading *r, const struct node *n, void *ret)
{
	if (n->type != NODE_SEQUENCE || n->n > 0)
		read_each_once(r, n, read_tag, ret);
}

static void read_valid(struct reading *r, const struct node *n, void *ret)
{
	static const struct field fields[] = {
		{ "from", false, read_instant, offsetof(struct rule, valid_from) },
		{ "to", false, read_end, offsetof(struct rule, valid_to) },
	};
	struct rule *rule = ret;

	read_fields(r, n, fields, sizeof fields / sizeof *fields, rule);
	check_period(r, n, rule->valid_from, rule->valid_to);
}

/* ---- applies ---- */

static void read_whose(struct reading *r, const struct node *n, void *ret)
{
	static const struct field fields[] = { { "country", true, read_country_filter, 0 } };

	read_fields(r, n, fields, 1, ret);
}

static void read_data(struct reading *r, const struct node *n, void *ret)
{
	struct rule *rule = ret;

	read_kinds(r, n, (struct data_set){ &rule->data_any, rule->data });
}

static void read_opaque(struct reading *r, const struct node *n, void *ret)
{
	static const char *const words[] = { "review", "judge", "ignore" };
	int i = node_word(r, n, "answer", words, 3);

	if (i >= 0)
		*(enum opaque_rule *)ret = (enum opaque_rule)i;
}

static void read_applies(struct reading *r, const struct node *n, void *ret)
{
	static const struct field fields[] = {
		{ "subject", false, read_whose, offsetof(struct rule, subject) },
		{ "owner", false, read_whose, offsetof(struct rule, owner) },
		{ "service", false, read_services, offsetof(struct rule, services) },
		{ "data", true, read_data, 0 },
		{ "opaque", false, read_opaque, offsetof(struct rule, opaque) },
	};

	read_fields(r, n, fields, sizeof fields / sizeof *fields, ret);
}

/* ---- residency, consent, effect ---- */

static void read_deny(struct reading *r, const struct node *n, void *ret)
{
	struct rule *rule = ret;

	rule->deny = true;
	read_places(r, n, &rule->places);
}

static void read_grade(struct reading *r, const struct node *n, void *ret)
{
	static const char *const words[] = { "A", "B", "C", "D", "E" };

	if (node_word(r, n, "grade", words, 5) >= 0)
		grade_from_name(n->text, ret);
}

static void read_residency(struct reading *r, const struct node *n, void *ret)
{
	static const struct field fields[] = {
		{ "allow", false, read_places, offsetof(struct rule, places) },
		{ "deny", false, read_deny, 0 },
		{ "grade", true, read_grade, offsetof(struct rule, grade) },
	};
	struct rule *rule = ret;

	rule->has_residency = true;
	read_fields(r, n, fields, sizeof fields / sizeof *fields, rule);
	if (n->type == NODE_MAPPING && (node_get(n, "allow") == NULL) == (node_get(n, "deny") == NULL))
		mistake(r, n, "residency needs one of 'allow' and 'deny', and not both");
}

static void read_need(struct reading *r, const struct node *n, void *ret)
{
	static const char *const words[] = { "none", "given" };

	*(bool *)ret = node_word(r, n, "need", words, 2) == 1;
}

static void read_consent(struct reading *r, const struct node *n, void *ret)
{
	static const struct field fields[] = {
		{ "need", false, read_need, offsetof(struct rule, consent_needed) },
		{ "cures", false, read_flag, offsetof(struct rule, cures) },
	};

	read_fields(r, n, fields, sizeof fields / sizeof *fields, ret);
}

static void read_effect(struct reading *r, const struct node *n, void *ret)
{
	static const char *const words[] = { "judge", "indicate" };

	*(bool *)ret = node_word(r, n, "effect", words, 2) == 1;
}

/* ---- a rule ---- */

static void check_rule(struct reading *r, const struct node *n, const struct rule *rule)
{
	for (size_t i = 0; rule->id != NULL && i < r->book->rule_count; i++) {
		const struct rule *other = &r->book->rules[i];

		if (other->id != NULL && strcmp(other->id, rule->id) == 0)
			mistake(r, node_get(n, "id"), "duplicate rule id: '%s'; it stands in %s:%d already", rule->id,
				other->origin.file, other->origin.line);
	}
	if (!rule->has_residency && !rule->consent_needed)
		mistake(r, n, "a rule that asks nothing: give it residency, or 'consent: {need: given}'");
	if (!rule->has_residency && rule->cures)
		mistake(r, n, "'cures' without residency: there is nothing to cure");
	check_reach(r, n, rule);
	check_conflicts(r, n, rule);
}

/* "xiaomi-2014" of "rules/residency/xiaomi-2014.yaml" */
static char *pack_of(const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *name = slash == NULL ? file : slash + 1;
	const char *end = strrchr(name, '.');

	return xstrndup(name, end == NULL ? strlen(name) : (size_t)(end - name));
}

static void keep_written(struct rule *rule, struct span text)
{
	uint8_t sum[DIGEST_MAX];
	size_t len = digest(DIGEST_SHA256, text, sum);

	rule->text = xstrndup((const char *)text.data, text.len);
	hex_of(sum, len, rule->sha256);
}

static void load_rule(struct reading *r, const struct tree_part *part, struct rulebook *b)
{
	static const struct field fields[] = {
		{ "title", true, read_title, offsetof(struct rule, title) },
		{ "id", true, read_uuid, offsetof(struct rule, id) },
		{ "status", true, read_status, offsetof(struct rule, status) },
		{ "level", true, read_level, offsetof(struct rule, level) },
		{ "description", true, read_text, offsetof(struct rule, description) },
		{ "author", true, read_title, offsetof(struct rule, author) },
		{ "date", true, read_date, offsetof(struct rule, date) },
		{ "references", true, read_words, offsetof(struct rule, references) },
		{ "tags", false, read_tags, offsetof(struct rule, tags) },
		{ "profile", false, read_words, offsetof(struct rule, profile) },
		{ "valid", false, read_valid, 0 },
		{ "applies", true, read_applies, 0 },
		{ "residency", false, read_residency, 0 },
		{ "consent", false, read_consent, 0 },
		{ "effect", false, read_effect, offsetof(struct rule, indicate) },
		{ "falsepositives", false, read_words, offsetof(struct rule, falsepositives) },
	};
	struct rule rule = { .valid_from = INSTANT_MIN, .valid_to = INSTANT_MAX, .origin = origin_of(r, part->root) };
	size_t before = r->count;

	read_fields(r, part->root, fields, sizeof fields / sizeof *fields, &rule);
	rule.sound = r->count == before;
	if (rule.sound)
		check_rule(r, part->root, &rule);
	rule.pack = pack_of(r->file);
	keep_written(&rule, part->text);
	b->rules = array_add(b->rules, &b->rule_count, sizeof *b->rules);
	b->rules[b->rule_count - 1] = rule;
}

void load_rules(struct reading *r, const struct tree *tree, struct rulebook *b)
{
	for (size_t i = 0; i < tree->part_count; i++)
		load_rule(r, &tree->parts[i], b);
}

static void free_rule(struct rule *rule)
{
	free(rule->title);
	free(rule->id);
	free(rule->description);
	free(rule->author);
	free(rule->pack);
	words_free(&rule->references);
	words_free(&rule->tags);
	words_free(&rule->profile);
	words_free(&rule->falsepositives);
	words_free(&rule->services);
	place_terms_free(&rule->subject.countries);
	place_terms_free(&rule->owner.countries);
	place_terms_free(&rule->places);
	free((char *)rule->origin.file);
	free(rule->text);
}

void free_rules(struct rulebook *b)
{
	for (size_t i = 0; i < b->rule_count; i++)
		free_rule(&b->rules[i]);
	free(b->rules);
}
