/*
 * Content encodings that the sender told (RFC 9110 8.4): "gzip, br", the last the outermost. One that is not true of the bytes
 * is passed over, for clients err.
 */
#include "detect/unwrap/packing.h"
#include "detect/unwrap/wrapping.h"

#include <stdio.h>
#include <string.h>

enum { ENCODINGS_TEXT = 128 }; /* bytes: a header of that length names more of them than anyone puts on each other */

static const struct {
	const char *name;
	const struct packing *packing;
} encodings[] = {
	{ "gzip", &packing_gzip }, { "x-gzip", &packing_gzip }, { "deflate", &packing_zlib }, { "br", &packing_brotli },
	{ "zstd", &packing_zstd },
};

static const struct packing *packing_named(struct span name, struct span bytes)
{
	for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
		if (!span_is_nocase(name, encodings[i].name))
			continue;
		/* Some mean zlib by "deflate", as the RFC says, some the bare stream. */
		if (encodings[i].packing == &packing_zlib && !zlib_begins(bytes))
			return &packing_deflate;
		return encodings[i].packing;
	}
	return NULL;
}

/* Takes the last name off; false where it is the only one. */
static bool last_name(char *names, struct span *ret)
{
	char *comma = strrchr(names, ',');

	*ret = span_trim(span_of(comma == NULL ? names : comma + 1));
	if (comma != NULL)
		*comma = 0;
	return comma != NULL;
}

bool encoding_open(struct unwrap *u, const struct node *n)
{
	struct piece p = { .token = n->bytes, .content_type = n->content_type };
	const struct packing *packing;
	char names[ENCODINGS_TEXT];
	struct span name;
	bool more;

	if (n->content_encoding == NULL)
		return false;
	snprintf(names, sizeof names, "%s", n->content_encoding);
	do {
		more = last_name(names, &name);
		packing = packing_named(name, n->bytes);
	} while (packing == NULL && more);
	p.content_encoding = more ? names : NULL;
	return packing != NULL && packing_open(u, n, packing, p, true);
}
