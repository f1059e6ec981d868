#include "command/setup.h"

#include "base/alloc.h"
#include "base/cipher.h"
#include "base/digest.h"
#include "command/choice.h"
#include "command/command.h"
#include "command/tool.h"
#include "detect/detect.h"
#include "pipeline/fence.h"
#include "pipeline/sandbox.h"
#include "policy/policy.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void complain(const char *fmt, ...)
{
	va_list ap;

	fputs("phonehome: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

int setup_clock(struct setup *s)
{
	struct timespec now;

	if (s->now != NULL) {
		if (instant_parse(s->now, &s->at))
			return 0;
		complain("--now: not a time: '%s'; write it as 2026-11-22T10:00:00Z", s->now);
		return -1;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	s->at = now.tv_sec * NS_PER_S + now.tv_nsec;
	return 0;
}

static void print_mistake(void *ctx, const char *text)
{
	(void)ctx;
	fprintf(stderr, "%s\n", text);
}

char *setup_rules_folder(const char *asked)
{
	char *ours = asked == NULL ? tool_path("rules") : NULL;
	char *real = ours != NULL ? realpath(ours, NULL) : NULL;

	if (asked != NULL)
		return xstrdup(asked);
	if (real == NULL)
		return ours;
	free(ours);
	return real;
}

int setup_rules(struct setup *s)
{
	struct policy_mistakes m = { .report = print_mistake };
	char *folder = setup_rules_folder(s->rules);

	s->rulebook = policy_load(folder, &m);
	free(folder);
	if (s->rulebook != NULL)
		return choice_settle(s->rulebook, &s->packs, &s->profiles);
	complain("the rules have %zu mistake%s; nothing was done", m.count, m.count == 1 ? "" : "s");
	return -1;
}

/* Whoever may read a file with true identifiers should be the auditor alone. */
static void warn_readable(const char *file)
{
	struct stat st;

	if (stat(file, &st) == 0 && (st.st_mode & (S_IRGRP | S_IROTH)) != 0 && isatty(STDERR_FILENO))
		complain("note: %s holds true identifiers and can be read by others; chmod 600 %s", file, file);
}

/* Which of the case's handsets is meant: who has that address, or the only one. */
static const char *named_id(const struct audit_case *c, const struct case_handset *named)
{
	for (size_t i = 0; c != NULL && i < c->handset_count; i++) {
		const struct case_handset *h = &c->handsets[i];

		for (size_t k = 0; k < h->address_count && named->address_count > 0; k++) {
			if (address_equal(&h->addresses[k], named->addresses))
				return h->id;
		}
		for (size_t k = 0; k < h->mac_count && named->mac_count > 0; k++) {
			if (memcmp(h->macs[k].octets, named->macs->octets, sizeof named->macs->octets) == 0)
				return h->id;
		}
	}
	return c != NULL && c->handset_count == 1 ? c->handsets[0].id : "handset-1";
}

static int setup_handset(struct setup *s)
{
	struct case_handset *h = &s->named;
	struct address a;
	struct mac m;

	if (s->handset == NULL)
		return 0;
	if (address_parse(s->handset, &a)) {
		h->addresses = xcalloc(1, sizeof a);
		h->addresses[h->address_count++] = a;
	} else if (mac_parse(s->handset, &m)) {
		h->macs = xcalloc(1, sizeof m);
		h->macs[h->mac_count++] = m;
	} else {
		complain("--handset: neither a MAC nor an IP address: '%s'", s->handset);
		return -1;
	}
	h->id = xstrdup(named_id(s->audit_case, h));
	return 0;
}

const struct case_handset *setup_named(const struct setup *s)
{
	return s->named.id == NULL ? NULL : &s->named;
}

int64_t setup_patience(void)
{
#ifdef FAULT_INJECTION
	if (getenv("PHONEHOME_HANG_MS") != NULL)
		return atol(getenv("PHONEHOME_HANG_MS")) * NS_PER_MS;
#endif
	return HANG_S * NS_PER_S;
}

int setup_case(struct setup *s)
{
	struct policy_mistakes m = { .report = print_mistake };

	if (s->case_file == NULL)
		return setup_handset(s);
	s->audit_case = policy_load_case(s->case_file, s->rulebook, &m);
	if (s->audit_case == NULL) {
		complain("the case has %zu mistake%s; nothing was done", m.count, m.count == 1 ? "" : "s");
		return -1;
	}
	warn_readable(s->case_file);
	return setup_handset(s);
}

struct detector *setup_detector(const struct setup *s)
{
	const struct rulebook *b = s->rulebook;
	struct err e = { "" };
	struct detector *d = detector_new(b, s->audit_case, &e);

	if (d == NULL)
		complain("%s", e.text);
	else if (b->identifier_count > 0 && name_words_count(&b->name_words) == 0)
		complain("note: %s/identifiers: " WORDLESS, b->folder);
	return d;
}

char *setup_key_beside(const struct setup *s)
{
	return xasprintf("%s.key", s->database);
}

/* Of a file that is no database at all, that is what there is to say. */
static void key_missing(const char *database, const char *file, bool of_case)
{
	struct err e = { "" };
	struct store *store = store_open(database, STORE_READ, NULL, &e);

	if (store == NULL)
		complain("%s", e.text);
	else if (of_case)
		complain("%s: it was not made with this case, whose key %s is not there yet; name another database with -o", database, file);
	else
		complain("%s: the key that it was made under is not in %s; name the case with --case, or another database", database, file);
	store_close(store, NULL);
}

int setup_key(struct setup *s)
{
	bool of_case = s->audit_case != NULL && s->audit_case->key_file != NULL;
	char *file = of_case ? xstrdup(s->audit_case->key_file) : setup_key_beside(s);
	int status = key_read(file, s->key);
	struct stat st;

	if (status < 0 && errno == ENOENT && stat(s->database, &st) == 0 && st.st_size > 0) { /* a new key would not fit it */
		key_missing(s->database, file, of_case);
		free(file);
		return -1;
	}
	if (status < 0 && errno == ENOENT) {
		status = key_make(file, s->key);
		s->new_key = status == 0 && !of_case;
		if (status == 0)
			complain("made the key %s: values are kept only as HMACs under it; keep it with the %s", file, of_case ? "case" : "database");
	}
	if (status < 0)
		complain("%s: %s", file, errno == EINVAL ? "not a key: it must have 32 bytes" :
			errno == ENOENT ? "the folder that the key is to be made in is not there" : strerror(errno));
	s->key_len = status == 0 ? KEY_LEN : 0;
	free(file);
	return status;
}

int setup_places(struct setup *s)
{
	char *ours = s->places_file == NULL ? tool_path("places.mmdb") : NULL;
	struct places_sources sources = { .database = s->places_file != NULL ? s->places_file : ours, .second = s->second_file,
		.ranges = (const char *const *)s->ranges.items, .range_count = s->ranges.n };
	struct err e = { "" };

	s->places = places_open(&sources, s->rulebook, s->audit_case, &e);
	free(ours);
	if (s->places != NULL)
		return 0;
	complain("%s", e.text);
	return -1;
}

struct store *setup_store(struct setup *s, enum store_mode mode)
{
	struct store_use use = { .key = { s->key, s->key_len }, .tool = tool_text(), .at = s->at };
	struct err e = { "" };
	struct stat st;
	bool absent = mode == STORE_CREATE && stat(s->database, &st) < 0 && errno == ENOENT;
	struct store *store = store_open(s->database, mode, mode == STORE_READ ? NULL : &use, &e);

	s->new_database = absent && store != NULL;
	if (store == NULL)
		complain("%s", e.text);
	return store;
}

void setup_undo(const struct setup *s, struct store *store)
{
	char *key = setup_key_beside(s);
	struct err e = { "" };

	if (store_close(store, &e) < 0)
		complain("%s", e.text);
	else if (unlink(s->database) == 0 && (!s->new_key || unlink(key) == 0))
		complain("nothing was read: %s%s is not made", s->database, s->new_key ? " with its key" : "");
	else
		complain("%s: %s", s->database, strerror(errno));
	free(key);
}

static int note_case(void *ctx, const struct store_row *r)
{
	(void)ctx;
	complain("note: judged before by case %.*s, now by none: consent is not recorded (--case)", (int)r->cells[0].text.len,
		(const char *)r->cells[0].text.data);
	return 0;
}

/* Handsets of the database, and whether the case has one of them. */
struct strangers {
	const struct audit_case *audit_case;
	struct buf names;
	bool known;
};

static int add_stranger(void *ctx, const struct store_row *r)
{
	struct strangers *x = ctx;
	struct span name = r->cells[0].text;

	for (size_t i = 0; i < x->audit_case->handset_count; i++)
		x->known = x->known || span_is(name, x->audit_case->handsets[i].id);
	buf_puts(&x->names, x->names.len > 0 ? ", " : "");
	buf_add_span(&x->names, name);
	return 0;
}

/* Facts keep the names that they were scanned under: to the rules such a handset has no user whose country the case tells. */
static void note_strangers(const struct setup *s, struct store *store)
{
	struct strangers x = { .audit_case = s->audit_case };
	struct err e = { "" };

	if (store_query(store, "SELECT DISTINCT handset FROM handsets ORDER BY handset LIMIT 5", NULL, add_stranger, &x, &e) == 0 &&
		x.names.len > 0 && !x.known)
		complain("note: the case does not name the handset of the database (%s), so where its user lives is not known: name it so in the case, "
			"or scan into another database with --case", buf_text(&x.names));
	buf_free(&x.names);
}

int setup_assess(struct setup *s, struct store *store, struct assess_result *ret)
{
	struct assess_task t = { .store = store, .rulebook = s->rulebook, .audit_case = s->audit_case, .places = s->places,
		.options = { .packs = &s->packs, .profiles = &s->profiles, .proposed = s->proposed }, .tool = tool_text(),
		.changed = s->changed, .ctx = s->changed_ctx };
	struct err e = { "" };

	choice_note(&s->packs);
	if (s->audit_case == NULL)
		store_query(store, "SELECT case_name FROM assessment WHERE case_name IS NOT NULL", NULL, note_case, NULL, &e);
	else
		note_strangers(s, store);
	if (assess(&t, ret, &e) == 0)
		return 0;
	complain("%s", e.text);
	return -1;
}

bool setup_fail_on_known(const struct setup *s)
{
	enum level level;

	if (s->fail_on == NULL || strcmp(s->fail_on, "review") == 0 || level_from_name(s->fail_on, &level))
		return true;
	complain("--fail-on: unknown level: '%s'; it is review, informational, low, medium, high or critical", s->fail_on);
	return false;
}

int setup_verdict(const struct setup *s, const struct assess_result *r)
{
	enum level least = LEVEL_INFORMATIONAL;
	bool review = s->fail_on != NULL && strcmp(s->fail_on, "review") == 0;

	if (s->fail_on != NULL && !review)
		level_from_name(s->fail_on, &least);
	for (int l = least; l < LEVEL_COUNT; l++) {
		if (r->verdicts[VERDICT_BREACH][l] > 0 || (review && r->verdicts[VERDICT_REVIEW][l] > 0))
			return EXIT_BREACH;
	}
	return r->handset_flows > 0 ? EXIT_DONE : EXIT_PARTIAL;
}

static void add_if(struct words *w, const char *path)
{
	if (path != NULL)
		words_add(w, path);
}

static void add_tool(struct words *w, const char *name)
{
	char *path = tool_path(name);

	words_add(w, path);
	free(path);
}

int setup_fence(const struct setup *s, const struct words *written, char *const *files, size_t n)
{
	struct fence f = { 0 };
	struct err e = { "" };
	int status;

	fence_hide();
	cipher_prepare(); /* OpenSSL reads its legacy provider from a file: RC4 */
	fence_add_folder_of(&f.writes, s->database);
	for (size_t i = 0; written != NULL && i < written->n; i++)
		fence_add_folder_of(&f.writes, written->items[i]);
	for (size_t i = 0; i < n; i++)
		words_add(&f.reads, files[i]);
	for (size_t i = 0; i < s->ranges.n; i++)
		words_add(&f.reads, s->ranges.items[i]);
	add_if(&f.reads, s->rules);
	add_if(&f.reads, s->case_file);
	add_if(&f.reads, s->places_file);
	add_if(&f.reads, s->second_file);
	add_tool(&f.reads, "rules");
	add_tool(&f.reads, "reports");
	add_tool(&f.reads, "places.mmdb");
	status = fence_close(&f, &e);
	fence_free(&f);
	if (status < 0)
		complain("%s", e.text);
	return status;
}

const char *setup_confined(void)
{
	static char text[128];

	snprintf(text, sizeof text, "workers by %s, keeper by %s", sandbox_name(), fence_name());
	return text;
}

void setup_free(struct setup *s)
{
	places_close(s->places);
	policy_free_case(s->audit_case);
	policy_free(s->rulebook);
	free(s->named.id);
	free(s->named.addresses);
	free(s->named.macs);
	words_free(&s->ranges);
	words_free(&s->packs);
	words_free(&s->profiles);
	explicit_bzero(s->key, sizeof s->key);
}
