/* case.yaml: the handsets with their true values, what was done when, the consent timeline, attested places. */
#include "policy/load.h"
#include "policy/terms.h"

#include "base/alloc.h"
#include "base/digest.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HANDSETS_MAX = 1000 }; /* of one case, each compared with all others */

/* ---- values ---- */

struct kind_values {
	struct case_handset *handset;
	enum kind kind;
};

static void value(struct reading *r, const struct node *n, void *ctx)
{
	const struct kind_values *v = ctx;
	struct case_handset *h = v->handset;
	const char *text = node_text(r, n);
	const char *fault;
	char room[128];

	if (text == NULL)
		return;
	fault = value_fault(v->kind, text, room);
	if (fault != NULL) {
		mistake(r, n, "no %s: %s", kind_name(v->kind), fault);
		return;
	}
	h->values = array_add(h->values, &h->value_count, sizeof *h->values);
	h->values[h->value_count - 1] = (struct case_value){ v->kind, xstrdup(text) };
}

static void kind_values(struct reading *r, const struct node *key, const struct node *list, void *ctx)
{
	struct kind_values v = { .handset = ctx };
	const char *const *names;
	size_t count;

	if (kind_from_name(key->text, &v.kind)) {
		read_each(r, list, value, &v);
		return;
	}
	names = kind_names(&count);
	mistake_unknown(r, key, "kind of data", names, count);
}

static void read_values(struct reading *r, const struct node *n, void *ret)
{
	r->personal = true;
	read_pairs(r, n, kind_values, ret);
	r->personal = false;
}

/* ---- a handset ---- */

static void add_address(struct case_handset *h, struct address a)
{
	h->addresses = array_add(h->addresses, &h->address_count, sizeof *h->addresses);
	h->addresses[h->address_count - 1] = a;
}

static void add_mac(struct case_handset *h, struct mac m)
{
	h->macs = array_add(h->macs, &h->mac_count, sizeof *h->macs);
	h->macs[h->mac_count - 1] = m;
}

static void address(struct reading *r, const struct node *n, void *ctx)
{
	const char *text = node_text(r, n);
	struct address a;
	struct mac m;

	if (text == NULL)
		return;
	if (address_parse(text, &a))
		add_address(ctx, a);
	else if (mac_parse(text, &m))
		add_mac(ctx, m);
	else
		mistake(r, n, "neither an IP address nor a MAC");
}

static void read_addresses(struct reading *r, const struct node *n, void *ret)
{
	read_each(r, n, address, ret);
}

static void read_rom(struct reading *r, const struct node *n, void *ret)
{
	static const struct field fields[] = {
		{ "branch", false, read_title, offsetof(struct case_handset, rom_branch) },
		{ "build", false, read_title, offsetof(struct case_handset, rom_build) },
		{ "region", false, read_title, offsetof(struct case_handset, rom_region) },
	};

	read_fields(r, n, fields, sizeof fields / sizeof *fields, ret);
}

static bool shares_address(const struct case_handset *a, const struct case_handset *b)
{
	for (size_t i = 0; i < a->address_count; i++) {
		for (size_t k = 0; k < b->address_count; k++) {
			if (address_equal(&a->addresses[i], &b->addresses[k]))
				return true;
		}
	}
	for (size_t i = 0; i < a->mac_count; i++) {
		for (size_t k = 0; k < b->mac_count; k++) {
			if (memcmp(a->macs[i].octets, b->macs[k].octets, sizeof a->macs[i].octets) == 0)
				return true;
		}
	}
	return false;
}

static void check_handset(struct reading *r, const struct node *n, const struct audit_case *c,
	const struct case_handset *h)
{
	for (size_t i = 0; i < c->handset_count; i++) {
		if (strcmp(c->handsets[i].id, h->id) == 0)
			mistake(r, n, "duplicate handset: '%s'", h->id);
		else if (shares_address(&c->handsets[i], h))
			mistake(r, n, "handsets '%s' and '%s' share an address", c->handsets[i].id, h->id);
	}
}

static void handset(struct reading *r, const struct node *n, void *ctx)
{
	static const struct field fields[] = {
		{ "id", true, read_id, offsetof(struct case_handset, id) },
		{ "model", false, read_title, offsetof(struct case_handset, model) },
		{ "rom", false, read_rom, 0 },
		{ "subject_country", false, read_country, offsetof(struct case_handset, subject_country) },
		{ "addresses", false, read_addresses, 0 },
		{ "values", false, read_values, 0 },
	};
	struct audit_case *c = ctx;
	struct case_handset h = { 0 };

	read_fields(r, n, fields, sizeof fields / sizeof *fields, &h);
	if (h.id == NULL)
		h.id = xstrdup(""); /* looked up by others while the rest is checked */
	else
		check_handset(r, n, c, &h);
	c->handsets = array_add(c->handsets, &c->handset_count, sizeof *c->handsets);
	c->handsets[c->handset_count - 1] = h;
}

static void read_handsets(struct reading *r, const struct node *n, void *ret)
{
	if (n->type == NODE_SEQUENCE && n->n > HANDSETS_MAX)
		mistake(r, n, "too many handsets: at most %d", HANDSETS_MAX);
	else
		read_each_of_some(r, n, handset, ret);
}

/* ---- the file ---- */

static void read_key_file(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);
	const char *slash = strrchr(r->file, '/');

	if (text == NULL)
		return;
	if (text[0] == '/' || slash == NULL)
		*(char **)ret = xstrdup(text);
	else
		*(char **)ret = xasprintf("%.*s%s", (int)(slash + 1 - r->file), r->file, text);
}

static void read_uncertainty(struct reading *r, const struct node *n, void *ret)
{
	const char *text = node_text(r, n);

	if (text != NULL && !duration_parse(text, ret))
		mistake_in(r, n, "no duration such as 2s, 150ms or 5m");
}

/* Read after the handsets, which they name. */
static void read_later(struct reading *r, const struct node *n, void *ret)
{
	(void)r, (void)n, (void)ret;
}

void load_case(struct reading *r, const struct tree *tree, struct audit_case *c)
{
	static const struct field fields[] = {
		{ "schema", false, read_schema, 0 },
		{ "case", true, read_title, offsetof(struct audit_case, name) },
		{ "key", false, read_key_file, offsetof(struct audit_case, key_file) },
		{ "clock_uncertainty", false, read_uncertainty, offsetof(struct audit_case, clock_uncertainty) },
		{ "handset", true, read_handsets, 0 },
		{ "steps", false, read_later, 0 },
		{ "consent", false, read_later, 0 },
		{ "places", false, load_attested, 0 },
	};
	const struct node *root = only_root(r, tree);
	uint8_t sum[DIGEST_MAX];

	if (root == NULL)
		return;
	c->file = xstrdup(tree->file);
	hex_of(sum, digest(DIGEST_SHA256, (struct span){ tree->bytes, tree->len }, sum), c->sha256);
	read_fields(r, root, fields, sizeof fields / sizeof *fields, c);
	if (root->type == NODE_MAPPING)
		load_timeline(r, root, c);
}

/* ---- freeing ---- */

static void wipe_text(char *text)
{
	xfree_wiped(text, text == NULL ? 0 : strlen(text));
}

static void free_handset(struct case_handset *h)
{
	for (size_t i = 0; i < h->value_count; i++)
		wipe_text(h->values[i].value);
	free(h->id);
	free(h->model);
	free(h->rom_branch);
	free(h->rom_build);
	free(h->rom_region);
	xfree_wiped(h->addresses, h->address_count * sizeof *h->addresses);
	xfree_wiped(h->macs, h->mac_count * sizeof *h->macs);
	free(h->values);
}

void policy_free_case(struct audit_case *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->handset_count; i++)
		free_handset(&c->handsets[i]);
	free(c->handsets);
	free_timeline(c);
	free_attested(c);
	free(c->name);
	free(c->key_file);
	free(c->file);
	free(c);
}
