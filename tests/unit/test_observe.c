#include "unit.h"

#include "detecting.h"

#include "decode/keys.h"
#include "pipeline/survey.h"

#include <sys/mman.h>
#include <unistd.h>

/* ---- a capture by hand: pcap of bare IPv4 packets ---- */

enum { LINK_RAW = 101, UDP = 17, TCP = 6 };

static void put_le(struct buf *b, uint32_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_putc(b, (char)(v >> 8 * i));
}

static void put_be(struct buf *b, uint32_t v, int bytes)
{
	while (bytes-- > 0)
		buf_putc(b, (char)(v >> 8 * bytes));
}

static void put_file_header(struct buf *b)
{
	put_le(b, 0xA1B2C3D4, 4);
	put_le(b, 2, 2);
	put_le(b, 4, 2);
	put_le(b, 0, 4);
	put_le(b, 0, 4);
	put_le(b, 65535, 4);
	put_le(b, LINK_RAW, 4);
}

/* A packet from one address and port to another: UDP, or TCP in the midst of a connection. */
static void put_ip(struct buf *b, uint8_t transport, uint32_t from, uint16_t from_port, uint32_t to, uint16_t to_port, const char *bytes)
{
	uint32_t header = transport == TCP ? 20 : 8, len = 20 + header + (uint32_t)strlen(bytes);

	put_le(b, 1000, 4);
	put_le(b, 0, 4);
	put_le(b, len, 4);
	put_le(b, len, 4);
	put_be(b, 0x45000000 | len, 4);
	put_be(b, 0, 4);
	put_be(b, 0x40000000 | (uint32_t)transport << 16, 4);
	put_be(b, from, 4);
	put_be(b, to, 4);
	put_be(b, from_port, 2);
	put_be(b, to_port, 2);
	if (transport == TCP) {
		put_be(b, 1, 4);
		put_be(b, 1, 4);
		put_be(b, 0x50180000 | 0xFFFF, 4);
		put_be(b, 0, 4);
	} else {
		put_be(b, len - 20, 2);
		put_be(b, 0, 2);
	}
	buf_puts(b, bytes);
}

static void put_packet(struct buf *b, uint32_t from, uint16_t from_port, uint32_t to, uint16_t to_port, const char *bytes)
{
	put_ip(b, UDP, from, from_port, to, to_port, bytes);
}

enum { PHONE = 0x0A000002, OTHER = 0x0A000003, SITE = 0xCB007105 };

/* ---- what was put ---- */

struct seen {
	unsigned counts[RECORD_TYPES], losses[LOSS_COUNT];
	struct fact_end end;
	struct fact_sighting sighting;
	struct fact_flow flow;
	struct record_owner owner; /* the last that was told */
	uint64_t packets; /* of all flows */
	bool ended, after_end;
};

static void put(void *ctx, enum record_type type, const void *fact)
{
	struct seen *s = ctx;

	s->after_end = s->after_end || s->ended;
	s->counts[type]++;
	if (type == RECORD_END) {
		s->end = *(const struct fact_end *)fact;
		s->ended = true;
	} else if (type == RECORD_SIGHTING) {
		s->sighting = *(const struct fact_sighting *)fact;
	} else if (type == RECORD_FLOW) {
		s->flow = *(const struct fact_flow *)fact;
		s->packets += s->flow.packets;
	} else if (type == RECORD_OWNER) {
		s->owner = *(const struct record_owner *)fact;
	} else if (type == RECORD_LOSS) {
		s->losses[((const struct fact_loss *)fact)->loss]++;
	}
}

/* live: as of a capture that goes on, without a survey. */
static int watch_as(bool live, const struct audit_case *c, struct keys *keys, struct buf *file, uint32_t worker, uint32_t workers,
	struct seen *s, struct err *e)
{
	static const volatile sig_atomic_t never = 0;
	struct detector *d = detector_new(&detecting_rulebook, &detecting_case, e);
	struct surveyed *surveyed = surveyed_new(e);
	int fd = memfd_create("capture", 0), status;
	struct observe_task t = { .files = &fd, .file_count = 1, .feed = -1, .worker = worker, .workers = workers,
		.audit_case = c, .keys = keys, .detector = d, .stop = &never, .put = put, .ctx = s };

	*s = (struct seen){ .ended = false };
	assert_non_null(d);
	assert_non_null(surveyed);
	assert_int_equal(write(fd, file->data, file->len), file->len);
	status = live ? 0 : survey(&t, surveyed, e);
	t.surveyed = live ? NULL : surveyed;
	if (status == 0)
		status = observe(&t, e);
	detector_free(d);
	surveyed_free(surveyed);
	close(fd);
	return status;
}

static int watch_under(const struct audit_case *c, struct keys *keys, struct buf *file, uint32_t worker, uint32_t workers, struct seen *s,
	struct err *e)
{
	return watch_as(false, c, keys, file, worker, workers, s, e);
}

static int watch(struct buf *file, uint32_t worker, uint32_t workers, struct seen *s, struct err *e)
{
	return watch_under(&detecting_case, NULL, file, worker, workers, s, e);
}

/* ---- tests ---- */

static void packets_become_facts_and_the_end_comes_last(void **state)
{
	struct buf file = { 0 };
	struct seen s;
	struct err e = { "" };

	(void)state;
	put_file_header(&file);
	put_packet(&file, PHONE, 40000, SITE, 9999, "nothing to see");
	put_packet(&file, SITE, 9999, PHONE, 40000, "imei=490154203237518"); /* what it is sent is nobody's disclosure */
	put_packet(&file, PHONE, 40000, SITE, 9999, "imei=490154203237518&more");
	assert_int_equal(watch(&file, 0, 1, &s, &e), 0);
	assert_true(s.ended && !s.after_end);
	assert_int_equal(s.end.packets, 3);
	assert_int_equal(s.end.flows, 1);
	assert_int_equal(s.counts[RECORD_SIGHTING], 1);
	assert_int_equal(s.sighting.frame, 3);
	assert_int_equal(s.sighting.offset, 5);
	assert_int_equal(s.sighting.message.flow, 1);
	assert_int_equal(s.flow.handset, 1);
	assert_int_equal(s.flow.bytes_clear, s.flow.bytes_up);
	assert_int_equal(s.counts[RECORD_HANDSET], 1);
	assert_int_equal(s.counts[RECORD_MESSAGE], 1); /* raw bytes are told of where something was found */
	buf_free(&file);
}

/* Every worker reads the whole file; each flow is told by one of them, what concerns the file by the first, the handset by each survey. */
static void each_flow_is_told_by_one_worker(void **state)
{
	struct buf file = { 0 };
	struct err e = { "" };
	unsigned flows = 0, handsets = 0, losses = 0;

	(void)state;
	put_file_header(&file);
	for (uint16_t i = 0; i < 40; i++)
		put_packet(&file, i % 2 == 0 ? PHONE : OTHER + i, 40000 + i, SITE, 9999, "hello");
	buf_puts(&file, "cut");
	for (uint32_t w = 0; w < 4; w++) {
		struct seen s;

		assert_int_equal(watch(&file, w, 4, &s, &e), 0);
		assert_int_equal(s.end.packets, 40);
		assert_true(s.end.damaged);
		flows += s.counts[RECORD_FLOW];
		handsets += s.counts[RECORD_HANDSET];
		losses += s.counts[RECORD_LOSS];
	}
	assert_int_equal(flows, 40);
	assert_int_equal(handsets, 4); /* the case's only one */
	assert_int_equal(losses, 1);
	buf_free(&file);
}

static unsigned workers_busy(struct keys *keys, struct buf *file)
{
	unsigned busy = 0;

	for (uint32_t worker = 0; worker < SHARDS; worker++) {
		struct seen s;
		struct err e = { "" };

		assert_int_equal(watch_under(&detecting_case, keys, file, worker, SHARDS, &s, &e), 0);
		busy += s.counts[RECORD_FLOW] > 0;
	}
	return busy;
}

/* nDPI tells a flow by others of the same handset; but where there are keys the work is in what TCP carries. */
static void with_keys_connections_of_one_handset_are_shared_out(void **state)
{
	struct buf tcp = { 0 }, udp = { 0 };
	struct keys *keys = keys_new();

	(void)state;
	put_file_header(&tcp);
	put_file_header(&udp);
	for (uint16_t i = 0; i < 8 * SHARDS; i++) {
		put_ip(&tcp, TCP, PHONE, 40000 + i, SITE, 9999, "nothing to see");
		put_ip(&udp, UDP, PHONE, 40000 + i, SITE + i, 9999, "nothing to see");
	}
	assert_int_equal(workers_busy(keys, &tcp), SHARDS);
	assert_int_equal(workers_busy(keys, &udp), 1);
	assert_int_equal(workers_busy(NULL, &tcp), 1);
	keys_free(keys);
	buf_free(&tcp);
	buf_free(&udp);
}

/* Whichever of them speaks: what two handsets say to each other is one flow. */
static void two_handsets_talk_in_one_flow(void **state)
{
	struct buf file = { 0 };
	struct seen s;
	struct err e = { "" };

	(void)state;
	put_file_header(&file);
	for (uint32_t i = 0; i < SHARDS; i++) {
		put_packet(&file, PHONE + i, 40000, SITE, 53, "out");
		put_packet(&file, PHONE, 40001, PHONE + i + 1, 9999, "to you");
		put_packet(&file, PHONE + i + 1, 9999, PHONE, 40001, "to me");
	}
	assert_int_equal(watch_under(NULL, NULL, &file, 0, 1, &s, &e), 0);
	assert_int_equal(s.counts[RECORD_HANDSET], SHARDS);
	assert_int_equal(s.counts[RECORD_FLOW], 2 * SHARDS);
	buf_free(&file);
}

/* The busiest handsets are told apart, whatever their numbers. */
static void workers_get_about_as_much_to_do(void **state)
{
	struct buf file = { 0 };
	uint64_t packets[2] = { 0 };

	(void)state;
	put_file_header(&file);
	for (uint32_t i = 0; i < 4; i++) {
		for (uint32_t k = 0; k < (i % 2 == 0 ? 50 : 1); k++)
			put_packet(&file, PHONE + i, 40000, SITE, 53, "out");
	}
	for (uint32_t worker = 0; worker < 2; worker++) {
		struct seen s;
		struct err e = { "" };

		assert_int_equal(watch_under(NULL, NULL, &file, worker, 2, &s, &e), 0);
		packets[worker] = s.packets;
	}
	assert_int_equal(packets[0], 51);
	assert_int_equal(packets[1], 51);
	buf_free(&file);
}

/* It is known to be one when all is over: whose its address was is told then, for all flows. */
static void live_whose_addresses_were_is_told_in_the_end(void **state)
{
	struct buf file = { 0 };
	struct seen s;
	struct err e = { "" };

	(void)state;
	put_file_header(&file);
	put_packet(&file, PHONE, 4000, SITE, 9999, "imei=490154203237518&more");
	assert_int_equal(watch_as(true, NULL, NULL, &file, 0, 1, &s, &e), 0);
	assert_int_equal(s.counts[RECORD_SIGHTING], 1);
	assert_int_equal(s.flow.handset, 0);
	assert_int_equal(s.counts[RECORD_OWNER], 1);
	assert_int_equal(s.owner.handset, 1);
	assert_true(address_equal(&s.owner.address, &s.flow.key.client));
	assert_int_equal(watch_as(false, NULL, NULL, &file, 0, 1, &s, &e), 0);
	assert_int_equal(s.counts[RECORD_OWNER], 0);
	buf_free(&file);
}

/* What the far end began before, is the same flow, whosever shard it falls into. */
static void live_what_a_handset_sends_once_it_is_known_is_read(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 4 * SHARDS; i++) {
		struct buf file = { 0 };
		struct seen s;
		struct err e = { "" };

		put_file_header(&file);
		put_packet(&file, SITE + i, 9999, PHONE, 40000, "hello");
		put_packet(&file, PHONE, 40000, SITE + i, 9999, "imei=490154203237518&more");
		assert_int_equal(watch_as(true, NULL, NULL, &file, 0, 1, &s, &e), 0);
		assert_int_equal(s.counts[RECORD_SIGHTING], 1);
		assert_int_equal(s.counts[RECORD_FLOW], 1);
		assert_int_equal(s.flow.handset, 1);
		assert_false(s.flow.handset_called);
		assert_int_equal(s.losses[LOSS_BEFORE_KNOWN], 0);
		buf_free(&file);
	}
}

/* Of what the far end said something was told: that cannot be taken back, and what the handset sends is another flow. */
static void live_a_flow_that_told_something_is_not_turned(void **state)
{
	struct buf file = { 0 };
	struct seen s;
	struct err e = { "" };

	(void)state;
	put_file_header(&file);
	put_packet(&file, SITE, 9999, PHONE, 40000, "imei=490154203237518&more");
	put_packet(&file, PHONE, 40000, SITE, 9999, "imei=490154203237518&more");
	assert_int_equal(watch_as(true, NULL, NULL, &file, 0, 1, &s, &e), 0);
	assert_int_equal(s.counts[RECORD_SIGHTING], 2);
	assert_int_equal(s.counts[RECORD_FLOW], 2);
	assert_int_equal(s.losses[LOSS_BEFORE_KNOWN], 1);
	assert_int_equal(watch_as(false, NULL, NULL, &file, 0, 1, &s, &e), 0);
	assert_int_equal(s.counts[RECORD_SIGHTING], 1);
	assert_int_equal(s.counts[RECORD_FLOW], 1);
	buf_free(&file);
}

/* Flows that go on while their handset becomes known are torn in two by no worker: of a private address, and of one that is not. */
static void live_no_flow_is_torn_in_two(void **state)
{
	enum { FLOWS = 8 * SHARDS };
	static const uint32_t phones[] = { PHONE, 0xC6336401 };

	(void)state;
	for (size_t p = 0; p < 2; p++) {
		struct buf file = { 0 };
		uint64_t packets = 0;
		unsigned flows = 0;

		put_file_header(&file);
		for (uint16_t i = 0; i < 2 * FLOWS; i++) {
			if (i == FLOWS)
				put_packet(&file, phones[p], 40000, SITE, 443, "a call");
			put_packet(&file, phones[p], 4000 + i % FLOWS, SITE + i % FLOWS, 9999, "hello");
			put_packet(&file, SITE + i % FLOWS, 9999, phones[p], 4000 + i % FLOWS, "hello");
		}
		for (uint32_t worker = 0; worker < 3; worker++) {
			struct seen s;
			struct err e = { "" };

			assert_int_equal(watch_as(true, NULL, NULL, &file, worker, 3, &s, &e), 0);
			packets += s.packets;
			flows += s.counts[RECORD_FLOW];
		}
		assert_int_equal(flows, FLOWS + 1);
		assert_int_equal(packets, 4 * FLOWS + 1);
		buf_free(&file);
	}
}

static void progress_is_not_told_of_every_packet(void **state)
{
	struct buf file = { 0 };
	struct seen s;
	struct err e = { "" };

	(void)state;
	put_file_header(&file);
	for (uint16_t i = 0; i < 100; i++)
		put_packet(&file, PHONE, 40000, SITE, 9999, "hello");
	assert_int_equal(watch(&file, 0, 1, &s, &e), 0);
	assert_int_equal(s.counts[RECORD_PROGRESS], 0);
	buf_free(&file);
}

static void too_many_addresses_are_said_once(void **state)
{
	struct buf file = { 0 };
	struct err e = { "" };

	(void)state;
	put_file_header(&file);
	for (uint32_t i = 0; i <= ENDPOINTS_MAX; i++)
		put_packet(&file, 0xCB000000 + i, 1, 0xCA000000, 2, "");
	for (uint32_t w = 0; w < 2; w++) {
		struct seen s;

		assert_int_equal(watch(&file, w, 8, &s, &e), 0);
		assert_int_equal(s.losses[LOSS_ENDPOINT_BOUND], 1);
	}
	buf_free(&file);
}

static void what_is_no_capture_is_an_error(void **state)
{
	struct buf file = { 0 };
	struct seen s;
	struct err e = { "" };

	(void)state;
	buf_puts(&file, "GIF89a and so on, which is no capture at all");
	assert_int_equal(watch(&file, 0, 1, &s, &e), -1);
	assert_true(e.text[0] != 0 && !s.ended);
	buf_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_become_facts_and_the_end_comes_last),
		cmocka_unit_test(each_flow_is_told_by_one_worker),
		cmocka_unit_test(with_keys_connections_of_one_handset_are_shared_out),
		cmocka_unit_test(two_handsets_talk_in_one_flow),
		cmocka_unit_test(workers_get_about_as_much_to_do),
		cmocka_unit_test(live_whose_addresses_were_is_told_in_the_end),
		cmocka_unit_test(live_what_a_handset_sends_once_it_is_known_is_read),
		cmocka_unit_test(live_a_flow_that_told_something_is_not_turned),
		cmocka_unit_test(live_no_flow_is_torn_in_two),
		cmocka_unit_test(progress_is_not_told_of_every_packet),
		cmocka_unit_test(too_many_addresses_are_said_once),
		cmocka_unit_test(what_is_no_capture_is_an_error),
	};

	return unit_run(tests);
}
