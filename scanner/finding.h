/*
 * The records of the assess stage: where a far end is, what consent there was, and the judgement of one fact under one
 * rule. They are derived: the same facts, rules and case give the same findings.
 */
#ifndef FINDING_H
#define FINDING_H

#include "rulebook.h"

/* ---- place ---- */

enum place_class { CLASS_PUBLIC, CLASS_LOCAL, CLASS_PROXY, CLASS_TUNNEL, CLASS_ANYCAST, CLASS_CDN, CLASS_COUNT };

enum { EVIDENCE_TEXT = 512 };

/* One level of a place: what is said, how well, and by which evidence. Value "" is unknown, with GRADE_NONE. */
struct place_level {
	char value[NAME_TEXT];
	enum grade grade;
	char evidence[EVIDENCE_TEXT]; /* "CNAME x.us-west-2.elb.amazonaws.com; AS16509", with the date of the data */
};

struct place {
	enum place_class class;
	struct place_level operator_id; /* "aws", else the AS's organisation */
	struct place_level country;     /* ISO 3166-1 alpha-2 */
	struct place_level subdivision; /* "US-OR" */
	struct place_level region;      /* "us-west-2": the operator's own name */
	uint32_t as;                    /* 0 unknown */
	char as_name[NAME_TEXT];
	int64_t data_date;              /* of the oldest data it rests on; 0 where it rests on none with a date */
	bool stale;                     /* that data is more than 12 months from the capture: graded down by one */
};

/* ---- the far end's service ---- */

enum { SERVICES_MAX = 16 };

/* The services that a message or an opaque flow may be of: one where it is told apart, several where content is opaque and they share the host. */
struct service_set {
	const struct service *items[SERVICES_MAX];
	size_t n;
};

/* ---- fact under judgement ---- */

struct judged_fact {
	int64_t sighting_id;            /* 0: a transfer */
	int64_t flow_id;
	int64_t at;
	enum kind kind;                 /* KIND_NONE for a transfer */
	enum tier tier;
	bool opaque;                    /* a transfer with bytes that could not be read */
	bool empty;                     /* one in which the handset sent nothing */
	const char *handset;            /* id in the case, or the inferred one */
	const char *subject_country;    /* "" unknown */
	struct service_set services;
	const struct place *place;
	enum consent_state consent;
};

/* ---- finding ---- */

enum residency { RESIDENCY_ALLOWED, RESIDENCY_DENIED, RESIDENCY_UNKNOWN, RESIDENCY_NOT_JUDGED, RESIDENCY_COUNT };
enum verdict { VERDICT_NOT_JUDGED, VERDICT_PERMITTED, VERDICT_REVIEW, VERDICT_BREACH, VERDICT_COUNT }; /* least grave first */

enum { CLAUSES_MAX = 16, REASON_TEXT = 512 };

struct clause {
	const char *name;               /* "valid" "subject" "owner" "service" "data" "residency" "consent" "effect" */
	const char *outcome;            /* "holds" "fails" "unknown" "allowed" "denied" ... */
	char reason[REASON_TEXT];       /* a plain sentence */
};

struct finding {
	const struct rule *rule;
	enum residency residency;
	bool consent_needed;
	enum consent_state consent;
	enum verdict verdict;
	enum grade grade;               /* that the finding rests on */
	struct clause clauses[CLAUSES_MAX];
	size_t clause_count;
	char reason[REASON_TEXT];       /* the line of the verdict table that held, in words */
};

/* ---- what a headline counts ---- */

enum { DATUM_LEN = 32 }; /* the keyed hash by which equal values are told */

/* Distinct (handset, kind, datum, services, country, consent), with what its sightings have in sum, and the gravest of them. */
struct disclosure {
	const char *handset;
	enum kind kind;
	uint8_t datum[DATUM_LEN];
	int64_t service_set;            /* the store's number of it */
	const char *country;            /* "" unknown */
	enum consent_state consent;

	enum tier tier;                 /* the surest */
	uint64_t sightings;             /* of a flow that several captures saw each counts once */
	const char *apps;               /* that sent them, comma-separated; "" not said */
	uint64_t hosts;                 /* names they went to; all that are unnamed are one */
	int64_t first_at, last_at;
	int64_t first;                  /* id of its first sighting */
	uint64_t first_frame;
	struct {
		int64_t id, at;
		uint64_t frame;
		enum verdict verdict;
		const struct rule *rule;    /* NULL: under none */
		int64_t finding, judgement; /* 0: none */
		int64_t place;
		bool local;                 /* the place is a local address */
		const char *host;           /* "" unnamed */
	} gravest;
};

/* ---- what a headline counts of transfers ---- */

/* Flows that are alike in all but the numbers. */
struct transfer_count {
	bool of_handset, stale;         /* a handset is the client; the place rests on data that is too old */
	enum visibility visibility;
	enum place_class class;
	enum verdict verdict;           /* the gravest on the transfer */
	uint64_t flows, bytes_up, bytes_opaque;
};

const char *place_class_name(enum place_class c);
const char *residency_name(enum residency r);
const char *verdict_name(enum verdict v); /* "not-judged" "permitted" "review" "breach" */

#endif
