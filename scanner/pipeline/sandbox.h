/*
 * What a worker may still ask of the kernel: memory, reading its capture, writing its pipe, waiting for a live capture's writer, taking
 * the next file's descriptor from the keeper, and exit. Anything else kills it, which the keeper sees as a fault. A sanitizer's build has
 * no filter: its runtime needs more, and nobody should trust its output to a hostile capture.
 */
#ifndef PIPELINE_SANDBOX_H
#define PIPELINE_SANDBOX_H

#include "base/err.h"

/* For good, for this process. feed: the one socket that descriptors of a growing run come over; -1: it reads what is whole. */
int sandbox_enter(int feed, struct err *e);
/* What a report may say of it: "seccomp", or "none (sanitizer build)". */
const char *sandbox_name(void);

#endif
