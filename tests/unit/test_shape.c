#include "unit.h"

#include "decode/shape.h"

#include <stdio.h>
#include <string.h>

struct row {
	const char *in, *out;
};

static void what_tells_services_apart_is_kept(void **state)
{
	static const char *const kept[] = {
		"", "/", "//", "/pass/user@id", "/pass/v3/user@id", "/164566/sign_d", "/mic/sync/v1/user", "/api/v2.1/getUserInfo",
		"/pass/serviceLogin", "/cms2/app_logs", "/index.html", "/~me", "relative", "/trailing/", "/oauth2/token", "/p.gif",
		"/checkupdate/2.0.1", "/getUserInfoByPhone", "/UPPER/CASE", "/miui-sec-check",
	};
	char ret[SHAPE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		shape_path(span_of(kept[i]), ret);
		if (strcmp(ret, kept[i]) != 0)
			fail_msg("'%s' became '%s'", kept[i], ret);
	}
}

static void what_may_be_somebodys_becomes_a_star(void **state)
{
	static const struct row rows[] = {
		{ "/pass/activate/dev/l6IQUjLsyHVvA6Ap/activating", "/pass/activate/dev/*/activating" },
		{ "/u/490154203237518", "/u/*" },
		{ "/u/164566", "/u/*" },
		{ "/1645667/u", "/*/u" },
		{ "/u/490-154-203-237-518/x", "/u/*/x" },           /* in groups */
		{ "/u/49.01.54", "/u/*" },
		{ "/u/12-34-56-ab-cd-ef", "/u/*" },                 /* a MAC */
		{ "/u/64:09:80:aa:bb:cc", "/u/*" },
		{ "/u/a1b2c3d4e5f6a7b8", "/u/*" },                  /* an Android id without long runs */
		{ "/u/9f3c2b1a00ffee17", "/u/*" },
		{ "/u/A1B2C3D4E5F6A7B8", "/u/*" },
		{ "/u/fVqKXbLmZyRwTnGh", "/u/*" },                  /* base64 that happens to have no digit */
		{ "/u/Xk-LmZ_yRwTnGhPq", "/u/*" },
		{ "/u/38400000-8cf0-11bd-b23e-10b96e40000d", "/u/*" },
		{ "/u/me@example.org/x", "/u/*/x" },
		{ "/u/me%40example.org", "/u/*" },
		{ "/u/%2B919876543210", "/u/*" },
		{ "/u/+919876543210", "/u/*" },
		{ "/u/a b", "/u/*" },
		{ "/u/caf\xc3\xa9", "/u/*" },
		{ "/u/averyveryveryveryverylongsegment1", "/u/*" },
		{ "/u/x;jsessionid=abc", "/u/*" },
	};
	char ret[SHAPE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		shape_path(span_of(rows[i].in), ret);
		if (strcmp(ret, rows[i].out) != 0)
			fail_msg("'%s' became '%s'", rows[i].in, ret);
	}
}

static void a_nul_in_a_path_is_no_end(void **state)
{
	static const uint8_t path[] = "/a\0b/c";
	char ret[SHAPE_MAX];

	(void)state;
	shape_path((struct span){ path, sizeof path - 1 }, ret);
	assert_string_equal(ret, "/*/c");
}

static void of_a_query_the_names_of_its_keys_stay(void **state)
{
	static const struct row rows[] = {
		{ "", "" },
		{ "type=MXPH&externalId=+91987&a=", "a,externalId,type" },
		{ "b=1&a=2&b=3&ab=4", "a,ab,b" },
		{ "alice", "" },                     /* a value without a key */
		{ "=x&&&a=1&", "a" },
		{ "9876543210=x&49-01-54-20=y&k=v", "k" },
		{ "me@example.org=1&k=v", "k" },
		{ "a=b=c", "a" },
	};
	char ret[SHAPE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		shape_keys(span_of(rows[i].in), ret);
		if (strcmp(ret, rows[i].out) != 0)
			fail_msg("'%s' became '%s'", rows[i].in, ret);
	}
}

static void long_paths_and_queries_end_at_the_bound(void **state)
{
	char text[2000] = "", ret[SHAPE_MAX];

	(void)state;
	for (int i = 0; i < 150; i++)
		sprintf(text + strlen(text), "/seg");
	shape_path(span_of(text), ret);
	assert_true(strlen(ret) >= SHAPE_MAX - 8 && strncmp(ret, text, strlen(ret)) == 0);
	text[0] = 0;
	for (int i = 0; i < 150; i++)
		sprintf(text + strlen(text), "key%c%c=v&", 'a' + i / 26, 'a' + i % 26);
	shape_keys(span_of(text), ret);
	assert_true(strlen(ret) < SHAPE_MAX && strlen(ret) > 32 * 5);
	assert_true(ret[strlen(ret) - 1] != ',');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_tells_services_apart_is_kept),
		cmocka_unit_test(what_may_be_somebodys_becomes_a_star),
		cmocka_unit_test(a_nul_in_a_path_is_no_end),
		cmocka_unit_test(of_a_query_the_names_of_its_keys_stay),
		cmocka_unit_test(long_paths_and_queries_end_at_the_bound),
	};

	return unit_run(tests);
}
