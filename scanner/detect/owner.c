#include "detect/owner.h"

#include "detect/plain.h"
#include "detect/unwrap/unwrap.h"

#include <ctype.h>

#define W(text) { text, sizeof text - 1 }
struct owner_word {
	const char *text;
	size_t len;
};

/* The person, the handset, and the places of theirs: what stands in these may be found whatever is around them. */
static const struct owner_word ours[] = { W("user"), W("users"), W("device"), W("devices"), W("handset"), W("client"), W("clients"), W("customer"),
	W("buyer"), W("payer"), W("member"), W("patient"), W("passenger"), W("rider"), W("driver"), W("me"), W("my"), W("self"), W("own"), W("owner"), W("home"),
	W("pickup"), W("dropoff"), W("drop"), W("destination"), W("delivery"), W("shipping"), W("billing"), W("person"), W("subscriber"), W("visitor"), W("guest"),
	W("recipient"), W("sender"), W("receiver"), W("current"), W("last"), W("employee"), W("student"), W("caller"), W("contact"), W("account"), W("profile"),
	W("consumer"), W("applicant"), W("traveller"), W("traveler"), W("viewer"), W("player"), W("courier"), W("terminal") };

/* What is no real value. */
static const struct owner_word unreal[] = { W("example"), W("examples"), W("dummy"), W("placeholder"), W("placeholders"), W("fake"), W("mock"), W("mocked"), W("demo"),
	W("fixture"), W("fixtures"), W("stub"), W("bogus"), W("fictitious"), W("documentation") };

/* The same before a word only: {"samples": [...]} were measured. */
static const struct owner_word unreal_before[] = { W("sample"), W("test"), W("testing"), W("expected") };

/* Behind the word of something they mean the same thing: "store_location", "serverInfo", "city_center". */
static const struct owner_word behind[] = { W("list"), W("info"), W("data"), W("details"), W("detail"), W("location"), W("locations"), W("position"), W("geo"), W("coord"),
	W("coords"), W("coordinates"), W("point"), W("gps"), W("address"), W("center"), W("centre"), W("items"), W("item"), W("entry"), W("entries"), W("record"), W("records"),
	W("id"), W("status"), W("stats"), W("meta"), W("config") };
#undef W

static bool ends_in(const struct plain_name *name, const struct owner_word *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (plain_ends_in(name, words[i].text, words[i].len))
			return true;
	return false;
}

static bool shorten(struct plain_name *name)
{
	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
		if (plain_ends_in(name, behind[i].text, behind[i].len)) {
			name->len -= behind[i].len;
			return name->len > 0;
		}
	}
	if (!isdigit((unsigned char)name->text[name->len - 1]))
		return false;
	return --name->len > 0;
}

enum owner { UNSAID, OURS, ANOTHER };

/* The last word of an English name is what it names, those before say which. */
static enum owner says(struct plain_name *name, const struct words *others)
{
	if (name->len == 0)
		return UNSAID;
	do {
		if (ends_in(name, unreal, sizeof unreal / sizeof *unreal) || plain_ends_in_any(name, others) != NULL)
			return ANOTHER;
		if (ends_in(name, ours, sizeof ours / sizeof *ours))
			return OURS;
	} while (shorten(name));
	return UNSAID;
}

static enum owner name_says(struct span name, const struct words *others)
{
	struct plain_name plain;

	return plain_name(name, &plain) ? says(&plain, others) : UNSAID;
}

/* What of a name stands before its last word of that sort. */
static bool before_word(struct span own, const char *word, struct plain_name *ret)
{
	size_t len = strlen(word);

	if (!plain_name(own, ret))
		return false;
	for (size_t at = ret->len; at > 0; at--) {
		if (at + len <= ret->len && ret->begins[at] && memcmp(ret->text + at, word, len) == 0) {
			ret->len = at;
			return true;
		}
	}
	return false;
}

static enum owner own_says(struct span own, const char *word, const struct words *others)
{
	struct plain_name before;

	if (!before_word(own, word, &before))
		return UNSAID;
	return ends_in(&before, unreal_before, sizeof unreal_before / sizeof *unreal_before) ? ANOTHER : says(&before, others);
}

/* Of all names around it, from the nearest on. */
static enum owner around_says(const struct name *name, const struct words *others)
{
	enum owner said = name_says(name->around, others);

	for (const struct node *n = name->node; n != NULL && said == UNSAID; n = n->parent) {
		struct span outer = { NULL, 0 };

		for (size_t i = 0; said == UNSAID && n->step.outer != NULL && n->step.outer(n->step.from, i, &outer); i++)
			if (outer.data != name->own.data)
				said = name_says(outer, others);
		if (said == UNSAID && n->step.outer == NULL && n->key.data != name->own.data)
			said = name_says(n->key, others);
	}
	return said;
}

bool owner_is_another(const struct words *others, const struct name *name, const char *word)
{
	enum owner said = own_says(name->own, word, others);

	/* example_mac 64:09:... */
	if (said == UNSAID)
		said = own_says(name->type, word, others);
	return (said == UNSAID ? around_says(name, others) : said) == ANOTHER;
}
