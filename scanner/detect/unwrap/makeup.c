#include "detect/unwrap/makeup.h"

static const uint32_t sorts[256] = {
	[0x00 ... 0x08] = OF_CONTROL, ['\t'] = OF_TAB, ['\n'] = OF_LF, [0x0b ... 0x0c] = OF_CONTROL, ['\r'] = OF_CR,
	[0x0e ... 0x1f] = OF_CONTROL, [0x7f] = OF_CONTROL, [0x80 ... 0xff] = OF_HIGH, [' '] = OF_SPACE,
	['0' ... '1'] = OF_DIGIT, ['2' ... '7'] = OF_DIGIT_2, ['8' ... '9'] = OF_DIGIT,
	['a'] = OF_LOWER_AD, ['b'] = OF_LOWER_BE, ['c'] = OF_LOWER_CF, ['d'] = OF_LOWER_AD, ['e'] = OF_LOWER_BE, ['f'] = OF_LOWER_CF,
	['g'] = OF_LOWER, ['h'] = OF_LOWER_HX, ['i' ... 'k'] = OF_LOWER, ['l'] = OF_LOWER_L, ['m' ... 'w'] = OF_LOWER,
	['x'] = OF_LOWER_HX, ['y' ... 'z'] = OF_LOWER,
	['A'] = OF_UPPER_HEX, ['B'] = OF_UPPER_B, ['C' ... 'F'] = OF_UPPER_HEX, ['G'] = OF_UPPER, ['H'] = OF_UPPER_HX,
	['I' ... 'N'] = OF_UPPER, ['O' ... 'P'] = OF_UPPER_OP, ['Q' ... 'W'] = OF_UPPER, ['X'] = OF_UPPER_HX, ['Y' ... 'Z'] = OF_UPPER,
	['!' ... '$'] = OF_OTHER, ['%'] = OF_PERCENT, ['&'] = OF_AMPERSAND, ['\''] = OF_OTHER, ['('] = OF_BRACKET, [')' ... '*'] = OF_OTHER,
	['+'] = OF_SIGN, [','] = OF_OTHER, ['-'] = OF_DASH, ['.'] = OF_OTHER, ['/'] = OF_SLASH, [':'] = OF_COLON, [';'] = OF_OTHER,
	['<'] = OF_LESS, ['='] = OF_EQUALS, ['>' ... '@'] = OF_OTHER, ['['] = OF_BRACKET, ['\\'] = OF_BACKSLASH, [']' ... '^'] = OF_OTHER,
	['_'] = OF_SIGN, ['`'] = OF_OTHER, ['{'] = OF_BRACKET, ['|' ... '~'] = OF_OTHER,
};

uint32_t makeup_of_byte(uint8_t c)
{
	return sorts[c];
}

/* Four at a time, which do not wait for each other. */
uint32_t makeup_of(struct span s)
{
	uint32_t a = 0, b = 0, c = 0, d = 0;
	size_t i = 0;

	for (; i + 4 <= s.len; i += 4) {
		a |= sorts[s.data[i]];
		b |= sorts[s.data[i + 1]];
		c |= sorts[s.data[i + 2]];
		d |= sorts[s.data[i + 3]];
	}
	for (; i < s.len; i++)
		a |= sorts[s.data[i]];
	return a | b | c | d;
}
