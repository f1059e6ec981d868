/* The commands: options in, calls, messages and exit code out. Only commands print. */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

/* The first that holds. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_BREACH = 1,    /* a finding at or above --fail-on */
	EXIT_COULD_NOT = 2, /* usage, configuration, permission */
	EXIT_PARTIAL = 3,   /* the input was damaged, something failed on the way, or there was nothing to judge */
};

struct command {
	const char *name, *summary;
	int (*run)(int argc, char **argv); /* argv[0] is the command's name */
};

int command_scan(int argc, char **argv);
int command_capture(int argc, char **argv);
int command_assess(int argc, char **argv);
int command_report(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_rules(int argc, char **argv);
int command_case(int argc, char **argv);

#endif
