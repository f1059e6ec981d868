#include "detect/unwrap/packing.h"

bool packing_open(struct unwrap *u, const struct node *n, const struct packing *how, struct piece p, bool marked)
{
	size_t left = u->bytes_left < u->fruitless_left ? u->bytes_left : u->fruitless_left, budget = u->parts_left == 0 ? 0 : left;
	struct unpacked all = { .bounded = false };
	bool found;

	/* Most bytes are told by a few of them. Where nothing is left of the budget, that is said all the same. */
	if (!marked && budget > 0 && how->may != NULL && !how->may(p.token))
		return false;
	how->undo(p.token, budget, &all);
	found = all.out.len > 0 && (marked || all.finished);
	u->fruitless_left -= found ? 0 : all.out.len;
	if (all.bounded)
		u->bounded = true;
	if (marked && all.cut)
		unwrap_unfinished(u, p.token);
	if (found && unwrap_afford(u, all.out.len)) {
		p.step.text = how->step;
		p.bytes = buf_span(&all.out);
		p.fresh = true;
		p.whole = all.finished;
		unwrap_piece(u, n, &p);
	}
	buf_free(&all.out);
	return found;
}
