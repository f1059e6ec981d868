#include "detect/signals/signals.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_LONGEST = 32 };

static bool is_word(struct span value, const char *a, const char *b, const char *c)
{
	return span_is_nocase(value, a) || span_is_nocase(value, b) || span_is_nocase(value, c);
}

static bool flag(struct span value, char ret[DETAIL_TEXT])
{
	bool yes = is_word(value, "1", "true", "yes");

	if (!yes && !is_word(value, "0", "false", "no"))
		return false;
	snprintf(ret, DETAIL_TEXT, yes ? "yes" : "no");
	return true;
}

/* Letters of the services with consent under the Digital Markets Act; a dash where there is none. */
static bool services(struct span value, char ret[DETAIL_TEXT])
{
	if (value.len == 0 || value.len > 12)
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (!islower(value.data[i]) && value.data[i] != '-')
			return false;
	snprintf(ret, DETAIL_TEXT, "services: %.*s", (int)value.len, (const char *)value.data);
	return true;
}

/* App Tracking Transparency, as Apple counts. */
static bool tracking_status(struct span value, char ret[DETAIL_TEXT])
{
	static const char *const words[] = { "not asked", "restricted", "denied", "authorised" };

	if (value.len != 1 || value.data[0] < '0' || value.data[0] > '3')
		return false;
	snprintf(ret, DETAIL_TEXT, "%s", words[value.data[0] - '0']);
	return true;
}

/* What handsets give in place of an advertising id where its owner refused one. */
static bool zero_id(struct span value, char ret[DETAIL_TEXT])
{
	size_t zeros = 0;

	for (size_t i = 0; i < value.len; i++) {
		if (value.data[i] != '0' && value.data[i] != '-')
			return false;
		zeros += value.data[i] == '0';
	}
	if (zeros < 16)
		return false;
	snprintf(ret, DETAIL_TEXT, "all zeros");
	return true;
}

/* By name: lower case, letters and digits alone. Sorted. */
static const struct row {
	const char *key, *name;
	bool (*read)(struct span value, char ret[DETAIL_TEXT]);
} rows[] = {
	{ "aaid", "advertising-id-zero", zero_id },
	{ "additionalconsent", "additional-consent", signal_additional },
	{ "addtlconsent", "additional-consent", signal_additional },
	{ "adid", "advertising-id-zero", zero_id },
	{ "adidgoogle", "advertising-id-zero", zero_id },
	{ "adlimit", "limit-ad-tracking", flag },
	{ "adstrackingenabled", "ad-tracking-enabled", flag },
	{ "adtrackingenabled", "ad-tracking-enabled", flag },
	{ "adtrackinglimited", "limit-ad-tracking", flag },
	{ "advertisementid", "advertising-id-zero", zero_id },
	{ "advertisingid", "advertising-id-zero", zero_id },
	{ "attauthorizationstatus", "app-tracking-status", tracking_status },
	{ "atts", "app-tracking-status", tracking_status },
	{ "attstatus", "app-tracking-status", tracking_status },
	{ "ccpa", "us-privacy", signal_us_privacy },
	{ "ccpaconsent", "us-privacy", signal_us_privacy },
	{ "consent", "tcf", signal_tcf },
	{ "consentdata", "tcf", signal_tcf },
	{ "consentstring", "tcf", signal_tcf },
	{ "dma", "digital-markets-act", flag },
	{ "dmacps", "dma-consent", services },
	{ "dnt", "do-not-track", flag },
	{ "donottrack", "do-not-track", flag },
	{ "euconsent", "tcf", signal_tcf },
	{ "euconsentv2", "tcf", signal_tcf },
	{ "gaid", "advertising-id-zero", zero_id },
	{ "gaidvalue", "advertising-id-zero", zero_id },
	{ "gcd", "consent-mode-defaults", signal_consent_defaults },
	{ "gcs", "consent-mode-state", signal_consent_state },
	{ "gdpr", "gdpr-applies", flag },
	{ "gdprapplies", "gdpr-applies", flag },
	{ "gdprconsent", "tcf", signal_tcf },
	{ "gdprconsentdata", "tcf", signal_tcf },
	{ "gdprconsentstring", "tcf", signal_tcf },
	{ "gdprstring", "tcf", signal_tcf },
	{ "googleadid", "advertising-id-zero", zero_id },
	{ "googleadvertisingid", "advertising-id-zero", zero_id },
	{ "gpc", "global-privacy-control", flag },
	{ "gpp", "gpp", signal_gpp },
	{ "gppconsent", "gpp", signal_gpp },
	{ "gppsid", "gpp-sections", signal_gpp_sections },
	{ "gppsids", "gpp-sections", signal_gpp_sections },
	{ "gppstring", "gpp", signal_gpp },
	{ "gpsadid", "advertising-id-zero", zero_id },
	{ "iabgppgppsid", "gpp-sections", signal_gpp_sections },
	{ "iabgpphdrgppstring", "gpp", signal_gpp },
	{ "iabtcfaddtlconsent", "additional-consent", signal_additional },
	{ "iabtcfgdprapplies", "gdpr-applies", flag },
	{ "iabtcftcstring", "tcf", signal_tcf },
	{ "iabusprivacystring", "us-privacy", signal_us_privacy },
	{ "idfa", "advertising-id-zero", zero_id },
	{ "ifa", "advertising-id-zero", zero_id },
	{ "isadlimit", "limit-ad-tracking", flag },
	{ "isadtrackingenabled", "ad-tracking-enabled", flag },
	{ "isadtrackinglimited", "limit-ad-tracking", flag },
	{ "islat", "limit-ad-tracking", flag },
	{ "islimitadtracking", "limit-ad-tracking", flag },
	{ "islimitadtrackingenabled", "limit-ad-tracking", flag },
	{ "limitadtrack", "limit-ad-tracking", flag },
	{ "limitadtracking", "limit-ad-tracking", flag },
	{ "limitadtrackingenabled", "limit-ad-tracking", flag },
	{ "lmt", "limit-ad-tracking", flag },
	{ "npa", "non-personalised-ads", flag },
	{ "oaid", "advertising-id-zero", zero_id },
	{ "rdid", "advertising-id-zero", zero_id },
	{ "secgpc", "global-privacy-control", flag },
	{ "subjecttogdpr", "gdpr-applies", flag },
	{ "tcf", "tcf", signal_tcf },
	{ "tcfconsent", "tcf", signal_tcf },
	{ "tcfstring", "tcf", signal_tcf },
	{ "tcstring", "tcf", signal_tcf },
	{ "trackingauthorizationstatus", "app-tracking-status", tracking_status },
	{ "trackingenabled", "ad-tracking-enabled", flag },
	{ "usp", "us-privacy", signal_us_privacy },
	{ "uspconsent", "us-privacy", signal_us_privacy },
	{ "usprivacy", "us-privacy", signal_us_privacy },
	{ "usprivacystring", "us-privacy", signal_us_privacy },
	{ "vaid", "advertising-id-zero", zero_id },
};

const char *signal_key(size_t i)
{
	return i < sizeof rows / sizeof *rows ? rows[i].key : NULL;
}

static int by_key(const void *key, const void *row)
{
	return strcmp(key, ((const struct row *)row)->key);
}

/* "http.header:Sec-GPC" is "secgpc"; false where it cannot be one of the rows. */
static bool plain_name(struct span key, char ret[NAME_LONGEST])
{
	size_t len = 0;

	for (size_t i = 0; i < key.len; i++) {
		uint8_t c = key.data[i];

		if (c == ':') {
			len = 0;
			continue;
		}
		if (!isalnum(c))
			continue;
		if (len + 1 == NAME_LONGEST)
			return false;
		ret[len++] = (char)tolower(c);
	}
	ret[len] = 0;
	return len > 2;
}

bool signal_read(struct span key, struct span value, struct signal *ret)
{
	char name[NAME_LONGEST], detail[DETAIL_TEXT];
	const struct row *row;

	/* Most leaves are told by their first character. */
	if (value.len == 0 || key.len < 3 || key.len > 64 || memchr("0123tfynTFYNCDGs-", value.data[0], 17) == NULL ||
	    !plain_name(key, name))
		return false;
	row = bsearch(name, rows, sizeof rows / sizeof *rows, sizeof *rows, by_key);
	if (row == NULL || !row->read(value, detail))
		return false;
	snprintf(ret->name, sizeof ret->name, "%s", row->name);
	snprintf(ret->detail, sizeof ret->detail, "%s", detail);
	return true;
}
