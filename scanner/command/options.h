/*
 * Options of a command as one table: it parses, and it writes the help. Long options as --name VALUE or --name=VALUE; misuse is told on
 * standard error with the offending text.
 */
#ifndef COMMAND_OPTIONS_H
#define COMMAND_OPTIONS_H

#include "rulebook.h"

#include <stdbool.h>
#include <stdint.h>

enum option_type { OPTION_FLAG, OPTION_TEXT, OPTION_LIST, OPTION_NUMBER };

struct option_row {
	const char *name;    /* "case" */
	char letter;         /* 'o', 0 none */
	enum option_type type;
	void *value;         /* bool *, const char **, struct words *, uint32_t * */
	const char *argument; /* "FILE"; NULL for a flag */
	const char *help;
};

struct option_table {
	const char *usage;   /* "scan [options] FILE..." */
	const char *about;   /* a paragraph */
	const struct option_row *rows;
	size_t n;
};

enum options_result { OPTIONS_GO, OPTIONS_HELP, OPTIONS_MISUSE };

/* Fills the rows' values; argv[*ret_first] on are the files. Help is printed here, misuse too. A list's words are freed by words_free. */
enum options_result options_parse(const struct option_table *t, int argc, char **argv, int *ret_first);

#endif
