/* What `case` can do, one file each. Every function is a command of its own: argv[0] is its name. */
#ifndef COMMAND_CASE_H
#define COMMAND_CASE_H

int case_check(int argc, char **argv);
int case_import(int argc, char **argv);
int case_new(int argc, char **argv);

#endif
