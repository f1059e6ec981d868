#include "command/case_text.h"

#include "base/alloc.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines of ## explain, lines of # are examples: without their # they are part of a case that has no mistake. */
static const char head[] =
	"## One audit: the handsets, what is true of them, what was done when, and what their user agreed to.\n"
	"## Remove the # before an example and put in what is true. phonehome case check tells what is wrong.\n"
	"## This file holds personal data once it is filled in: keep it to yourself (chmod 600).\n"
	"case: new-case\n"
	"## The key under which values are kept in the database; values themselves are not. Keep it with this file.\n"
	"key: ";

static const char after_key[] =
	"\n"
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

static const char checked[] =
	"    ## Found by format and name, or told by the network. Take out what is not true of this phone and its user, then add what\n"
	"    ## is: all of it is searched for in every form, plain, hashed or packed.\n"
	"    values:\n";

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
	"    #   location: [\"12.9716,77.5946\"]\n";

static const char others[] =
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

/* The lines of one handset's values; those that the scan found stand in a buffer of their own, for handsets are written later. */
struct lines {
	char handset[NAME_TEXT], kind[NAME_TEXT]; /* kind: of the line before */
	struct buf text;
};

struct shown {
	const struct case_known *known;
	struct buf *out;
	char handset[NAME_TEXT]; /* whose lines are being written; "" none */
	size_t n;
	struct lines *found;     /* in the order of handsets */
	size_t found_count, found_cap, written;
};

static struct span text_of(const struct store_row *r, size_t i)
{
	return i < r->n && r->cells[i].type == CELL_TEXT ? r->cells[i].text : span_of("");
}

static void name_to(char ret[NAME_TEXT], struct span name)
{
	snprintf(ret, NAME_TEXT, "%.*s", (int)name.len, (const char *)name.data);
}

static struct lines *lines_of(struct shown *s, struct span handset)
{
	struct lines *l = s->found_count == 0 ? NULL : &s->found[s->found_count - 1];

	if (l != NULL && span_is(handset, l->handset))
		return l;
	ARRAY_GROW(s->found, s->found_count, s->found_cap);
	l = &s->found[s->found_count++];
	*l = (struct lines){ 0 };
	name_to(l->handset, handset);
	return l;
}

/* handset, kind, HMAC in hex, times, capture, frame, path; handsets and kinds one after the other. */
static int put_value(void *ctx, const struct store_row *r)
{
	struct shown *s = ctx;
	const char *value = found_value(s->known->found, text_of(r, 2));
	struct json quoted;
	struct lines *l;

	if (value == NULL)
		return 0;
	l = lines_of(s, text_of(r, 0));
	if (!span_is(text_of(r, 1), l->kind)) {
		name_to(l->kind, text_of(r, 1));
		buf_printf(&l->text, "      %s:\n", l->kind);
	}
	buf_puts(&l->text, "        - ");
	json_begin(&quoted, &l->text, true);
	json_string(&quoted, value);
	buf_printf(&l->text, " # %" PRId64 " time%s, first in frame %" PRId64 " of ", r->cells[3].integer,
		r->cells[3].integer == 1 ? "" : "s", r->cells[5].integer);
	text_clean(&l->text, text_of(r, 4), PATH_MAX_TEXT);
	buf_puts(&l->text, ": ");
	text_clean(&l->text, text_of(r, 6), PATH_MAX_TEXT);
	buf_putc(&l->text, '\n');
	return 0;
}

/* What was found of the next handset that has values, where that is name. */
static bool put_found(struct shown *s, const char *name)
{
	if (s->written == s->found_count || strcmp(s->found[s->written].handset, name) != 0)
		return false;
	buf_puts(s->out, checked);
	buf_add_span(s->out, buf_span(&s->found[s->written++].text));
	return true;
}

static void end_handset(struct shown *s)
{
	if (s->handset[0] == 0)
		return;
	if (!put_found(s, s->handset))
		buf_puts(s->out, values);
	buf_puts(s->out, others);
	s->handset[0] = 0;
}

/* Handsets with values whose addresses stand at another. next: whose lines come then, NULL: nobody's. */
static void put_without_address(struct shown *s, const char *next)
{
	while (s->written < s->found_count && (next == NULL || strcmp(s->found[s->written].handset, next) < 0)) {
		name_to(s->handset, span_of(s->found[s->written].handset));
		buf_printf(s->out, "  - id: %s\n%s    ## Its addresses were another's too: it needs one of its own to be told apart.\n", s->handset,
			one_handset);
		end_handset(s);
		s->n++;
	}
}

/* handset, address, mac, reason; handsets one after the other. */
static int put_handset(void *ctx, const struct store_row *r)
{
	struct shown *s = ctx;

	if (!span_is(text_of(r, 0), s->handset)) {
		char name[NAME_TEXT];

		end_handset(s);
		name_to(name, text_of(r, 0));
		put_without_address(s, name);
		name_to(s->handset, text_of(r, 0));
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

/* A value that stood in several captures under several names is one line: of where it came first. */
static const char values_sql[] =
	"WITH g AS (SELECT h.name AS handset, s.kind AS kind, s.hmac AS hmac, s.id AS id, count(*) AS times, min(s.at) AS at"
	" FROM sighting s JOIN flow f ON f.id = s.flow JOIN handset h ON h.capture = f.capture AND h.number = f.handset"
	" WHERE s.tier = 'validated' GROUP BY 1, 2, 3)"
	" SELECT g.handset, g.kind, hex(g.hmac), g.times, d.capture, d.frame, d.path, g.at FROM g JOIN disclosures d ON d.sighting_id = g.id"
	" UNION ALL SELECT h.name, i.kind, hex(i.hmac), 1, c.file, min(i.frame), i.source, i.at"
	" FROM identity i JOIN handset h ON h.capture = i.capture AND h.number = i.handset JOIN capture c ON c.id = i.capture"
	" WHERE NOT EXISTS (SELECT 1 FROM g WHERE g.handset = h.name AND g.kind = i.kind AND g.hmac = i.hmac)"
	" GROUP BY h.name, i.kind, i.hmac ORDER BY 1, 2, 8, 3";

static void put_plain(struct buf *out)
{
	buf_printf(out, "  - id: handset-1\n%s    # addresses: [192.0.2.20, \"00:00:5e:00:53:01\"]\n%s%s", one_handset, values, others);
}

static int write_handsets(struct shown *s, struct err *e)
{
	const struct case_known *k = s->known;

	if (k->found != NULL && store_query(k->store, values_sql, NULL, put_value, s, e) < 0)
		return -1;
	if (k->store != NULL && store_query(k->store, handsets_sql, NULL, put_handset, s, e) < 0)
		return -1;
	end_handset(s);
	put_without_address(s, NULL);
	if (s->n == 0)
		put_plain(s->out);
	return 0;
}

static int write_window(struct shown *s, struct err *e)
{
	buf_puts(s->out, timeline);
	s->n = 0;
	if (s->known->store != NULL && store_query(s->known->store, window_sql, NULL, put_window, s, e) < 0)
		return -1;
	if (s->n == 0)
		buf_puts(s->out, "#   complete: {from: 2014-08-07T00:00:00Z, to: 2014-08-08T00:00:00Z}\n");
	return 0;
}

static int write_services(struct shown *s, struct err *e)
{
	s->n = 0;
	if (s->known->store != NULL && store_query(s->known->store, services_sql, NULL, put_service, s, e) < 0)
		return -1;
	buf_puts(s->out, s->n > 0 ? "\n" : "");
	buf_puts(s->out, events);
	return 0;
}

int case_text(const struct case_known *k, struct buf *out, struct err *e)
{
	struct shown s = { .known = k, .out = out };
	struct json key;
	int status;

	buf_puts(out, head);
	json_begin(&key, out, true);
	json_string(&key, k->key);
	buf_puts(out, after_key);
	status = write_handsets(&s, e) < 0 || write_window(&s, e) < 0 || write_services(&s, e) < 0 ? -1 : 0;
	for (size_t i = 0; i < s.found_count; i++)
		buf_free(&s.found[i].text);
	free(s.found);
	return status;
}
