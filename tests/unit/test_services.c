#include "unit.h"

#include "assess/services.h"

#include <string.h>

#define MATCHES(...) .matches = (struct service_match[]){ __VA_ARGS__ }, \
	.match_count = sizeof((struct service_match[]){ __VA_ARGS__ }) / sizeof(struct service_match)

static struct service services[] = {
	{ .id = "xiaomi-any", MATCHES({ .host = "xiaomi.com" }) },
	{ .id = "mi-account", MATCHES({ .host = "account.xiaomi.com" }) },
	{ .id = "mi-messaging", MATCHES({ .host = "api.account.xiaomi.com", .path = "/pass/user@id" }) },
	{ .id = "mi-numbers", MATCHES({ .host = "api.account.xiaomi.com", .path = "/pass/user@id", .key = "externalId" }) },
	{ .id = "mi-root", MATCHES({ .host = "root.xiaomi.com", .exact = true }) },
	{ .id = "mi-below", MATCHES({ .host = "root.xiaomi.com" }) },
	{ .id = "mi-push", MATCHES({ .protocol = "mipush" }, { .host = "push.xiaomi.com", .port = 5222 }) },
	{ .id = "short", MATCHES({ .host = "mi.com" }) },
	{ .id = "twin-b", MATCHES({ .host = "twin.example" }) },
	{ .id = "twin-a", MATCHES({ .host = "twin.example" }) },
	{ .id = "by-certificate", MATCHES({ .certificate = "cert.example" }) },
	{ .id = "by-ja4", MATCHES({ .ja4 = "t13d1516h2_8daaf6152771_b186095e22b6", .alpn = "h2" }) },
	{ .id = "tls-only", MATCHES({ .host = "tls.example", .protocol = "TLS" }) },
};

enum { SERVICES = sizeof services / sizeof *services };

static const struct {
	const char *what;
	struct service_query query;
	const char *set;
} rows[] = {
	{ "a domain and names under it", { "x.xiaomi.com", 443, "TLS", "", "", "", false, { 0 } }, "xiaomi-any" },
	{ "case does not matter", { "X.XiaoMi.com", 443, "TLS", "", "", "", false, { 0 } }, "xiaomi-any" },
	{ "only on label boundaries", { "xmi.com", 443, "TLS", "", "", "", false, { 0 } }, "" },
	{ "and there", { "x.mi.com", 443, "TLS", "", "", "", false, { 0 } }, "short" },
	{ "the longest host wins", { "api.account.xiaomi.com", 80, "HTTP", "http1", "/pass/activate/*", "imsi", false, { 0 } }, "mi-account" },
	{ "then the path", { "api.account.xiaomi.com", 80, "HTTP", "http1", "/pass/user@id", "type", false, { 0 } }, "mi-messaging" },
	{ "then the key", { "api.account.xiaomi.com", 80, "HTTP", "http1", "/pass/user@id", "externalId,type", false, { 0 } }, "mi-numbers" },
	{ "a key is a whole name", { "api.account.xiaomi.com", 80, "HTTP", "http1", "/pass/user@id", "externalIdX,xexternalId", false, { 0 } },
		"mi-messaging" },
	{ "an exact host before a domain", { "root.xiaomi.com", 80, "HTTP", "http1", "/", "", false, { 0 } }, "mi-root" },
	{ "but not under it", { "a.root.xiaomi.com", 80, "HTTP", "http1", "/", "", false, { 0 } }, "mi-below" },
	{ "a port", { "push.xiaomi.com", 5222, "Unknown", "", "", "", false, { 0 } }, "mi-push" },
	{ "another port", { "push.xiaomi.com", 443, "TLS", "", "", "", false, { 0 } }, "xiaomi-any" },
	{ "a protocol alone, by carrier", { "", 5222, "Unknown", "mipush", "", "", false, { 0 } }, "mi-push" },
	{ "a host is longer than a protocol", { "x.xiaomi.com", 5222, "Unknown", "mipush", "", "", false, { 0 } }, "xiaomi-any" },
	{ "a part of nDPI's name", { "tls.example", 443, "TLS.Xiaomi", "", "", "", false, { 0 } }, "tls-only" },
	{ "not of another name", { "tls.example", 443, "DTLS", "", "", "", false, { 0 } }, "" },
	{ "two of the same length", { "twin.example", 443, "TLS", "", "", "", false, { 0 } }, "twin-a|twin-b" },
	{ "a name of the certificate", { "", 443, "TLS", "", "", "", true, { "a.example,*.cert.example", "", "" } }, "by-certificate" },
	{ "none of the certificate's names", { "", 443, "TLS", "", "", "", true, { "a.example,xcert.example", "", "" } }, "" },
	{ "a host is longer than a certificate", { "x.mi.com", 443, "TLS", "", "", "", true, { "cert.example", "", "" } }, "short" },
	{ "a fingerprint and what it speaks", { "", 443, "TLS", "", "", "", true,
		{ "", "t13d1516h2_8daaf6152771_b186095e22b6", "http/1.1,h2" } }, "by-ja4" },
	{ "a fingerprint that speaks something else", { "", 443, "TLS", "", "", "", true,
		{ "", "t13d1516h2_8daaf6152771_b186095e22b6", "http/1.1" } }, "" },
	{ "nothing", { "", 443, "TLS", "", "", "", false, { 0 } }, "" },
	{ "opaque: all that share the host", { "api.account.xiaomi.com", 443, "TLS", "", "", "", true, { 0 } },
		"mi-account|mi-messaging|mi-numbers" },
	{ "opaque: the exact host is certain", { "root.xiaomi.com", 443, "TLS", "", "", "", true, { 0 } }, "mi-root" },
	{ "opaque: nothing longer hidden", { "account.xiaomi.com", 443, "TLS", "", "", "", true, { 0 } }, "mi-account" },
	{ "opaque: the port is seen", { "push.xiaomi.com", 443, "TLS", "", "", "", true, { 0 } }, "xiaomi-any" },
};

static void run_with(const struct rulebook *b)
{
	struct services *all = services_new(b);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct service_set set;
		char text[SERVICE_SET_TEXT];

		services_find(all, &rows[i].query, &set);
		if (strcmp(service_set_text(&set, text, sizeof text), rows[i].set) != 0)
			fail_msg("%s: '%s'", rows[i].what, text);
	}
	services_free(all);
}

static void the_longest_match_wins(void **state)
{
	struct rulebook b = { .services = services, .service_count = SERVICES };

	(void)state;
	run_with(&b);
}

static void the_order_of_services_does_not_matter(void **state)
{
	struct service turned[SERVICES];
	struct rulebook b = { .services = turned, .service_count = SERVICES };

	(void)state;
	for (size_t start = 0; start < SERVICES; start++) {
		for (size_t i = 0; i < SERVICES; i++)
			turned[i] = services[(start + SERVICES - i) % SERVICES];
		run_with(&b);
	}
}

static void sets_are_joined_in_the_order_of_ids(void **state)
{
	struct service_set a = { .n = 0 }, b = { .n = 0 };
	char text[SERVICE_SET_TEXT], cut[8];

	(void)state;
	service_set_add(&a, &services[1]);
	service_set_add(&b, &services[0]);
	service_set_add(&b, &services[1]);
	service_set_add(&b, &services[6]);
	service_set_join(&a, &b);
	assert_string_equal(service_set_text(&a, text, sizeof text), "mi-account|mi-push|xiaomi-any");
	assert_string_equal(service_set_text(&a, cut, sizeof cut), "mi-acco");
}

static void a_full_set_keeps_the_first_ids(void **state)
{
	static const char ids[] = "a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0l\0m\0n\0o\0p\0q\0r";
	struct service many[18];
	struct service_set s = { .n = 0 };

	(void)state;
	for (int i = 17; i >= 0; i--) {
		many[i] = (struct service){ .id = (char *)ids + 2 * i };
		service_set_add(&s, &many[i]);
	}
	assert_int_equal(s.n, SERVICES_MAX);
	assert_string_equal(s.items[0]->id, "a");
	assert_string_equal(s.items[SERVICES_MAX - 1]->id, "p");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_match_wins),
		cmocka_unit_test(the_order_of_services_does_not_matter),
		cmocka_unit_test(sets_are_joined_in_the_order_of_ids),
		cmocka_unit_test(a_full_set_keeps_the_first_ids),
	};

	return unit_run(tests);
}
