#include "unit.h"

#include "ciphers.h"
#include "quic_ends.h"

/* The hello in pieces of n bytes, in the order that step makes, k of them in a packet. */
static void cut_hello(struct ends *e, size_t n, size_t step, size_t each)
{
	size_t count;

	ends_begin(e, 1, "h3", false);
	put_client_hello(&e->hello, "www.mi.com", "h3");
	count = (e->hello.len + n - 1) / n;
	for (size_t i = 0, k = 0; i < count; i++, k = (k + step) % count) {
		put_crypto(&e->frames, k * n, span_sub(buf_span(&e->hello), k * n, n));
		buf_putc(&e->frames, 1); /* PING */
		buf_putc(&e->frames, 0);
		if (i % each == each - 1 || i + 1 == count)
			say(e, QUIC_INITIAL, true, &e->frames);
	}
	assert_string_equal(e->t.c->host, "www.mi.com");
	assert_int_equal(e->t.c->host_source, HOST_SNI);
	is_opaque(e, SESSION_UNFINISHED);
}

static void a_hello_is_read_however_it_is_cut(void **state)
{
	struct ends *e = *state;

	for (size_t n = 1; n < 100; n += 3) {
		cut_hello(e, n, 1, 2);
		cut_hello(e, n, 101, 4); /* a prime: every piece comes once */
		cut_hello(e, n, 103, 1000);
	}
}

static void a_hello_tells_its_session(void **state)
{
	struct ends *e = *state;
	static const struct {
		uint32_t version;
		const char *name;
	} versions[] = { { 1, "QUIC v1" }, { 0x6B3343CF, "QUIC v2" }, { 0xFF00001D, "QUIC draft-29" } };

	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		ends_begin(e, versions[i].version, "h3", false);
		shake_hands(e);
		say_request(e);
		talking_end(&e->t);
		assert_string_equal(e->t.session.protocol, versions[i].name);
		assert_string_equal(e->t.session.host, "www.mi.com");
		assert_string_equal(e->t.session.alpn, "h3");
		assert_string_equal(e->t.session.cipher, "TLS_AES_128_GCM_SHA256");
		assert_int_equal(strncmp(e->t.session.ja4, "q", 1), 0);
		assert_int_equal(e->t.session.frame, 1);
		assert_int_equal(e->t.session.end, SESSION_NO_KEY);
		assert_string_equal(buf_text(&e->t.said), "");
		assert_int_equal(e->t.sum.bytes_opaque, e->sent);
		ends_free(e);
	}
}

static void a_hello_that_is_cut_off_tells_its_name(void **state)
{
	struct ends *e = *state;

	put_client_hello(&e->hello, "www.mi.com", "h3");
	put_crypto(&e->frames, 0, span_sub(buf_span(&e->hello), 0, e->hello.len - 3));
	say(e, QUIC_INITIAL, true, &e->frames);
	talking_end(&e->t);
	assert_string_equal(e->t.sum.host, "www.mi.com");
	assert_int_equal(e->t.session.end, SESSION_HOLE);
}

static void googles_hello_is_read(void **state)
{
	struct ends *e = *state;
	static const char chlo[] = "\x09" "12345678" "Q043" "\x01" "hash12bytes!" "\xA0\x01\x04\x00" "CHLO\x02\x00\x00\x00"
		"PAD\x00\x03\x00\x00\x00" "SNI\x00\x0D\x00\x00\x00" "---" "www.mi.com";

	for (size_t n = 13; n < sizeof chlo; n++) {
		ends_begin(e, 1, "h3", false);
		deliver(e, true, (struct span){ (const uint8_t *)chlo, n });
		talking_end(&e->t);
		assert_string_equal(e->t.sum.host, n == sizeof chlo - 1 ? "www.mi.com" : "");
		assert_int_equal(e->t.sum.bytes_opaque, n);
		ends_free(e);
	}
}

static void google_is_told_as_a_session(void **state)
{
	struct ends *e = *state;
	static const char chlo[] = "\xC3" "Q046" "\x50" "12345678" "\0\0\0\1" "hash12bytes!" "\xA0\x01\x04\x00" "CHLO\x01\x00\x00\x00"
		"SNI\x00\x0A\x00\x00\x00" "www.mi.com";

	deliver(e, true, (struct span){ (const uint8_t *)chlo, sizeof chlo - 1 });
	assert_int_equal(e->t.sessions, 1);
	assert_string_equal(e->t.session.protocol, "QUIC Q046");
	assert_string_equal(e->t.session.host, "www.mi.com");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		OF(nothing, a_hello_is_read_however_it_is_cut),
		OF(nothing, a_hello_tells_its_session),
		OF(unkeyed, a_hello_that_is_cut_off_tells_its_name),
		OF(nothing, googles_hello_is_read),
		OF(unkeyed, google_is_told_as_a_session),
	};

	return unit_run_between(ciphers_set_up, tests, NULL);
}
