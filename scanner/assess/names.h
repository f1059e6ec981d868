/*
 * What a far end is called: DNS answers seen in a capture name its addresses. One struct names holds the answers of one
 * capture, in whatever order they are added.
 */
#ifndef ASSESS_NAMES_H
#define ASSESS_NAMES_H

#include "rulebook.h"

struct names;
enum { NAME_CHAIN_MAX = 8 }; /* CNAMEs behind one name; resolvers give up after about as many */

struct far_name {
	char host[HOST_MAX];               /* "" unnamed; of several that fit, the one asked for last */
	enum host_source source;           /* as the flow had it; HOST_DNS where one name fits, HOST_DNS_UNCERTAIN where several do */
	struct words candidates;           /* names that fit, sorted; of many, those that were asked for first the latest. Borrowed until names_find */
	size_t candidates_left;            /* how many more there are */
	const char *chain[NAME_CHAIN_MAX]; /* CNAME targets of host down to the address's own name; owned by names */
	size_t chain_length;
};

struct names *names_new(void);
void names_free(struct names *n);
void names_add(struct names *n, const struct fact_dns *d);
/*
 * The name of server for what client sent at `at`: the flow's own host where it has one (then only its chain is looked up), else
 * what DNS told this client before (or, failing that, any client of the capture); never an answer from later. A chain is
 * given only where it ends at server.
 */
void names_find(struct names *n, const struct address *client, const struct address *server, int64_t at,
	const char *host, enum host_source source, struct far_name *ret);

#endif
