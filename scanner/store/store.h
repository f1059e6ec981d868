/*
 * Facts and findings in SQLite: STRICT tables (schema.sql), documented views (views.sql), one writer. The only home of sqlite3.h.
 *
 * Ids derive from what they name (capture SHA-256, first frame, offset, kind), never from arrival, so the rows do not depend
 * on how packets were batched or who read them. Personal values become an HMAC under the case key here and are wiped.
 * Every function that can fail returns 0 or -1 and fills e.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/err.h"
#include "finding.h"

struct store;

enum store_mode { STORE_CREATE, /* opened for writing, made where there is none */ STORE_WRITE, STORE_READ };

/* key: the case key's bytes (32), copied, wiped at close; empty for reading. */
struct store *store_open(const char *path, enum store_mode mode, struct span key, struct err *e);
/* Checkpoint, journal_mode=DELETE, close: the file then opens on read-only media. */
int store_close(struct store *s, struct err *e);
int store_version(struct store *s); /* PRAGMA user_version */

/* ---- facts ---- */

struct store_capture {
	const char *file;      /* its name, without folders */
	char sha256[65];
	uint64_t size;
	const char *origin;    /* "file", "standard input", "interface eth0" */
};

/* ret_skip: this capture is there and complete. An incomplete one's facts are removed. Opens the first batch. */
int store_capture_begin(struct store *s, const struct store_capture *c, bool *ret_skip, struct err *e);
int store_put_handset(struct store *s, const struct fact_handset *f, struct err *e);
int store_put_flow(struct store *s, const struct fact_flow *f, struct err *e);
/* Messages alike share a row: count and bytes add up, the first frame is kept. */
int store_put_message(struct store *s, const struct fact_message *f, struct err *e);
int store_put_sighting(struct store *s, struct fact_sighting *f, struct err *e); /* wipes f->value */
int store_put_dns(struct store *s, const struct fact_dns *f, struct err *e);
int store_put_loss(struct store *s, const struct fact_loss *f, struct err *e); /* equal losses add up */
/* Commits what was put and opens the next transaction. */
int store_batch(struct store *s, struct err *e);
/* The capture is whole: marks it complete and commits. A live capture learns its hash and size only now (c, else NULL). */
int store_capture_end(struct store *s, const struct fact_end *f, const struct store_capture *c, struct err *e);

/* ---- reading facts back, for assessing; in the order of capture, first frame, offset, kind ---- */

struct stored_capture {
	int64_t id;
	bool complete, damaged;
	int64_t from, to;
};

struct stored_flow {
	int64_t id, capture;
	struct fact_flow fact;
	char handset[NAME_TEXT];    /* id, "" none */
	uint64_t sightings;
};

struct stored_message {
	int64_t id, flow;
	struct fact_message fact;
};

struct stored_sighting {
	int64_t id, flow, message;
	int64_t at;
	enum kind kind;
	enum tier tier;
};

/* Each calls fn for every row until it returns non-zero, which is returned. -1 on an error of SQLite. */
int store_each_capture(struct store *s, int (*fn)(void *ctx, const struct stored_capture *c), void *ctx, struct err *e);
int store_each_dns(struct store *s, int64_t capture, int (*fn)(void *ctx, const struct fact_dns *d), void *ctx, struct err *e);
int store_each_flow(struct store *s, int64_t capture, int (*fn)(void *ctx, const struct stored_flow *f), void *ctx, struct err *e);
int store_each_message(struct store *s, int64_t flow, int (*fn)(void *ctx, const struct stored_message *m), void *ctx, struct err *e);
int store_each_sighting(struct store *s, int64_t flow, int (*fn)(void *ctx, const struct stored_sighting *g), void *ctx, struct err *e);

/* ---- what assess derives: all of it is replaced in one transaction ---- */

struct assess_run {
	const struct rulebook *rulebook;
	const struct audit_case *audit_case; /* NULL: none */
	const struct words *profiles;
	const char *tool;                    /* "phonehome 0.1.0; nDPI 4.2.0-..." */
};

int store_assess_begin(struct store *s, const struct assess_run *r, struct err *e); /* removes the old, writes ruleset, rules, steps, consent events */
int store_put_place_source(struct store *s, const char *file, const char *sha256, const char *type, int64_t date, struct err *e);
/* The far end of a flow: its name, place and the services of its messages. */
int store_put_far_end(struct store *s, int64_t flow, const char *host, enum host_source source, const struct words *candidates,
	const struct place *p, const struct service_set *services, enum consent_state consent, struct err *e);
/* The services and consent of one message's sightings. */
int store_put_service(struct store *s, int64_t message, const struct service_set *services, struct err *e);
int store_put_consent(struct store *s, int64_t sighting, enum consent_state consent, const struct consent_event *event,
	const char *reason, struct err *e);
int store_put_finding(struct store *s, const struct judged_fact *f, const struct finding *g, int64_t *ret_id, struct err *e);
/* The gravest finding on a fact: its id is kept with the sighting, or with the flow where sighting is 0. */
int store_put_gravest(struct store *s, int64_t flow, int64_t sighting, int64_t finding, struct err *e);
int store_assess_end(struct store *s, struct err *e);
int store_assess_cancel(struct store *s); /* --dry-run, or an error: nothing is changed */

/* ---- query.c: read-only SQL for the reports ---- */

struct store_cell {
	enum { CELL_NULL, CELL_INT, CELL_REAL, CELL_TEXT } type;
	int64_t integer;
	double real;
	struct span text;
};

struct store_row {
	size_t n;
	const char *const *names;
	const struct store_cell *cells;
};

/* Runs one SELECT (anything that writes is refused); fn as above. Named parameters ":x" are bound to texts from params (name, value, name, value, NULL). */
int store_query(struct store *s, const char *sql, const char *const *params, int (*fn)(void *ctx, const struct store_row *r), void *ctx, struct err *e);

#endif
