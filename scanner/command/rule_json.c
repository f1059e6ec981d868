/* A rule as JSON, for `rules list` and `rules show`. */
#include "command/rules.h"

#include <stdio.h>

static void put_words(struct json *j, const char *key, const struct words *w)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < w->n; i++)
		json_string(j, w->items[i]);
	json_array_end(j);
}

static void put_terms(struct json *j, const char *key, const struct place_terms *t)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < t->n; i++)
		json_string(j, t->items[i].text);
	json_array_end(j);
}

/* {"in": [...]}, {"not_in": [...]}, or null for anybody. */
static void put_filter(struct json *j, const char *key, const struct country_filter *f)
{
	if (f->countries.n == 0) {
		json_key(j, key);
		json_null(j);
		return;
	}
	json_key(j, key);
	json_object(j);
	put_terms(j, f->negated ? "not_in" : "in", &f->countries);
	json_object_end(j);
}

static void put_text(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	json_string(j, text);
}

static void put_instant(struct json *j, const char *key, int64_t at)
{
	char text[INSTANT_TEXT];

	put_text(j, key, at == INSTANT_MIN || at == INSTANT_MAX ? NULL : instant_text(at, text));
}

/* null: any. */
static void put_data(struct json *j, const struct rule *r)
{
	json_key(j, "data");
	if (r->data_any) {
		json_null(j);
		return;
	}
	json_array(j);
	for (int k = 0; k < KIND_COUNT; k++) {
		if (r->data[k])
			json_string(j, kind_name((enum kind)k));
	}
	json_array_end(j);
}

static void put_judgement(struct json *j, const struct rule *r)
{
	static const char *const opaque[] = { "review", "judge", "ignore" };

	put_text(j, "opaque", opaque[r->opaque]);
	json_key(j, "residency");
	if (r->has_residency) {
		json_object(j);
		put_terms(j, r->deny ? "deny" : "allow", &r->places);
		put_text(j, "grade", grade_name(r->grade));
		json_object_end(j);
	} else {
		json_null(j);
	}
	json_key(j, "consent_needed");
	json_bool(j, r->consent_needed);
	json_key(j, "consent_cures");
	json_bool(j, r->cures);
	put_text(j, "effect", r->indicate ? "indicate" : "judge");
}

void rule_json(struct json *j, const struct rule *r)
{
	char date[INSTANT_TEXT];

	json_object(j);
	put_text(j, "id", r->id);
	put_text(j, "title", r->title);
	put_text(j, "pack", r->pack);
	put_text(j, "status", rule_status_name(r->status));
	put_text(j, "level", level_name(r->level));
	put_text(j, "file", r->origin.file);
	json_key(j, "line");
	json_int(j, r->origin.line);
	put_text(j, "author", r->author);
	put_text(j, "date", instant_date(r->date, date));
	put_text(j, "description", r->description);
	put_words(j, "references", &r->references);
	put_words(j, "tags", &r->tags);
	put_words(j, "profile", &r->profile);
	put_instant(j, "valid_from", r->valid_from);
	put_instant(j, "valid_to", r->valid_to);
	put_filter(j, "subject", &r->subject);
	put_filter(j, "owner", &r->owner);
	put_words(j, "services", &r->services);
	put_data(j, r);
	put_judgement(j, r);
	put_words(j, "falsepositives", &r->falsepositives);
	json_object_end(j);
}
