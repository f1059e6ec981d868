#include "detect/normal.h"

#include "base/text.h"
#include "detect/checksum.h"
#include "detect/codec.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NATIONAL_MIN = 8 }; /* a shorter national number is any number */

static struct normal *add(struct normals *n, const char *text)
{
	struct normal *item = &n->items[n->n];
	size_t len = strlen(text);

	for (size_t i = 0; i < n->n; i++)
		if (strcmp(n->items[i].text, text) == 0)
			return &n->items[i];
	if (n->n == NORMALS_MAX || len == 0 || len >= sizeof item->text)
		return NULL;
	memcpy(item->text, text, len + 1);
	n->n++;
	return item;
}

/* Groups of the given lengths (0 ends them) with a separator between; what is left over stands at the end. */
static void group(const char *text, const char *lengths, char separator, char ret[VALUE_MAX])
{
	size_t len = 0;

	for (; *lengths != 0 && *text != 0; lengths++) {
		for (int i = *lengths - '0'; i > 0 && *text != 0 && len + 3 < VALUE_MAX; i--)
			ret[len++] = *text++;
		if (*text != 0)
			ret[len++] = separator;
	}
	snprintf(ret + len, VALUE_MAX - len, "%s", text);
}

static void add_spelling(struct normals *n, const char *text)
{
	size_t before = n->n;
	struct normal *item = add(n, text);

	if (item != NULL && n->n > before)
		item->spelling = true;
}

static void add_grouped(struct normals *n, const char *text, const char *lengths, char separator)
{
	char out[VALUE_MAX];

	group(text, lengths, separator, out);
	add_spelling(n, out);
	explicit_bzero(out, sizeof out);
}

/* The characters of text that keep() accepts. */
static void keep(const char *text, int (*wanted)(int), char ret[VALUE_MAX])
{
	size_t len = 0;

	for (; *text != 0 && len + 1 < VALUE_MAX; text++)
		if (wanted((unsigned char)*text))
			ret[len++] = *text;
	ret[len] = 0;
}

static void text_upper(char *s)
{
	for (; *s != 0; s++)
		*s = (char)toupper((unsigned char)*s);
}

static void set_bcd(struct normal *n)
{
	if (n != NULL)
		n->bcd = true;
}

/* From its end to its beginning, as an identifier of Baidu's holds it. */
static void add_backwards(struct normals *n, const char *text)
{
	char out[VALUE_MAX];
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		out[i] = text[len - 1 - i];
	out[len] = 0;
	add_spelling(n, out);
	explicit_bzero(out, sizeof out);
}

static void imei(const char *value, struct normals *n)
{
	static const char *const printed[] = { "266", "86", "626" };
	static const char separators[] = "- /";
	char digits[VALUE_MAX], body[16];
	struct normal *item;

	keep(value, isdigit, digits);
	if (strlen(digits) == 14) {
		digits[14] = checksum_luhn_digit(span_of(digits));
		digits[15] = 0;
	}
	if (strlen(digits) != 15)
		return;
	set_bcd(add(n, digits));
	add_backwards(n, digits);
	snprintf(body, sizeof body, "%.14s", digits);
	item = add(n, body);
	if (item != NULL)
		item->goes_on = item->bcd = true;
	for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
		for (const char *c = separators; *c != 0; c++) {
			add_grouped(n, digits, printed[i], *c);
			add_grouped(n, body, printed[i], *c);
		}
	}
}

static void imeisv(const char *value, struct normals *n)
{
	char digits[VALUE_MAX];

	keep(value, isdigit, digits);
	set_bcd(add(n, digits));
	add_grouped(n, digits, "266", '-');
	add_grouped(n, digits, "266", ' ');
}

static void digits_only(const char *value, struct normals *n)
{
	char digits[VALUE_MAX];

	keep(value, isdigit, digits);
	set_bcd(add(n, digits));
}

/* Country, network, subscriber; behind a digit that tells how it proves who it is (3GPP TS 23.003 14.3), in a name of a network's. */
static void imsi(const char *value, struct normals *n)
{
	char name[VALUE_MAX + 2];

	digits_only(value, n);
	for (const char *how = "016"; n->n > 0 && *how != 0; how++) {
		snprintf(name, sizeof name, "%c%.*s@", *how, VALUE_MAX - 2, n->items[0].text);
		add_spelling(n, name);
	}
	explicit_bzero(name, sizeof name);
	for (int wide = 0; n->n > 0 && wide < 2; wide++) {
		add_grouped(n, n->items[0].text, wide ? "33" : "32", ' ');
		add_grouped(n, n->items[0].text, wide ? "33" : "32", '-');
	}
}

/* With its check digit and without; nineteen digits may be either. */
static void iccid(const char *value, struct normals *n)
{
	char other[VALUE_MAX];
	size_t len;

	digits_only(value, n);
	if (n->n == 0)
		return;
	add_grouped(n, n->items[0].text, "4444", ' ');
	add_grouped(n, n->items[0].text, "4444", '-');
	keep(value, isdigit, other);
	len = strlen(other);
	if (len < 20) {
		other[len] = checksum_luhn_digit(span_of(other));
		other[len + 1] = 0;
		set_bcd(add(n, other));
		other[len] = 0;
	}
	if (len > 18 && checksum_holds(CHECK_LUHN, span_of(other))) {
		other[len - 1] = 0;
		set_bcd(add(n, other));
	}
	explicit_bzero(other, sizeof other);
}

static void card(const char *value, struct normals *n)
{
	digits_only(value, n);
	if (n->n == 0)
		return;
	add_grouped(n, n->items[0].text, "4444", ' ');
	add_grouped(n, n->items[0].text, "4444", '-');
}

/* Both cases: hashes tell them apart. */
static void add_cases(struct normals *n, const char *text)
{
	char copy[VALUE_MAX];
	struct normal *item;

	snprintf(copy, sizeof copy, "%s", text);
	text_lower(copy);
	item = add(n, copy);
	if (item != NULL)
		item->nocase = true;
	text_upper(copy);
	item = add(n, copy);
	if (item != NULL)
		item->nocase = true;
}

/* As it was said too: programs hash what they were given. */
static void cases(const char *value, struct normals *n)
{
	struct normal *item;

	add_cases(n, value);
	item = add(n, value);
	if (item != NULL)
		item->nocase = true;
}

/* Also as the decimal digits that networks of that sort print: ten for the first half, eight for the second. */
static void meid(const char *value, struct normals *n)
{
	unsigned long first, second;
	char decimal[32];

	cases(value, n);
	if (strlen(value) != 14 || strspn(value, "0123456789abcdefABCDEF") != 14 || sscanf(value, "%8lx%6lx", &first, &second) != 2)
		return;
	snprintf(decimal, sizeof decimal, "%010lu%08lu", first, second);
	add(n, decimal);
	explicit_bzero(decimal, sizeof decimal);
}

static void grouped_cases(struct normals *n, const char *text, const char *lengths, char separator)
{
	char out[VALUE_MAX];

	group(text, lengths, separator, out);
	add_cases(n, out);
	explicit_bzero(out, sizeof out);
}

/* Spellings of people and of network equipment, whose makers all have their own. */
static void mac_spellings(struct normals *n, const char *hex)
{
	static const struct {
		const char *lengths;
		char separator;
	} spellings[] = { { "44", '.' }, { "44", '-' }, { "44", ':' }, { "6", '-' }, { "6", ':' }, { "22222", '.' }, { "22222", ' ' },
		{ "22222", '_' } };

	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		char out[VALUE_MAX];
		struct normal *item;

		group(hex, spellings[i].lengths, spellings[i].separator, out);
		text_lower(out);
		item = add(n, out);
		if (item != NULL)
			item->nocase = item->spelling = true;
		explicit_bzero(out, sizeof out);
	}
}

/* In the order of its bytes on the air, as stacks of Bluetooth hold it. */
static void mac_backwards(struct normals *n, const char *hex)
{
	char out[16];
	struct normal *item;

	for (size_t i = 0; i < 12; i++)
		out[i] = hex[10 - i + 2 * (i % 2)];
	out[12] = 0;
	text_lower(out);
	item = add(n, out);
	if (item != NULL)
		item->nocase = item->spelling = true;
	explicit_bzero(out, sizeof out);
}

static void mac(const char *value, struct normals *n)
{
	char hex[VALUE_MAX];

	keep(value, isxdigit, hex);
	if (strlen(hex) != 12)
		return;
	add_cases(n, hex);
	grouped_cases(n, hex, "22222", ':');
	grouped_cases(n, hex, "22222", '-');
	mac_spellings(n, hex);
	mac_backwards(n, hex);
}

/* Also as the decimal number that Google's services write. */
static void android_id(const char *value, struct normals *n)
{
	char decimal[32];

	cases(value, n);
	if (strlen(value) != 16 || strspn(value, "0123456789abcdefABCDEF") != 16)
		return;
	snprintf(decimal, sizeof decimal, "%" PRIu64, (uint64_t)strtoull(value, NULL, 16));
	add_spelling(n, decimal);
	explicit_bzero(decimal, sizeof decimal);
}

/* UUIDs with and without dashes; identifiers of makers that are plain hex stay so. */
static void uuid(const char *value, struct normals *n)
{
	char hex[VALUE_MAX];

	keep(value, isxdigit, hex);
	if (strlen(hex) == 32)
		grouped_cases(n, hex, "8444", '-');
	else
		add_cases(n, value);
	if (strlen(hex) == 32)
		add_cases(n, hex);
}

/* Length of the country's calling code that E.164 digits begin with (ITU-T E.164 annex: the list of 2016). */
static size_t calling_code(const char *digits)
{
	static const char two[] = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 "
		"65 66 81 82 84 86 90 91 92 93 94 95 98";
	char start[3] = { digits[0], digits[0] == 0 ? 0 : digits[1], 0 };

	if (digits[0] == '1' || digits[0] == '7')
		return 1;
	return strlen(start) == 2 && strstr(two, start) != NULL ? 2 : 3;
}

/* As printed: alone, behind the national prefix, behind the country's code. */
static void phone_spelling(struct normals *n, const char *code, int code_len, char separator, const char *grouped)
{
	char text[VALUE_MAX + 32];

	add_spelling(n, grouped);
	snprintf(text, sizeof text, "0%s", grouped);
	add_spelling(n, text);
	snprintf(text, sizeof text, "+%.*s%c%s", code_len, code, separator, grouped);
	add_spelling(n, text);
	explicit_bzero(text, sizeof text);
}

static void phone_national(struct normals *n, const char *code, int code_len, const char *national)
{
	/* digits: that the number has, 0: any. France writes pairs behind the first, Brazil "11 91234 5678". */
	static const struct {
		const char *lengths;
		size_t digits;
	} groups[] = { { "", 0 }, { "5", 0 }, { "33", 0 }, { "34", 0 }, { "3", 0 }, { "4", 0 }, { "24", 0 }, { "322", 0 }, { "1222", 9 }, { "25", 11 } };
	static const char separators[] = " -";
	char text[VALUE_MAX], grouped[VALUE_MAX];

	if (strlen(national) < NATIONAL_MIN)
		return;
	add(n, national);
	snprintf(text, sizeof text, "0%s", national);
	add(n, text);
	for (const char *separator = separators; *separator != 0; separator++) {
		for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
			if (groups[i].digits != 0 && groups[i].digits != strlen(national))
				continue;
			group(national, groups[i].lengths, *separator, grouped);
			phone_spelling(n, code, code_len, *separator, grouped);
		}
	}
	group(national, "33", '.', grouped);
	phone_spelling(n, code, code_len, '.', grouped);
	/* "0151/12345678" */
	group(national, "3", '/', grouped);
	phone_spelling(n, code, code_len, ' ', grouped);
	if (strlen(national) == 11) {
		snprintf(grouped, sizeof grouped, "(%.2s) %.5s-%s", national, national + 2, national + 7);
		phone_spelling(n, code, code_len, ' ', grouped);
	}
	if (strlen(national) == 10) {
		snprintf(grouped, sizeof grouped, "(%.3s) %.3s-%s", national, national + 3, national + 6);
		phone_spelling(n, code, code_len, ' ', grouped);
	}
	explicit_bzero(text, sizeof text);
	explicit_bzero(grouped, sizeof grouped);
}

static void phone(const char *value, struct normals *n)
{
	char all[VALUE_MAX], text[VALUE_MAX + 2];
	const char *digits = all;
	size_t code;

	keep(value, isdigit, all);
	if (strncmp(all, "00", 2) == 0)
		digits += 2;
	else if (value[strspn(value, " ")] != '+') {
		set_bcd(add(n, digits)); /* its country is not said */
		return;
	}
	if (strlen(digits) > 15) /* E.164 */
		return;
	snprintf(text, sizeof text, "+%s", digits);
	add(n, text);
	set_bcd(add(n, digits));
	snprintf(text, sizeof text, "00%s", digits);
	add(n, text);
	code = calling_code(digits);
	if (strlen(digits) > code)
		phone_national(n, digits, (int)code, digits + code);
	explicit_bzero(all, sizeof all);
	explicit_bzero(text, sizeof text);
}

static void as_is(const char *value, struct normals *n)
{
	add(n, value);
}

struct shape {
	void (*normals)(const char *value, struct normals *n);
	enum edge_class edge;
	bool word;
};

static const struct shape any_text = { as_is, EDGE_WORD, false };
static const struct shape address = { cases, EDGE_ADDRESS, false };

static const struct shape shapes[KIND_COUNT] = {
	[KIND_IMEI] = { imei, EDGE_DIGIT, false },
	[KIND_IMEISV] = { imeisv, EDGE_DIGIT, false },
	[KIND_MEID] = { meid, EDGE_HEX, false },
	[KIND_IMSI] = { imsi, EDGE_DIGIT, false },
	[KIND_ICCID] = { iccid, EDGE_DIGIT, false },
	[KIND_PHONE_NUMBER] = { phone, EDGE_DIGIT, false },
	[KIND_CONTACT] = { phone, EDGE_DIGIT, false },
	[KIND_EMAIL] = { cases, EDGE_ADDRESS, false },
	[KIND_ANDROID_ID] = { android_id, EDGE_HEX, false },
	[KIND_ADVERTISING_ID] = { uuid, EDGE_HEX, false },
	[KIND_WIFI_MAC] = { mac, EDGE_HEX, false },
	[KIND_BLUETOOTH_MAC] = { mac, EDGE_HEX, false },
	[KIND_BSSID] = { mac, EDGE_HEX, false },
	[KIND_SERIAL_NUMBER] = { cases, EDGE_WORD, false },
	[KIND_SSID] = { as_is, EDGE_WORD, true },
	[KIND_OPERATOR_NAME] = { as_is, EDGE_WORD, true },
	[KIND_PAYMENT_CARD] = { card, EDGE_DIGIT, false },
};

void normals_of(enum kind kind, const char *value, struct normals *ret)
{
	const struct shape *shape = &shapes[kind];

	memset(ret, 0, sizeof *ret);
	if (kind == KIND_CONTACT && strchr(value, '@') != NULL)
		shape = &address;
	else if (shape->normals == NULL)
		shape = &any_text;
	ret->edge = shape->edge;
	ret->word = shape->word;
	shape->normals(value, ret);
}
