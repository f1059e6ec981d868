#include "base/digest.h"
#include "base/mask.h"
#include "store/id.h"
#include "store/row.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static int64_t fact_id(const struct store *s, struct id *i)
{
	assert(s->capture != 0);
	return s->capture ^ id_end(i);
}

static int64_t flow_id(const struct store *s, uint64_t first_frame)
{
	struct id i = id_begin("flow");

	id_int(&i, (int64_t)first_frame);
	return fact_id(s, &i);
}

/* Its sharing key: messages of a flow alike in these are one row. */
static int64_t message_id(const struct store *s, const struct fact_message *f)
{
	struct id i = id_begin("message");

	id_int(&i, (int64_t)f->flow);
	id_text(&i, f->carrier);
	id_text(&i, f->host);
	id_int(&i, f->host_source);
	id_text(&i, f->method);
	id_text(&i, f->path);
	id_text(&i, f->keys);
	return fact_id(s, &i);
}

/* Records come over a pipe from a process that parses hostile bytes. */
static int fact_out_of_words(struct store *s, const char *what, struct err *e)
{
	return err_set(e, "%s: a %s record holds a word that is none", s->path, what);
}

int store_put_handset(struct store *s, const struct fact_handset *f, struct err *e)
{
	struct row r = row_begin(s, PUT_HANDSET);
	const uint8_t *m = f->mac.octets;
	char mac[18] = "";

	if (f->mac.known)
		snprintf(mac, sizeof mac, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4], m[5]);
	row_int(&r, s->capture);
	row_int(&r, f->number);
	row_text(&r, f->id);
	if (row_put(&r, e) < 0)
		return -1;
	r = row_begin(s, PUT_HANDSET_ADDRESS);
	row_int(&r, s->capture);
	row_int(&r, f->number);
	row_address(&r, &f->address);
	row_int(&r, (int64_t)f->since);
	row_text(&r, mac);
	row_text(&r, f->reason);
	return row_put(&r, e);
}

int store_put_flow(struct store *s, const struct fact_flow *f, struct err *e)
{
	struct row r;

	if ((unsigned)f->host_source >= HOST_SOURCE_COUNT || (unsigned)f->visibility >= VISIBILITY_COUNT)
		return fact_out_of_words(s, "flow", e);
	r = row_begin_fact(s, PUT_FLOW, flow_id(s, f->first_frame));
	row_int(&r, s->capture);
	row_int(&r, (int64_t)f->first_frame);
	row_int(&r, (int64_t)f->last_frame);
	row_int(&r, f->at);
	row_int(&r, f->until);
	row_address(&r, &f->key.client);
	row_int(&r, f->key.client_port);
	row_address(&r, &f->key.server);
	row_int(&r, f->key.server_port);
	row_int(&r, f->key.transport);
	row_int(&r, f->handset);
	row_int(&r, f->handset_called);
	row_text(&r, f->protocol);
	row_text(&r, f->category);
	row_text(&r, f->confidence);
	row_text(&r, f->risks);
	row_text(&r, f->host);
	row_text(&r, host_source_name(f->host_source));
	row_int(&r, (int64_t)f->packets);
	row_int(&r, (int64_t)f->bytes_up);
	row_int(&r, (int64_t)f->bytes_down);
	row_int(&r, (int64_t)f->bytes_clear);
	row_int(&r, (int64_t)f->bytes_decrypted);
	row_int(&r, (int64_t)f->bytes_opaque);
	row_int(&r, (int64_t)f->bytes_missing);
	row_int(&r, f->midstream);
	row_text(&r, visibility_name(f->visibility));
	row_text(&r, f->tunnel);
	if (f->app.known)
		row_int(&r, f->app.uid);
	else
		row_null(&r);
	row_text(&r, f->app.package);
	row_text(&r, f->app.name);
	return row_put(&r, e);
}

static void message_columns(struct store *s, struct row *r, const struct fact_message *f)
{
	row_int(r, s->capture);
	row_int(r, flow_id(s, f->flow));
	row_int(r, (int64_t)f->frame);
	row_int(r, f->at);
	row_text(r, f->carrier);
	row_text(r, f->host);
	row_text(r, host_source_name(f->host_source));
	row_text(r, f->method);
	row_text(r, f->path);
	row_text(r, f->keys);
}

int store_put_message(struct store *s, const struct fact_message *f, struct err *e)
{
	struct row r;

	if ((unsigned)f->host_source >= HOST_SOURCE_COUNT)
		return fact_out_of_words(s, "message", e);
	r = row_begin_fact(s, PUT_MESSAGE, message_id(s, f));
	message_columns(s, &r, f);
	row_int(&r, (int64_t)f->bytes);
	return row_put(&r, e);
}

void store_hmac(const struct store *s, enum kind kind, struct span value, uint8_t ret[SHA256_LEN])
{
	uint8_t text[NAME_TEXT + VALUE_MAX];
	size_t n = (size_t)snprintf((char *)text, NAME_TEXT, "%s", kind_name(kind)) + 1;

	memcpy(text + n, value.data, value.len);
	hmac(DIGEST_SHA256, (struct span){ s->key, s->key_len }, (struct span){ text, n + value.len }, ret);
	explicit_bzero(text, sizeof text);
}

/* The HMAC stands in it: at one offset of a wrapped message there may be several values of a kind. */
static int64_t sighting_id(const struct store *s, const struct fact_sighting *f, const uint8_t hmac[SHA256_LEN])
{
	struct id i = id_begin("sighting");

	id_int(&i, (int64_t)f->message.flow);
	id_int(&i, (int64_t)f->message.frame);
	id_int(&i, (int64_t)f->frame);
	id_int(&i, (int64_t)f->offset);
	id_text(&i, kind_name(f->kind));
	id_text(&i, f->path);
	id_bytes(&i, (struct span){ hmac, SHA256_LEN });
	return fact_id(s, &i);
}

static int sighting_put(struct store *s, const struct fact_sighting *f, struct err *e)
{
	int64_t message = message_id(s, &f->message);
	struct row r = row_begin_fact(s, TOUCH_MESSAGE, message);
	uint8_t hmac[SHA256_LEN];
	char masked[MASK_TEXT];

	message_columns(s, &r, &f->message);
	if (row_put(&r, e) < 0)
		return -1;
	store_hmac(s, f->kind, (struct span){ f->value, f->value_len }, hmac);
	r = row_begin_fact(s, PUT_SIGHTING, sighting_id(s, f, hmac));
	row_int(&r, s->capture);
	row_int(&r, flow_id(s, f->message.flow));
	row_int(&r, message);
	row_int(&r, (int64_t)f->frame);
	row_int(&r, f->at);
	row_int(&r, (int64_t)f->offset);
	row_int(&r, f->length);
	row_text(&r, kind_name(f->kind));
	row_text(&r, tier_name(f->tier));
	row_text(&r, f->form);
	row_text(&r, f->forms);
	row_text(&r, f->path);
	row_text(&r, f->identifier);
	row_text(&r, f->reason);
	row_text(&r, mask((struct span){ f->value, f->value_len }, masked));
	row_blob(&r, hmac, sizeof hmac);
	return row_put(&r, e);
}

int store_put_sighting(struct store *s, struct fact_sighting *f, struct err *e)
{
	int rc;

	if (f->kind <= KIND_NONE || f->kind >= KIND_COUNT || (unsigned)f->tier >= TIER_COUNT || f->value_len > VALUE_MAX ||
		(unsigned)f->message.host_source >= HOST_SOURCE_COUNT)
		rc = fact_out_of_words(s, "sighting", e);
	else if (s->key_len == 0)
		rc = err_set(e, "%s: sightings need the case key", s->path);
	else
		rc = sighting_put(s, f, e);
	explicit_bzero(f->value, sizeof f->value);
	return rc;
}

static int identity_put(struct store *s, const struct fact_identity *f, struct err *e)
{
	struct span value = { f->value, f->value_len };
	struct row r = row_begin(s, PUT_IDENTITY);
	uint8_t hmac[SHA256_LEN];
	char masked[MASK_TEXT];

	store_hmac(s, f->kind, value, hmac);
	row_int(&r, s->capture);
	row_int(&r, f->handset);
	row_text(&r, kind_name(f->kind));
	row_blob(&r, hmac, sizeof hmac);
	row_text(&r, f->source);
	row_int(&r, (int64_t)f->frame);
	row_int(&r, f->at);
	row_text(&r, mask(value, masked));
	return row_put(&r, e);
}

int store_put_identity(struct store *s, struct fact_identity *f, struct err *e)
{
	int rc;

	if (f->kind <= KIND_NONE || f->kind >= KIND_COUNT || f->value_len > VALUE_MAX)
		rc = fact_out_of_words(s, "identity", e);
	else if (s->key_len == 0)
		rc = err_set(e, "%s: identities need the case key", s->path);
	else
		rc = identity_put(s, f, e);
	explicit_bzero(f->value, sizeof f->value);
	return rc;
}

int store_put_dns(struct store *s, const struct fact_dns *f, struct err *e)
{
	struct id i = id_begin("dns_answer");
	struct row r;

	id_int(&i, (int64_t)f->frame);
	id_text(&i, f->query);
	id_text(&i, f->name);
	id_int(&i, f->type);
	id_bytes(&i, (struct span){ f->address.octets, sizeof f->address.octets });
	id_text(&i, f->target);
	r = row_begin_fact(s, PUT_DNS, fact_id(s, &i));
	row_int(&r, s->capture);
	row_int(&r, flow_id(s, f->flow));
	row_int(&r, (int64_t)f->frame);
	row_int(&r, f->at);
	row_address(&r, &f->client);
	row_text(&r, f->query);
	row_text(&r, f->name);
	row_int(&r, f->type);
	row_address(&r, &f->address);
	row_text(&r, f->target);
	row_int(&r, f->ttl);
	return row_put(&r, e);
}

int store_put_session(struct store *s, const struct fact_session *f, struct err *e)
{
	struct id i = id_begin("session");
	struct row r;

	if ((unsigned)f->end >= SESSION_END_COUNT)
		return fact_out_of_words(s, "session", e);
	id_int(&i, (int64_t)f->flow);
	id_int(&i, (int64_t)f->frame);
	r = row_begin_fact(s, PUT_SESSION, fact_id(s, &i));
	row_int(&r, s->capture);
	row_int(&r, flow_id(s, f->flow));
	row_int(&r, (int64_t)f->frame);
	row_int(&r, f->at);
	row_text(&r, f->protocol);
	row_text(&r, f->cipher);
	row_text(&r, f->host);
	row_text(&r, f->alpn);
	row_text(&r, f->ja4);
	row_text(&r, f->subject);
	row_text(&r, f->issuer);
	row_text(&r, f->names);
	row_int(&r, f->valid_from);
	row_int(&r, f->valid_to);
	row_int(&r, f->names_other);
	row_int(&r, f->ech);
	row_text(&r, session_end_name(f->end));
	row_int(&r, (int64_t)f->bytes_decrypted);
	return row_put(&r, e);
}

static int put_loss(struct store *s, enum statement table, int64_t capture, const struct fact_loss *f, struct err *e)
{
	struct row r;

	if ((unsigned)f->loss >= LOSS_COUNT)
		return fact_out_of_words(s, "loss", e);
	r = row_begin(s, table);
	row_int(&r, capture);
	row_text(&r, loss_name(f->loss));
	row_text(&r, f->detail);
	row_int(&r, (int64_t)f->count);
	row_int(&r, (int64_t)f->bytes);
	row_int(&r, (int64_t)f->frame);
	row_int(&r, loss_is_damage(f->loss));
	return row_put(&r, e);
}

int store_put_loss(struct store *s, const struct fact_loss *f, struct err *e)
{
	return put_loss(s, PUT_LOSS, s->capture, f, e);
}

int store_put_assess_loss(struct store *s, int64_t capture, const struct fact_loss *f, struct err *e)
{
	return put_loss(s, PUT_ASSESS_LOSS, capture, f, e);
}

int store_put_fault(struct store *s, const struct store_fault *f, struct err *e)
{
	struct row r = row_begin(s, PUT_FAULT);

	row_int(&r, s->capture);
	row_int(&r, f->shard);
	row_int(&r, (int64_t)f->frame);
	row_text(&r, f->what);
	return row_put(&r, e);
}

int store_put_consent_signal(struct store *s, const struct store_consent_signal *f, struct err *e)
{
	struct row r = row_begin(s, PUT_CONSENT_SIGNAL);
	struct id i = id_begin("consent_signal");

	id_int(&i, (int64_t)f->flow);
	id_int(&i, (int64_t)f->frame);
	id_text(&i, f->signal);
	id_text(&i, f->detail);
	row_int(&r, fact_id(s, &i));
	row_int(&r, s->capture);
	row_int(&r, flow_id(s, f->flow));
	row_int(&r, (int64_t)f->frame);
	row_int(&r, f->at);
	row_text(&r, f->signal);
	row_text(&r, f->detail);
	return row_put(&r, e);
}
