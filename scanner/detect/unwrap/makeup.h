/* What bytes are made of, in one pass over them: by it a wrapping is ruled out without being asked. */
#ifndef DETECT_UNWRAP_MAKEUP_H
#define DETECT_UNWRAP_MAKEUP_H

#include "base/reader.h"

/* Sorts of bytes, a bit each. Letters are told apart where wrappings begin with them. */
enum {
	OF_CONTROL = 1 << 0,   /* no byte of a text, in ASCII */
	OF_HIGH = 1 << 1,      /* beyond ASCII */
	OF_TAB = 1 << 2,
	OF_LF = 1 << 3,
	OF_CR = 1 << 4,
	OF_SPACE = 1 << 5,
	OF_DIGIT_2 = 1 << 6,   /* 2 to 7, the digits of base32 */
	OF_DIGIT = 1 << 7,     /* the others */
	OF_LOWER_AD = 1 << 8,  /* a, d */
	OF_LOWER_BE = 1 << 9,  /* b, e */
	OF_LOWER_CF = 1 << 10, /* c, f */
	OF_LOWER_L = 1 << 11,
	OF_LOWER_HX = 1 << 12, /* h, x */
	OF_LOWER = 1 << 13,    /* the others */
	OF_UPPER_B = 1 << 14,
	OF_UPPER_HEX = 1 << 15, /* A, C to F */
	OF_UPPER_HX = 1 << 16, /* H, X */
	OF_UPPER_OP = 1 << 17, /* O, P */
	OF_UPPER = 1 << 18,    /* the others */
	OF_PERCENT = 1 << 19,
	OF_EQUALS = 1 << 20,
	OF_AMPERSAND = 1 << 21,
	OF_COLON = 1 << 22,
	OF_SLASH = 1 << 23,
	OF_DASH = 1 << 24,
	OF_SIGN = 1 << 25,     /* plus and underscore */
	OF_LESS = 1 << 26,
	OF_BACKSLASH = 1 << 27,
	OF_BRACKET = 1 << 28,  /* (, [, { */
	OF_OTHER = 1 << 29,

	OF_DIGITS = OF_DIGIT | OF_DIGIT_2,
	OF_LOWERS = OF_LOWER_AD | OF_LOWER_BE | OF_LOWER_CF | OF_LOWER_L | OF_LOWER_HX | OF_LOWER,
	OF_UPPERS = OF_UPPER_B | OF_UPPER_HEX | OF_UPPER_HX | OF_UPPER_OP | OF_UPPER,
	OF_LETTERS = OF_LOWERS | OF_UPPERS,
	OF_HEX = OF_DIGITS | OF_LOWER_AD | OF_LOWER_BE | OF_LOWER_CF | OF_UPPER_B | OF_UPPER_HEX,
	OF_BLANK = OF_TAB | OF_LF | OF_CR | OF_SPACE,
};

/* The sort of one byte. */
uint32_t makeup_of_byte(uint8_t c);
/* The sorts of all of them. */
uint32_t makeup_of(struct span s);

#endif
