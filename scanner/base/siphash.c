#include "base/siphash.h"

#include "base/digest.h"

struct sip_key sip_key_new(void)
{
	struct sip_key k;

	random_bytes((uint8_t *)&k, sizeof k);
	return k;
}

static uint64_t little_endian(const uint8_t *bytes, size_t n)
{
	uint64_t word = 0;

	for (size_t i = 0; i < n; i++)
		word |= (uint64_t)bytes[i] << (8 * i);
	return word;
}

uint64_t sip_bytes(const struct sip_key *k, const void *data, size_t len)
{
	struct sip_state s = sip_begin(k);
	const uint8_t *at = data;
	size_t left = len;

	for (; left >= 8; at += 8, left -= 8)
		sip_add(&s, little_endian(at, 8));
	return sip_end(&s, little_endian(at, left), len);
}
