/*
 * Which protocol an end's address and port tell by nDPI's list of networks: 4.2 looks both ends up in a tree of them, twice for each
 * flow, and most flows lead to few far ends. ndpi_guess_host_protocol_id is the part of its interface that does so, and is found as
 * dissectors.c says; here what the tree said is remembered. It does not change once a module is set up.
 */
#include "flow/module.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if MODULE_KNOWN

enum { REMEMBERED = 4096, PROTO_TCP = 6, PROTO_UDP = 17 };

static struct end {
	uint32_t address; /* both in the order of the network */
	uint16_t port, protocol;
	bool asked;
} ends[REMEMBERED];

void networks_forget(void)
{
	memset(ends, 0, sizeof ends);
}

static uint16_t protocol_of(struct ndpi_detection_module_struct *m, uint32_t address, uint16_t port)
{
	uint32_t h = (address ^ (uint32_t)port << 16) * 0x9E3779B1u;
	struct end *e = &ends[(h ^ h >> 15) % REMEMBERED];
	struct in_addr in = { address };

	if (!e->asked || e->address != address || e->port != port)
		*e = (struct end){ address, port, ndpi_network_port_ptree_match(m, &in, port), true };
	return e->protocol;
}

u_int16_t ndpi_guess_host_protocol_id(struct ndpi_detection_module_struct *m, struct ndpi_flow_struct *f)
{
	const struct ndpi_packet_struct *p = &m->packet;
	bool tcp = f->l4_proto == PROTO_TCP && p->tcp != NULL, udp = f->l4_proto == PROTO_UDP && p->udp != NULL;
	uint16_t source = tcp ? p->tcp->source : udp ? p->udp->source : 0, target = tcp ? p->tcp->dest : udp ? p->udp->dest : 0;
	uint16_t protocol;

	if (p->iph == NULL)
		return NDPI_PROTOCOL_UNKNOWN;
	protocol = protocol_of(m, p->iph->saddr, source);
	return protocol != NDPI_PROTOCOL_UNKNOWN ? protocol : protocol_of(m, p->iph->daddr, target);
}

#else

void networks_forget(void)
{
}

#endif
