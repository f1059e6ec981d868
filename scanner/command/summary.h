/* What a scan or an assessment ends with: the report's answer in ten seconds, and how to get the rest. */
#ifndef COMMAND_SUMMARY_H
#define COMMAND_SUMMARY_H

#include "command/setup.h"

/* "x.pcap: 8 packets, 1 flow", of what was read to its end; the line is not ended. */
void summary_counts(const char *name, const struct fact_end *f);

void summary_print(const struct setup *s, struct store *store);

#endif
