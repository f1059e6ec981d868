#include "capture/format.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

static const struct format *const formats[] = { &format_pcap, &format_pcapng, &format_snoop, &format_har };

static const struct format *format_of(struct span magic)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		if (magic.len == 4 && formats[i]->is(magic))
			return formats[i];
	}
	return NULL;
}

/* What is often taken for a capture, and what to do with it. */
static const struct {
	const char *magic, *is;
} others[] = {
	{ "PK\x03\x04", "a zip archive: take the captures out of it first" },
	{ "7z\xBC\xAF", "a 7-Zip archive: take the captures out of it first" },
	{ "Rar!", "a RAR archive: take the captures out of it first" },
	{ "BZh", "compressed by bzip2, which is not read: bzip2 -d makes the capture of it" },
	{ "SQLi", "a SQLite database; phonehome report and assess take those that a scan made" },
};

static const char *what_else(struct span magic)
{
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (span_starts(magic, others[i].magic))
			return others[i].is;
	}
	return NULL;
}

static int not_a_capture(const struct source *s, struct span magic, struct err *e)
{
	if (source_error(s) != NULL)
		return err_set(e, "cannot read: %s", source_error(s));
	if (magic.len == 0)
		return err_set(e, "not a capture file: it is empty");
	if (magic.len < 4)
		return err_set(e, "not a capture file: it has only %zu bytes", magic.len);
	if (what_else(magic) != NULL)
		return err_set(e, "not a capture file: it is %s", what_else(magic));
	return err_set(e, "not a capture file: it begins with %02x %02x %02x %02x, which is neither pcap, pcapng, snoop nor HAR",
		magic.data[0], magic.data[1], magic.data[2], magic.data[3]);
}

struct capture *capture_open(int fd, int writer_gone, struct losses *l, struct err *e)
{
	return capture_open_part(fd, writer_gone, NULL, 0, l, e);
}

struct capture *capture_open_part(int fd, int writer_gone, volatile uint64_t *beats, uint64_t frames_before, struct losses *l,
	struct err *e)
{
	struct capture *c = xcalloc(1, sizeof *c);
	struct span magic;

	c->source = source_new(fd, writer_gone, beats);
	c->losses = l;
	c->frame = frames_before;
	magic = source_peek(c->source, 4);
	c->format = format_of(magic);
	if (c->format == NULL)
		not_a_capture(c->source, magic, e);
	else
		c->state = c->format->open(c, e);
	if (c->state == NULL) {
		capture_close(c);
		return NULL;
	}
	return c;
}

void capture_close(struct capture *c)
{
	if (c == NULL)
		return;
	if (c->state != NULL)
		c->format->close(c->state);
	source_free(c->source);
	apps_free(c->apps);
	free(c);
}

void capture_on_secrets(struct capture *c, void (*fn)(void *ctx, struct span text), void *ctx)
{
	c->on_secrets = fn;
	c->secrets_ctx = ctx;
}

bool capture_next(struct capture *c, struct packet *ret)
{
	ret->app = NULL;
	ret->exchange = NULL;
	if (c->format->next(c, c->state, ret))
		return true;
	if (source_error(c->source) != NULL && !c->given_up)
		format_give_up(c, LOSS_CUT_FILE);
	return false;
}

void capture_take_apps(struct capture *c, struct capture *from)
{
	struct apps *own = c->apps;

	c->apps = from->apps;
	from->apps = own;
}

uint64_t capture_frames(const struct capture *c)
{
	return c->frame;
}

const char *capture_unit(const struct capture *c)
{
	return c->format == &format_har ? "entry" : "packet";
}

uint64_t capture_offset(const struct capture *c)
{
	return source_offset(c->source);
}

const char *capture_format(struct capture *c)
{
	const char *packing = source_packing(c->source);

	if (packing == NULL)
		return c->description;
	snprintf(c->packed_description, sizeof c->packed_description, "%s, %s", c->description, packing);
	return c->packed_description;
}

const char *capture_application(const struct capture *c)
{
	return c->application;
}

void format_count(struct capture *c, const struct packet *p)
{
	if (p->bytes.len == 0)
		losses_add(c->losses, LOSS_EMPTY_PACKET, p->frame, 1, p->wire_len, "");
	else if (p->bytes.len < p->wire_len)
		losses_add(c->losses, LOSS_TRUNCATED_PACKET, p->frame, 1, p->wire_len - p->bytes.len, "");
}

bool format_give_up(struct capture *c, enum loss loss)
{
	uint64_t left = source_remaining(c->source);
	const char *error = source_error(c->source);

	losses_add(c->losses, loss, c->frame + 1, 1, left, error == NULL ? "" : error);
	c->given_up = true;
	source_take(c->source, SIZE_MAX);
	return false;
}
