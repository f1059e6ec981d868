/*
 * Captured bytes as text that is safe to store and to show, and small helpers for words.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buf.h"

/*
 * Appends s as valid UTF-8 on one line: control characters, bytes that are no UTF-8 and the invisible marks that
 * reorder text become \xNN or \u{...}; at most max bytes of s are read, "..." stands for the rest.
 */
void text_clean(struct buf *out, struct span s, size_t max);
/* The same into a fixed buffer, cut between characters where it is full. */
void text_clean_to(char *ret, size_t cap, struct span s);

/* text with its end, cut where ret is full: as "%s" prints it, but facts are full of texts, and printing them takes long. */
void text_copy_to(char *ret, size_t cap, const char *text);

/* Length of the well-formed UTF-8 character (RFC 3629) that s begins with, 0 where there is none. */
size_t text_utf8(struct span s, uint32_t *ret_code);

/* ASCII letters to lower case, in place. */
void text_lower(char *s);

/* The plain letter in lower case, of UTF-8's two bytes of one with an accent (U+00C0 to U+00FF); 0: they are none. */
char text_unaccented(const uint8_t *c);

/* True where host is domain or ends in "." domain, without regard to case: mi.com is no suffix of xmi.com. */
bool host_under(const char *host, const char *domain);

/* The word of words (n of them) nearest to text, or NULL where none is near: for "did you mean". */
const char *text_nearest(const char *text, const char *const *words, size_t n);

/* Share of bytes that are printable ASCII, white space or well-formed UTF-8, in percent; 0 for an empty span. */
int text_share(struct span s);
/* Whether that share is this much or more: bytes that are no text are told by their first few. */
bool text_is_mostly(struct span s, int percent);

#endif
