/* What compresses a run of bytes: how one is undone, and what is made of what comes out. */
#ifndef DETECT_UNWRAP_PACKING_H
#define DETECT_UNWRAP_PACKING_H

#include "detect/unwrap/unwrap.h"

enum {
	PACKING_BLOCK = 16 << 10, /* bytes unpacked at once */
	PACKING_MIN = 16,         /* bytes: less is not certain to be of a packing without a mark */
};

struct unpacked {
	struct buf out;
	bool finished; /* came to its end, with all bytes used */
	bool ended;    /* came to its end */
	bool bounded;  /* the budget ended it */
	bool cut;      /* what was given ended first */
};

struct packing {
	const char *step;
	void (*undo)(struct span s, size_t budget, struct unpacked *ret); /* what can be had of a damaged one is taken */
	bool (*may)(struct span s); /* by its head; where it says no, undo would come to no end. NULL: not looked at */
};

extern const struct packing packing_gzip, packing_zlib, packing_zlib_inside, packing_deflate, packing_brotli, packing_zstd;

/* Two bytes that begin a zlib stream. */
bool zlib_begins(struct span s);

/*
 * p: the piece without its bytes and step. Without a mark the packing is only believed where its end is the last byte.
 * False where nothing did.
 */
bool packing_open(struct unwrap *u, const struct node *n, const struct packing *how, struct piece p, bool marked);

#endif
