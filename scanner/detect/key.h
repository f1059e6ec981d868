/*
 * Telling key names: "imei", "device_id", <phoneNumber>. Words of the rulebook are lower case without separators; a name
 * from the wire agrees where it ends in them: "x-device-imei", "wifiMacAddress", "imei2".
 */
#ifndef DETECT_KEY_H
#define DETECT_KEY_H

#include "detect/edge.h"
#include "detect/ending.h"
#include "detect/plain.h"
#include "rulebook.h"

struct node;

/* What something is called, as a node of unwrap.h has it: around and type may be empty. */
struct name {
	struct span own, around, type;
	const struct node *node; /* that it is the name of: the names farther out are its; NULL: there are none */
};

/* The word of keys that name agrees with, or NULL. */
const char *key_telling(const struct vocabulary *v, const struct words *keys, const struct name *name);
/* The name that stands beside a value in plain text: `name=`, `"name": "`, `<name>`, `name/`. Empty: none. */
struct span key_beside(const struct window *w, size_t start);

/*
 * The other way round: from what parts a name from a value, to both. Length of the separator that stands at a place ("=",
 * "%3A"), 0 for none; the name before it; where the value behind it begins.
 */
size_t key_separator(const struct window *w, size_t at);
size_t key_sign(const struct window *w, size_t separator); /* the first one's place, where two stand for one: "=>" */
size_t key_end(const struct window *w, size_t separator); /* of the name: the quotes behind it are passed over */
struct span key_before(const struct window *w, size_t separator);
size_t key_value(const struct window *w, size_t at);

/* All key names, with what each is the name of. */
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

/* What of a name tells: itself, with what is around it or not; a bare "id" with what is around it; only what is around it. */
enum key_sense { SENSE_NAME, SENSE_ID, SENSE_AROUND };

/* The entries of the longest word that name ends in: a "bluetooth mac" is no "mac". Returns their number. */
size_t keyring_find(const struct keyring *k, const struct name *name, const struct key_entry **ret, enum key_sense *ret_sense);

#endif
