#include "unit.h"

#include "assess/names.h"
#include "base/limits.h"

#include <stdio.h>
#include <string.h>

static struct address address(const char *text)
{
	struct address a = { 0 };

	if (text != NULL && !address_parse(text, &a))
		fail_msg("no address: %s", text);
	return a;
}

/* One record of a DNS answer; a CNAME where target is given. */
struct record {
	const char *client;
	uint64_t frame;
	int64_t at;
	const char *query, *name, *address, *target;
};

static const char phone[] = "192.168.1.34", tablet[] = "192.168.1.35";

static const struct record records[] = {
	{ phone, 10, 100, "api.xiaomi.com", "api.xiaomi.com", NULL, "lb.geo.example" },
	{ phone, 10, 100, "api.xiaomi.com", "lb.geo.example", NULL, "LB-1.us-west-2.elb.amazonaws.com." },
	{ phone, 10, 100, "api.xiaomi.com", "lb-1.us-west-2.elb.amazonaws.com", "54.200.12.34", NULL },
	{ phone, 20, 200, "plain.example", "plain.example", "192.0.2.1", NULL },
	{ phone, 30, 300, "first.example", "first.example", "192.0.2.2", NULL },
	{ phone, 40, 400, "second.example", "second.example", "192.0.2.2", NULL },
	{ tablet, 50, 100, "tablet.example", "tablet.example", "192.0.2.3", NULL },
	{ tablet, 51, 100, "elsewhere.example", "elsewhere.example", "192.0.2.1", NULL },
	{ phone, 60, 500, "api.xiaomi.com", "api.xiaomi.com", NULL, "lb-2.ap-southeast-1.elb.amazonaws.com" },
	{ phone, 60, 500, "api.xiaomi.com", "lb-2.ap-southeast-1.elb.amazonaws.com", "3.0.0.5", NULL },
	{ phone, 70, 600, "pieces.example", "pieces.example", NULL, "pieces-lb.example" },
	{ phone, 71, 601, "pieces-lb.example", "pieces-lb.example", "192.0.2.7", NULL },
	{ phone, 80, 700, "loop.example", "loop.example", NULL, "pool.example" },
	{ phone, 80, 700, "loop.example", "pool.example", NULL, "loop.example" },
	{ phone, 90, 800, "six.example", "six.example", "2001:db8::6", NULL },
};

enum { RECORDS = sizeof records / sizeof *records };

static void add(struct names *n, const struct record *r)
{
	struct fact_dns d = { .flow = 1, .frame = r->frame, .at = r->at, .client = address(r->client), .address = address(r->address) };

	d.type = r->target != NULL ? 5 : d.address.family == 6 ? 28 : 1;
	snprintf(d.query, sizeof d.query, "%s", r->query);
	snprintf(d.name, sizeof d.name, "%s", r->name);
	snprintf(d.target, sizeof d.target, "%s", r->target == NULL ? "" : r->target);
	names_add(n, &d);
}

/* The records in an order of which each start is another. */
static struct names *names_from(size_t start, bool backwards)
{
	struct names *n = names_new();

	for (size_t i = 0; i < RECORDS; i++)
		add(n, &records[(start + (backwards ? RECORDS - i : i)) % RECORDS]);
	return n;
}

static const char *joined(const char *const *items, size_t n, char ret[1024])
{
	ret[0] = 0;
	for (size_t i = 0; i < n; i++) {
		strcat(ret, i == 0 ? "" : " ");
		strcat(ret, items[i]);
	}
	return ret;
}

static const struct {
	const char *what, *client, *server;
	int64_t at;
	const char *host;         /* the flow's own */
	const char *found;
	enum host_source source;
	const char *candidates, *chain;
} rows[] = {
	{ "one name fits", phone, "192.0.2.1", 250, "", "plain.example", HOST_DNS, "plain.example", "" },
	{ "never an answer from later", phone, "192.0.2.2", 299, "", "", HOST_NONE, "", "" },
	{ "an answer of this instant", phone, "192.0.2.2", 300, "", "first.example", HOST_DNS, "first.example", "" },
	{ "several names fit", phone, "192.0.2.2", 450, "", "second.example", HOST_DNS_UNCERTAIN, "first.example second.example", "" },
	{ "this client's own first", tablet, "192.0.2.1", 999, "", "elsewhere.example", HOST_DNS, "elsewhere.example", "" },
	{ "failing that, any client's", phone, "192.0.2.3", 999, "", "tablet.example", HOST_DNS, "tablet.example", "" },
	{ "unknown address", phone, "192.0.2.99", 999, "", "", HOST_NONE, "", "" },
	{ "the chain of a name", phone, "54.200.12.34", 150, "", "api.xiaomi.com", HOST_DNS, "api.xiaomi.com",
		"lb.geo.example lb-1.us-west-2.elb.amazonaws.com" },
	{ "the flow's own name stays, its chain is found", phone, "54.200.12.34", 150, "API.xiaomi.com", "api.xiaomi.com", HOST_SNI, "",
		"lb.geo.example lb-1.us-west-2.elb.amazonaws.com" },
	{ "of two chains the one that led to this address", phone, "54.200.12.34", 999, "api.xiaomi.com", "api.xiaomi.com", HOST_SNI, "",
		"lb.geo.example lb-1.us-west-2.elb.amazonaws.com" },
	{ "and the other", phone, "3.0.0.5", 999, "api.xiaomi.com", "api.xiaomi.com", HOST_SNI, "",
		"lb-2.ap-southeast-1.elb.amazonaws.com" },
	{ "no chain to an address that it does not lead to", phone, "192.0.2.1", 999, "api.xiaomi.com", "api.xiaomi.com", HOST_SNI, "", "" },
	{ "no chain from later", phone, "54.200.12.34", 99, "api.xiaomi.com", "api.xiaomi.com", HOST_SNI, "", "" },
	{ "another client's chain", tablet, "3.0.0.5", 999, "api.xiaomi.com", "api.xiaomi.com", HOST_SNI, "",
		"lb-2.ap-southeast-1.elb.amazonaws.com" },
	{ "a chain handed out in pieces", phone, "192.0.2.7", 999, "pieces.example", "pieces.example", HOST_SNI, "", "pieces-lb.example" },
	{ "aliases in a circle", phone, "192.0.2.1", 999, "loop.example", "loop.example", HOST_SNI, "", "" },
	{ "IPv6", phone, "2001:db8::6", 999, "", "six.example", HOST_DNS, "six.example", "" },
};

static void check(struct names *n, size_t i)
{
	struct address client = address(rows[i].client), server = address(rows[i].server);
	struct far_name f;
	char candidates[1024], chain[1024];

	names_find(n, &client, &server, rows[i].at, rows[i].host, HOST_SNI, &f);
	joined((const char *const *)f.candidates.items, f.candidates.n, candidates);
	joined(f.chain, f.chain_length, chain);
	if (strcmp(f.host, rows[i].found) != 0 || f.source != rows[i].source || strcmp(candidates, rows[i].candidates) != 0 ||
		strcmp(chain, rows[i].chain) != 0)
		fail_msg("%s: '%s' by %s, candidates '%s', chain '%s'", rows[i].what, f.host, host_source_name(f.source), candidates, chain);
}

static void dns_names_what_the_flow_does_not(void **state)
{
	struct names *n = names_from(0, false);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check(n, i);
	names_free(n);
}

static void the_order_of_answers_does_not_matter(void **state)
{
	(void)state;
	for (size_t start = 0; start < 2 * RECORDS; start++) {
		struct names *n = names_from(start / 2, start % 2 == 1);

		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
			check(n, i);
		names_free(n);
	}
}

static void answers_may_be_added_between_questions(void **state)
{
	struct names *n = names_new();

	(void)state;
	for (size_t i = 0; i < RECORDS; i++) {
		struct far_name f;
		struct address client = address(phone), server = address("192.0.2.1");

		names_find(n, &client, &server, 999, "", HOST_NONE, &f);
		add(n, &records[i]);
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check(n, i);
	names_free(n);
	names_free(NULL);
}

/* For flow after flow every answer was gone through, and every name told: of some megabytes of capture that took minutes and gigabytes. */
static void of_many_names_of_an_address_some_are_told_and_the_rest_counted(void **state)
{
	enum { MANY = 30000, LEFT = 7 };
	const struct address client = address(phone), server = address("192.0.2.9");
	struct names *n = names_new();
	struct far_name f;

	(void)state;
	for (unsigned i = 0; i < 2 * MANY; i++) {
		char name[32];

		snprintf(name, sizeof name, "n%05u.example", i % MANY);
		add(n, &(struct record){ phone, i, i, name, name, "192.0.2.9", NULL });
		add(n, &(struct record){ phone, i, i, "alias.example", "alias.example", NULL, name });
	}
	for (unsigned i = CANDIDATES_MAX - 1; i < 2 * MANY; i++) {
		names_find(n, &client, &server, i, i % 2 == 0 ? "" : "alias.example", HOST_SNI, &f);
		if (i % 2 == 0)
			assert_int_equal(f.candidates.n + f.candidates_left, i < MANY ? i + 1 : MANY);
		else
			assert_int_equal(f.chain_length, 1);
	}
	names_find(n, &client, &server, CANDIDATES_MAX - 1 + LEFT, "", HOST_NONE, &f);
	assert_int_equal(f.candidates.n, CANDIDATES_MAX);
	assert_int_equal(f.candidates_left, LEFT);
	assert_string_equal(f.candidates.items[0], "n00007.example");
	assert_string_equal(f.candidates.items[CANDIDATES_MAX - 1], "n00022.example");
	assert_string_equal(f.host, "n00022.example");
	assert_int_equal(f.source, HOST_DNS_UNCERTAIN);
	names_free(n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dns_names_what_the_flow_does_not),
		cmocka_unit_test(the_order_of_answers_does_not_matter),
		cmocka_unit_test(answers_may_be_added_between_questions),
		cmocka_unit_test(of_many_names_of_an_address_some_are_told_and_the_rest_counted),
	};

	return unit_run(tests);
}
