#include "unit.h"

#include "stored.h"

#include "pipeline/far.h"
#include "policy/policy.h"

/* Two captures; what DNS answers in the one is not known in the other. */

struct audit {
	struct stored d;
	struct rulebook *book;
	struct fars fars;
};

static void put_flow(struct audit *a, uint64_t frame, const char *server, uint16_t client_port)
{
	struct fact_flow f = some_flow(frame);

	f.host[0] = 0;
	f.host_source = HOST_NONE;
	address_parse(server, &f.key.server);
	f.key.client_port = client_port;
	stored_ok(&a->d, store_put_flow(a->d.s, &f, &a->d.e));
}

static void put_dns(struct audit *a, uint64_t frame, const char *name, const char *address)
{
	struct fact_dns f = { .flow = frame, .frame = frame, .at = T0, .type = 1, .ttl = 60 };

	snprintf(f.query, sizeof f.query, "%s", name);
	snprintf(f.name, sizeof f.name, "%s", name);
	address_parse("192.168.43.20", &f.client);
	address_parse(address, &f.address);
	stored_ok(&a->d, store_put_dns(a->d.s, &f, &a->d.e));
}

static void put_session(struct audit *a, uint64_t flow, uint64_t frame, const char *names)
{
	struct fact_session f = { .flow = flow, .frame = frame, .at = T0, .protocol = "TLS 1.2", .ja4 = "t12d" };

	snprintf(f.names, sizeof f.names, "%s", names);
	stored_ok(&a->d, store_put_session(a->d.s, &f, &a->d.e));
}

static void begin(struct audit *a, const char *file)
{
	struct store_capture c = some_capture(file);
	struct fact_handset h = some_handset();
	bool skip;

	stored_ok(&a->d, store_capture_begin(a->d.s, &c, &skip, &a->d.e));
	stored_ok(&a->d, store_put_handset(a->d.s, &h, &a->d.e));
}

static void end(struct audit *a)
{
	struct fact_end end = some_end();

	stored_ok(&a->d, store_capture_end(a->d.s, &end, NULL, &a->d.e));
}

static void read_all(struct audit *a)
{
	struct assess_run run = { .rulebook = a->book, .tool = "phonehome test" };

	stored_ok(&a->d, store_assess_begin(a->d.s, &run, &a->d.e));
	stored_ok(&a->d, fars_read(&a->fars, a->d.s, &a->d.e));
}

static void setup(struct audit *a)
{
	struct policy_mistakes m = { 0 };

	*a = (struct audit){ 0 };
	stored_begin(&a->d);
	a->book = policy_load("rules", &m);
	assert_non_null(a->book);
}

static void teardown(struct audit *a)
{
	fars_free(&a->fars);
	policy_free(a->book);
	stored_ok(&a->d, store_assess_cancel(a->d.s));
	stored_end(&a->d);
}

static const struct far *far_at(const struct audit *a, uint64_t frame, size_t nth)
{
	for (size_t i = 0; i < a->fars.n; i++) {
		if (a->fars.items[i].at == T0 + (int64_t)frame * NS_PER_S && nth-- == 0)
			return &a->fars.items[i];
	}
	fail_msg("no flow begins at frame %d", (int)frame);
	return NULL;
}

static void a_name_is_of_its_own_capture(void **state)
{
	struct audit a;

	(void)state;
	setup(&a);
	begin(&a, "one.pcap");
	put_dns(&a, 1, "one.example", "192.0.2.1");
	put_flow(&a, 10, "192.0.2.1", 1000);
	put_flow(&a, 11, "192.0.2.2", 1001);
	end(&a);
	begin(&a, "two.pcap");
	put_dns(&a, 1, "two.example", "192.0.2.2");
	put_flow(&a, 20, "192.0.2.1", 1000);
	put_flow(&a, 21, "192.0.2.2", 1001);
	end(&a);
	read_all(&a);
	assert_int_equal(a.fars.n, 4);
	assert_string_equal(far_at(&a, 10, 0)->host, "one.example");
	assert_string_equal(far_at(&a, 11, 0)->host, "");
	assert_string_equal(far_at(&a, 20, 0)->host, "");
	assert_string_equal(far_at(&a, 21, 0)->host, "two.example");
	assert_string_equal(far_at(&a, 21, 0)->handset, "redmi-1s");
	assert_ptr_equal(far_at(&a, 21, 0)->handset, far_at(&a, 10, 0)->handset);
	teardown(&a);
}

/* Many flows, so that times share a place in the table that tells which to compare. */
static void twins_have_the_same_ends_and_time(void **state)
{
	enum { FLOWS = 200 };
	const struct far *one, *other;
	size_t twins = 0;
	struct audit a;

	(void)state;
	setup(&a);
	begin(&a, "one.pcap");
	for (uint64_t i = 0; i < FLOWS; i++)
		put_flow(&a, 10 + i, "192.0.2.1", 1000);
	end(&a);
	begin(&a, "two.pcap");
	put_flow(&a, 10, "192.0.2.1", 1000);
	put_flow(&a, 11, "192.0.2.1", 1001);
	end(&a);
	read_all(&a);
	one = far_at(&a, 10, 0);
	other = far_at(&a, 10, 1);
	assert_true(one->twin == one->id && other->twin == one->id); /* by id, the first is the lower */
	for (size_t i = 0; i < a.fars.n; i++)
		twins += a.fars.items[i].twin != 0;
	assert_int_equal(twins, 2);
	assert_answer(&a.d, "SELECT count(*) || ' ' || count(DISTINCT first) FROM twin", "2 1");
	teardown(&a);
}

static void of_several_sessions_the_first_stands(void **state)
{
	struct audit a;

	(void)state;
	setup(&a);
	begin(&a, "one.pcap");
	put_flow(&a, 10, "192.0.2.1", 1000);
	for (uint64_t i = 0; i < 8; i++)
		put_session(&a, 10, 12 + (i * 5) % 8, i == 0 ? "first.example" : "later.example");
	put_flow(&a, 11, "192.0.2.1", 1001);
	end(&a);
	read_all(&a);
	assert_string_equal(far_at(&a, 10, 0)->handshake.names, "first.example");
	assert_int_equal(far_at(&a, 10, 0)->hello, 12);
	assert_null(far_at(&a, 11, 0)->handshake.names);
	assert_null(fars_find(&a.fars, 12345));
	teardown(&a);
}

/* Of one capture; where they are told, the report says so, each time anew. */
static void names_that_are_left_away_are_among_the_losses(void **state)
{
	static const char told[] = "SELECT group_concat(capture || ' ' || loss || ' ' || count || ' ' || frame, '; ') FROM losses";
	struct audit a;

	(void)state;
	setup(&a);
	begin(&a, "one.pcap");
	for (uint64_t i = 0; i <= CANDIDATES_MAX; i++) {
		char name[32];

		snprintf(name, sizeof name, "n%d.example", (int)i);
		put_dns(&a, 1 + i, name, "192.0.2.1");
		if (i < CANDIDATES_MAX)
			put_dns(&a, 1 + i, name, "192.0.2.2");
	}
	put_flow(&a, 50, "192.0.2.1", 1000);
	put_flow(&a, 51, "192.0.2.1", 1001);
	put_flow(&a, 52, "192.0.2.2", 1002);
	end(&a);
	begin(&a, "two.pcap");
	put_flow(&a, 50, "192.0.2.1", 1000);
	end(&a);
	read_all(&a);
	assert_answer(&a.d, told, "one.pcap too many names of a far end to tell them all 2 50");
	fars_free(&a.fars);
	a.fars = (struct fars){ 0 };
	stored_ok(&a.d, store_assess_cancel(a.d.s));
	assert_answer(&a.d, "SELECT count(*) FROM losses", "0");
	read_all(&a);
	assert_answer(&a.d, told, "one.pcap too many names of a far end to tell them all 2 50");
	teardown(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_of_its_own_capture),
		cmocka_unit_test(twins_have_the_same_ends_and_time),
		cmocka_unit_test(of_several_sessions_the_first_stands),
		cmocka_unit_test(names_that_are_left_away_are_among_the_losses),
	};

	return unit_run(tests);
}
