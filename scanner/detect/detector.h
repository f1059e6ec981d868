/* What a detector is made of: shared by the files of this room. */
#ifndef DETECT_DETECTOR_H
#define DETECT_DETECTOR_H

#include "base/buf.h"
#include "detect/detect.h"
#include "detect/forms.h"
#include "detect/keyring.h"
#include "detect/scan.h"
#include "detect/unwrap/unwrap.h"
#include "detect/vain.h"

/* A value of the case. */
struct known {
	enum kind kind;
	struct forms forms;
};

/* What an id of Hyperscan's stands for: a form of a known value, or a pattern. */
struct expression {
	const struct known *known;
	const struct form *form;
	const struct identifier *identifier;
	struct vocables *not_around; /* the identifier's; NULL: none */
};

struct detector {
	struct vocabulary vocabulary;
	struct scan *scan;
	struct expression *expressions;
	size_t expression_count;
	struct known *knowns;
	size_t known_count, known_cap;
	struct keyring *keyring;       /* of all identifiers, by expression */
	const struct endings *key_endings; /* the keyring's */
	const struct name_ends *name_ends; /* the keyring's */
	struct endings signals;        /* of the names of consent signals */
	struct words keys[KIND_COUNT]; /* of all identifiers of a kind; the words are the rulebook's */
	char *kind_words[KIND_COUNT];  /* a kind's own name as a key: "androidid" */
	struct rulings rulings;
	struct vain *vain;
	size_t nominated;              /* candidates that were read again */
	struct buf window;             /* of the piece of a stream at hand, with the tail before it */
};

/* The word by which a name tells that what stands under it is of that expression's kind, or NULL. *ret_anothers: it would, were it the handset's own. */
const char *expression_telling(const struct detector *d, uint32_t id, const struct name *name, bool *ret_anothers);
/* Does a name that tells by that word say that it is not the handset's own? */
bool expression_is_anothers(const struct detector *d, uint32_t id, const struct name *name, const char *word);
/* Is a name enough that tells in that sense? A telephone number without a plus under an "id" is any number. */
bool expression_suits(const struct detector *d, uint32_t id, enum key_sense sense);

#endif
