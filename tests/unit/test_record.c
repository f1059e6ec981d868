#include "unit.h"

#include "pipeline/record.h"

#include <string.h>

/* ---- one of each, every field filled ---- */

static const struct fact_message message = {
	.flow = 12, .frame = UINT64_MAX, .at = -5, .carrier = "http1", .host = "mi.com", .host_source = HOST_HTTP, .method = "POST",
	.path = "/a/*", .keys = "a,b", .bytes = 1 << 30,
};

static void fill(enum record_type type, union record *r)
{
	static const struct address v4 = { 4, { 10, 0, 0, 1 } }, v6 = { 6, { 0x20, 1, 0xd, 0xb8, [15] = 9 } };

	memset(r, 0, sizeof *r);
	switch (type) {
	case RECORD_HANDSET:
		r->handset = (struct fact_handset){ .number = 3, .id = "redmi", .address = v6,
			.mac = { { 1, 2, 3, 4, 5, 255 }, true }, .reason = "named by the case", .since = 8 };
		break;
	case RECORD_IDENTITY:
		r->identity = (struct fact_identity){ .handset = 3, .kind = KIND_IMSI, .frame = 9, .at = -1, .source = "GTP-C session",
			.value_len = VALUE_MAX };
		memset(r->identity.value, 0x5A, VALUE_MAX);
		break;
	case RECORD_FLOW:
		r->flow = (struct fact_flow){ .first_frame = 1, .last_frame = 1ull << 40, .at = INT64_MIN, .until = INT64_MAX,
			.key = { v4, v6, 65535, 443, 6 }, .handset = 2, .handset_called = true, .protocol = "TLS.Google",
			.category = "Web", .confidence = "DPI", .risks = "a, b", .host = "x.y", .host_source = HOST_SNI,
			.packets = 7, .bytes_up = 8, .bytes_down = 9, .bytes_clear = 10, .bytes_decrypted = 11,
			.bytes_opaque = 12, .bytes_missing = 13, .midstream = true, .visibility = VISIBILITY_CLEAR,
			.tunnel = "GTP-U 10.0.0.1 > 10.0.0.2", .app = { true, -5, "com.example", "Example" } };
		break;
	case RECORD_MESSAGE:
		r->message = message;
		break;
	case RECORD_SIGHTING:
		r->sighting = (struct fact_sighting){ .message = message, .frame = 5, .at = 6, .offset = 7, .length = 8,
			.kind = KIND_PASSWORD, .tier = TIER_KNOWN, .form = "sha1-hex", .forms = "plain,md5-hex", .path = "http.body",
			.identifier = "case", .reason = "value of the case", .value_len = VALUE_MAX };
		memset(r->sighting.value, 0xA5, VALUE_MAX);
		break;
	case RECORD_DNS:
		r->dns = (struct fact_dns){ .flow = 1, .frame = 2, .at = 3, .client = v4, .query = "q", .name = "n", .type = 28,
			.address = v6, .target = "t", .ttl = UINT32_MAX };
		break;
	case RECORD_SIGNAL:
		r->signal = (struct fact_signal){ 1, 2, 3, "tcf", "created 2025-06-03 (http.body)" };
		break;
	case RECORD_SESSION:
		r->session = (struct fact_session){ .flow = 1, .frame = 2, .at = 3, .protocol = "TLS 1.2", .cipher = "TLS_NULL", .host = "h",
			.alpn = "h2", .ja4 = "t", .subject = "CN=a", .issuer = "CN=b", .names = "a,b", .valid_from = -1, .valid_to = 1,
			.names_other = true, .ech = true, .end = SESSION_BOUND, .bytes_decrypted = 4 };
		break;
	case RECORD_LOSS:
		r->loss = (struct fact_loss){ LOSS_FAULT, 1, 2, 3, "ARP" };
		break;
	case RECORD_PROGRESS:
		r->progress = (struct record_progress){ 4, 5 };
		break;
	case RECORD_FILE:
		r->file = (struct record_file){ 7, 8, 9, 10, -11, 12, true };
		break;
	case RECORD_OPEN:
		r->open = (struct record_open){ 6, 7, { v6, v4, 8, 9, 10 }, 11, true };
		break;
	case RECORD_OWNER:
		r->owner = (struct record_owner){ v6, UINT64_MAX, 12 };
		break;
	case RECORD_END:
		r->end = (struct fact_end){ .packets = 1, .bytes = 2, .from = -3, .to = 4, .flows = 5, .keys = 6, .damaged = true,
			.interrupted = true, .unit = "packet", .format = "pcap", .links = "Ethernet", .application = "tcpdump" };
		break;
	case RECORD_SURVEYED:
		break;
	default:
		memset(r->error.text, 'e', sizeof r->error.text - 1); /* as long as it can be */
	}
}

static void write_one(struct buf *b, enum record_type type, union record *ret)
{
	fill(type, ret);
	record_write(b, type, ret);
}

static void what_is_written_is_read_back(void **state)
{
	(void)state;
	for (int type = 0; type < RECORD_TYPES; type++) {
		struct buf b = { 0 };
		union record in, out;
		enum record_type got;
		size_t len;

		write_one(&b, (enum record_type)type, &in);
		assert_true(b.len <= RECORD_MAX);
		buf_puts(&b, "the next");
		assert_int_equal(record_read(buf_span(&b), &got, &out, &len), RECORD_WHOLE);
		assert_int_equal(got, type);
		assert_int_equal(len, b.len - 8);
		if (memcmp(&in, &out, sizeof in) != 0)
			fail_msg("type %d", type);
		buf_free(&b);
	}
}

static void empty_facts_are_read_back(void **state)
{
	(void)state;
	for (int type = 0; type < RECORD_TYPES; type++) {
		struct buf b = { 0 };
		union record in, out;
		enum record_type got;
		size_t len;

		memset(&in, 0, sizeof in);
		record_write(&b, (enum record_type)type, &in);
		assert_int_equal(record_read(buf_span(&b), &got, &out, &len), RECORD_WHOLE);
		assert_memory_equal(&in, &out, sizeof in);
		buf_free(&b);
	}
}

static void a_record_cut_anywhere_is_not_whole_yet(void **state)
{
	(void)state;
	for (int type = 0; type < RECORD_TYPES; type++) {
		struct buf b = { 0 };
		union record r;
		enum record_type got;
		size_t len;

		write_one(&b, (enum record_type)type, &r);
		for (size_t n = 0; n < b.len; n++)
			assert_int_equal(record_read(span_sub(buf_span(&b), 0, n), &got, &r, &len), RECORD_MORE);
		buf_free(&b);
	}
}

/* Texts end, lengths fit and enums are in their bounds, whatever was changed. */
static void check_sane(enum record_type type, const union record *r)
{
	if (type == RECORD_SIGHTING) {
		assert_true(r->sighting.kind < KIND_COUNT && r->sighting.tier < TIER_COUNT);
		assert_true(r->sighting.value_len <= VALUE_MAX);
		assert_non_null(memchr(r->sighting.path, 0, sizeof r->sighting.path));
		assert_non_null(memchr(r->sighting.message.host, 0, HOST_MAX));
	} else if (type == RECORD_IDENTITY) {
		assert_true(r->identity.kind < KIND_COUNT && r->identity.value_len <= VALUE_MAX);
		assert_non_null(memchr(r->identity.source, 0, sizeof r->identity.source));
	} else if (type == RECORD_FLOW) {
		assert_true(r->flow.host_source < HOST_SOURCE_COUNT && r->flow.visibility < VISIBILITY_COUNT);
		assert_non_null(memchr(r->flow.risks, 0, sizeof r->flow.risks));
		assert_true(r->flow.key.client.family == 0 || r->flow.key.client.family == 4 || r->flow.key.client.family == 6);
	} else if (type == RECORD_LOSS) {
		assert_true(r->loss.loss < LOSS_COUNT);
	} else if (type == RECORD_ERROR) {
		assert_non_null(memchr(r->error.text, 0, sizeof r->error.text));
	}
}

static void a_changed_byte_is_borne(void **state)
{
	static const uint8_t changes[] = { 0x01, 0x80, 0xFF, 0x40, 0x03 };

	(void)state;
	for (int type = 0; type < RECORD_TYPES; type++) {
		struct buf b = { 0 };
		union record r;
		enum record_type got;
		size_t len;

		write_one(&b, (enum record_type)type, &r);
		for (size_t i = 0; i < b.len; i++) {
			for (size_t k = 0; k < sizeof changes; k++) {
				b.data[i] ^= changes[k];
				if (record_read(buf_span(&b), &got, &r, &len) == RECORD_WHOLE) {
					assert_true(len <= b.len);
					check_sane(got, &r);
				}
				b.data[i] ^= changes[k];
			}
		}
		buf_free(&b);
	}
}

static void records_that_cannot_be_are_broken(void **state)
{
	static const struct {
		const char *name, *bytes;
		size_t len;
	} rows[] = {
		{ "shorter than its head", "\4\0\0\0\0", 5 },
		{ "longer than the bound", "\1\0\1\0\6", 5 },
		{ "of no type", "\5\0\0\0\x63", 5 },
		{ "without its fields", "\5\0\0\0\6", 5 },
		{ "with more than its fields", "\x16\0\0\0\6\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0!", 22 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum record_type got;
		union record r;
		size_t len;

		if (record_read((struct span){ (const uint8_t *)rows[i].bytes, rows[i].len }, &got, &r, &len) != RECORD_BROKEN)
			fail_msg("%s", rows[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(empty_facts_are_read_back),
		cmocka_unit_test(a_record_cut_anywhere_is_not_whole_yet),
		cmocka_unit_test(a_changed_byte_is_borne),
		cmocka_unit_test(records_that_cannot_be_are_broken),
	};

	return unit_run(tests);
}
