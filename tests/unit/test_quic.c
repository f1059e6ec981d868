#include "unit.h"

#include "ciphers.h"
#include "quic_ends.h"

/* ---- with keys ---- */

static void a_request_is_read_with_keys(void **state)
{
	struct ends *e = *state;
	static const uint32_t versions[] = { 1, 0x6B3343CF, 0xFF00001D };

	for (size_t i = 0; i < 3; i++) {
		ends_begin(e, versions[i], "h3", true);
		shake_hands(e);
		say_request(e);
		assert_string_equal(e->t.c->host, "api.mi.com");
		is_read(e, REQUEST_SAID);
	}
}

/* Datagrams of 1,200 bytes and more and a shorter one, as a capture sees them that the sender handed over at once. */
static void put_batch(struct ends *e, struct buf *batch, size_t full)
{
	struct span request;

	put_request(&e->request, "/up?imei=490154203237518", "body of it");
	request = buf_span(&e->request);
	for (size_t at = 0, n = request.len / 4; at < request.len; at += n) {
		put_stream(&e->frames, 0, at, span_sub(request, at, n), at + n >= request.len);
		sealing_pad(&e->frames, at + n < request.len ? full - e->frames.len : 0);
		put_packet(e, batch, QUIC_ONE_RTT, true, &e->frames);
	}
}

static void a_batch_is_read_as_its_datagrams(void **state)
{
	static const size_t fulls[] = { 1200, 1350, 1452, 9000 };
	struct ends *e = *state;

	for (size_t i = 0; i < sizeof fulls / sizeof *fulls; i++) {
		ends_begin(e, 1, "h3", true);
		shake_hands(e);
		put_batch(e, &e->datagram, fulls[i]);
		deliver(e, true, buf_span(&e->datagram));
		is_read(e, REQUEST_SAID);
	}
}

/* As Firefox sends its hello: two datagrams, each filled with zeros behind its packet. Without keys the name is known from it all the same. */
static void a_padded_batch_is_read(void **state)
{
	struct ends *e = *state;

	put_client_hello(&e->hello, "www.mi.com", "h3");
	for (size_t half = e->hello.len / 2, i = 0; i < 2; i++) {
		put_crypto(&e->frames, i * half, span_sub(buf_span(&e->hello), i * half, i == 0 ? half : SIZE_MAX));
		sealing_pad(&e->frames, 900);
		put_packet(e, &e->datagram, QUIC_INITIAL, true, &e->frames);
		sealing_pad(&e->datagram, 1252 - e->datagram.len % 1252);
	}
	deliver(e, true, buf_span(&e->datagram));
	assert_string_equal(e->t.c->host, "www.mi.com");
	say_server_hello(e);
	say_request(e);
	is_read(e, REQUEST_SAID);
}

/* Its second flight: what the server's id is known by then is not looked for among the zeros. */
static void behind_padding_the_next_datagram_begins(void **state)
{
	struct ends *e = *state;

	put_request(&e->request, "/up?imei=490154203237518", "body of it");
	sealing_pad(&e->frames, 60);
	put_packet(e, &e->datagram, QUIC_HANDSHAKE, true, &e->frames);
	sealing_pad(&e->datagram, 1250 - e->datagram.len);
	put_stream(&e->frames, 0, 0, buf_span(&e->request), true);
	put_packet(e, &e->datagram, QUIC_ONE_RTT, true, &e->frames);
	deliver(e, true, buf_span(&e->datagram));
	is_read(e, REQUEST_SAID);
}

static void a_batch_waits_for_its_keys(void **state)
{
	struct ends *e = *state;

	e->t.shared.keys_may_come = true;
	shake_hands(e);
	put_batch(e, &e->datagram, 1250);
	deliver(e, true, buf_span(&e->datagram));
	log_all(e);
	is_read(e, REQUEST_SAID);
}

static void without_keys_it_is_opaque(void **state)
{
	struct ends *e = *state;

	shake_hands(e);
	say_request(e);
	is_opaque(e, SESSION_NO_KEY);
}

static void with_keys_of_another_nothing_is_said(void **state)
{
	struct ends *e = *state;
	static const uint8_t wrong[SEALING_SECRET] = { 99 };

	log_secret(e, "CLIENT_TRAFFIC_SECRET_0", wrong);
	shake_hands(e);
	say_request(e);
	talking_end(&e->t);
	assert_string_equal(buf_text(&e->t.said), "");
	assert_int_equal(e->t.session.end, SESSION_WRONG_KEY);
}

static void without_the_far_end_it_is_read(void **state)
{
	struct ends *e = *state;

	say_client_hello(e);
	buf_putc(&e->frames, 1); /* PING */
	say(e, QUIC_HANDSHAKE, true, &e->frames); /* it tells the far end's id */
	say_request(e);
	is_read(e, REQUEST_SAID);
}

static void early_data_is_read(void **state)
{
	struct ends *e = *state;

	put_request(&e->request, "/up?imei=490154203237518", "body of it");
	put_client_hello(&e->hello, "www.mi.com", "h3");
	put_crypto(&e->frames, 20, span_sub(buf_span(&e->hello), 20, SIZE_MAX));
	put_packet(e, &e->datagram, QUIC_INITIAL, true, &e->frames);
	put_stream(&e->frames, 0, 0, buf_span(&e->request), true);
	put_packet(e, &e->datagram, QUIC_EARLY, true, &e->frames); /* it waits for the rest of the hello */
	deliver(e, true, buf_span(&e->datagram));
	assert_string_equal(buf_text(&e->t.said), "");
	put_crypto(&e->frames, 0, span_sub(buf_span(&e->hello), 0, 20));
	say(e, QUIC_INITIAL, true, &e->frames);
	assert_string_equal(buf_text(&e->t.said), REQUEST_SAID);
	say_server_hello(e);
	is_read(e, REQUEST_SAID);
}

static void keys_that_come_later_open_what_waits(void **state)
{
	struct ends *e = *state;

	ends_begin(e, 1, "h3", false);
	e->t.shared.keys_may_come = true;
	shake_hands(e);
	say_request(e);
	assert_true(e->t.shared.held_bytes > 0);
	log_all(e);
	is_read(e, REQUEST_SAID);

	ends_begin(e, 1, "h3", false);
	e->t.shared.keys_may_come = true;
	shake_hands(e);
	say_request(e);
	is_opaque(e, SESSION_NO_KEY);
}

static void what_waits_is_bounded(void **state)
{
	struct ends *e = *state;

	e->t.shared.keys_may_come = true;
	shake_hands(e);
	while (e->sent < HELD_MAX + 4000) {
		struct buf frames = { 0 };

		sealing_pad(&frames, 1200);
		say(e, QUIC_ONE_RTT, true, &frames);
	}
	assert_int_equal(e->t.shared.held_bytes, 0);
	is_opaque(e, SESSION_BOUND);
}

static void a_changed_packet_is_passed_over(void **state)
{
	struct ends *e = *state;
	size_t len;

	put_stream(&e->frames, 4, 0, span_of("forged"), true);
	put_packet(e, &e->datagram, QUIC_ONE_RTT, true, &e->frames);
	e->datagram.data[e->datagram.len - 1] ^= 1;
	len = e->datagram.len;
	deliver(e, true, buf_span(&e->datagram));
	say_request(e);
	talking_end(&e->t);
	assert_string_equal(buf_text(&e->t.said), REQUEST_SAID);
	assert_int_equal(e->t.sum.bytes_opaque, len);
	assert_int_equal(e->t.sum.bytes_decrypted, e->sent - len);
	assert_int_equal(e->t.session.end, SESSION_READ);
}

static void key_phases_are_followed(void **state)
{
	struct ends *e = *state;

	put_request(&e->request, "/up?imei=490154203237518", "body of it");
	for (size_t i = 0; i < e->request.len; i += 10) {
		say_stream(e, true, 0, i, span_sub(buf_span(&e->request), i, 10), i + 10 >= e->request.len);
		if (i % 20 == 0)
			sealing_update(&e->data[1]);
	}
	is_read(e, REQUEST_SAID);
}

static void a_retry_makes_other_keys(void **state)
{
	struct ends *e = *state;
	/* RFC 9001 A.4, of a client whose first id is that of the vectors */
	static const char retry[] = "\xff\x00\x00\x00\x01\x00\x08\xf0\x67\xa5\x50\x2a\x42\x62\xb5token\x04\xa2\x65\xba\x2e\xff\x4d\x82\x90\x58\xfb"
		"\x3f\x0f\x24\x96\xba";
	const struct span first = { (const uint8_t *)"\x83\x94\xc8\xf0\x3e\x51\x57\x08", 8 }, second = { (const uint8_t *)retry + 7, 8 };

	for (int captured = 0; captured < 2; captured++) {
		ends_begin(e, 1, "h3", true);
		e->first = first;
		ends_seal(e);
		say_client_hello(e);
		if (captured)
			deliver(e, false, (struct span){ (const uint8_t *)retry, sizeof retry - 1 });
		e->first = second;
		e->token = span_of("token");
		ends_seal(e);
		say_client_hello(e);
		say_server_hello(e);
		say_request(e);
		is_read(e, REQUEST_SAID);
	}
}

static void after_version_negotiation_it_begins_again(void **state)
{
	struct ends *e = *state;

	say_client_hello(e);
	e->version = 1;
	ends_seal(e);
	shake_hands(e);
	say_request(e);
	is_read(e, REQUEST_SAID);
}

/* ---- other protocols ---- */

static void names_asked_over_quic_are_dns(void **state)
{
	struct ends *e = *state;
	static const char query[] = "\0\x1c\0\0\1\0\0\1\0\0\0\0\0\0\x03www\x02mi\x03" "com\0\0\1\0\1";
	static const char answer[] = "\0\x2c\0\0\x81\x80\0\1\0\1\0\0\0\0\x03www\x02mi\x03" "com\0\0\1\0\1\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x0a\0\0\1";

	say_stream(e, true, 0, 0, (struct span){ (const uint8_t *)query, sizeof query - 1 }, true);
	say_stream(e, false, 0, 0, (struct span){ (const uint8_t *)answer, sizeof answer - 1 }, true);
	is_read(e, "dns | dns.qname@13=www.mi.com\nwww.mi.com: www.mi.com 1 60 10.0.0.1\n");
}

static void streams_of_other_protocols_are_told_apart(void **state)
{
	struct ends *e = *state;

	say_stream(e, true, 0, 0, span_of("GET /first "), false);
	say_stream(e, true, 4, 0, span_of("GET /other HTTP/1.1\r\nHost: mi.com\r\n\r\n"), true);
	say_stream(e, true, 0, 11, span_of("imei=490154203237518\r\n"), true);
	is_read(e, "http1 GET mi.com /other | http.path@4=/other | http.header:Host@27=mi.com\n"
		"raw | raw@0=GET /first imei=490154203237518\\x0d\\x0a\n");
}

static void what_is_decrypted_and_binary_is_opaque(void **state)
{
	struct ends *e = *state;

	say_stream(e, true, 0, 0, (struct span){ (const uint8_t *)"\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89", 10 }, true);
	talking_end(&e->t);
	assert_int_equal(e->t.sum.bytes_opaque, 10);
	assert_int_equal(e->t.sum.bytes_decrypted, e->sent - 10);
}

/* ---- what is cut ---- */

static void cut_anywhere_every_byte_is_counted_once(void **state)
{
	struct ends *e = *state;
	struct buf datagram = { 0 }, frames = { 0 }, hello = { 0 };

	ends_begin(e, 1, "h3", true);
	put_client_hello(&hello, "www.mi.com", "h3");
	put_crypto(&frames, 0, buf_span(&hello));
	put_packet(e, &datagram, QUIC_INITIAL, true, &frames);
	put_stream(&frames, 0, 0, span_of("xyz"), true);
	put_packet(e, &datagram, QUIC_EARLY, true, &frames);
	put_stream(&frames, 4, 0, span_of("xyz"), true);
	put_packet(e, &datagram, QUIC_ONE_RTT, true, &frames);
	ends_free(e);
	for (size_t n = 1; n <= datagram.len; n++) {
		ends_begin(e, 1, "h3", true);
		deliver(e, true, span_sub(buf_span(&datagram), 0, n));
		talking_end(&e->t);
		assert_int_equal(e->t.sum.bytes_clear + e->t.sum.bytes_decrypted + e->t.sum.bytes_opaque, n);
		ends_free(e);
	}
	buf_free(&datagram);
	buf_free(&hello);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OF(nothing, a_request_is_read_with_keys),
		OF(nothing, a_batch_is_read_as_its_datagrams),
		OF(begun, a_padded_batch_is_read),
		OF(keyed, behind_padding_the_next_datagram_begins),
		OF(unkeyed, a_batch_waits_for_its_keys),
		OF(unkeyed, without_keys_it_is_opaque),
		OF(unkeyed, with_keys_of_another_nothing_is_said),
		OF(begun, without_the_far_end_it_is_read),
		OF(begun, early_data_is_read),
		OF(nothing, keys_that_come_later_open_what_waits),
		OF(unkeyed, what_waits_is_bounded),
		OF(keyed, a_changed_packet_is_passed_over),
		OF(keyed, key_phases_are_followed),
		OF(nothing, a_retry_makes_other_keys),
		OF(draft, after_version_negotiation_it_begins_again),
		OF(of_names, names_asked_over_quic_are_dns),
		OF(of_another, streams_of_other_protocols_are_told_apart),
		OF(of_another, what_is_decrypted_and_binary_is_opaque),
		OF(nothing, cut_anywhere_every_byte_is_counted_once),
	};

	return unit_run_between(ciphers_set_up, tests, NULL);
}
