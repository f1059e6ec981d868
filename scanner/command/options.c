#include "command/options.h"

#include "base/text.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 40, LETTERLESS = 256, WIDTH = 26 };

static void help(const struct option_table *t)
{
	printf("usage: phonehome %s\n\n%s\n\n", t->usage, t->about);
	for (size_t i = 0; i < t->n; i++) {
		const struct option_row *o = &t->rows[i];
		char left[64], letter[8] = "";

		if (o->letter != 0)
			snprintf(letter, sizeof letter, "-%c, ", o->letter);
		snprintf(left, sizeof left, "%s--%s%s%s", letter, o->name, o->argument != NULL ? " " : "",
			o->argument != NULL ? o->argument : "");
		printf("  %-*s%s%s\n", WIDTH, left, strlen(left) < WIDTH ? "" : " ", o->help);
	}
	printf("  %-*s%s\n", WIDTH, "--help", "show this");
}

static enum options_result misuse(const struct option_table *t, const char *what, const char *text)
{
	const char *words[ROWS_MAX] = { NULL };
	const char *near;

	for (size_t i = 0; i < t->n && i < ROWS_MAX; i++)
		words[i] = t->rows[i].name;
	near = strncmp(text, "--", 2) == 0 ? text_nearest(text + 2, words, t->n) : NULL;
	fprintf(stderr, "phonehome: %s: '%s'", what, text);
	if (near != NULL && strcmp(near, text + 2) != 0)
		fprintf(stderr, "; did you mean '--%s'?", near);
	fprintf(stderr, "\nusage: phonehome %s (--help tells more)\n", t->usage);
	return OPTIONS_MISUSE;
}

static bool take(const struct option_row *o, char *text)
{
	struct words *w = o->value;
	char *end;
	unsigned long n;

	switch (o->type) {
	case OPTION_FLAG:
		*(bool *)o->value = true;
		return true;
	case OPTION_TEXT:
		*(const char **)o->value = text;
		return true;
	case OPTION_LIST:
		words_add(w, text);
		return true;
	case OPTION_NUMBER:
		n = strtoul(text, &end, 10);
		if (!isdigit((unsigned char)text[0]) || *end != 0 || n > 1000000000)
			return false;
		*(uint32_t *)o->value = (uint32_t)n;
		return true;
	}
	return false;
}

enum options_result options_parse(const struct option_table *t, int argc, char **argv, int *ret_first)
{
	struct option longs[ROWS_MAX + 2] = { 0 };
	char shorts[2 * ROWS_MAX + 3] = ":h";
	size_t letters = strlen(shorts);
	int c;

	for (size_t i = 0; i < t->n; i++) {
		const struct option_row *o = &t->rows[i];

		longs[i] = (struct option){ o->name, o->type == OPTION_FLAG ? no_argument : required_argument, NULL,
			LETTERLESS + (int)i };
		if (o->letter != 0)
			shorts[letters++] = o->letter;
		if (o->letter != 0 && o->type != OPTION_FLAG)
			shorts[letters++] = ':';
	}
	longs[t->n] = (struct option){ "help", no_argument, NULL, 'h' };
	optind = 1;
	opterr = 0;
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_row *o = NULL;

		if (c == 'h') {
			help(t);
			return OPTIONS_HELP;
		}
		if (c == ':')
			return misuse(t, "option needs a value", argv[optind - 1]);
		for (size_t i = 0; i < t->n; i++) {
			if (c == LETTERLESS + (int)i || (t->rows[i].letter != 0 && c == t->rows[i].letter))
				o = &t->rows[i];
		}
		if (c == '?' || o == NULL)
			return misuse(t, "unknown option", argv[optind - 1]);
		if (!take(o, optarg)) {
			char what[64];

			snprintf(what, sizeof what, "--%s: not a number", o->name);
			return misuse(t, what, optarg);
		}
	}
	*ret_first = optind;
	return OPTIONS_GO;
}
