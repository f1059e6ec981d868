/*
 * Where a value begins and ends. Hyperscan only says that certain bytes end somewhere; whether they are the whole value
 * or a piece of a longer one is told here by what stands beside them: a number that goes on is another number.
 */
#ifndef DETECT_EDGE_H
#define DETECT_EDGE_H

#include "base/reader.h"

/* The bytes that may be looked at. Open: more will follow behind them, which has not come yet. */
struct window {
	struct span bytes;
	bool open;
};

/* What a neighbour must not be for a value to be whole. */
enum edge_class { EDGE_ANY, EDGE_DIGIT, EDGE_HEX, EDGE_WORD, EDGE_ADDRESS };

enum edge { EDGE_FREE, EDGE_JOINED, EDGE_UNKNOWN };

/* In place of a byte: there is none; it has not come yet. */
enum { BYTE_NONE = -1, BYTE_UNKNOWN = -2 };

int window_byte(const struct window *w, ptrdiff_t at);
/* The byte before a position; where an escape stands there (%22, \n, \u0022), the character that it means. */
int window_before(const struct window *w, size_t at);

/* The verdict on one neighbour byte. */
enum edge edge_beside(enum edge_class class, int byte);
/* On both sides of plain bytes. */
enum edge edge_around(const struct window *w, enum edge_class class, size_t start, size_t end);
/* The same where a length in binary may stand before the bytes: it tells both of their ends, though letters stand beside. */
enum edge edge_measured(const struct window *w, enum edge_class class, size_t start, size_t end);
/* The same for a pattern's match, more strictly: no letter or digit beside it, no part of a UUID, decimal or list of pairs. */
enum edge edge_token(const struct window *w, size_t start, size_t end);

/* Is any match joined to what stands behind it that ends there and begins at `from` or before? */
bool edge_goes_on(const struct window *w, size_t from, size_t end);

#endif
