/*
 * SipHash-1-3 (Aumasson and Bernstein, 2012) for tables whose keys a stranger chooses: who does not know the table's own key cannot
 * make many of them fall into one place. Not for what is stored, told, or must be alike in two processes that share no key.
 */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

struct sip_key {
	uint64_t words[2];
};

struct sip_key sip_key_new(void); /* of random bytes: a table takes one when it is made */
uint64_t sip_bytes(const struct sip_key *k, const void *data, size_t len);

/* ---- words: here, for every packet is asked about its addresses ---- */

struct sip_state {
	uint64_t a, b, c, d;
};

static inline uint64_t sip_turned(uint64_t v, int bits)
{
	return v << bits | v >> (64 - bits);
}

static inline void sip_mix(struct sip_state *s)
{
	s->a += s->b;
	s->b = sip_turned(s->b, 13) ^ s->a;
	s->a = sip_turned(s->a, 32);
	s->c += s->d;
	s->d = sip_turned(s->d, 16) ^ s->c;
	s->a += s->d;
	s->d = sip_turned(s->d, 21) ^ s->a;
	s->c += s->b;
	s->b = sip_turned(s->b, 17) ^ s->c;
	s->c = sip_turned(s->c, 32);
}

/* "somepseudorandomlygeneratedbytes". */
static inline struct sip_state sip_begin(const struct sip_key *k)
{
	return (struct sip_state){ UINT64_C(0x736F6D6570736575) ^ k->words[0], UINT64_C(0x646F72616E646F6D) ^ k->words[1],
		UINT64_C(0x6C7967656E657261) ^ k->words[0], UINT64_C(0x7465646279746573) ^ k->words[1] };
}

static inline void sip_add(struct sip_state *s, uint64_t word)
{
	s->d ^= word;
	sip_mix(s);
	s->a ^= word;
}

/* last: the bytes that fill no word, and above them the length of all. */
static inline uint64_t sip_end(struct sip_state *s, uint64_t last, size_t len)
{
	sip_add(s, last | (uint64_t)len << 56);
	s->c ^= 0xFF;
	for (int i = 0; i < 3; i++)
		sip_mix(s);
	return s->a ^ s->b ^ s->c ^ s->d;
}

#endif
