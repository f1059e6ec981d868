/* A rule in plain sentences, for who never reads YAML. */
#include "base/text.h"
#include "command/rules.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 79 };

/* ---- lines ---- */

static size_t letters(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xC0) != 0x80;
	return n;
}

/* Words of text in lines of WIDTH, each after the first begun with indent; then a blank line where that is asked for. */
static void put_wrapped(struct buf *out, const char *text, const char *first, const char *indent)
{
	size_t column = strlen(first);
	bool begun = false;

	buf_puts(out, first);
	while (*(text += strspn(text, " \n")) != 0) {
		size_t len = strcspn(text, " \n"), n = letters(text, len);

		if (begun && column + 1 + n > WIDTH) {
			buf_printf(out, "\n%s", indent);
			column = strlen(indent);
			begun = false;
		}
		buf_puts(out, begun ? " " : "");
		text_clean(out, (struct span){ (const uint8_t *)text, len }, len);
		column += n + begun;
		begun = true;
		text += len;
	}
	buf_putc(out, '\n');
}

static void put_paragraph(struct buf *out, struct buf *text)
{
	buf_putc(out, '\n');
	put_wrapped(out, buf_text(text), "", "");
	buf_reset(text);
}

static void put_list(struct buf *out, const char *title, const struct words *w)
{
	if (w->n == 0)
		return;
	buf_printf(out, "\n%s\n", title);
	for (size_t i = 0; i < w->n; i++)
		put_wrapped(out, w->items[i], "  - ", "    ");
}

/* What stands before the i-th of n: "", ", " or " and ". */
static const char *joint(size_t i, size_t n, const char *last)
{
	return i == 0 ? "" : i + 1 == n ? last : ", ";
}

/* ---- names ---- */

static const char *country_name(const struct rulebook *b, const char *code)
{
	for (size_t i = 0; i < b->country_count; i++) {
		if (strcmp(b->countries[i].code, code) == 0)
			return b->countries[i].name;
	}
	return code;
}

/* The shortest of its rows: the others say what was different in their time. */
static const char *group_title(const struct rulebook *b, const char *id)
{
	const char *title = NULL;

	for (size_t i = 0; i < b->group_count; i++) {
		const struct country_group *g = &b->groups[i];

		if (strcmp(g->id, id) == 0 && (title == NULL || strlen(g->title) < strlen(title)))
			title = g->title;
	}
	return title != NULL ? title : id;
}

static const char *article(const char *country)
{
	static const char *const with[] = { "United ", "Netherlands", "Philippines", "Bahamas", "Maldives", "Seychelles", "Gambia" };

	for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
		if (strncmp(country, with[i], strlen(with[i])) == 0)
			return "the ";
	}
	return "";
}

static void put_country(struct buf *out, const struct rulebook *b, const char *code)
{
	buf_printf(out, "%s%s", article(country_name(b, code)), country_name(b, code));
}

static void put_term(struct buf *out, const struct rulebook *b, const struct place_term *t)
{
	const struct cloud_region *region;

	switch (t->type) {
	case PLACE_ANY:
		buf_puts(out, "any place");
		break;
	case PLACE_COUNTRY:
		put_country(out, b, t->country);
		break;
	case PLACE_GROUP:
		buf_printf(out, "%s (%s)", t->text, group_title(b, t->group));
		break;
	case PLACE_REGION:
		region = rulebook_region(b, t->operator_id, t->region);
		buf_printf(out, "%s (%s)", region != NULL ? region->name : t->region, t->text);
		break;
	case PLACE_SUBDIVISION:
		buf_printf(out, "%s in ", t->text);
		put_country(out, b, t->country);
		break;
	case PLACE_AS:
		buf_printf(out, "the network AS%u", (unsigned)t->as);
		break;
	}
}

static void put_terms(struct buf *out, const struct rulebook *b, const struct place_terms *terms, const char *last)
{
	for (size_t i = 0; i < terms->n; i++) {
		buf_puts(out, joint(i, terms->n, last));
		put_term(out, b, &terms->items[i]);
	}
}

static void put_countries(struct buf *out, const struct rulebook *b, const struct country_filter *f)
{
	buf_puts(out, f->negated ? "anywhere but in " : "in ");
	put_terms(out, b, &f->countries, f->negated ? " and " : " or ");
}

/* ---- sentences ---- */

static void put_data(struct buf *out, const struct rule *r)
{
	size_t count = 0, n = 0;

	for (int k = 0; k < KIND_COUNT; k++)
		count += r->data[k];
	if (r->data_any)
		buf_puts(out, "any personal data");
	for (int k = 0; k < KIND_COUNT && !r->data_any; k++) {
		if (r->data[k])
			buf_printf(out, "%s%s", joint(n++, count, " and "), kind_name((enum kind)k));
	}
}

static void put_about(struct buf *out, const struct rulebook *b, const struct rule *r)
{
	buf_puts(out, "It is about ");
	put_data(out, r);
	buf_puts(out, " of people ");
	if (r->subject.countries.n == 0)
		buf_puts(out, "in any country");
	else
		put_countries(out, b, &r->subject);
	buf_puts(out, ", sent to ");
	for (size_t i = 0; i < r->services.n; i++) {
		const struct service *s = rulebook_service(b, r->services.items[i]);

		buf_printf(out, "%s%s (%s)", joint(i, r->services.n, " or "), s != NULL ? s->title : "", r->services.items[i]);
	}
	if (r->services.n == 0)
		buf_puts(out, "any service");
	if (r->owner.countries.n > 0) {
		buf_puts(out, " whose owner has its seat ");
		put_countries(out, b, &r->owner);
	}
	buf_puts(out, ".");
}

static void put_when(struct buf *out, const struct rule *r)
{
	char from[INSTANT_TEXT], to[INSTANT_TEXT];

	if (r->valid_from == INSTANT_MIN && r->valid_to == INSTANT_MAX)
		buf_puts(out, " It holds at all times.");
	else if (r->valid_to == INSTANT_MAX)
		buf_printf(out, " It holds from %s on, by the clock of the capture.", instant_date(r->valid_from, from));
	else if (r->valid_from == INSTANT_MIN)
		buf_printf(out, " It holds until the end of %s, by the clock of the capture.", instant_date(r->valid_to - 1, to));
	else
		buf_printf(out, " It holds from %s until the end of %s, by the clock of the capture.",
			instant_date(r->valid_from, from), instant_date(r->valid_to - 1, to));
}

static void put_where(struct buf *out, const struct rulebook *b, const struct rule *r)
{
	if (!r->has_residency) {
		buf_puts(out, "It does not say where the data may go.");
		return;
	}
	buf_puts(out, r->deny ? "The data may not go to " : "The data may go only to ");
	put_terms(out, b, &r->places, " or ");
	buf_printf(out, ". Evidence of grade %s or better shows where they went; with less, a person reviews.", grade_name(r->grade));
}

static void put_consent(struct buf *out, const struct rule *r)
{
	if (r->consent_needed)
		buf_puts(out, " The person must have agreed before they are sent.");
	else
		buf_puts(out, " It asks for no consent.");
	if (r->cures)
		buf_puts(out, " Where the person agreed, any place is allowed.");
}

/* As the judge takes it: a rule about any data judges by the place whatever it says of opaque content. */
static void put_unread(struct buf *out, const struct rule *r)
{
	if (r->has_residency && (r->data_any || r->opaque == OPAQUE_JUDGE))
		buf_puts(out, " Traffic in which no datum was read is judged too, by its place alone.");
	else if (r->opaque == OPAQUE_IGNORE)
		buf_puts(out, " Content that cannot be read is not judged.");
	else
		buf_puts(out, " Content that cannot be read is left to a person to review.");
}

static void put_effect(struct buf *out, const struct rule *r)
{
	if (r->indicate)
		buf_puts(out, " The rule only indicates: it never gives more than a review.");
	if (r->profile.n > 0) {
		buf_puts(out, " It judges only where this profile is asked for: ");
		for (size_t i = 0; i < r->profile.n; i++)
			buf_printf(out, "%s%s", joint(i, r->profile.n, " or "), r->profile.items[i]);
		buf_puts(out, ".");
	}
	if (r->status == STATUS_PROPOSED)
		buf_puts(out, " It is only proposed, and judges where proposed rules are asked for.");
	if (r->status == STATUS_DEPRECATED)
		buf_puts(out, " It is deprecated and does not judge.");
}

static void put_origin(struct buf *out, const struct rule *r)
{
	char date[INSTANT_TEXT];

	buf_printf(out, "Rule %s of %s, level %s, status %s. Written by %s on %s in %s:%d.", r->id, r->pack, level_name(r->level),
		rule_status_name(r->status), r->author, instant_date(r->date, date), r->origin.file, r->origin.line);
	for (size_t i = 0; i < r->tags.n; i++)
		buf_printf(out, "%s%s%s", i == 0 ? " Tags: " : ", ", r->tags.items[i], i + 1 == r->tags.n ? "." : "");
}

void rule_words(struct buf *out, const struct rulebook *b, const struct rule *r)
{
	struct buf text = { 0 };

	put_wrapped(out, r->title, "", "");
	put_origin(&text, r);
	put_paragraph(out, &text);
	put_about(&text, b, r);
	put_when(&text, r);
	put_paragraph(out, &text);
	put_where(&text, b, r);
	put_consent(&text, r);
	put_unread(&text, r);
	put_effect(&text, r);
	put_paragraph(out, &text);
	buf_puts(&text, r->description);
	put_paragraph(out, &text);
	put_list(out, "It may be wrong where there is:", &r->falsepositives);
	put_list(out, "References:", &r->references);
	buf_free(&text);
}
