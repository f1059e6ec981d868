/*
 * What it takes to search a message, counted and not timed, so that a loaded machine changes nothing: the steps of detect/, which the
 * Makefile compiles for this test so that every basic block tells when it is gone through (-fsanitize-coverage=trace-pc), and the bytes in
 * which Hyperscan reads a match again. What is of another order takes four times as many and more.
 */
#include "unit.h"

#include "detectors.h"

#include <hs.h>

static uint64_t effort;

void __sanitizer_cov_trace_pc(void);
hs_error_t __real_hs_scan(const hs_database_t *db, const char *data, unsigned len, unsigned flags, hs_scratch_t *scratch,
	match_event_handler on_match, void *ctx);
hs_error_t __wrap_hs_scan(const hs_database_t *db, const char *data, unsigned len, unsigned flags, hs_scratch_t *scratch,
	match_event_handler on_match, void *ctx);

void __sanitizer_cov_trace_pc(void)
{
	effort++;
}

hs_error_t __wrap_hs_scan(const hs_database_t *db, const char *data, unsigned len, unsigned flags, hs_scratch_t *scratch,
	match_event_handler on_match, void *ctx)
{
	effort += len;
	return __real_hs_scan(db, data, len, flags, scratch, on_match, ctx);
}

/* Of searching the body, which is freed. */
static uint64_t effort_of(struct buf *body, const char *content_type)
{
	struct part part = { .root = "http.body", .content_type = content_type, .bytes = buf_span(body) };
	struct found f = { 0 };

	effort = 0;
	detecting_run(with_case, &part, &f);
	assert_true(effort > 0);
	buf_free(body);
	found_free(&f);
	return effort;
}

static uint64_t effort_around(unsigned names, unsigned leaves)
{
	struct buf body = { 0 };

	for (unsigned i = 0; i < names; i++)
		buf_puts(&body, "<abcdefghij-klmno-pqrst-uvwxyz-abcdefgh-ijklmno-pqrst-uv-wx>");
	for (unsigned i = 0; i < leaves; i++)
		buf_puts(&body, "<imsi>404450123456789</imsi>");
	return effort_of(&body, "text/xml");
}

/* All of them ask whose they are, the nearest names alone, and what these say is found once. */
static void names_around_many_leaves_cost_no_more(void **state)
{
	(void)state;
	assert_true(effort_around(200, 1000) < 2 * effort_around(1, 1000));
}

static uint64_t effort_of_leaves(unsigned leaves)
{
	struct buf body = { 0 };

	for (unsigned i = 0; i < leaves; i++)
		buf_printf(&body, "%c{\"androidid\":\"9f3c2b1a00ffee17\"}", i == 0 ? '[' : ',');
	buf_puts(&body, "]");
	return effort_of(&body, NULL);
}

/* Each finds what stands in it without a look at all others. */
static void a_leaf_among_many_costs_no_more(void **state)
{
	(void)state;
	assert_true(effort_of_leaves(1024) < 2 * (1024 / 32) * effort_of_leaves(32));
}

/* What stands before, so often a piece, and what stands behind, again and again. */
static uint64_t effort_of_addresses(const char *before, const char *piece, unsigned pieces)
{
	enum { BODY = 256 << 10 };
	struct buf body = { 0 };

	while (body.len < BODY) {
		buf_puts(&body, before);
		for (unsigned i = 0; i < pieces; i++)
			buf_puts(&body, piece);
		buf_puts(&body, ";");
	}
	return effort_of(&body, NULL);
}

/* Each label may be the last one, until the next is seen; and whatever ends behind one @ began at the same place before it. */
static void an_address_of_many_names_costs_no_more(void **state)
{
	char local[2 * 100 + sizeof "x@b"] = "";

	(void)state;
	for (int i = 0; i < 100; i++)
		strcat(local, "x.");
	strcat(local, "x@b");
	assert_true(effort_of_addresses("a@", "bb.", 120) < effort_of_addresses("a@", "bb.", 2));
	assert_true(effort_of_addresses(local, ".cc-d", 40) < 2 * effort_of_addresses("x@b", ".cc-d", 80));
	assert_true(effort_of_addresses("x@b", ".cc-d", 40) < 2 * effort_of_addresses("\nx@b", ".cc-d", 40));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_around_many_leaves_cost_no_more),
		cmocka_unit_test(a_leaf_among_many_costs_no_more),
		cmocka_unit_test(an_address_of_many_names_costs_no_more),
	};

	return unit_run_between(detectors_set_up, tests, detectors_tear_down);
}
