#include "unit.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void accents_are_left_out(void **state)
{
	static const struct {
		const char *text;
		char letter;
	} rows[] = {
		{ "\xC3\x80", 'a' }, { "\xC3\x89", 'e' }, { "\xC3\xA7", 'c' }, { "\xC3\xBF", 'y' },
		{ "\xC3\x9F", 0 }, { "\xC3\x97", 0 }, { "\xC3\x86", 0 }, { "\xC4\x80", 0 }, { "\xC3", 0 }, { "\xC3z", 0 }, { "e", 0 }, { "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (text_unaccented((const uint8_t *)rows[i].text) != rows[i].letter)
			fail_msg("%s: %c", rows[i].text, text_unaccented((const uint8_t *)rows[i].text));
}

static void what_is_text_is_told_in_percent(void **state)
{
	static const struct {
		const char *name, *bytes;
		size_t len;
		int share;
	} rows[] = {
		{ "nothing", "", 0, 0 },
		{ "ASCII with white space", "a b\tc\r\n", 7, 100 },
		{ "control characters", "ab\001\177", 4, 50 },
		{ "a NUL", "abc\0", 4, 75 },
		{ "UTF-8 of two, three and four bytes", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 9, 100 },
		{ "a character cut short", "a\xE2\x82", 3, 33 },
		{ "its middle", "a\x82", 2, 50 },
		{ "one byte too long (RFC 3629 section 3)", "\xC0\xAF\xE0\x80\xAFxxxxx", 10, 50 },
		{ "a surrogate", "\xED\xA0\x80x", 4, 25 },
		{ "beyond Unicode", "\xF4\x90\x80\x80\xF5xxxxx", 10, 50 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int share = text_share((struct span){ (const uint8_t *)rows[i].bytes, rows[i].len });

		if (share != rows[i].share)
			fail_msg("%s: %d", rows[i].name, share);
	}
}

/* It looks no further than it must, and says what the share says. */
/* Each byte of ASCII at each place of some that are looked at together, and behind them. */
static void what_is_no_text_counts_wherever_it_stands(void **state)
{
	(void)state;
	for (int b = 0; b < 0x80; b++) {
		bool readable = (b >= 0x20 && b < 0x7F) || b == '\t' || b == '\r' || b == '\n';

		for (size_t at = 0; at < 10; at++) {
			uint8_t text[] = "aaaaaaaaaa";

			text[at] = (uint8_t)b;
			if (text_share((struct span){ text, 10 }) != (readable ? 100 : 90))
				fail_msg("byte %d at %zu", b, at);
		}
	}
}

static void mostly_text_is_what_the_share_says(void **state)
{
	uint8_t bytes[64];
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct span s = { bytes, (size_t)(rand_r(&seed) % (int)sizeof bytes) };
		int percent = 1 + rand_r(&seed) % 100, odd = rand_r(&seed) % 16;

		for (size_t i = 0; i < s.len; i++)
			bytes[i] = (uint8_t)(rand_r(&seed) % 16 < odd ? rand_r(&seed) : 'a');
		if (text_is_mostly(s, percent) != (text_share(s) >= percent))
			fail_msg("round %d: %zu bytes, %d %%", round, s.len, percent);
	}
}

static void a_copy_is_cut_where_it_is_full(void **state)
{
	static const char *const texts[] = { "", "a", "abcdef", "abcdefg", "abcdefghij" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char copied[8], printed[8];

		memset(copied, 'x', sizeof copied);
		snprintf(printed, sizeof printed, "%.7s", texts[i]);
		text_copy_to(copied, sizeof copied, texts[i]);
		assert_string_equal(copied, printed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accents_are_left_out),
		cmocka_unit_test(what_is_text_is_told_in_percent),
		cmocka_unit_test(what_is_no_text_counts_wherever_it_stands),
		cmocka_unit_test(mostly_text_is_what_the_share_says),
		cmocka_unit_test(a_copy_is_cut_where_it_is_full),
	};

	return unit_run(tests);
}
