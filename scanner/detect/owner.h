/* Whose a value is that has a telling name: what stands before the telling word, and the names around it, may say that it is no data of the person's. */
#ifndef DETECT_OWNER_H
#define DETECT_OWNER_H

#include "detect/key.h"

/*
 * True where the nearest word that says so names something else ("serverLat", {"stores": [{"lat": ...}]}), or that the value is no
 * real one ("example_mac"); false where a person or the handset comes first ({"store": {"user": {"lat": ...}}}). others: what an
 * identifier is not found around, NULL: nothing. word: of the keyring, by which the name tells.
 */
bool owner_is_another(const struct vocabulary *v, const struct vocables *others, const struct name *name, const char *word);

#endif
