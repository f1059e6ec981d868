#include "unit.h"

#include "detect/checksum.h"

static const struct {
	enum checksum check;
	const char *text;
	bool holds;
} rows[] = {
	{ CHECK_NONE, "anything", true },
	{ CHECK_LUHN, "490154203237518", true },
	{ CHECK_LUHN, "490154203237517", false },
	{ CHECK_LUHN, "4111111111111111", true },
	{ CHECK_LUHN, "41111x1111111111", false },
	{ CHECK_LUHN, "0", false },
	{ CHECK_LUHN, "", false },
	{ CHECK_VERHOEFF, "2363", true },
	{ CHECK_VERHOEFF, "2364", false },
	{ CHECK_VERHOEFF, "3632", false },
	{ CHECK_VERHOEFF, "1428570", true },
	{ CHECK_VERHOEFF, "123456789012" "0", true },
	{ CHECK_VERHOEFF, "12a3", false },
	{ CHECK_MOD11_2, "11010519491231002X", true },
	{ CHECK_MOD11_2, "11010519491231002x", true },
	{ CHECK_MOD11_2, "110105194912310021", false },
	{ CHECK_MOD11_2, "1101051949123X0021", false },
	{ CHECK_TAIWAN_ID, "A123456789", true },
	{ CHECK_TAIWAN_ID, "a123456789", true },
	{ CHECK_TAIWAN_ID, "A123456788", false },
	{ CHECK_TAIWAN_ID, "1123456789", false },
	{ CHECK_TAIWAN_ID, "A12345678", false },
	{ CHECK_LETTERS_DIGITS, "R58M12AB3C", true },
	{ CHECK_LETTERS_DIGITS, "2026112801", false },
	{ CHECK_LETTERS_DIGITS, "required", false },
	{ CHECK_CASES_DIGITS, "Lxo5FiBn0aTz-w_Q", true },
	{ CHECK_CASES_DIGITS, "READ_PHONE_STATE", false },
	{ CHECK_CASES_DIGITS, "PhoneStateDenied", false },
	{ CHECK_NO_ID, "Cafe Roma 2", true },
	{ CHECK_NO_ID, "deadbeef", true },
	{ CHECK_NO_ID, "38400000-8cf0-11bd-b23e-10b96e40000d", false },
	{ CHECK_CPF, "52998224725", true },
	{ CHECK_CPF, "52998224752", false },
	{ CHECK_CPF, "5299822472", false },
	{ CHECK_CPF, "5299822472a", false },
	{ CHECK_NRIC, "S1234567D", true },
	{ CHECK_NRIC, "T0123456G", true },
	{ CHECK_NRIC, "F1234567N", true },
	{ CHECK_NRIC, "S1234567E", false },
	{ CHECK_NRIC, "A1234567D", false },
	{ CHECK_NRIC, "S12345678", false },
	{ CHECK_DNI, "12345678Z", true },
	{ CHECK_DNI, "12345678-z", true },
	{ CHECK_DNI, "X1234567L", true },
	{ CHECK_DNI, "12345678A", false },
	{ CHECK_DNI, "1234567Z", false },
	{ CHECK_DNI, "Z", false },
};

static void check_digits_hold_or_do_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (checksum_holds(rows[i].check, span_of(rows[i].text)) != rows[i].holds)
			fail_msg("%s %s", checksum_name(rows[i].check), rows[i].text);
}

/* Verhoeff finds every exchange of neighbours and every single wrong digit. */
static void verhoeff_finds_one_wrong_digit(void **state)
{
	char text[] = "2363";

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		char right = text[i];

		for (char c = '0'; c <= '9'; c++) {
			text[i] = c;
			assert_int_equal(checksum_holds(CHECK_VERHOEFF, span_of(text)), c == right);
		}
		text[i] = right;
	}
}

static void an_imei_gets_its_check_digit(void **state)
{
	(void)state;
	assert_int_equal(checksum_luhn_digit(span_of("49015420323751")), '8');
	assert_int_equal(checksum_luhn_digit(span_of("4901542032375x")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_digits_hold_or_do_not),
		cmocka_unit_test(verhoeff_finds_one_wrong_digit),
		cmocka_unit_test(an_imei_gets_its_check_digit),
	};

	return unit_run(tests);
}
