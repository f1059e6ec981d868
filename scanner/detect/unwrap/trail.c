#include "detect/unwrap/trail.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	LABEL_NAME_MAX = 16, /* bytes: "identifierType" */
	LABEL_MAX = 48,      /* bytes of what such a one says, or it is no name */
	LABEL_DIGITS = 4,    /* in it, or it is no name either; "sha256" has three */
};

bool trail_down(struct trail *t, enum trail_sort sort)
{
	if (t->depth == TRAIL_LEVELS)
		return false;
	t->levels[t->depth++] = (struct trail_level){ .sort = sort };
	return true;
}

void trail_up(struct trail *t)
{
	t->depth -= t->depth > 0;
}

static bool is_plain_name(const char *name)
{
	for (; *name != 0; name++)
		if (!((*name | 0x20) >= 'a' && (*name | 0x20) <= 'z') && !(*name >= '0' && *name <= '9') && *name != '_')
			return false;
	return true;
}

static int level_text(const struct trail_level *l, bool first, char *ret, size_t cap)
{
	char name[KEY_TEXT];

	switch (l->sort) {
	case TRAIL_ELEMENT:
		return snprintf(ret, cap, "[%" PRIu64 "]", l->number);
	case TRAIL_FIELD:
		return snprintf(ret, cap, "%s%" PRIu64, first ? "" : ".", l->number);
	case TRAIL_MEMBER:
		break;
	}
	step_name(l->name, name);
	return snprintf(ret, cap, is_plain_name(name) ? ".%s" : "['%s']", name);
}

void trail_step(const void *from, char ret[STEP_MAX])
{
	const struct trail *t = from;
	size_t len = (size_t)snprintf(ret, STEP_MAX, "%s", t->root);

	for (size_t i = 0; i < t->depth && len < STEP_MAX; i++)
		len += (size_t)level_text(&t->levels[i], ret[len - 1] == ':', ret + len, STEP_MAX - len);
}

bool trail_outer(const void *from, size_t i, struct span *ret)
{
	const struct trail *t = from;

	if (i >= t->depth)
		return false;
	*ret = t->levels[t->depth - 1 - i].name;
	return true;
}

/* By the last letter of the names below, those before it: most names are told apart by them. */
static const uint32_t before_last[32] = {
#define L(c) (1u << ((c) & 31))
	['a' & 31] = L('t'), ['d' & 31] = L('i') | L('l') | L('n'), ['e' & 31] = L('d') | L('l') | L('m') | L('p') | L('t') | L('u'),
	['g' & 31] = L('a') | L('n'), ['l' & 31] = L('a') | L('e'), ['m' & 31] = L('a') | L('e'), ['n' & 31] = L('e'), ['p' & 31] = L('o'),
	['r' & 31] = L('e') | L('t'), ['s' & 31] = L('m'), ['t' & 31] = L('c') | L('n') | L('x'), ['y' & 31] = L('a') | L('e') | L('t'),
#undef L
};

/* The last letter is looked at first: it tells most apart. */
static bool ends_nocase(struct span name, struct span end)
{
	return name.len >= end.len && ((name.data[name.len - 1] ^ end.data[end.len - 1]) & 0xdf) == 0 &&
		strncasecmp((const char *)name.data + name.len - end.len, (const char *)end.data, end.len) == 0;
}

/* By their lengths. */
static const struct {
	const char *text;
	unsigned sorts;
} names[] = {
	{ "$", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "_", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "k", NAME_LABEL }, { "n", NAME_LABEL }, { "s", NAME_VALUE | NAME_TOLD },
	{ "v", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "id", NAME_TYPE | NAME_TOLD }, { "key", NAME_LABEL }, { "tag", NAME_LABEL },
	{ "val", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "attr", NAME_LABEL }, { "code", NAME_LABEL }, { "data", NAME_EMPTY | NAME_VALUE | NAME_TOLD },
	{ "date", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "dict", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "item", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "kind", NAME_TYPE },
	{ "prop", NAME_LABEL }, { "real", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "text", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "#text", NAME_EMPTY | NAME_VALUE | NAME_TOLD },
	{ "_text", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "array", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "field", NAME_LABEL },
	{ "items", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "label", NAME_LABEL }, { "param", NAME_LABEL }, { "title", NAME_LABEL }, { "token", NAME_TOLD },
	{ "value", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "number", NAME_TOLD }, { "string", NAME_EMPTY | NAME_VALUE | NAME_TOLD },
	{ "content", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "integer", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "intvalue", NAME_EMPTY | NAME_VALUE | NAME_TOLD },
	{ "property", NAME_LABEL }, { "variable", NAME_LABEL }, { "attribute", NAME_LABEL }, { "parameter", NAME_LABEL }, { "identifier", NAME_TOLD },
	{ "stringvalue", NAME_EMPTY | NAME_VALUE | NAME_TOLD }, { "string_value", NAME_EMPTY | NAME_VALUE | NAME_TOLD },
	{ "attributevalue", NAME_EMPTY | NAME_VALUE | NAME_TOLD },
};

enum { NAME_LONGEST = 14 };

/* Where those of a length begin. */
static const uint8_t of_length[NAME_LONGEST + 2] = { 0, 0, 6, 7, 10, 20, 30, 32, 34, 37, 39, 40, 41, 42, 42, 43 };

#define TEXT(text) { (const uint8_t *)(text), sizeof(text) - 1 }
static const struct {
	struct span text;
	unsigned sorts;
} ends[] = {
	{ TEXT("name"), NAME_LABEL }, { TEXT("type"), NAME_TYPE },
	/* "paramValue", "vStr" */
	{ TEXT("value"), NAME_VALUE | NAME_TOLD }, { TEXT("val"), NAME_VALUE | NAME_TOLD }, { TEXT("str"), NAME_VALUE | NAME_TOLD },
};
#undef TEXT

/* "tipoChave", "type_document" */
static bool name_begins_typing(struct span name)
{
	return name.len > 5 && (name.data[0] | 0x20) == 't' && (span_starts_nocase(name, "tipo") || span_starts_nocase(name, "type"));
}

unsigned name_sorts(struct span name)
{
	if (name.len == 0 || name.len > LABEL_NAME_MAX)
		return 0;
	if (name_begins_typing(name))
		return NAME_TYPE;
	if (name.len > 1 && (before_last[name.data[name.len - 1] & 31] >> (name.data[name.len - 2] & 31) & 1) == 0)
		return 0;
	for (size_t i = name.len > NAME_LONGEST ? 0 : of_length[name.len]; name.len <= NAME_LONGEST && i < of_length[name.len + 1]; i++)
		if ((name.data[0] | 0x20) == (names[i].text[0] | 0x20) && span_is_nocase(name, names[i].text))
			return names[i].sorts;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (ends_nocase(name, ends[i].text))
			return ends[i].sorts;
	return 0;
}

/* Letters and digits alike, whatever joins them: how many bytes of a name are the other, whole. 0: they differ. */
static size_t begins_like(struct span name, struct span other)
{
	size_t at = 0;

	for (size_t i = 0; i < other.len; i++) {
		if (!isalnum(other.data[i]))
			continue;
		while (at < name.len && !isalnum(name.data[at]))
			at++;
		if (at == name.len || tolower(name.data[at]) != tolower(other.data[i]))
			return 0;
		at++;
	}
	return at;
}

bool name_is_typed_by(struct span name, struct span typing)
{
	static const char *const behind[] = { "id", "no", "number", "num", "nr", "value" };
	struct span of = name_begins_typing(typing) ? span_sub(typing, 4, typing.len) : span_sub(typing, 0, typing.len - 4), rest;
	size_t same;

	if (typing.len < 6 || typing.len > LABEL_NAME_MAX || (same = begins_like(name, of)) == 0)
		return false;
	for (rest = span_sub(name, same, name.len); rest.len > 0 && !isalnum(rest.data[0]);)
		rest = span_sub(rest, 1, rest.len);
	for (size_t i = 0; rest.len > 0 && i < sizeof behind / sizeof *behind; i++)
		if (span_is_nocase(rest, behind[i]))
			return true;
	return rest.len == 0;
}

bool name_is_empty(struct span name)
{
	return (name_sorts(name) & NAME_EMPTY) != 0;
}

unsigned level_sorts(struct trail_level *l)
{
	if (l->sorted != l->name.data) {
		l->sorted = l->name.data;
		l->sorts = name_sorts(l->name);
	}
	return l->sorts;
}

/* May it be what something is called? "imei_2", no identifier's digits. */
static bool is_word(struct span text)
{
	size_t digits = 0;

	if (text.len < 2 || text.len > LABEL_MAX || !(text.data[0] >= 0x80 || isalpha(text.data[0])))
		return false;
	for (size_t i = 1; i < text.len && digits < LABEL_DIGITS; i++)
		digits += isdigit(text.data[i]) != 0;
	return digits < LABEL_DIGITS;
}

void level_said(struct trail_level *l, struct span text)
{
	unsigned sorts;

	if (l->sort == TRAIL_ELEMENT)
		l->label = l->number % 2 == 0 && is_word(text) ? text : (struct span){ NULL, 0 };
	sorts = l->sort == TRAIL_MEMBER ? level_sorts(l) : 0;
	if (sorts == 0 || !is_word(text))
		return;
	if ((sorts & NAME_LABEL) != 0)
		l->label = text;
	else if ((sorts & NAME_TYPE) != 0 && (l->type.len == 0 || (sorts & NAME_TOLD) == 0)) {
		l->type = text;
		l->typing = l->name;
	}
}

/* The level of the nearest name at or outside of a level's; 0: there is none. */
static size_t named(struct trail *t, size_t level, bool telling)
{
	for (size_t i = level; i > 0; i--)
		if (t->levels[i - 1].sort == TRAIL_MEMBER && !(telling && (level_sorts(&t->levels[i - 1]) & NAME_EMPTY) != 0))
			return i;
	return 0;
}

bool trail_is_named(const struct trail *t)
{
	for (size_t i = 0; i < t->depth; i++)
		if (t->levels[i].sort == TRAIL_MEMBER)
			return true;
	return false;
}

/* {"name": "imei", "value": ...}, {"imei": {"value": ...}}: the level that is named so, 0 where the name is not found. */
static size_t name_of_value(struct trail *t, size_t level, struct span *ret)
{
	for (; level > 0; level = named(t, level - 1, false)) {
		struct trail_level *l = &t->levels[level - 1];

		*ret = (level_sorts(l) & NAME_VALUE) != 0 && l->label.len > 0 ? l->label : l->name;
		if (l->label.len > 0 || (level_sorts(l) & NAME_EMPTY) == 0)
			return level;
	}
	return 0;
}

void trail_name(struct trail *t, struct piece *ret)
{
	size_t level = named(t, t->depth, false), outer = level;
	struct trail_level *l;

	if (t->depth == 0)
		return;
	l = &t->levels[t->depth - 1];
	/* ["imei", "4901..."] */
	if (l->sort == TRAIL_ELEMENT && l->number % 2 == 1)
		ret->type = l->label;
	if (level == 0)
		return;
	l = &t->levels[level - 1];
	if (ret->type.len == 0 && l->type.len > 0) {
		ret->typed = name_is_typed_by(l->name, l->typing);
		if (ret->typed || (level_sorts(l) & NAME_TOLD) != 0)
			ret->type = l->type;
	}
	ret->key = l->name;
	if ((level_sorts(l) & NAME_VALUE) != 0)
		outer = name_of_value(t, level, &ret->key);
	if (outer == 0)
		ret->key = l->name;
	outer = outer > 0 ? named(t, outer - 1, true) : 0;
	if (outer > 0)
		ret->around = t->levels[outer - 1].name;
}
