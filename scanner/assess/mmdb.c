#include "assess/mmdb.h"

#include "base/alloc.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <maxminddb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct mmdb {
	MMDB_s db;
	char *path;
	struct place_source source;
};

enum field { FIELD_COUNTRY, FIELD_REGISTERED, FIELD_SUBDIVISION, FIELD_AS, FIELD_AS_NAME, FIELD_PROVIDER, FIELD_REGION };

/* Where the makers put things; of several paths of one field the first that is there counts. */
static const struct {
	enum field field;
	const char *path[4];
} paths[] = {
	{ FIELD_COUNTRY, { "country", "iso_code" } },        /* MaxMind, DB-IP, ours */
	{ FIELD_COUNTRY, { "country_code" } },               /* ip-location-db */
	{ FIELD_COUNTRY, { "country" } },                    /* IPinfo */
	{ FIELD_REGISTERED, { "registered_country", "iso_code" } },
	{ FIELD_SUBDIVISION, { "subdivision" } },            /* ours, with its country: US-OR */
	{ FIELD_SUBDIVISION, { "subdivisions", "0", "iso_code" } }, /* MaxMind, without */
	{ FIELD_AS, { "autonomous_system_number" } },
	{ FIELD_AS, { "traits", "autonomous_system_number" } },
	{ FIELD_AS, { "asn" } },                             /* IPinfo: "AS15169" */
	{ FIELD_AS_NAME, { "autonomous_system_organization" } },
	{ FIELD_AS_NAME, { "traits", "autonomous_system_organization" } },
	{ FIELD_AS_NAME, { "as_name" } },
	{ FIELD_PROVIDER, { "provider" } },
	{ FIELD_REGION, { "region" } },
};

struct mmdb *mmdb_open(const char *path, struct err *e)
{
	struct mmdb *m = xcalloc(1, sizeof *m);
	int status;

	m->path = xstrdup(path);
	if (source_read(m->path, &m->source, NULL, e) != 0)
		goto fail;
	status = MMDB_open(m->path, MMDB_MODE_MMAP, &m->db);
	if (status != MMDB_SUCCESS) {
		err_set(e, "%s: not a place database: %s", path, MMDB_strerror(status));
		goto fail;
	}
	text_clean_to(m->source.type, sizeof m->source.type, span_of(m->db.metadata.database_type));
	m->source.date = m->db.metadata.build_epoch > 0 && m->db.metadata.build_epoch < INSTANT_MAX / NS_PER_S ?
		(int64_t)m->db.metadata.build_epoch * NS_PER_S : DATE_UNKNOWN;
	return m;
fail:
	free(m->path);
	free(m);
	return NULL;
}

void mmdb_close(struct mmdb *m)
{
	if (m == NULL)
		return;
	MMDB_close(&m->db);
	free(m->path);
	free(m);
}

const struct place_source *mmdb_source(const struct mmdb *m)
{
	return &m->source;
}

static void text_of(const MMDB_entry_data_s *d, char *ret, size_t cap)
{
	if (d->type == MMDB_DATA_TYPE_UTF8_STRING)
		text_clean_to(ret, cap, (struct span){ (const uint8_t *)d->utf8_string, d->data_size });
}

static void country_of(const MMDB_entry_data_s *d, char ret[3])
{
	char text[8] = "";

	text_of(d, text, sizeof text);
	if (isupper((unsigned char)text[0]) && isupper((unsigned char)text[1]) && text[2] == 0)
		memcpy(ret, text, 3);
}

/* ISO 3166-2 code, with its country or without. Names of states are not codes and are passed over. */
static void subdivision_of(const MMDB_entry_data_s *d, const char *country, char ret[8])
{
	char text[16] = "";

	text_of(d, text, sizeof text);
	if (strlen(text) >= 4 && strlen(text) <= 6 && text[2] == '-')
		snprintf(ret, 8, "%.7s", text);
	else if (country[0] != 0 && text[0] != 0 && strlen(text) <= 3)
		snprintf(ret, 8, "%.2s-%.3s", country, text);
}

static uint32_t as_of(const MMDB_entry_data_s *d)
{
	char text[16] = "";

	if (d->type == MMDB_DATA_TYPE_UINT32)
		return d->uint32;
	text_of(d, text, sizeof text);
	return strncmp(text, "AS", 2) == 0 ? (uint32_t)strtoul(text + 2, NULL, 10) : 0;
}

static void put(struct geo *g, enum field field, const MMDB_entry_data_s *d)
{
	switch (field) {
	case FIELD_COUNTRY:
		return country_of(d, g->country);
	case FIELD_REGISTERED:
		return country_of(d, g->registered);
	case FIELD_SUBDIVISION:
		return subdivision_of(d, g->country, g->subdivision);
	case FIELD_AS:
		g->as = as_of(d);
		return;
	case FIELD_AS_NAME:
		return text_of(d, g->as_name, sizeof g->as_name);
	case FIELD_PROVIDER:
		return text_of(d, g->provider, sizeof g->provider);
	case FIELD_REGION:
		return text_of(d, g->region, sizeof g->region);
	}
}

static bool entry_of(const struct mmdb *m, const struct address *a, MMDB_entry_s *ret)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	MMDB_lookup_result_s r;
	int status;

	memcpy(&v4.sin_addr, a->octets, sizeof v4.sin_addr);
	memcpy(&v6.sin6_addr, a->octets, sizeof v6.sin6_addr);
	r = MMDB_lookup_sockaddr(&m->db, a->family == 4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6, &status);
	if (status != MMDB_SUCCESS || !r.found_entry)
		return false;
	*ret = r.entry;
	return true;
}

bool mmdb_find(const struct mmdb *m, const struct address *a, struct geo *ret)
{
	MMDB_entry_s entry;
	MMDB_entry_data_s data;
	unsigned got = 0;

	*ret = (struct geo){ 0 };
	if (!entry_of(m, a, &entry))
		return false;
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		if ((got & 1U << paths[i].field) != 0)
			continue;
		if (MMDB_aget_value(&entry, &data, paths[i].path) != MMDB_SUCCESS || !data.has_data)
			continue;
		if (data.type != MMDB_DATA_TYPE_MAP && data.type != MMDB_DATA_TYPE_ARRAY)
			got |= 1U << paths[i].field;
		put(ret, paths[i].field, &data);
	}
	if (ret->provider[0] == 0)
		ret->region[0] = 0; /* elsewhere "region" is the name of a state */
	return true;
}
