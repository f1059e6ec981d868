#include "unit.h"

#include "flow/table.h"
#include "limits.h"

#include <string.h>

/* What a flow is here: the table asks for its key alone. */
struct flow {
	struct tuple tuple;
	uint32_t hash;
	bool in;
};

const struct tuple *flow_tuple(const struct flow *f)
{
	return &f->tuple;
}

static const struct table none = { .key = { { 1, 2 } } };

static struct datagram datagram_of(const char *source, uint16_t source_port, const char *target, uint16_t target_port)
{
	struct datagram d = { .transport = 6, .source_port = source_port, .target_port = target_port };

	assert_true(address_parse(source, &d.source) && address_parse(target, &d.target));
	return d;
}

static void both_directions_have_one_key(void **state)
{
	static const struct {
		const char *a, *b;
		uint16_t a_port, b_port;
	} rows[] = {
		{ "10.0.0.1", "203.0.113.5", 40000, 443 },
		{ "203.0.113.5", "10.0.0.1", 1, 2 },
		{ "10.0.0.1", "10.0.0.1", 1, 2 },
		{ "2001:db8::1", "2001:db8::2", 5, 5 },
		{ "0.0.0.1", "::1", 5, 5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct datagram up = datagram_of(rows[i].a, rows[i].a_port, rows[i].b, rows[i].b_port);
		const struct datagram down = datagram_of(rows[i].b, rows[i].b_port, rows[i].a, rows[i].a_port);
		const struct lookup of_up = lookup_of(&none, &up), of_down = lookup_of(&none, &down);
		const struct tuple u = lookup_tuple(&of_up), d = lookup_tuple(&of_down);

		assert_int_equal(of_up.hash, of_down.hash);
		assert_true(of_up.source_is_low != of_down.source_is_low);
		assert_true(address_equal(&u.low, &d.low) && u.low_port == d.low_port && u.high_port == d.high_port);
		assert_int_equal(pair_share(address_share(&up.source), address_share(&up.target)), pair_share(address_share(&down.source), address_share(&down.target)));
	}
}

static void any_field_makes_another_key(void **state)
{
	const struct datagram base = datagram_of("10.0.0.1", 1, "10.0.0.2", 2);
	struct datagram others[] = { base, base, base, base, base };
	struct lookup k = lookup_of(&none, &base);
	struct flow f = { .tuple = lookup_tuple(&k) };
	struct table t = none;

	(void)state;
	table_add(&t, &f, k.hash);
	assert_ptr_equal(table_find(&t, &k), &f);
	k.since = 1;
	assert_null(table_find(&t, &k));
	others[0].transport = 17;
	others[1].source_port = 3;
	others[2].target_port = 3;
	others[3].source.octets[3] = 9;
	others[4].target.octets[3] = 9;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct lookup other = lookup_of(&none, &others[i]);

		other.hash = k.hash;
		assert_null(table_find(&t, &other));
	}
	table_free(&t);
}

/* ---- against a naive model ---- */

enum { ENTRIES = 3000, STEPS = 40000 };

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static struct datagram between(const struct tuple *t)
{
	return (struct datagram){ .source = t->low, .target = t->high, .transport = t->transport };
}

static struct flow *find(const struct table *t, const struct flow *f)
{
	const struct datagram d = between(&f->tuple);
	struct lookup k = lookup_of(&none, &d);

	k.hash = f->hash;
	return table_find(t, &k);
}

/* bits: of the hash that differ; few make long runs of neighbours that wrap. */
static void fill_entries(struct flow *entries, int bits)
{
	for (uint32_t i = 0; i < ENTRIES; i++) {
		struct tuple *k = &entries[i].tuple;
		struct datagram d;

		memset(&entries[i], 0, sizeof entries[i]);
		k->low.family = k->high.family = 4;
		memcpy(k->high.octets, &i, sizeof i);
		k->transport = 17;
		d = between(k);
		entries[i].hash = lookup_of(&none, &d).hash & ((UINT32_C(1) << bits) - 1);
		if (bits < 8)
			entries[i].hash |= 0xFFFFFF00;
	}
}

static void check_all(const struct table *t, const struct flow *entries)
{
	for (size_t i = 0; i < ENTRIES; i++)
		assert_ptr_equal(find(t, &entries[i]), entries[i].in ? &entries[i] : NULL);
}

static void what_was_added_is_found_until_it_is_removed(void **state)
{
	static const int bits[] = { 31, 12, 6, 2 };
	static struct flow entries[ENTRIES];

	(void)state;
	for (size_t b = 0; b < sizeof bits / sizeof *bits; b++) {
		struct table t = none;
		uint32_t seed = (uint32_t)b + 1;
		size_t n = 0, reach = bits[b] < 8 ? 300 : ENTRIES;

		fill_entries(entries, bits[b]);
		assert_null(find(&t, &entries[0]));
		for (int step = 0; step < STEPS; step++) {
			struct flow *f = &entries[next_random(&seed) % reach];

			assert_ptr_equal(find(&t, f), f->in ? f : NULL);
			if (f->in)
				table_remove(&t, f, f->hash);
			else
				table_add(&t, f, f->hash);
			f->in = !f->in;
			n += f->in ? 1 : (size_t)-1;
			assert_int_equal(t.n, n);
			if (step % 4000 == 0)
				check_all(&t, entries);
		}
		check_all(&t, entries);
		table_free(&t);
		assert_int_equal(t.n, 0);
	}
}

/* ---- hashes ---- */

static void neighbours_fall_into_all_shards(void **state)
{
	struct address server, client;
	unsigned shards[SHARDS] = { 0 }, ports[SHARDS] = { 0 };

	(void)state;
	assert_true(address_parse("203.0.113.5", &server));
	for (uint8_t i = 0; i < 200; i++) {
		const uint8_t octets[] = { 192, 168, 43, i };

		client = address_v4(octets);
		shards[pair_share(address_share(&client), address_share(&server)) % SHARDS]++;
		ports[pair_share(socket_share(&server, 443), socket_share(&server, 40000 + i)) % SHARDS]++;
	}
	for (size_t i = 0; i < SHARDS; i++) {
		assert_in_range(shards[i], 10, 40);
		assert_in_range(ports[i], 10, 40);
	}
}

static void neighbouring_ports_and_addresses_have_hashes_of_their_own(void **state)
{
	enum { BUCKETS = 4096 };
	static unsigned buckets[BUCKETS];
	unsigned worst = 0;

	(void)state;
	for (uint32_t i = 0; i < BUCKETS; i++) {
		struct datagram d = datagram_of("10.0.0.2", 0, "203.0.113.0", 443);

		d.source_port = (uint16_t)(32768 + i / 16);
		d.target.octets[3] = (uint8_t)(i % 16);
		buckets[lookup_of(&none, &d).hash % BUCKETS]++;
	}
	for (size_t i = 0; i < BUCKETS; i++)
		worst = buckets[i] > worst ? buckets[i] : worst;
	assert_true(worst <= 12);
}

/* Who finds flows that meet in one place has found nothing for a table with another key. */
static void flows_that_meet_under_one_key_part_under_another(void **state)
{
	enum { MEET = 256, BUCKETS = 4096 };
	static unsigned buckets[BUCKETS];
	const struct table other = { .key = { { 3, 4 } } };
	unsigned worst = 0;

	(void)state;
	for (uint32_t i = 0, n = 0; n < MEET; i++) {
		struct datagram d = datagram_of("10.0.0.2", 0, "203.0.113.0", 443);

		memcpy(d.target.octets, &i, sizeof i);
		if (lookup_of(&none, &d).hash % BUCKETS != 0)
			continue;
		n++;
		buckets[lookup_of(&other, &d).hash % BUCKETS]++;
	}
	for (size_t i = 0; i < BUCKETS; i++)
		worst = buckets[i] > worst ? buckets[i] : worst;
	assert_true(worst <= 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_directions_have_one_key),
		cmocka_unit_test(any_field_makes_another_key),
		cmocka_unit_test(what_was_added_is_found_until_it_is_removed),
		cmocka_unit_test(neighbours_fall_into_all_shards),
		cmocka_unit_test(neighbouring_ports_and_addresses_have_hashes_of_their_own),
		cmocka_unit_test(flows_that_meet_under_one_key_part_under_another),
	};

	return unit_run(tests);
}
