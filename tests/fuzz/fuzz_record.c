/* Records as the keeper reads them from a worker's pipe: what is whole is sane, and written again it is the same. */
#include "pipeline/record.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void written_again_is_the_same(enum record_type type, const union record *r, size_t len)
{
	struct buf again = { 0 };
	enum record_type type_again;
	union record r_again;
	size_t len_again;

	record_write(&again, type, r);
	assert(again.len <= len); /* shorter where a text had zeros in it */
	assert(record_read(buf_span(&again), &type_again, &r_again, &len_again) == RECORD_WHOLE);
	assert(type_again == type && len_again == again.len);
	buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span left = { data, len };
	enum record_type type;
	union record r;
	size_t taken;

	while (record_read(left, &type, &r, &taken) == RECORD_WHOLE) {
		assert(taken >= 5 && taken <= left.len && type < RECORD_TYPES);
		if (type == RECORD_SIGHTING)
			assert(r.sighting.value_len <= VALUE_MAX && r.sighting.kind < KIND_COUNT);
		written_again_is_the_same(type, &r, taken);
		left = span_sub(left, taken, SIZE_MAX);
	}
	return 0;
}
