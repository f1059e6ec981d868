/*
 * IAB Tech Lab's Global Privacy Platform: a header that lists sections, and the sections, with tildes between. The sections of
 * the United States begin with the notices given and the refusals told, two bits each: 1 is yes, 2 is no.
 */
#include "detect/signals/bits.h"
#include "detect/signals/signals.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	HEADER_TYPE = 3,
	SECTIONS_MAX = 32,
	SECTION_TCF = 2, SECTION_US_PRIVACY = 6,
	SECTION_TEXT = DETAIL_TEXT - 96, /* of one section's own detail */
};

/* Where the refusals stand, in bits from the section's beginning; 0: it has none such. */
static const struct section {
	const char *name;
	uint8_t sale, sharing, targeted;
} sections[] = {
	[SECTION_TCF] = { "TCF EU", 0, 0, 0 }, [5] = { "TCF Canada", 0, 0, 0 }, [SECTION_US_PRIVACY] = { "US privacy", 0, 0, 0 },
	[7] = { "US national", 18, 20, 22 }, [8] = { "California", 12, 14, 0 }, [9] = { "Virginia", 12, 0, 14 },
	[10] = { "Colorado", 12, 0, 14 }, [11] = { "Utah", 14, 0, 16 }, [12] = { "Connecticut", 12, 0, 14 },
	/* Of the later ones only the name is told. */
	[13] = { "Florida", 0, 0, 0 }, [14] = { "Montana", 0, 0, 0 }, [15] = { "Oregon", 0, 0, 0 }, [16] = { "Texas", 0, 0, 0 },
	[17] = { "Delaware", 0, 0, 0 }, [18] = { "Iowa", 0, 0, 0 }, [19] = { "Nebraska", 0, 0, 0 },
	[20] = { "New Hampshire", 0, 0, 0 }, [21] = { "New Jersey", 0, 0, 0 }, [22] = { "Tennessee", 0, 0, 0 },
	[23] = { "Minnesota", 0, 0, 0 }, [24] = { "Maryland", 0, 0, 0 }, [25] = { "Indiana", 0, 0, 0 },
	[26] = { "Kentucky", 0, 0, 0 }, [27] = { "Rhode Island", 0, 0, 0 },
};

struct listed {
	uint64_t ids[SECTIONS_MAX];
	size_t n;
};

static const struct section *section_of(uint64_t id)
{
	const struct section *s = id < sizeof sections / sizeof *sections ? &sections[id] : NULL;

	return s != NULL && s->name != NULL ? s : NULL;
}

static void list_add(struct listed *l, uint64_t id)
{
	if (l->n < SECTIONS_MAX)
		l->ids[l->n++] = id;
}

/* Type, version, and the sections' numbers: each as the distance from the one before, alone or as a range. */
static bool header(struct span text, struct listed *ret)
{
	struct bits b = bits_over(text);
	uint64_t id = 0;

	if (bits_take(&b, 6) != HEADER_TYPE || bits_take(&b, 6) != 1)
		return false;
	for (uint64_t i = bits_take(&b, 12); i > 0 && !b.failed; i--) {
		bool range = bits_take(&b, 1) == 1;

		id += bits_fibonacci(&b);
		list_add(ret, id);
		for (uint64_t more = range ? bits_fibonacci(&b) : 0; more > 0 && ret->n < SECTIONS_MAX; more--)
			list_add(ret, ++id);
	}
	return !b.failed;
}

static const char *answer(struct span text, uint8_t at)
{
	static const char *const words[] = { "-", "yes", "no", "?" };
	struct bits b = bits_over(text);

	bits_skip(&b, at);
	return words[bits_take(&b, 2)];
}

static void refusals(const struct section *s, struct span text, char ret[DETAIL_TEXT])
{
	const struct {
		const char *name;
		uint8_t at;
	} rows[] = { { "sale", s->sale }, { "sharing", s->sharing }, { "targeted advertising", s->targeted } };
	struct reader r = rd_over_span(text);
	struct span segment;
	size_t len = 0;

	ret[0] = 0;
	for (size_t i = 0; i < 3; i++)
		if (rows[i].at != 0 && len < DETAIL_TEXT)
			len += (size_t)snprintf(ret + len, DETAIL_TEXT - len, "%s%s refused: %s", len > 0 ? ", " : "",
				rows[i].name, answer(text, rows[i].at));
	/* Behind the core, of type 1: Global Privacy Control. */
	if (rd_until(&r, '.', &segment)) {
		struct bits b = bits_over(rd_rest(&r));

		if (bits_take(&b, 2) == 1 && len < DETAIL_TEXT)
			snprintf(ret + len, DETAIL_TEXT - len, "%sGPC: %s", len > 0 ? ", " : "", bits_take(&b, 1) == 1 ? "yes" : "no");
	}
}

static void section(uint64_t id, struct span text, char ret[DETAIL_TEXT])
{
	const struct section *s = section_of(id);

	ret[0] = 0;
	if (id == SECTION_TCF)
		signal_tcf(text, ret);
	else if (id == SECTION_US_PRIVACY)
		signal_us_privacy(text, ret);
	else if (s != NULL)
		refusals(s, text, ret);
}

bool signal_gpp(struct span value, char ret[DETAIL_TEXT])
{
	struct reader r = rd_over_span(value);
	struct listed l = { .n = 0 };
	struct span text;
	size_t len = 0;

	if (!span_starts(value, "D"))
		return false;
	if (!rd_until(&r, '~', &text))
		text = rd_rest(&r);
	if (!header(text, &l))
		return false;
	for (size_t i = 0; i < l.n && len < DETAIL_TEXT; i++) {
		const struct section *s = section_of(l.ids[i]);
		char detail[DETAIL_TEXT];

		if (!rd_until(&r, '~', &text))
			text = rd_rest(&r);
		section(l.ids[i], text, detail);
		len += (size_t)snprintf(ret + len, DETAIL_TEXT - len, "%ssection %" PRIu64 " %s%s%.*s", i > 0 ? "; " : "", l.ids[i],
			s != NULL ? s->name : "", detail[0] != 0 ? ": " : "", SECTION_TEXT, detail);
	}
	if (l.n == 0)
		snprintf(ret, DETAIL_TEXT, "no section");
	return true;
}

/* "2,6" or "2_6" */
bool signal_gpp_sections(struct span value, char ret[DETAIL_TEXT])
{
	size_t len = 0;
	uint64_t id = 0;

	ret[0] = 0;
	for (size_t i = 0; i <= value.len && len < DETAIL_TEXT; i++) {
		uint8_t c = i < value.len ? value.data[i] : ',';

		if (c >= '0' && c <= '9') {
			id = id * 10 + (c - '0');
		} else if (c == ',' || c == '_') {
			const struct section *s = section_of(id);

			if (s == NULL)
				return false;
			len += (size_t)snprintf(ret + len, DETAIL_TEXT - len, "%s%" PRIu64 " %s", len > 0 ? ", " : "", id, s->name);
			id = 0;
		} else {
			return false;
		}
	}
	return true;
}

/* Version, notice given, sale refused, covered by the Limited Service Provider Agreement: "1YNN". */
bool signal_us_privacy(struct span value, char ret[DETAIL_TEXT])
{
	const char *words[3];

	if (value.len != 4 || value.data[0] != '1')
		return false;
	for (size_t i = 0; i < 3; i++) {
		uint8_t c = value.data[i + 1];

		if (strchr("YyNn-", c) == NULL || c == 0)
			return false;
		words[i] = c == '-' ? "not applicable" : (c | 0x20) == 'y' ? "yes" : "no";
	}
	snprintf(ret, DETAIL_TEXT, "notice given: %s, sale refused: %s, service provider agreement: %s", words[0], words[1], words[2]);
	return true;
}
