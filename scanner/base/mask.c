#include "base/mask.h"

#include <ctype.h>
#include <string.h>

enum { SHOWN = 2, SHORTEST = 6 /* of shorter values two characters would tell too much */ };

const char *mask(struct span value, char ret[MASK_TEXT])
{
	size_t len = value.len < MASK_TEXT - 1 ? value.len : MASK_TEXT - 1;

	memset(ret, '*', len);
	ret[len] = 0;
	if (value.len < SHORTEST)
		return ret;
	for (size_t i = 0; i < SHOWN; i++) {
		uint8_t c = value.data[value.len - SHOWN + i];

		if (isalnum(c))
			ret[len - SHOWN + i] = (char)c;
	}
	return ret;
}
