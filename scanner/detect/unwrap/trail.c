#include "detect/unwrap/trail.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

bool name_is_empty(struct span name)
{
	/* By their length. */
	static const char *const empty[][8] = {
		[1] = { "v", "$", "_" }, [3] = { "val" }, [4] = { "data", "text", "real", "dict", "date", "item" },
		[5] = { "value", "array", "#text", "_text", "items" }, [6] = { "string" }, [7] = { "integer", "content" }, [8] = { "intvalue" },
		[11] = { "stringvalue" }, [12] = { "string_value" }, [14] = { "attributevalue" },
	};

	if (name.len >= sizeof empty / sizeof *empty)
		return false;
	for (const char *const *word = empty[name.len]; *word != NULL; word++)
		if ((name.data[0] | 0x20) == (**word | 0x20) && span_is_nocase(name, *word))
			return true;
	return false;
}

/* {"name": "imei", "value": "..."}, {"imei": {"value": "..."}} */
struct span trail_key(const struct trail *t)
{
	struct span innermost = { NULL, 0 };

	for (size_t i = t->depth; i > 0; i--) {
		const struct trail_level *l = &t->levels[i - 1];

		if (l->sort != TRAIL_MEMBER)
			continue;
		if (innermost.len == 0)
			innermost = l->name;
		if (!name_is_empty(l->name))
			return l->name;
		if (l->label.len > 0)
			return l->label;
	}
	return innermost;
}
