#include "pipeline/handsets.h"

#include "attach/attach.h"
#include "base/alloc.h"
#include "pipeline/endpoints.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROTO_TCP = 6, IMEI_BODY = 14 };

struct handsets {
	const struct audit_case *audit_case;
	const struct case_handset *named; /* by the user; NULL none */
	bool live, case_decides;
	bool answered;              /* the case says who the handsets are: by addresses, or each was found by its values */
	struct endpoints endpoints;
	struct holders *holders;
	struct attach *attach;
	struct losses *losses;      /* of control traffic */
	uint32_t count;
	char (*ids)[NAME_TEXT];     /* of handset number - 1 */
	struct named_mac {
		struct mac mac;
		const struct case_handset *handset;
	} *macs;                    /* that are values of the case */
	size_t mac_count, mac_cap;
	const char *one;            /* why there is one, without an address; NULL: by endpoints */
};

static bool case_names_addresses(const struct audit_case *c)
{
	for (size_t i = 0; c != NULL && i < c->handset_count; i++) {
		if (c->handsets[i].address_count + c->handsets[i].mac_count > 0)
			return true;
	}
	return false;
}

/* Twelve hexadecimal digits, whatever stands between them. */
static struct mac mac_from(const char *text)
{
	struct mac m = { .known = false };
	char pair[3] = "";
	size_t n = 0;

	for (; *text != 0; text++) {
		if (!isxdigit((unsigned char)*text))
			continue;
		pair[n % 2] = *text;
		if (n < 12 && n % 2 == 1)
			m.octets[n / 2] = (uint8_t)strtoul(pair, NULL, 16);
		n++;
	}
	m.known = n == 12;
	return m;
}

static void note_macs(struct handsets *h, const struct case_handset *ch)
{
	for (size_t i = 0; i < ch->value_count; i++) {
		struct mac m = { .known = false };

		if (ch->values[i].kind == KIND_WIFI_MAC)
			m = mac_from(ch->values[i].value);
		if (!m.known)
			continue;
		ARRAY_GROW(h->macs, h->mac_count, h->mac_cap);
		h->macs[h->mac_count++] = (struct named_mac){ m, ch };
	}
}

static void on_attachment(void *ctx, const struct attachment *a)
{
	handsets_attach(ctx, a);
}

struct handsets *handsets_new(const struct audit_case *c, const struct case_handset *named, bool live)
{
	struct handsets *h = xcalloc(1, sizeof *h);
	const struct attach_sink sink = { on_attachment, h };

	h->audit_case = c;
	h->live = live;
	h->named = named;
	h->answered = h->case_decides = named != NULL || case_names_addresses(c);
	for (size_t i = 0; c != NULL && i < c->handset_count; i++)
		note_macs(h, &c->handsets[i]);
	endpoints_begin(&h->endpoints);
	h->holders = holders_new();
	h->losses = losses_new();
	h->attach = attach_new(&sink, h->losses);
	return h;
}

void handsets_free(struct handsets *h)
{
	if (h == NULL)
		return;
	attach_free(h->attach);
	losses_free(h->losses);
	holders_free(h->holders);
	endpoints_end(&h->endpoints);
	xfree_wiped(h->macs, h->mac_cap * sizeof *h->macs);
	free(h->ids);
	free(h);
}

static bool mac_equal(const struct mac *a, const struct mac *b)
{
	return a->known && b->known && memcmp(a->octets, b->octets, sizeof a->octets) == 0;
}

/* 0.0.0.0, and its like of IPv6: who has no address yet. */
static bool is_nobodys(const struct address *a)
{
	static const uint8_t none[16] = { 0 };

	return memcmp(a->octets, none, sizeof none) == 0;
}

/* ---- numbers ---- */

static bool case_is_answered(const struct handsets *h)
{
	size_t found = 0;

	if (h->case_decides || h->audit_case == NULL)
		return h->case_decides;
	for (size_t i = 0; i < h->audit_case->handset_count; i++) {
		for (uint32_t k = 0; k < h->count; k++)
			found += strcmp(h->ids[k], h->audit_case->handsets[i].id) == 0;
	}
	return found > 0 && found == h->audit_case->handset_count;
}

/* The number of the handset with this id, which is given one at its first address. */
static uint32_t number_of(struct handsets *h, const char *id)
{
	for (uint32_t i = 0; i < h->count; i++) {
		if (id != NULL && strcmp(h->ids[i], id) == 0)
			return i + 1;
	}
	h->ids = xrealloc(h->ids, h->count + 1, sizeof *h->ids);
	if (id != NULL)
		snprintf(h->ids[h->count], NAME_TEXT, "%s", id);
	else
		snprintf(h->ids[h->count], NAME_TEXT, "handset-%u", h->count + 1);
	return ++h->count;
}

static struct device *device_of(const struct endpoint *e)
{
	return device_is_one(e->device) ? e->device : NULL;
}

/* e is the handset with this id; NULL: of whoever else has the address, or a new one. */
static void take(struct handsets *h, struct endpoint *e, const char *id, const char *reason, const char *by)
{
	struct device *d = device_of(e);
	struct subscriber *s = e->subscriber;
	uint32_t known = d != NULL && d->handset != 0 ? d->handset : s != NULL ? s->handset : 0;

	if (e->handset != 0 || e->shared)
		return;
	e->handset = id != NULL || known == 0 ? number_of(h, id) : known;
	e->reason = reason;
	e->by = by;
	if (d != NULL && d->handset == 0)
		d->handset = e->handset;
	if (s != NULL && s->handset == 0)
		s->handset = e->handset;
}

/* ---- by the case ---- */

static bool digits_equal(const char *a, const char *b, size_t most)
{
	for (size_t n = 0; n < most; n++, a++, b++) {
		while (*a != 0 && !isdigit((unsigned char)*a))
			a++;
		while (*b != 0 && !isdigit((unsigned char)*b))
			b++;
		if (*a != *b)
			return false;
		if (*a == 0)
			return n > 0;
	}
	return true;
}

/* An IMEI is one by its first 14 digits: its last is a check digit, or of an IMEISV the version of its software. */
static bool value_is_of(const struct case_value *v, const struct subscriber *s, const char **ret_reason)
{
	static const struct {
		enum kind kind, theirs;
		size_t most;
		const char *reason;
	} kinds[] = {
		{ KIND_IMSI, KIND_IMSI, SIZE_MAX, "GTP-C session of the case's IMSI" },
		{ KIND_IMEI, KIND_IMEI, IMEI_BODY, "GTP-C session of the case's IMEI" },
		{ KIND_IMEISV, KIND_IMEI, IMEI_BODY, "GTP-C session of the case's IMEI" },
		{ KIND_PHONE_NUMBER, KIND_PHONE_NUMBER, SIZE_MAX, "GTP-C session of the case's phone number" },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char *digits = subscriber_digits(s, kinds[i].theirs);

		*ret_reason = kinds[i].reason;
		if (kinds[i].kind == v->kind && digits[0] != 0 && digits_equal(v->value, digits, kinds[i].most))
			return true;
	}
	return false;
}

static bool session_is_of(const struct case_handset *ch, const struct subscriber *s, const char **ret_reason)
{
	for (size_t i = 0; s != NULL && i < ch->value_count; i++) {
		if (value_is_of(&ch->values[i], s, ret_reason))
			return true;
	}
	return false;
}

/* By the frames that it came in, or by what was told of its address. */
static bool has_mac(const struct endpoint *e, const struct mac *m, const char **ret_by)
{
	const struct device *d = device_of(e);

	*ret_by = NULL;
	if (mac_equal(m, &e->mac))
		return true;
	*ret_by = e->told;
	return d != NULL && m->known && memcmp(d->key.octets, m->octets, sizeof m->octets) == 0;
}

/* Why, and by what that is known. */
struct because {
	const char *reason, *by;
};

static bool address_is_of(const struct case_handset *ch, const struct endpoint *e, struct because *ret)
{
	*ret = (struct because){ "address named by the case", NULL };
	for (size_t i = 0; i < ch->address_count; i++) {
		if (address_equal(&ch->addresses[i], &e->address))
			return true;
	}
	ret->reason = "MAC named by the case";
	for (size_t i = 0; i < ch->mac_count; i++) {
		if (has_mac(e, &ch->macs[i], &ret->by))
			return true;
	}
	return false;
}

/* The handset that the user or the case names and e is, or NULL. */
static const struct case_handset *named_by_case(const struct handsets *h, const struct endpoint *e, struct because *ret)
{
	const struct audit_case *c = h->audit_case;

	if (h->named != NULL && address_is_of(h->named, e, ret)) {
		ret->reason = "named on the command line";
		return h->named;
	}
	for (size_t i = 0; c != NULL && i < c->handset_count; i++) {
		if (address_is_of(&c->handsets[i], e, ret))
			return &c->handsets[i];
		ret->by = NULL;
		if (session_is_of(&c->handsets[i], e->subscriber, &ret->reason))
			return &c->handsets[i];
	}
	ret->reason = "MAC among the case's values";
	for (size_t i = 0; i < h->mac_count; i++) {
		if (has_mac(e, &h->macs[i].mac, &ret->by))
			return h->macs[i].handset;
	}
	return NULL;
}

static void decide_by_case(struct handsets *h, struct endpoint *e)
{
	struct because b;
	const struct case_handset *ch = e->handset != 0 ? NULL : named_by_case(h, e, &b);

	if (ch == NULL)
		return;
	take(h, e, ch->id, b.reason, b.by);
	h->answered = case_is_answered(h);
}

/* ---- by evidence ---- */

static const char *pcapdroid_reason(const struct endpoint *e)
{
	static const char *const addresses[] = { "10.215.173.1", "fd00:2:fd00:1:fd00:1:fd00:1" };
	struct address a;

	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		if (e->packets > 0 && address_parse(addresses[i], &a) && address_equal(&a, &e->address))
			return "PCAPdroid's tunnel address";
	}
	return NULL;
}

/* What leaves no doubt, NULL: nothing does. */
static const char *strong_reason(const struct endpoint *e)
{
	const struct device *d = device_of(e);

	if (e->subscriber != NULL)
		return e->told;
	if (d != NULL && d->sign[0] != 0)
		return d->sign;
	return pcapdroid_reason(e);
}

static bool is_local_caller(const struct endpoint *e)
{
	return e->calls + e->talks > 0 && address_is_local(&e->address);
}

static const char *caller_reason(const struct endpoint *e)
{
	return e->calls > 0 ? "private address that called out" :
		"private address in the middle of a connection, at a caller's port";
}

/* A conversation begins: a SYN, or a datagram from the port of a caller to that of a service. */
static bool begins(const struct datagram *d)
{
	if (d->transport == PROTO_TCP)
		return (d->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
	return d->source_port > d->target_port;
}

/* ---- addresses of one device, of one subscriber ---- */

/* An IPv4 address that says whose a MAC is. */
static bool owns_mac(const struct endpoint *e)
{
	return e->address.family == 4 && !is_nobodys(&e->address);
}

/* The only IPv4 address with the MAC of e, or NULL. */
static const struct endpoint *owner_of_mac(const struct handsets *h, const struct endpoint *e)
{
	const struct endpoint *owner = NULL;

	for (size_t i = 0; i <= h->endpoints.mask; i++) {
		const struct endpoint *o = &h->endpoints.slots[i];

		if (!owns_mac(o) || !mac_equal(&o->mac, &e->mac))
			continue;
		if (owner != NULL)
			return NULL;
		owner = o;
	}
	return owner;
}

static void join(struct endpoint *e, uint32_t handset, const char *reason, const char *by)
{
	if (handset == 0 || e->handset != 0 || is_nobodys(&e->address))
		return;
	e->handset = handset;
	e->reason = reason;
	e->by = by;
}

/* What was told of its address: the device's other addresses are a handset's, or the subscriber's. */
static void join_by_holder(struct endpoint *e)
{
	const struct device *d = device_of(e);

	join(e, d != NULL ? d->handset : 0, "same MAC as a handset's address", e->told);
	join(e, e->subscriber != NULL ? e->subscriber->handset : 0, "same subscriber as a handset's address", e->told);
}

/* Where nobody was told to have the address: who was given the prefix that it is of, else the phone whose frames it came in. */
static void find_holder(const struct handsets *h, struct endpoint *e)
{
	struct device *d = NULL;
	struct subscriber *s = NULL;

	if (e->device != NULL || e->subscriber != NULL || is_nobodys(&e->address))
		return;
	e->told = "DHCPv6";
	if (!holders_of_prefix(h->holders, &e->address, &d, &s)) {
		d = holders_find_device(h->holders, &e->mac);
		e->told = "DHCP";
		if (!device_is_one(d) || d->sign[0] == 0 || !address_is_local(&e->address))
			d = NULL;
	}
	e->device = d;
	e->subscriber = s;
	if (s != NULL)
		e->told = s->how;
}

/* ---- live ---- */

/* The case's only handset, where it names no address: live, the first that calls. */
static const char *only_id(const struct handsets *h)
{
	return h->count == 0 && h->audit_case != NULL && h->audit_case->handset_count == 1 ? h->audit_case->handsets[0].id : NULL;
}

static void decide_live(struct handsets *h, struct endpoint *e, bool called)
{
	const struct endpoint *owner;
	const char *strong;

	if (e->handset != 0)
		return;
	find_holder(h, e);
	decide_by_case(h, e);
	if (e->handset == 0 && !h->answered) {
		strong = strong_reason(e);
		if (strong != NULL || (e->calls > 0 && address_is_local(&e->address)))
			take(h, e, only_id(h), strong != NULL ? strong : caller_reason(e), NULL);
	}
	join_by_holder(e);
	owner = called && e->address.family == 6 ? owner_of_mac(h, e) : NULL;
	if (owner != NULL)
		join(e, owner->handset, "same MAC as a handset's IPv4 address", NULL);
}

/* ---- what is seen ---- */

void handsets_observe(struct handsets *h, const struct datagram *d)
{
	struct endpoint *e = endpoints_at(&h->endpoints, &d->source, d->frame);

	if (e == NULL)
		return;
	if (e->packets++ == 0)
		e->mac = d->source_mac;
	else if (is_nobodys(&e->address) && !mac_equal(&e->mac, &d->source_mac))
		e->shared = true;
	e->dials += begins(d);
	if (!address_is_local(&d->target)) {
		e->calls += begins(d);
		e->talks += d->source_port > d->target_port;
	}
	if (h->live)
		decide_live(h, e, begins(d));
	attach_datagram(h->attach, d);
}

void handsets_arp(struct handsets *h, const struct datagram *link, struct span message)
{
	attach_arp(h->attach, link, message);
}

/* The address was another's, as control traffic told too. */
static bool is_anothers(const struct endpoint *e, const struct device *d, const struct subscriber *s)
{
	return (d != NULL && e->device != NULL && e->device != d) || (s != NULL && e->subscriber != NULL && e->subscriber != s);
}

static void hold(struct endpoint *e, const struct attachment *a, struct device *d, struct subscriber *s)
{
	if (d != NULL && e->device == NULL) {
		e->device = d;
		d->addresses++;
		e->told = a->how;
	}
	if (s != NULL && e->subscriber == NULL) {
		e->subscriber = s;
		e->told = a->how;
	}
}

void handsets_attach(struct handsets *h, const struct attachment *a)
{
	struct device *d = holders_device(h->holders, &a->mac);
	struct subscriber *s = holders_subscriber(h->holders, a);
	struct endpoint *e;

	if (d != NULL && d->sign[0] == 0)
		snprintf(d->sign, sizeof d->sign, "%s", a->sign);
	if (d != NULL && a->router)
		d->router = true;
	if (a->address.family == 0 || (d == NULL && s == NULL))
		return;
	if (a->prefix)
		holders_give_prefix(h->holders, &a->address, d, s);
	if (a->prefix && s == NULL)
		return; /* no address of anybody's yet */
	e = endpoints_at(&h->endpoints, &a->address, a->frame);
	if (e == NULL)
		return;
	if (a->lease && is_anothers(e, d, s))
		endpoint_hand_over(&h->endpoints, e, a->frame);
	hold(e, a, d, s);
	if (h->live)
		decide_live(h, e, false);
}

/* ---- the first pass is over ---- */

/* What an endpoint is weighed by, and why it then is the handset: the first of these that any endpoint has. */
static uint64_t calls_of(const struct endpoint *e)
{
	return e->calls;
}

static uint64_t dials_of(const struct endpoint *e)
{
	return e->dials;
}

static uint64_t packets_of(const struct endpoint *e)
{
	return e->packets;
}

static const struct {
	uint64_t (*of)(const struct endpoint *e);
	const char *reason;
} weights[] = {
	{ calls_of, "called out most; no private address did" },
	{ dials_of, "called most; nobody called out of the local network" },
	{ packets_of, "sent most; nobody was seen to call" },
};

static struct endpoint *heaviest(struct endpoint **all, size_t n, uint64_t (*of)(const struct endpoint *e))
{
	struct endpoint *best = NULL;

	for (size_t i = 0; i < n; i++) {
		if (of(all[i]) > (best == NULL ? 0 : of(best)))
			best = all[i];
	}
	return best;
}

static int by_mac(const void *a, const void *b)
{
	const struct endpoint *const *x = a, *const *y = b;
	int c = memcmp((*x)->mac.octets, (*y)->mac.octets, 6);

	if (c != 0 || (*x)->first_frame == (*y)->first_frame)
		return c;
	return (*x)->first_frame < (*y)->first_frame ? -1 : 1;
}

/* The handset that a MAC is of, by its IPv4 addresses: one, or several that one device was told to have. 0: a router's, or nobody's. */
static uint32_t handset_of_mac(struct endpoint *const *group, size_t n)
{
	const struct endpoint *owner = NULL;

	if (!group[0]->mac.known)
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (!owns_mac(group[i]))
			continue;
		if (owner != NULL && (device_of(owner) == NULL || device_of(group[i]) != device_of(owner)))
			return 0;
		owner = group[i];
	}
	return owner == NULL || (owner->device != NULL && owner->device->router) ? 0 : owner->handset;
}

/*
 * Walks the endpoints grouped by MAC. A MAC with several IPv4 addresses of which nothing was told is a router's, and tells nothing; with
 * one, its global IPv6 addresses are of the same handset.
 */
static void join_by_mac(struct endpoint **all, size_t n)
{
	struct endpoint **sorted = xcalloc(n, sizeof *sorted);

	if (n > 0)
		memcpy(sorted, all, n * sizeof *sorted);
	if (n > 0)
		qsort(sorted, n, sizeof *sorted, by_mac);
	for (size_t from = 0, to; from < n; from = to) {
		uint32_t handset;

		for (to = from; to < n && memcmp(sorted[to]->mac.octets, sorted[from]->mac.octets, 6) == 0; to++)
			;
		handset = handset_of_mac(sorted + from, to - from);
		for (size_t i = from; i < to; i++) {
			if (sorted[i]->address.family == 6)
				join(sorted[i], handset, "same MAC as a handset's IPv4 address", NULL);
		}
	}
	free(sorted);
}

static void decide_by_evidence(struct handsets *h, struct endpoint **all, size_t n)
{
	struct endpoint *only = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *strong = strong_reason(all[i]);

		if (strong != NULL || is_local_caller(all[i]))
			take(h, all[i], NULL, strong != NULL ? strong : caller_reason(all[i]), NULL);
	}
	if (h->count > 0)
		return;
	for (size_t i = 0; only == NULL && i < sizeof weights / sizeof *weights; i++) {
		only = heaviest(all, n, weights[i].of);
		if (only != NULL)
			take(h, only, NULL, weights[i].reason, NULL);
	}
}

/* The handset that most speaks for: what leaves no doubt, then calls. 0: there is none. */
static uint32_t foremost(const struct handsets *h, struct endpoint **all, size_t n)
{
	uint64_t *weight = xcalloc(h->count + 1, sizeof *weight);
	uint32_t best = 0;

	for (size_t i = 0; i < n; i++)
		weight[all[i]->handset] += all[i]->calls + 1 + (strong_reason(all[i]) != NULL ? UINT64_C(1) << 40 : 0);
	weight[0] = 0;
	for (uint32_t i = 1; i <= h->count; i++)
		best = weight[i] > weight[best] ? i : best;
	free(weight);
	return best;
}

/* A case with one handset and no address means the one that the evidence points to. */
static void name_the_only(struct handsets *h, struct endpoint **all, size_t n)
{
	uint32_t meant;

	if (h->audit_case == NULL || h->audit_case->handset_count != 1)
		return;
	meant = foremost(h, all, n);
	h->count = 0;
	for (size_t i = 0; i < n; i++) {
		bool is_meant = all[i]->handset == meant && meant != 0;
		const char *strong = strong_reason(all[i]);

		if (all[i]->device != NULL)
			all[i]->device->handset = 0;
		if (all[i]->subscriber != NULL)
			all[i]->subscriber->handset = 0;
		all[i]->handset = 0;
		if (is_meant && strong != NULL)
			take(h, all[i], h->audit_case->handsets[0].id, "the case names no address", strong);
		else if (is_meant)
			take(h, all[i], h->audit_case->handsets[0].id, "the case names no address; it called out most", NULL);
	}
}

void handsets_one(struct handsets *h, const char *reason)
{
	h->one = reason;
	number_of(h, h->named != NULL ? h->named->id : only_id(h));
}

void handsets_settle(struct handsets *h)
{
	size_t n;
	struct endpoint **all;

	if (h->one != NULL)
		return;
	all = endpoints_in_order(&h->endpoints, &n);

	for (size_t i = 0; i < n; i++) {
		find_holder(h, all[i]);
		decide_by_case(h, all[i]);
	}
	if (!h->answered) {
		decide_by_evidence(h, all, n);
		name_the_only(h, all, n);
	}
	for (size_t i = 0; i < n; i++)
		join_by_holder(all[i]);
	join_by_mac(all, n);
	free(all);
}

static void pass_on(void *ctx, const struct fact_loss *f)
{
	losses_add(ctx, f->loss, f->frame, f->count, f->bytes, f->detail);
}

void handsets_losses(struct handsets *h, struct losses *l)
{
	if (h->endpoints.full || holders_full(h->holders))
		losses_add(l, LOSS_ENDPOINT_BOUND, 0, 1, 0, "");
	losses_drain(h->losses, pass_on, l);
}

/* ---- what was decided ---- */

static uint32_t handset_at(const struct handsets *h, const struct address *a, uint64_t frame)
{
	const struct endpoint *e = endpoints_slot(&h->endpoints, a);

	while (e->since > frame && e->earlier != NULL)
		e = e->earlier;
	return e->handset;
}

struct ends handsets_ends(const struct handsets *h, const struct datagram *d)
{
	return (struct ends){ handset_at(h, &d->source, d->frame), handset_at(h, &d->target, d->frame) };
}

static bool is_owned(const struct endpoint *e)
{
	while (e->handset == 0 && e->earlier != NULL)
		e = e->earlier;
	return e->handset != 0;
}

void handsets_owners(const struct handsets *h, void (*fn)(void *ctx, const struct address *a, uint64_t since, uint32_t handset), void *ctx)
{
	for (size_t i = 0; i <= h->endpoints.mask; i++) {
		if (!is_owned(&h->endpoints.slots[i]))
			continue;
		for (const struct endpoint *e = &h->endpoints.slots[i]; e != NULL; e = e->earlier)
			fn(ctx, &e->address, e->since, e->handset);
	}
}

static void handset_fact(const struct handsets *h, const struct endpoint *e, struct fact_handset *ret)
{
	*ret = (struct fact_handset){ .number = e->handset, .address = e->address, .mac = e->mac, .since = e->since };
	if (device_of(e) != NULL) {
		memcpy(ret->mac.octets, e->device->key.octets, sizeof ret->mac.octets);
		ret->mac.known = true;
	}
	snprintf(ret->id, sizeof ret->id, "%s", h->ids[ret->number - 1]);
	snprintf(ret->reason, sizeof ret->reason, "%s%s%s%s", e->reason, e->by != NULL ? " (" : "", e->by != NULL ? e->by : "",
		e->by != NULL ? ")" : "");
}

static void one_tell(const struct handsets *h, void (*fn)(void *ctx, const struct fact_handset *f), void *ctx)
{
	struct fact_handset f = { .number = 1 };

	snprintf(f.id, sizeof f.id, "%s", h->ids[0]);
	snprintf(f.reason, sizeof f.reason, "%s", h->one);
	fn(ctx, &f);
}

/* That it had no address yet is told of a handset only where it got none. */
void handsets_each(const struct handsets *h, void (*fn)(void *ctx, const struct fact_handset *f), void *ctx)
{
	size_t n;
	struct endpoint **all;
	bool *has_own;

	if (h->one != NULL) {
		one_tell(h, fn, ctx);
		return;
	}
	all = endpoints_in_order(&h->endpoints, &n);
	has_own = xcalloc(h->count + 1, sizeof *has_own);
	for (size_t i = 0; i < n; i++)
		has_own[all[i]->handset] |= !is_nobodys(&all[i]->address);
	for (size_t i = 0; i < n; i++) {
		struct fact_handset f;

		if (all[i]->handset == 0 || (is_nobodys(&all[i]->address) && has_own[all[i]->handset]))
			continue;
		handset_fact(h, all[i], &f);
		fn(ctx, &f);
	}
	free(has_own);
	free(all);
}

static void put_identities(const struct subscriber *s, uint32_t handset, void (*fn)(void *ctx, struct fact_identity *f), void *ctx)
{
	for (size_t i = 0; i < s->identity_count; i++) {
		struct fact_identity f = { .handset = handset, .kind = s->identities[i].kind, .frame = s->frame, .at = s->at };

		snprintf(f.source, sizeof f.source, "%s", s->how);
		f.value_len = (uint32_t)strlen(s->identities[i].digits);
		memcpy(f.value, s->identities[i].digits, f.value_len);
		fn(ctx, &f);
		explicit_bzero(&f, sizeof f);
	}
}

void handsets_identities(const struct handsets *h, void (*fn)(void *ctx, struct fact_identity *f), void *ctx)
{
	size_t n;
	struct endpoint **all = endpoints_in_order(&h->endpoints, &n);

	for (size_t i = 0; i < n; i++) {
		struct subscriber *s = all[i]->subscriber;

		if (s == NULL || s->told || all[i]->handset == 0)
			continue;
		s->told = true;
		put_identities(s, all[i]->handset, fn, ctx);
	}
	free(all);
}
