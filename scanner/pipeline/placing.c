#include "pipeline/placing.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* What a far end's place depends on, as bytes, and what came of it. */
struct settled {
	struct buf question;
	const struct judged_place *place;
	int64_t id;
};

struct placing {
	struct store *store;
	struct places *places;
	struct idmap tunnels;          /* whether a protocol is one, by its text */
	struct interned texts;
	struct judged_place **judged;  /* no two are equal */
	size_t n, cap;
	struct idmap judged_at;        /* by a hash; of equal hashes each under the next number */
	struct settled settled[PLACES_SETTLED]; /* by a hash of the question */
	struct sip_key key;            /* of these hashes: far ends choose their names */
	struct buf question;
};

struct placing *placing_new(struct store *s, struct places *places)
{
	struct placing *p = xcalloc(1, sizeof *p);

	p->store = s;
	p->places = places;
	p->key = sip_key_new();
	return p;
}

void placing_free(struct placing *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		free(p->judged[i]);
	free(p->judged);
	for (size_t i = 0; i < PLACES_SETTLED; i++)
		buf_free(&p->settled[i].question);
	buf_free(&p->question);
	idmap_free(&p->judged_at);
	idmap_free(&p->tunnels);
	interned_free(&p->texts);
	free(p);
}

/* ---- what is judged of a place ---- */

/* Gaps are 0 too, for they are compared as bytes; an assignment of the whole need not copy them. */
static void judged_of(struct placing *p, const struct place *place, struct judged_place *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->operator_id = interned(&p->texts, place->operator_id.value);
	ret->country = interned(&p->texts, place->country.value);
	ret->subdivision = interned(&p->texts, place->subdivision.value);
	ret->region = interned(&p->texts, place->region.value);
	ret->as_name = interned(&p->texts, place->as_name);
	ret->operator_grade = place->operator_id.grade;
	ret->country_grade = place->country.grade;
	ret->subdivision_grade = place->subdivision.grade;
	ret->region_grade = place->region.grade;
	ret->class = place->class;
	ret->as = place->as;
	ret->stale = place->stale;
}

/* The one that is equal to this. */
static const struct judged_place *judged(struct placing *p, const struct place *place)
{
	struct judged_place j;
	uint64_t hash;
	uint32_t at;

	judged_of(p, place, &j);
	hash = idmap_hash(0, &j, sizeof j);
	for (; (at = idmap_find(&p->judged_at, hash)) != IDMAP_NONE; hash++) {
		if (memcmp(p->judged[at], &j, sizeof j) == 0)
			return p->judged[at];
	}
	ARRAY_GROW(p->judged, p->n, p->cap);
	idmap_put(&p->judged_at, hash, (uint32_t)p->n);
	p->judged[p->n] = xmalloc(sizeof j);
	memcpy(p->judged[p->n], &j, sizeof j);
	return p->judged[p->n++];
}

/* ---- one far end ---- */

static bool is_tunnel(struct placing *p, const char *protocol)
{
	uint32_t known = idmap_find(&p->tunnels, (uint64_t)(uintptr_t)protocol);

	if (known != IDMAP_NONE)
		return known;
	known = protocol_is_tunnel(protocol);
	idmap_put(&p->tunnels, (uint64_t)(uintptr_t)protocol, known);
	return known;
}

static bool on_cdn(const struct service_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->items[i]->cdn)
			return true;
	}
	return false;
}

static void question_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text) + 1);
}

/* All that the place depends on. */
static void ask(struct placing *p, const struct far *far, bool tunnel, bool cdn)
{
	const uint8_t flags[] = { tunnel, cdn, far->source == HOST_PROXY };
	uint32_t period = places_period(p->places, far->at);
	struct buf *b = &p->question;

	buf_truncate(b, 0);
	buf_add(b, &far->server, sizeof far->server);
	buf_add(b, &period, sizeof period);
	buf_add(b, flags, sizeof flags);
	question_text(b, far->host);
	for (const char *const *c = (const char *const *)far->chain; c != NULL && *c != NULL; c++)
		question_text(b, *c);
}

static bool is_question(const struct placing *p, const struct settled *s)
{
	return s->place != NULL && s->question.len == p->question.len && memcmp(s->question.data, p->question.data, p->question.len) == 0;
}

static struct far_name name_of(const struct far *far)
{
	struct far_name name = { .source = far->source };

	text_copy_to(name.host, sizeof name.host, far->host);
	for (; far->chain != NULL && far->chain[name.chain_length] != NULL; name.chain_length++)
		name.chain[name.chain_length] = far->chain[name.chain_length];
	return name;
}

static int settle(struct placing *p, const struct far *far, bool tunnel, bool cdn, struct settled *ret, struct err *e)
{
	const struct far_name name = name_of(far);
	struct buf was = ret->question;
	struct place place;

	places_find(p->places, &far->server, &name, far->at, &place);
	if (tunnel)
		place_set_class(&place, CLASS_TUNNEL);
	if (cdn && place.class == CLASS_PUBLIC)
		place_set_class(&place, CLASS_CDN);
	if (store_put_place(p->store, &place, &ret->id, e) < 0)
		return -1;
	ret->place = judged(p, &place);
	ret->question = p->question;
	p->question = was;
	return 0;
}

static int settle_one(struct placing *p, struct far *far, struct err *e)
{
	bool tunnel = is_tunnel(p, far->protocol), cdn = on_cdn(&far->services->set);
	struct settled *s;

	ask(p, far, tunnel, cdn);
	s = &p->settled[sip_bytes(&p->key, p->question.data, p->question.len) % PLACES_SETTLED];
	if (!is_question(p, s) && settle(p, far, tunnel, cdn, s, e) < 0)
		return -1;
	far->place = s->place;
	far->place_id = s->id;
	return 0;
}

int placing_settle(struct placing *p, struct fars *f, struct err *e)
{
	for (size_t i = 0; i < f->n; i++) {
		if (settle_one(p, &f->items[i], e) < 0)
			return -1;
	}
	return 0;
}
