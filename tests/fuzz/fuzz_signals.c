/* Arbitrary bytes as the value of every name that a consent signal may have: the first byte chooses the name. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "detect/signals/signals.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const names[] = { "gdpr_consent", "gpp", "gpp_sid", "us_privacy", "addtl_consent", "gcs", "gcd", "dma_cps",
		"lmt", "gaid", "atts" };
	struct reader r = rd_over(data, len);
	const char *name = names[rd_u8(&r) % (sizeof names / sizeof *names)];
	struct signal s = { .name = "" };

	if (signal_read(span_of(name), rd_rest(&r), &s)) {
		assert(s.name[0] != 0 && strnlen(s.name, SIGNAL_TEXT) < SIGNAL_TEXT);
		assert(s.detail[0] != 0 && strnlen(s.detail, DETAIL_TEXT) < DETAIL_TEXT);
	}
	return 0;
}
