/*
 * Two detectors by the rulebook of detecting.h, with its case and without one, and comparison of what they found. For the tests of detect/.
 */
#ifndef TESTS_DETECTORS_H
#define TESTS_DETECTORS_H

#include "detecting.h"

static struct detector *with_case, *without_case;

static inline int detectors_set_up(void **state)
{
	struct err e;

	(void)state;
	with_case = detector_new(&detecting_rulebook, &detecting_case, &e);
	without_case = detector_new(&detecting_rulebook, NULL, &e);
	return with_case == NULL || without_case == NULL;
}

static inline int detectors_tear_down(void **state)
{
	(void)state;
	detector_free(with_case);
	detector_free(without_case);
	return 0;
}

static inline struct part part_of(const char *root, struct span bytes)
{
	return (struct part){ .root = root, .bytes = bytes };
}

struct row {
	const char *root, *text, *lines;
};

static inline void rows_are_found(struct detector *d, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct part part = part_of(rows[i].root, span_of(rows[i].text));
		struct found f = { 0 };

		detecting_run(d, &part, &f);
		if (strcmp(buf_text(&f.lines), rows[i].lines) != 0)
			fail_msg("%s: %s", rows[i].text, buf_text(&f.lines));
		found_free(&f);
	}
}

static inline bool has_line(const char *lines, const char *line, size_t len)
{
	for (const char *at = lines; *at != 0; at = strchr(at, '\n') + 1)
		if (strncmp(at, line, len) == 0 && at[len] == '\n')
			return true;
	return false;
}

static inline bool lines_are_in(const char *a, const char *b)
{
	for (; *a != 0; a = strchr(a, '\n') + 1)
		if (!has_line(b, a, strcspn(a, "\n")))
			return false;
	return true;
}

/* Every line of a that is of tier known is one of b's. */
static inline bool known_lines_are_in(const char *a, const char *b)
{
	for (; *a != 0; a = strchr(a, '\n') + 1)
		if (strncmp(a, "known ", 6) == 0 && !has_line(b, a, strcspn(a, "\n")))
			return false;
	return true;
}

#endif
