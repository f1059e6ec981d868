/*
 * All key names of the rulebook, with what each is the name of. A name from the wire agrees with a word that it ends in; what cannot
 * agree with any is told at a look, for most names tell nothing.
 */
#ifndef DETECT_KEYRING_H
#define DETECT_KEYRING_H

#include "detect/ending.h"
#include "detect/key.h"
#include "rulebook.h"

struct keyring;

struct key_entry {
	const char *word;
	enum kind kind;
	uint32_t id;
};

/* The vocabulary must outlive it. */
struct keyring *keyring_new(const struct vocabulary *v);
void keyring_free(struct keyring *k);
void keyring_add(struct keyring *k, const struct words *keys, enum kind kind, uint32_t id);
/* To be called once, when all are added. */
void keyring_sort(struct keyring *k);
/* Which two bytes may end a name that tells anything, or what key_end and key_sign pass over behind one: a bit each. */
struct name_ends {
	uint8_t pairs[1 << 13];
};

const struct name_ends *keyring_ends(const struct keyring *k);

/* For a quick look at what stands before a place. Here, for it is asked of every separator. */
static inline bool name_ends_have(const struct name_ends *e, struct span s, size_t end)
{
	size_t pair = end == 0 ? 0 : (size_t)(end > 1 ? s.data[end - 2] : 0) << 8 | s.data[end - 1];

	return (e->pairs[pair / 8] >> pair % 8 & 1) != 0;
}

/* For a quick look: where a name ends in none of them, keyring_find would find nothing. */
const struct endings *keyring_endings(const struct keyring *k);

/*
 * What of a name tells: itself, with what is around it or not; a bare "id" with what is around it; only what is around it; only the type
 * that was said of it, {"deviceIdType": "imei", "deviceId": ...}.
 */
enum key_sense { SENSE_NAME, SENSE_ID, SENSE_AROUND, SENSE_TYPED };

/* The entries of the longest word that name ends in: a "bluetooth mac" is no "mac". Returns their number. */
size_t keyring_find(const struct keyring *k, const struct name *name, const struct key_entry **ret, enum key_sense *ret_sense);

#endif
