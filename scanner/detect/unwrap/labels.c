/* The labels of a DNS name: data that are sent out by asking for them stand in one, or go on over several. */
#include "base/buf.h"
#include "detect/unwrap/wrapping.h"

#include <string.h>

enum {
	LABEL_MIN = 12, /* bytes: of a label that may be a piece of data */
	LABEL_FULL = 30, /* bytes: of a label behind which a text may go on in a short one */
	JOINED_MIN = 2, /* such labels behind each other that are read as one text too */
};

/* Labels one behind the other, without the full stops. */
static void join(struct unwrap *u, const struct node *n, struct span token, size_t labels)
{
	struct piece p = { .step.text = "labels", .token = token, .fresh = true };
	struct buf plain = { 0 };

	if (labels >= JOINED_MIN && unwrap_afford(u, token.len)) {
		struct reader r = rd_over_span(token);
		struct span label;

		buf_reserve(&plain, token.len);
		while (rd_until(&r, '.', &label))
			buf_add_span(&plain, label);
		buf_add_span(&plain, rd_rest(&r));
		p.bytes = buf_span(&plain);
		unwrap_piece(u, n, &p);
	}
	buf_free(&plain);
}

bool labels_open(struct unwrap *u, const struct node *n)
{
	struct reader r = rd_over_span(n->bytes);
	struct piece p = { .step.text = NULL };
	struct span run = { n->bytes.data, 0 };
	size_t labels = 0, last = 0;

	if (n->parent != NULL || n->step.text == NULL || strcmp(n->step.text, "dns.qname") != 0)
		return false;
	while (rd_left(&r) > 0) {
		if (!rd_until(&r, '.', &p.bytes))
			p.bytes = rd_rest(&r);
		unwrap_piece(u, n, &p);
		/* "imei.4901...example.org" */
		p.type = p.bytes;
		if (p.bytes.len >= LABEL_MIN) {
			run.len = (size_t)(p.bytes.data + p.bytes.len - run.data);
			last = p.bytes.len;
			labels++;
			continue;
		}
		join(u, n, run, labels);
		if (labels > 0 && last >= LABEL_FULL)
			join(u, n, span_sub(n->bytes, (size_t)(run.data - n->bytes.data),
				(size_t)(p.bytes.data + p.bytes.len - run.data)), labels + 1);
		run = (struct span){ r.pos, 0 };
		labels = 0;
	}
	join(u, n, run, labels);
	return true;
}
