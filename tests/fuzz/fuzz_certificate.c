/* What may be a certificate (DER), with a host and without: texts end within their bounds, names are lower case between single commas. */
#include "base/certificate.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check(const struct certificate *c)
{
	size_t n = strlen(c->names);

	assert(strlen(c->subject) < sizeof c->subject && strlen(c->issuer) < sizeof c->issuer && n < sizeof c->names);
	for (size_t i = 0; i < n; i++) {
		assert(isgraph((unsigned char)c->names[i]) && !isupper((unsigned char)c->names[i]));
		assert(c->names[i] != ',' || (i > 0 && i + 1 < n && c->names[i + 1] != ','));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct certificate asked, unasked;
	bool good = certificate_read((struct span){ data, len }, "api.io.mi.com", &asked);

	assert(certificate_read((struct span){ data, len }, "", &unasked) == good);
	check(&asked);
	check(&unasked);
	assert(!unasked.names_other && strcmp(asked.names, unasked.names) == 0);
	assert(asked.valid_from == unasked.valid_from && asked.valid_to == unasked.valid_to);
	return 0;
}
