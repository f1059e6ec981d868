/*
 * The words that names are made of, whatever the identifier (rules/identifiers/), as names are compared with them: those of one
 * letter stand together. The texts are the rulebook's.
 */
#ifndef DETECT_VOCABULARY_H
#define DETECT_VOCABULARY_H

#include "detect/said.h"
#include "rulebook.h"

struct vocable {
	const char *text;
	size_t len;
	uint8_t letter;    /* its last, or its first */
};

struct vocables {
	struct vocable *items; /* by letter, the longer ones first */
	uint32_t from[257];    /* where those of a letter begin, and those of the next */
};

struct vocabulary {
	/* As in struct name_words; by their last letters. */
	struct vocables own, unreal, unreal_before, behind_owner, behind_key, behind_key_joined;
	/* By their first. */
	struct vocables before_key;
	struct said *said; /* what names of these words said */
};

void vocabulary_make(struct vocabulary *ret, const struct name_words *words);
void vocabulary_free(struct vocabulary *v);

/* Words of one identifier, by their last letters. Those of one letter are left out. */
void vocables_make(struct vocables *ret, const struct words *words);
void vocables_free(struct vocables *v);
bool vocables_have(const struct vocables *v, const char *word);

#endif
