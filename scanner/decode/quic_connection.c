#include "decode/quic_connection.h"

#include "base/alloc.h"
#include "base/siphash.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64, BEGINNINGS = 4 /* for each slot */, TELLING = 4 /* bytes of an id that are no chance */ };

struct slot {
	struct quic_connection *connection; /* NULL: free */
	struct quic_id id;
	uint8_t side;
};

struct quic_table {
	size_t connections;
	struct sip_key key;     /* of its hashes: peers choose ids */
	struct slot *slots;     /* a power of two, at most half of them taken */
	size_t slot_count, taken;
	uint32_t *beginnings;   /* how many ids begin with bytes that are hashed to a place: of what is no QUIC most are told by it */
	size_t of_length[QUIC_ID_MAX + 1]; /* ids of senders */
};

/* ---- the table ---- */

/* Where the id would be if it were alone. */
static size_t home_of(const struct quic_table *t, struct span id, unsigned side)
{
	return (size_t)(sip_bytes(&t->key, id.data, id.len) + side) & (t->slot_count - 1);
}

/* Where the id is, or the free slot where it would be. */
static size_t slot_at(const struct quic_table *t, struct span id, unsigned side)
{
	size_t i = home_of(t, id, side);

	while (t->slots[i].connection != NULL && (t->slots[i].side != side || !quic_id_is(&t->slots[i].id, id)))
		i = (i + 1) & (t->slot_count - 1);
	return i;
}

static size_t slot_of(const struct quic_table *t, const struct quic_id *id, unsigned side)
{
	return slot_at(t, (struct span){ id->bytes, id->len }, side);
}

/* Of ids with these first TELLING bytes: how many there may be. */
static uint32_t *beginning_at(const struct quic_table *t, const uint8_t *bytes, unsigned side)
{
	uint32_t first;

	memcpy(&first, bytes, TELLING);
	first = (first ^ side) * 0x9E3779B1u;
	return &t->beginnings[(first ^ first >> 15) & (BEGINNINGS * t->slot_count - 1)];
}

/* by: 1 for an id that comes, -1 for one that goes. */
static void count_id(struct quic_table *t, const struct quic_id *id, unsigned side, int by)
{
	if (id->len >= TELLING)
		*beginning_at(t, id->bytes, side) += (uint32_t)by;
}

static void slots_grow(struct quic_table *t)
{
	struct slot *old = t->slots;
	size_t n = t->slot_count;

	t->slot_count = n == 0 ? FIRST_SLOTS : 2 * n;
	t->slots = xcalloc(t->slot_count, sizeof *t->slots);
	free(t->beginnings);
	t->beginnings = xcalloc(BEGINNINGS * t->slot_count, sizeof *t->beginnings);
	for (size_t i = 0; i < n; i++) {
		if (old[i].connection == NULL)
			continue;
		t->slots[slot_of(t, &old[i].id, old[i].side)] = old[i];
		count_id(t, &old[i].id, old[i].side, 1);
	}
	free(old);
}

/* An id that two connections gave themselves is that of the later one. */
static void table_add(struct quic_table *t, const struct quic_id *id, unsigned side, struct quic_connection *q)
{
	size_t i;

	if (2 * (t->taken + 1) > t->slot_count)
		slots_grow(t);
	i = slot_of(t, id, side);
	if (t->slots[i].connection == NULL) {
		t->taken++;
		t->of_length[id->len] += side < QUIC_SIDES;
		count_id(t, id, side, 1);
	}
	t->slots[i] = (struct slot){ q, *id, (uint8_t)side };
}

/* What comes behind a slot that was freed may have been put there for want of it. */
static void close_up(struct quic_table *t, size_t hole)
{
	size_t mask = t->slot_count - 1;

	for (size_t i = (hole + 1) & mask; t->slots[i].connection != NULL; i = (i + 1) & mask) {
		size_t home = home_of(t, (struct span){ t->slots[i].id.bytes, t->slots[i].id.len }, t->slots[i].side);

		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		t->slots[hole] = t->slots[i];
		t->slots[i].connection = NULL;
		hole = i;
	}
}

static void table_remove(struct quic_table *t, const struct quic_id *id, unsigned side, const struct quic_connection *q)
{
	size_t i = slot_of(t, id, side);

	if (t->slots[i].connection != q)
		return;
	t->slots[i].connection = NULL;
	t->taken--;
	t->of_length[id->len] -= side < QUIC_SIDES;
	count_id(t, id, side, -1);
	close_up(t, i);
}

/* ---- connections ---- */

static uint64_t mix_address(uint64_t h, const struct address *a)
{
	uint64_t halves[2];

	memcpy(halves, a->octets, sizeof halves);
	for (int i = 0; i < 2; i++) {
		h = (h ^ halves[i]) * 0x9E3779B97F4A7C15U;
		h ^= h >> 32;
	}
	return h;
}

/* An end as one more kind of id: the client's address with the far end's and its port, or with its own port. */
static void ends_ids(const struct flow_key *k, struct quic_id ret[2])
{
	uint64_t client = mix_address(0xCBF29CE484222325U, &k->client), server = mix_address(0xCBF29CE484222325U ^ k->server_port, &k->server);

	ret[0] = quic_id_of((struct span){ (const uint8_t *)(const uint64_t[]){ client, server }, 2 * sizeof client });
	ret[1] = quic_id_of((struct span){ (const uint8_t *)(const uint64_t[]){ client, k->client_port }, 2 * sizeof client });
}

struct quic_connection *quic_connection_new(struct decode_shared *shared, const struct flow_key *k, const struct quic_version *v,
	struct span first)
{
	struct quic_connection *q;

	if (shared->quic == NULL) {
		shared->quic = xcalloc(1, sizeof *shared->quic);
		shared->quic->key = sip_key_new();
		slots_grow(shared->quic);
	}
	if (shared->quic->connections == QUIC_CONNECTIONS_MAX)
		return NULL;
	shared->quic->connections++;
	q = xcalloc(1, sizeof *q);
	q->users = 1;
	q->version = v;
	q->first = quic_id_of(first);
	q->held_end = &q->held;
	ends_ids(k, q->ends);
	for (int i = 0; i < 2; i++)
		table_add(shared->quic, &q->ends[i], QUIC_SIDES + (unsigned)i, q);
	return q;
}

bool quic_connection_between(const struct decode_shared *shared, const struct flow_key *k)
{
	const struct quic_table *t = shared->quic;
	struct quic_id ids[2];

	if (t == NULL)
		return false;
	ends_ids(k, ids);
	for (unsigned i = 0; i < 2; i++) {
		if (*beginning_at(t, ids[i].bytes, QUIC_SIDES + i) > 0 && t->slots[slot_of(t, &ids[i], QUIC_SIDES + i)].connection != NULL)
			return true;
	}
	return false;
}

static void sender_forget(struct decode_shared *shared, struct quic_sender *s)
{
	for (int i = 0; i < QUIC_PROTECTED; i++) {
		quic_keys_free(s->keys[i]);
		s->keys[i] = NULL;
	}
	for (int i = 0; i < QUIC_SPACE_DATA; i++) {
		ordered_free(&s->handshakes[i].stream, &shared->reorder_bytes);
		buf_free(&s->handshakes[i].message);
		s->handshakes[i].done = true;
	}
}

void quic_connection_held_free(struct decode_shared *shared, struct quic_connection *q)
{
	while (q->held != NULL) {
		struct quic_held *h = q->held;

		q->held = h->next;
		shared->held_bytes -= h->len;
		free(h);
	}
	q->held_end = &q->held;
	q->senders[QUIC_CLIENT].held = q->senders[QUIC_SERVER].held = 0;
}

void quic_connection_deafen(struct decode_shared *shared, struct quic_connection *q)
{
	q->deaf = true;
	for (int i = 0; i < QUIC_SIDES; i++)
		sender_forget(shared, &q->senders[i]);
	quic_connection_held_free(shared, q);
}

void quic_connection_release(struct decode_shared *shared, struct quic_connection *q)
{
	struct quic_table *t = shared->quic;

	if (--q->users > 0)
		return;
	quic_connection_deafen(shared, q);
	for (int side = 0; side < QUIC_SIDES; side++) {
		for (size_t i = 0; i < q->senders[side].id_count; i++)
			table_remove(t, &q->senders[side].ids[i], (unsigned)side, q);
	}
	for (int i = 0; i < 2; i++)
		table_remove(t, &q->ends[i], QUIC_SIDES + (unsigned)i, q);
	xfree_wiped(q, sizeof *q);
	if (--t->connections > 0)
		return;
	free(t->slots);
	free(t->beginnings);
	free(t);
	shared->quic = NULL;
}

/* ---- ids ---- */

void quic_connection_named(struct decode_shared *shared, struct quic_connection *q, enum quic_side side, struct span id)
{
	struct quic_sender *s = &q->senders[side];

	if (id.len > QUIC_ID_MAX || quic_connection_is_named(q, side, id))
		return;
	if (s->id_count == QUIC_IDS_MAX) {
		table_remove(shared->quic, &s->ids[0], side, q);
		memmove(s->ids, s->ids + 1, (QUIC_IDS_MAX - 1) * sizeof *s->ids);
		s->id_count--;
	}
	s->ids[s->id_count] = quic_id_of(id);
	if (id.len > 0)
		table_add(shared->quic, &s->ids[s->id_count], side, q);
	s->id_count++;
}

bool quic_connection_is_named(const struct quic_connection *q, enum quic_side side, struct span id)
{
	const struct quic_sender *s = &q->senders[side];

	for (size_t i = 0; i < s->id_count; i++) {
		if (quic_id_is(&s->ids[i], id))
			return true;
	}
	return false;
}

bool quic_connection_takes(struct quic_connection *q, enum quic_side side, struct span packet, size_t *ret)
{
	struct quic_sender *s = &q->senders[side];

	for (size_t i = s->id_count; i > 0; i--) {
		struct quic_id id = s->ids[i - 1];

		if (!quic_id_is(&id, span_sub(packet, 1, id.len)))
			continue;
		memmove(s->ids + i - 1, s->ids + i, (s->id_count - i) * sizeof *s->ids);
		s->ids[s->id_count - 1] = id;
		*ret = id.len;
		return true;
	}
	return false;
}

struct quic_connection *quic_connection_find(const struct decode_shared *shared, enum quic_side side, struct span id)
{
	struct quic_id key = quic_id_of(id);

	if (shared->quic == NULL || id.len < TELLING || id.len > QUIC_ID_MAX)
		return NULL;
	return shared->quic->slots[slot_of(shared->quic, &key, side)].connection;
}

/* The longest that is known counts. */
struct quic_connection *quic_connection_guess(const struct decode_shared *shared, enum quic_side side, struct span packet)
{
	const struct quic_table *t = shared->quic;
	struct span id = span_sub(packet, 1, QUIC_ID_MAX);
	struct quic_connection *found = NULL;

	if (t == NULL || id.len < TELLING || *beginning_at(t, id.data, side) == 0)
		return NULL;
	for (size_t len = TELLING; len <= id.len; len++) {
		struct quic_connection *q;

		if (t->of_length[len] == 0)
			continue;
		q = t->slots[slot_at(t, span_sub(id, 0, len), side)].connection;
		if (q != NULL)
			found = q;
	}
	return found;
}
