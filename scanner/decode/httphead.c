#include "decode/httphead.h"

#include "base/alloc.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* IANA's registry of HTTP methods, those that clients send. */
static const char *const methods[] = { "GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "CONNECT", "TRACE",
	"PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH", "QUERY" };

enum probe http_request_probe(struct span first)
{
	enum probe best = first.len == 0 ? PROBE_MORE : PROBE_NO;

	for (size_t i = 0; first.len > 0 && i < sizeof methods / sizeof *methods; i++) {
		size_t n = strlen(methods[i]);

		if (first.len > n ? span_starts(first, methods[i]) && first.data[n] == ' ' :
			memcmp(first.data, methods[i], first.len) == 0)
			best = first.len > n ? PROBE_YES : best == PROBE_YES ? best : PROBE_MORE;
	}
	return best;
}

size_t http_head_length(struct span bytes, size_t from)
{
	while (from < bytes.len) {
		const uint8_t *lf = memchr(bytes.data + from, '\n', bytes.len - from);
		size_t at;

		if (lf == NULL)
			return 0;
		at = (size_t)(lf - bytes.data) + 1;
		if (at < bytes.len && bytes.data[at] == '\n')
			return at + 1;
		if (at + 1 < bytes.len && bytes.data[at] == '\r' && bytes.data[at + 1] == '\n')
			return at + 2;
		from = at;
	}
	return 0;
}

int http_answer_status(struct span head)
{
	struct reader r = rd_over_span(head);
	struct span version;
	int status = 0;

	if (!span_starts(head, "HTTP/") || !rd_until(&r, ' ', &version))
		return 0;
	for (int i = 0; i < 3; i++) {
		uint8_t digit = rd_u8(&r);

		if (!isdigit(digit))
			return 0;
		status = status * 10 + (digit - '0');
	}
	return status;
}

static struct place_in place_of(struct span whole, struct span part)
{
	return (struct place_in){ part.len == 0 ? 0 : (size_t)(part.data - whole.data), part.len };
}

static void text_field(char *ret, size_t cap, struct span value)
{
	text_clean_to(ret, cap, value);
	text_lower(ret);
}

/* RFC 3986 3.2: the authority ends at the path, the query or the fragment; who logs in stands before its "@". */
static struct span authority(struct span t, struct span *ret_rest)
{
	struct reader r;
	struct span before;
	size_t n = 0;

	while (n < t.len && (t.data[n] == 0 || strchr("/?#", t.data[n]) == NULL))
		n++;
	*ret_rest = span_sub(t, n, SIZE_MAX);
	t = span_sub(t, 0, n);
	r = rd_over_span(t);
	return rd_until(&r, '@', &before) ? rd_rest(&r) : t;
}

/* RFC 9112 3.2: origin form "/path?query", absolute form "http://host/path", authority form "host:port". */
static void target(struct http_head *h, struct span bytes, struct span t)
{
	ptrdiff_t scheme = span_find(t, "://"), query;

	if (strcmp(h->method, "CONNECT") == 0) {
		h->tunnel = true;
		if (host_from(t, h->host))
			h->host_source = HOST_PROXY;
		return;
	}
	if (scheme > 0 && scheme < 8 && t.data[0] != '/') {
		struct span name = authority(span_sub(t, (size_t)scheme + 3, SIZE_MAX), &t);

		if (host_from(name, h->host))
			h->host_source = HOST_PROXY;
	}
	query = span_find(t, "?");
	h->path = place_of(bytes, query < 0 ? t : span_sub(t, 0, (size_t)query));
	if (query >= 0)
		h->query = place_of(bytes, span_sub(t, (size_t)query + 1, SIZE_MAX));
}

static bool request_line(struct http_head *h, struct span bytes, struct span line)
{
	struct reader r = rd_over_span(line);
	struct span method, t;
	ptrdiff_t version;

	if (!rd_until(&r, ' ', &method) || method.len >= sizeof h->method)
		return false;
	memcpy(h->method, method.data, method.len);
	h->method[method.len] = 0;
	t = rd_rest(&r);
	version = span_find(t, " HTTP/");
	if (version < 0)
		return false;
	target(h, bytes, span_sub(t, 0, (size_t)version));
	return true;
}

static void content_length(struct http_head *h, struct span value)
{
	uint64_t n = 0;

	for (size_t i = 0; i < value.len; i++) {
		if (!isdigit(value.data[i]) || n > UINT64_MAX / 16)
			return;
		n = n * 10 + (uint64_t)(value.data[i] - '0');
	}
	h->content_length = n;
}

static void transfer_encoding(struct http_head *h, struct span value)
{
	char text[64];

	text_field(text, sizeof text, value);
	h->chunked = h->chunked || strstr(text, "chunked") != NULL;
}

static void host(struct http_head *h, struct span value)
{
	char name[HOST_MAX];

	if (h->host_source == HOST_PROXY || !host_from(value, name))
		return;
	memcpy(h->host, name, sizeof name);
	h->host_source = HOST_HTTP;
}

static void content_type(struct http_head *h, struct span value)
{
	text_clean_to(h->content_type, sizeof h->content_type, value); /* a multipart boundary keeps its case */
}

static void content_encoding(struct http_head *h, struct span value)
{
	text_field(h->content_encoding, sizeof h->content_encoding, value);
}

static void upgrade(struct http_head *h, struct span value)
{
	text_field(h->upgrade, sizeof h->upgrade, value);
}

static const struct {
	const char *name;
	void (*read)(struct http_head *h, struct span value);
} known_fields[] = {
	{ "Host", host },
	{ "Content-Length", content_length },
	{ "Transfer-Encoding", transfer_encoding },
	{ "Content-Type", content_type },
	{ "Content-Encoding", content_encoding },
	{ "Upgrade", upgrade },
};

void http_field_heed(struct http_head *h, struct span name, struct span value)
{
	for (size_t i = 0; i < sizeof known_fields / sizeof *known_fields; i++) {
		if (span_is_nocase(name, known_fields[i].name))
			known_fields[i].read(h, value);
	}
}

void http_field_add(struct http_head *h, const char *prefix, struct span whole, struct span name, struct span value)
{
	struct buf root = { 0 };

	if (h->field_count == HTTP_HEADERS_MAX) {
		h->over_bound += name.len + value.len;
		return;
	}
	buf_puts(&root, prefix);
	text_clean(&root, name, NAME_TEXT);
	ARRAY_GROW(h->fields, h->field_count, h->field_cap);
	h->fields[h->field_count++] = (struct http_field){ xstrdup(buf_text(&root)), place_of(whole, value) };
	buf_free(&root);
}

static bool field_split(struct span line, struct span *ret_name, struct span *ret_value)
{
	struct reader r = rd_over_span(line);

	if (!rd_until(&r, ':', ret_name) || ret_name->len == 0)
		return false;
	*ret_value = span_trim(rd_rest(&r));
	return true;
}

static void field(struct http_head *h, struct span bytes, struct span line)
{
	struct span name, value;

	if (!field_split(line, &name, &value))
		return;
	http_field_heed(h, name, value);
	http_field_add(h, "http.header:", bytes, name, value);
}

/* RFC 9112 5.2: a line that begins with a blank goes on from the one before. */
static void folded(struct http_head *h, struct span bytes, struct span line)
{
	struct place_in *value;

	if (h->field_count == 0 || h->over_bound > 0)
		return;
	value = &h->fields[h->field_count - 1].value;
	if (value->len == 0)
		*value = place_of(bytes, line);
	else
		value->len = (size_t)(line.data - bytes.data) + line.len - value->from;
}

bool http_head_parse(struct http_head *h, struct span bytes)
{
	struct reader r = rd_over_span(bytes);
	struct span line;

	http_head_free(h);
	if (!rd_line(&r, &line) || !request_line(h, bytes, line))
		return false;
	while (rd_line(&r, &line) && line.len > 0) {
		if (line.data[0] == ' ' || line.data[0] == '\t')
			folded(h, bytes, line);
		else
			field(h, bytes, line);
	}
	if (h->chunked)
		h->content_length = 0;
	return true;
}

void http_trailer_parse(struct http_head *h, struct span bytes)
{
	struct reader r = rd_over_span(bytes);
	struct span line, name, value;

	while (rd_line(&r, &line)) {
		if (field_split(line, &name, &value))
			http_field_add(h, "http.trailer:", bytes, name, value);
	}
}

void http_fields_free(struct http_head *h)
{
	for (size_t i = 0; i < h->field_count; i++)
		free(h->fields[i].root);
	free(h->fields);
	h->fields = NULL;
	h->field_count = h->field_cap = 0;
}

void http_head_free(struct http_head *h)
{
	http_fields_free(h);
	*h = (struct http_head){ 0 };
}
