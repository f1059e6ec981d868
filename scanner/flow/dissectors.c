/*
 * nDPI 4.2 asks some 200 dissectors about each packet of a flow that is not known yet. Whether one is ruled out it tells by two sets
 * of 512 protocols, handed over by value: a quarter of its time. ndpi_check_flow_func is the part of its interface that does so;
 * the library calls it by name and finds this one, which asks the same dissectors in the same order, and tells that by a bit. (One
 * that is linked so that it finds its own takes longer, no more.)
 */
#include "flow/module.h"

#include <stdbool.h>
#include <stdint.h>

#if MODULE_KNOWN

typedef void ask_fn(struct ndpi_detection_module_struct *m, struct ndpi_flow_struct *f);

struct dissector {
	ask_fn *ask;
	uint32_t selection; /* what a packet must have */
	uint16_t protocol;  /* that a flow may have excluded */
};

/* Those that are asked while nothing is known. */
struct list {
	struct dissector dissectors[NDPI_MAX_SUPPORTED_PROTOCOLS + 1];
	size_t n;
};

static struct list tcp_with_payload, tcp_without, udp, others;

static bool is_selected(uint32_t selection, uint32_t packet)
{
	return (selection & packet) == selection;
}

/* Its set of excluded protocols has one alone: its own. */
static bool is_excluded(const struct ndpi_flow_struct *f, uint16_t protocol)
{
	return NDPI_ISSET(&f->excluded_protocol_bitmask, protocol) != 0;
}

static void list_of(const struct ndpi_call_function_struct *callbacks, uint32_t n, struct list *ret)
{
	ret->n = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct ndpi_call_function_struct *c = &callbacks[i];

		if (NDPI_ISSET(&c->detection_bitmask, NDPI_PROTOCOL_UNKNOWN) != 0)
			ret->dissectors[ret->n++] = (struct dissector){ c->func, c->ndpi_selection_bitmask, c->ndpi_protocol_id };
	}
}

void dissectors_of(const struct ndpi_detection_module_struct *m)
{
	list_of(m->callback_buffer_tcp_payload, m->callback_buffer_size_tcp_payload, &tcp_with_payload);
	list_of(m->callback_buffer_tcp_no_payload, m->callback_buffer_size_tcp_no_payload, &tcp_without);
	list_of(m->callback_buffer_udp, m->callback_buffer_size_udp, &udp);
	list_of(m->callback_buffer_non_tcp_udp, m->callback_buffer_size_non_tcp_udp, &others);
}

static const struct list *list_for(const struct ndpi_packet_struct *p)
{
	if (p->tcp != NULL)
		return p->payload_packet_len > 0 ? &tcp_with_payload : &tcp_without;
	return p->udp != NULL ? &udp : &others;
}

/* Whether the dissector at this place may be asked of a flow of which known is known. */
static bool may_ask(const struct ndpi_detection_module_struct *m, uint16_t place, const struct ndpi_flow_struct *f, uint16_t known, uint32_t packet)
{
	const struct ndpi_call_function_struct *c = &m->callback_buffer[place];

	return is_selected(c->ndpi_selection_bitmask, packet) && !is_excluded(f, c->ndpi_protocol_id) &&
		NDPI_ISSET(&c->detection_bitmask, known) != 0;
}

/* The one that ports or addresses hint at comes first. NULL: none was asked. (The library looks up whether it needs payload by number, not by place.) */
static ask_fn *ask_guessed(struct ndpi_detection_module_struct *m, struct ndpi_flow_struct *f, bool bare, uint16_t known, uint32_t packet)
{
	uint16_t guessed = f->guessed_protocol_id;
	const ndpi_proto_defaults_t *d = &m->proto_defaults[guessed];
	bool needs_payload = (m->callback_buffer[guessed].ndpi_selection_bitmask & NDPI_SELECTION_BITMASK_PROTOCOL_HAS_PAYLOAD) != 0;

	if (guessed == NDPI_PROTOCOL_UNKNOWN || d->protoId == NDPI_PROTOCOL_UNKNOWN || d->func == NULL || (bare && needs_payload) ||
		!may_ask(m, d->protoIdx, f, known, packet))
		return NULL;
	d->func(m, f);
	return d->func;
}

static uint32_t ask_all(const struct list *l, struct ndpi_detection_module_struct *m, struct ndpi_flow_struct *f, ask_fn *asked, uint32_t packet)
{
	uint32_t n = 0;

	for (size_t i = 0; i < l->n && f->detected_protocol_stack[0] == NDPI_PROTOCOL_UNKNOWN; i++) {
		const struct dissector *d = &l->dissectors[i];

		if (d->ask == asked || !is_selected(d->selection, packet) || is_excluded(f, d->protocol))
			continue;
		d->ask(m, f);
		n++;
	}
	return n;
}

/* What a protocol that was recognised may carry. */
static uint32_t ask_inside(struct ndpi_detection_module_struct *m, struct ndpi_flow_struct *f, ask_fn *asked, uint16_t known, uint32_t packet)
{
	const ndpi_proto_defaults_t *outer = &m->proto_defaults[f->detected_protocol_stack[0]];
	uint32_t n = 0;

	for (uint32_t i = 0; i < outer->subprotocol_count; i++) {
		uint16_t id = outer->subprotocols[i];

		if (id == (uint16_t)NDPI_PROTOCOL_MATCHED_BY_CONTENT)
			continue;
		if (m->proto_defaults[id].func != asked && may_ask(m, m->proto_defaults[id].protoIdx, f, known, packet)) {
			m->callback_buffer[m->proto_defaults[id].protoIdx].func(m, f);
			n++;
		}
		if (f->detected_protocol_stack[1] != NDPI_PROTOCOL_UNKNOWN)
			break;
	}
	return n;
}

/* How many were asked; of TCP without payload one more, for such a packet gives no flow up. */
u_int32_t ndpi_check_flow_func(struct ndpi_detection_module_struct *m, struct ndpi_flow_struct *f, NDPI_SELECTION_BITMASK_PROTOCOL_SIZE *packet)
{
	const struct list *l = list_for(&m->packet);
	uint16_t known = f == NULL ? NDPI_PROTOCOL_UNKNOWN : f->detected_protocol_stack[0];
	uint32_t n = l == &tcp_without;
	ask_fn *asked;

	if (f == NULL)
		return 0;
	asked = ask_guessed(m, f, l == &tcp_without, known, *packet);
	n += asked != NULL;
	n += ask_all(l, m, f, asked, *packet);
	return n + ask_inside(m, f, asked, known, *packet);
}

#else

void dissectors_of(const struct ndpi_detection_module_struct *m)
{
	(void)m;
}

#endif
