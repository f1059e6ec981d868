#include "base/siphash.h"

#include "base/digest.h"

#include <string.h>

struct sip_key sip_key_new(void)
{
	struct sip_key k;

	random_bytes((uint8_t *)&k, sizeof k);
	return k;
}

/* Its bytes as they stand, of a little-endian machine. */
static uint64_t word_of(const uint8_t *bytes, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, bytes, n);
	return word;
}

uint64_t sip_bytes(const struct sip_key *k, const void *data, size_t len)
{
	struct sip_state s = sip_begin(k);
	const uint8_t *at = data;
	size_t left = len;

	for (; left >= 8; at += 8, left -= 8)
		sip_add(&s, word_of(at, 8));
	return sip_end(&s, left > 0 ? word_of(at, left) : 0, len);
}
