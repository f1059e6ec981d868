/* Is it still what it was? Each thing asked is one line: ok, DIFFERS or open (could not be proved either way). */
#include "base/alloc.h"
#include "command/command.h"
#include "command/seal.h"
#include "command/setup.h"

#include <inttypes.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum proof { PROOF_OK, PROOF_OPEN, PROOF_DIFFERS, PROOF_COUNT };

struct verifier {
	struct setup setup;
	const char *head;            /* NULL not given */
	struct store *store;
	struct store_custody custody;
	bool noted;                  /* there is a DB.sha256 */
	uint32_t answers[PROOF_COUNT];
};

static const char about[] =
	"Tells whether a database and its captures are still what they were: the custody chain's rows follow from each other,\n"
	"the records agree with the chain, the database's SHA-256 is that of DB.sha256, the captures named are those that were\n"
	"scanned, and the rules of --rules DIR those that judged. Whoever can write the database can also write DB.sha256 and a\n"
	"new chain: only a head noted elsewhere, and given with --head, proves that nothing was exchanged.\n\n"
	"Exit: 0 all is proved, 1 something differs, 2 it could not be proved.";

static void answer(struct verifier *v, enum proof p, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void answer(struct verifier *v, enum proof p, const char *fmt, ...)
{
	static const char *const words[PROOF_COUNT] = { "ok", "open", "DIFFERS" };
	va_list ap;

	printf("%-8s ", words[p]);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	v->answers[p]++;
}

/* ---- one row, one text, from the views ---- */

static int keep_text(void *ctx, const struct store_row *r)
{
	struct buf *b = ctx;

	if (r->cells[0].type == CELL_INT)
		buf_printf(b, "%" PRId64, r->cells[0].integer);
	if (r->cells[0].type == CELL_TEXT)
		buf_add_span(b, r->cells[0].text);
	return 0;
}

/* The first column of all rows, put together; "" where there are none. The caller frees it. NULL having said why. */
static char *ask(struct verifier *v, const char *sql, const char *value)
{
	const char *const params[] = { value == NULL ? NULL : ":value", value, NULL };
	struct buf b = { 0 };
	struct err e = { "" };
	char *text = NULL;

	if (store_query(v->store, sql, params, keep_text, &b, &e) < 0)
		complain("%s: %s", v->setup.database, e.text);
	else
		text = xstrdup(buf_text(&b));
	buf_free(&b);
	return text;
}

/* ---- the questions ---- */

static int verify_database(struct verifier *v)
{
	char now[SHA256_HEX_LEN + 1], then[SHA256_HEX_LEN + 1];
	int noted = seal_read(v->setup.database, then);

	if (noted < 0 || seal_hash(v->setup.database, now) < 0)
		return -1;
	v->noted = noted == 1;
	if (!v->noted)
		answer(v, PROOF_OPEN, "Database: SHA-256 %s; there is no %s.sha256 to compare with", now, v->setup.database);
	else if (strcmp(now, then) == 0)
		answer(v, PROOF_OK, "Database: SHA-256 %s, as in %s.sha256", now, v->setup.database);
	else
		answer(v, PROOF_DIFFERS, "Database: SHA-256 %s, not %s as in %s.sha256", now, then, v->setup.database);
	return 0;
}

static int verify_chain(struct verifier *v)
{
	struct err e = { "" };

	if (store_custody(v->store, &v->custody, &e) < 0) {
		complain("%s", e.text);
		return -1;
	}
	if (v->custody.rows == 0)
		answer(v, PROOF_DIFFERS, "Custody chain: it has no entry");
	else if (v->custody.broken != 0)
		answer(v, PROOF_DIFFERS, "Custody chain: entry %" PRIu64 " does not follow from the one before", v->custody.broken);
	else
		answer(v, PROOF_OK, "Custody chain: %" PRIu64 " %s, each follows from the one before; head %s",
			v->custody.rows, v->custody.rows == 1 ? "entry" : "entries", v->custody.head);
	return 0;
}

/* The head that was noted: this chain's, or that of an earlier entry. */
static int verify_head(struct verifier *v)
{
	char *since;

	if (v->head == NULL)
		return 0;
	if (strcmp(v->head, v->custody.head) == 0) {
		answer(v, PROOF_OK, "Head: the one that was noted");
		return 0;
	}
	since = ask(v, "SELECT count(*) || ' since then, the last: ' || max(action) FROM custody_chain"
		" WHERE number > (SELECT number FROM custody_chain WHERE hash = :value) HAVING count(*) > 0", v->head);
	if (since == NULL)
		return -1;
	if (since[0] != 0)
		answer(v, PROOF_DIFFERS, "Head: the one that was noted is an earlier entry's; entries added: %s", since);
	else
		answer(v, PROOF_DIFFERS, "Head: no entry has the one that was noted, %s", v->head);
	free(since);
	return 0;
}

/* What the tables say against what the chain says was put into them. */
static const struct {
	const char *what, *sql; /* sql answers nothing where all is well, else what is wrong */
} records[] = {
	{ "every complete capture was scanned under this chain",
		"SELECT capture || ' ' FROM captures WHERE complete = 1 AND NOT EXISTS (SELECT 1 FROM custody_chain c"
		" WHERE c.action = 'capture scanned' AND c.subject = captures.sha256"
		" AND json_extract(c.detail, '$.packets') = captures.packets AND json_extract(c.detail, '$.flows') = captures.flows)" },
	{ "every capture that was scanned is there",
		"SELECT json_extract(detail, '$.file') || ' ' FROM custody_chain c WHERE action = 'capture scanned'"
		" AND NOT EXISTS (SELECT 1 FROM captures WHERE sha256 = c.subject)" },
	{ "rules, case and number of findings are those of the last assessment",
		"SELECT 'entry ' || number FROM custody_chain WHERE number ="
		" (SELECT max(number) FROM custody_chain WHERE action IN ('assessed', 'assessment removed')) AND action = 'assessed' AND NOT EXISTS (SELECT 1 FROM assessment a"
		" WHERE a.rules_sha256 = subject AND a.case_sha256 IS json_extract(detail, '$.case_sha256')"
		" AND (SELECT count(*) FROM findings) = json_extract(detail, '$.findings'))" },
};

static int verify_records(struct verifier *v)
{
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		char *wrong = ask(v, records[i].sql, NULL);

		if (wrong == NULL)
			return -1;
		if (wrong[0] == 0)
			answer(v, PROOF_OK, "Records: %s", records[i].what);
		else
			answer(v, PROOF_DIFFERS, "Records: not so that %s: %s", records[i].what, wrong);
		free(wrong);
	}
	return 0;
}

static int verify_rules(struct verifier *v)
{
	char *then;

	if (v->setup.rules == NULL)
		return 0;
	if (setup_rules(&v->setup) < 0 || (then = ask(v, "SELECT rules_sha256 FROM assessment", NULL)) == NULL)
		return -1;
	if (strcmp(then, v->setup.rulebook->sha256) == 0)
		answer(v, PROOF_OK, "Rules: %s, SHA-256 %s, are those that judged", v->setup.rules, then);
	else
		answer(v, PROOF_DIFFERS, "Rules: %s, SHA-256 %s, are not those that judged, %s", v->setup.rules,
			v->setup.rulebook->sha256, then[0] == 0 ? "for nothing was judged" : then);
	free(then);
	return 0;
}

static int verify_capture(struct verifier *v, const char *file)
{
	char sha256[SHA256_HEX_LEN + 1], *copy = xstrdup(file), *known = NULL, *other = NULL;
	int status = -1;

	if (seal_hash(file, sha256) == 0)
		known = ask(v, "SELECT capture || CASE complete WHEN 1 THEN '' ELSE ', not read to its end' END"
			" FROM captures WHERE sha256 = :value LIMIT 1", sha256);
	if (known != NULL)
		other = ask(v, "SELECT sha256 FROM captures WHERE capture = :value LIMIT 1", basename(copy));
	if (other != NULL) {
		status = 0;
		if (known[0] != 0)
			answer(v, PROOF_OK, "Capture %s: SHA-256 %s, scanned as %s", file, sha256, known);
		else if (other[0] != 0)
			answer(v, PROOF_DIFFERS, "Capture %s: SHA-256 %s, but the one scanned had %s", file, sha256, other);
		else
			answer(v, PROOF_DIFFERS, "Capture %s: SHA-256 %s, none such was scanned", file, sha256);
	}
	free(known);
	free(other);
	free(copy);
	return status;
}

static int verify_all(struct verifier *v, int n, char **captures)
{
	int status = 0;

	if (verify_database(v) < 0)
		return -1;
	v->store = setup_store(&v->setup, STORE_READ);
	if (v->store == NULL || verify_chain(v) < 0 || verify_head(v) < 0 || verify_records(v) < 0 || verify_rules(v) < 0)
		return -1;
	for (int i = 0; i < n; i++) {
		if (verify_capture(v, captures[i]) < 0)
			status = -1;
	}
	return status;
}

/* A head that was noted elsewhere binds the whole chain; DB.sha256 is only as good as the folder that it lies in. */
static void say_what_stays_open(const struct verifier *v, bool captures)
{
	if (!v->noted)
		printf("\nWithout %s.sha256 it is not proved that the tables are what the commands left.\n", v->setup.database);
	if (v->head == NULL)
		printf("\nWithout --head it is not proved that nobody exchanged the database as a whole%s: give the head that was\n"
		       "printed when it was made, or that stands in a report.\n", v->noted ? ", with the file beside it" : "");
	if (!captures)
		printf("\nNo capture was named: none was looked at.\n");
}

static int verify_exit(const struct verifier *v, int status)
{
	if (v->answers[PROOF_DIFFERS] > 0)
		return EXIT_BREACH;
	return status < 0 || v->answers[PROOF_OPEN] > 0 ? EXIT_COULD_NOT : EXIT_DONE;
}

static bool head_ok(const char *head)
{
	return head == NULL || (strlen(head) == SHA256_HEX_LEN && strspn(head, "0123456789abcdef") == SHA256_HEX_LEN);
}

int command_verify(int argc, char **argv)
{
	struct verifier v = { 0 };
	const struct option_row rows[] = {
		{ "head", 0, OPTION_TEXT, &v.head, "HASH", "the custody chain's head as it was noted elsewhere" },
		{ "rules", 0, OPTION_TEXT, &v.setup.rules, "DIR", "rules, to compare with those that judged" },
	};
	const struct option_table table = { "verify [options] DB [CAPTURE...]", about, rows, sizeof rows / sizeof *rows };
	int first, status;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (first == argc || !head_ok(v.head)) {
		complain(first == argc ? "verify: no database named; --help tells more"
				       : "--head: not 64 digits of lower-case hexadecimal");
		return EXIT_COULD_NOT;
	}
	v.setup.database = argv[first++];
	status = verify_all(&v, argc - first, argv + first);
	if (v.store != NULL)
		say_what_stays_open(&v, first < argc);
	store_close(v.store, NULL);
	setup_free(&v.setup);
	return verify_exit(&v, status);
}
