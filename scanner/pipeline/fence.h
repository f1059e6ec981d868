/*
 * The fence around a process that has opened what it needs: from here on the kernel (Landlock) lets it open, make and remove files
 * only where it must. What is open stays so. A sanitizer's build has none: its runtime reads files of its own.
 */
#ifndef PIPELINE_FENCE_H
#define PIPELINE_FENCE_H

#include "base/err.h"
#include "rulebook.h"

struct fence {
	struct words writes; /* folders in which files are made, read and removed */
	struct words reads;  /* files, and folders with all in them */
};

/* A folder that holds path; path itself where it is one. */
void fence_add_folder_of(struct words *w, const char *path);
void fence_free(struct fence *f);
/* Memory that holds personal data stays out of core files and of other processes' sight (but for a sanitizer's own). */
void fence_hide(void);
/* For good, for this process and those it starts. Without Landlock in the kernel it does nothing, and fence_name says so. */
int fence_close(const struct fence *f, struct err *e);
/* What may be said of it: "Landlock", or "none (...)" and why. */
const char *fence_name(void);

#endif
