/*
 * Telling key names: "imei", "device_id", <phoneNumber>. Words of the rulebook are lower case without separators; a name
 * from the wire agrees where it ends in them: "x-device-imei", "wifiMacAddress", "imei2".
 */
#ifndef DETECT_KEY_H
#define DETECT_KEY_H

#include "detect/edge.h"
#include "rulebook.h"

enum { KEY_MAX = 64 }; /* bytes of a name; a longer one tells nothing */

/* The word of keys that name agrees with, or NULL. */
const char *key_telling(const struct words *keys, struct span name);
/* The name that stands beside a value in plain text: `name=`, `"name": "`, `<name>`, `name/`. Empty where there is none. */
struct span key_beside(const struct window *w, size_t start);

#endif
