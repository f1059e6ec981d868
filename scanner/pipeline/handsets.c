#include "pipeline/handsets.h"

#include "attach/attach.h"
#include "base/alloc.h"
#include "pipeline/endpoints.h"
#include "pipeline/join.h"
#include "pipeline/named.h"
#include "pipeline/numbering.h"
#include "pipeline/signs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROTO_TCP = 6 };

struct handsets {
	struct named *named;
	bool live;
	bool answered;              /* who is named says who the handsets are */
	bool only_named;            /* live: the case's only handset is one of them */
	bool left;                  /* live: somebody sent out of the local network ... */
	int64_t left_at;            /* ... the first time then, or all were last weighed */
	struct endpoints endpoints;
	struct holders *holders;
	struct attach *attach;
	struct losses *losses;      /* of control traffic */
	struct numbering numbers;   /* of those that were found */
	const char *one;            /* why there is one, without an address; NULL: by endpoints */
};

static void on_attachment(void *ctx, const struct attachment *a)
{
	handsets_attach(ctx, a);
}

struct handsets *handsets_new(const struct audit_case *c, const struct case_handset *named, bool live)
{
	struct handsets *h = xcalloc(1, sizeof *h);
	const struct attach_sink sink = { on_attachment, h };

	h->live = live;
	h->named = named_new(c, named);
	h->answered = named_decide(h->named, 0);
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
	named_free(h->named);
	numbering_free(&h->numbers);
	free(h);
}

/* e is the handset with this id; NULL: of whoever else has the address, or a new one. */
static void take(struct handsets *h, struct endpoint *e, const char *id, const char *reason, const char *by)
{
	struct device *d = endpoint_device(e);
	struct subscriber *s = e->subscriber;
	uint32_t known = d != NULL && d->handset != 0 ? d->handset : s != NULL ? s->handset : 0;

	if (e->handset != 0 || e->shared)
		return;
	e->handset = id != NULL || known == 0 ? numbering_of(&h->numbers, id) : known;
	e->reason = reason;
	e->by = by;
	if (d != NULL && d->handset == 0)
		d->handset = e->handset;
	if (s != NULL && s->handset == 0)
		s->handset = e->handset;
}

static void decide_by_name(struct handsets *h, struct endpoint *e)
{
	struct because b;
	const char *id = e->handset != 0 ? NULL : named_as(h->named, e, &b);

	if (id == NULL)
		return;
	take(h, e, id, b.reason, b.by);
	h->answered = named_decide(h->named, h->numbers.named_count);
}

/* Live more is told after it was looked for. */
static void forget_found(struct endpoint *e)
{
	if (!e->found)
		return;
	e->found = false;
	e->device = NULL;
	e->subscriber = NULL;
	e->told = NULL;
}

/* Where nobody was told to have the address: who was given the prefix that it is of, else the phone whose frames it came in. */
static void find_holder(const struct handsets *h, struct endpoint *e)
{
	struct device *d = NULL;
	struct subscriber *s = NULL;

	forget_found(e);
	if (e->device != NULL || e->subscriber != NULL || endpoint_is_nobodys(e))
		return;
	e->found = true;
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

/* The case's only handset is the first that has a sign. */
static const char *name_to_give(struct handsets *h)
{
	const char *id = h->only_named ? NULL : named_only(h->named);

	h->only_named = true;
	return id;
}

static void decide_live(struct handsets *h, struct endpoint *e)
{
	const char *strong;

	if (e->handset != 0)
		return;
	find_holder(h, e);
	decide_by_name(h, e);
	if (e->handset == 0 && !e->shared && !h->answered) {
		strong = sign_strong(e);
		if (strong != NULL || sign_calls(e))
			take(h, e, name_to_give(h), strong != NULL ? strong : sign_of_caller(e), NULL);
	}
	join_by_holder(e);
	join_to_owner(&h->endpoints, e);
}

/* Nobody has a sign, so that it is asked who called or sent most out of the local network. Whom the case means, the end tells. */
static void weigh_live(struct handsets *h)
{
	size_t n;
	struct endpoint **all;
	struct endpoint *only;
	const char *reason;

	if (h->answered || h->numbers.count > 0)
		return;
	all = endpoints_in_order(&h->endpoints, &n);
	only = sign_of_weight(all, n, true, &reason);
	if (only != NULL)
		take(h, only, NULL, reason, NULL);
	free(all);
}

/*
 * Who only answers, or sends to ports above its own, may be a handset all the same: for a while it is waited for one that calls. Where
 * all were weighed in vain, that is done again after as long: it costs a look at each of them.
 */
static void wait_for_call(struct handsets *h, int64_t at)
{
	if (!h->left) {
		h->left = true;
		h->left_at = at;
	}
	if (at - h->left_at < CALL_WAIT_S * NS_PER_S)
		return;
	weigh_live(h);
	h->left_at = at;
}

/* ---- what is seen ---- */

/* A conversation begins: a SYN, or a datagram from the port of a caller to that of a service. */
static bool begins(const struct datagram *d)
{
	if (d->transport == PROTO_TCP)
		return (d->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
	return d->source_port > d->target_port;
}

void handsets_observe(struct handsets *h, const struct datagram *d)
{
	struct endpoint *e = endpoints_at(&h->endpoints, &d->source, d->frame);

	if (e == NULL)
		return;
	if (e->packets++ == 0)
		endpoint_comes_from(&h->endpoints, e, &d->source_mac);
	else if (endpoint_is_nobodys(e) && !endpoint_came_from(e, &d->source_mac))
		e->shared = true;
	e->dials += begins(d);
	if (!address_is_local(&d->target)) {
		e->calls += begins(d);
		e->talks += d->source_port > d->target_port;
		e->outward += d->transport != PROTO_TCP;
	}
	if (h->live)
		decide_live(h, e);
	if (h->live && h->numbers.count == 0 && sign_leaves(e))
		wait_for_call(h, d->at);
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
	forget_found(e);
	if (a->lease && is_anothers(e, d, s))
		endpoint_hand_over(&h->endpoints, e, a->frame);
	hold(e, a, d, s);
	if (h->live)
		decide_live(h, e);
}

/* ---- the first pass is over ---- */

static void decide_by_evidence(struct handsets *h, struct endpoint **all, size_t n)
{
	struct endpoint *only;
	const char *reason;

	for (size_t i = 0; i < n; i++) {
		const char *strong = sign_strong(all[i]);

		if (strong != NULL || sign_calls(all[i]))
			take(h, all[i], NULL, strong != NULL ? strong : sign_of_caller(all[i]), NULL);
	}
	if (h->numbers.count > 0)
		return;
	only = sign_of_weight(all, n, false, &reason);
	if (only != NULL)
		take(h, only, NULL, reason, NULL);
}

/* The handset that most speaks for: what leaves no doubt, then calls. 0: there is none. */
static uint32_t foremost(const struct handsets *h, struct endpoint **all, size_t n)
{
	uint64_t *weight = xcalloc(h->numbers.count + 1, sizeof *weight);
	uint32_t best = 0;

	for (size_t i = 0; i < n; i++)
		weight[all[i]->handset] += all[i]->calls + 1 + (sign_strong(all[i]) != NULL ? UINT64_C(1) << 40 : 0);
	weight[0] = 0;
	for (uint32_t i = 1; i <= h->numbers.count; i++)
		best = weight[i] > weight[best] ? i : best;
	free(weight);
	return best;
}

/* Nobody is a handset. */
static void forget_decisions(struct handsets *h, struct endpoint **all, size_t n)
{
	numbering_forget(&h->numbers);
	holders_forget_handsets(h->holders);
	for (size_t i = 0; i < n; i++)
		all[i]->handset = 0;
}

/* A case with one handset and no address means the one that the evidence points to. */
static void name_the_only(struct handsets *h, struct endpoint **all, size_t n)
{
	const char *id = named_only(h->named);
	uint32_t meant;
	bool *is_meant;

	if (id == NULL)
		return;
	meant = foremost(h, all, n);
	is_meant = xcalloc(n, sizeof *is_meant);
	for (size_t i = 0; i < n; i++)
		is_meant[i] = all[i]->handset == meant && meant != 0;
	forget_decisions(h, all, n);
	for (size_t i = 0; i < n; i++) {
		const char *strong = sign_strong(all[i]);

		if (is_meant[i] && strong != NULL)
			take(h, all[i], id, "the case names no address", strong);
		else if (is_meant[i])
			take(h, all[i], id, "the case names no address; it called out most", NULL);
	}
	free(is_meant);
}

void handsets_one(struct handsets *h, const char *reason)
{
	h->one = reason;
	numbering_of(&h->numbers, named_first(h->named));
}

void handsets_settle(struct handsets *h)
{
	size_t n;
	struct endpoint **all;

	if (h->one != NULL)
		return;
	all = endpoints_in_order(&h->endpoints, &n);
	if (h->live) { /* it was decided as packets came, by what was known then */
		forget_decisions(h, all, n);
		h->answered = named_decide(h->named, 0);
	}
	for (size_t i = 0; i < n; i++) {
		find_holder(h, all[i]);
		decide_by_name(h, all[i]);
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

static const struct endpoint *endpoint_at(const struct handsets *h, const struct address *a, uint64_t frame)
{
	const struct endpoint *e = endpoints_slot(&h->endpoints, a);

	while (e->since > frame && e->earlier != NULL)
		e = e->earlier;
	return e;
}

struct ends handsets_ends(const struct handsets *h, const struct datagram *d)
{
	const struct endpoint *source = endpoint_at(h, &d->source, d->frame), *target = endpoint_at(h, &d->target, d->frame);

	return (struct ends){ source->handset, target->handset, source->since > target->since ? source->since : target->since };
}

void handsets_owners(const struct handsets *h, void (*fn)(void *ctx, const struct ownership *o), void *ctx)
{
	for (size_t i = 0; i <= h->endpoints.mask; i++) {
		if (h->endpoints.slots[i].handset == 0 && h->endpoints.slots[i].earlier == NULL)
			continue;
		for (const struct endpoint *e = &h->endpoints.slots[i]; e != NULL; e = e->earlier) {
			const struct ownership o = { e->address, e->since, e->packets, e->handset };

			fn(ctx, &o);
		}
	}
}

static void handset_fact(const struct handsets *h, const struct endpoint *e, struct fact_handset *ret)
{
	*ret = (struct fact_handset){ .number = e->handset, .address = e->address, .mac = e->mac, .since = e->since };
	if (endpoint_device(e) != NULL) {
		memcpy(ret->mac.octets, e->device->key.octets, sizeof ret->mac.octets);
		ret->mac.known = true;
	}
	snprintf(ret->id, sizeof ret->id, "%s", numbering_id(&h->numbers, ret->number));
	snprintf(ret->reason, sizeof ret->reason, "%s%s%s%s", e->reason, e->by != NULL ? " (" : "", e->by != NULL ? e->by : "",
		e->by != NULL ? ")" : "");
}

static void one_tell(const struct handsets *h, void (*fn)(void *ctx, const struct fact_handset *f), void *ctx)
{
	struct fact_handset f = { .number = 1 };

	snprintf(f.id, sizeof f.id, "%s", numbering_id(&h->numbers, f.number));
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
	has_own = xcalloc(h->numbers.count + 1, sizeof *has_own);
	for (size_t i = 0; i < n; i++)
		has_own[all[i]->handset] |= !endpoint_is_nobodys(all[i]);
	for (size_t i = 0; i < n; i++) {
		struct fact_handset f;

		if (all[i]->handset == 0 || (endpoint_is_nobodys(all[i]) && has_own[all[i]->handset]))
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
