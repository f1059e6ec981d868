/* What a terminal is asked for: how wide, and whether colours are wanted. */
#ifndef COMMAND_TERMINAL_H
#define COMMAND_TERMINAL_H

#include <stdbool.h>

/* Columns; 0 where fd is no terminal, or too narrow a one to write reports for. */
int terminal_width(int fd);
/* fd is a terminal, it can do colours, and NO_COLOR is not set. */
bool terminal_colour(int fd);

#endif
