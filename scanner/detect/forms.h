/*
 * Every form of a known value: its normal forms, in the clear and in the encodings and hashes that are seen in the field. A
 * form is a literal to look for and what is needed to read it again where it was nominated.
 */
#ifndef DETECT_FORMS_H
#define DETECT_FORMS_H

#include "detect/edge.h"
#include "model.h"

enum {
	FORM_MIN = 8,      /* bytes: shorter forms are chance */
	WORD_MIN = 3,      /* bytes: with a telling key name beside it, down to this */
	FORM_MAX = TAIL_MAX - 64, /* must fit the tail together with its key name */
};

/* How the literal was made of the normal form. */
enum encoding { ENCODING_PLAIN, ENCODING_PERCENT, ENCODING_HEX, ENCODING_BASE64, ENCODING_UTF16LE, ENCODING_UTF16BE,
	ENCODING_BINARY, ENCODING_HASH };

struct form {
	struct span literal, normal; /* owned by the struct forms */
	char name[FORM_TEXT];  /* "plain" "base64" "sha1-hex" "xiaomi-id" */
	enum encoding encoding;
	enum edge_class edge;
	uint8_t shift;         /* BASE64: how many bytes of its group of three stand before it */
	bool nocase;
	bool goes_on;          /* PLAIN, BINARY: two more digits belong to it */
	bool needs_key;
};

struct forms {
	struct form *items;
	size_t n, cap;
	char value[VALUE_MAX]; /* canonical; "" where the value has no form that can be looked for */
};

void forms_of(enum kind kind, const char *value, struct forms *ret);
void forms_free(struct forms *f); /* wipes */

/*
 * Reads a nominated form again: is it there, and whole? EDGE_FREE: yes, and its place is returned; EDGE_UNKNOWN: what follows
 * has to come first.
 */
enum edge form_verify(const struct form *f, const struct window *w, size_t end, size_t *ret_start, size_t *ret_end);

#endif
