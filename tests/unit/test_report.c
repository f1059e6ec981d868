#include "unit.h"

#include "judging.h"

#include "base/alloc.h"
#include "reports/report.h"

#include <libxml/HTMLparser.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sys/stat.h>

/* ---- an audit of a few flows, with names as bad as they come ---- */

enum { LONG_NAME = 1 << 20 };

static char rule_id[] = "11111111-1111-4111-8111-111111111111", service_id[] = "mi-account", owner[] = "Xiaomi",
	rule_text[] = "title: T\nlevel: high\n";

/* What a test fills in; the rest is the same for all. */
struct audit {
	struct stored d;
	size_t disclosures, opaque;      /* flows with one sighting each; flows that could not be read */
	size_t local;                    /* of the disclosures, to a local address */
	const char *host, *title, *action;
	enum consent_state consent;
	const char *country;
	bool damaged;
};

struct found {
	struct judging judging;
	struct audit *a;
	const struct service_set *services;
	const struct rule *rule;
	struct place place, local; /* what is judged points to them until the end */
	size_t told;
};

static struct place place_of(const struct audit *a)
{
	struct place place = { .class = CLASS_PUBLIC, .country = { "", GRADE_C, "two databases" } };

	snprintf(place.country.value, sizeof place.country.value, "%s", a->country);
	return place;
}

static int judge_sighting(void *ctx, const struct stored_sighting *g)
{
	struct found *f = ctx;
	struct finding finding = { .rule = f->rule, .residency = RESIDENCY_DENIED, .consent_needed = true,
		.consent = f->a->consent, .verdict = VERDICT_BREACH, .grade = GRADE_C, .clause_count = 1,
		.clauses = { { "residency", "denied", "CN is not among the places." } }, .reason = "The place is denied." };
	bool local = f->told++ < f->a->local;

	judging_sighting(&f->judging, g, &(struct said){ f->services, local ? &f->local : &f->place, f->a->host, f->a->consent, NULL,
		"No act of consent.", &finding, local ? 0 : 1 });
	return 0;
}

static int judge_flow(void *ctx, const struct stored_flow *flow)
{
	struct found *f = ctx;

	judging_flow(&f->judging, flow, "", HOST_HTTP, &(struct said){ f->services, &f->place, f->a->host, f->a->consent, NULL, "", NULL, 0 });
	return 0;
}

static void assess(struct audit *a)
{
	struct rule rule = { .title = (char *)a->title, .id = rule_id, .level = LEVEL_HIGH, .valid_from = INSTANT_MIN,
		.valid_to = INSTANT_MAX, .text = rule_text };
	struct service service = { .id = service_id, .title = owner, .owner = owner, .owner_country = "CN" };
	struct case_step step = { .at = T0, .action = (char *)a->action };
	struct audit_case the_case = { .name = owner, .steps = &step, .step_count = 1, .complete = true, .complete_from = T0,
		.complete_to = T0 + 3600 * NS_PER_S, .sha256 = "cc" };
	struct rulebook book = { .rules = &rule, .rule_count = 1, .services = &service, .service_count = 1, .sha256 = "bb" };
	struct assess_run run = { .rulebook = &book, .audit_case = &the_case, .tool = "phonehome test" };
	struct service_set set = { { &service }, 1 };
	struct found f = { .a = a, .services = &set, .rule = &rule, .place = place_of(a), .local = { .class = CLASS_LOCAL } };

	judging_begin(&f.judging, &a->d, &run);
	judging_flows(&f.judging, judge_flow, &f);
	stored_ok(&a->d, store_each_sighting(a->d.s, judge_sighting, &f, &a->d.e));
	judging_end(&f.judging);
}

static void put_disclosure(struct audit *a, uint64_t frame, size_t n)
{
	struct fact_flow f = some_flow(frame);
	struct fact_message m = some_message(frame, frame);
	struct fact_sighting g;
	char value[32];

	snprintf(value, sizeof value, "4901542032%05zu", n);
	g = some_sighting(frame, frame, value);
	snprintf(m.host, sizeof m.host, "%s", a->host);
	g.message = m;
	f.bytes_opaque = 0;
	stored_ok(&a->d, store_put_flow(a->d.s, &f, &a->d.e));
	stored_ok(&a->d, store_put_message(a->d.s, &m, &a->d.e));
	stored_ok(&a->d, store_put_sighting(a->d.s, &g, &a->d.e));
}

static void audit_begin(struct audit *a)
{
	struct store_capture c = some_capture("one.pcap");
	struct fact_handset h = some_handset();
	struct fact_end end = { .packets = 10, .bytes = 1000, .from = T0, .to = T0 + NS_PER_S, .flows = 1, .damaged = a->damaged };
	uint64_t frame = 1;
	bool skip;

	stored_begin(&a->d);
	stored_ok(&a->d, store_capture_begin(a->d.s, &c, &skip, &a->d.e));
	stored_ok(&a->d, store_put_handset(a->d.s, &h, &a->d.e));
	for (size_t i = 0; i < a->disclosures; i++, frame += 20)
		put_disclosure(a, frame, i);
	for (size_t i = 0; i < a->opaque; i++, frame += 20) {
		struct fact_flow f = some_flow(frame);

		f.visibility = VISIBILITY_OPAQUE;
		stored_ok(&a->d, store_put_flow(a->d.s, &f, &a->d.e));
	}
	stored_ok(&a->d, store_capture_end(a->d.s, &end, NULL, &a->d.e));
	assess(a);
}

static struct audit audit_of(size_t disclosures, size_t opaque)
{
	return (struct audit){ .disclosures = disclosures, .opaque = opaque, .host = "api.account.xiaomi.com",
		.title = "Data stay in Oregon", .action = "power on", .consent = CONSENT_NONE, .country = "CN" };
}

static void write_report(struct audit *a, const char *format, int width, struct buf *ret)
{
	struct report_options o = { .folder = "reports", .tool = "phonehome test", .now = T0, .width = width };

	if (report_write(a->d.s, format, &o, ret, &a->d.e) < 0)
		fail_msg("%s: %s", format, a->d.e.text);
}

static void assert_has(struct buf *page, const char *text)
{
	if (strstr(buf_text(page), text) == NULL)
		fail_msg("'%s' is not in:\n%.600s", text, buf_text(page));
}

/* ---- the answer ---- */

static void the_first_line_is_the_answer(void **state)
{
	static const struct {
		size_t disclosures, local, opaque;
		enum consent_state consent;
		const char *country, *answer;
	} rows[] = {
		{ 0, 0, 0, CONSENT_NONE, "CN", "Nothing was judged: no flow of a handset under audit was read." },
		{ 0, 0, 1, CONSENT_NONE, "CN", "No personal data was seen in what could be read; 1 of 1 flow (100 %) was opaque." },
		{ 1, 0, 0, CONSENT_NONE, "CN",
			"1 disclosure of personal data to 1 country (China): 1 without consent, 1 before the user could choose." },
		{ 3, 0, 1, CONSENT_GIVEN, "SG",
			"3 disclosures of personal data to 1 country (Singapore): none without consent, 3 before the user could choose." },
		{ 1, 0, 0, CONSENT_UNKNOWN, "CN", "1 disclosure of personal data to 1 country (China): consent is not recorded." },
		{ 2, 0, 0, CONSENT_UNKNOWN, "",
			"2 disclosures of personal data to places that are not known: consent is not recorded for any of them." },
		{ 2, 0, 0, CONSENT_WITHDRAWN, "US",
			"2 disclosures of personal data to 1 country (United States): 2 without consent, 2 before the user could choose." },
		{ 3, 1, 0, CONSENT_UNKNOWN, "CN",
			"3 disclosures of personal data to 1 country (China) and 1 to local addresses: consent is not recorded for any of them." },
		{ 3, 2, 0, CONSENT_UNKNOWN, "",
			"3 disclosures of personal data to places that are not known and 2 to local addresses: consent is not recorded for any" },
		{ 1, 1, 0, CONSENT_UNKNOWN, "", "1 disclosure of personal data to local addresses: consent is not recorded." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct audit a = audit_of(rows[i].disclosures, rows[i].opaque);
		struct buf page = { 0 };

		a.consent = rows[i].consent;
		a.country = rows[i].country;
		a.local = rows[i].local;
		audit_begin(&a);
		write_report(&a, "text", 200, &page);
		if (strncmp(buf_text(&page), rows[i].answer, strlen(rows[i].answer)) != 0)
			fail_msg("row %zu: '%.200s' is not '%s'", i, buf_text(&page), rows[i].answer);
		stored_end(&a.d);
		buf_free(&page);
	}
}

static void words_never_judge_the_law(void **state)
{
	static const char *const words[] = { "illegal", "compliant", "clean" };
	struct audit a = audit_of(2, 1);
	struct buf page = { 0 };

	(void)state;
	audit_begin(&a);
	write_report(&a, "text", 200, &page);
	assert_has(&page, "departs from rule");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		assert_null(strstr(buf_text(&page), words[i]));
	stored_end(&a.d);
	buf_free(&page);
}

static void damage_is_said_in_every_format_that_has_words(void **state)
{
	struct audit a = audit_of(0, 0);
	struct buf text = { 0 }, html = { 0 }, json = { 0 };

	(void)state;
	a.damaged = true;
	audit_begin(&a);
	write_report(&a, "text", 0, &text);
	write_report(&a, "html", 0, &html);
	write_report(&a, "json", 0, &json);
	assert_has(&text, "damaged");
	assert_has(&html, "damaged");
	assert_has(&json, "\"damaged\":1");
	stored_end(&a.d);
	buf_free(&text);
	buf_free(&html);
	buf_free(&json);
}

/* ---- text ---- */

static void text_keeps_to_the_width_except_what_is_to_be_copied(void **state)
{
	struct audit a = audit_of(3, 1);
	struct buf page = { 0 };
	struct reader r;
	struct span line;

	(void)state;
	audit_begin(&a);
	write_report(&a, "text", 60, &page);
	r = rd_over_span(buf_span(&page));
	while (rd_line(&r, &line)) {
		if (!span_starts(line, "    ") && line.len > 60 + 6) /* quotation marks and dashes are 3 bytes */
			fail_msg("%zu bytes: %.*s", line.len, (int)line.len, line.data);
	}
	stored_end(&a.d);
	buf_free(&page);
}

static void many_findings_are_counted_not_told(void **state)
{
	struct audit a = audit_of(REPORT_SHOWN_MAX + 2, 0);
	struct buf page = { 0 };

	(void)state;
	audit_begin(&a);
	write_report(&a, "text", 200, &page);
	assert_has(&page, "2 more disclosures are not told here");
	write_report(&a, "html", 0, &page);
	assert_true(page.len < 2 << 20);
	stored_end(&a.d);
	buf_free(&page);
}

static void colour_comes_only_when_asked(void **state)
{
	struct audit a = audit_of(1, 0);
	struct report_options o = { .folder = "reports", .tool = "phonehome test", .now = T0, .colour = true };
	struct buf plain = { 0 }, coloured = { 0 };

	(void)state;
	audit_begin(&a);
	write_report(&a, "text", 0, &plain);
	stored_ok(&a.d, report_write(a.d.s, "text", &o, &coloured, &a.d.e));
	assert_null(strchr(buf_text(&plain), '\033'));
	assert_non_null(strchr(buf_text(&coloured), '\033'));
	stored_end(&a.d);
	buf_free(&plain);
	buf_free(&coloured);
}

/* ---- hostile text ---- */

static const char *const hostile[] = {
	"<script>alert(1)</script>",
	"\" onmouseover=\"alert(1)",
	"=cmd|' /C calc'!A0",
	"@SUM(1,2)",
	"\033[31mred\033[0m\007",
	"\xE2\x80\xAEmoc.live\xE2\x81\xA6",
	"]]><!--&lt;&#0;",
	"\x01\x02\xFF\xFE\xC0\x80",
};

static bool has_bad_character(const struct buf *page)
{
	for (size_t i = 0; i < page->len; i++) {
		uint8_t c = page->data[i];

		if ((c < 0x20 && c != '\n' && c != '\r') || c == 0x7F)
			return true;
		if (c == 0xE2 && i + 2 < page->len && ((page->data[i + 1] == 0x80 && page->data[i + 2] >= 0xAA && page->data[i + 2] <= 0xAE) ||
			(page->data[i + 1] == 0x81 && page->data[i + 2] >= 0xA0)))
			return true;
	}
	return false;
}

static void no_format_lets_a_control_character_or_a_turn_of_direction_out(void **state)
{
	static const char *const formats[] = { "html", "text", "csv", "json" };

	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		struct audit a = audit_of(1, 1);

		a.host = a.title = a.action = hostile[i];
		audit_begin(&a);
		for (size_t k = 0; k < sizeof formats / sizeof *formats; k++) {
			struct buf page = { 0 };

			write_report(&a, formats[k], 0, &page);
			/* The style sheet has tabs of its own. */
			for (size_t b = 0; k == 0 && b < page.len; b++)
				page.data[b] = page.data[b] == '\t' ? ' ' : page.data[b];
			if (has_bad_character(&page))
				fail_msg("%s: %s", formats[k], hostile[i]);
			buf_free(&page);
		}
		stored_end(&a.d);
	}
}

/* A browser runs it only if the page's policy names its hash; what is hostile cannot be it. */
static void assert_our_script(const xmlNode *node, struct buf *page)
{
	xmlChar *text = xmlNodeGetContent(node);
	unsigned char hash[SHA256_DIGEST_LENGTH], encoded[64];
	char policy[100];

	SHA256(text, (size_t)xmlStrlen(text), hash);
	EVP_EncodeBlock(encoded, hash, sizeof hash);
	snprintf(policy, sizeof policy, "script-src 'sha256-%s';", (char *)encoded);
	assert_has(page, policy);
	xmlFree(text);
}

static void assert_harmless(const xmlNode *node, struct buf *page)
{
	for (; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (strcmp((const char *)node->name, "script") == 0)
			assert_our_script(node, page);
		assert_string_not_equal((const char *)node->name, "img");
		assert_string_not_equal((const char *)node->name, "link");
		for (const xmlAttr *at = node->properties; at != NULL; at = at->next)
			assert_int_not_equal(strncmp((const char *)at->name, "on", 2), 0);
		assert_harmless(node->children, page);
	}
}

static void html_shows_markup_as_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct audit a = audit_of(1, 1);
		struct buf page = { 0 };
		xmlDoc *doc;
		xmlChar *text;

		a.host = a.title = a.action = hostile[i];
		audit_begin(&a);
		write_report(&a, "html", 0, &page);
		assert_has(&page, "default-src 'none'; style-src 'unsafe-inline'");
		doc = htmlReadMemory(buf_text(&page), (int)page.len, NULL, "UTF-8", HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
		assert_harmless(xmlDocGetRootElement(doc), &page);
		text = xmlNodeGetContent(xmlDocGetRootElement(doc));
		assert_non_null(strstr((const char *)text, hostile[i]));
		xmlFree(text);
		xmlFreeDoc(doc);
		stored_end(&a.d);
		buf_free(&page);
	}
}

static void a_name_of_a_megabyte_is_cut(void **state)
{
	static const char *const formats[] = { "html", "text", "csv", "json" };
	char *name = xmalloc(LONG_NAME + 1);
	struct audit a = audit_of(1, 0);

	(void)state;
	memset(name, 'x', LONG_NAME);
	name[LONG_NAME] = 0;
	a.title = a.action = name;
	audit_begin(&a);
	for (size_t k = 0; k < sizeof formats / sizeof *formats; k++) {
		struct buf page = { 0 };

		write_report(&a, formats[k], 0, &page);
		assert_true(page.len < 512 << 10);
		buf_free(&page);
	}
	stored_end(&a.d);
	free(name);
}

/* ---- csv ---- */

/* One field of RFC 4180, unquoted; false at the end of a record. */
static bool csv_field(const char **p, struct buf *ret)
{
	bool quoted = **p == '"';

	buf_reset(ret);
	for (*p += quoted; **p != 0; (*p)++) {
		if (quoted && **p == '"' && (*p)[1] != '"') {
			(*p)++;
			break;
		}
		if (!quoted && (**p == ',' || **p == '\r'))
			break;
		*p += quoted && **p == '"';
		buf_putc(ret, **p);
	}
	if (**p == ',') {
		(*p)++;
		return true;
	}
	*p += strncmp(*p, "\r\n", 2) == 0 ? 2 : 0;
	return false;
}

static size_t csv_record(const char **p, size_t column, struct buf *ret)
{
	struct buf field = { 0 };
	size_t n = 0;
	bool more = true;

	while (more) {
		more = csv_field(p, &field);
		if (n++ == column) {
			buf_reset(ret);
			buf_add_span(ret, buf_span(&field));
		}
	}
	buf_free(&field);
	return n;
}

enum { CSV_HOST = 10 }; /* its column in csv.sql */

static void csv_goes_round_and_runs_no_formula(void **state)
{
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct audit a = audit_of(2, 0);
		struct buf page = { 0 }, host = { 0 }, expected = { 0 };
		const char *p;
		size_t columns;

		a.host = a.action = hostile[i];
		audit_begin(&a);
		write_report(&a, "csv", 0, &page);
		p = buf_text(&page);
		columns = csv_record(&p, CSV_HOST, &host);
		assert_string_equal(buf_text(&host), "host");
		buf_printf(&expected, "%s%s", strchr("=@", *hostile[i]) != NULL ? "'" : "", hostile[i]);
		for (size_t row = 0; row < 2; row++) {
			assert_int_equal(csv_record(&p, CSV_HOST, &host), columns);
			assert_string_equal(buf_text(&host), buf_text(&expected));
		}
		assert_int_equal(*p, 0);
		stored_end(&a.d);
		buf_free(&page);
		buf_free(&host);
		buf_free(&expected);
	}
}

static void csv_without_a_row_has_its_head(void **state)
{
	struct audit a = audit_of(0, 0);
	struct buf page = { 0 };

	(void)state;
	audit_begin(&a);
	write_report(&a, "csv", 0, &page);
	assert_int_equal(strncmp(buf_text(&page), "capture,sha256,frame,", 21), 0);
	assert_ptr_equal(strchr(buf_text(&page), '\n'), buf_text(&page) + page.len - 1);
	stored_end(&a.d);
	buf_free(&page);
}

/* ---- json ---- */

static int take_integer(void *ctx, const struct store_row *r)
{
	*(int64_t *)ctx = r->cells[0].integer;
	return 0;
}

static int64_t ask_json(struct audit *a, struct buf *page, const char *sql)
{
	const char *const params[] = { ":json", buf_text(page), NULL };
	int64_t answer = -1;

	stored_ok(&a->d, store_query(a->d.s, sql, params, take_integer, &answer, &a->d.e));
	return answer;
}

static void json_parses_whatever_the_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		struct audit a = audit_of(i % 3, i % 2);
		struct buf page = { 0 };

		a.host = a.title = a.action = hostile[i];
		audit_begin(&a);
		write_report(&a, "json", 0, &page);
		assert_int_equal(ask_json(&a, &page, "SELECT json_valid(:json)"), 1);
		assert_int_equal(ask_json(&a, &page, "SELECT json_extract(:json, '$.schema')"), 1);
		assert_int_equal(ask_json(&a, &page, "SELECT json_extract(:json, '$.answer.disclosures')"), (int64_t)(i % 3));
		assert_int_equal(ask_json(&a, &page, "SELECT json_array_length(:json, '$.losses')"), 0);
		stored_end(&a.d);
		buf_free(&page);
	}
}

/* ---- a user's own folder ---- */

static void put_file(const char *folder, const char *name, const char *text)
{
	char path[200];
	FILE *out;

	snprintf(path, sizeof path, "%s/queries", folder);
	if (strchr(name, '/') != NULL)
		mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static int write_with(struct audit *a, const char *name, const char *text, struct buf *ret)
{
	char folder[] = "/tmp/test_report.XXXXXX", path[200];
	struct report_options o = { .folder = "reports", .tool = "phonehome test", .now = T0, .templates = folder };
	int rc;

	assert_non_null(mkdtemp(folder));
	put_file(folder, name, text);
	rc = report_write(a->d.s, "html", &o, ret, &a->d.e);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	unlink(path);
	snprintf(path, sizeof path, "%s/queries", folder);
	rmdir(path);
	rmdir(folder);
	return rc;
}

#define SHEET(body)                                                                                        \
	"<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>" body "</xsl:stylesheet>"

static void a_users_template_takes_the_place_of_ours(void **state)
{
	struct audit a = audit_of(1, 0);
	struct buf page = { 0 };

	(void)state;
	audit_begin(&a);
	stored_ok(&a.d, write_with(&a, "html-style.xsl", SHEET("<xsl:template name='style'><style>mine</style></xsl:template>"), &page));
	assert_has(&page, "<style>mine</style>");
	assert_has(&page, "1 disclosure of personal data");
	stored_end(&a.d);
	buf_free(&page);
}

static void a_template_reaches_no_file_outside_the_folders(void **state)
{
	static const char *const sheets[] = {
		SHEET("<xsl:template match='/'><p><xsl:value-of select=\"document('/etc/passwd')\"/>"
		      "<xsl:value-of select=\"document('/etc/hostname.xml')\"/></p></xsl:template>"),
		SHEET("<xsl:include href='/etc/passwd'/><xsl:template match='/'><p>x</p></xsl:template>"),
		"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
		SHEET("<xsl:template match='/'><p>&e;</p></xsl:template>"),
		"<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:exsl='http://exslt.org/common' "
		"extension-element-prefixes='exsl'><xsl:template match='/'><p><exsl:document href='/tmp/test_report_written'>w</exsl:document>"
		"</p></xsl:template></xsl:stylesheet>",
	};
	struct audit a = audit_of(0, 0);

	(void)state;
	audit_begin(&a);
	for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
		struct buf page = { 0 };

		write_with(&a, "html.xsl", sheets[i], &page);
		assert_null(strstr(buf_text(&page), "root:"));
		assert_int_not_equal(access("/tmp/test_report_written", F_OK), 0);
		buf_free(&page);
	}
	stored_end(&a.d);
}

static void a_query_that_cannot_be_run_is_named(void **state)
{
	static const struct {
		const char *name, *sql, *said;
	} rows[] = {
		{ "queries/mine.sql", "SELECT count(*) FROM captures", "mine.sql: no name for an element: 'count(*)'" },
		{ "queries/mine.sql", "SELECT absent FROM captures", "mine.sql: no such column: absent" },
		{ "queries/losses.sql", "DELETE FROM capture", "losses.sql: " },
		{ "queries/mine.sql", "SELECT '<x>' AS list, 1 AS n", "mine.sql: no name for an element: '<x>'" },
	};
	struct audit a = audit_of(0, 0);

	(void)state;
	audit_begin(&a);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf page = { 0 };

		assert_int_equal(write_with(&a, rows[i].name, rows[i].sql, &page), -1);
		if (strstr(a.d.e.text, rows[i].said) == NULL)
			fail_msg("'%s' is not in '%s'", rows[i].said, a.d.e.text);
		assert_int_equal(page.len, 0);
	}
	stored_end(&a.d);
}

static void a_broken_template_is_named_and_leaves_nothing(void **state)
{
	struct audit a = audit_of(0, 0);
	struct buf page = { 0 };

	(void)state;
	audit_begin(&a);
	buf_puts(&page, "before");
	assert_int_equal(write_with(&a, "html.xsl", SHEET("<xsl:template match='/'><xsl:value-of/></xsl:template>"), &page), -1);
	assert_non_null(strstr(a.d.e.text, "html.xsl"));
	assert_int_equal(write_with(&a, "html.xsl", "<oops>", &page), -1);
	assert_non_null(strstr(a.d.e.text, "html.xsl"));
	assert_string_equal(buf_text(&page), "before");
	stored_end(&a.d);
	buf_free(&page);
}

static void an_unknown_format_is_refused(void **state)
{
	struct audit a = audit_of(0, 0);
	struct report_options o = { .folder = "reports", .tool = "phonehome test", .now = T0 };
	struct buf page = { 0 };

	(void)state;
	audit_begin(&a);
	assert_int_equal(report_write(a.d.s, "paper", &o, &page, &a.d.e), -1);
	assert_non_null(strstr(a.d.e.text, "'paper'"));
	stored_end(&a.d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_line_is_the_answer),
		cmocka_unit_test(words_never_judge_the_law),
		cmocka_unit_test(damage_is_said_in_every_format_that_has_words),
		cmocka_unit_test(text_keeps_to_the_width_except_what_is_to_be_copied),
		cmocka_unit_test(many_findings_are_counted_not_told),
		cmocka_unit_test(colour_comes_only_when_asked),
		cmocka_unit_test(no_format_lets_a_control_character_or_a_turn_of_direction_out),
		cmocka_unit_test(html_shows_markup_as_text),
		cmocka_unit_test(a_name_of_a_megabyte_is_cut),
		cmocka_unit_test(csv_goes_round_and_runs_no_formula),
		cmocka_unit_test(csv_without_a_row_has_its_head),
		cmocka_unit_test(json_parses_whatever_the_names),
		cmocka_unit_test(a_users_template_takes_the_place_of_ours),
		cmocka_unit_test(a_template_reaches_no_file_outside_the_folders),
		cmocka_unit_test(a_query_that_cannot_be_run_is_named),
		cmocka_unit_test(a_broken_template_is_named_and_leaves_nothing),
		cmocka_unit_test(an_unknown_format_is_refused),
	};

	return unit_run(tests);
}
