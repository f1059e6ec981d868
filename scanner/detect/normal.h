/*
 * The normal forms of a value: the ways in which people and programs write the same datum as text. One of them is
 * canonical: whatever form was found, a sighting's value is the canonical one, so that all forms give the same bytes:
 *   imei, imeisv, imsi, iccid, payment-card  digits (IMEI with its check digit)
 *   phone-number, contact                    E.164 with its plus, or the e-mail address in lower case
 *   wifi-mac, bluetooth-mac, bssid           twelve lower-case hex digits
 *   meid, android-id, advertising-id         lower case, a UUID with its dashes
 *   others                                   as the case says
 */
#ifndef DETECT_NORMAL_H
#define DETECT_NORMAL_H

#include "detect/edge.h"
#include "model.h"

enum { NORMALS_MAX = 96 }; /* of one value; a phone number in all its national spellings has most */

struct normal {
	char text[VALUE_MAX];
	bool nocase;       /* in the clear its letters may stand in either case */
	bool goes_on;      /* an IMEISV: the same digits with two more in place of the check digit */
	bool bcd;          /* also written as half-bytes */
	bool spelling;     /* as people write it: looked for in the clear alone, for no program hashes or encodes it */
};

struct normals {
	struct normal items[NORMALS_MAX];
	size_t n;
	enum edge_class edge;
	bool word;         /* may be an ordinary word: telling only with its key name beside it */
};

/* The first is the canonical one. n is 0 where the value is not of that kind's shape at all or too long. */
void normals_of(enum kind kind, const char *value, struct normals *ret);

#endif
