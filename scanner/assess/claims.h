/*
 * What each source says of one place, and what comes out of it. The strongest grade wins; two of the same grade that
 * disagree lower each other by one; the evidence names what agrees and what speaks against it.
 */
#ifndef ASSESS_CLAIMS_H
#define ASSESS_CLAIMS_H

#include "assess/cuts.h"
#include "assess/source.h"
#include "finding.h"

enum claim_level { CLAIM_OPERATOR, CLAIM_COUNTRY, CLAIM_SUBDIVISION, CLAIM_REGION, CLAIM_LEVELS };

enum { CLAIMS_MAX = 32 }; /* attested, ranges, two databases of three claims each, and the names */

struct claim {
	char values[CLAIM_LEVELS][NAME_TEXT]; /* "" says nothing of it */
	enum grade grade;                     /* before the age of its data counts */
	int64_t date;                         /* of its data; DATE_SEEN: it stood in the capture itself */
	char text[EVIDENCE_TEXT];             /* plain words, with the date of the data */
};

#define DATE_SEEN INSTANT_MAX

struct claims {
	struct claim items[CLAIMS_MAX];
	size_t n;
};

/* A new claim without values; NULL values are "". What is more than CLAIMS_MAX falls on the last, the weakest. */
struct claim *claims_add(struct claims *c, enum grade grade, int64_t date, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void claim_says(struct claim *c, enum claim_level level, const char *value);
/* Between data and capture; 0 for what stood in the capture, the largest for data without a date. */
int64_t claim_age(const struct claim *c, int64_t at);
/* Lowered by one where its data are more than 12 months from the capture, or have no date. */
enum grade claim_grade(const struct claim *c, int64_t at);
/* Where claims of these dates come to be stale or no longer are, or one comes to be nearer than another. */
void claims_cuts(const int64_t *dates, size_t n, struct cuts *ret);
/* Fills the levels, data_date and stale. */
void claims_decide(const struct claims *c, int64_t at, struct place *ret);

#endif
