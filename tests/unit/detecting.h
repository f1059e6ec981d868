/*
 * A rulebook and a case by hand, and a sink that writes down what was found, one line each:
 * "known imei plain http.body > form:imei". For the tests and fuzz targets of detect/.
 */
#ifndef TESTS_DETECTING_H
#define TESTS_DETECTING_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "detect/detect.h"

#define WORDS(...) { (char *[]){ __VA_ARGS__ }, sizeof((char *[]){ __VA_ARGS__ }) / sizeof(char *) }

static struct identifier detecting_identifiers[] = {
	{ .id = "imei-15", .kind = KIND_IMEI, .pattern = "[0-9]{15}", .keys = WORDS("imei", "deviceid"), .check = CHECK_LUHN,
		.prefixes = WORDS("01", "35", "49", "86"), .normal = "digits", .pattern_alone = true },
	{ .id = "imei-spaced", .kind = KIND_IMEI, .pattern = "[0-9]{2}[ -][0-9]{6}[ -][0-9]{6}[ -][0-9]",
		.keys = WORDS("imei"), .check = CHECK_LUHN, .normal = "digits" },
	{ .id = "imsi", .kind = KIND_IMSI, .pattern = "[0-9]{15}", .keys = WORDS("imsi", "subscriberid"),
		.prefixes = WORDS("404", "460"), .normal = "digits" },
	{ .id = "mac", .kind = KIND_WIFI_MAC, .pattern = "[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}", .keys = WORDS("mac", "macaddress"),
		.not_values = WORDS("020000000000"), .normal = "hex", .pattern_alone = true },
	{ .id = "mac-bare", .kind = KIND_WIFI_MAC, .pattern = "[0-9A-Fa-f]{12}", .keys = WORDS("mac", "macaddress"),
		.not_values = WORDS("020000000000"), .normal = "hex" },
	{ .id = "advertising-uuid", .kind = KIND_ADVERTISING_ID,
		.pattern = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
		.keys = WORDS("gaid", "adid", "advertisingid"), .normal = "lower" },
	{ .id = "android-id", .kind = KIND_ANDROID_ID, .pattern = "[0-9a-f]{16}", .keys = WORDS("androidid"), .normal = "lower" },
	{ .id = "email", .kind = KIND_EMAIL, .pattern = "[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,128}\\.[A-Za-z]{2,18}",
		.keys = WORDS("email", "mail"), .normal = "lower", .pattern_alone = true },
	{ .id = "latitude", .kind = KIND_LOCATION, .pattern = "-?[0-9]{1,2}\\.[0-9]{4,12}", .keys = WORDS("lat", "latitude"),
		.not_around = WORDS("servers"), .normal = "none" },
	{ .id = "aadhaar", .kind = KIND_NATIONAL_ID, .pattern = "[2-9][0-9]{11}", .keys = WORDS("aadhaar"),
		.check = CHECK_VERHOEFF, .normal = "digits" },
	{ .id = "bluetooth-mac", .kind = KIND_BLUETOOTH_MAC, .pattern = "[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}",
		.keys = WORDS("bluetoothmac", "btmac"), .not_values = WORDS("020000000000"), .normal = "hex" },
	{ .id = "serial", .kind = KIND_SERIAL_NUMBER, .pattern = "[0-9A-Za-z]{8,20}", .keys = WORDS("serial", "serialno"),
		.normal = "none" },
	{ .id = "ssid", .kind = KIND_SSID, .pattern = "[A-Za-z0-9][A-Za-z0-9 ._-]+", .keys = WORDS("ssid", "wifiname"),
		.not_values = WORDS("unknown"), .normal = "none" },
	{ .id = "iccid", .kind = KIND_ICCID, .pattern = "89[0-9]{17,18}", .keys = WORDS("iccid"), .check = CHECK_LUHN,
		.normal = "digits", .pattern_alone = true },
};

/* Others than the shipped ones, but for the first of each list. */
static const struct rulebook detecting_rulebook = {
	.identifiers = detecting_identifiers,
	.identifier_count = sizeof detecting_identifiers / sizeof *detecting_identifiers,
	.name_words = { .own = WORDS("user", "gnome"), .unreal = WORDS("example", "pretend"), .unreal_before = WORDS("sample", "trial"),
		.behind_owner = WORDS("info", "spot"), .before_key = WORDS("device", "gadget"), .behind_key = WORDS("slot", "lane"),
		.behind_key_joined = WORDS("no", "nbr") },
};

static struct case_value detecting_values[] = {
	{ KIND_IMEI, "490154203237518" },
	{ KIND_IMSI, "404450123456789" },
	{ KIND_PHONE_NUMBER, "+919876543210" },
	{ KIND_CONTACT, "+14155550123" },
	{ KIND_CONTACT, "Friend@Example.org" },
	{ KIND_WIFI_MAC, "64:09:80:aa:bb:cc" },
	{ KIND_ANDROID_ID, "9f3c2b1a00ffee17" },
	{ KIND_ADVERTISING_ID, "38400000-8cf0-11bd-b23e-10b96e40000d" },
	{ KIND_SSID, "HomeNetwork" },
	{ KIND_OPERATOR_NAME, "Jio" },
	{ KIND_SERIAL_NUMBER, "AB12CD34EF" },
};

static struct case_handset detecting_handset = {
	.id = "h1", .values = detecting_values, .value_count = sizeof detecting_values / sizeof *detecting_values,
};

static const struct audit_case detecting_case = { .name = "by-hand", .handsets = &detecting_handset, .handset_count = 1 };

/* What was found, in words. */
struct found {
	struct buf lines;        /* a line each, with its path */
	struct buf short_lines;  /* kind, tier and value only: what must not depend on cuts and splits */
	struct fact_sighting last;
	struct buf signals;      /* "12 us-privacy notice given: ...", a line each */
	struct buf anothers;     /* kinds of which a value was left out, for it is another's: "location " */
	unsigned count, losses;
	bool message_named;      /* every sighting came with its message */
};

static void found_sighting(void *ctx, const struct message *m, struct fact_sighting *s)
{
	struct found *f = ctx;

	f->last = *s;
	f->count++;
	f->message_named = m->host != NULL;
	buf_printf(&f->lines, "%s %s %s %s\n", tier_name(s->tier), kind_name(s->kind), s->form, s->path);
	buf_printf(&f->short_lines, "%s %s %.*s\n", tier_name(s->tier), kind_name(s->kind), (int)s->value_len, s->value);
}

static void found_loss(void *ctx, enum loss loss, const char *detail)
{
	struct found *f = ctx;

	if (loss == LOSS_ANOTHERS)
		buf_printf(&f->anothers, "%s ", detail);
	else
		f->losses++;
}

static inline void found_signal(void *ctx, const struct message *m, struct fact_signal *s)
{
	struct found *f = ctx;

	(void)m;
	buf_printf(&f->signals, "%llu %s %s\n", (unsigned long long)s->frame, s->signal, s->detail);
}

static inline void found_free(struct found *f)
{
	buf_free(&f->signals);
	buf_free(&f->anothers);
	buf_free(&f->lines);
	buf_free(&f->short_lines);
}

static inline struct detect_sink found_sink(struct found *f)
{
	return (struct detect_sink){ found_sighting, found_loss, f, found_signal, NULL, NULL };
}

/* One part as a message of its own, through to the end of its stream. */
static inline void detecting_run(struct detector *d, const struct part *part, struct found *f)
{
	const struct message m = { .carrier = "test", .frame = 7, .host = "host", .method = "", .parts = part, .part_count = 1 };
	const struct detect_sink sink = found_sink(f);
	struct detect_stream *stream = NULL;

	detect_message(d, &stream, &m, &sink);
	detect_stream_end(d, stream, &sink);
}

#endif
