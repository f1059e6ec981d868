#include "unit.h"

#include "assess/places.h"
#include "assess_fixture.h"

#include <fcntl.h>
#include <unistd.h>

/* tests/data/make-places.pl wrote these: places.mmdb is of June 2026, other.mmdb of May 2026. */
static const char ours[] = "tests/data/places.mmdb", other[] = "tests/data/other.mmdb";

/* In the format of AWS's own list; %s is its day. */
static const char aws_list[] =
	"{\"syncToken\": \"1\", \"createDate\": \"%s-15-17-05\", \"prefixes\": ["
	"{\"ip_prefix\": \"52.94.0.0/16\", \"region\": \"us-east-1\", \"service\": \"AMAZON\", \"network_border_group\": \"us-east-1\"},"
	"{\"ip_prefix\": \"52.94.76.0/22\", \"region\": \"us-west-2\", \"service\": \"AMAZON\", \"network_border_group\": \"us-west-2\"},"
	"{\"ip_prefix\": \"52.94.76.0/22\", \"region\": \"us-west-2\", \"service\": \"EC2\", \"network_border_group\": \"us-west-2\"},"
	"{\"ip_prefix\": \"15.220.1.0/24\", \"region\": \"us-west-2\", \"service\": \"EC2\", \"network_border_group\": \"us-west-2-lax-1\"},"
	"{\"ip_prefix\": \"15.220.2.0/24\", \"region\": \"ap-southeast-1\", \"service\": \"EC2\","
	" \"network_border_group\": \"ap-southeast-1-bkk-1\"},"
	"{\"ip_prefix\": \"13.224.0.0/14\", \"region\": \"GLOBAL\", \"service\": \"AMAZON\", \"network_border_group\": \"GLOBAL\"},"
	"{\"ip_prefix\": \"13.224.0.0/14\", \"region\": \"GLOBAL\", \"service\": \"CLOUDFRONT\", \"network_border_group\": \"GLOBAL\"},"
	"{\"ip_prefix\": \"15.197.0.0/23\", \"region\": \"GLOBAL\", \"service\": \"AMAZON\", \"network_border_group\": \"GLOBAL\"}],"
	"\"ipv6_prefixes\": [{\"ipv6_prefix\": \"2001:db8:2::/48\", \"region\": \"eu-x-1\", \"service\": \"EC2\","
	" \"network_border_group\": \"eu-x-1\"}]}";

/* Writes text with the day put in, to a file of its own; ret is its path, to be unlinked. */
static void write_file(char ret[64], const char *format, const char *date)
{
	char text[4096];
	int fd, n = snprintf(text, sizeof text, format, date);

	snprintf(ret, 64, "/tmp/phonehome-ranges-XXXXXX");
	fd = mkstemp(ret);
	assert_true(fd >= 0 && write(fd, text, (size_t)n) == n);
	close(fd);
}

static struct far_name name_of(const char *host, enum host_source source, const char *cname)
{
	struct far_name f = { .source = source, .chain = { cname }, .chain_length = cname != NULL };

	snprintf(f.host, sizeof f.host, "%s", host);
	return f;
}

static const char *words(const struct place *p, char ret[256])
{
	const struct place_level *levels[] = { &p->operator_id, &p->country, &p->subdivision, &p->region };
	size_t used = (size_t)snprintf(ret, 256, "%s", place_class_name(p->class));

	for (size_t i = 0; i < COUNT(levels); i++)
		used += (size_t)snprintf(ret + used, 256 - used, " %s:%s", levels[i]->value, grade_name(levels[i]->grade));
	return ret;
}

/* A far end, and what is to come out: class, operator, country, subdivision, region, each value:grade. */
struct row {
	const char *what, *address, *date;
	struct far_name name;
	const char *place;
};

#define UNNAMED { .source = HOST_NONE }

static bool same_level(const struct place_level *a, const struct place_level *b)
{
	return a->grade == b->grade && strcmp(a->value, b->value) == 0 && strcmp(a->evidence, b->evidence) == 0;
}

static bool same_place(const struct place *a, const struct place *b)
{
	return a->class == b->class && a->stale == b->stale && a->data_date == b->data_date && a->as == b->as &&
		same_level(&a->operator_id, &b->operator_id) && same_level(&a->country, &b->country) &&
		same_level(&a->subdivision, &b->subdivision) && same_level(&a->region, &b->region);
}

/* Where one instant is in the period of the one before, whenever the age of data may begin to count, it is of the same place. */
static void periods_hold(struct places *p, const struct address *a, const struct row *row)
{
	static const int64_t days[] = { -800, -400, -367, -366, -365, -184, -183, -182, -1, 0, 1, 182, 183, 184, 365, 366, 367, 400, 800 };
	struct place before, found;
	uint32_t period = UINT32_MAX;

	for (size_t i = 0; i < 3 * COUNT(days); i++) {
		int64_t at = day(row->date) + days[i / 3] * 86400 * NS_PER_S + (int64_t)(i % 3) - 1;

		places_find(p, a, &row->name, at, &found);
		if (places_period(p, at) == period && !same_place(&before, &found))
			fail_msg("%s: two places in one period, %zu", row->what, i);
		period = places_period(p, at);
		before = found;
	}
}

static void run(struct places *p, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct address a;
		struct place found;
		char text[256];

		assert_true(address_parse(rows[i].address, &a));
		places_find(p, &a, &rows[i].name, day(rows[i].date), &found);
		if (strcmp(words(&found, text), rows[i].place) != 0)
			fail_msg("%s: '%s' by %s", rows[i].what, text, found.country.evidence);
		periods_hold(p, &a, &rows[i]);
	}
}

static struct places *open_with(const struct places_sources *s, const struct rulebook *b, const struct audit_case *c)
{
	struct err e = { "" };
	struct places *p = places_open(s, b, c, &e);

	if (p == NULL)
		fail_msg("%s", e.text);
	return p;
}

static void without_sources_only_names_tell(void **state)
{
	struct rulebook b = fixture_rulebook();
	struct places *p = open_with(&(struct places_sources){ 0 }, &b, NULL);
	const struct row rows[] = {
		{ "nothing", "52.94.76.1", "2026-07-01", UNNAMED, "public : : : :" },
		{ "a hint", "52.94.76.1", "2026-07-01", name_of("sgp.api.xiaomi.com", HOST_SNI, NULL), "public : SG:E : :" },
		{ "a hint only under its domains", "52.94.76.1", "2026-07-01", name_of("sgp.example", HOST_SNI, NULL), "public : : : :" },
		{ "a hint is a whole label", "52.94.76.1", "2026-07-01", name_of("xsgp.xiaomi.com", HOST_SNI, NULL), "public : : : :" },
		{ "hints that disagree say nothing", "52.94.76.1", "2026-07-01", name_of("sgp.xiaomi.com", HOST_SNI, "ru.xiaomi.com"),
			"public : : : :" },
		{ "a region in a name, operator unknown", "52.94.76.1", "2014-08-07",
			name_of("x.example", HOST_SNI, "lb-1.us-west-2.elb.amazonaws.com"), "public aws:E US:E US-OR:E us-west-2:E" },
		{ "no region of the operator", "52.94.76.1", "2014-08-07", name_of("x.mars-1.elb.amazonaws.com", HOST_SNI, NULL),
			"public : : : :" },
		{ "one label at least", "52.94.76.1", "2014-08-07", name_of("us-west-2.elb.amazonaws.com", HOST_SNI, NULL), "public : : : :" },
		{ "the rest of a label", "52.94.76.1", "2014-08-07", name_of("ec2-1-2.us-west-1.compute.amazonaws.com", HOST_SNI, NULL),
			"public aws:E US:E US-CA:E us-west-1:E" },
		{ "a region inside a label", "52.94.76.1", "2014-08-07", name_of("b.oss-cn-beijing.aliyuncs.com", HOST_SNI, NULL),
			"public alibaba:E CN:E CN-BJ:E cn-beijing:E" },
	};

	(void)state;
	run(p, rows, COUNT(rows));
	places_close(p);
	places_close(NULL);
}

static void a_database_alone_is_d_and_c_where_another_agrees(void **state)
{
	struct rulebook b = fixture_rulebook();
	struct places *p = open_with(&(struct places_sources){ .database = ours }, &b, NULL);
	const struct row rows[] = {
		{ "country and registration agree", "42.62.48.1", "2026-07-01", UNNAMED, "public China Unicom Beijing:D CN:C : :" },
		{ "registration says nothing", "203.0.113.1", "2026-07-01", UNNAMED, "public Example One:D FR:D : :" },
		{ "registration does not contradict", "3.0.0.5", "2026-07-01", UNNAMED, "public aws:D SG:D : ap-southeast-1:D" },
		{ "an inferred region", "52.94.76.1", "2026-07-01", UNNAMED, "public aws:D US:C US-OR:D us-west-2:D" },
		{ "unknown address", "8.8.8.8", "2026-07-01", UNNAMED, "public : : : :" },
		{ "a year before the data", "42.62.48.1", "2025-06-02", UNNAMED, "public China Unicom Beijing:D CN:C : :" },
		{ "more than a year before", "42.62.48.1", "2025-05-30", UNNAMED, "public China Unicom Beijing:E CN:D : :" },
		{ "more than a year after", "42.62.48.1", "2027-06-03", UNNAMED, "public China Unicom Beijing:E CN:D : :" },
		{ "2014", "42.62.48.1", "2014-08-07", UNNAMED, "public China Unicom Beijing:E CN:D : :" },
		{ "2014, one data set", "203.0.113.1", "2014-08-07", UNNAMED, "public Example One:E FR:E : :" },
		{ "IPv6", "2001:db8:1::1", "2026-07-01", UNNAMED, "public aws:D SE:C : :" },
		{ "translated IPv4", "64:ff9b::42.62.48.1", "2026-07-01", UNNAMED, "public China Unicom Beijing:D CN:C : :" },
		{ "mapped IPv4", "::ffff:42.62.48.1", "2026-07-01", UNNAMED, "public China Unicom Beijing:D CN:C : :" },
	};

	(void)state;
	run(p, rows, COUNT(rows));
	places_close(p);
}

static void a_second_database_agrees_or_differs(void **state)
{
	struct rulebook b = fixture_rulebook();
	struct places *p = open_with(&(struct places_sources){ .database = ours, .second = other }, &b, NULL);
	struct places *turned = open_with(&(struct places_sources){ .database = other, .second = ours }, &b, NULL);
	const struct row rows[] = {
		{ "agrees", "203.0.113.1", "2026-07-01", UNNAMED, "public Example One:C FR:C : :" },
		{ "other keys", "192.0.2.1", "2026-07-01", UNNAMED, "public : US:D US-OR:D :" },
		{ "no country code", "192.0.3.1", "2026-07-01", UNNAMED, "public : : : :" },
	};
	const struct row differs[] = {
		{ "two of equal grade lower each other", "198.51.100.1", "2026-07-01", UNNAMED, "public Beispiel\\x0aZwei:D DE:E : :" },
	};

	(void)state;
	run(p, rows, COUNT(rows));
	run(turned, rows, COUNT(rows));
	run(p, differs, COUNT(differs));
	places_close(p);
	places_close(turned);
}

static void a_name_with_a_region_is_b_where_the_operator_agrees(void **state)
{
	const struct far_name oregon = name_of("us.api.account.xiaomi.com", HOST_SNI, "lb-1.us-west-2.elb.amazonaws.com");
	struct rulebook b = fixture_rulebook();
	struct places *p = open_with(&(struct places_sources){ .database = ours }, &b, NULL);
	const struct row rows[] = {
		{ "CNAME and AS", "3.0.0.5", "2026-07-01", oregon, "public aws:B US:B US-OR:B us-west-2:B" },
		{ "in 2015, by data of 2026", "3.0.0.5", "2015-03-15", oregon, "public aws:C US:C US-OR:C us-west-2:C" },
		{ "host name and AS", "3.0.0.5", "2026-07-01", name_of("a.us-west-2.elb.amazonaws.com", HOST_DNS_UNCERTAIN, NULL),
			"public aws:B US:B US-OR:B us-west-2:B" },
		{ "another operator's AS", "42.62.48.1", "2026-07-01", oregon, "public China Unicom Beijing:D CN:C US-OR:E us-west-2:E" },
		{ "two names that disagree", "3.0.0.5", "2026-07-01",
			name_of("a.us-west-1.elb.amazonaws.com", HOST_SNI, "lb.us-west-2.elb.amazonaws.com"),
			"public aws:B US:B US-OR:C us-west-2:C" },
	};
	struct address a;
	struct place found;

	(void)state;
	run(p, rows, COUNT(rows));
	address_parse("3.0.0.5", &a);
	places_find(p, &a, &oregon, day("2015-03-15"), &found);
	assert_string_equal(found.region.evidence, "CNAME lb-1.us-west-2.elb.amazonaws.com; AS16509 of aws (phonehome-places 2026-06), "
		"more than 12 months from the capture; but the inference of phonehome-places 2026-06 says ap-southeast-1, grade E");
	assert_string_equal(found.operator_id.evidence, "CNAME lb-1.us-west-2.elb.amazonaws.com; AS16509 of aws (phonehome-places "
		"2026-06), more than 12 months from the capture");
	assert_true(found.stale);
	assert_int_equal(found.data_date, INT64_C(1780272000) * NS_PER_S);
	assert_int_equal(found.as, 16509);
	assert_string_equal(found.as_name, "AMAZON-02");
	places_close(p);
}

static void an_official_range_is_a_in_its_time(void **state)
{
	char path[64];
	struct rulebook b = fixture_rulebook();
	struct places *p;
	const struct row rows[] = {
		{ "the longest prefix", "52.94.76.1", "2026-07-01", UNNAMED, "public aws:A US:A US-OR:A us-west-2:A" },
		{ "a region that the rulebook does not know", "52.94.1.1", "2026-07-01", UNNAMED, "public aws:A : : us-east-1:A" },
		{ "a zone, not its region", "15.220.1.1", "2026-07-01", UNNAMED, "public aws:A US:A US-CA:A us-west-2-lax-1:A" },
		{ "a zone in another country", "15.220.2.1", "2026-07-01", UNNAMED, "public aws:A TH:A : ap-southeast-1-bkk-1:A" },
		{ "IPv6", "2001:db8:2::1", "2026-07-01", UNNAMED, "public aws:A : : eu-x-1:A" },
		{ "outside", "52.95.0.1", "2026-07-01", UNNAMED, "public : : : :" },
		{ "too new", "52.94.76.1", "2015-03-15", UNNAMED, "public aws:B US:B US-OR:B us-west-2:B" },
		{ "too old", "52.94.76.1", "2028-03-15", UNNAMED, "public aws:B US:B US-OR:B us-west-2:B" },
		{ "outweighs a name, whose operator is known by no more", "52.94.76.1", "2015-03-15",
			name_of("a.us-west-1.elb.amazonaws.com", HOST_SNI, NULL), "public aws:B US:B US-OR:B us-west-2:B" },
		{ "a CDN's", "13.225.0.1", "2026-07-01", UNNAMED, "cdn aws:D : : :" },
		{ "everywhere", "15.197.0.1", "2026-07-01", UNNAMED, "anycast aws:D : : :" },
	};

	(void)state;
	write_file(path, aws_list, "2026-08-22");
	p = open_with(&(struct places_sources){ .ranges = (const char *const[]){ path }, .range_count = 1 }, &b, NULL);
	run(p, rows, COUNT(rows));
	places_close(p);
	unlink(path);
}

static void of_two_editions_the_nearer_speaks(void **state)
{
	char old[64], new[64];
	struct rulebook b = fixture_rulebook();
	struct places *p;
	struct address a;
	struct place found;
	struct far_name unnamed = UNNAMED;

	(void)state;
	write_file(old, aws_list, "2015-06-01");
	write_file(new, aws_list, "2026-08-22");
	p = open_with(&(struct places_sources){ .ranges = (const char *const[]){ new, old }, .range_count = 2 }, &b, NULL);
	address_parse("52.94.76.1", &a);
	places_find(p, &a, &unnamed, day("2015-03-15"), &found);
	assert_int_equal(found.region.grade, GRADE_A);
	assert_string_equal(found.region.evidence, "52.94.76.0/22 in aws-ip-ranges 2015-06");
	assert_false(found.stale);
	places_close(p);
	unlink(old);
	unlink(new);
}

static void every_maker_s_list_is_read(void **state)
{
	static const struct {
		const char *list, *address, *operator_id, *region, *type;
	} rows[] = {
		{ "{\"syncToken\": \"1\", \"creationTime\": \"%sT05:04:00.1\", \"prefixes\": [{\"ipv4Prefix\": \"34.1.208.0/20\", "
		  "\"service\": \"Google Cloud\", \"scope\": \"africa-south1\"}, {\"ipv6Prefix\": \"2600:1900::/28\", \"scope\": \"x\"}]}",
			"34.1.208.1", "gcp", "africa-south1", "google-cloud-ranges" },
		{ "{\"last_updated_timestamp\": \"%sT18:24:52.1\", \"regions\": [{\"region\": \"us-phoenix-1\", \"cidrs\": [{\"cidr\": "
		  "\"129.146.0.0/21\", \"tags\": [\"OCI\"]}]}]}", "129.146.0.1", "oracle", "us-phoenix-1", "oracle-ip-ranges" },
		{ "{\"changeNumber\": 1, \"cloud\": \"%sPublic\", \"values\": [{\"name\": \"AzureCloud.westus2\", \"properties\": {\"region\": "
		  "\"westus2\", \"addressPrefixes\": [\"13.66.128.0/17\"]}}, {\"name\": \"ActionGroup\", \"properties\": {\"region\": "
		  "\"\", \"addressPrefixes\": [\"13.66.143.220/30\"]}}]}", "13.66.143.221", "azure", "westus2", "azure-service-tags" },
	};
	struct rulebook b = fixture_rulebook();
	struct far_name unnamed = UNNAMED;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char path[64];
		struct places *p;
		struct address a;
		struct place found;
		size_t n;

		write_file(path, rows[i].list, "2026-06-01");
		p = open_with(&(struct places_sources){ .ranges = (const char *const[]){ path }, .range_count = 1 }, &b, NULL);
		address_parse(rows[i].address, &a);
		places_find(p, &a, &unnamed, day("2026-07-01"), &found);
		assert_string_equal(found.operator_id.value, rows[i].operator_id);
		assert_string_equal(found.region.value, rows[i].region);
		/* Azure's list is dated by its name alone; this one's has no date. */
		assert_int_equal(found.region.grade, i == 2 ? GRADE_B : GRADE_A);
		assert_string_equal(places_sources(p, &n)[0].type, rows[i].type);
		assert_int_equal(n, 1);
		places_close(p);
		unlink(path);
	}
}

#define NET(a, b, c, d) { .family = 4, .octets = { a, b, c, d } }

static void what_the_case_attests_is_b_at_best(void **state)
{
	struct attested_place attested[] = {
		{ .net = NET(42, 62, 48, 0), .bits = 24, .country = "CN", .operator_id = "China Unicom", .source = "whois", .grade = GRADE_A },
		{ .net = NET(42, 62, 48, 16), .bits = 28, .country = "HK", .source = "whois", .grade = GRADE_NONE },
		{ .net = NET(42, 62, 49, 0), .bits = 24, .operator_id = "aws", .region = "us-west-2", .source = "letter", .grade = GRADE_C },
		{ .net = NET(3, 0, 0, 0), .bits = 24, .operator_id = "aws", .source = "letter", .grade = GRADE_B },
		{ .net = NET(104, 16, 0, 0), .bits = 24, .country = "SG", .source = "traceroute", .grade = GRADE_B },
	};
	struct audit_case c = { .places = attested, .place_count = COUNT(attested) };
	struct rulebook b = fixture_rulebook();
	struct places *p;
	const struct row rows[] = {
		{ "A counts as B", "42.62.48.1", "2014-08-07", UNNAMED, "public China Unicom:B CN:B : :" },
		{ "the innermost network, B by default", "42.62.48.17", "2014-08-07", UNNAMED, "public China Unicom Beijing:E HK:B : :" },
		{ "a region implies its place", "42.62.49.1", "2014-08-07", UNNAMED, "public aws:C US:C US-OR:C us-west-2:C" },
		{ "an old attestation", "42.62.48.1", "2016-08-07", UNNAMED, "public China Unicom:C CN:C : :" },
		{ "agrees with a name's operator", "3.0.0.5", "2014-08-07",
			name_of("a.us-west-2.elb.amazonaws.com", HOST_SNI, NULL), "public aws:B US:B US-OR:B us-west-2:B" },
		{ "an edge is D at best", "104.16.0.1", "2014-08-07", UNNAMED, "anycast cloudflare:E SG:D : :" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(attested); i++)
		attested[i].on = day("2014-08-07");
	p = open_with(&(struct places_sources){ .database = ours }, &b, &c);
	run(p, rows, COUNT(rows));
	places_close(p);
}

static void the_class_is_told_by_operator_and_names(void **state)
{
	struct rulebook b = fixture_rulebook();
	struct places *p = open_with(&(struct places_sources){ .database = ours }, &b, NULL);
	const struct row rows[] = {
		{ "local", "192.168.1.1", "2026-07-01", UNNAMED, "local : : : :" },
		{ "local, named", "10.0.0.1", "2026-07-01", name_of("sgp.xiaomi.com", HOST_SNI, NULL), "local : : : :" },
		{ "translated local", "64:ff9b::10.0.0.1", "2026-07-01", UNNAMED, "local : : : :" },
		{ "anycast operator", "104.16.0.1", "2026-07-01", UNNAMED, "anycast cloudflare:D : : :" },
		{ "cdn operator", "23.0.0.1", "2026-07-01", UNNAMED, "cdn akamai:D US:D : :" },
		{ "cdn by its CNAME", "3.0.0.5", "2026-07-01", name_of("x.example", HOST_SNI, "d1.cloudfront.net"),
			"cdn aws:D SG:D : ap-southeast-1:D" },
		{ "cdn of no known operator", "42.62.48.1", "2026-07-01", name_of("x.unlisted.example", HOST_SNI, NULL),
			"cdn China Unicom Beijing:D CN:D : :" },
		{ "a proxy's target by name only", "42.62.48.1", "2026-07-01", name_of("a.us-west-2.elb.amazonaws.com", HOST_PROXY, NULL),
			"proxy aws:E US:E US-OR:E us-west-2:E" },
		{ "a proxy at home", "192.168.1.1", "2026-07-01", name_of("sgp.xiaomi.com", HOST_PROXY, NULL), "proxy : SG:E : :" },
	};

	(void)state;
	run(p, rows, COUNT(rows));
	places_close(p);
}

static void a_class_set_later_caps_the_grades(void **state)
{
	struct place p = place_oregon(GRADE_A), local = { .class = CLASS_LOCAL };

	(void)state;
	place_set_class(&p, CLASS_TUNNEL);
	assert_int_equal(p.class, CLASS_TUNNEL);
	assert_int_equal(p.region.grade, GRADE_A);
	place_set_class(&p, CLASS_CDN);
	assert_int_equal(p.country.grade, GRADE_D);
	assert_string_equal(p.country.value, "US");
	place_set_class(&local, CLASS_CDN);
	assert_int_equal(local.class, CLASS_LOCAL);
}

static void tunnels_are_known_by_their_protocol(void **state)
{
	static const char *const tunnels[] = { "WireGuard", "OpenVPN", "IPsec", "TLS.AnyConnect", "wireguard", "GTP.GTP_U", "CAPWAP" };
	static const char *const others[] = { "", "TLS", "TLS.WireGuardian", "Torrent", "DNS.Xiaomi", "GTP.GTP_C" };

	(void)state;
	for (size_t i = 0; i < COUNT(tunnels); i++)
		assert_true(protocol_is_tunnel(tunnels[i]));
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(protocol_is_tunnel(others[i]));
}

static void files_that_cannot_be_used_are_named(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "%s", "not JSON" },
		{ "{\"day\": \"%s\"}", "not a range file" },
		{ "{\"createDate\": \"%s\", \"prefixes\": []}", "no address ranges" },
		{ "{\"createDate\": \"%s\", \"prefixes\": [{\"ip_prefix\": \"1.2.3.4/33\"}]}", "not an address range: '1.2.3.4/33'" },
		{ "{\"createDate\": \"%s\", \"prefixes\": [{\"ip_prefix\": 7}]}", "not an address range: ''" },
	};
	struct rulebook b = fixture_rulebook();
	struct err e = { "" };

	(void)state;
	assert_null(places_open(&(struct places_sources){ .database = "tests/data/none.mmdb" }, &b, NULL, &e));
	assert_non_null(strstr(e.text, "tests/data/none.mmdb: cannot open"));
	assert_null(places_open(&(struct places_sources){ .database = "tests/data/make-places.pl" }, &b, NULL, &e));
	assert_non_null(strstr(e.text, "not a place database"));
	for (size_t i = 0; i < COUNT(rows); i++) {
		char path[64];

		write_file(path, rows[i].text, "2026-06-01");
		assert_null(places_open(&(struct places_sources){ .ranges = (const char *const[]){ path }, .range_count = 1 }, &b, NULL, &e));
		if (strstr(e.text, rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].says, e.text);
		unlink(path);
	}
}

static void sources_are_listed_with_their_hash_and_date(void **state)
{
	struct rulebook b = fixture_rulebook();
	struct places *p = open_with(&(struct places_sources){ .database = ours, .second = other }, &b, NULL);
	size_t n;
	const struct place_source *s = places_sources(p, &n);

	(void)state;
	assert_int_equal(n, 2);
	assert_string_equal(s[0].file, "places.mmdb");
	assert_string_equal(s[0].type, "phonehome-places");
	assert_int_equal(s[0].date, INT64_C(1780272000) * NS_PER_S);
	assert_int_equal(strlen(s[0].sha256), 64);
	assert_string_equal(s[1].type, "Other-Country");
	places_close(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_sources_only_names_tell),
		cmocka_unit_test(a_database_alone_is_d_and_c_where_another_agrees),
		cmocka_unit_test(a_second_database_agrees_or_differs),
		cmocka_unit_test(a_name_with_a_region_is_b_where_the_operator_agrees),
		cmocka_unit_test(an_official_range_is_a_in_its_time),
		cmocka_unit_test(of_two_editions_the_nearer_speaks),
		cmocka_unit_test(every_maker_s_list_is_read),
		cmocka_unit_test(what_the_case_attests_is_b_at_best),
		cmocka_unit_test(the_class_is_told_by_operator_and_names),
		cmocka_unit_test(a_class_set_later_caps_the_grades),
		cmocka_unit_test(tunnels_are_known_by_their_protocol),
		cmocka_unit_test(files_that_cannot_be_used_are_named),
		cmocka_unit_test(sources_are_listed_with_their_hash_and_date),
	};

	return unit_run(tests);
}
