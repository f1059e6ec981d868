#include "decode/tls_keys.h"

enum { TRIALS_MAX = 64 /* records under a secret that is not in the key log, before the first that opens */ };

static struct span secret_of(const struct tls_session *t, enum secret which)
{
	return keys_find(t->outer->shared->keys, t->client.random, which);
}

static bool is_known(const struct tls_session *t)
{
	return keys_know(t->outer->shared->keys, t->client.random);
}

static void go_under(struct tls_session *t, struct tls_side *s, struct protection *p)
{
	protection_free(s->protection);
	s->protection = p;
	if (t->end == SESSION_UNFINISHED) /* else something is known to be in its way */
		t->end = SESSION_READ;
}

/* True: the key log cannot say yet what it may say later. Else nothing of the session will be read. */
static bool wait_for_keys(struct tls_session *t)
{
	t->keys_version = keys_version(t->outer->shared->keys);
	if (t->outer->shared->keys_may_come)
		return true;
	tls_session_lose(t, SESSION_NO_KEY);
	return false;
}

/* The same for what comes before the ServerHello; its own side is read on, for what it tells in clear. */
static bool wait_for_hello(struct tls_session *t, enum tls_end e)
{
	if (t->outer->shared->keys_may_come || is_known(t))
		return true;
	t->end = SESSION_NO_KEY;
	tls_side_lose(&t->sides[e]);
	return false;
}

/* ---- TLS 1.3: secrets, one after another ---- */

/* Puts side e under a secret; false where the key log has none. */
static bool side_under(struct tls_session *t, enum tls_end e, enum secret which)
{
	struct tls_side *s = &t->sides[e];
	struct span secret = secret_of(t, which);
	struct protection *p = secret.len == 0 || s->lost ? NULL : protection_of_secret(t->suite, secret);

	if (p == NULL)
		return false;
	go_under(t, s, p);
	s->secret = which;
	s->opened = false;
	return true;
}

/* The first secret of this side that the key log has, in the order in which they are used. */
static bool side_begin(struct tls_session *t, enum tls_end e)
{
	static const enum secret order[TLS_ENDS][TLS_STAGES] = {
		{ SECRET_CLIENT_EARLY, SECRET_CLIENT_HANDSHAKE, SECRET_CLIENT_TRAFFIC },
		{ SECRET_SERVER_HANDSHAKE, SECRET_SERVER_TRAFFIC, SECRET_SERVER_TRAFFIC },
	};

	for (size_t i = t->sides[e].stage; i < TLS_STAGES; i++) {
		if ((order[e][i] != SECRET_CLIENT_EARLY || t->client.early_data) && side_under(t, e, order[e][i]))
			return true;
	}
	return false;
}

void tls_keys_retry(struct tls_session *t)
{
	if (t->client.early_data)
		side_under(t, TLS_CLIENT, SECRET_CLIENT_EARLY);
}

void tls_keys_answered(struct tls_session *t)
{
	side_begin(t, TLS_SERVER);
	if (!side_begin(t, TLS_CLIENT) && !t->sides[TLS_CLIENT].lost)
		wait_for_keys(t);
}

void tls_keys_enter(struct tls_session *t, enum tls_end e, enum tls_stage stage)
{
	struct tls_side *s = &t->sides[e];

	if (t->server.version != VERSION_TLS_1_3 || s->protection == NULL)
		return;
	s->stage = stage;
	if (side_begin(t, e))
		return;
	protection_free(s->protection);
	s->protection = NULL;
	if (e == TLS_CLIENT || t->outer->shared->keys_may_come)
		wait_for_keys(t);
	else
		tls_side_lose(s);
}

void tls_keys_update(struct tls_session *t, enum tls_end e)
{
	struct tls_side *s = &t->sides[e];

	if (t->server.version == VERSION_TLS_1_3 && s->protection != NULL && !protection_update(s->protection))
		tls_side_lose(s);
}

/* ---- before TLS 1.3: a master secret, and a turn of each side ---- */

void tls_keys_needed(struct tls_session *t)
{
	if (t->server.version != VERSION_TLS_1_3 && !suite_is_clear(t->suite) && secret_of(t, SECRET_MASTER).len == 0)
		wait_for_keys(t);
}

static struct protection *agreed_protection(const struct tls_session *t, enum tls_end e, const struct tls_agreement *a, struct span master)
{
	return master.len == 0 ? protection_unkeyed(a->suite, t->server.version) :
		protection_of_master(a->suite, t->server.version, master, a->client_random, a->server_random, a->encrypt_then_mac,
		e == TLS_CLIENT);
}

/* What side e turns to next; NULL where a hello of it has not been read. */
static const struct tls_agreement *agreement_next(const struct tls_session *t, enum tls_end e)
{
	unsigned n = t->sides[e].turned;

	return t->answered && n < t->sides[TLS_CLIENT].hellos && n < t->sides[TLS_SERVER].hellos ? &t->agreed[n % 2] : NULL;
}

bool tls_keys_turn(struct tls_session *t, enum tls_end e)
{
	struct tls_side *s = &t->sides[e];
	const struct tls_agreement *a = agreement_next(t, e);
	struct span master;
	struct protection *p;

	if (t->server.version == VERSION_TLS_1_3) { /* it was said before that was known, and means nothing */
		s->turns = false;
		return true;
	}
	if (a == NULL)
		return !wait_for_hello(t, e);
	master = keys_find(t->outer->shared->keys, a->client_random, SECRET_MASTER);
	if (master.len == 0 && !suite_is_clear(a->suite))
		return !wait_for_keys(t);
	p = agreed_protection(t, e, a, master);
	if (p == NULL) {
		tls_session_lose(t, SESSION_UNKNOWN_CIPHER);
		return true;
	}
	go_under(t, s, p);
	s->turns = false;
	s->turned++;
	return true;
}

/* ---- what waits ---- */

bool tls_keys_await(struct tls_session *t, enum tls_end e)
{
	return t->answered ? t->server.version == VERSION_TLS_1_3 && wait_for_keys(t) : wait_for_hello(t, e);
}

void tls_keys_ask(struct tls_session *t)
{
	uint64_t version = keys_version(t->outer->shared->keys);

	if (!t->answered || t->server.version != VERSION_TLS_1_3 || version == t->keys_version)
		return;
	t->keys_version = version;
	for (enum tls_end e = TLS_CLIENT; e < TLS_ENDS; e++) {
		if (t->sides[e].protection == NULL && !t->sides[e].lost)
			side_begin(t, e);
	}
}

/* ---- records ---- */

/* The records of a secret that the key log lacks come before: what opens under the next one is the first of its own. */
static bool next_secret(struct tls_session *t, enum tls_end e)
{
	if (t->server.version != VERSION_TLS_1_3 || e != TLS_CLIENT || t->sides[e].secret != SECRET_CLIENT_EARLY || !t->answered)
		return false;
	return side_under(t, e, SECRET_CLIENT_HANDSHAKE) || side_under(t, e, SECRET_CLIENT_TRAFFIC);
}

/* Of early data that was refused no message tells the end. */
static bool next_may_come(const struct tls_session *t, enum tls_end e)
{
	return e == TLS_CLIENT && t->answered && t->sides[e].secret == SECRET_CLIENT_EARLY && t->outer->shared->keys_may_come &&
		secret_of(t, SECRET_CLIENT_HANDSHAKE).len == 0 && secret_of(t, SECRET_CLIENT_TRAFFIC).len == 0;
}

/* Early data that is refused is sent all the same: RFC 8446 section 4.2.10. */
static bool is_trial(const struct tls_session *t, const struct tls_side *s)
{
	bool skips_a_secret = s->secret == SECRET_CLIENT_TRAFFIC || s->secret == SECRET_SERVER_TRAFFIC ||
		(s->secret == SECRET_CLIENT_EARLY && !t->answered) || (s->secret == SECRET_CLIENT_HANDSHAKE && t->client.early_data);

	return t->server.version == VERSION_TLS_1_3 && skips_a_secret && !s->opened && s->trials < TRIALS_MAX;
}

enum tls_outcome tls_keys_open(struct tls_session *t, enum tls_end e, struct span record, struct buf *out, uint8_t *ret_type)
{
	struct tls_side *s = &t->sides[e];

	do {
		if (protection_open(s->protection, record, out, ret_type)) {
			s->opened = true;
			return TLS_OPENED;
		}
	} while (next_secret(t, e));
	if (next_may_come(t, e))
		return TLS_WAITS;
	if (is_trial(t, s)) {
		s->trials++;
		return TLS_SHUT;
	}
	tls_side_lose(s);
	if (e == TLS_CLIENT)
		t->end = SESSION_WRONG_KEY;
	return TLS_SHUT;
}

bool tls_keys_skip(struct tls_session *t)
{
	const struct tls_side *s = &t->sides[TLS_SERVER];
	bool last_key = t->server.version != VERSION_TLS_1_3 || (s->secret == SECRET_SERVER_TRAFFIC && s->opened);

	return s->protection != NULL && last_key && protection_skip(s->protection);
}

void tls_keys_end(struct tls_session *t)
{
	if (t->answered && t->end == SESSION_UNFINISHED && !is_known(t))
		t->end = SESSION_NO_KEY;
	if (t->end == SESSION_READ && t->sides[TLS_CLIENT].trials > 0 && t->decrypted == 0)
		t->end = SESSION_WRONG_KEY; /* none of what was tried opened */
}
