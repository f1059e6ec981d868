/*
 * A database of many facts, for measuring what reads facts: `bench_facts DB KEY SIGHTINGS SHAPE`.
 *
 * SHAPE is "wide", ten sightings a flow as browsing gives, or "long", all of them in one flow, as one connection kept open for weeks
 * gives. The facts are of the year 2014 and 2015, of a handset called redmi-1s, to hosts that the catalogue knows and some that it
 * does not, over addresses in several countries. The same arguments give the same database.
 */
#include "base/digest.h"
#include "base/instant.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PER_FLOW = 10, PER_MESSAGE = 5, BATCH = 50000 };

#define START (INT64_C(1407385800) * NS_PER_S) /* 2014-08-07T04:30:00Z */
#define YEAR  (INT64_C(365) * 86400 * NS_PER_S)

struct making {
	struct store *s;
	uint64_t sightings;
	bool is_long;
	struct err e;
};

static const char *const hosts[] = { "api.account.xiaomi.com", "contactapi.micloud.xiaomi.net", "data.mistat.xiaomi.com",
	"tracking.miui.com", "app.chat.xiaomi.net", "www.example.org", "us.api.account.xiaomi.com", "api.ad.xiaomi.com" };
static const char *const servers[] = { "42.62.48.70", "54.186.12.9", "52.74.33.8", "59.110.190.37", "203.107.1.65",
	"93.184.216.34", "161.117.97.14", "2a03:2880:f10c:83:face:b00c:0:25de" };
static const enum kind kinds[] = { KIND_IMEI, KIND_IMSI, KIND_PHONE_NUMBER, KIND_CONTACT, KIND_ANDROID_ID };

enum { HOSTS = sizeof hosts / sizeof *hosts, KINDS = sizeof kinds / sizeof *kinds };

static int64_t time_of(const struct making *m, uint64_t sighting)
{
	return START + (int64_t)((double)sighting / (double)m->sightings * (double)YEAR);
}

static int put_flow(struct making *m, uint64_t first, uint64_t last)
{
	struct fact_flow f = { .first_frame = first + 1, .last_frame = last + 1, .at = time_of(m, first), .until = time_of(m, last),
		.handset = 1, .handset_called = true, .protocol = "HTTP.Xiaomi", .category = "Web", .confidence = "DPI",
		.host_source = HOST_HTTP, .packets = 10, .bytes_up = 500, .bytes_down = 900, .bytes_clear = 500,
		.visibility = VISIBILITY_CLEAR };
	uint64_t n = first / PER_FLOW;

	snprintf(f.host, sizeof f.host, "%s", hosts[n % HOSTS]);
	address_parse("192.168.43.20", &f.key.client);
	address_parse(servers[n / HOSTS % HOSTS], &f.key.server);
	f.key.client_port = (uint16_t)(20000 + n % 40000);
	f.key.server_port = 80;
	f.key.transport = 6;
	return store_put_flow(m->s, &f, &m->e);
}

static int put_sighting(struct making *m, uint64_t flow, uint64_t i)
{
	uint64_t of = i / PER_MESSAGE, value = i % 97;
	struct fact_sighting g = { .frame = i + 1, .at = time_of(m, i), .offset = 77 + i % PER_MESSAGE * 20, .length = 15,
		.kind = kinds[i % KINDS], .tier = TIER_KNOWN, .form = "plain", .path = "http.body > form:value",
		.identifier = "case", .reason = "value of the case" };

	g.message = (struct fact_message){ .flow = flow, .frame = of * PER_MESSAGE + 1, .at = time_of(m, of * PER_MESSAGE),
		.carrier = "http1", .host_source = HOST_HTTP, .method = "POST", .bytes = 120 };
	snprintf(g.message.host, sizeof g.message.host, "%s", hosts[flow / PER_FLOW % HOSTS]);
	snprintf(g.message.path, sizeof g.message.path, "/pass/%llu", (unsigned long long)of); /* no two alike */
	g.value_len = (uint32_t)snprintf((char *)g.value, sizeof g.value, "value-%llu", (unsigned long long)value);
	if (i % PER_MESSAGE == 0 && store_put_message(m->s, &g.message, &m->e) < 0)
		return -1;
	return store_put_sighting(m->s, &g, &m->e);
}

static int put_facts(struct making *m)
{
	uint64_t per_flow = m->is_long ? m->sightings : PER_FLOW, first = 0;

	for (uint64_t i = 0; i < m->sightings; i++) {
		if (i % per_flow == 0) {
			first = i;
			if (put_flow(m, i, i + per_flow - 1) < 0)
				return -1;
		}
		if (put_sighting(m, first + 1, i) < 0)
			return -1;
		if (i % BATCH == BATCH - 1 && store_batch(m->s, &m->e) < 0)
			return -1;
	}
	return 0;
}

static int put_capture(struct making *m)
{
	struct store_capture c = { .file = "bench.pcap", .size = 1000, .origin = "file" };
	struct fact_handset h = { .number = 1, .id = "redmi-1s", .reason = "named by the case" };
	struct fact_end end = { .packets = m->sightings, .bytes = m->sightings, .from = START, .to = START + YEAR,
		.flows = m->is_long ? 1 : m->sightings / PER_FLOW, .format = "pcap", .links = "Ethernet" };
	uint8_t hash[DIGEST_MAX];
	bool skip;

	digest(DIGEST_SHA256, span_of(c.file), hash);
	hex_of(hash, SHA256_LEN, c.sha256);
	address_parse("192.168.43.20", &h.address);
	if (store_capture_begin(m->s, &c, &skip, &m->e) < 0 || store_put_handset(m->s, &h, &m->e) < 0 || put_facts(m) < 0)
		return -1;
	return store_capture_end(m->s, &end, NULL, &m->e);
}

int main(int argc, char **argv)
{
	struct making m = { .e = { "" } };
	struct store_use use = { .tool = "bench", .at = START };
	bool made;

	if (argc != 5) {
		fprintf(stderr, "usage: bench_facts DB KEY SIGHTINGS wide|long\n");
		return 2;
	}
	use.key = span_of(argv[2]);
	m.sightings = strtoull(argv[3], NULL, 10);
	m.is_long = strcmp(argv[4], "long") == 0;
	m.s = store_open(argv[1], STORE_CREATE, &use, &m.e);
	made = m.s != NULL && put_capture(&m) == 0;
	if (!made)
		fprintf(stderr, "bench_facts: %s\n", m.e.text);
	if (store_close(m.s, &m.e) < 0)
		made = false;
	return made ? 0 : 2;
}
