/* What the readers of single formats share with capture.c, which picks one by magic. */
#ifndef CAPTURE_FORMAT_H
#define CAPTURE_FORMAT_H

#include "capture/apps.h"
#include "capture/capture.h"
#include "capture/source.h"

struct format {
	const char *name;
	bool (*is)(struct span first); /* the first four bytes of the file */
	void *(*open)(struct capture *c, struct err *e); /* NULL: no such capture after all */
	bool (*next)(struct capture *c, void *state, struct packet *ret); /* app and exchange are NULL before */
	void (*close)(void *state);
};

extern const struct format format_pcap, format_pcapng, format_snoop, format_har;

struct capture {
	const struct format *format;
	void *state;
	struct source *source;
	struct losses *losses;
	void (*on_secrets)(void *ctx, struct span text); /* may be NULL */
	void *secrets_ctx;
	uint64_t frame;
	bool given_up;
	struct apps *apps; /* NULL: nothing has named an app */
	char description[NAME_TEXT], packed_description[NAME_TEXT + 8];
	char application[256];
};

/* Byte order is a property of the file or the section. */
static inline uint32_t rd_u32(struct reader *r, bool big)
{
	return big ? rd_be32(r) : rd_le32(r);
}

static inline uint16_t rd_u16(struct reader *r, bool big)
{
	return big ? rd_be16(r) : rd_le16(r);
}

/* Counts what a packet record lost on its own: cut by the snap length, or empty. */
void format_count(struct capture *c, const struct packet *p);
/* The rest of the file is lost: counts it, with the error where reading failed, and returns false, so that a reader can end with it. */
bool format_give_up(struct capture *c, enum loss loss);

#endif
