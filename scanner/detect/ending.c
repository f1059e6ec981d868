#include "detect/ending.h"

/* Letters and digits in lower case; 0 for what separates, 1 for what is not ASCII. */
static const uint8_t folded[256] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
#define L(lower, upper) [lower] = lower, [upper] = lower
	L('a', 'A'), L('b', 'B'), L('c', 'C'), L('d', 'D'), L('e', 'E'), L('f', 'F'), L('g', 'G'), L('h', 'H'), L('i', 'I'),
	L('j', 'J'), L('k', 'K'), L('l', 'L'), L('m', 'M'), L('n', 'N'), L('o', 'O'), L('p', 'P'), L('q', 'Q'), L('r', 'R'),
	L('s', 'S'), L('t', 'T'), L('u', 'U'), L('v', 'V'), L('w', 'W'), L('x', 'X'), L('y', 'Y'), L('z', 'Z'),
#undef L
	[0x80 ... 0xff] = 1,
};

uint32_t ending_of_any(struct span name)
{
	uint32_t letters = 0;
	unsigned shift = 0;

	if (name.len == 0 || folded[name.data[name.len - 1]] < 'a')
		return ENDING_ODD;
	for (size_t i = name.len; i > 0 && shift < 8 * ENDING_LETTERS; i--) {
		uint8_t c = folded[name.data[i - 1]];

		if (c == 1)
			return ENDING_ODD;
		if (c != 0) {
			letters |= (uint32_t)c << shift;
			shift += 8;
		}
	}
	return letters;
}

static size_t last_two(uint32_t ending)
{
	return (ending >> 8 & 31) << 5 | (ending & 31);
}

/* A bit's place. */
static size_t place(uint32_t letters)
{
	return letters * UINT32_C(0x9E3779B1) >> 16;
}

static bool has(const struct endings *e, uint32_t letters)
{
	size_t at = place(letters);

	return (e->whole[at / 8] >> at % 8 & 1) != 0;
}

void endings_add(struct endings *e, const char *word)
{
	uint32_t letters = ending_of(span_of(word));
	size_t at = place(letters);

	/* A name that ends so is not ruled out anyway. */
	if (letters == ENDING_ODD)
		return;
	e->thirds[last_two(letters)] |= UINT32_C(1) << (letters >> 16 & 31);
	e->whole[at / 8] |= (uint8_t)(1 << at % 8);
}

bool endings_have(const struct endings *e, uint32_t ending)
{
	return has(e, ending) || has(e, ending & 0xffffff) || has(e, ending & 0xffff);
}
