#include "unit.h"

#include "base/instant.h"
#include "peeling.h"

#define V4(offset_and_more, bytes) "45 00 0000 0007 " offset_and_more " 40 11 0000 c0a80002 08080808 " bytes
#define V6(offset_and_more, bytes) IPV6_HEAD("0000", "2c") "11 00 " offset_and_more " 00000007 " bytes
#define BEGIN "1388 0035 0018 0000" /* a UDP header that announces 16 bytes */
#define ONE "6f6e652d6f6e6521" /* one-one! */
#define TWO "74776f2d74776f21" /* two-two! */
#define EXES "7878787878787878"

/* A packet a row, frames from 1, all at one time but the last; what came out last, and how often something did. */
static struct result peel_sequence(const char *const *hex, size_t n, int64_t last_at, int *ret_times)
{
	struct losses *l = losses_new();
	struct peeler *peeler = peeler_new(l);
	struct result r = { .ok = false };

	*ret_times = 0;
	for (size_t i = 0; i <= n; i++) {
		struct buf b = hex_bytes(i < n ? hex[i] : "");
		struct packet p = { .frame = i + 1, .at = i + 1 == n ? last_at : 0, .link = RAW, .wire_len = (uint32_t)b.len,
			.bytes = { b.data, b.len } };

		if (i < n ? peel(peeler, &p, &r.d) : peel_more(peeler, true, &r.d)) {
			r.ok = true;
			++*ret_times;
			r.ip_len = r.d.ip.len;
			snprintf(r.payload, sizeof r.payload, "%.*s", (int)r.d.payload.len, (const char *)r.d.payload.data);
		}
		buf_free(&b);
	}
	peeler_free(peeler);
	losses_drain(l, note_loss, &r);
	losses_free(l);
	return r;
}

static void fragments_are_put_together(void **state)
{
	static const struct {
		const char *packets[4], *payload;
		uint64_t frame;
		size_t ip_len;
		uint64_t losses;
	} rows[] = {
		{ { V4("2000", BEGIN ONE), V4("0002", TWO) }, "one-one!two-two!", 2, 44, 0 },
		{ { V4("0002", TWO), V4("2000", BEGIN ONE) }, "one-one!two-two!", 2, 44, 0 },
		{ { V4("2001", ONE), V4("0002", TWO), V4("2000", BEGIN) }, "one-one!two-two!", 3, 44, 0 },
		{ { V4("2000", BEGIN ONE), V4("2000", BEGIN ONE), V4("0002", TWO) }, "one-one!two-two!", 3, 44, 0 },
		{ { V4("2000", BEGIN ONE), V4("0001", EXES TWO) }, "one-one!two-two!", 2, 44, 0 }, /* the first byte stays */
		{ { V4("0001", EXES TWO), V4("2000", BEGIN ONE) }, "xxxxxxxxtwo-two!", 2, 44, 0 },
		{ { V6("0001", BEGIN ONE), V6("0010", TWO) }, "one-one!two-two!", 2, 64, 0 },
		{ { V6("0010", TWO), V6("0001", BEGIN ONE), "" }, "one-one!two-two!", 2, 64, 0 },
		{ { V6("0001", BEGIN ONE), V6("0001", BEGIN ONE), V6("0010", TWO) }, "one-one!two-two!", 3, 64, 0 },
		{ { OUTER("2f") "0000 0800 45 00 0024 0007 2000 40 11 0000 c0a80002 08080808" BEGIN ONE,
			OUTER("2f") "0000 0800 45 00 001c 0007 0002 40 11 0000 c0a80002 08080808" TWO }, "one-one!two-two!", 2, 44, 0 },
		{ { V4("2000", BEGIN ONE) }, "one-one!", 1, 36, 1 },
		{ { V4("2000", BEGIN ONE), V4("0003", TWO) }, "one-one!", 1, 36, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n = 0;
		int times;
		struct result r;

		while (n < 4 && rows[i].packets[n] != NULL && rows[i].packets[n][0] != 0)
			n++;
		r = peel_sequence(rows[i].packets, n, 0, &times);
		if (times != 1 || strcmp(r.payload, rows[i].payload) != 0 || r.d.frame != rows[i].frame || r.losses != rows[i].losses ||
			r.ip_len != rows[i].ip_len)
			fail_msg("row %zu: %d times, '%s', frame %d, %d lost", i, times, r.payload, (int)r.d.frame, (int)r.losses);
		assert_int_equal(r.d.target_port, 53);
	}
}

static void fragments_that_do_not_fit_are_counted(void **state)
{
	static const struct {
		const char *packets[2], *detail;
		int64_t second_at;
		uint64_t count;
	} rows[] = {
		{ { V4("2002", TWO) }, "IPv4", 0, 1 },
		{ { V6("0008", TWO) }, "IPv6", 0, 1 },
		{ { V6("0001", BEGIN ONE), V6("0008", EXES TWO) }, "IPv6", 0, 2 }, /* RFC 5722 */
		{ { V4("0002", TWO), V4("0001", ONE) }, "IPv4", 0, 2 }, /* two ends */
	};
	int times;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result r = peel_sequence(rows[i].packets, rows[i].packets[1] == NULL ? 1 : 2, rows[i].second_at, &times);

		if (r.ok || r.losses != rows[i].count || strcmp(r.loss.detail, rows[i].detail) != 0)
			fail_msg("row %zu", i);
		assert_int_equal(r.loss.loss, LOSS_FRAGMENT);
	}
}

static void fragments_wait_a_minute_of_the_captures_clock(void **state)
{
	static const char *const packets[] = { V4("2000", BEGIN ONE), V4("0002", TWO) };
	int times;

	(void)state;
	assert_string_equal(peel_sequence(packets, 2, 60 * NS_PER_S, &times).payload, "one-one!two-two!");
	assert_int_equal(times, 1);
	assert_string_equal(peel_sequence(packets, 2, 61 * NS_PER_S, &times).payload, "one-one!");
	assert_int_equal(times, 1);
}

static void fragments_waiting_have_a_bound(void **state)
{
	struct losses *l = losses_new();
	struct peeler *peeler = peeler_new(l);
	struct result r = { .ok = false };
	struct buf b = hex_bytes(V4("2002", TWO));

	(void)state;
	for (unsigned i = 0; i < FRAGMENTED_MAX + 9; i++) {
		struct packet p = { .frame = i + 1, .link = RAW, .wire_len = (uint32_t)b.len, .bytes = { b.data, b.len } };

		b.data[4] = (uint8_t)(i >> 8);
		b.data[5] = (uint8_t)i;
		assert_false(peel(peeler, &p, &r.d));
	}
	losses_drain(l, note_loss, &r);
	assert_int_equal(r.losses, 9);
	peeler_free(peeler);
	losses_drain(l, note_loss, &r);
	assert_int_equal(r.losses, FRAGMENTED_MAX + 9);
	losses_free(l);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fragments_are_put_together),
		cmocka_unit_test(fragments_that_do_not_fit_are_counted),
		cmocka_unit_test(fragments_wait_a_minute_of_the_captures_clock),
		cmocka_unit_test(fragments_waiting_have_a_bound),
	};

	return unit_run(tests);
}
