#include "capture/har_entry.h"

#include "base/alloc.h"
#include "base/instant.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* A piece of the entry's text, which moves as it grows. */
struct kept {
	size_t from, len;
};

struct kept_field {
	struct kept name, value;
};

struct kept_send {
	int64_t at;
	uint8_t opcode;
	struct kept data;
};

struct fields {
	struct kept_field *items;
	size_t n, cap;
	struct exchange_field *told; /* the same, as it is handed over */
	size_t told_cap;
};

enum list { HEADERS, COOKIES, QUERY, FORM, LISTS };

struct har_entry {
	struct jsontext *json;
	struct buf text;
	uint64_t over;           /* bytes of it that were dropped */
	uint64_t fields_over;    /* fields that were */
	struct kept method, url, http_version, body_type, body, body_encoding, server, started, resource, cache, error;
	double body_size, status;
	struct fields lists[LISTS];
	struct kept_send *sends;
	size_t send_count, send_cap;
	bool has_request, sends_told;

	/* as it is handed over */
	struct exchange exchange;
	struct exchange_send *told;
	size_t told_cap;
};

struct har_entry *har_entry_new(struct jsontext *json)
{
	struct har_entry *h = xcalloc(1, sizeof *h);

	h->json = json;
	return h;
}

void har_entry_free(struct har_entry *h)
{
	if (h == NULL)
		return;
	buf_free(&h->text);
	for (int i = 0; i < LISTS; i++) {
		free(h->lists[i].items);
		free(h->lists[i].told);
	}
	free(h->sends);
	free(h->told);
	free(h);
}

/* ---- what members are read by ---- */

struct member {
	const char *name;
	void (*read)(struct har_entry *h);
};

static void object_read(struct har_entry *h, const struct member *members, size_t n)
{
	char name[64];

	if (!jsontext_object(h->json)) {
		jsontext_skip(h->json);
		return;
	}
	while (jsontext_member(h->json, name)) {
		size_t i = 0;

		while (i < n && strcmp(members[i].name, name) != 0)
			i++;
		if (i < n)
			members[i].read(h);
		else
			jsontext_skip(h->json);
	}
}

#define OBJECT(h, members) object_read((h), (members), sizeof(members) / sizeof *(members))

static struct kept text_read(struct har_entry *h)
{
	size_t from = h->text.len, room = from < HAR_ENTRY_MAX ? HAR_ENTRY_MAX - from : 0;

	if (!jsontext_string(h->json, &h->text, room, &h->over))
		buf_truncate(&h->text, from);
	return (struct kept){ from, h->text.len - from };
}

static double number_read(struct har_entry *h, double without)
{
	double value = without;

	return jsontext_number(h->json, &value) ? value : without;
}

static struct span kept_span(const struct har_entry *h, struct kept k)
{
	return span_sub(buf_span(&h->text), k.from, k.len);
}

/* ---- lists of names and values: headers, cookies, queryString, postData.params ---- */

static void field_read(struct har_entry *h, enum list list)
{
	struct fields *f = &h->lists[list];
	struct kept_field field = { { 0 }, { 0 } };
	char name[64];

	if (!jsontext_object(h->json)) {
		jsontext_skip(h->json);
		return;
	}
	while (jsontext_member(h->json, name)) {
		if (strcmp(name, "name") == 0)
			field.name = text_read(h);
		else if (strcmp(name, "value") == 0)
			field.value = text_read(h);
		else
			jsontext_skip(h->json);
	}
	if (f->n == HAR_FIELDS_MAX) {
		h->fields_over++;
		return;
	}
	ARRAY_GROW(f->items, f->n, f->cap);
	f->items[f->n++] = field;
}

static void list_read(struct har_entry *h, enum list list)
{
	h->lists[list].n = 0;
	if (!jsontext_array(h->json)) {
		jsontext_skip(h->json);
		return;
	}
	while (jsontext_item(h->json))
		field_read(h, list);
}

/* ---- request ---- */

static void read_method(struct har_entry *h) { h->method = text_read(h); }
static void read_url(struct har_entry *h) { h->url = text_read(h); }
static void read_http_version(struct har_entry *h) { h->http_version = text_read(h); }
static void read_headers(struct har_entry *h) { list_read(h, HEADERS); }
static void read_cookies(struct har_entry *h) { list_read(h, COOKIES); }
static void read_query(struct har_entry *h) { list_read(h, QUERY); }
static void read_body_size(struct har_entry *h) { h->body_size = number_read(h, -1); }
static void read_body_type(struct har_entry *h) { h->body_type = text_read(h); }
static void read_body(struct har_entry *h) { h->body = text_read(h); }
static void read_body_encoding(struct har_entry *h) { h->body_encoding = text_read(h); }
static void read_form(struct har_entry *h) { list_read(h, FORM); }

/* HAR 1.2 has no encoding here; HAR 1.3's draft and PCAPdroid say "encoding", mitmproxy's reader and others "_encoding". */
static void read_post(struct har_entry *h)
{
	static const struct member members[] = {
		{ "mimeType", read_body_type }, { "text", read_body }, { "params", read_form },
		{ "encoding", read_body_encoding }, { "_encoding", read_body_encoding },
	};

	OBJECT(h, members);
}

static void read_request(struct har_entry *h)
{
	static const struct member members[] = {
		{ "method", read_method }, { "url", read_url }, { "httpVersion", read_http_version }, { "headers", read_headers },
		{ "cookies", read_cookies }, { "queryString", read_query }, { "postData", read_post }, { "bodySize", read_body_size },
	};

	h->has_request = true;
	OBJECT(h, members);
}

/* ---- answer: only whether the request left at all ---- */

static void read_status(struct har_entry *h) { h->status = number_read(h, -1); }
static void read_error(struct har_entry *h) { h->error = text_read(h); }

static void read_response(struct har_entry *h)
{
	static const struct member members[] = { { "status", read_status }, { "_error", read_error } };

	OBJECT(h, members);
}

/* ---- WebSocket messages, as Chrome writes them ---- */

static void send_read(struct har_entry *h)
{
	struct kept_send s = { .opcode = 1 };
	struct kept type = { 0 };
	size_t begin = h->text.len;
	char name[64];
	double number;

	while (jsontext_member(h->json, name)) {
		if (strcmp(name, "type") == 0)
			type = text_read(h);
		else if (strcmp(name, "data") == 0)
			s.data = text_read(h);
		else if (strcmp(name, "opcode") == 0)
			s.opcode = (number = number_read(h, 1)) >= 0 && number < 16 ? (uint8_t)number : 1;
		else if (strcmp(name, "time") == 0)
			s.at = (number = number_read(h, 0)) > 0 && number < 4e9 ? (int64_t)(number * 1e6) * NS_PER_US : 0;
		else
			jsontext_skip(h->json);
	}
	if (!span_is(kept_span(h, type), "send")) {
		buf_truncate(&h->text, begin); /* received: its text is not kept */
		return;
	}
	if (h->send_count == HAR_FIELDS_MAX) {
		h->fields_over++;
		return;
	}
	ARRAY_GROW(h->sends, h->send_count, h->send_cap);
	h->sends[h->send_count++] = s;
}

static void read_sends(struct har_entry *h)
{
	h->send_count = 0;
	if (!jsontext_array(h->json)) {
		jsontext_skip(h->json);
		return;
	}
	h->sends_told = true;
	while (jsontext_item(h->json)) {
		if (jsontext_object(h->json))
			send_read(h);
		else
			jsontext_skip(h->json);
	}
}

/* ---- entry ---- */

static void forget(struct har_entry *h)
{
	const struct kept none = { 0 };

	buf_reset(&h->text);
	h->over = h->fields_over = 0;
	h->method = h->url = h->http_version = h->body_type = h->body = h->body_encoding = none;
	h->server = h->started = h->resource = h->cache = h->error = none;
	h->body_size = h->status = -1;
	for (int i = 0; i < LISTS; i++)
		h->lists[i].n = 0;
	h->send_count = 0;
	h->has_request = h->sends_told = false;
}

static void read_started(struct har_entry *h) { h->started = text_read(h); }
static void read_server(struct har_entry *h) { h->server = text_read(h); }
static void read_resource(struct har_entry *h) { h->resource = text_read(h); }
static void read_cache(struct har_entry *h) { h->cache = text_read(h); }

void har_entry_read(struct har_entry *h)
{
	static const struct member members[] = {
		{ "request", read_request }, { "response", read_response }, { "startedDateTime", read_started },
		{ "serverIPAddress", read_server }, { "_webSocketMessages", read_sends }, { "_resourceType", read_resource },
		{ "_fromCache", read_cache },
	};

	forget(h);
	OBJECT(h, members);
}

/* ---- what was read, as it is handed over ---- */

/* RFC 3339; some write a zone without its colon. */
bool har_entry_time(const struct har_entry *h, int64_t *ret)
{
	struct span s = span_trim(kept_span(h, h->started));
	char text[48];
	size_t n = s.len;

	if (n < 20 || n > 40)
		return false;
	memcpy(text, s.data, n);
	text[n] = 0;
	if ((text[n - 5] == '+' || text[n - 5] == '-') && text[n - 3] != ':') {
		memmove(text + n - 1, text + n - 2, 3);
		text[n - 2] = ':';
	}
	return instant_parse(text, ret);
}

/* Chrome once wrote IPv6 in brackets. */
static struct address server_of(const struct har_entry *h)
{
	struct span s = span_trim(kept_span(h, h->server));
	struct address a = { 0 };
	char text[ADDRESS_TEXT];

	if (s.len > 2 && s.data[0] == '[' && s.data[s.len - 1] == ']')
		s = span_sub(s, 1, s.len - 2);
	if (s.len == 0 || s.len >= sizeof text || memchr(s.data, 0, s.len) != NULL)
		return a;
	memcpy(text, s.data, s.len);
	text[s.len] = 0;
	address_parse(text, &a);
	return a;
}

static const struct exchange_field *fields_tell(struct har_entry *h, enum list list, size_t *ret_n)
{
	struct fields *f = &h->lists[list];

	for (*ret_n = 0; *ret_n < f->n;) {
		const struct kept_field *k = &f->items[*ret_n];

		ARRAY_GROW(f->told, *ret_n, f->told_cap);
		f->told[(*ret_n)++] = (struct exchange_field){ kept_span(h, k->name), kept_span(h, k->value) };
	}
	return f->told;
}

static const struct exchange_send *sends_tell(struct har_entry *h, size_t *ret_n)
{
	for (*ret_n = 0; *ret_n < h->send_count;) {
		const struct kept_send *s = &h->sends[*ret_n];

		ARRAY_GROW(h->told, *ret_n, h->told_cap);
		h->told[(*ret_n)++] = (struct exchange_send){ s->at, s->opcode, kept_span(h, s->data) };
	}
	return h->told;
}

const struct exchange *har_entry_exchange(struct har_entry *h)
{
	struct exchange *x = &h->exchange;
	struct span encoding = kept_span(h, h->body_encoding), url = kept_span(h, h->url);

	*x = (struct exchange){ .server = server_of(h), .method = kept_span(h, h->method), .url = url,
		.version = kept_span(h, h->http_version), .body_type = kept_span(h, h->body_type), .body = kept_span(h, h->body),
		.body_base64 = span_is_nocase(encoding, "base64"), .body_size = h->body_size >= 0 && h->body_size < 1e15 ? (int64_t)h->body_size : -1,
		.sends_told = h->sends_told };
	x->headers = fields_tell(h, HEADERS, &x->header_count);
	x->cookies = fields_tell(h, COOKIES, &x->cookie_count);
	x->query = fields_tell(h, QUERY, &x->query_count);
	x->form = fields_tell(h, FORM, &x->form_count);
	x->sends = sends_tell(h, &x->send_count);
	x->websocket = h->sends_told || span_is_nocase(kept_span(h, h->resource), "websocket") || span_starts_nocase(url, "ws:") ||
		span_starts_nocase(url, "wss:") || h->status == 101;
	return x;
}

const char *har_entry_unsent(const struct har_entry *h)
{
	struct span url = kept_span(h, h->url);
	static const char *const schemes[] = { "http:", "https:", "ws:", "wss:" };

	if (!h->has_request || url.len == 0)
		return "no request in it";
	if (h->cache.len > 0)
		return "answered from a cache";
	if (span_starts(kept_span(h, h->error), "net::ERR_BLOCKED"))
		return "blocked by the exporter";
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		if (span_starts_nocase(url, schemes[i]))
			return NULL;
	}
	return "another scheme";
}

bool har_entry_bounded(const struct har_entry *h, uint64_t *ret_bytes)
{
	*ret_bytes = h->over;
	return h->over + h->fields_over > 0;
}
