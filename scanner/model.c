#include "model.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

static const char *const kinds[KIND_COUNT] = {
	[KIND_NONE] = "none",
	[KIND_IMEI] = "imei",
	[KIND_IMEISV] = "imeisv",
	[KIND_MEID] = "meid",
	[KIND_IMSI] = "imsi",
	[KIND_ICCID] = "iccid",
	[KIND_PHONE_NUMBER] = "phone-number",
	[KIND_CONTACT] = "contact",
	[KIND_EMAIL] = "email",
	[KIND_SMS] = "sms",
	[KIND_CALL_LOG] = "call-log",
	[KIND_ANDROID_ID] = "android-id",
	[KIND_ADVERTISING_ID] = "advertising-id",
	[KIND_WIFI_MAC] = "wifi-mac",
	[KIND_BLUETOOTH_MAC] = "bluetooth-mac",
	[KIND_BSSID] = "bssid",
	[KIND_SSID] = "ssid",
	[KIND_SERIAL_NUMBER] = "serial-number",
	[KIND_LOCATION] = "location",
	[KIND_CELL_ID] = "cell-id",
	[KIND_APP_LIST] = "app-list",
	[KIND_OPERATOR_NAME] = "operator-name",
	[KIND_ACCOUNT_ID] = "account-id",
	[KIND_NATIONAL_ID] = "national-id",
	[KIND_PAYMENT_CARD] = "payment-card",
	[KIND_PASSWORD] = "password",
};

static const char *const tiers[TIER_COUNT] = { "pattern", "validated", "known" };
static const char *const visibilities[VISIBILITY_COUNT] = { "opaque", "decrypted", "clear", "empty" };
static const char *const host_sources[HOST_SOURCE_COUNT] = { "none", "dns-uncertain", "dns", "certificate", "proxy", "sni", "http",
	"mipush" };

static const char *const session_ends[SESSION_END_COUNT] = {
	[SESSION_READ] = "read",
	[SESSION_NO_KEY] = "no-key",
	[SESSION_UNFINISHED] = "unfinished",
	[SESSION_UNKNOWN_CIPHER] = "unknown-cipher",
	[SESSION_COMPRESSED] = "compressed",
	[SESSION_HOLE] = "hole",
	[SESSION_WRONG_KEY] = "wrong-key",
	[SESSION_BOUND] = "bound",
};

static const struct {
	const char *name;
	bool damage;
} losses[LOSS_COUNT] = {
	[LOSS_TRUNCATED_PACKET] = { "packet cut by the snap length", false },
	[LOSS_EMPTY_PACKET] = { "packet without bytes", false },
	[LOSS_CUT_FILE] = { "file ends inside a record", true },
	[LOSS_DAMAGED_RECORD] = { "damaged packet record", true },
	[LOSS_DAMAGED_BLOCK] = { "damaged pcapng block", true },
	[LOSS_UNKNOWN_BLOCK] = { "pcapng block not understood", false },
	[LOSS_DROPPED_BY_KERNEL] = { "packet dropped by the kernel while capturing", false },
	[LOSS_DROPPED_BY_INTERFACE] = { "packet dropped by the interface while capturing", false },
	[LOSS_DAMAGED_TRAILER] = { "damaged trailer of PCAPdroid: which app sent the packet is not known", true },
	[LOSS_APPS_BOUND] = { "too many apps in a capture to tell all", false },
	[LOSS_NOT_WRITTEN] = { "packet not kept: no room on the disk", false },
	[LOSS_INTERFACE_GONE] = { "interface gone while capturing", false },
	[LOSS_CLOCK_SET] = { "clock set while capturing", false },
	[LOSS_NO_FILE_HEAD] = { "datagram that is no part of the capture sent", false },
	[LOSS_DAMAGED_JSON] = { "HAR file that is no JSON from here on", true },
	[LOSS_HAR_UNSENT] = { "HAR entry that is no request sent over HTTP", false },
	[LOSS_HAR_BODY] = { "request body that the HAR file leaves out", false },
	[LOSS_HAR_MESSAGES] = { "WebSocket whose messages the HAR file leaves out", false },
	[LOSS_HAR_TIME] = { "HAR entry without a time; it is given that of the entry before it", false },
	[LOSS_HAR_BOUND] = { "HAR entry too large to keep whole", false },
	[LOSS_UNKNOWN_LINK] = { "link layer not understood", false },
	[LOSS_NOT_IP] = { "packet that is not IP", false },
	[LOSS_DAMAGED_HEADER] = { "damaged header", false },
	[LOSS_FRAGMENT] = { "IP fragment not put together", false },
	[LOSS_TOO_MANY_HEADERS] = { "too many headers on top of each other", false },
	[LOSS_STREAM_GAP] = { "stream bytes missing", false },
	[LOSS_MIDSTREAM] = { "TCP flow without its beginning", false },
	[LOSS_REORDER_BOUND] = { "too many TCP segments out of order", false },
	[LOSS_FLOW_BOUND] = { "too many flows open at once", false },
	[LOSS_BEFORE_KNOWN] = { "sent by the handset before it was known to be one, in a flow that the far end began", false },
	[LOSS_HTTP_HEAD_BOUND] = { "HTTP request head too long", false },
	[LOSS_BODY_BOUND] = { "message body too long to unwrap", false },
	[LOSS_HELLO_BOUND] = { "TLS handshake message too long", false },
	[LOSS_DNS_BOUND] = { "too many records in a DNS message", false },
	[LOSS_UNWRAP_BOUND] = { "message wrapped too deep or too large to unwrap", false },
	[LOSS_SIGHTING_BOUND] = { "too many sightings in one message", false },
	[LOSS_ANOTHERS] = { "value whose name says that it is another's, or an example: not counted as data", false },
	[LOSS_SIGHTINGS_BOUND] = { "too many sightings in a capture to tell all", false },
	[LOSS_ENDPOINT_BOUND] = { "too many addresses to tell all handsets", false },
	[LOSS_FAULT] = { "a worker died; the flow that it read is set aside", true },
	[LOSS_SECRETS_BOUND] = { "too many keys in a capture to keep them all from the beginning", false },
	[LOSS_NAMES_BOUND] = { "too many names of a far end to tell them all", false },
	[LOSS_INTERFACES_BOUND] = { "too many pcapng interfaces", true },
};

const char *kind_name(enum kind k)
{
	return kinds[k];
}

bool kind_from_name(const char *name, enum kind *ret)
{
	for (int k = KIND_NONE + 1; k < KIND_COUNT; k++) {
		if (strcmp(kinds[k], name) == 0) {
			*ret = (enum kind)k;
			return true;
		}
	}
	return false;
}

const char *const *kind_names(size_t *ret_n)
{
	*ret_n = KIND_COUNT - 1;
	return kinds + 1;
}

const char *tier_name(enum tier t)
{
	return tiers[t];
}

const char *visibility_name(enum visibility v)
{
	return visibilities[v];
}

const char *host_source_name(enum host_source s)
{
	return host_sources[s];
}

const char *session_end_name(enum session_end e)
{
	return session_ends[e];
}

const char *loss_name(enum loss l)
{
	return losses[l].name;
}

bool loss_is_damage(enum loss l)
{
	return losses[l].damage;
}

struct address address_v4(const uint8_t octets[4])
{
	struct address a = { .family = 4 };

	memcpy(a.octets, octets, 4);
	return a;
}

struct address address_v6(const uint8_t octets[16])
{
	struct address a = { .family = 6 };

	memcpy(a.octets, octets, 16);
	return a;
}

static char *put_decimal(char *to, uint8_t v)
{
	if (v >= 100)
		*to++ = (char)('0' + v / 100);
	if (v >= 10)
		*to++ = (char)('0' + v / 10 % 10);
	*to++ = (char)('0' + v % 10);
	return to;
}

/* As inet_ntop has it, which prints each octet by a format: every flow has two addresses. */
static void dotted(const uint8_t octets[4], char ret[ADDRESS_TEXT])
{
	for (int i = 0; i < 4; i++) {
		ret = put_decimal(ret, octets[i]);
		*ret++ = i < 3 ? '.' : 0;
	}
}

const char *address_text(const struct address *a, char ret[ADDRESS_TEXT])
{
	if (a->family == 4)
		dotted(a->octets, ret);
	else if (a->family == 0 || inet_ntop(AF_INET6, a->octets, ret, ADDRESS_TEXT) == NULL)
		ret[0] = 0;
	return ret;
}

bool address_parse(const char *text, struct address *ret)
{
	struct address a = { .family = 4 };

	if (inet_pton(AF_INET, text, a.octets) != 1) {
		a.family = 6;
		if (inet_pton(AF_INET6, text, a.octets) != 1)
			return false;
	}
	*ret = a;
	return true;
}

bool address_in(const struct address *a, const struct address *net, int bits)
{
	int whole = bits / 8, rest = bits % 8;

	if (a->family != net->family || (whole > 0 && a->octets[0] != net->octets[0]) || memcmp(a->octets, net->octets, (size_t)whole) != 0)
		return false;
	return rest == 0 || (a->octets[whole] ^ net->octets[whole]) >> (8 - rest) == 0;
}

bool address_is_local(const struct address *a)
{
	/* IANA special-purpose registries (RFC 6890), those that never lead out of the handset's own network. */
	static const struct {
		struct address net;
		int bits;
	} nets[] = {
		{ { 4, { 0 } }, 8 },
		{ { 4, { 10 } }, 8 },
		{ { 4, { 100, 64 } }, 10 },
		{ { 4, { 127 } }, 8 },
		{ { 4, { 169, 254 } }, 16 },
		{ { 4, { 172, 16 } }, 12 },
		{ { 4, { 192, 168 } }, 16 },
		{ { 4, { 224 } }, 4 },
		{ { 4, { 255, 255, 255, 255 } }, 32 },
		{ { 6, { 0 } }, 127 },    /* :: and ::1 */
		{ { 6, { 0xFC } }, 7 },   /* RFC 4193 */
		{ { 6, { 0xFE, 0x80 } }, 10 },
		{ { 6, { 0xFF } }, 8 },
	};

	for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
		if (address_in(a, &nets[i].net, nets[i].bits))
			return true;
	}
	return a->family == 0;
}

bool mac_parse(const char *text, struct mac *ret)
{
	struct mac mac = { .known = true };
	char separator = 0;
	size_t n = 0;

	for (; *text != 0; text++) {
		unsigned int digit;

		if (strchr(":-", *text) != NULL) {
			if (n % 2 != 0 || n == 0 || (separator != 0 && *text != separator))
				return false;
			separator = *text;
			continue;
		}
		if (n == 12 || !isxdigit((unsigned char)*text))
			return false;
		digit = (unsigned int)(isdigit((unsigned char)*text) ? *text - '0' : tolower((unsigned char)*text) - 'a' + 10);
		mac.octets[n / 2] = (uint8_t)(mac.octets[n / 2] << 4 | digit);
		n++;
	}
	if (n != 12)
		return false;
	*ret = mac;
	return true;
}
