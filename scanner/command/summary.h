/* What a scan or an assessment ends with: the report's answer in ten seconds, and how to get the rest. */
#ifndef COMMAND_SUMMARY_H
#define COMMAND_SUMMARY_H

#include "command/setup.h"

void summary_print(const struct setup *s, struct store *store);

#endif
