/* What this program is and where its files are. */
#ifndef COMMAND_TOOL_H
#define COMMAND_TOOL_H

/* "phonehome 0.1.0; nDPI 4.2.0-8668-...; SQLite 3.40.1; Hyperscan 5.4.0": stands in every report. */
const char *tool_text(void);
/* Where this program stands. The caller frees it; NULL: the kernel does not tell. */
char *tool_program(void);
/*
 * A file or folder that came with the program: "rules", "reports", "places.mmdb". Beside the source tree's build/ where the program
 * runs from there, else where `make install` put it. The caller frees it.
 */
char *tool_path(const char *name);

#endif
