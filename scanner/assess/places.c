#include "assess/places.h"

#include "assess/look.h"
#include "base/alloc.h"
#include "base/limits.h"
#include "base/siphash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct places {
	const struct rulebook *rulebook;
	const struct audit_case *audit_case;
	struct place_files files;
	struct place_source *sources;
	size_t source_count;
	struct looked *looked[PLACES_LOOKED]; /* by a hash of the address; NULL: none yet */
	struct sip_key key; /* of the hashes: who sends chooses addresses */
	struct cuts cuts; /* in a period all sources say the same */
};

static void sources_list(struct places *p)
{
	p->sources = xcalloc(DATABASES + p->files.range_count, sizeof *p->sources);
	for (int i = 0; i < DATABASES; i++) {
		if (p->files.databases[i] != NULL)
			p->sources[p->source_count++] = *mmdb_source(p->files.databases[i]);
	}
	for (size_t i = 0; i < p->files.range_count; i++)
		p->sources[p->source_count++] = *ranges_source(p->files.ranges[i]);
}

/* Each date once: most sources, and most of what a case attests, have the same few. */
static void cuts_of_dates(struct places *p)
{
	size_t attested = p->audit_case == NULL ? 0 : p->audit_case->place_count;
	struct cuts dates = { 0 };

	for (size_t i = 0; i < p->source_count; i++)
		cuts_add(&dates, p->sources[i].date);
	for (size_t i = 0; i < attested; i++)
		cuts_add(&dates, p->audit_case->places[i].on);
	cuts_sort(&dates);
	if (dates.n > 0 && dates.items[0] == DATE_UNKNOWN)
		claims_cuts(dates.items + 1, dates.n - 1, &p->cuts);
	else
		claims_cuts(dates.items, dates.n, &p->cuts);
	cuts_sort(&p->cuts);
	cuts_free(&dates);
}

struct places *places_open(const struct places_sources *s, const struct rulebook *b, const struct audit_case *c, struct err *e)
{
	const char *const paths[DATABASES] = { s->database, s->second };
	struct places *p = xcalloc(1, sizeof *p);

	p->rulebook = b;
	p->audit_case = c;
	p->key = sip_key_new();
	p->files.ranges = xcalloc(s->range_count, sizeof *p->files.ranges);
	for (int i = 0; i < DATABASES; i++) {
		if (paths[i] != NULL && (p->files.databases[i] = mmdb_open(paths[i], e)) == NULL)
			goto fail;
	}
	for (size_t i = 0; i < s->range_count; i++) {
		if ((p->files.ranges[i] = ranges_open(s->ranges[i], e)) == NULL)
			goto fail;
		p->files.range_count++;
	}
	sources_list(p);
	cuts_of_dates(p);
	return p;
fail:
	places_close(p);
	return NULL;
}

void places_close(struct places *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < PLACES_LOOKED; i++)
		free(p->looked[i]);
	cuts_free(&p->cuts);
	for (int i = 0; i < DATABASES; i++)
		mmdb_close(p->files.databases[i]);
	for (size_t i = 0; i < p->files.range_count; i++)
		ranges_free(p->files.ranges[i]);
	free(p->files.ranges);
	free(p->sources);
	free(p);
}

const struct place_source *places_sources(const struct places *p, size_t *ret_n)
{
	*ret_n = p->source_count;
	return p->sources;
}

static void look_up(const struct places *p, const struct address *a, struct looked *ret)
{
	ret->address = *a;
	for (int i = 0; i < DATABASES; i++) {
		if (p->files.databases[i] != NULL)
			mmdb_find(p->files.databases[i], a, &ret->geo[i]);
	}
	for (size_t i = 0; i < p->files.range_count; i++)
		ret->lists[i].in = ranges_find(p->files.ranges[i], a, &ret->lists[i].range);
}

/* Valid until the next address is looked up. */
static const struct looked *looked_up(struct places *p, const struct address *a)
{
	struct looked **slot = &p->looked[sip_bytes(&p->key, a, sizeof *a) % PLACES_LOOKED];

	if (*slot == NULL)
		*slot = xcalloc(1, sizeof **slot + p->files.range_count * sizeof (*slot)->lists[0]);
	else if (address_equal(&(*slot)->address, a))
		return *slot;
	look_up(p, a, *slot);
	return *slot;
}

/* The IPv4 address that a translator (RFC 6052) or a mapped address (RFC 4291 2.5.5.2) carries, else a itself. */
static struct address address_inside(const struct address *a)
{
	static const struct address nets[] = {
		{ 6, { 0x00, 0x64, 0xFF, 0x9B } },
		{ 6, { [10] = 0xFF, [11] = 0xFF } },
	};

	for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
		if (address_in(a, &nets[i], 96))
			return address_v4(a->octets + 12);
	}
	return *a;
}

static void place_cap(struct place *p, enum grade most, const char *why)
{
	struct place_level *levels[] = { &p->operator_id, &p->country, &p->subdivision, &p->region };

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
		size_t used = strlen(levels[i]->evidence);

		if (levels[i]->grade <= most)
			continue;
		levels[i]->grade = most;
		snprintf(levels[i]->evidence + used, sizeof levels[i]->evidence - used, "; %s", why);
	}
}

/* Where an address answers from many places, a database's country is that of its registration or of one of them: it tells nothing. */
static void place_forget(struct place *p)
{
	struct place_level *levels[] = { &p->country, &p->subdivision, &p->region };

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
		struct place_level was = *levels[i];

		if (was.grade == GRADE_NONE || was.grade > GRADE_C)
			continue;
		*levels[i] = (struct place_level){ .grade = GRADE_NONE };
		snprintf(levels[i]->evidence, sizeof levels[i]->evidence, "not determinable, for the address is anycast; %.*s said %s",
			EVIDENCE_TEXT - 128, was.evidence, was.value);
	}
}

void place_set_class(struct place *p, enum place_class class)
{
	if (p->class == CLASS_LOCAL || p->class == CLASS_PROXY)
		return;
	p->class = class;
	if (class == CLASS_PROXY)
		place_cap(p, GRADE_E, "by name only, through a proxy");
	if (class == CLASS_ANYCAST)
		place_forget(p);
	if (class == CLASS_CDN || class == CLASS_ANYCAST)
		place_cap(p, GRADE_D, "an edge that answers from many places");
}

bool protocol_is_tunnel(const char *protocol)
{
	static const char *const names[] = { "WireGuard", "OpenVPN", "IPSec", "PPTP", "L2TP", "CiscoVPN", "AnyConnect", "FortiClient",
		"HotspotShield", "SoftEther", "Psiphon", "Tailscale", "Tinc", "OperaVPN", "NordVPN", "ProtonVPN", "Surfshark",
		"TunnelBear", "CloudflareWarp", "UltraSurf", "Tor", "I2P", "GRE", "VXLAN", "CAPWAP", "Teredo", "GTP_U", "IP_in_IP" };

	for (const char *p = protocol; p != NULL; p = strchr(p, '.')) {
		p += *p == '.';
		for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
			size_t len = strlen(names[i]);

			if (strncasecmp(p, names[i], len) == 0 && (p[len] == 0 || p[len] == '.'))
				return true;
		}
	}
	return false;
}

static void place_local(struct place *ret)
{
	ret->class = CLASS_LOCAL;
	snprintf(ret->country.evidence, sizeof ret->country.evidence, "an address of the local network: the onward path is not seen");
}

/* Not as a whole: there is room for many claims, and most looks make few. */
static void look_begin(struct look *k, const struct places *p, const struct far_name *name, int64_t at)
{
	k->files = &p->files;
	k->rulebook = p->rulebook;
	k->audit_case = p->audit_case;
	k->looked = NULL;
	k->name = name;
	k->at = at;
	k->claims.n = 0;
	k->class = CLASS_PUBLIC;
}

static void place_decide(struct look *k, struct place *ret)
{
	const struct geo *g = &k->looked->geo[k->looked->geo[0].as == 0];

	claims_decide(&k->claims, k->at, ret);
	ret->as = g->as;
	memcpy(ret->as_name, g->as_name, sizeof ret->as_name);
	if (k->class == CLASS_PUBLIC)
		k->class = look_class(k, ret->operator_id.value, CLASS_PUBLIC);
	place_set_class(ret, k->class);
}

void places_find(struct places *p, const struct address *server, const struct far_name *name, int64_t at, struct place *ret)
{
	struct address a = address_inside(server);
	bool named_only = name->source == HOST_PROXY || server->family == 0;
	struct look k;

	*ret = (struct place){ .class = CLASS_PUBLIC };
	if (!named_only && address_is_local(&a)) {
		place_local(ret);
		return;
	}
	look_begin(&k, p, name, at);
	if (named_only) {
		look_names(&k);
		claims_decide(&k.claims, at, ret);
		place_set_class(ret, name->source == HOST_PROXY ? CLASS_PROXY : k.class);
		place_cap(ret, GRADE_E, "by name only, for the capture gives no address");
		return;
	}
	k.looked = looked_up(p, &a);
	look_address(&k);
	place_decide(&k, ret);
}

uint32_t places_period(const struct places *p, int64_t at)
{
	return cuts_period(&p->cuts, at);
}
