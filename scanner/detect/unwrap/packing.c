#include "detect/unwrap/packing.h"

#include "base/text.h"

bool packing_open(struct unwrap *u, const struct node *n, const struct packing *how, struct piece p, bool marked)
{
	struct unpacked all = { .bounded = false };
	bool found;

	how->undo(p.token, u->parts_left == 0 ? 0 : u->bytes_left, &all);
	found = all.out.len > 0;
	if (!marked)
		found = all.finished && text_share(buf_span(&all.out)) >= PACKING_TEXT;
	if (all.bounded)
		u->bounded = true;
	if (found && unwrap_afford(u, all.out.len)) {
		p.step.text = how->step;
		p.bytes = buf_span(&all.out);
		p.fresh = true;
		unwrap_piece(u, n, &p);
	}
	buf_free(&all.out);
	return found;
}
