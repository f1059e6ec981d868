#include "assess/ranges.h"

#include "base/alloc.h"
#include "base/text.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct ranges {
	char *path;
	const char *operator_id;
	struct place_source source;
	struct range *items; /* sorted by family, bits, net; each prefix once */
	size_t n, cap;
};

/* Text of a member, "" where there is none or it is no text. */
static const char *text_at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text == NULL ? "" : text;
}

static void net_mask(struct address *a, int bits)
{
	for (int i = 0; i < 16; i++) {
		int kept = bits - i * 8;

		if (kept < 8)
			a->octets[i] &= kept <= 0 ? 0 : (uint8_t)(0xFF << (8 - kept));
	}
}

static bool prefix_parse(const char *text, struct address *ret, uint8_t *ret_bits)
{
	char address[ADDRESS_TEXT], *end;
	const char *slash = strchr(text, '/');
	long bits;

	if (slash == NULL || (size_t)(slash - text) >= sizeof address || !isdigit((unsigned char)slash[1]))
		return false;
	memcpy(address, text, (size_t)(slash - text));
	address[slash - text] = 0;
	bits = strtol(slash + 1, &end, 10);
	if (*end != 0 || !address_parse(address, ret) || bits > (ret->family == 4 ? 32 : 128))
		return false;
	net_mask(ret, (int)bits);
	*ret_bits = (uint8_t)bits;
	return true;
}

static int add(struct ranges *r, const char *prefix, const char *region, enum place_class class, struct err *e)
{
	struct range item = { .class = (uint8_t)class };

	if (!prefix_parse(prefix, &item.net, &item.bits))
		return err_set(e, "%s: not an address range: '%.64s'", r->source.file, prefix);
	if (r->n == RANGES_MAX)
		return err_set(e, "%s: more than %d ranges", r->source.file, RANGES_MAX);
	text_clean_to(item.region, sizeof item.region, span_of(region));
	ARRAY_GROW(r->items, r->n, r->cap);
	r->items[r->n++] = item;
	return 0;
}

/* A region that is none: the address answers from many. */
static bool is_global(const char *region)
{
	return strcasecmp(region, "global") == 0;
}

static int aws_list(struct ranges *r, const json_t *list, const char *key, struct err *e)
{
	size_t i;
	json_t *p;

	json_array_foreach (list, i, p) {
		const char *group = text_at(p, "network_border_group"), *service = text_at(p, "service");
		enum place_class class = is_global(group) || strcmp(service, "GLOBALACCELERATOR") == 0 ?
			CLASS_ANYCAST : CLASS_PUBLIC;

		if (strcmp(service, "CLOUDFRONT") == 0)
			class = CLASS_CDN;
		if (add(r, text_at(p, key), is_global(group) ? "" : group, class, e) != 0)
			return -1;
	}
	return 0;
}

static int aws_read(struct ranges *r, const json_t *root, struct err *e)
{
	if (aws_list(r, json_object_get(root, "prefixes"), "ip_prefix", e) != 0)
		return -1;
	return aws_list(r, json_object_get(root, "ipv6_prefixes"), "ipv6_prefix", e);
}

static int google_read(struct ranges *r, const json_t *root, struct err *e)
{
	size_t i;
	json_t *p;

	json_array_foreach (json_object_get(root, "prefixes"), i, p) {
		const char *v4 = text_at(p, "ipv4Prefix"), *scope = text_at(p, "scope");
		bool global = is_global(scope);

		if (add(r, v4[0] != 0 ? v4 : text_at(p, "ipv6Prefix"), global ? "" : scope,
			    global ? CLASS_ANYCAST : CLASS_PUBLIC, e) != 0)
			return -1;
	}
	return 0;
}

static int azure_read(struct ranges *r, const json_t *root, struct err *e)
{
	size_t i, k;
	json_t *tag, *prefix;

	json_array_foreach (json_object_get(root, "values"), i, tag) {
		const json_t *of = json_object_get(tag, "properties");
		bool edge = strncmp(text_at(tag, "name"), "AzureFrontDoor", 14) == 0;

		json_array_foreach (json_object_get(of, "addressPrefixes"), k, prefix) {
			const char *text = json_string_value(prefix);

			if (add(r, text == NULL ? "" : text, text_at(of, "region"), edge ? CLASS_CDN : CLASS_PUBLIC, e) != 0)
				return -1;
		}
	}
	return 0;
}

static int oracle_read(struct ranges *r, const json_t *root, struct err *e)
{
	size_t i, k;
	json_t *region, *cidr;

	json_array_foreach (json_object_get(root, "regions"), i, region) {
		json_array_foreach (json_object_get(region, "cidrs"), k, cidr) {
			if (add(r, text_at(cidr, "cidr"), text_at(region, "region"), CLASS_PUBLIC, e) != 0)
				return -1;
		}
	}
	return 0;
}

/* A file is of the first kind whose mark, a member of its outermost object, it has. */
static const struct format {
	const char *mark, *operator_id, *type;
	const char *date; /* member that begins with YYYY-MM-DD, NULL none */
	int (*read)(struct ranges *r, const json_t *root, struct err *e);
} formats[] = {
	{ "createDate", "aws", "aws-ip-ranges", "createDate", aws_read },
	{ "creationTime", "gcp", "google-cloud-ranges", "creationTime", google_read },
	{ "last_updated_timestamp", "oracle", "oracle-ip-ranges", "last_updated_timestamp", oracle_read },
	{ "values", "azure", "azure-service-tags", NULL, azure_read },
};

static const struct format *format_of(const json_t *root)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		if (json_object_get(root, formats[i].mark) != NULL)
			return &formats[i];
	}
	return NULL;
}

/* The date in "ServiceTags_Public_20260817.json": Azure's own text has none. */
static bool file_date(const char *file, int64_t *ret)
{
	for (const char *p = file; *p != 0; p++) {
		char date[16];

		if (strspn(p, "0123456789") == 8) {
			snprintf(date, sizeof date, "%.4s-%.2s-%.2s", p, p + 4, p + 6);
			return instant_parse(date, ret);
		}
		p += strspn(p, "0123456789");
		if (*p == 0)
			break;
	}
	return false;
}

static int64_t date_of(const struct format *f, const json_t *root, const char *file)
{
	char date[11];
	int64_t at;

	snprintf(date, sizeof date, "%s", f->date == NULL ? "" : text_at(root, f->date));
	if (instant_parse(date, &at) || file_date(file, &at))
		return at;
	return DATE_UNKNOWN;
}

static int by_prefix(const void *x, const void *y)
{
	const struct range *a = x, *b = y;

	if (a->net.family != b->net.family)
		return a->net.family - b->net.family;
	if (a->bits != b->bits)
		return a->bits - b->bits;
	return memcmp(a->net.octets, b->net.octets, sizeof a->net.octets);
}

static int by_prefix_and_value(const void *x, const void *y)
{
	const struct range *a = x, *b = y;
	int c = by_prefix(a, b);

	return c != 0 ? c : strcmp(b->region, a->region);
}

/* One prefix stands there once for each of its uses: they become one. Where its regions differ it has none. */
static void merge(struct ranges *r)
{
	size_t kept = 0;

	if (r->n > 0)
		qsort(r->items, r->n, sizeof *r->items, by_prefix_and_value);
	for (size_t i = 0; i < r->n; i++) {
		struct range *to = &r->items[kept == 0 ? 0 : kept - 1], *from = &r->items[i];

		if (kept == 0 || by_prefix(to, from) != 0) {
			r->items[kept++] = *from;
			continue;
		}
		if (from->class > to->class)
			to->class = from->class;
		if (from->region[0] != 0 && strcmp(from->region, to->region) != 0)
			to->region[0] = 0;
	}
	r->n = kept;
}

static int ranges_fill(struct ranges *r, struct span text, struct err *e)
{
	json_error_t where;
	json_t *root = json_loadb((const char *)text.data, text.len, 0, &where);
	const struct format *f;
	int rc;

	if (root == NULL)
		return err_set(e, "%s:%d:%d: not JSON: %s", r->source.file, where.line, where.column, where.text);
	f = format_of(root);
	if (f == NULL) {
		json_decref(root);
		return err_set(e, "%s: not a range file of AWS, Google, Azure or Oracle", r->source.file);
	}
	r->operator_id = f->operator_id;
	snprintf(r->source.type, sizeof r->source.type, "%s", f->type);
	r->source.date = date_of(f, root, r->source.file);
	rc = f->read(r, root, e);
	json_decref(root);
	if (rc == 0 && r->n == 0)
		rc = err_set(e, "%s: no address ranges in it", r->source.file);
	merge(r);
	return rc;
}

struct ranges *ranges_parse(struct span text, const char *file, struct err *e)
{
	struct ranges *r = xcalloc(1, sizeof *r);

	r->path = xstrdup(file);
	r->source.file = r->path;
	if (ranges_fill(r, text, e) == 0)
		return r;
	ranges_free(r);
	return NULL;
}

struct ranges *ranges_open(const char *path, struct err *e)
{
	struct ranges *r = xcalloc(1, sizeof *r);
	struct buf text = { 0 };

	r->path = xstrdup(path);
	if (source_read(r->path, &r->source, &text, e) != 0 || ranges_fill(r, buf_span(&text), e) != 0) {
		ranges_free(r);
		r = NULL;
	}
	buf_free(&text);
	return r;
}

void ranges_free(struct ranges *r)
{
	if (r == NULL)
		return;
	free(r->items);
	free(r->path);
	free(r);
}

const struct place_source *ranges_source(const struct ranges *r)
{
	return &r->source;
}

const char *ranges_operator(const struct ranges *r)
{
	return r->operator_id;
}

bool ranges_find(const struct ranges *r, const struct address *a, struct range *ret)
{
	bool found = false;

	for (int bits = a->family == 4 ? 32 : 128; bits >= 0; bits--) {
		struct range key = { .net = *a, .bits = (uint8_t)bits };
		const struct range *hit;

		net_mask(&key.net, bits);
		hit = bsearch(&key, r->items, r->n, sizeof key, by_prefix);
		if (hit == NULL)
			continue;
		if (!found || hit->region[0] != 0 || hit->class != CLASS_PUBLIC)
			*ret = *hit;
		found = true;
		if (hit->region[0] != 0 || hit->class != CLASS_PUBLIC)
			return true;
	}
	return found;
}
