/* The far ends of an assessment: places and sets of services, which many flows share, and who has which. */
#include "store/id.h"
#include "store/row.h"

int store_put_place_source(struct store *s, const char *file, const char *sha256, const char *type, int64_t date, struct err *e)
{
	struct row r = row_begin(s, PUT_PLACE_SOURCE);

	row_text(&r, file);
	row_text(&r, sha256);
	row_text(&r, type);
	row_instant(&r, date == 0 ? INSTANT_MAX : date);
	return row_put(&r, e);
}

static int64_t place_id(const struct place *p, const struct place_level *const levels[4])
{
	struct id i = id_begin("place");

	id_text(&i, place_class_name(p->class));
	for (int n = 0; n < 4; n++) {
		id_text(&i, levels[n]->value);
		id_text(&i, grade_name(levels[n]->grade));
		id_text(&i, levels[n]->evidence);
	}
	id_int(&i, p->as);
	id_text(&i, p->as_name);
	id_int(&i, p->data_date);
	id_int(&i, p->stale);
	return id_end(&i);
}

int store_put_place(struct store *s, const struct place *p, int64_t *ret_id, struct err *e)
{
	const struct place_level *const levels[4] = { &p->operator_id, &p->country, &p->subdivision, &p->region };
	struct row r;

	*ret_id = place_id(p, levels);
	if (row_known(s, *ret_id))
		return 0;
	r = row_begin(s, PUT_PLACE);
	row_int(&r, *ret_id);
	row_text(&r, place_class_name(p->class));
	for (int n = 0; n < 4; n++) {
		row_text(&r, levels[n]->value);
		row_text(&r, grade_name(levels[n]->grade));
		row_text(&r, levels[n]->evidence);
	}
	row_int(&r, p->as);
	row_text(&r, p->as_name);
	row_instant(&r, p->data_date == 0 ? INSTANT_MAX : p->data_date);
	row_int(&r, p->stale);
	return row_put(&r, e);
}

/* How a set of services is written: ids, owners, their countries; each word once, "a|b". */
struct service_texts {
	struct buf ids, owners, countries;
};

static void add_word(struct buf *b, const char *word)
{
	struct reader r = rd_over(buf_text(b), b->len);
	struct span one;

	if (word == NULL || word[0] == 0)
		return;
	while (rd_until(&r, '|', &one))
		if (span_is(one, word))
			return;
	if (span_is(rd_rest(&r), word))
		return;
	buf_printf(b, "%s%s", b->len > 0 ? "|" : "", word);
}

static struct service_texts service_texts(const struct service_set *set)
{
	struct service_texts t = { 0 };

	for (size_t i = 0; i < set->n; i++) {
		add_word(&t.ids, set->items[i]->id);
		add_word(&t.owners, set->items[i]->owner);
		add_word(&t.countries, set->items[i]->owner_country);
	}
	return t;
}

static void service_texts_free(struct service_texts *t)
{
	buf_free(&t->ids);
	buf_free(&t->owners);
	buf_free(&t->countries);
}

static int services_in_set_put(struct store *s, int64_t id, const struct service_set *set, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < set->n; i++) {
		struct row r = row_begin(s, PUT_SERVICE_IN_SET);

		row_int(&r, id);
		row_text(&r, set->items[i]->id);
		rc = row_put(&r, e);
	}
	return rc;
}

static int64_t service_set_id(const struct service_set *set)
{
	struct id i = id_begin("service_set");

	for (size_t n = 0; n < set->n; n++)
		id_text(&i, set->items[n]->id);
	return id_end(&i);
}

int store_put_service_set(struct store *s, const struct service_set *set, int64_t *ret_id, struct err *e)
{
	struct service_texts t;
	struct row r;
	int rc;

	*ret_id = service_set_id(set);
	if (row_known(s, *ret_id))
		return 0;
	t = service_texts(set);
	r = row_begin(s, PUT_SERVICE_SET);
	row_int(&r, *ret_id);
	row_text(&r, buf_text(&t.ids));
	row_text(&r, buf_text(&t.owners));
	row_text(&r, buf_text(&t.countries));
	rc = row_put(&r, e);
	service_texts_free(&t);
	return rc == 0 ? services_in_set_put(s, *ret_id, set, e) : rc;
}

int store_put_far_end(struct store *s, const struct stored_far_end *f, struct err *e)
{
	struct row r = row_begin(s, PUT_FAR_END);

	row_int(&r, f->flow);
	row_text(&r, f->host);
	row_text(&r, host_source_name(f->source));
	row_text(&r, f->candidates);
	row_int(&r, f->place);
	row_int(&r, f->service_set);
	row_text(&r, consent_state_name(f->consent));
	row_id(&r, f->finding);
	row_id(&r, f->judgement);
	return row_put(&r, e);
}

int store_put_service(struct store *s, int64_t message, int64_t service_set, struct err *e)
{
	struct row r = row_begin(s, PUT_MESSAGE_SERVICE);

	row_int(&r, message);
	row_int(&r, service_set);
	return row_put(&r, e);
}
