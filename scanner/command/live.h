/*
 * What a running capture shows: packets, losses, flows, disclosures by country, the last of them. On a terminal a few lines that are
 * written over, in one write so that nothing flickers; elsewhere a line now and then. It is a view: what counts is assessed
 * when the capture ends, with names and services, and the report says it.
 */
#ifndef COMMAND_LIVE_H
#define COMMAND_LIVE_H

#include "assess/places.h"
#include "pipeline/record.h"

struct live_view;

/* What the capturer counts, in memory that both processes have. */
struct live_counts {
	volatile uint64_t packets, bytes, dropped, dropped_in_second;
};

/* Before the capturer is forked. b and p must outlive it. */
struct live_view *live_begin(const char *interface, const struct rulebook *b, struct places *p);
struct live_counts *live_counts(struct live_view *l);
/* For scan_task: a record, before it is kept; and the time to draw. ctx is the struct live_view. */
void live_see(void *ctx, enum record_type type, const union record *r);
void live_tick(void *ctx);
/* A sentence that stays on the screen, above what is written over; and that flows are read again: what they showed is forgotten. */
void live_say(void *ctx, const char *text);
void live_again(void *ctx);
/* Takes it off the screen. NULL is allowed. */
void live_end(struct live_view *l);

#endif
