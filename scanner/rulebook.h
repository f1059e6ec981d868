/*
 * What people wrote, as records: rules, services, identifiers, places (rules/) and the case (case.yaml).
 * policy/ fills them from YAML and owns all that they point to; stages only read them. Words that name something
 * (a service, a place, a kind) are resolved and checked when loaded: a stage never sees an unknown one.
 */
#ifndef RULEBOOK_H
#define RULEBOOK_H

#include "base/instant.h"
#include "model.h"

struct words {
	char **items;
	size_t n;
};

/* Where something was written, for messages and for the finding's rule text. */
struct origin {
	const char *file;
	int line, column; /* from 1 */
};

enum level { LEVEL_INFORMATIONAL, LEVEL_LOW, LEVEL_MEDIUM, LEVEL_HIGH, LEVEL_CRITICAL, LEVEL_COUNT };
enum grade { GRADE_NONE, GRADE_E, GRADE_D, GRADE_C, GRADE_B, GRADE_A, GRADE_COUNT }; /* weakest first */

/* ---- places ---- */

/* A place as a rule, a consent event or a case names it: CN, US-OR, group:eea, aws/us-west-2, as45102, any. */
enum place_type { PLACE_ANY, PLACE_COUNTRY, PLACE_SUBDIVISION, PLACE_GROUP, PLACE_REGION, PLACE_AS };

struct place_term {
	enum place_type type;
	char *text;          /* as written */
	char country[3];     /* COUNTRY; REGION and SUBDIVISION imply it */
	char subdivision[8]; /* SUBDIVISION; REGION where it is known: "US-OR" */
	char *operator_id;   /* REGION: "aws" */
	char *region;        /* REGION: "us-west-2" */
	char *group;         /* GROUP */
	uint32_t as;         /* AS */
};

struct place_terms {
	struct place_term *items;
	size_t n;
};

struct country {
	char code[3];
	char *name;
};

/* Members of a group change: rows may share an id with periods that do not overlap. */
struct country_group {
	char *id, *title, *source;
	int64_t from, to; /* [from, to) */
	struct words members;
};

enum operator_class { OPERATOR_CLOUD, OPERATOR_CDN, OPERATOR_ANYCAST };

struct network_operator {
	char *id, *name;
	enum operator_class class;
	uint32_t *as;
	size_t as_count;
};

struct cloud_region {
	char *operator_id, *region; /* "aws", "us-west-2" */
	char country[3], subdivision[8];
	char *name;                 /* "Oregon" */
};

/* Host names in which a region stands: "*.{region}.elb.amazonaws.com". */
struct region_pattern {
	char *pattern, *operator_id;
};

/* A label that hints at a country, under certain domains only: grade E. */
struct region_hint {
	char *label;
	char country[3];
	struct words under;
};

struct cdn_name {
	char *suffix, *operator_id;
};

/* ---- services ---- */

struct service_match {
	char *host;         /* domain; matches itself and names under it, on label boundaries */
	bool exact;         /* written "=host": the name itself only */
	uint16_t port;      /* 0 any */
	char *path;         /* prefix of the path, NULL any */
	char *key;          /* name of a query key that must stand there, NULL any */
	char *protocol;     /* nDPI's name or a carrier of ours ("mipush"), NULL any; with host NULL it stands alone */
	char *certificate;  /* domain under which the far end's certificate has a name, NULL any; may stand alone */
	char *ja4;          /* fingerprint of the ClientHello, NULL any; may stand alone */
	char *alpn;         /* protocol inside TLS or QUIC, chosen or offered, NULL any */
	int line, column;   /* where it was written */
};

struct service {
	char *id, *title, *owner, *purpose, *source, *status;
	char owner_country[3];
	bool cdn;           /* `class: cdn`: the place is an edge, verdict at most review */
	struct service_match *matches;
	size_t match_count;
	struct origin origin;
};

/* ---- identifiers ---- */

enum checksum { CHECK_NONE, CHECK_LUHN, CHECK_VERHOEFF, CHECK_MOD11_2, CHECK_TAIWAN_ID, CHECK_LETTERS_DIGITS, CHECK_CASES_DIGITS,
	CHECK_NO_ID, CHECK_CPF, CHECK_NRIC, CHECK_DNI, CHECK_COUNT };

/* What personal data of unknown value looks like: rules/identifiers/. */
struct identifier {
	char *id;               /* "imei-15" */
	char *title;
	enum kind kind;
	char *pattern;          /* Hyperscan's regular expressions, without anchors; matched on whole tokens */
	int pattern_line, pattern_column; /* where it stands in the file of origin */
	struct words keys;      /* telling key names, lower case without accents and separators: "imei", "deviceid" */
	struct words not_around; /* words, as keys: what stands in or behind one of these is somebody else's, or something's: "servers" */
	enum checksum check;
	struct words prefixes;  /* the normal form begins with one of these; none: any */
	struct words not_values; /* exact normal forms that are no finding: "020000000000" */
	struct words not_beginnings; /* nor is a normal form that begins so: "noreply@" */
	struct words not_endings; /* nor is what ends in one of these, in lower case: "@openssh.com" */
	bool pattern_alone;     /* found without a telling key name, at tier pattern; else the key is required */
	char *normal;           /* "digits" "hex" "lower" "none": what is kept of the match as its normal form */
	struct origin origin;
};

/* Words that names are made of, whatever the identifier: rules/identifiers/. As keys: lower case without accents and separators. */
struct name_words {
	struct words own;           /* the person, the handset and places of theirs: "user" */
	struct words unreal;        /* what is called so is no datum: "example" */
	struct words unreal_before; /* the same, where it stands before a key: "sample" */
	struct words behind_owner;  /* says no more than the word before it: "store_location" */
	struct words before_key;    /* where a name without capitals may be parted: "deviceserialno" */
	struct words behind_key;    /* takes nothing from the key before it: "imei_slot" */
	struct words behind_key_joined; /* the same, written without a capital too: "imeinumber" */
	struct origin origin;       /* of the block; no file: there is none */
};

/* ---- rules ---- */

enum opaque_rule { OPAQUE_REVIEW, OPAQUE_JUDGE, OPAQUE_IGNORE };
enum rule_status { STATUS_STABLE, STATUS_TEST, STATUS_EXPERIMENTAL, STATUS_PROPOSED, STATUS_DEPRECATED };

/* A set of countries written `[CN, group:eea]` or `{not: [...]}`; n == 0 is any. */
struct country_filter {
	bool negated;
	struct place_terms countries; /* COUNTRY and GROUP terms only */
};

struct rule {
	char *title, *id, *description, *author;
	char *pack;                    /* the stem of its file's name: "xiaomi-2014" */
	enum rule_status status;
	enum level level;
	int64_t date;
	struct words references, tags, profile, falsepositives;
	int64_t valid_from, valid_to;  /* [from, to): a bare date `to` includes that day */
	struct country_filter subject, owner;
	struct words services;         /* ids; empty: any */
	bool data_any;
	bool data[KIND_COUNT];
	enum opaque_rule opaque;
	bool has_residency, deny;      /* deny: places is a deny list */
	struct place_terms places;
	enum grade grade;
	bool consent_needed, cures;
	bool indicate;                 /* effect: indicate: never more than review */
	struct origin origin;
	bool sound;                    /* read without a mistake */
	char *text;                    /* the rule as it was written, for the report */
	char sha256[65];               /* of that text */
};

/* ---- the case ---- */

struct case_value {
	enum kind kind;
	char *value;
};

struct case_handset {
	char *id, *model, *rom_branch, *rom_build, *rom_region;
	char subject_country[3]; /* "" unknown */
	struct address *addresses;
	size_t address_count;
	struct mac *macs;
	size_t mac_count;
	struct case_value *values;
	size_t value_count;
};

struct case_step {
	int64_t at;
	char *action;
	char *handset; /* NULL: all */
};

enum consent_state { CONSENT_GIVEN, CONSENT_REFUSED, CONSENT_WITHDRAWN, CONSENT_EXPIRED, CONSENT_OUTSIDE_SCOPE,
	CONSENT_NONE, CONSENT_UNKNOWN, CONSENT_STATE_COUNT };

struct consent_event {
	int64_t at;
	enum consent_state state;   /* GIVEN REFUSED WITHDRAWN EXPIRED */
	int64_t expires;            /* INSTANT_MAX: never */
	char *handset;              /* NULL: all handsets */
	struct words services;      /* empty: any */
	bool data_any;
	bool data[KIND_COUNT];
	struct place_terms places;  /* empty: anywhere */
	struct words evidence;      /* "screenshot_sha256: ..." as written */
	struct origin origin;
};

struct attested_place {
	struct address net;
	int bits;
	char country[3], subdivision[8];
	char *operator_id, *region; /* NULL where not said */
	char *source;
	int64_t on;
	enum grade grade;
};

struct audit_case {
	char *name, *key_file;      /* the key's path, resolved against the case file's folder; NULL none named */
	int64_t clock_uncertainty;
	struct case_handset *handsets;
	size_t handset_count;
	struct case_step *steps;
	size_t step_count;
	bool complete;              /* a window is attested */
	int64_t complete_from, complete_to;
	struct consent_event *events; /* sorted by time */
	size_t event_count;
	struct attested_place *places;
	size_t place_count;
	char sha256[65];            /* of the file */
	char *file;
};

/* ---- all of rules/ ---- */

struct rulebook {
	struct rule *rules;
	size_t rule_count;
	struct service *services;
	size_t service_count;
	struct identifier *identifiers;
	size_t identifier_count;
	struct name_words name_words;
	struct country *countries;
	size_t country_count;
	struct country_group *groups;
	size_t group_count;
	struct network_operator *operators;
	size_t operator_count;
	struct cloud_region *regions;
	size_t region_count;
	struct region_pattern *region_patterns;
	size_t region_pattern_count;
	struct region_hint *hints;
	size_t hint_count;
	struct cdn_name *cdn_names;
	size_t cdn_name_count;
	char *folder;
	char sha256[65];            /* over all files read, in the order of their names */
};

const char *level_name(enum level l);
bool level_from_name(const char *name, enum level *ret);
const char *rule_status_name(enum rule_status s);
const char *grade_name(enum grade g); /* "A".."E", "" */
bool grade_from_name(const char *name, enum grade *ret);
const char *consent_state_name(enum consent_state s); /* "given" ... "outside-scope" "none" "unknown" */
bool consent_state_from_name(const char *name, enum consent_state *ret);
void words_add(struct words *w, const char *text); /* a copy */
void words_free(struct words *w);                  /* leaves it empty */
bool words_have(const struct words *w, const char *word);
size_t name_words_count(const struct name_words *w);
bool data_covers(bool any, const bool data[KIND_COUNT], enum kind k);
const struct service *rulebook_service(const struct rulebook *b, const char *id);   /* NULL: none */
/* The rule whose id begins so; NULL where there is none, or more than one: *ret_n says how many. */
const struct rule *rulebook_rule(const struct rulebook *b, const char *prefix, size_t *ret_n);
const struct cloud_region *rulebook_region(const struct rulebook *b, const char *operator_id, const char *region);
const struct network_operator *rulebook_operator_by_as(const struct rulebook *b, uint32_t as);
bool group_has(const struct rulebook *b, const char *group, const char *country, int64_t at);
const struct case_handset *case_handset(const struct audit_case *c, const char *id); /* NULL: none */

#endif
