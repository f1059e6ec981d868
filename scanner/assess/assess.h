/*
 * Facts to judgements, without a capture. Four nouns, each in its own file: names.c (what an address is called),
 * places.c (where it is), services.c (what it is for), consent.c (what the timeline says); judge.c joins them under
 * the rules. Nothing here touches the store: pipeline/assess.c feeds and keeps.
 */
#ifndef ASSESS_ASSESS_H
#define ASSESS_ASSESS_H

#include "base/err.h"
#include "finding.h"

/* ---- names.c: DNS answers seen in a capture name its addresses ---- */

struct names;
enum { NAME_CHAIN_MAX = 8 };

struct far_name {
	char host[HOST_MAX];              /* "" unnamed */
	enum host_source source;          /* as the flow had it; HOST_DNS where one name fits, HOST_DNS_UNCERTAIN where several do */
	struct words candidates;          /* every name that fits, sorted; owned by names */
	const char *chain[NAME_CHAIN_MAX]; /* CNAME targets of host down to the address's own name */
	size_t chain_length;
};

struct names *names_new(void);
void names_free(struct names *n);
void names_add(struct names *n, const struct fact_dns *d);
/*
 * The name of server for what client sent at `at`: the flow's own host where it has one (then only its chain is looked up), else
 * what DNS told this client before (or, failing that, any client of the capture); never an answer from later.
 */
void names_find(struct names *n, const struct address *client, const struct address *server, int64_t at,
	const char *host, enum host_source source, struct far_name *ret);

/* ---- places.c ---- */

struct places;

struct places_sources {
	const char *database;             /* MMDB; ours, MaxMind's, DB-IP's or IPinfo's */
	const char *const *ranges;        /* official range files: AWS ip-ranges.json, GCP cloud.json, Azure ServiceTags, Oracle */
	size_t range_count;
};

/* One file that places rest on, for the run's record and the report. */
struct place_source {
	const char *file;                 /* its name, without folders */
	char sha256[65];
	const char *type;                 /* "phonehome-places", "DBIP-Country-Lite", "aws-ip-ranges" */
	int64_t date;
};

struct places *places_open(const struct places_sources *s, const struct rulebook *b, const struct audit_case *c, struct err *e);
void places_close(struct places *p);
const struct place_source *places_sources(const struct places *p, size_t *ret_n);
/* DESIGN 5: class, levels, grades, evidence. name may be unnamed. An address is looked up once and kept. */
void places_find(struct places *p, const struct address *server, const struct far_name *name, int64_t at, struct place *ret);

/* ---- services.c ---- */

/*
 * The services of one message: host on label boundaries, port, protocol, path prefix, query key; the longest match wins. path and
 * keys are the message's shape. With opaque content path and key cannot be told: all services of the longest matching host.
 */
struct service_query {
	const char *host;
	uint16_t port;
	const char *protocol;             /* nDPI's name */
	const char *carrier;              /* "" where opaque */
	const char *path, *keys;
	bool opaque;
};

void services_find(const struct rulebook *b, const struct service_query *q, struct service_set *ret);
/* "mi-account" or "mi-account|mi-messaging": how a set is written; buffer of 256. */
const char *service_set_text(const struct service_set *s, char *ret, size_t cap);

/* ---- consent.c ---- */

struct consent_query {
	const char *handset;
	const struct service_set *services;
	enum kind kind;                   /* KIND_NONE for a transfer without a readable datum */
	const struct place *place;
	int64_t at;
};

struct consent_answer {
	enum consent_state state;
	const struct consent_event *event; /* the one that counted, or NULL */
	char reason[REASON_TEXT];
};

/* c may be NULL: unknown. */
void consent_find(const struct audit_case *c, const struct rulebook *b, const struct consent_query *q, struct consent_answer *ret);

/* ---- judge.c ---- */

/* A place against a list of place terms at a grade: the residency half of DESIGN 5. reason: a plain sentence. */
enum residency residency_find(const struct rulebook *b, const struct place_terms *terms, bool deny, enum grade grade,
	const struct place *place, int64_t at, char reason[REASON_TEXT]);

struct judge_options {
	const struct words *profiles;     /* asked for: rules with a profile apply only then */
	bool proposed;                    /* judge rules of status proposed too */
};

/* Calls found once for each rule that applies, in the order of rule ids; returns their number. */
size_t judge(const struct rulebook *b, const struct judge_options *o, const struct judged_fact *f,
	void (*found)(void *ctx, const struct finding *f), void *ctx);
/* True where a is graver than b: by verdict, then level, then rule id. b may be NULL. */
bool finding_graver(const struct finding *a, const struct finding *b);

#endif
