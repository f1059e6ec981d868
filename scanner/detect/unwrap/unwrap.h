/*
 * Takes wrappings off: a part is a tree, of forms in bodies, of JSON in forms, of text in JSON. Each node is shown to a
 * visitor before and after what it holds. A wrapping is one file and a row in the table of wrapping.c: a function that
 * looks at a node, and if it is of its sort hands over the pieces in it.
 *
 * Pieces are either fresh, in bytes of their own that were decoded, or stand as they are in the bytes of their parent. Three
 * budgets bound the work: depth, bytes decoded, and fresh pieces.
 */
#ifndef DETECT_UNWRAP_UNWRAP_H
#define DETECT_UNWRAP_UNWRAP_H

#include "base/buf.h"
#include "base/limits.h"

enum {
	STEP_MAX = 160, /* text of one step: three of them fit a path */
	KEY_TEXT = 48,  /* of a name in a step */
	RULED_MAX = 32, /* bytes: no wrapping asks for more than that many, at least */
};

/*
 * A step of a path: "base64" as it is; "json:$.H.imei" by a function, for most leaves of a text are never asked for their
 * path. Neither: no step.
 */
struct step {
	const char *text;
	void (*write)(const void *from, char ret[STEP_MAX]);
	const void *from;          /* stays as it is while the node is shown */
	bool (*outer)(const void *from, size_t i, struct span *ret); /* its i-th name, the innermost first; false: there are no more. NULL: the key is all */
};

struct node {
	const struct node *parent; /* NULL: the part itself */
	struct step step;          /* of the part, its root */
	struct span key;           /* name it stands under, its parent's where it has none of its own */
	struct span around;        /* name around that one, {"router": {"mac": ...}}; empty: there is none */
	struct span type;          /* what a text beside it says of its sort, {"type": "imei", "id": ...}; empty: nothing */
	struct span bytes;
	struct span token;         /* what it was decoded from, in its parent's bytes; bytes itself where it is not fresh */
	const char *content_type, *content_encoding; /* NULL: not said */
	bool fresh;
	bool whole;                /* something tells that it ends here, though the stream that it stands in may go on */
	bool plus;                 /* of a form or query: a space in it may have been a plus */
	bool typed;                /* the type is of this very name: {"deviceIdType": "imei", "deviceId": ...} */
	unsigned depth;            /* steps down to here */
	void *data;                /* the visitor's; children that are not fresh inherit it */
};

struct unwrap_visitor {
	void (*enter)(void *ctx, struct node *n);
	void (*leave)(void *ctx, struct node *n);
	void *ctx;
};

/* Which wrappings a node may be, a bit each, by what there is to be known of it: their table turned round, at its first use. Zeroed before. */
struct rulings {
	uint64_t first[256];       /* by the first byte */
	uint64_t asked[2][2];      /* of a part itself; where a content encoding was told */
	uint64_t least[RULED_MAX + 1]; /* by the length, where it is no more than that */
	uint64_t rest[4][256];     /* by each byte of the makeup: those that it does not rule out */
	uint64_t any[4][256];      /* those that ask for one of several sorts, and find one in that byte */
	uint64_t none;             /* those that do not ask so */
	bool made;
};

struct unwrap {
	const struct unwrap_visitor *visitor;
	const struct rulings *rulings;
	size_t bytes_left, parts_left;
	size_t fruitless_left;     /* bytes that decoders may make of what is then found not to be theirs */
	size_t granted;            /* of bytes, by the parts so far */
	size_t allowed;            /* and no more, whatever the parts grant: what its sender's messages may cost */
	bool bounded;              /* a budget was reached */
	const uint8_t *end;        /* of the part */
	const uint8_t *unfinished; /* the first of what begins in the part and goes on behind its end; NULL: nothing does */
};

/* Budgets of one message, no more than `allowed` bytes; reset for each. r: for all messages. */
void unwrap_begin(struct unwrap *u, const struct unwrap_visitor *v, struct rulings *r, size_t allowed);
/* Bytes that were decoded so far, in vain or not. */
size_t unwrap_made(const struct unwrap *u);
/* Shows the part and all in it. */
void unwrap_part(struct unwrap *u, struct node *part);

/* Where a run of base64 or hex begins that ends where the bytes do: s.len where there is none worth it. */
size_t unwrap_run_at_end(struct span s);

/* "http.body > form:value > base64": cut with "..." where it is too long. Returns the number of steps behind the root. */
unsigned node_path(const struct node *n, char ret[PATH_MAX_TEXT]);

/* ---- for the wrappings ---- */

struct piece {
	struct step step;
	struct span key, around, type; /* key empty: its parent's names; around empty: its parent's key */
	struct span bytes, token;  /* token: in the parent's bytes; not looked at where the piece is not fresh */
	const char *content_type, *content_encoding;
	bool fresh, whole, plus, typed; /* whole: of a fresh one */
};

void unwrap_piece(struct unwrap *u, const struct node *n, const struct piece *p);
/* Takes from the budget of bytes; false and bounded where it does not reach. Ask before decoding. */
bool unwrap_afford(struct unwrap *u, size_t bytes);

/* A wrapping in the part itself that wants more than there is: the part may be continued. Nothing happens in decoded bytes. */
void unwrap_unfinished(struct unwrap *u, struct span token);

/*
 * A name from the wire as it may stand in a path: names that may be data themselves (a telephone number as a member's
 * name) become "*", for paths are stored in the clear.
 */
void step_name(struct span name, char ret[KEY_TEXT]);

#endif
