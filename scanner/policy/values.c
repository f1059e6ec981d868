/*
 * The form of a case's true values. A slip here would make the scan look for a number that no handset has, so every
 * kind that has a form is held to it. What is wrong is said without the value: the case is personal data.
 */
#include "policy/load.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MAX = 32, LOCATION_TEXT = 64 };

/* Digits of text without blanks, "-" and "/"; 0 where there is anything else, or more than ret holds. */
static size_t only_digits(const char *text, char ret[DIGITS_MAX + 1])
{
	size_t n = 0;

	for (; *text != 0; text++) {
		if (strchr(" -/", *text) != NULL)
			continue;
		if (!isdigit((unsigned char)*text) || n == DIGITS_MAX)
			return 0;
		ret[n++] = *text;
	}
	ret[n] = 0;
	return n;
}

/* ISO/IEC 7812-1 annex B: the digit that makes the n before it right. */
static int luhn_digit(const char *digits, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++) {
		int d = digits[n - 1 - i] - '0';

		if (i % 2 == 0)
			d = d * 2 > 9 ? d * 2 - 9 : d * 2;
		sum += d;
	}
	return (10 - sum % 10) % 10;
}

static const char *luhn_fault(const char *digits, size_t n, char ret[128])
{
	int right = luhn_digit(digits, n - 1);

	if (digits[n - 1] - '0' == right)
		return NULL;
	snprintf(ret, 128, "the check digit is wrong; after these digits it is %d", right);
	return ret;
}

/* 3GPP TS 23.003 6.2: 15 digits with check digit, 14 without, 16 with the software version in its place. */
static const char *imei_fault(const char *text, char ret[128])
{
	char digits[DIGITS_MAX + 1];
	size_t n = only_digits(text, digits);

	if (n < 14 || n > 16)
		return "14 to 16 digits are expected";
	return n == 15 ? luhn_fault(digits, n, ret) : NULL;
}

static const char *imeisv_fault(const char *text, char ret[128])
{
	char digits[DIGITS_MAX + 1];

	(void)ret;
	return only_digits(text, digits) == 16 ? NULL : "16 digits are expected";
}

static const char *imsi_fault(const char *text, char ret[128])
{
	size_t n = strspn(text, "0123456789");

	(void)ret;
	return text[n] == 0 && (n == 14 || n == 15) ? NULL : "14 or 15 digits are expected";
}

static const char *iccid_fault(const char *text, char ret[128])
{
	char digits[DIGITS_MAX + 1];
	size_t n = only_digits(text, digits);

	(void)ret;
	return n >= 18 && n <= 20 && strncmp(digits, "89", 2) == 0 ? NULL : "18 to 20 digits are expected, the first 89";
}

static bool is_hex(const char *text, size_t least, size_t most)
{
	size_t n = strspn(text, "0123456789abcdefABCDEF");

	return text[n] == 0 && n >= least && n <= most;
}

static const char *meid_fault(const char *text, char ret[128])
{
	(void)ret;
	return is_hex(text, 14, 14) || (strspn(text, "0123456789") == 18 && text[18] == 0) ? NULL :
		"14 hexadecimal or 18 decimal digits are expected";
}

/* ITU-T E.164: at most 15 digits; none of its country codes begins with 0. */
static const char *phone_fault(const char *text, char ret[128])
{
	size_t n = text[0] == '+' ? strspn(text + 1, "0123456789") : 0;

	(void)ret;
	return n >= 7 && n <= 15 && text[n + 1] == 0 && text[1] != '0' ? NULL :
		"E.164 is expected: +, country code and number, digits alone";
}

static const char *contact_fault(const char *text, char ret[128])
{
	if (text[0] == '+')
		return phone_fault(text, ret);
	return strlen(text) >= 6 ? NULL : "at least 6 characters are expected: shorter ones stand everywhere";
}

static const char *email_fault(const char *text, char ret[128])
{
	const char *at = strchr(text, '@');

	(void)ret;
	return at != NULL && at != text && strchr(at + 1, '@') == NULL && strchr(at + 1, '.') != NULL &&
			strpbrk(text, " \t\n<>,") == NULL ? NULL :
		"an e-mail address is expected, without a name";
}

static const char *android_id_fault(const char *text, char ret[128])
{
	(void)ret;
	return is_hex(text, 13, 16) ? NULL : "16 hexadecimal digits are expected (some handsets drop leading zeros)";
}

static bool is_uuid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; i < sizeof form; i++) {
		if (form[i] == 'x' ? !isxdigit((unsigned char)text[i]) : text[i] != form[i])
			return false;
	}
	return true;
}

static const char *advertising_id_fault(const char *text, char ret[128])
{
	(void)ret;
	return is_uuid(text) || is_hex(text, 16, 16) || is_hex(text, 32, 32) || is_hex(text, 64, 64) ? NULL :
		"a UUID, or 16, 32 or 64 hexadecimal digits, are expected";
}

static const char *mac_fault(const char *text, char ret[128])
{
	struct mac mac;

	(void)ret;
	return mac_parse(text, &mac) ? NULL : "a MAC is expected: 12 hexadecimal digits, as 00:00:5e:00:53:01";
}

static const char *ssid_fault(const char *text, char ret[128])
{
	(void)ret;
	return strlen(text) <= 32 ? NULL : "at most 32 bytes are expected";
}

static bool is_degrees(const char *text, double most)
{
	char *end;
	double d = strtod(text, &end);

	return end != text && *end == 0 && text[strspn(text, "+-.0123456789")] == 0 && d >= -most && d <= most;
}

static const char *location_fault(const char *text, char ret[128])
{
	const char *comma = strchr(text, ',');
	char latitude[LOCATION_TEXT] = "";

	(void)ret;
	if (comma != NULL && comma - text < LOCATION_TEXT)
		memcpy(latitude, text, (size_t)(comma - text));
	return comma != NULL && is_degrees(latitude, 90) && is_degrees(comma + 1 + (comma[1] == ' '), 180) ? NULL :
		"latitude and longitude in degrees are expected, as 12.9716,77.5946";
}

static const char *card_fault(const char *text, char ret[128])
{
	char digits[DIGITS_MAX + 1];
	size_t n = only_digits(text, digits);

	if (n < 12 || n > 19)
		return "12 to 19 digits are expected";
	return luhn_fault(digits, n, ret);
}

static const char *const too_short = "at least 3 characters are expected: shorter ones stand everywhere";

const char *value_fault(enum kind kind, const char *text, char ret[128])
{
	static const char *(*const faults[KIND_COUNT])(const char *text, char ret[128]) = {
		[KIND_IMEI] = imei_fault,
		[KIND_IMEISV] = imeisv_fault,
		[KIND_MEID] = meid_fault,
		[KIND_IMSI] = imsi_fault,
		[KIND_ICCID] = iccid_fault,
		[KIND_PHONE_NUMBER] = phone_fault,
		[KIND_CONTACT] = contact_fault,
		[KIND_EMAIL] = email_fault,
		[KIND_ANDROID_ID] = android_id_fault,
		[KIND_ADVERTISING_ID] = advertising_id_fault,
		[KIND_WIFI_MAC] = mac_fault,
		[KIND_BLUETOOTH_MAC] = mac_fault,
		[KIND_BSSID] = mac_fault,
		[KIND_SSID] = ssid_fault,
		[KIND_LOCATION] = location_fault,
		[KIND_PAYMENT_CARD] = card_fault,
	};

	if (strlen(text) >= VALUE_MAX)
		return "too long to be searched for";
	if (faults[kind] == NULL)
		return strlen(text) >= 3 ? NULL : too_short;
	return faults[kind](text, ret);
}
