#include "decode/certificates.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 1024 /* an open flow holds one at most: the longest row of FLOWS_MAX / SHARDS is 32 */ };

struct certificate_table {
	size_t count;
	struct certificate_shown *rows[ROWS];
};

static struct certificate_shown **row_of(struct certificate_table *t, const uint8_t id[SHA256_LEN])
{
	return &t->rows[(id[0] | id[1] << 8) % ROWS];
}

static void id_of(struct span der, const char *host, uint8_t ret[SHA256_LEN])
{
	struct sha256 *s = sha256_new();

	sha256_add(s, host, strlen(host) + 1);
	sha256_add(s, der.data, der.len);
	sha256_end(s, ret);
}

static struct certificate_shown *shown_new(struct decode_shared *shared, struct span der, const char *host, const uint8_t id[SHA256_LEN])
{
	struct certificate_shown *s = xcalloc(1, sizeof *s), **row;

	if (!certificate_read(der, host, &s->certificate)) {
		free(s);
		return NULL;
	}
	if (shared->certificates == NULL)
		shared->certificates = xcalloc(1, sizeof *shared->certificates);
	row = row_of(shared->certificates, id);
	memcpy(s->id, id, sizeof s->id);
	s->next = *row;
	*row = s;
	shared->certificates->count++;
	return s;
}

struct certificate_shown *certificates_hold(struct decode_shared *shared, struct span der, const char *host)
{
	uint8_t id[SHA256_LEN];
	struct certificate_shown *s;

	id_of(der, host, id);
	s = shared->certificates == NULL ? NULL : *row_of(shared->certificates, id);
	while (s != NULL && memcmp(s->id, id, sizeof id) != 0)
		s = s->next;
	if (s == NULL)
		s = shown_new(shared, der, host, id);
	if (s != NULL)
		s->holders++;
	return s;
}

void certificates_release(struct decode_shared *shared, struct certificate_shown *s)
{
	struct certificate_shown **at;

	if (s == NULL || --s->holders > 0)
		return;
	at = row_of(shared->certificates, s->id);
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	free(s);
	if (--shared->certificates->count > 0)
		return;
	free(shared->certificates);
	shared->certificates = NULL;
}
