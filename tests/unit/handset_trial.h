/*
 * Trials of who the handset is: datagrams by address and what control traffic tells, and what was decided of them as text. For the tests of
 * pipeline/handsets.c and of what it weighs.
 */
#ifndef TESTS_HANDSET_TRIAL_H
#define TESTS_HANDSET_TRIAL_H

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "pipeline/handsets.h"
#include "unit.h"

/* ---- datagrams by address, and what was decided as text: "10.0.0.2 redmi 1, " ---- */

enum { UDP = 17, TCP = 6 };

static inline struct mac mac_of(uint8_t last)
{
	return (struct mac){ { 0x64, 9, 0x80, 0, 0, last }, last != 0 };
}

/* mac: the source's last octet, 0 unknown. */
static inline struct datagram datagram_of(const char *source, uint16_t source_port, const char *target, uint16_t target_port, uint8_t flags,
	uint8_t mac)
{
	struct datagram d = { .transport = flags == 0 ? UDP : TCP, .source_port = source_port, .target_port = target_port,
		.tcp_flags = flags, .source_mac = mac_of(mac) };

	assert_true(address_parse(source, &d.source) && address_parse(target, &d.target));
	return d;
}

/* The other sees the same, live where this is a first pass and the other way round: in the end both have decided alike. */
struct trial {
	struct handsets *handsets, *other;
	struct losses *losses;
	uint64_t frame;
	struct buf said, reasons;
};

static inline void trial_begin(struct trial *t, const struct audit_case *c, bool live)
{
	*t = (struct trial){ .handsets = handsets_new(c, NULL, live), .other = handsets_new(c, NULL, !live), .losses = losses_new() };
}

static inline void observed(struct trial *t, const struct datagram *d)
{
	handsets_observe(t->handsets, d);
	handsets_observe(t->other, d);
}

static inline void attached(struct trial *t, const struct attachment *a)
{
	handsets_attach(t->handsets, a);
	handsets_attach(t->other, a);
}

static inline void sees(struct trial *t, const char *source, uint16_t source_port, const char *target, uint16_t target_port, uint8_t flags,
	uint8_t mac)
{
	struct datagram d = datagram_of(source, source_port, target, target_port, flags, mac);

	d.frame = ++t->frame;
	observed(t, &d);
}

static inline void calls(struct trial *t, const char *source, const char *target, uint8_t mac)
{
	sees(t, source, 40000, target, 443, TCP_SYN, mac);
	sees(t, target, 443, source, 40000, TCP_SYN | TCP_ACK, 99);
}

static inline void say(void *ctx, const struct fact_handset *f)
{
	struct trial *t = ctx;
	char text[ADDRESS_TEXT];

	buf_printf(&t->said, "%s %s %u, ", address_text(&f->address, text), f->id, f->number);
	buf_printf(&t->reasons, "%s, ", f->reason);
}

static inline void trial_end(struct trial *t, const char *said)
{
	handsets_each(t->handsets, say, t);
	assert_string_equal(buf_text(&t->said), said);
	handsets_free(t->handsets);
	handsets_free(t->other);
	losses_free(t->losses);
	buf_free(&t->said);
	buf_free(&t->reasons);
}

static inline void tell(void *ctx, const struct fact_handset *f)
{
	char text[ADDRESS_TEXT];

	buf_printf(ctx, "%s %s %u %u %d: %s, ", address_text(&f->address, text), f->id, f->number, (unsigned)f->since, f->mac.octets[5], f->reason);
}

static inline void settle(struct trial *t)
{
	struct buf told = { 0 }, other = { 0 };

	handsets_settle(t->handsets);
	handsets_settle(t->other);
	handsets_each(t->handsets, tell, &told);
	handsets_each(t->other, tell, &other);
	assert_string_equal(buf_text(&told), buf_text(&other));
	buf_free(&told);
	buf_free(&other);
}

static inline void trial_settle(struct trial *t, const char *said)
{
	settle(t);
	trial_end(t, said);
}

/* ---- what control traffic tells ---- */

/* address NULL: none told; mac: its last octet, 0 unknown. */
static inline void told(struct trial *t, const char *how, const char *address, uint8_t mac, const char *sign, bool lease)
{
	struct attachment a = { .how = how, .frame = ++t->frame, .mac = mac_of(mac), .lease = lease };

	assert_true(address == NULL || address_parse(address, &a.address));
	snprintf(a.sign, sizeof a.sign, "%s", sign);
	attached(t, &a);
}

static inline void router(struct trial *t, const char *address, uint8_t mac)
{
	struct attachment a = { .how = "neighbour discovery", .frame = ++t->frame, .mac = mac_of(mac), .router = true };

	assert_true(address_parse(address, &a.address));
	attached(t, &a);
}

static inline void session(struct trial *t, const char *address, bool prefix, const char *imsi, const char *imeisv, const char *number)
{
	const struct {
		enum kind kind;
		const char *digits;
	} told_of[] = { { KIND_IMSI, imsi }, { KIND_IMEISV, imeisv }, { KIND_PHONE_NUMBER, number } };
	struct attachment a = { .how = "GTP-C session", .frame = ++t->frame, .prefix = prefix, .lease = true };

	assert_true(address_parse(address, &a.address));
	for (size_t i = 0; i < sizeof told_of / sizeof *told_of; i++) {
		if (told_of[i].digits == NULL)
			continue;
		a.identities[a.identity_count].kind = told_of[i].kind;
		snprintf(a.identities[a.identity_count++].digits, IDENTITY_TEXT, "%s", told_of[i].digits);
	}
	attached(t, &a);
}

static inline void say_identity(void *ctx, struct fact_identity *f)
{
	buf_printf((struct buf *)ctx, "%u %s %.*s, ", f->handset, kind_name(f->kind), (int)f->value_len, (const char *)f->value);
}

/* The number of the handset that has an address at a frame. */
static inline uint32_t at_frame(const struct trial *t, const char *address, uint64_t frame)
{
	struct datagram d = datagram_of(address, 1, "203.0.113.5", 2, 0, 0);

	d.frame = frame;
	return handsets_ends(t->handsets, &d).source;
}

/* ---- cases by hand ---- */

static inline struct case_handset redmi(const char *address, struct mac *mac)
{
	static struct address addresses[4];
	static size_t next;
	struct case_handset h = { .id = "redmi" };

	if (address != NULL) {
		struct address *a = &addresses[next++ % 4];

		assert_true(address_parse(address, a));
		h.addresses = a;
		h.address_count = 1;
	}
	h.macs = mac;
	h.mac_count = mac != NULL;
	return h;
}

#endif
