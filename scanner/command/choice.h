/* Which rules judge, where not all do: --packs and --profile. */
#ifndef COMMAND_CHOICE_H
#define COMMAND_CHOICE_H

#include "rulebook.h"

/* Makes single names of what was given, "a,b" being two. 0, or -1 having said which of them no rule has, and the nearest that one has. */
int choice_settle(const struct rulebook *b, struct words *packs, struct words *profiles);
/* Who reads "nothing departs from a rule" shall know of which: says so where only some judge. */
void choice_note(const struct words *packs);

#endif
