#include "command/case.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "command/command.h"
#include "command/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
	"Writes a case file to fill in: every key, with its explanation and an example that is commented out; and beside it\n"
	"case.key, 32 random bytes under which values are kept. Neither is ever overwritten. With --from, the handsets, dates and\n"
	"services that a database shows are filled in; a database holds no personal value, so those are for you to write.\n\n"
	"Exit: 0 done, 2 could not.";

/* Lines of ## explain, lines of # are examples: without their # they are part of a case that has no mistake. */
static const char head[] =
	"## One audit: the handsets, what is true of them, what was done when, and what their user agreed to.\n"
	"## Remove the # before an example and put in what is true. phonehome case check tells what is wrong.\n"
	"## This file holds personal data once it is filled in: keep it to yourself (chmod 600).\n"
	"case: new-case\n"
	"## The key under which values are kept in the database; values themselves are not. Keep it with this file.\n"
	"key: case.key\n"
	"## How wrong the clocks of capture and timeline may be against each other.\n"
	"clock_uncertainty: 2s\n"
	"\n"
	"## The phones under audit: what they send is judged.\n"
	"handset:\n";

static const char one_handset[] =
	"    # model: Redmi 1S\n"
	"    # rom: {branch: global, build: JHCMIBH30.0, region: IN}\n"
	"    ## Where the person lives whose data it holds (ISO 3166-1): rules ask for it.\n"
	"    # subject_country: IN\n";

static const char values[] =
	"    ## What is true of this phone and its user: searched for in every form, plain, hashed or packed.\n"
	"    # values:\n"
	"    #   imei: [\"490154203237518\"]\n"
	"    #   imsi: [\"404450123456789\"]\n"
	"    #   iccid: [\"89910000000000000005\"]\n"
	"    #   phone-number: [\"+15550100123\"]\n"
	"    #   contact: [\"+15550100456\", \"A. N. Other\"]\n"
	"    #   email: [somebody@example.org]\n"
	"    #   android-id: [9f3c1b7de204a658]\n"
	"    #   wifi-mac: [\"00:00:5e:00:53:01\"]\n"
	"    #   location: [\"12.9716,77.5946\"]\n"
	"    ## Others: imeisv meid sms call-log advertising-id bluetooth-mac bssid ssid serial-number cell-id app-list\n"
	"    ## operator-name account-id national-id payment-card password\n";

static const char timeline[] =
	"\n"
	"## What was done, in order: shows what left before anyone could choose.\n"
	"# steps:\n"
	"#   - {at: 2014-08-07T10:00:00+05:30, action: \"power on after factory reset, SIM in\"}\n"
	"\n"
	"## Acts of consent. Without an event and without a complete window consent is unknown.\n"
	"# consent:\n"
	"  ## You attest that every act of consent between these times is listed: then no event means no consent.\n";

static const char events[] =
	"#   events:\n"
	"      ## state: given, refused, withdrawn or expired. Without service, data or places an event is about any: service and data\n"
	"      ## are then written any.\n"
	"#     - at: 2014-08-07T10:15:00+05:30\n"
	"#       state: given\n"
	"#       service: [mi-cloud]\n"
	"#       data: [contact]\n"
	"#       places: [SG, group:eea, aws/us-west-2]\n"
	"#       expires: 2015-08-07T10:15:00+05:30\n"
	"#       evidence: {screenshot_sha256: \"8ae29cd63152e9d3571db8e6a484c7aa0bf86fcbaecc4b38a5a22b9557d4d5ad\"}\n"
	"\n"
	"## Places that you attest, with the source. country, subdivision, operator and region are each optional.\n"
	"# places:\n"
	"#   - {net: 42.62.48.0/24, country: CN, operator: China Unicom Beijing, on: 2014-08-07, source: whois of that day, grade: B}\n";

struct shown {
	struct buf *out;
	char handset[NAME_TEXT]; /* whose lines are being written; "" none */
	size_t n;
};

static struct span text_of(const struct store_row *r, size_t i)
{
	return i < r->n && r->cells[i].type == CELL_TEXT ? r->cells[i].text : span_of("");
}

static void end_handset(struct shown *s)
{
	if (s->handset[0] != 0)
		buf_puts(s->out, values);
	s->handset[0] = 0;
}

/* handset, address, mac, reason; handsets one after the other. */
static int put_handset(void *ctx, const struct store_row *r)
{
	struct shown *s = ctx;

	if (!span_is(text_of(r, 0), s->handset)) {
		end_handset(s);
		snprintf(s->handset, sizeof s->handset, "%.*s", (int)text_of(r, 0).len, (const char *)text_of(r, 0).data);
		buf_printf(s->out, "  - id: %s\n%s    %s\n", s->handset, one_handset, text_of(r, 1).len > 0 ? "addresses:" :
			"## No address is known of it.");
		s->n++;
	}
	if (text_of(r, 1).len == 0)
		return 0;
	buf_puts(s->out, "      - \"");
	buf_add_span(s->out, text_of(r, 1));
	buf_puts(s->out, "\" # ");
	buf_add_span(s->out, text_of(r, 2));
	buf_putc(s->out, '\n');
	return 0;
}

static int put_window(void *ctx, const struct store_row *r)
{
	struct shown *s = ctx;

	if (text_of(r, 0).len == 0)
		return 0;
	buf_puts(s->out, "  ## The captures are of these days:\n#   complete: {from: ");
	buf_add_span(s->out, text_of(r, 0));
	buf_puts(s->out, ", to: ");
	buf_add_span(s->out, text_of(r, 1));
	buf_puts(s->out, "}\n");
	s->n++;
	return 0;
}

static int put_service(void *ctx, const struct store_row *r)
{
	struct shown *s = ctx;

	buf_puts(s->out, s->n++ == 0 ? "      ## Services seen:" : "");
	buf_putc(s->out, ' ');
	buf_add_span(s->out, text_of(r, 0));
	return 0;
}

/* An address that two handsets had in turn is given to the first: a case file with it twice would be a mistake. */
static const char handsets_sql[] =
	"WITH a AS (SELECT handset, address AS a, reason FROM handsets WHERE address IS NOT NULL"
	" UNION SELECT handset, mac, reason FROM handsets WHERE mac IS NOT NULL"
	" UNION SELECT handset, NULL, reason FROM handsets GROUP BY handset HAVING max(address) IS NULL AND max(mac) IS NULL)"
	" SELECT min(handset), a, min(reason) FROM a GROUP BY a, CASE WHEN a IS NULL THEN handset END ORDER BY 1, 2";
static const char window_sql[] =
	"SELECT min(substr(first_at, 1, 10)), max(substr(last_at, 1, 10)) FROM captures WHERE first_at IS NOT NULL";
static const char services_sql[] = "SELECT DISTINCT service FROM service_places ORDER BY 1 LIMIT 100";

static void put_plain(struct buf *out)
{
	buf_printf(out, "  - id: handset-1\n%s    # addresses: [192.0.2.20, \"00:00:5e:00:53:01\"]\n%s", one_handset, values);
}

/* db NULL: nothing is known. */
static int case_write(struct store *db, struct buf *out, struct err *e)
{
	struct shown s = { .out = out };

	buf_puts(out, head);
	if (db != NULL && store_query(db, handsets_sql, NULL, put_handset, &s, e) < 0)
		return -1;
	end_handset(&s);
	if (s.n == 0)
		put_plain(out);
	buf_puts(out, timeline);
	s.n = 0;
	if (db != NULL && store_query(db, window_sql, NULL, put_window, &s, e) < 0)
		return -1;
	if (s.n == 0)
		buf_puts(out, "#   complete: {from: 2014-08-07T00:00:00Z, to: 2014-08-08T00:00:00Z}\n");
	s.n = 0;
	if (db != NULL && store_query(db, services_sql, NULL, put_service, &s, e) < 0)
		return -1;
	buf_puts(out, s.n > 0 ? "\n" : "");
	buf_puts(out, events);
	return 0;
}

static int file_make(const char *file, struct span bytes)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool whole;

	if (fd < 0) {
		complain("%s: %s", file, errno == EEXIST ? "is there already; nothing was written" : strerror(errno));
		return -1;
	}
	whole = write(fd, bytes.data, bytes.len) == (ssize_t)bytes.len;
	if (close(fd) == 0 && whole)
		return 0;
	complain("%s: %s", file, strerror(errno));
	unlink(file);
	return -1;
}

static int make_key(const char *case_file)
{
	const char *slash = strrchr(case_file, '/');
	char *file = xasprintf("%.*scase.key", slash == NULL ? 0 : (int)(slash + 1 - case_file), case_file);
	int status = setup_key_make(file);

	if (status == 0)
		printf("made the key %s\n", file);
	else if (errno == EEXIST)
		printf("kept the key %s that is there\n", file);
	else
		complain("%s: %s", file, strerror(errno));
	status = status == 0 || errno == EEXIST ? 0 : -1;
	free(file);
	return status;
}

static int make(const char *file, const char *from)
{
	struct buf text = { 0 };
	struct err e = { "" };
	struct store *db = from == NULL ? NULL : store_open(from, STORE_READ, NULL, &e);
	int status = from != NULL && db == NULL ? -1 : case_write(db, &text, &e);

	if (status < 0)
		complain("%s", e.text);
	else
		status = file_make(file, buf_span(&text));
	store_close(db, NULL);
	buf_free(&text);
	if (status == 0)
		status = make_key(file);
	if (status == 0)
		printf("wrote %s: fill it in, then phonehome case check %s\n", file, file);
	return status;
}

int case_new(int argc, char **argv)
{
	const char *file = "case.yaml", *from = NULL;
	const struct option_row rows[] = {
		{ "output", 'o', OPTION_TEXT, &file, "FILE", "write there (default: case.yaml)" },
		{ "from", 0, OPTION_TEXT, &from, "DB", "fill in what this database shows" },
	};
	const struct option_table table = { "case new [options]", about, rows, sizeof rows / sizeof *rows };
	int first;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (first < argc) {
		complain("case new takes no file: '%s'; what it writes is named with -o", argv[first]);
		return EXIT_COULD_NOT;
	}
	return make(file, from) == 0 ? EXIT_DONE : EXIT_COULD_NOT;
}
