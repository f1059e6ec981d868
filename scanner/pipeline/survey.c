#include "pipeline/survey.h"

#include "base/alloc.h"
#include "base/siphash.h"
#include "flow/table.h"
#include "pipeline/seats.h"
#include "pipeline/walk.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

/* Twice as many as there are addresses: a power of two. */
enum { PLACES_MAX = 2 * ENDPOINTS_MAX };

/* Whose an address was from a frame on. */
struct owner {
	struct address address;
	uint32_t handset;       /* number, 0: nobody's that is audited */
	uint64_t since;
};

/* Who had one address, one after the other: where they stand among the owners, the last first. */
struct run {
	uint32_t first, count;
};

/* Open addressing by address. */
struct surveyed {
	struct sip_key key; /* of the hashes of addresses */
	uint32_t mask; /* of the places in use */
	uint32_t secrets_len;
	bool moving;   /* an address changed hands */
	uint8_t tags[PLACES_MAX]; /* of each place a byte of its address's hash, 0: free. Most addresses are nobody's: that is seen here */
	uint64_t packets[SHARDS]; /* that the handsets of each sent */
	struct run runs[PLACES_MAX];
	uint32_t owner_count;
	struct owner owners[ENDPOINTS_MAX];
	uint8_t secrets[SECRETS_MAX];
};

struct surveyed *surveyed_new(struct err *e)
{
	struct surveyed *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (s == MAP_FAILED) {
		err_set(e, "no memory to share with workers: %s", strerror(errno));
		return NULL;
	}
	s->key = sip_key_new();
	madvise(s, sizeof *s, MADV_DONTDUMP);
	return s;
}

void surveyed_free(struct surveyed *s)
{
	if (s == NULL)
		return;
	explicit_bzero(s->secrets, s->secrets_len <= SECRETS_MAX ? s->secrets_len : SECRETS_MAX);
	munmap(s, sizeof *s);
}

/* Of the hash's other end than the place. */
static uint8_t tag_of(uint32_t hash)
{
	return (uint8_t)(hash >> 24 | 1);
}

/* Of those of a run, the last whose time had come: an address may change hands with every packet. NULL: none. */
static const struct owner *owner_in(const struct owner *owners, uint32_t count, uint64_t frame)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (owners[middle].since <= frame)
			high = middle;
		else
			low = middle + 1;
	}
	return low < count ? &owners[low] : NULL;
}

/* NULL: nobody that matters ever had it. */
static const struct owner *owner_at(const struct surveyed *s, const struct address *a, uint64_t frame)
{
	uint32_t hash = address_hash(&s->key, a);

	for (uint32_t i = hash & s->mask; s->tags[i] != 0; i = (i + 1) & s->mask) {
		const struct run *r = &s->runs[i];

		if (s->tags[i] == tag_of(hash) && address_equal(&s->owners[r->first].address, a))
			return owner_in(s->owners + r->first, r->count, frame);
	}
	return NULL;
}

struct ends surveyed_ends(const struct surveyed *s, const struct datagram *d)
{
	static const struct owner nobody;
	const struct owner *source = owner_at(s, &d->source, d->frame), *target = owner_at(s, &d->target, d->frame);

	source = source != NULL ? source : &nobody;
	target = target != NULL ? target : &nobody;
	return (struct ends){ source->handset, target->handset, source->since > target->since ? source->since : target->since };
}

/* The shard not given away yet that has most to do. */
static size_t busiest(const struct surveyed *s, const bool *given)
{
	size_t best = SHARDS;

	for (size_t i = 0; i < SHARDS; i++) {
		if (!given[i] && (best == SHARDS || s->packets[i] > s->packets[best]))
			best = i;
	}
	return best;
}

/* The busiest shard first, each to who has least to do. */
void surveyed_shares(const struct surveyed *s, uint32_t workers, uint32_t ret[SHARDS])
{
	uint64_t load[SHARDS] = { 0 };
	bool given[SHARDS] = { false };

	for (size_t k = 0; k < SHARDS; k++) {
		size_t i = busiest(s, given);
		uint32_t idlest = 0;

		for (uint32_t w = 1; w < workers; w++) {
			if (load[w] < load[idlest])
				idlest = w;
		}
		given[i] = true;
		ret[i] = idlest;
		load[idlest] += s->packets[i] + 1; /* what is no handset's falls to all alike */
	}
}

bool surveyed_steady(const struct surveyed *s)
{
	return !s->moving;
}

struct span surveyed_secrets(const struct surveyed *s)
{
	return (struct span){ s->secrets, s->secrets_len };
}

/* ---- what is told of it ---- */

static void put(void *ctx, enum record_type type, const void *fact)
{
	const struct observe_task *t = ctx;

	t->put(t->ctx, type, fact);
}

static void put_handset(void *ctx, const struct fact_handset *f)
{
	put(ctx, RECORD_HANDSET, f);
}

static void put_identity(void *ctx, struct fact_identity *f)
{
	put(ctx, RECORD_IDENTITY, f);
}

static void put_loss(void *ctx, const struct fact_loss *f)
{
	put(ctx, RECORD_LOSS, f);
}

void survey_tell(const struct observe_task *t, struct handsets *h, struct losses *l)
{
	void *task = (void *)(uintptr_t)t;

	handsets_each(h, put_handset, task);
	handsets_identities(h, put_identity, task);
	handsets_losses(h, l);
}

/* ---- the pass ---- */

struct surveyor {
	const struct observe_task *task;
	struct surveyed *found;
	struct handsets *handsets;
	struct losses *losses;
};

static void on_datagram(void *ctx, const struct datagram *d)
{
	struct surveyor *s = ctx;

	handsets_observe(s->handsets, d);
}

static void on_arp(void *ctx, const struct datagram *link, struct span message)
{
	struct surveyor *s = ctx;

	handsets_arp(s->handsets, link, message);
}

static void on_secrets(void *ctx, struct span text)
{
	struct surveyor *s = ctx;
	struct surveyed *f = s->found;

	if (text.len + 1 > SECRETS_MAX - f->secrets_len) {
		losses_add(s->losses, LOSS_SECRETS_BOUND, 0, 1, text.len, "");
		return;
	}
	if (text.len > 0)
		memcpy(f->secrets + f->secrets_len, text.data, text.len);
	f->secrets_len += (uint32_t)text.len;
	f->secrets[f->secrets_len++] = '\n';
}

static void count_owner(void *ctx, const struct ownership *o)
{
	uint32_t *n = ctx;

	(void)o;
	++*n;
}

/* The place of an address, found or made: all of one address come one after the other. */
static struct run *run_of(struct surveyed *s, const struct address *a)
{
	uint32_t hash = address_hash(&s->key, a), i = hash & s->mask;

	while (s->tags[i] != 0 && !(s->tags[i] == tag_of(hash) && address_equal(&s->owners[s->runs[i].first].address, a)))
		i = (i + 1) & s->mask;
	if (s->tags[i] == 0)
		s->runs[i] = (struct run){ s->owner_count, 0 };
	s->tags[i] = tag_of(hash);
	return &s->runs[i];
}

static void add_owner(void *ctx, const struct ownership *o)
{
	struct surveyed *s = ctx;

	run_of(s, &o->address)->count++;
	s->owners[s->owner_count++] = (struct owner){ o->address, o->handset, o->since };
	s->moving |= o->since > 0;
	if (o->handset != 0)
		s->packets[shard_of_handset(o->handset)] += o->packets;
}

static void note_owners(const struct handsets *h, struct surveyed *ret)
{
	uint32_t n = 0;

	handsets_owners(h, count_owner, &n);
	ret->mask = 1;
	while (ret->mask < 2 * n && ret->mask < PLACES_MAX - 1)
		ret->mask = 2 * ret->mask + 1;
	handsets_owners(h, add_owner, ret);
}

/* What the files and headers cost, the second pass tells: here it is of no account. */
static int pass(struct surveyor *s, struct err *e)
{
	const struct walk_sink sink = { .datagram = on_datagram, .arp = on_arp, .secrets = on_secrets, .ctx = s };
	struct losses *unheeded = losses_new();
	struct walk *w = walk_new(s->task, &sink, unheeded, e);

	/* A HAR file is of one client, and has no packets to tell it by. */
	if (w != NULL && strcmp(walk_unit(w), "entry") == 0)
		handsets_one(s->handsets, "a HAR file has one client");
	else if (w != NULL)
		walk_all(w);
	walk_free(w);
	losses_free(unheeded);
	return w == NULL ? -1 : 0;
}

int survey(const struct observe_task *t, struct surveyed *ret, struct err *e)
{
	struct surveyor s = { .task = t, .found = ret };
	int status;

	s.handsets = handsets_new(t->audit_case, t->named, false);
	s.losses = losses_new();
	status = pass(&s, e);
	if (status == 0) {
		handsets_settle(s.handsets);
		note_owners(s.handsets, ret);
		survey_tell(t, s.handsets, s.losses);
		losses_drain(s.losses, put_loss, (void *)(uintptr_t)t);
		t->put(t->ctx, RECORD_SURVEYED, NULL);
	}
	handsets_free(s.handsets);
	losses_free(s.losses);
	return status;
}
