#include "unit.h"

#include "talking.h"

enum { UDP = 17, TCP = 6 };

/* ---- messages by hand ---- */

static void put16(struct buf *b, unsigned v)
{
	buf_putc(b, (char)(v >> 8));
	buf_putc(b, (char)v);
}

static void put_header(struct buf *b, unsigned flags, unsigned questions, unsigned answers)
{
	put16(b, 0x1234);
	put16(b, flags);
	put16(b, questions);
	put16(b, answers);
	put16(b, 0);
	put16(b, 0);
}

/* "a.bc" as labels; with at != 0 ended by a pointer there, else by zero. */
static void put_name(struct buf *b, const char *name, unsigned at)
{
	struct reader r = rd_over_span(span_of(name));

	while (rd_left(&r) > 0) {
		struct span label;

		if (!rd_until(&r, '.', &label))
			label = rd_rest(&r);
		buf_putc(b, (char)label.len);
		buf_add_span(b, label);
	}
	if (at != 0)
		put16(b, 0xC000 | at);
	else
		buf_putc(b, 0);
}

static void put_question(struct buf *b, const char *name)
{
	put_name(b, name, 0);
	put16(b, 1);
	put16(b, 1);
}

/* What stands between the owner's name and the data. */
static void put_record(struct buf *b, unsigned type, unsigned class, unsigned ttl, unsigned len)
{
	put16(b, type);
	put16(b, class);
	put16(b, 0);
	put16(b, ttl);
	put16(b, len);
}

static void put_a(struct buf *b, const char *name, unsigned at, unsigned class)
{
	put_name(b, name, at);
	put_record(b, 1, class, 60, 4);
	buf_add(b, "\12\0\0\7", 4);
}

/* Checks what is said of one datagram, and frees it. */
static void says(struct buf *b, uint16_t port, bool from_client, const char *said)
{
	struct talking t = { .binary = true };

	talking_begin(&t, UDP, port);
	conversation_bytes(t.c, from_client, buf_span(b), 4, 0);
	talking_end(&t);
	assert_string_equal(buf_text(&t.said), said);
	talking_free(&t);
	buf_free(b);
}

/* ---- what is asked ---- */

static void what_is_asked_is_a_message(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_header(&b, 0x0100, 1, 0);
	put_question(&b, "Api.MI_x.c m");
	says(&b, 53, true, "dns | dns.qname@13=api.mi_x.c?m\n");
}

static void multicast_and_link_local_names_are_read_alike(void **state)
{
	static const uint16_t ports[] = { 5353, 5355 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct buf b = { 0 };

		put_header(&b, 0, 1, 0);
		put_question(&b, "_http._tcp.local");
		says(&b, ports[i], true, "dns | dns.qname@13=_http._tcp.local\n");
	}
}

static void the_root_and_no_question_have_no_part(void **state)
{
	struct buf root = { 0 }, none = { 0 };

	(void)state;
	put_header(&root, 0, 1, 0);
	put_question(&root, "");
	says(&root, 53, true, "dns\n");
	put_header(&none, 0, 0, 0);
	says(&none, 53, true, "dns\n");
}

static void what_the_client_answers_and_the_server_asks_is_not_taken(void **state)
{
	struct buf answer = { 0 }, question = { 0 };

	(void)state;
	put_header(&answer, 0x8180, 0, 1);
	put_a(&answer, "mi.com", 0, 1);
	says(&answer, 53, true, "");
	put_header(&question, 0, 1, 0);
	put_question(&question, "mi.com");
	says(&question, 53, false, "");
}

static void broken_queries_are_opaque(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} rows[] = {
		{ "\0\0\0\0\0\1\0\0\0\0\0", 11 },                      /* no header */
		{ "\0\0\0\0\0\1\0\0\0\0\0\0", 12 },                    /* no question */
		{ "\0\0\0\0\0\1\0\0\0\0\0\0\3mi", 15 },                /* a label over the end */
		{ "\0\0\0\0\0\1\0\0\0\0\0\0\1a\100\0", 16 },           /* a kind of label that does not exist */
		{ "\0\0\0\0\0\1\0\0\0\0\0\0\300\14", 14 },             /* a pointer to itself */
		{ "\0\0\0\0\0\1\0\0\0\0\0\0\1a\300\14", 16 },          /* a loop with a label in it */
		{ "\0\0\0\0\0\1\0\0\0\0\0\0\300\377", 14 },            /* a pointer over the end */
		{ "\0\0\0\0\0\1\0\0\0\0\0\0\300", 13 },                /* half a pointer */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct talking t = { .binary = true };

		talking_begin(&t, UDP, 53);
		conversation_bytes(t.c, true, (struct span){ (const uint8_t *)rows[i].bytes, rows[i].len }, 1, 0);
		talking_end(&t);
		assert_string_equal(buf_text(&t.said), "");
		assert_int_equal(t.sum.bytes_opaque, rows[i].len);
		talking_free(&t);
	}
}

/* ---- what is answered ---- */

static void a_chain_of_names_ends_in_addresses(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_header(&b, 0x8180, 1, 4);
	put_question(&b, "api.Mi.com");         /* "Mi.com" stands at 16 */
	put_name(&b, "", 12);
	put_record(&b, 5, 1, 300, 6);
	put_name(&b, "cdn", 16);
	put_a(&b, "cdn", 16, 1);
	put_a(&b, "other.net", 0, 3);           /* of no class that we know */
	put_name(&b, "cdn", 16);
	put_record(&b, 28, 1, 5, 16);
	buf_add(&b, "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	says(&b, 53, false, "api.mi.com: api.mi.com 5 300 cdn.mi.com\napi.mi.com: cdn.mi.com 1 60 10.0.0.7\n"
		"api.mi.com: cdn.mi.com 28 5 2001:db8::1\n");
}

static void records_of_other_types_and_lengths_are_passed_over(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_header(&b, 0x8180, 0, 4);
	put_name(&b, "t", 0);
	put_record(&b, 16, 1, 1, 3);
	buf_puts(&b, "\2hi");
	put_name(&b, "short", 0);
	put_record(&b, 1, 1, 1, 3);
	buf_puts(&b, "abc");
	put_name(&b, "loop", 0);
	put_record(&b, 5, 1, 1, 2);
	put16(&b, 0xC000 | (unsigned)b.len);
	put_a(&b, "last", 0, 1);
	says(&b, 53, false, ": last 1 60 10.0.0.7\n");
}

static void an_answer_cut_short_keeps_what_came_before(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_header(&b, 0x8180, 0, 2);
	put_a(&b, "a", 0, 1);
	put_name(&b, "b", 0);
	put_record(&b, 1, 1, 1, 4);
	buf_puts(&b, "abc");
	says(&b, 53, false, ": a 1 60 10.0.0.7\n");
}

static void the_cache_flush_bit_of_multicast_is_no_class(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_header(&b, 0x8400, 0, 1);
	put_a(&b, "phone.local", 0, 0x8001);
	says(&b, 5353, false, ": phone.local 1 60 10.0.0.7\n");
}

static void more_records_than_the_bound_are_said(void **state)
{
	struct buf b = { 0 };
	struct talking t = { .binary = true };

	(void)state;
	put_header(&b, 0x8180, 0, DNS_RECORDS_MAX + 1);
	for (int i = 0; i <= DNS_RECORDS_MAX; i++)
		put_a(&b, "a", 0, 1);
	talking_begin(&t, UDP, 53);
	conversation_bytes(t.c, false, buf_span(&b), 1, 0);
	talking_end(&t);
	assert_int_equal(t.losses[LOSS_DNS_BOUND], 1);
	talking_free(&t);
	buf_free(&b);
}

/* ---- long names ---- */

/* Labels of 63 and one of `last`: 255 octets on the wire where that is 61. */
static void put_long(struct buf *b, unsigned last)
{
	char name[260];

	memset(name, 'a', sizeof name);
	name[63] = name[127] = name[191] = '.';
	name[192 + last] = 0;
	put_name(b, name, 0);
}

static void a_name_may_have_255_octets(void **state)
{
	(void)state;
	for (unsigned last = 60; last <= 63; last++) {
		struct buf b = { 0 };
		struct talking t = { .binary = true };

		put_header(&b, 0, 1, 0);
		put_long(&b, last);
		talking_begin(&t, UDP, 53);
		conversation_bytes(t.c, true, buf_span(&b), 1, 0);
		talking_end(&t);
		assert_true(last > 61 || t.said.len == strlen("dns | dns.qname@13=\n") + 192 + last);
		talking_free(&t);
		buf_free(&b);
	}
}

static void a_name_made_long_by_pointers_is_broken(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_header(&b, 0x8180, 0, 3);
	put_long(&b, 61);
	put_record(&b, 1, 3, 1, 0);
	put_a(&b, "prefix", 12, 1);
	put_a(&b, "after", 0, 1);
	says(&b, 53, false, "");
}

/* ---- over TCP ---- */

static void put_tcp_query(struct buf *b, const char *name)
{
	put16(b, (unsigned)strlen(name) + 18);
	put_header(b, 0, 1, 0);
	put_question(b, name);
}

static void over_tcp_split_anywhere_the_same_is_asked(void **state)
{
	struct buf b = { 0 };
	struct talking t = { .binary = true };

	(void)state;
	put_tcp_query(&b, "api.mi.com");
	put_tcp_query(&b, "b.net");
	talking_run(&t, 53, buf_span(&b), SIZE_MAX);
	assert_string_equal(buf_text(&t.said), "dns | dns.qname@13=api.mi.com\ndns | dns.qname@13=b.net\n");
	talking_free(&t);
	talking_splits(53, buf_span(&b), true);
	buf_free(&b);
}

static void over_tcp_split_anywhere_the_same_is_answered(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put16(&b, 29);
	put_header(&b, 0x8180, 0, 1);
	put_a(&b, "a", 0, 1);
	put16(&b, 29);
	put_header(&b, 0x8180, 0, 1);
	put_a(&b, "b", 0, 1);
	for (size_t n = 0; n <= b.len; n++) {
		struct talking t = { .binary = true };

		talking_begin(&t, TCP, 53);
		talking_send(&t, span_of("x"), 1);
		conversation_bytes(t.c, false, span_sub(buf_span(&b), 0, n), 2, 0);
		conversation_bytes(t.c, false, span_sub(buf_span(&b), n, SIZE_MAX), 3, 0);
		talking_end(&t);
		assert_string_equal(buf_text(&t.said), ": a 1 60 10.0.0.7\n: b 1 60 10.0.0.7\n");
		talking_free(&t);
	}
	buf_free(&b);
}

static void over_tcp_what_is_cut_or_behind_a_hole_is_opaque(void **state)
{
	struct buf b = { 0 };
	struct talking t = { .binary = true };

	(void)state;
	put_tcp_query(&b, "api.mi.com");
	talking_begin(&t, TCP, 53);
	talking_send(&t, span_sub(buf_span(&b), 0, 9), 1);
	conversation_gap(t.c, true, b.len - 9, 2);
	talking_send(&t, buf_span(&b), 3);
	talking_send(&t, span_sub(buf_span(&b), 0, 7), 4);
	talking_end(&t);
	assert_string_equal(buf_text(&t.said), "dns | dns.qname@13=api.mi.com\n");
	assert_int_equal(t.sum.bytes_opaque, 16);
	talking_free(&t);
	buf_free(&b);
}

static void put_option(struct buf *b, unsigned code, const char *data, size_t len)
{
	put16(b, code);
	put16(b, (unsigned)len);
	buf_add(b, data, len);
}

/* A question with what a router adds to it. */
static void put_told_question(struct buf *b, const char *name)
{
	struct buf rdata = { 0 };

	put16(b, 0x1234);
	put16(b, 0x100);
	put16(b, 1);
	put16(b, 0);
	put16(b, 0);
	put16(b, 1);
	put_question(b, name);
	put_option(&rdata, 10, "cookie12", 8);
	put_option(&rdata, 8, "\0\1\x18\0\xcb\0\x71", 7);
	put_option(&rdata, 65001, "\x98\xfa\xe3\0\1\2", 6);
	put_option(&rdata, 8, "\0\3\x18\0\xcb", 5);
	buf_putc(b, 0);
	put_record(b, 41, 1232, 0, (unsigned)rdata.len);
	buf_add_span(b, buf_span(&rdata));
	buf_free(&rdata);
}

static void who_asks_is_told_by_options(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_told_question(&b, "mi.com");
	says(&b, 53, true, "dns | dns.qname@13=mi.com | dns.client-subnet@51=203.0.113.0/24 | dns.client-mac@62=98:fa:e3:00:01:02\n");
}

static void labels_are_joined_as_they_were_sent(void **state)
{
	struct buf b = { 0 };

	(void)state;
	put_header(&b, 0x100, 1, 0);
	put_question(&b, "aW1laT00OTAx.NTQyMDMyMzc1MTg.x.io");
	says(&b, 53, true, "dns | dns.qname@13=aw1lat00otax.ntqymdmymzc1mtg.x.io | dns.labels@13=aW1laT00OTAxNTQyMDMyMzc1MTg\n");
}

static void over_tcp_each_part_names_its_frames(void **state)
{
	struct buf message = { 0 }, b = { 0 };

	(void)state;
	put_told_question(&message, "aW1laT00OTAx.NTQyMDMyMzc1MTg.x.io");
	put16(&b, (unsigned)message.len);
	buf_add_span(&b, buf_span(&message));
	talking_splits(53, buf_span(&b), true);
	buf_free(&message);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_asks_is_told_by_options),
		cmocka_unit_test(labels_are_joined_as_they_were_sent),
		cmocka_unit_test(over_tcp_each_part_names_its_frames),
		cmocka_unit_test(what_is_asked_is_a_message),
		cmocka_unit_test(multicast_and_link_local_names_are_read_alike),
		cmocka_unit_test(the_root_and_no_question_have_no_part),
		cmocka_unit_test(what_the_client_answers_and_the_server_asks_is_not_taken),
		cmocka_unit_test(broken_queries_are_opaque),
		cmocka_unit_test(a_chain_of_names_ends_in_addresses),
		cmocka_unit_test(records_of_other_types_and_lengths_are_passed_over),
		cmocka_unit_test(an_answer_cut_short_keeps_what_came_before),
		cmocka_unit_test(the_cache_flush_bit_of_multicast_is_no_class),
		cmocka_unit_test(more_records_than_the_bound_are_said),
		cmocka_unit_test(a_name_may_have_255_octets),
		cmocka_unit_test(a_name_made_long_by_pointers_is_broken),
		cmocka_unit_test(over_tcp_split_anywhere_the_same_is_asked),
		cmocka_unit_test(over_tcp_split_anywhere_the_same_is_answered),
		cmocka_unit_test(over_tcp_what_is_cut_or_behind_a_hole_is_opaque),
	};

	return unit_run(tests);
}
