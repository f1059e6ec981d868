#include "unit.h"

#include "assess_fixture.h"
#include "stored.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "pipeline/placing.h"

#include <stdlib.h>

/* Far ends without a place database: names alone tell where they are. */
struct settling {
	struct stored d;
	struct rulebook book;
	struct places *places;
	struct placing *placing;
	struct numbered_services none;
	struct fars fars;
};

static void setup(struct settling *t)
{
	struct assess_run run = { .tool = "phonehome test" };

	*t = (struct settling){ .book = fixture_rulebook() };
	run.rulebook = &t->book;
	stored_begin(&t->d);
	stored_ok(&t->d, store_assess_begin(t->d.s, &run, &t->d.e));
	t->places = places_open(&(struct places_sources){ 0 }, &t->book, NULL, &t->d.e);
	t->placing = placing_new(t->d.s, t->places);
}

static void teardown(struct settling *t)
{
	free(t->fars.items);
	placing_free(t->placing);
	places_close(t->places);
	stored_ok(&t->d, store_assess_cancel(t->d.s));
	stored_end(&t->d);
}

static void add(struct settling *t, uint32_t address, const char *host, const char **chain, const char *protocol)
{
	const uint8_t octets[] = { (uint8_t)(address >> 24), (uint8_t)(address >> 16), (uint8_t)(address >> 8), (uint8_t)address };

	ARRAY_GROW(t->fars.items, t->fars.n, t->fars.cap);
	t->fars.items[t->fars.n++] = (struct far){ .at = T0, .server = address_v4(octets), .host = host, .source = HOST_SNI, .chain = chain,
		.protocol = protocol, .services = &t->none };
}

static void settled(struct settling *t)
{
	stored_ok(&t->d, placing_settle(t->placing, &t->fars, &t->d.e));
}

static void what_tells_places_apart_is_told_apart(void **state)
{
	static const char tls[] = "TLS", wireguard[] = "WireGuard", plain[] = "a.example", lb1[] = "lb-1.us-west-2.elb.amazonaws.com",
		lb2[] = "lb-2.us-west-2.elb.amazonaws.com";
	const char *chain[] = { lb1, NULL };
	struct settling t;
	const struct far *f;

	(void)state;
	setup(&t);
	add(&t, 0x08080808, plain, NULL, tls);
	add(&t, 0x08080808, plain, NULL, tls);
	add(&t, 0x08080808, plain, NULL, wireguard);
	add(&t, 0x08080808, lb1, NULL, tls);
	add(&t, 0x08080808, lb2, NULL, tls);
	add(&t, 0x08080808, plain, chain, tls);
	add(&t, 0xC0A80101, plain, NULL, tls);
	settled(&t);
	f = t.fars.items;
	assert_ptr_equal(f[1].place, f[0].place);
	assert_int_equal(f[1].place_id, f[0].place_id);
	assert_int_equal(f[2].place->class, CLASS_TUNNEL);
	assert_int_equal(f[0].place->class, CLASS_PUBLIC);
	assert_int_equal(f[6].place->class, CLASS_LOCAL);
	assert_string_equal(f[0].place->country, "");
	for (size_t i = 3; i < 6; i++) {
		assert_string_equal(f[i].place->region, "us-west-2");
		assert_int_equal(f[i].place->region_grade, GRADE_E);
	}
	/* Judged alike, but not by the same evidence. */
	assert_ptr_equal(f[4].place, f[3].place);
	assert_true(f[4].place_id != f[3].place_id);
	teardown(&t);
}

/* More far ends than are remembered, and each twice: every one has its own place, and judging sees one. */
static void more_than_are_remembered(void **state)
{
	enum { N = 2 * PLACES_SETTLED };
	static char names[N][64];
	struct settling t;

	(void)state;
	setup(&t);
	for (uint32_t i = 0; i < 2 * N; i++) {
		snprintf(names[i % N], sizeof names[0], "lb-%u.us-west-2.elb.amazonaws.com", (unsigned)(i % N));
		add(&t, 0x08000000 + i % N, names[i % N], NULL, "TLS");
	}
	settled(&t);
	for (size_t i = 1; i < 2 * N; i++) {
		assert_ptr_equal(t.fars.items[i].place, t.fars.items[0].place);
		assert_true(t.fars.items[i].place_id == t.fars.items[i % N].place_id);
		assert_true(i % N == 0 || t.fars.items[i].place_id != t.fars.items[0].place_id);
	}
	teardown(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_tells_places_apart_is_told_apart),
		cmocka_unit_test(more_than_are_remembered),
	};

	return unit_run(tests);
}
