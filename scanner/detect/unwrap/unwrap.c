#include "detect/unwrap/unwrap.h"

#include "base/digest.h"
#include "base/text.h"
#include "detect/unwrap/wrapping.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

void unwrap_begin(struct unwrap *u, const struct unwrap_visitor *v, struct rulings *r, size_t allowed)
{
	size_t least = allowed < UNWRAP_LEAST ? allowed : UNWRAP_LEAST;

	if (!r->made)
		rulings_make(r);
	*u = (struct unwrap){ .visitor = v, .rulings = r, .bytes_left = least, .fruitless_left = least, .granted = least,
		.allowed = allowed < UNWRAP_BYTES ? allowed : UNWRAP_BYTES, .parts_left = UNWRAP_PARTS };
}

size_t unwrap_made(const struct unwrap *u)
{
	return u->granted - u->bytes_left + (u->granted - u->fruitless_left);
}

/* Of a short message not much is made: else its sender would have the whole bound for each. */
static void grant(struct unwrap *u, size_t part)
{
	size_t most = u->allowed - u->granted, bytes = part < most / UNWRAP_RATIO ? part * UNWRAP_RATIO : most;

	u->granted += bytes;
	u->bytes_left += bytes;
	u->fruitless_left += bytes;
}

/* By the first wrapping that it is. */
static void open(struct unwrap *u, const struct node *n)
{
	for (uint64_t left = wrappings_of(u->rulings, n); left != 0; left &= left - 1)
		if (wrappings[__builtin_ctzll(left)].open(u, n))
			return;
}

static void look(struct unwrap *u, struct node *n)
{
	u->visitor->enter(u->visitor->ctx, n);
	if (n->bytes.len >= WRAPPED_MIN)
		open(u, n);
	u->visitor->leave(u->visitor->ctx, n);
}

void unwrap_part(struct unwrap *u, struct node *part)
{
	u->end = part->bytes.len > 0 ? part->bytes.data + part->bytes.len : part->bytes.data;
	u->unfinished = NULL;
	grant(u, part->bytes.len);
	look(u, part);
}

void unwrap_unfinished(struct unwrap *u, struct span token)
{
	if (token.data + token.len == u->end && (u->unfinished == NULL || token.data < u->unfinished))
		u->unfinished = token.data;
}

bool unwrap_afford(struct unwrap *u, size_t bytes)
{
	if (bytes > u->bytes_left || u->parts_left == 0) {
		u->bounded = true;
		return false;
	}
	u->bytes_left -= bytes;
	return true;
}

static bool is_step(const struct step *s)
{
	return s->text != NULL || s->write != NULL;
}

void unwrap_piece(struct unwrap *u, const struct node *n, const struct piece *p)
{
	struct node child = {
		.parent = n,
		.step = p->step,
		.key = p->key.len > 0 ? p->key : n->key,
		.around = p->key.len == 0 ? n->around : p->around.len > 0 ? p->around : n->key,
		.type = p->key.len == 0 && p->type.len == 0 ? n->type : p->type,
		.bytes = p->bytes,
		.token = p->fresh ? p->token : p->bytes,
		.content_type = p->content_type,
		.content_encoding = p->content_encoding,
		.fresh = p->fresh,
		.whole = p->whole,
		.plus = p->plus,
		.typed = p->typed,
		.depth = n->depth + is_step(&p->step),
		.data = p->fresh ? NULL : n->data,
	};

	if (p->bytes.len == 0)
		return;
	if (child.depth > UNWRAP_DEPTH || (p->fresh && u->parts_left == 0)) {
		u->bounded = true;
		return;
	}
	if (p->fresh)
		u->parts_left--;
	look(u, &child);
}

unsigned node_path(const struct node *n, char ret[PATH_MAX_TEXT])
{
	const struct node *chain[UNWRAP_DEPTH + 2];
	struct buf text = { 0 };
	size_t count = 0;

	for (; n != NULL; n = n->parent)
		if (is_step(&n->step) && count < sizeof chain / sizeof *chain)
			chain[count++] = n;
	for (size_t i = count; i > 0; i--) {
		const struct step *s = &chain[i - 1]->step;
		char written[STEP_MAX];

		if (s->text == NULL)
			s->write(s->from, written);
		buf_puts(&text, i == count ? "" : " > ");
		buf_puts(&text, s->text != NULL ? s->text : written);
	}
	snprintf(ret, PATH_MAX_TEXT, "%s", buf_text(&text));
	if (text.len >= PATH_MAX_TEXT)
		memcpy(ret + PATH_MAX_TEXT - 4, "...", 4);
	buf_free(&text);
	return count == 0 ? 0 : (unsigned)count - 1;
}

/* Many digits, an address, or what a MAC or hash is made of. */
static bool may_be_data(struct span name)
{
	size_t digits = 0, hex = 0;

	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.data[i];

		if (c == '@' || c < ' ')
			return true;
		digits += isdigit(c) != 0;
		hex += hex_digit(c) >= 0 || c == ':' || c == '-';
	}
	return digits > 4 || (name.len >= 8 && hex == name.len);
}

void step_name(struct span name, char ret[KEY_TEXT])
{
	if (name.len == 0 || name.len >= KEY_TEXT || may_be_data(name))
		snprintf(ret, KEY_TEXT, "*");
	else
		text_clean_to(ret, KEY_TEXT, name);
}
