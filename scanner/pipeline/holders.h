/*
 * Who has an address, as a network's control traffic told: devices by MAC, subscribers by the numbers of their SIM, and the IPv6
 * prefixes that either was given. All stay where they are until the end.
 */
#ifndef PIPELINE_HOLDERS_H
#define PIPELINE_HOLDERS_H

#include "model.h"

struct holders;

/* What the tables are keyed by: octets of a MAC, a prefix, or digits; the rest zero. */
struct holder_key {
	uint8_t octets[IDENTITY_TEXT];
};

struct device {
	struct holder_key key;
	bool router;             /* it forwards for others, so its MAC says nothing of who sends */
	uint32_t addresses;      /* that it was told to have */
	char sign[SIGN_TEXT];    /* why it is a phone, "" not known */
	uint32_t handset;        /* number, 0: none yet */
};

struct subscriber {
	struct holder_key key;
	struct handset_identity identities[IDENTITIES_MAX + 1]; /* and an IMEI, of an IMEISV */
	size_t identity_count;
	const char *how;         /* of the first attachment, and when */
	uint64_t frame;
	int64_t at;
	uint32_t handset;
	bool told;               /* its identities were handed over */
};

struct holders *holders_new(void);
void holders_free(struct holders *h);
/* True where a table was full. */
bool holders_full(const struct holders *h);
/* The device with this MAC, made where there is none; NULL where the MAC is not known or no more are kept. */
struct device *holders_device(struct holders *h, const struct mac *m);
/* The same, never made. */
struct device *holders_find_device(const struct holders *h, const struct mac *m);
/* The subscriber whose identities a tells; NULL where it tells none. What is new in it is added. */
struct subscriber *holders_subscriber(struct holders *h, const struct attachment *a);
/* The prefix of the address was given to them, either may be NULL; who had it before has it no more. */
void holders_give_prefix(struct holders *h, const struct address *a, struct device *d, struct subscriber *s);
/* Who was given the prefix that an IPv6 address is of; false: nobody. */
bool holders_of_prefix(const struct holders *h, const struct address *a, struct device **ret_device, struct subscriber **ret_subscriber);
/* Of none of them it is known that it is a handset. */
void holders_forget_handsets(struct holders *h);
/* One device has addresses of its own: it is no router, which answers for others. */
bool device_is_one(const struct device *d);
/* The subscriber's number of this kind, "" where it is not known. */
const char *subscriber_digits(const struct subscriber *s, enum kind kind);

#endif
