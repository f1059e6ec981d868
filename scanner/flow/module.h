/*
 * nDPI's headers: their only home. Nearly all of a module is what the library knows: 5.6 MB that take 11 ms to set up. What it
 * remembers of flows is eight caches, what it asks of a packet stands in lists. Where the header tells their places, the
 * classifiers of a process share one module and have caches of their own (classify.c), and its lists are walked faster (dissectors.c).
 */
#ifndef FLOW_MODULE_H
#define FLOW_MODULE_H

#include <sys/types.h>

#include <ndpi_define.h>

/* NDPI_API_VERSION is no ordered number. */
#define NV (NDPI_MAJOR * 100 + NDPI_MINOR)

#define MODULE_KNOWN (NV == 402)
#if MODULE_KNOWN
#define NDPI_LIB_COMPILATION /* the header tells */
#define _NDPI_CONFIG_H_      /* but not how the library was built */
#endif
#include <ndpi_api.h>

/* The lists of m, which is set up: they are those of every module of this process. */
void dissectors_of(const struct ndpi_detection_module_struct *m);
/* What another module's list of networks told. */
void networks_forget(void);

#endif
