/* How pages shall look, as report, explain and diff take it alike: --templates, --width. */
#ifndef COMMAND_STYLE_H
#define COMMAND_STYLE_H

#include <stdbool.h>
#include <stdint.h>

struct style {
	const char *templates; /* the user's folder; NULL none */
	uint32_t width;        /* 0: not said */
};

/* Rows for an option table; s must outlive it. */
#define STYLE_ROWS(s)                                                                                                   \
	{ "templates", 0, OPTION_TEXT, &(s)->templates, "DIR", "queries and templates that take the place of ours" },   \
	{ "width", 0, OPTION_NUMBER, &(s)->width, "N", "columns of text, 40 to 400 (default: the terminal's, else 80)" }

/* False, having said why, for a folder that is not there and a width that no page has. */
bool style_known(const struct style *s);
/* Columns for what is written to fd; 0: not said, and it is no terminal. */
int style_width(const struct style *s, int fd);

#endif
