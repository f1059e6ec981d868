/*
 * What several commands need before they begin: rules, case, key, places. Mistakes are printed as they are found; every
 * function returns 0, or -1 having said why.
 */
#ifndef COMMAND_SETUP_H
#define COMMAND_SETUP_H

#include "assess/assess.h"
#include "command/key.h"
#include "command/options.h"
#include "pipeline/assess.h"
#include "store/store.h"

struct setup {
	/* options */
	const char *database, *rules, *case_file, *places_file, *second_file, *fail_on, *now, *handset;
	struct words ranges, packs, profiles;
	bool proposed;
	/* what they led to */
	struct rulebook *rulebook;
	struct audit_case *audit_case;
	struct case_handset named; /* by --handset; its id is NULL where that was not given */
	struct places *places;
	uint8_t key[KEY_LEN];
	size_t key_len; /* 0 until setup_key */
	bool new_key, new_database; /* made by this run: DB.key, and DB */
	int64_t at; /* now */
	int (*changed)(void *ctx, const struct stored_change *c); /* as in struct assess_task */
	void *changed_ctx;
};

/* Rows for an option table; s must outlive it. */
#define SETUP_ROWS(s)                                                                                                   \
	{ "output", 'o', OPTION_TEXT, &(s)->database, "DB", "the database (default: phonehome.db)" },                   \
	{ "case", 'c', OPTION_TEXT, &(s)->case_file, "FILE", "case.yaml: handsets, true values, consent timeline" },    \
	{ "rules", 0, OPTION_TEXT, &(s)->rules, "DIR", "rules instead of those that came with phonehome" },             \
	{ "places", 0, OPTION_TEXT, &(s)->places_file, "FILE", "MMDB instead of the place database that came with it" }, \
	{ "places2", 0, OPTION_TEXT, &(s)->second_file, "FILE", "a second MMDB, to agree or to differ" },               \
	{ "ranges", 0, OPTION_LIST, &(s)->ranges, "FILE", "a provider's official range file (AWS, GCP, Azure, Oracle)" }, \
	{ "packs", 0, OPTION_LIST, &(s)->packs, "NAMES", "judge only by rules of these files: xiaomi-2014,eu-gdpr (default: all)" }, \
	{ "profile", 0, OPTION_LIST, &(s)->profiles, "NAME", "apply rules of this profile too" },                       \
	{ "proposed", 0, OPTION_FLAG, &(s)->proposed, NULL, "judge rules that are only proposed" },                     \
	{ "fail-on", 0, OPTION_TEXT, &(s)->fail_on, "LEVEL", "exit 1 from this level of breach on, or on review" },     \
	{ "now", 0, OPTION_TEXT, &(s)->now, "TIME", "the time to write down, for results that repeat" }

#define SETUP_HANDSET_ROW(s)                                                                                            \
	{ "handset", 0, OPTION_TEXT, &(s)->handset, "MAC|IP", "this is the handset, as if the case named it" }

int setup_clock(struct setup *s);
int setup_rules(struct setup *s);
char *setup_rules_folder(const char *asked); /* NULL: of those that came with phonehome, as short as it is written. The caller frees it */
int setup_case(struct setup *s);
/* What searches by rules and case; NULL having said why. Notes where it finds otherwise for want of words of names. The caller frees it. */
struct detector *setup_detector(const struct setup *s);
/* What is said of rules without words of names. */
#define WORDLESS "no file of it has words of names: examples count as data, and fewer names are understood"
/* The handset that --handset named; NULL none. */
const struct case_handset *setup_named(const struct setup *s);
/* How long a worker may read one packet before it is taken to hang. A test build can be told to lose patience sooner. */
int64_t setup_patience(void);
/*
 * From here on this process opens only what is left to do for: the database and what stands beside it, as beside others that are written
 * (NULL: none), files to be read, rules, reports, places. What OpenSSL reads from files is read before. After setup_store.
 */
int setup_fence(const struct setup *s, const struct words *written, char *const *files, size_t n);
/* What holds the processes, for the custody chain. */
const char *setup_confined(void);
int setup_key(struct setup *s);    /* made where there is none, mode 0600, and said */
char *setup_key_beside(const struct setup *s); /* the file's name where no case has one: DB.key. The caller frees it */
int setup_places(struct setup *s);
/* Opens the database for writing. NULL having said why. */
struct store *setup_store(struct setup *s, enum store_mode mode);
/* Closes a database that this run made and found nothing to put into, and takes it and its key away again. */
void setup_undo(const struct setup *s, struct store *store);
/* Facts to findings. Prints what fails. */
int setup_assess(struct setup *s, struct store *store, struct assess_result *ret);
/* EXIT_DONE or EXIT_BREACH, as --fail-on says; EXIT_PARTIAL where nothing was judged, for no flow was of a handset. */
int setup_verdict(const struct setup *s, const struct assess_result *r);
bool setup_fail_on_known(const struct setup *s); /* else it was said */
void setup_free(struct setup *s);

/* "phonehome: ..." on standard error. */
void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
