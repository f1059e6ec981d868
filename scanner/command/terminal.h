/* What a terminal is asked for: how wide, and whether colours are wanted. */
#ifndef COMMAND_TERMINAL_H
#define COMMAND_TERMINAL_H

#include <stdbool.h>

/* Columns that a report can have there; 0 where fd is no terminal, or does not say. */
int terminal_width(int fd);
/* fd is a terminal, it can do colours, and NO_COLOR is not set. */
bool terminal_colour(int fd);

#endif
