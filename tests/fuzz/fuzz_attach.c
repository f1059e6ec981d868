/*
 * Control traffic: attach_arp, attach_datagram. The input is a row of messages, each with its protocol's place in the table below, two
 * octets of length, and its bytes.
 */
#include "attach/attach.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const struct {
	uint8_t transport; /* 0: ARP */
	uint16_t source_port, target_port;
} protocols[] = { { 0, 0, 0 }, { 58, 0, 0 }, { 17, 68, 67 }, { 17, 67, 68 }, { 17, 546, 547 }, { 17, 547, 546 }, { 17, 2123, 2123 } };

static void check(void *ctx, const struct attachment *a)
{
	(void)ctx;
	assert(a->how != NULL && a->identity_count <= IDENTITIES_MAX && memchr(a->sign, 0, sizeof a->sign) != NULL);
	assert(a->address.family == 0 || a->address.family == 4 || a->address.family == 6);
	for (size_t i = 0; i < a->identity_count; i++)
		assert(a->identities[i].kind != KIND_NONE && memchr(a->identities[i].digits, 0, IDENTITY_TEXT) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct attach_sink sink = { check, NULL };
	struct losses *l = losses_new();
	struct attach *a = attach_new(&sink, l);
	struct reader r = rd_over(data, len);

	for (uint64_t frame = 1; rd_left(&r) > 0; frame++) {
		size_t i = rd_u8(&r) % (sizeof protocols / sizeof *protocols);
		struct reader message = rd_sub(&r, rd_be16(&r));
		struct span bytes = rd_rest(&message);
		struct datagram d = { .frame = frame, .transport = protocols[i].transport, .source_port = protocols[i].source_port,
			.target_port = protocols[i].target_port, .source = { .family = i == 1 ? 6 : 4 }, .target = { .family = 4 } };
		uint8_t *copy = malloc(bytes.len + 1); /* sanitizers see a read past its end */

		assert(copy != NULL);
		if (bytes.len > 0)
			memcpy(copy, bytes.data, bytes.len);
		d.ip = d.payload = (struct span){ copy, bytes.len };
		if (d.transport == 0)
			attach_arp(a, &d, d.payload);
		else
			attach_datagram(a, &d);
		free(copy);
	}
	attach_free(a);
	losses_free(l);
	return 0;
}
