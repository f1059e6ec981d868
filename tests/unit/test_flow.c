#include "unit.h"

#include "base/buf.h"
#include "base/instant.h"
#include "flow/flow.h"

#include <stdio.h>
#include <string.h>

/* ---- a table whose story is text: "+1" opened by frame 1, ">abc" sent, "<abc" received, ">[3]" a hole, "-1" closed ---- */

struct trial {
	struct table table;
	struct flows *flows;
	struct losses *losses;
	struct buf story;
	struct fact_flow last;  /* that closed */
	struct flow_key key;    /* that opened */
	uint64_t frame, ids[64];
	unsigned opened, closed;
	bool refuses;           /* to turn a flow */
	struct outer outer; /* of the packets to come */
};

static void *on_open(void *ctx, const struct flow_key *key, uint64_t first_frame)
{
	struct trial *t = ctx;
	uint64_t *id = &t->ids[t->opened++ % 64];

	t->key = *key;
	*id = first_frame;
	buf_printf(&t->story, "+%u ", (unsigned)first_frame);
	return id;
}

static void on_bytes(void *ctx, void *user, bool from_client, struct span bytes, uint64_t frame, int64_t at)
{
	struct trial *t = ctx;

	(void)user;
	(void)at;
	assert_true(bytes.len > 0 && frame > 0);
	buf_printf(&t->story, "%c%.*s ", from_client ? '>' : '<', (int)bytes.len, bytes.data);
}

static void on_gap(void *ctx, void *user, bool from_client, uint64_t missing, uint64_t frame)
{
	struct trial *t = ctx;

	(void)user;
	assert_true(frame > 0);
	buf_printf(&t->story, "%c[%u] ", from_client ? '>' : '<', (unsigned)missing);
}

static bool on_known(void *ctx, void **user, const struct flow_known *k)
{
	struct trial *t = ctx;

	assert_int_equal(*(uint64_t *)*user, k->first_frame);
	assert_true(address_equal(&k->key.client, k->turned ? &t->key.server : &t->key.client));
	assert_int_equal(k->key.server_port, k->turned ? t->key.client_port : t->key.server_port);
	buf_printf(&t->story, "%c%u ", k->turned ? '~' : '=', k->handset);
	return !t->refuses;
}

static void on_close(void *ctx, void *user, struct fact_flow *fact)
{
	struct trial *t = ctx;

	(void)user;
	t->last = *fact;
	t->closed++;
	buf_printf(&t->story, "-%u ", (unsigned)fact->first_frame);
}

static void trial_begin(struct trial *t)
{
	const struct flow_sink sink = { on_open, on_bytes, on_gap, NULL, on_close, t, on_known };
	struct err e = { "" };

	*t = (struct trial){ .losses = losses_new() };
	table_begin(&t->table);
	t->flows = flows_new(&sink, &t->table, t->losses, &e);
	if (t->flows == NULL)
		fail_msg("%s", e.text);
}

/* Ends the trial; what was told in all must be `story`. */
static void trial_end(struct trial *t, const char *story)
{
	flows_finish(t->flows);
	assert_int_equal(t->opened, t->closed);
	if (story != NULL)
		assert_string_equal(buf_text(&t->story), story);
	flows_free(t->flows);
	table_free(&t->table);
	losses_free(t->losses);
	buf_free(&t->story);
}

static void loss_count(void *ctx, const struct fact_loss *f)
{
	unsigned *counts = ctx;

	counts[f->loss] += (unsigned)f->count;
}

/* ---- datagrams by hand, with their IP bytes for nDPI ---- */

enum { TCP = 6, UDP = 17, ICMP = 1, PHONE = 1, SITE = 2, OTHER = 3 };

static const struct address *end_of(int who)
{
	static const struct address ends[] = {
		[PHONE] = { 4, { 10, 0, 0, 2 } }, [SITE] = { 4, { 203, 0, 113, 5 } }, [OTHER] = { 4, { 10, 0, 0, 3 } },
	};

	return &ends[who];
}

static void put_be(struct buf *b, uint32_t v, int bytes)
{
	while (bytes-- > 0)
		buf_putc(b, (char)(v >> 8 * bytes));
}

static void put_ip(struct buf *b, const struct datagram *d)
{
	bool tcp = d->transport == TCP;

	put_be(b, 0x4500, 2);
	put_be(b, 20 + (tcp ? 20 : 8) + (uint32_t)d->payload.len, 2);
	put_be(b, 0, 4);
	put_be(b, 0x40000000 | (uint32_t)d->transport << 16, 4);
	buf_add(b, d->source.octets, 4);
	buf_add(b, d->target.octets, 4);
	put_be(b, d->source_port, 2);
	put_be(b, d->target_port, 2);
	if (tcp) {
		put_be(b, d->seq, 4);
		put_be(b, d->ack, 4);
		put_be(b, 0x50000000 | (uint32_t)d->tcp_flags << 16 | 0xFFFF, 4);
		put_be(b, 0, 4);
	} else {
		put_be(b, 8 + (uint32_t)d->payload.len, 2);
		put_be(b, 0, 2);
	}
	buf_add_span(b, d->payload);
}

struct sent {
	int from, to;
	uint16_t from_port, to_port;
	uint8_t transport, flags;
	uint32_t seq;
	const char *bytes;
	int64_t second;
	uint32_t cut; /* bytes that were not captured */
};

static struct datagram datagram_of(struct trial *t, struct sent s, struct buf *ip)
{
	struct span payload = span_of(s.bytes == NULL ? "" : s.bytes);
	struct datagram d = { .frame = ++t->frame, .at = s.second * NS_PER_S, .source = *end_of(s.from), .target = *end_of(s.to),
		.transport = s.transport, .source_port = s.from_port, .target_port = s.to_port, .seq = s.seq, .tcp_flags = s.flags, .ack = 100,
		.payload = payload, .payload_wire_len = (uint32_t)payload.len + s.cut, .outer = t->outer };

	put_ip(ip, &d);
	d.ip = buf_span(ip);
	d.wire_len = (uint32_t)ip->len + 14;
	return d;
}

static void add_as(struct trial *t, struct sent s, struct ends handsets)
{
	struct buf ip = { 0 };
	const struct datagram d = datagram_of(t, s, &ip);
	const struct lookup k = lookup_of(&t->table, &d);

	flows_add(t->flows, &k, handsets);
	buf_free(&ip);
}

static bool goes_on(struct trial *t, struct sent s)
{
	struct buf ip = { 0 };
	const struct datagram d = datagram_of(t, s, &ip);
	const struct lookup k = lookup_of(&t->table, &d);
	bool done = flows_go_on(&t->table, &k);

	buf_free(&ip);
	return done;
}

/* The phone is the handset. */
static void add(struct trial *t, struct sent s)
{
	add_as(t, s, (struct ends){ s.from == PHONE ? 7 : 0, s.to == PHONE ? 7 : 0, 0 });
}

#define UP(...)   ((struct sent){ PHONE, SITE, 40000, 80, TCP, __VA_ARGS__ })
#define DOWN(...) ((struct sent){ SITE, PHONE, 80, 40000, TCP, __VA_ARGS__ })
#define DATAGRAM(bytes, at) ((struct sent){ PHONE, SITE, 40000, 443, UDP, 0, 0, bytes, at, 0 })
#define ANSWER(bytes, at)   ((struct sent){ SITE, PHONE, 443, 40000, UDP, 0, 0, bytes, at, 0 })

/* ---- who is who ---- */

static void both_directions_are_one_flow(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, UP(TCP_SYN, 99, NULL, 1, 0));
	add(&t, DOWN(TCP_SYN | TCP_ACK, 499, NULL, 1, 0));
	add(&t, UP(TCP_ACK, 100, "ask", 2, 0));
	add(&t, DOWN(TCP_ACK, 500, "answer", 3, 0));
	add(&t, UP(TCP_ACK | TCP_FIN, 103, NULL, 4, 0));
	flows_finish(t.flows);
	assert_int_equal(t.last.packets, 5);
	assert_int_equal(t.last.bytes_up, 3);
	assert_int_equal(t.last.bytes_down, 6);
	assert_int_equal(t.last.last_frame, 5);
	assert_int_equal(t.last.at, NS_PER_S);
	assert_int_equal(t.last.until, 4 * NS_PER_S);
	assert_int_equal(t.last.handset, 7);
	assert_true(t.last.handset_called && !t.last.midstream);
	assert_true(address_equal(&t.last.key.client, end_of(PHONE)));
	assert_int_equal(t.last.key.server_port, 80);
	trial_end(&t, "+1 >ask <answer -1 ");
}

static void an_open_flow_goes_on_without_asking_whose_it_is(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	assert_false(goes_on(&t, UP(TCP_SYN, 99, NULL, 1, 0)));
	add(&t, UP(TCP_SYN, 99, NULL, 1, 0));
	assert_true(goes_on(&t, UP(TCP_ACK, 100, "ask", 2, 0)));
	assert_true(goes_on(&t, DOWN(TCP_SYN | TCP_ACK, 499, NULL, 2, 0)));
	assert_true(goes_on(&t, DOWN(TCP_ACK, 500, "answer", 3, 0)));
	assert_false(goes_on(&t, UP(TCP_SYN, 7000, NULL, 4, 0))); /* begins anew */
	assert_false(goes_on(&t, UP(TCP_ACK, 103, "more", 4 + FLOW_IDLE_S, 0)));
	assert_false(goes_on(&t, (struct sent){ PHONE, SITE, 40001, 80, TCP, TCP_ACK, 100, "x", 4, 0 }));
	flows_finish(t.flows);
	assert_int_equal(t.last.packets, 4);
	assert_int_equal(t.last.handset, 7);
	trial_end(&t, "+2 >ask <answer -2 ");
}

/* An address that is another handset's now. */
static void the_same_ends_of_another_handset_are_another_flow(void **state)
{
	struct trial one, other;
	struct buf ip = { 0 };
	struct datagram d;
	struct lookup k;

	(void)state;
	trial_begin(&one);
	trial_begin(&other);
	d = datagram_of(&one, UP(TCP_SYN, 99, NULL, 1, 0), &ip);
	k = lookup_of(&one.table, &d);
	k.since = 1;
	flows_add(one.flows, &k, (struct ends){ 7, 0, 0 });
	flows_free(other.flows);
	other.flows = flows_new(&(struct flow_sink){ on_open, on_bytes, on_gap, NULL, on_close, &other, NULL }, &one.table, other.losses, &(struct err){ "" });
	k.since = 2;
	flows_add(other.flows, &k, (struct ends){ 8, 0, 0 });
	k.since = 1;
	assert_true(flows_go_on(&one.table, &k));
	buf_free(&ip);
	flows_finish(other.flows);
	assert_int_equal(other.last.packets, 1);
	assert_int_equal(other.last.handset, 8);
	trial_end(&other, "+1 -1 ");
	flows_finish(one.flows);
	assert_int_equal(one.last.packets, 2);
	assert_int_equal(one.last.handset, 7);
	trial_end(&one, "+1 -1 ");
}

/* That an end of it is handset 7 is known from the third packet on: "=7" tells that it is the client, "~7" the server until then. */
static void nobodys_flow_is_the_handsets_once_it_is_known(void **state)
{
	static const struct {
		bool udp, called, refused;
		const char *story;
		unsigned packets, lost; /* of the last flow; flows of which what the handset sent before is not read */
	} rows[] = {
		{ false, false, false, "+1 >ask =7 >more <answer -1 ", 4, 0 },
		{ false, true, false, "+1 >ask ~7 <more >answer -1 ", 4, 0 },
		{ false, true, true, "+1 >ask ~7 -1 +3 <more >answer -3 ", 2, 1 },
		{ true, false, false, "+1 >ask >again =7 >more <answer -1 ", 4, 0 },
		{ true, true, false, "+1 >ask >again ~7 <more >answer -1 ", 4, 0 },
	};

	(void)state;
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		const struct sent tcp[] = { UP(TCP_SYN, 99, NULL, 1, 0), UP(TCP_ACK, 100, "ask", 2, 0), UP(TCP_ACK, 103, "more", 3, 0),
			DOWN(TCP_ACK, 500, "answer", 4, 0) };
		const struct sent udp[] = { DATAGRAM("ask", 1), DATAGRAM("again", 2), DATAGRAM("more", 3), ANSWER("answer", 4) };
		unsigned losses[LOSS_COUNT] = { 0 };
		struct trial t;

		trial_begin(&t);
		t.refuses = rows[r].refused;
		for (size_t i = 0; i < 4; i++) {
			struct sent said = rows[r].udp ? udp[i] : tcp[i];
			struct buf ip = { 0 };
			const struct datagram d = datagram_of(&t, said, &ip);
			const struct lookup k = lookup_of(&t.table, &d);
			uint32_t handset = i < 2 ? 0 : 7;
			bool phone = (said.from == PHONE) == !rows[r].called;

			flows_add(t.flows, &k, (struct ends){ phone ? handset : 0, phone ? 0 : handset, 0 });
			buf_free(&ip);
		}
		flows_finish(t.flows);
		assert_int_equal(t.last.handset, 7);
		assert_int_equal(t.last.handset_called, !rows[r].called);
		assert_int_equal(t.last.packets, rows[r].packets);
		assert_int_equal(t.last.bytes_up, rows[r].called ? strlen("answer") : strlen(rows[r].udp ? "askagainmore" : "askmore"));
		losses_drain(t.losses, loss_count, losses);
		assert_int_equal(losses[LOSS_BEFORE_KNOWN], rows[r].lost);
		trial_end(&t, rows[r].story);
	}
}

/* The far end began; the handset answered before it was known to be one. */
static void what_it_sent_before_it_was_known_is_lost(void **state)
{
	const struct sent said[] = { DATAGRAM("ask", 1), ANSWER("answer", 2), ANSWER("more", 3) };
	unsigned losses[LOSS_COUNT] = { 0 };
	struct trial t;

	(void)state;
	trial_begin(&t);
	for (size_t i = 0; i < 3; i++) {
		struct buf ip = { 0 };
		const struct datagram d = datagram_of(&t, said[i], &ip);
		const struct lookup k = lookup_of(&t.table, &d);

		flows_add(t.flows, &k, (struct ends){ i < 2 ? 0 : 7, 0, 0 });
		buf_free(&ip);
	}
	losses_drain(t.losses, loss_count, losses);
	assert_int_equal(losses[LOSS_BEFORE_KNOWN], 1);
	flows_finish(t.flows);
	assert_int_equal(t.last.bytes_up, strlen("answermore"));
	assert_int_equal(t.last.bytes_down, strlen("ask"));
	trial_end(&t, "+1 >ask <answer ~7 >more -1 ");
}

static void the_tunnel_of_its_first_packet_is_told(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	t.outer = (struct outer){ *end_of(OTHER), *end_of(SITE), "GTP-U" };
	add(&t, UP(TCP_SYN, 99, NULL, 1, 0));
	t.outer.tunnel = NULL;
	add(&t, UP(TCP_ACK, 100, "ask", 1, 0));
	flows_finish(t.flows);
	assert_string_equal(t.last.tunnel, "GTP-U 10.0.0.3 > 203.0.113.5");
	trial_end(&t, "+1 >ask -1 ");
}

static void the_client_is_the_handset_even_where_it_was_called(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, DOWN(TCP_SYN, 1, NULL, 1, 0));
	add(&t, DOWN(TCP_ACK, 2, "x", 1, 0));
	flows_finish(t.flows);
	assert_true(address_equal(&t.last.key.client, end_of(PHONE)));
	assert_int_equal(t.last.key.client_port, 40000);
	assert_false(t.last.handset_called);
	trial_end(&t, "+1 <x -1 ");
}

/* Without a handset at either end, or with one at both: who called. */
static void else_the_client_is_who_called(void **state)
{
	static const struct {
		struct sent first;
		bool source_called;
	} rows[] = {
		{ { SITE, PHONE, 80, 40000, TCP, TCP_SYN, 1, NULL, 0, 0 }, true },
		{ { SITE, PHONE, 80, 40000, TCP, TCP_SYN | TCP_ACK, 1, NULL, 0, 0 }, false },
		{ { SITE, PHONE, 80, 40000, TCP, TCP_ACK, 1, "x", 0, 0 }, false },   /* the higher port calls */
		{ { PHONE, SITE, 40000, 80, TCP, TCP_ACK, 1, "x", 0, 0 }, true },
		{ { SITE, PHONE, 80, 40000, UDP, 0, 0, "x", 0, 0 }, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (uint32_t both = 0; both < 2; both++) {
			struct trial t;

			trial_begin(&t);
			add_as(&t, rows[i].first, (struct ends){ both, 2 * both, 0 });
			assert_int_equal(t.key.client_port == rows[i].first.from_port, rows[i].source_called);
			flows_finish(t.flows);
			assert_int_equal(t.last.handset, both == 0 ? 0 : rows[i].source_called ? 1 : 2);
			trial_end(&t, NULL);
		}
	}
}

static void ends_ports_and_transports_tell_flows_apart(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, (struct sent){ PHONE, SITE, 1000, 53, UDP, 0, 0, "a", 1, 0 });
	add(&t, (struct sent){ PHONE, SITE, 1001, 53, UDP, 0, 0, "b", 1, 0 });
	add(&t, (struct sent){ OTHER, SITE, 1000, 53, UDP, 0, 0, "c", 1, 0 });
	add(&t, (struct sent){ PHONE, SITE, 1000, 53, TCP, TCP_SYN, 0, NULL, 1, 0 });
	add(&t, (struct sent){ SITE, PHONE, 53, 1000, UDP, 0, 0, "d", 1, 0 });
	add(&t, (struct sent){ PHONE, SITE, 0, 0, ICMP, 0, 0, "ping", 1, 0 });
	trial_end(&t, "+1 >a +2 >b +3 >c +4 <d +6 -1 -2 -3 -4 -6 ");
}

/* ---- when a flow ends ---- */

static void another_syn_begins_another_flow(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, UP(TCP_SYN, 99, NULL, 1, 0));
	add(&t, UP(TCP_SYN, 99, NULL, 2, 0)); /* sent again */
	add(&t, UP(TCP_ACK, 100, "a", 2, 0));
	add(&t, UP(TCP_SYN, 5000, NULL, 3, 0));
	add(&t, UP(TCP_ACK, 5001, "b", 3, 0));
	trial_end(&t, "+1 >a -1 +4 >b -4 ");
}

static void a_syn_ends_a_flow_without_one(void **state)
{
	struct trial t;
	unsigned losses[LOSS_COUNT] = { 0 };

	(void)state;
	trial_begin(&t);
	add(&t, UP(TCP_ACK, 50, "mid", 1, 0));
	add(&t, UP(TCP_SYN, 99, NULL, 2, 0));
	add(&t, UP(TCP_ACK, 100, "new", 2, 0));
	flows_finish(t.flows);
	losses_drain(t.losses, loss_count, losses);
	assert_int_equal(losses[LOSS_MIDSTREAM], 1);
	trial_end(&t, "+1 >mid -1 +2 >new -2 ");
}

static void an_answer_seen_before_its_syn_is_the_same_flow(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, DOWN(TCP_SYN | TCP_ACK, 499, NULL, 1, 0));
	add(&t, UP(TCP_SYN, 99, NULL, 1, 0));
	add(&t, UP(TCP_ACK, 100, "a", 1, 0));
	flows_finish(t.flows);
	assert_true(t.last.handset_called && !t.last.midstream);
	trial_end(&t, "+1 >a -1 ");
}

/* By the capture's clock, and longer for TCP than for UDP. */
static void idle_flows_end(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, UP(TCP_SYN, 99, NULL, 0, 0));
	add(&t, (struct sent){ PHONE, SITE, 1, 53, UDP, 0, 0, "u", 0, 0 });
	add(&t, (struct sent){ PHONE, SITE, 2, 53, UDP, 0, 0, "v", FLOW_IDLE_UDP_S, 0 });     /* not yet */
	add(&t, (struct sent){ PHONE, SITE, 2, 53, UDP, 0, 0, "w", FLOW_IDLE_UDP_S + 1, 0 }); /* now */
	add(&t, (struct sent){ PHONE, SITE, 2, 53, UDP, 0, 0, "x", FLOW_IDLE_S, 0 });
	add(&t, (struct sent){ PHONE, SITE, 2, 53, UDP, 0, 0, "y", FLOW_IDLE_S + 1, 0 });
	trial_end(&t, "+1 +2 >u +3 >v -2 >w -3 +5 >x -1 >y -5 ");
}

/* What comes late still finds its flow. One side alone does not end it: the other may go on. */
static void a_connection_that_is_over_ends_sooner(void **state)
{
	static const struct {
		struct sent last[2];
		const char *story;
	} rows[] = {
		{ { DOWN(TCP_ACK | TCP_FIN, 9, NULL, 1, 0), UP(TCP_ACK | TCP_FIN, 100, NULL, 1, 0) }, "+1 >late -1 +5 >new -5 " },
		{ { DOWN(TCP_ACK, 9, NULL, 1, 0), UP(TCP_RST, 100, NULL, 1, 0) }, "+1 >late -1 +5 >new -5 " },
		{ { DOWN(TCP_RST, 9, NULL, 1, 0), UP(TCP_ACK, 100, NULL, 1, 0) }, "+1 >late -1 +5 >new -5 " },
		{ { DOWN(TCP_ACK, 9, NULL, 1, 0), UP(TCP_ACK | TCP_FIN, 100, NULL, 1, 0) }, "+1 >late >new -1 " },
		{ { DOWN(TCP_ACK | TCP_FIN, 9, NULL, 1, 0), UP(TCP_ACK, 100, NULL, 1, 0) }, "+1 >late >new -1 " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct trial t;

		trial_begin(&t);
		add(&t, UP(TCP_SYN, 99, NULL, 0, 0));
		add(&t, rows[i].last[0]);
		add(&t, rows[i].last[1]);
		add(&t, UP(TCP_ACK, 100, "late", 1 + FLOW_OVER_S, 0));
		add(&t, UP(TCP_ACK, 104, "new", 2 + 2 * FLOW_OVER_S, 0));
		trial_end(&t, rows[i].story);
	}
}

static void a_packet_keeps_its_flow_alive(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, UP(TCP_SYN, 99, NULL, 0, 0));
	for (int64_t s = 1; s < 6; s++)
		add(&t, DOWN(TCP_ACK, 1, NULL, s * FLOW_IDLE_S, 0));
	trial_end(&t, "+1 -1 ");
}

/* A handset sets its clock back while it captures; one packet's time may be damaged. */
static void a_clock_that_jumps_does_not_break_up_what_follows(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, (struct sent){ PHONE, SITE, 1, 53, UDP, 0, 0, "a", 1000000, 0 });
	add(&t, UP(TCP_SYN, 99, NULL, 1000, 0));
	add(&t, (struct sent){ PHONE, SITE, 2, 53, UDP, 0, 0, "b", 1000, 0 });
	add(&t, UP(TCP_ACK, 100, "c", 1001, 0));
	add(&t, (struct sent){ PHONE, SITE, 2, 53, UDP, 0, 0, "d", 1001, 0 });
	add(&t, UP(TCP_ACK, 101, "e", 1002, 0));
	trial_end(&t, "+1 >a +2 +3 >b >c >d >e -1 -2 -3 ");
}

static void at_the_end_flows_close_in_the_order_they_began(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, (struct sent){ PHONE, SITE, 9, 53, UDP, 0, 0, "a", 1, 0 });
	add(&t, UP(TCP_SYN, 99, NULL, 1, 0));
	add(&t, (struct sent){ PHONE, SITE, 3, 53, UDP, 0, 0, "b", 1, 0 });
	add(&t, (struct sent){ PHONE, SITE, 9, 53, UDP, 0, 0, "c", 1, 0 });
	trial_end(&t, "+1 >a +2 +3 >b >c -1 -2 -3 ");
}

static void over_the_bound_the_idlest_ends(void **state)
{
	enum { BOUND = FLOWS_MAX / SHARDS };
	struct trial t;
	unsigned losses[LOSS_COUNT] = { 0 };

	(void)state;
	trial_begin(&t);
	for (uint32_t i = 0; i < BOUND; i++) /* all within the patience of UDP */
		add(&t, (struct sent){ PHONE, SITE, (uint16_t)(1000 + i), 53, UDP, 0, 0, NULL, 100 + i / 1000, 0 });
	add(&t, (struct sent){ PHONE, SITE, 1000, 53, UDP, 0, 0, NULL, 140, 0 }); /* the first is idle no more */
	assert_int_equal(t.closed, 0);
	add(&t, UP(TCP_SYN, 99, NULL, 140, 0));
	assert_int_equal(t.closed, 1);
	assert_int_equal(t.last.first_frame, 2);
	losses_drain(t.losses, loss_count, losses);
	assert_int_equal(losses[LOSS_FLOW_BOUND], 1);
	trial_end(&t, NULL);
}

/* ---- bytes ---- */

static void reordered_bytes_come_in_order_and_holes_are_counted(void **state)
{
	struct trial t;
	unsigned losses[LOSS_COUNT] = { 0 };

	(void)state;
	trial_begin(&t);
	add(&t, UP(TCP_SYN, 99, NULL, 1, 0));
	add(&t, UP(TCP_ACK, 103, "def", 1, 0));
	add(&t, UP(TCP_ACK, 100, "abc", 1, 0));
	add(&t, UP(TCP_ACK, 110, "xyz", 1, 0));
	flows_finish(t.flows);
	assert_int_equal(t.last.bytes_missing, 4);
	assert_int_equal(t.last.bytes_up, 9);
	losses_drain(t.losses, loss_count, losses);
	assert_int_equal(losses[LOSS_STREAM_GAP], 1);
	trial_end(&t, "+1 >abc >def >[4] >xyz -1 ");
}

static void bytes_that_were_not_captured_count_as_on_the_wire(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, UP(TCP_SYN, 99, NULL, 1, 0));
	add(&t, UP(TCP_ACK, 100, "ab", 1, 8));
	add(&t, UP(TCP_ACK, 110, "k", 1, 0));
	flows_finish(t.flows);
	assert_int_equal(t.last.bytes_up, 11);
	assert_int_equal(t.last.bytes_missing, 8);
	trial_end(&t, "+1 >ab >[8] >k -1 ");
}

static void a_reset_carries_no_data(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, UP(TCP_SYN, 99, NULL, 1, 0));
	add(&t, DOWN(TCP_RST, 0, "go away", 1, 0));
	add(&t, UP(TCP_ACK, 100, "a", 1, 0));
	trial_end(&t, "+1 >a -1 ");
}

static void empty_datagrams_are_flows_without_bytes(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, (struct sent){ PHONE, SITE, 1, 9, UDP, 0, 0, NULL, 1, 0 });
	flows_finish(t.flows);
	assert_int_equal(t.last.packets, 1);
	assert_int_equal(t.last.bytes_up, 0);
	trial_end(&t, "+1 -1 ");
}

static void the_verdict_is_ndpis(void **state)
{
	struct trial t;

	(void)state;
	trial_begin(&t);
	add(&t, UP(TCP_SYN, 99, NULL, 1, 0));
	add(&t, UP(TCP_ACK | TCP_PSH, 100, "GET /a HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: x\r\n\r\n", 1, 0));
	flows_finish(t.flows);
	assert_string_equal(t.last.protocol, "HTTP");
	assert_string_equal(t.last.host, "www.example.org");
	assert_true(t.last.category[0] != 0 && t.last.confidence[0] != 0);
	trial_end(&t, NULL);
}

/* nDPI links flows of the same ends to BitTorrent that it saw between them. */
static const char *unknown_bytes(struct trial *t)
{
	add(t, (struct sent){ PHONE, SITE, 41000, 49000, TCP, TCP_SYN, 99, NULL, 1, 0 });
	add(t, (struct sent){ PHONE, SITE, 41000, 49000, TCP, TCP_ACK, 100, "no protocol at all", 1, 0 });
	add(t, (struct sent){ PHONE, SITE, 41000, 49000, TCP, TCP_SYN, 5000, NULL, 2, 0 }); /* ends the flow before */
	return t->last.protocol;
}

static void what_ndpi_remembers_is_each_tables_own(void **state)
{
	struct trial one, other;

	(void)state;
	trial_begin(&one);
	trial_begin(&other);
	add(&one, UP(TCP_SYN, 99, NULL, 1, 0));
	add(&one, UP(TCP_ACK, 100, "\023BitTorrent protocol--------01234567890123456789-phonehome-0123456789", 1, 0));
	assert_string_not_equal(unknown_bytes(&other), "BitTorrent");
	assert_string_equal(unknown_bytes(&one), "BitTorrent");
	trial_end(&one, NULL);
	assert_string_not_equal(unknown_bytes(&other), "BitTorrent");
	trial_end(&other, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_directions_are_one_flow),
		cmocka_unit_test(an_open_flow_goes_on_without_asking_whose_it_is),
		cmocka_unit_test(the_same_ends_of_another_handset_are_another_flow),
		cmocka_unit_test(nobodys_flow_is_the_handsets_once_it_is_known),
		cmocka_unit_test(what_it_sent_before_it_was_known_is_lost),
		cmocka_unit_test(the_tunnel_of_its_first_packet_is_told),
		cmocka_unit_test(the_client_is_the_handset_even_where_it_was_called),
		cmocka_unit_test(else_the_client_is_who_called),
		cmocka_unit_test(ends_ports_and_transports_tell_flows_apart),
		cmocka_unit_test(another_syn_begins_another_flow),
		cmocka_unit_test(a_syn_ends_a_flow_without_one),
		cmocka_unit_test(an_answer_seen_before_its_syn_is_the_same_flow),
		cmocka_unit_test(idle_flows_end),
		cmocka_unit_test(a_connection_that_is_over_ends_sooner),
		cmocka_unit_test(a_packet_keeps_its_flow_alive),
		cmocka_unit_test(a_clock_that_jumps_does_not_break_up_what_follows),
		cmocka_unit_test(at_the_end_flows_close_in_the_order_they_began),
		cmocka_unit_test(over_the_bound_the_idlest_ends),
		cmocka_unit_test(reordered_bytes_come_in_order_and_holes_are_counted),
		cmocka_unit_test(bytes_that_were_not_captured_count_as_on_the_wire),
		cmocka_unit_test(a_reset_carries_no_data),
		cmocka_unit_test(empty_datagrams_are_flows_without_bytes),
		cmocka_unit_test(the_verdict_is_ndpis),
		cmocka_unit_test(what_ndpi_remembers_is_each_tables_own),
	};

	return unit_run(tests);
}
