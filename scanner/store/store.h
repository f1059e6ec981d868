/*
 * Facts and findings in SQLite: STRICT tables (schema.sql), documented views (views.sql), one writer. The only home of sqlite3.h.
 *
 * Ids derive from what they name (id.h), never from arrival, so the rows do not depend on how packets were batched or who read
 * them. Personal values become an HMAC under the case key here and are wiped. Nothing here looks at a clock: the time that the
 * custody chain records is given. Every function that can fail returns 0 or -1 and fills e.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/digest.h"
#include "base/err.h"
#include "finding.h"

struct store;

enum { STORE_VERSION = 1 }; /* of the views: PRAGMA user_version */

enum store_mode { STORE_CREATE, /* opened for writing, made where there is none */ STORE_WRITE, STORE_READ };

/* Who writes, for HMACs and the custody chain. */
struct store_use {
	struct span key;       /* the case key's bytes, copied, wiped at close; needed to create and for sightings */
	const char *tool;      /* "phonehome 0.1.0", copied */
	int64_t at;            /* now */
};

/* u is NULL for reading. A database made under another key is an error. */
struct store *store_open(const char *path, enum store_mode mode, const struct store_use *u, struct err *e);
enum { STORE_CACHE_MIB = 64, STORE_CACHE_LIVE_MIB = 8 };
/* Memory for pages of the database, STORE_CACHE_MIB at first: what is written for days needs less than what sorts and joins. */
void store_set_cache(struct store *s, unsigned mib);
void store_set_clock(struct store *s, int64_t at); /* for what takes long: the time of the custody rows to come */
/* Checkpoint, journal_mode=DELETE, close: the file then opens on read-only media. NULL is allowed; s is gone in any case. */
int store_close(struct store *s, struct err *e);
int store_version(struct store *s);         /* PRAGMA user_version */
const char *store_library(void);            /* SQLite's version */
const char *store_key_id(struct store *s);  /* first 16 hex digits of SHA-256 of the key it was made under */

/* ---- facts ---- */

struct store_capture {
	const char *file;      /* its name, without folders */
	char sha256[65];       /* "" while a live one grows */
	uint64_t size;
	const char *origin;    /* "file", "standard input", "interface eth0" */
	char keylog[65];       /* SHA-256 over the key logs it is read with; "" none */
	const char *confined;  /* what held those who read it, for the custody chain; NULL: not said */
};

/* One file of a run that was written to several. */
struct store_part {
	uint32_t number;       /* from 1 */
	const char *file;      /* its name, without folders */
	const char *sha256;    /* "" while it grows */
	uint64_t size;
	uint64_t first_frame;  /* of the run, that its first frame is */
	uint64_t frames, packets, bytes; /* 0 until it is read to its end */
	int64_t from, to;
	bool damaged, removed; /* removed: it had to make room for newer ones */
};

/* A worker died or hung. */
struct store_fault {
	uint32_t shard;
	uint64_t frame;        /* first frame of the flow that it was reading; 0: the shard is given up */
	char what[NAME_TEXT];  /* "signal 11", "no answer for 30 s" */
};

/* An act of consent seen in traffic: a hint, never judged upon. */
struct store_consent_signal {
	uint64_t flow, frame;
	int64_t at;
	char signal[NAME_TEXT], detail[256];
};

/*
 * ret_skip: this capture is there and complete, and was read with the same key logs, or none are given now. The facts of another are
 * removed. Opens the first batch.
 */
int store_capture_begin(struct store *s, const struct store_capture *c, bool *ret_skip, struct err *e);
/* What the capture of these bytes is called in the database; "" where it is not there. */
int store_capture_name(struct store *s, const struct store_capture *c, char ret[256], struct err *e);
int store_put_handset(struct store *s, const struct fact_handset *f, struct err *e); /* one of its addresses */
int store_put_identity(struct store *s, struct fact_identity *f, struct err *e); /* wipes f->value */
int store_put_flow(struct store *s, const struct fact_flow *f, struct err *e);
/* Messages alike share a row: count and bytes add up, the first frame is kept. */
int store_put_message(struct store *s, const struct fact_message *f, struct err *e);
int store_put_sighting(struct store *s, struct fact_sighting *f, struct err *e); /* wipes f->value */
/* What is kept of a value: over kind name, NUL, value, for the same digits as an IMEI and as a serial number are two data. s has a key. */
void store_hmac(const struct store *s, enum kind kind, struct span value, uint8_t ret[SHA256_LEN]);
int store_put_dns(struct store *s, const struct fact_dns *f, struct err *e);
int store_put_session(struct store *s, const struct fact_session *f, struct err *e);
int store_put_loss(struct store *s, const struct fact_loss *f, struct err *e); /* equal losses add up */
int store_put_fault(struct store *s, const struct store_fault *f, struct err *e);
int store_put_consent_signal(struct store *s, const struct store_consent_signal *f, struct err *e);
int store_put_part(struct store *s, const struct store_part *p, struct err *e);
/* Live, of each address that was a handset's at any time: whose it was from a frame on, 0 nobody's. */
int store_put_owner(struct store *s, const struct address *a, uint64_t since, uint32_t handset, struct err *e);
/*
 * Live, all flows were put: each is of the handset that its client was, as owners tell, whatever was thought when it was put. One that was
 * begun by the far end of a handset is turned round, and what that end sent is no message; what the handset sent in it was not read: a loss.
 */
int store_settle_owners(struct store *s, struct err *e);
/* Forgets what was put of frames from first_frame on, and all losses: they are read again. */
int store_capture_again(struct store *s, uint64_t first_frame, struct err *e);
/* Commits what was put and opens the next transaction. */
int store_batch(struct store *s, struct err *e);
/* The capture stays incomplete: what was put is committed, or, to forget it, all of the capture is removed. */
int store_capture_leave(struct store *s, bool forget, struct err *e);
/*
 * The capture is whole: marks it complete and commits. A live capture learns its hash and size only now (c, else NULL), and its
 * name where it became a single file: then it has no parts any more.
 */
int store_capture_end(struct store *s, const struct fact_end *f, const struct store_capture *c, struct err *e);

/* ---- reading facts back, for assessing: those of all captures, each table by id ---- */

struct stored_flow {
	int64_t id, capture;
	/* first_frame, at, protocol, host with its source, bytes_up, bytes_opaque, visibility; of its key the addresses and the server's port */
	struct fact_flow fact;
	const char *handset;        /* id, "" none; the same pointer for all flows of one, until the walk ends */
	char app[APP_TEXT];         /* that sent it, in the words of the views; "" not said */
};

struct stored_message {
	int64_t id, flow;
	struct fact_message fact;   /* without the flow's first frame */
};

struct stored_sighting {
	int64_t id, flow, message;
	uint64_t frame, offset;
	int64_t at;
	enum kind kind;
	enum tier tier;
	uint8_t datum[DATUM_LEN];
};

/* Each calls fn for every row until it returns non-zero, which is returned. -1 on an error of SQLite. */
/* Of a fact_dns, flow is the flow's id; of addresses, those that a flow went to. */
int store_each_dns(struct store *s, int (*fn)(void *ctx, int64_t capture, const struct fact_dns *d), void *ctx, struct err *e);
int store_each_flow(struct store *s, int (*fn)(void *ctx, const struct stored_flow *f), void *ctx, struct err *e);
/* Of a fact_session: frame, names, ja4 and alpn. */
int store_each_session(struct store *s, int (*fn)(void *ctx, int64_t flow, const struct fact_session *f), void *ctx, struct err *e);
int store_each_message(struct store *s, int (*fn)(void *ctx, const struct stored_message *m), void *ctx, struct err *e);
int store_each_sighting(struct store *s, int (*fn)(void *ctx, const struct stored_sighting *g), void *ctx, struct err *e);

/* ---- what assess derives: all of it is replaced in one transaction, and goes when facts change ---- */

struct assess_run {
	const struct rulebook *rulebook;
	const struct audit_case *audit_case; /* NULL: none */
	const struct words *packs;           /* the only ones whose rules judge; NULL or empty: all */
	const struct words *profiles;        /* NULL: none */
	const char *tool;                    /* "phonehome 0.1.0; nDPI 4.2.0-..." */
};

/* Removes the old, writes ruleset, rules, services, steps, consent events. r and what it points to live until end or cancel. */
int store_assess_begin(struct store *s, const struct assess_run *r, struct err *e);
int store_put_place_source(struct store *s, const char *file, const char *sha256, const char *type, int64_t date, struct err *e);

/* A flow that has a client, by the time it began. */
struct flow_beginning {
	int64_t at, flow;
};

/*
 * Which of all flows several captures saw, by their ends and their time: each is told with the one that stands for all of them, itself among
 * them. The n given are put into another order.
 */
int store_put_twins(struct store *s, struct flow_beginning *flows, size_t n, void (*fn)(void *ctx, int64_t flow, int64_t first), void *ctx,
	struct err *e);

/* What many facts share is put once, and named by its number from then on. The same gives the same number. */
int store_put_place(struct store *s, const struct place *p, int64_t *ret_id, struct err *e);
int store_put_service_set(struct store *s, const struct service_set *set, int64_t *ret_id, struct err *e);
/* event: NULL or one of the case's. */
int store_put_consent(struct store *s, enum consent_state state, const struct consent_event *event, const char *reason,
	int64_t *ret_id, struct err *e);
int store_put_judgement(struct store *s, const struct finding *g, int64_t *ret_id, struct err *e);

/* A fact under a rule. sighting is 0 where the fact is the transfer. */
int store_put_finding(struct store *s, int64_t flow, int64_t sighting, const struct rule *rule, int64_t judgement, int64_t *ret_id,
	struct err *e);

/* finding and judgement: of the gravest on the transfer, 0 where there is none. */
struct stored_far_end {
	int64_t flow;
	const char *host, *candidates;       /* "" none; comma-separated, "4 more" behind the last */
	enum host_source source;
	int64_t place, service_set;
	enum consent_state consent;          /* for the transfer itself */
	int64_t finding, judgement;
};

/* These are fastest put in the order of their flow, message and sighting. */
int store_put_far_end(struct store *s, const struct stored_far_end *f, struct err *e);
int store_put_service(struct store *s, int64_t message, int64_t service_set, struct err *e);
int store_put_judged(struct store *s, int64_t sighting, int64_t consent, int64_t finding, int64_t judgement, struct err *e);
/* before_choice: 1, 0, or -1 where it is not known. */
int store_put_disclosure(struct store *s, const struct disclosure *d, int before_choice, struct err *e);
int store_put_transfer_count(struct store *s, const struct transfer_count *c, struct err *e);
int store_put_assess_loss(struct store *s, int64_t capture, const struct fact_loss *f, struct err *e); /* of a capture each once */
int store_assess_end(struct store *s, struct err *e);
int store_assess_cancel(struct store *s); /* an error, or only tried: nothing is changed */

/* ---- changes.c: what an assessment would change ---- */

/* In the place of store_assess_begin, for a database opened with STORE_READ; it ends with store_assess_cancel. */
int store_assess_try(struct store *s, const struct assess_run *r, struct err *e);

/* One finding that would appear, vanish or have another verdict. Texts are "" where there is none. */
struct stored_change {
	char capture[256];
	uint64_t frame;
	char kind[NAME_TEXT];             /* "" for a transfer */
	char service[256], country[8];    /* as they would be */
	char rule[NAME_TEXT], rule_title[300];
	char before[16], after[16];       /* verdicts; "" no finding */
	char level_before[16], level_after[16]; /* the rule's; "" no finding */
};

/*
 * Findings whose verdict changes, and of breaches and reviews those whose level does. By capture, frame, offset, kind and rule. Before
 * store_assess_cancel.
 */
int store_each_change(struct store *s, int (*fn)(void *ctx, const struct stored_change *c), void *ctx, struct err *e);

/* ---- custody.c: the append-only chain ---- */

struct store_custody {
	uint64_t rows;
	char head[65];         /* hash of the last row */
	uint64_t broken;       /* number of the first row that does not follow from the one before; 0 none */
};

/* A broken chain is an answer, not an error. */
int store_custody(struct store *s, struct store_custody *ret, struct err *e);
/* One more row, in a transaction of its own unless one is open. detail: JSON on one line. */
int store_custody_add(struct store *s, const char *action, const char *subject, const char *detail, struct err *e);

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

/* Runs one SELECT (anything that writes is refused); fn as above. params: name, value, name, value, NULL; of each ":name" its text. */
int store_query(struct store *s, const char *sql, const char *const *params, int (*fn)(void *ctx, const struct store_row *r), void *ctx,
	struct err *e);

#endif
