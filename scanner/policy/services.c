/* rules/services/: who is behind which host. */
#include "policy/load.h"
#include "policy/terms.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct filling {
	struct rulebook *book;
	char *owner;              /* of all services of the file that name none */
	char owner_country[3];
	const struct node *list;
};

/* ---- a match ---- */

/* RFC 1123 2.1, and "_", which names in use have. NULL where there is no fault. */
static const char *host_fault(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	bool dot = false;

	if (strpbrk(text, "*/ \t\n=@") != NULL || text[0] == '.' || text[0] == 0)
		return "no host name; 'mi.com' matches all names under it, '=mi.com' only itself";
	if (strchr(text, ':') != NULL)
		return "no host name; a port stands under 'port'";
	if (strlen(text) >= HOST_MAX)
		return "no host name: too long";
	for (size_t len; *text != 0; text += len + (text[len] == '.')) {
		len = strspn(text, letters);
		if (text[len] != 0 && text[len] != '.')
			return "no host name: of letters, digits, '-' and '.'; names in other scripts are written as xn--...";
		if (len == 0 || len > 63 || (text[len] == '.' && text[len + 1] == 0))
			return "no host name: between dots stand 1 to 63 characters";
		dot = dot || text[len] == '.';
	}
	return dot ? NULL : "a host of one label: no service owns all names under it";
}

/* "mi.com" for it and all below, "=mi.com" for itself alone; an address is always itself alone. */
static void read_host(struct reading *r, const struct node *n, void *ret)
{
	struct service_match *m = ret;
	const char *text = node_text(r, n);
	struct address address;

	if (text == NULL)
		return;
	m->exact = text[0] == '=';
	text += m->exact;
	if (!address_parse(text, &address)) {
		const char *fault = host_fault(text);

		if (fault != NULL) {
			mistake_in(r, n, fault);
			return;
		}
	} else {
		m->exact = true;
	}
	m->host = xstrdup(text);
	text_lower(m->host);
}

static void read_port(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);
	long port;

	if (text == NULL)
		return;
	port = n->len <= 5 && strspn(text, "0123456789") == n->len ? strtol(text, NULL, 10) : 0;
	if (port < 1 || port > UINT16_MAX)
		mistake_in(r, n, "no port from 1 to 65535");
	else
		*(uint16_t *)ret = (uint16_t)port;
}

static void read_path(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text == NULL)
		return;
	if (text[0] != '/' || strpbrk(text, "?* \n") != NULL)
		mistake_in(r, n, "no prefix of a path such as /pass/user@id");
	else
		read_title(r, n, ret);
}

static void read_certificate(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n), *fault = text == NULL ? NULL : host_fault(text);
	char **domain = ret;

	if (fault != NULL)
		mistake_in(r, n, fault);
	if (text == NULL || fault != NULL)
		return;
	*domain = xstrdup(text);
	text_lower(*domain);
}

/* "t13d1516h2_8daaf6152771_b186095e22b6" */
static void read_ja4(struct reading *r, const struct node *n, void *ret)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	const char *text = node_text(r, n);

	if (text == NULL)
		return;
	if (strspn(text, letters) == 10 && text[10] == '_' && strspn(text + 11, letters) == 12 && text[23] == '_' &&
		strspn(text + 24, letters) == 12 && text[36] == 0)
		read_title(r, n, ret);
	else
		mistake_in(r, n, "no JA4 such as t13d1516h2_8daaf6152771_b186095e22b6");
}

static void match(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "host", false, read_host, 0 },
		{ "port", false, read_port, offsetof(struct service_match, port) },
		{ "path", false, read_path, offsetof(struct service_match, path) },
		{ "key", false, read_title, offsetof(struct service_match, key) },
		{ "protocol", false, read_title, offsetof(struct service_match, protocol) },
		{ "certificate", false, read_certificate, offsetof(struct service_match, certificate) },
		{ "ja4", false, read_ja4, offsetof(struct service_match, ja4) },
		{ "alpn", false, read_title, offsetof(struct service_match, alpn) },
	};
	struct service *s = ctx;
	struct service_match m = { 0 };
	size_t before = r->count;

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &m);
	if (r->count == before && m.host == NULL && m.protocol == NULL && m.certificate == NULL && m.ja4 == NULL)
		mistake(r, n, "a match needs a host, a protocol, a certificate or a ja4");
	if (r->count == before) { /* else it is compared with no other */
		m.line = n->line;
		m.column = n->column;
	}
	s->matches = array_add(s->matches, &s->match_count, sizeof *s->matches);
	s->matches[s->match_count - 1] = m;
}

static void read_matches(struct reading *r, const struct node *n, void *ret)
{
	read_each_of_some(r, n, match, ret);
}

/* ---- a service ---- */

static void read_class(struct reading *r, const struct node *n, void *ret)
{
	static const char *const words[] = { "cdn" };

	*(bool *)ret = node_word(r, n, "class", words, 1) == 0;
}

static void read_service_status(struct reading *r, const struct node *n, void *ret)
{
	static const char *const words[] = { "stable", "test", "experimental", "deprecated" };

	if (node_word(r, n, "status", words, sizeof words / sizeof *words) >= 0)
		read_text(r, n, ret);
}

static void take_owner(struct reading *r, const struct node *n, const struct filling *f, struct service *s)
{
	if (s->owner == NULL && s->owner_country[0] == 0 && f->owner != NULL) {
		s->owner = xstrdup(f->owner);
		memcpy(s->owner_country, f->owner_country, sizeof s->owner_country);
	}
	if (s->owner == NULL || s->owner_country[0] == 0)
		mistake(r, n, "a service needs owner and owner_country, its own or its file's");
}

static void service(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "id", true, read_id, offsetof(struct service, id) },
		{ "title", true, read_title, offsetof(struct service, title) },
		{ "purpose", true, read_text, offsetof(struct service, purpose) },
		{ "status", true, read_service_status, offsetof(struct service, status) },
		{ "source", true, read_text, offsetof(struct service, source) },
		{ "owner", false, read_title, offsetof(struct service, owner) },
		{ "owner_country", false, read_country, offsetof(struct service, owner_country) },
		{ "class", false, read_class, offsetof(struct service, cdn) },
		{ "matches", true, read_matches, 0 },
	};
	struct filling *f = ctx;
	struct rulebook *b = f->book;
	struct service s = { .origin = origin_of(r, n) };
	size_t before = r->count;

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &s);
	if (r->count == before)
		take_owner(r, n, f, &s);
	if (s.id == NULL)
		s.id = xstrdup(""); /* looked up by others while the rest is checked */
	else if (rulebook_service(b, s.id) != NULL)
		mistake(r, n, "duplicate service: '%s'; it stands in %s:%d already", s.id,
			rulebook_service(b, s.id)->origin.file, rulebook_service(b, s.id)->origin.line);
	b->services = array_add(b->services, &b->service_count, sizeof *b->services);
	b->services[b->service_count - 1] = s;
}

/* ---- one match, one service ---- */

struct claim {
	const struct service_match *match;
	size_t service;
};

static int text_order(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int match_order(const struct service_match *a, const struct service_match *b)
{
	int order = text_order(a->host, b->host);

	if (order == 0)
		order = a->exact - b->exact;
	if (order == 0)
		order = a->port - b->port;
	if (order == 0)
		order = text_order(a->path, b->path);
	if (order == 0)
		order = text_order(a->key, b->key);
	if (order == 0)
		order = text_order(a->protocol, b->protocol);
	if (order == 0)
		order = text_order(a->certificate, b->certificate);
	if (order == 0)
		order = text_order(a->ja4, b->ja4);
	return order != 0 ? order : text_order(a->alpn, b->alpn);
}

static int claim_order(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	int order = match_order(x->match, y->match);

	if (order == 0)
		order = (x->service > y->service) - (x->service < y->service);
	return order != 0 ? order : (x->match > y->match) - (x->match < y->match);
}

static struct claim *all_claims(const struct rulebook *b, size_t *ret_n)
{
	struct claim *claims = NULL;

	for (size_t i = 0; i < b->service_count; i++) {
		for (size_t k = 0; k < b->services[i].match_count; k++) {
			if (b->services[i].matches[k].line == 0)
				continue;
			claims = array_add(claims, ret_n, sizeof *claims);
			claims[*ret_n - 1] = (struct claim){ &b->services[i].matches[k], i };
		}
	}
	return claims;
}

/* What it is known by. */
static const char *match_text(const struct service_match *m)
{
	return m->host != NULL ? m->host : m->protocol != NULL ? m->protocol : m->certificate != NULL ? m->certificate : m->ja4;
}

/* Where the longest match wins, two equals would leave it to chance. Services before `first` were checked with their own file. */
static void check_claims(struct reading *r, const struct rulebook *b, size_t first)
{
	size_t n = 0;
	struct claim *claims = all_claims(b, &n);

	if (n > 0)
		qsort(claims, n, sizeof *claims, claim_order);
	for (size_t i = 1; i < n; i++) {
		const struct service *one = &b->services[claims[i - 1].service], *two = &b->services[claims[i].service];
		const struct service_match *m = claims[i].match;
		struct node at = { .line = m->line, .column = m->column };

		if (claims[i].service >= first && match_order(claims[i - 1].match, m) == 0)
			mistake(r, &at, "a match of service '%s' that '%s' has already, in %s:%d: '%.100s'", two->id, one->id,
				one->origin.file, claims[i - 1].match->line, match_text(m));
	}
	free(claims);
}

/* ---- a file ---- */

/* The list waits until the file's owner is known. */
static void read_later(struct reading *r, const struct node *n, void *ret)
{
	(void)r;
	*(const struct node **)ret = n;
}

void load_services(struct reading *r, const struct tree *tree, struct rulebook *b)
{
	static const struct field fields[] = {
		{ "schema", true, read_schema, 0 },
		{ "owner", false, read_title, offsetof(struct filling, owner) },
		{ "owner_country", false, read_country, offsetof(struct filling, owner_country) },
		{ "services", true, read_later, offsetof(struct filling, list) },
	};
	struct filling f = { .book = b };
	const struct node *root = only_root(r, tree);
	size_t first = b->service_count;

	if (root == NULL)
		return;
	read_fields(r, root, fields, sizeof fields / sizeof *fields, &f);
	if (f.list != NULL)
		read_each_of_some(r, f.list, service, &f);
	check_claims(r, b, first);
	free(f.owner);
}

static void free_matches(struct service *s)
{
	for (size_t i = 0; i < s->match_count; i++) {
		free(s->matches[i].host);
		free(s->matches[i].path);
		free(s->matches[i].key);
		free(s->matches[i].protocol);
		free(s->matches[i].certificate);
		free(s->matches[i].ja4);
		free(s->matches[i].alpn);
	}
	free(s->matches);
}

void free_services(struct rulebook *b)
{
	for (size_t i = 0; i < b->service_count; i++) {
		struct service *s = &b->services[i];

		free_matches(s);
		free(s->id);
		free(s->title);
		free(s->owner);
		free(s->purpose);
		free(s->source);
		free(s->status);
		free((char *)s->origin.file);
	}
	free(b->services);
}
