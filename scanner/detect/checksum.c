#include "detect/checksum.h"

#include "detect/codec.h"

#include <string.h>

static int digit_at(struct span s, size_t i)
{
	uint8_t c = s.data[i];

	return c >= '0' && c <= '9' ? c - '0' : -1;
}

/* Sum by ISO/IEC 7812-1 annex B; the last digit is doubled first where `doubled`. -1: not all digits. */
static int luhn_sum(struct span s, bool doubled)
{
	int sum = 0;

	for (size_t i = s.len; i > 0; i--) {
		int d = digit_at(s, i - 1);

		if (d < 0)
			return -1;
		if (doubled)
			d = d > 4 ? 2 * d - 9 : 2 * d;
		sum += d;
		doubled = !doubled;
	}
	return sum;
}

static bool luhn(struct span s)
{
	int sum = luhn_sum(s, false);

	return s.len > 1 && sum >= 0 && sum % 10 == 0;
}

char checksum_luhn_digit(struct span digits)
{
	int sum = luhn_sum(digits, true);

	return sum < 0 ? 0 : (char)('0' + (10 - sum % 10) % 10);
}

/* Multiplication in the dihedral group of order ten: 0-4 are rotations, 5-9 reflections. */
static int dihedral(int a, int b)
{
	if (a < 5)
		return b < 5 ? (a + b) % 5 : 5 + (a + b - 5) % 5;
	return b < 5 ? 5 + (a - 5 - b + 5) % 5 : (a - b + 5) % 5;
}

static bool verhoeff(struct span s)
{
	static const int once[10] = { 1, 5, 7, 6, 2, 8, 3, 0, 9, 4 };
	int c = 0;

	for (size_t i = 0; i < s.len; i++) {
		int d = digit_at(s, s.len - 1 - i);

		if (d < 0)
			return false;
		for (size_t n = i % 8; n > 0; n--)
			d = once[d];
		c = dihedral(c, d);
	}
	return s.len > 1 && c == 0;
}

/* ISO 7064 MOD 11-2: the last character may be X, for ten. */
static bool mod11_2(struct span s)
{
	int sum = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool ten = i + 1 == s.len && (s.data[i] == 'X' || s.data[i] == 'x');
		int d = ten ? 10 : digit_at(s, i);

		if (d < 0)
			return false;
		sum = (sum * 2 + d) % 11;
	}
	return s.len > 1 && sum == 1;
}

static bool taiwan_id(struct span s)
{
	/* The number of each letter, A first: they were given out in the order of the counties. */
	static const int letters[26] = { 10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28,
		29, 32, 30, 31, 33 };
	static const int weights[9] = { 8, 7, 6, 5, 4, 3, 2, 1, 1 };
	int letter, sum;

	if (s.len != 10)
		return false;
	letter = s.data[0] | 0x20;
	if (letter < 'a' || letter > 'z')
		return false;
	letter = letters[letter - 'a'];
	sum = letter / 10 + letter % 10 * 9;
	for (size_t i = 0; i < 9; i++) {
		int d = digit_at(s, i + 1);

		if (d < 0)
			return false;
		sum += d * weights[i];
	}
	return sum % 10 == 0;
}

/* The remainder by 11 of digits with falling weights, the last of them 2; ten counts as zero. */
static int cpf_digit(struct span s)
{
	int sum = 0;

	for (size_t i = 0; i < s.len; i++)
		sum += digit_at(s, i) * (int)(s.len + 1 - i);
	return sum * 10 % 11 % 10;
}

static bool cpf(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (digit_at(s, i) < 0)
			return false;
	return s.len == 11 && cpf_digit(span_sub(s, 0, 9)) == digit_at(s, 9) && cpf_digit(span_sub(s, 0, 10)) == digit_at(s, 10);
}

/* S and T: citizens, F and G: others; of those born or come since 2000, T and G, four is added. */
static bool nric(struct span s)
{
	static const int weights[7] = { 2, 7, 6, 5, 4, 3, 2 };
	bool citizen;
	int sum;

	if (s.len != 9 || s.data[0] == 0 || strchr("STFG", s.data[0]) == NULL)
		return false;
	citizen = s.data[0] == 'S' || s.data[0] == 'T';
	sum = s.data[0] == 'T' || s.data[0] == 'G' ? 4 : 0;
	for (size_t i = 0; i < 7; i++) {
		if (digit_at(s, i + 1) < 0)
			return false;
		sum += digit_at(s, i + 1) * weights[i];
	}
	return s.data[8] == (citizen ? "JZIHGFEDCBA" : "XWUTRQPNMLK")[sum % 11];
}

/* The letter of the remainder by 23; of those who are no citizens an X, a Y or a Z stands for the first digit, 0 to 2. */
static bool dni(struct span s)
{
	int number = 0, digits = 0;

	for (size_t i = 0; i + 1 < s.len; i++) {
		int d = i == 0 && (s.data[0] | 0x20) >= 'x' && (s.data[0] | 0x20) <= 'z' ? (s.data[0] | 0x20) - 'x' : digit_at(s, i);

		if (d < 0 && s.data[i] != '-')
			return false;
		number = d < 0 ? number : number * 10 + d;
		digits += d >= 0;
	}
	return digits == 8 && (s.data[s.len - 1] | 0x20) == ("TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] | 0x20);
}

struct sorts {
	bool upper, lower, digit;
};

static struct sorts sorts_in(struct span s)
{
	struct sorts in = { false, false, false };

	for (size_t i = 0; i < s.len; i++) {
		in.upper |= s.data[i] >= 'A' && s.data[i] <= 'Z';
		in.lower |= s.data[i] >= 'a' && s.data[i] <= 'z';
		in.digit |= s.data[i] >= '0' && s.data[i] <= '9';
	}
	return in;
}

static bool letters_digits(struct span s)
{
	struct sorts in = sorts_in(s);

	return (in.upper || in.lower) && in.digit;
}

static bool cases_digits(struct span s)
{
	struct sorts in = sorts_in(s);

	return in.upper && in.lower && in.digit;
}

enum { ID_MIN = 16 }; /* hex digits */

static bool no_id(struct span s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (hex_digit(s.data[i]) < 0 && s.data[i] != '-')
			return true;
		digits += s.data[i] != '-';
	}
	return digits < ID_MIN;
}

static const struct {
	const char *name;
	bool (*holds)(struct span s);
} checksums[CHECK_COUNT] = {
	[CHECK_NONE] = { "", NULL },
	[CHECK_LUHN] = { "Luhn", luhn },
	[CHECK_VERHOEFF] = { "Verhoeff", verhoeff },
	[CHECK_MOD11_2] = { "MOD 11-2", mod11_2 },
	[CHECK_TAIWAN_ID] = { "Taiwan's check digit", taiwan_id },
	[CHECK_LETTERS_DIGITS] = { "format", letters_digits },
	[CHECK_CASES_DIGITS] = { "format", cases_digits },
	[CHECK_NO_ID] = { "format", no_id },
	[CHECK_CPF] = { "CPF's check digits", cpf },
	[CHECK_NRIC] = { "NRIC's check letter", nric },
	[CHECK_DNI] = { "DNI's check letter", dni },
};

bool checksum_holds(enum checksum c, struct span text)
{
	return checksums[c].holds == NULL || checksums[c].holds(text);
}

const char *checksum_name(enum checksum c)
{
	return checksums[c].name;
}
