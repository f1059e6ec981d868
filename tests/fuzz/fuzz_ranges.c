/* Official range files are the user's, but come from the network: ranges_parse and what it leaves behind. */
#include "assess/ranges.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint8_t v4[4] = { 52, 94, 76, 1 }, v6[16] = { 0x20, 0x01, 0x0D, 0xB8, 0, 2 };
	const struct address addresses[] = { address_v4(v4), address_v6(v6) };
	struct err e;
	struct ranges *r = ranges_parse((struct span){ data, len }, "fuzz_20260817.json", &e);
	struct range hit;

	for (size_t i = 0; r != NULL && i < sizeof addresses / sizeof *addresses; i++)
		ranges_find(r, &addresses[i], &hit);
	ranges_free(r);
	return 0;
}
