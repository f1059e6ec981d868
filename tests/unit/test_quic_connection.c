#include "unit.h"

#include "ciphers.h"
#include "quic_ends.h"

/* The client goes on from another port: its packets open another conversation. */
static void migrate(struct ends *e, struct decode_summary *ret_before)
{
	struct conversation *before = e->t.c;

	put_request(&e->request, "/up?imei=490154203237518", "body of it");
	say_stream(e, true, 0, 0, span_sub(buf_span(&e->request), 0, 20), false);
	talking_begin(&e->t, UDP, PORT);
	e->sent = 0;
	say_stream(e, true, 0, 20, span_sub(buf_span(&e->request), 20, SIZE_MAX), true);
	conversation_end(before, ret_before);
	conversation_free(before);
}

static void a_connection_goes_on_from_another_port(void **state)
{
	struct ends *e = *state;
	struct decode_summary before;
	uint64_t first;

	first = e->sent;
	migrate(e, &before);
	assert_true(before.bytes_decrypted > first);
	assert_int_equal(before.bytes_opaque, 0);
	assert_string_equal(before.host, "www.mi.com");
	assert_int_equal(e->t.sessions, 0);
	talking_end(&e->t);
	assert_string_equal(buf_text(&e->t.said), REQUEST_SAID);
	assert_string_equal(e->t.sum.host, "api.mi.com");
	assert_int_equal(e->t.sum.bytes_decrypted, e->sent);
	assert_int_equal(e->t.sessions, 1);
}

static void what_goes_on_unread_is_opaque(void **state)
{
	struct ends *e = *state;
	struct conversation *before;

	shake_hands(e);
	before = e->t.c;
	talking_begin(&e->t, UDP, PORT);
	sealing_put(&e->datagram, &e->data[1], QUIC_ONE_RTT, span_of("unknown!"), span_of(""), span_of(""), 7, span_of("text of a stream"));
	deliver(e, true, buf_span(&e->datagram));
	talking_end(&e->t);
	assert_string_equal(buf_text(&e->t.said), "");
	assert_int_equal(e->t.sum.bytes_opaque, e->datagram.len);
	assert_string_equal(e->t.sum.host, "");
	conversation_free(before);
}

static void an_id_given_later_is_known(void **state)
{
	struct ends *e = *state;

	sealing_varint(&e->frames, 0x18); /* NEW_CONNECTION_ID */
	sealing_varint(&e->frames, 1);
	sealing_varint(&e->frames, 0);
	buf_putc(&e->frames, 6);
	buf_puts(&e->frames, "other!0123456789abcdef");
	say(e, QUIC_ONE_RTT, false, &e->frames);
	conversation_end(e->t.c, &e->t.sum);
	{
		struct conversation *before = e->t.c;

		e->t.sessions = 0;
		talking_begin(&e->t, UDP, PORT);
		put_request(&e->request, "/up?imei=490154203237518", "body of it");
		put_stream(&e->frames, 0, 0, buf_span(&e->request), true);
		sealing_put(&e->datagram, &e->data[1], QUIC_ONE_RTT, span_of("other!"), span_of(""), span_of(""), e->number[1]++, buf_span(&e->frames));
		deliver(e, true, buf_span(&e->datagram));
		assert_string_equal(buf_text(&e->t.said), REQUEST_SAID);
		conversation_free(before);
	}
}

static void zero_length_ids_go_by_the_port(void **state)
{
	struct ends *e = *state;

	e->client_id = "";
	shake_hands(e);
	say_request(e);
	is_read(e, REQUEST_SAID);
}

static void two_connections_of_one_port_are_two(void **state)
{
	struct ends *e = *state;

	say_request(e);
	e->first = span_of("another-");
	e->client_id = "client-2";
	e->number[0] = e->number[1] = 0;
	ends_seal(e);
	say_client_hello(e);
	talking_end(&e->t);
	assert_int_equal(e->t.sessions, 2);
	assert_string_equal(buf_text(&e->t.said), REQUEST_SAID);
	assert_int_equal(e->t.sum.bytes_decrypted, e->sent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OF(keyed, a_connection_goes_on_from_another_port),
		OF(unkeyed, what_goes_on_unread_is_opaque),
		OF(keyed, an_id_given_later_is_known),
		OF(begun, zero_length_ids_go_by_the_port),
		OF(keyed, two_connections_of_one_port_are_two),
	};

	return unit_run_between(ciphers_set_up, tests, NULL);
}
