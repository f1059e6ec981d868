/*
 * HAR 1.2 (HTTP Archive, as browsers and proxies write it): one JSON object "log" with an array "entries". A file may be of any size; what is
 * kept is one entry at a time (har_entry.h).
 */
#include "capture/format.h"

#include "base/alloc.h"
#include "base/text.h"
#include "capture/har_entry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct har {
	struct jsontext json;
	bool in_entries, ended;
	char creator[128], version[16];
	int64_t at;              /* of the entry before, for one that says none */
	struct har_entry *entry;
};

static bool is_har(struct span first)
{
	static const char byte_order_mark[] = "\xEF\xBB\xBF";
	size_t at = span_starts(first, byte_order_mark) ? 3 : 0;

	while (at < first.len && strchr(" \t\r\n", first.data[at]) != NULL && first.data[at] != 0)
		at++;
	return at == first.len || first.data[at] == '{';
}

static void name_read(struct har *h, char *ret, size_t cap)
{
	struct buf text = { 0 };
	uint64_t over = 0;

	if (jsontext_string(&h->json, &text, cap, &over))
		text_clean_to(ret, cap, buf_span(&text));
	buf_free(&text);
}

/* "name" and "version" of who wrote the file. */
static void creator_read(struct har *h)
{
	char name[64] = "", version[32] = "", member[64];

	if (!jsontext_object(&h->json)) {
		jsontext_skip(&h->json);
		return;
	}
	while (jsontext_member(&h->json, member)) {
		if (strcmp(member, "name") == 0)
			name_read(h, name, sizeof name);
		else if (strcmp(member, "version") == 0)
			name_read(h, version, sizeof version);
		else
			jsontext_skip(&h->json);
	}
	snprintf(h->creator, sizeof h->creator, "%s%s%s", name, version[0] != 0 ? " " : "", version);
}

/* Members of the log up to its entries. False at its end. */
static bool log_read(struct har *h)
{
	char name[64];

	while (jsontext_member(&h->json, name)) {
		if (strcmp(name, "creator") == 0)
			creator_read(h);
		else if (strcmp(name, "version") == 0)
			name_read(h, h->version, sizeof h->version);
		else if (strcmp(name, "entries") == 0 && jsontext_array(&h->json))
			return true;
		else
			jsontext_skip(&h->json);
	}
	return false;
}

static bool log_find(struct har *h)
{
	char name[64];

	if (!jsontext_object(&h->json))
		return false;
	while (jsontext_member(&h->json, name)) {
		if (strcmp(name, "log") == 0 && jsontext_object(&h->json))
			return true;
		jsontext_skip(&h->json);
	}
	return false;
}

static void *har_open(struct capture *c, struct err *e)
{
	struct har *h = xcalloc(1, sizeof *h);

	if (span_starts(source_peek(c->source, 3), "\xEF\xBB\xBF"))
		source_take(c->source, 3);
	h->json = jsontext_over(c->source);
	if (!log_find(h)) {
		err_set(e, "not a capture file: JSON, but without the 'log' of a HAR file");
		free(h);
		return NULL;
	}
	h->entry = har_entry_new(&h->json);
	snprintf(c->description, sizeof c->description, "HAR");
	return h;
}

static bool har_end(struct capture *c, struct har *h)
{
	h->ended = true;
	jsontext_settle(&h->json);
	if (h->json.failed)
		return format_give_up(c, h->json.ended ? LOSS_CUT_FILE : LOSS_DAMAGED_JSON);
	return false;
}

static void describe(struct capture *c, const struct har *h)
{
	snprintf(c->description, sizeof c->description, "HAR%s%s", h->version[0] != 0 ? " " : "", h->version);
	snprintf(c->application, sizeof c->application, "%s", h->creator);
}

/* False where there is nothing to hand over. */
static bool entry_tell(struct capture *c, struct har *h, struct packet *ret)
{
	const char *why = har_entry_unsent(h->entry);
	uint64_t over;

	if (!har_entry_time(h->entry, &h->at) && why == NULL)
		losses_add(c->losses, LOSS_HAR_TIME, c->frame, 1, 0, "");
	if (why != NULL) {
		losses_add(c->losses, LOSS_HAR_UNSENT, c->frame, 1, 0, why);
		return false;
	}
	if (har_entry_bounded(h->entry, &over))
		losses_add(c->losses, LOSS_HAR_BOUND, c->frame, 1, over, "");
	*ret = (struct packet){ .frame = c->frame, .at = h->at, .link = -1, .exchange = har_entry_exchange(h->entry) };
	return true;
}

static bool har_next(struct capture *c, void *state, struct packet *ret)
{
	struct har *h = state;

	while (!h->ended) {
		if (!h->in_entries)
			h->in_entries = log_read(h);
		describe(c, h);
		if (!h->in_entries)
			return har_end(c, h);
		h->in_entries = jsontext_item(&h->json);
		if (!h->in_entries)
			continue;
		har_entry_read(h->entry);
		if (h->json.failed)
			return har_end(c, h);
		c->frame++;
		if (entry_tell(c, h, ret))
			return true;
	}
	return false;
}

static void har_close(void *state)
{
	struct har *h = state;

	har_entry_free(h->entry);
	free(h);
}

const struct format format_har = { "HAR", is_har, har_open, har_next, har_close };
