/*
 * Consent signals: what senders say of consent or refusal beside their data, by names and spellings that are agreed upon. A
 * signal shows what is claimed, not what a person chose: it is told apart from the case's timeline and judges nothing.
 */
#ifndef DETECT_SIGNALS_SIGNALS_H
#define DETECT_SIGNALS_SIGNALS_H

#include "base/reader.h"

enum { SIGNAL_TEXT = 32, DETAIL_TEXT = 256 };

struct signal {
	char name[SIGNAL_TEXT];   /* "tcf" "us_privacy" "limit-ad-tracking" */
	char detail[DETAIL_TEXT]; /* what was decoded of it; never the string itself, which may be one person's alone */
};

/* The names of all signals, one after the other from 0, as signal_read compares them; NULL behind the last. */
const char *signal_key(size_t i);

/* Is the leaf under that name a signal? */
bool signal_read(struct span key, struct span value, struct signal *ret);

/* ---- for the readers of one sort each: false where the value is none of it ---- */

bool signal_tcf(struct span value, char ret[DETAIL_TEXT]);
bool signal_gpp(struct span value, char ret[DETAIL_TEXT]);
bool signal_gpp_sections(struct span value, char ret[DETAIL_TEXT]);
bool signal_us_privacy(struct span value, char ret[DETAIL_TEXT]);
bool signal_additional(struct span value, char ret[DETAIL_TEXT]);
bool signal_consent_state(struct span value, char ret[DETAIL_TEXT]);
bool signal_consent_defaults(struct span value, char ret[DETAIL_TEXT]);

#endif
