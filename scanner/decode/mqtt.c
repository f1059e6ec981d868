/*
 * MQTT 3.1, 3.1.1 and 5 of a client (OASIS mqtt-v5.0, sections in brackets): a message is one packet that says something:
 * CONNECT, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, AUTH. Its parts are "mqtt.client-id", "mqtt.username", "mqtt.password", "mqtt.topic",
 * "mqtt.payload", "mqtt.property:NAME" and what few properties hold text or data.
 */
#include "decode/decoder.h"

#include "base/alloc.h"
#include "base/text.h"
#include "decode/pieces.h"

#include <stdlib.h>
#include <string.h>

enum { CONNECT = 1, PUBLISH = 3, SUBSCRIBE = 8, UNSUBSCRIBE = 10, AUTH = 15 };
enum { VERSION_31 = 3, VERSION_5 = 5, FIXED_MAX = 5, TELLING = 12 /* bytes that tell a CONNECT */ };
enum { WILL = 0x04, PASSWORD = 0x40, USERNAME = 0x80 };
enum { USER_PROPERTY = 0x26, CONTENT_TYPE = 0x03 };

struct mqtt {
	struct gather packet; /* counts in the budget */
	uint64_t left;        /* bytes to come of a payload whose beginning has gone */
	uint64_t offset;      /* and where they begin in their message */
	uint8_t version;
	char topic[SHAPE_MAX];
	char type[64];        /* the payload's, as its sender said */
	char **names;         /* roots of user properties */
	size_t name_count, name_cap;
	struct pieces pieces;
};

/* [2.2.2.2] What a property holds: 1, 2 or 4 bytes, a number, or bytes with a name. */
enum holds { HOLDS_1, HOLDS_2, HOLDS_4, HOLDS_NUMBER, HOLDS_BYTES };

static const struct {
	uint8_t id;
	enum holds holds;
	const char *root;
} properties[] = {
	{ 0x01, HOLDS_1, NULL }, { 0x02, HOLDS_4, NULL }, { CONTENT_TYPE, HOLDS_BYTES, "mqtt.content-type" },
	{ 0x08, HOLDS_BYTES, "mqtt.response-topic" }, { 0x09, HOLDS_BYTES, "mqtt.correlation-data" }, { 0x0B, HOLDS_NUMBER, NULL },
	{ 0x11, HOLDS_4, NULL }, { 0x15, HOLDS_BYTES, "mqtt.auth-method" }, { 0x16, HOLDS_BYTES, "mqtt.auth-data" },
	{ 0x17, HOLDS_1, NULL }, { 0x18, HOLDS_4, NULL }, { 0x19, HOLDS_1, NULL }, { 0x1F, HOLDS_BYTES, "mqtt.reason" },
	{ 0x21, HOLDS_2, NULL }, { 0x22, HOLDS_2, NULL }, { 0x23, HOLDS_2, NULL }, { 0x27, HOLDS_4, NULL },
};

/* [1.5.5] */
static uint32_t number(struct reader *r)
{
	uint32_t v = 0;

	for (int shift = 0; shift < 28; shift += 7) {
		uint8_t b = rd_u8(r);

		v |= (uint32_t)(b & 0x7F) << shift;
		if ((b & 0x80) == 0)
			return v;
	}
	r->pos = r->end;
	r->failed = true;
	return 0;
}

/* [3.1.2.1] The protocol's name and version; 3.1 had another name. */
static bool is_protocol(struct span name, uint8_t version)
{
	return (span_is(name, "MQTT") && (version == 4 || version == VERSION_5)) || (span_is(name, "MQIsdp") && version == VERSION_31);
}

static enum probe mqtt_probe(const struct conversation *c, struct span first)
{
	struct reader r = rd_over_span(first);
	uint8_t type = rd_u8(&r);
	struct span name;
	uint8_t version;

	(void)c;
	if (first.len > 0 && type != CONNECT << 4)
		return PROBE_NO;
	number(&r);
	if (!rd_ok(&r))
		return first.len < FIXED_MAX ? PROBE_MORE : PROBE_NO;
	name = rd_bytes(&r, rd_be16(&r));
	version = rd_u8(&r);
	if (!rd_ok(&r))
		return first.len < TELLING ? PROBE_MORE : PROBE_NO;
	return is_protocol(name, version) ? PROBE_YES : PROBE_NO;
}

static void *mqtt_open(struct conversation *c)
{
	(void)c;
	return xcalloc(1, sizeof(struct mqtt));
}

/* ---- parts: spans of the gathered packet ---- */

static struct part *part(struct mqtt *m, const char *root, struct span value)
{
	size_t from = value.len == 0 ? 0 : (size_t)(value.data - m->packet.bytes.data);

	return pieces_add(&m->pieces, root, &m->packet, from, value.len, from);
}

/* [1.5.4] */
static struct span text(struct reader *r)
{
	return rd_bytes(r, rd_be16(r));
}

static void user_property(struct mqtt *m, struct reader *r)
{
	struct span name = text(r), value = text(r);
	struct buf root = { 0 };

	if (!rd_ok(r))
		return;
	buf_puts(&root, "mqtt.property:");
	text_clean(&root, name, NAME_TEXT);
	ARRAY_GROW(m->names, m->name_count, m->name_cap);
	m->names[m->name_count++] = xstrdup(buf_text(&root));
	part(m, m->names[m->name_count - 1], value);
	buf_free(&root);
}

static void property(struct mqtt *m, struct reader *r, uint8_t id)
{
	static const size_t sizes[] = { [HOLDS_1] = 1, [HOLDS_2] = 2, [HOLDS_4] = 4 };
	size_t i = 0;
	struct span value;

	while (i < sizeof properties / sizeof *properties && properties[i].id != id)
		i++;
	if (i == sizeof properties / sizeof *properties) {
		rd_rest(r); /* its length is not known */
	} else if (properties[i].holds == HOLDS_NUMBER) {
		number(r);
	} else if (properties[i].holds == HOLDS_BYTES) {
		value = text(r);
		if (id == CONTENT_TYPE)
			text_clean_to(m->type, sizeof m->type, value);
		part(m, properties[i].root, value);
	} else {
		rd_bytes(r, sizes[properties[i].holds]);
	}
}

static void read_properties(struct mqtt *m, struct reader *r)
{
	struct reader all;

	if (m->version < VERSION_5)
		return;
	all = rd_sub(r, number(r));
	while (rd_left(&all) > 0) {
		uint8_t id = rd_u8(&all);

		if (id == USER_PROPERTY)
			user_property(m, &all);
		else
			property(m, &all, id);
	}
}

static void payload(struct mqtt *m, struct span bytes)
{
	struct part *p = part(m, "mqtt.payload", bytes);

	if (p != NULL && m->type[0] != 0)
		p->content_type = m->type;
}

/* ---- packets ---- */

/* [3.1] */
static void read_connect(struct mqtt *m, struct reader *r, uint8_t flags)
{
	uint8_t with;

	(void)flags;
	text(r);
	m->version = rd_u8(r);
	with = rd_u8(r);
	rd_be16(r); /* keep alive */
	read_properties(m, r);
	part(m, "mqtt.client-id", text(r));
	if ((with & WILL) != 0) {
		read_properties(m, r);
		part(m, "mqtt.topic", text(r));
		payload(m, text(r));
	}
	if ((with & USERNAME) != 0)
		part(m, "mqtt.username", text(r));
	if ((with & PASSWORD) != 0)
		part(m, "mqtt.password", text(r));
}

/* [3.3] */
static void read_publish(struct mqtt *m, struct reader *r, uint8_t flags)
{
	struct span topic = text(r);

	text_clean_to(m->topic, sizeof m->topic, topic);
	part(m, "mqtt.topic", topic);
	if ((flags & 0x06) != 0)
		rd_be16(r); /* the packet's number, where a quality of service is asked */
	read_properties(m, r);
	if (rd_ok(r))
		payload(m, rd_rest(r));
}

/* [3.8], [3.10] */
static void read_subscribe(struct mqtt *m, struct reader *r, uint8_t flags)
{
	(void)flags;
	rd_be16(r);
	read_properties(m, r);
	while (rd_left(r) > 0) {
		part(m, "mqtt.topic", text(r));
		rd_u8(r); /* options */
	}
}

static void read_unsubscribe(struct mqtt *m, struct reader *r, uint8_t flags)
{
	(void)flags;
	rd_be16(r);
	read_properties(m, r);
	while (rd_left(r) > 0)
		part(m, "mqtt.topic", text(r));
}

/* [3.15] */
static void read_auth(struct mqtt *m, struct reader *r, uint8_t flags)
{
	(void)flags;
	rd_u8(r);
	if (rd_left(r) > 0)
		read_properties(m, r);
}

static const struct {
	uint8_t type;
	const char *method;
	void (*read)(struct mqtt *m, struct reader *r, uint8_t flags);
} packets[] = {
	{ CONNECT, "CONNECT", read_connect },
	{ PUBLISH, "PUBLISH", read_publish },
	{ SUBSCRIBE, "SUBSCRIBE", read_subscribe },
	{ UNSUBSCRIBE, "UNSUBSCRIBE", read_unsubscribe },
	{ AUTH, "AUTH", read_auth },
};

static void packet_forget(struct conversation *c, struct mqtt *m)
{
	body_reset(c, &m->packet);
	for (size_t i = 0; i < m->name_count; i++)
		free(m->names[i]);
	m->name_count = 0;
	m->type[0] = m->topic[0] = 0;
}

/* What is gathered is a packet, or the beginning of one: its fixed header, then the rest. */
static void packet_end(struct conversation *c, struct mqtt *m)
{
	struct reader r = rd_over_span(buf_span(&m->packet.bytes));
	uint8_t first = rd_u8(&r);
	struct message out = { .carrier = "mqtt", .host = "", .method = "", .decoded = true, .bytes = m->packet.bytes.len,
		.frame = gather_first(&m->packet)->frame, .at = gather_first(&m->packet)->at };
	size_t i = 0;

	number(&r);
	while (i < sizeof packets / sizeof *packets && packets[i].type != first >> 4)
		i++;
	if (i < sizeof packets / sizeof *packets && rd_ok(&r)) {
		packets[i].read(m, &r, first & 0x0F);
		out.method = packets[i].method;
		out.path = span_of(m->topic);
		pieces_emit(c, &m->pieces, &out);
	} else {
		conversation_clear(c, m->packet.bytes.len);
	}
	packet_forget(c, m);
}

/* More of a payload too long to be kept whole. */
static void payload_piece(struct conversation *c, struct mqtt *m)
{
	struct message out = { .carrier = "mqtt", .host = "", .method = "PUBLISH", .decoded = true, .bytes = m->packet.bytes.len,
		.frame = gather_first(&m->packet)->frame, .at = gather_first(&m->packet)->at };
	struct part *p = pieces_add(&m->pieces, "mqtt.payload", &m->packet, 0, m->packet.bytes.len, m->offset);

	if (p == NULL)
		return;
	p->continues = true;
	m->offset += m->packet.bytes.len;
	pieces_emit(c, &m->pieces, &out);
	body_reset(c, &m->packet);
}

/* Length of the packet that is gathered, 0 where its fixed header [2.1] is not whole; *ret_broken where it is none. */
static uint64_t packet_length(const struct mqtt *m, bool *ret_broken)
{
	struct reader r = rd_over_span(buf_span(&m->packet.bytes));
	uint8_t first = rd_u8(&r);
	uint32_t rest = number(&r);

	*ret_broken = (m->packet.bytes.len > 0 && first >> 4 == 0) || (!rd_ok(&r) && m->packet.bytes.len >= FIXED_MAX);
	return rd_ok(&r) ? m->packet.bytes.len - rd_left(&r) + rest : 0;
}

static void give_up(struct conversation *c, struct mqtt *m, struct span rest, uint64_t frame, int64_t at)
{
	struct gather left = { 0 };

	gather_copy(&left, &m->packet, 0, m->packet.bytes.len);
	packet_forget(c, m);
	conversation_give_up(c, &left, rest, frame, at);
}

static size_t take_payload(struct conversation *c, struct mqtt *m, struct span bytes, uint64_t frame, int64_t at)
{
	struct span now = span_sub(bytes, 0, m->left);
	bool full = body_add(c, &m->packet, now, frame, at);

	m->left -= now.len;
	if (full || m->left == 0)
		payload_piece(c, m);
	return now.len;
}

/* Takes bytes of one packet: one by one until its length is known. */
static size_t take(struct conversation *c, struct mqtt *m, struct span bytes, uint64_t frame, int64_t at, bool *ret_broken)
{
	uint64_t length = packet_length(m, ret_broken), have = m->packet.bytes.len;
	struct span now = span_sub(bytes, 0, length == 0 ? 1 : (size_t)(length - have));
	bool full = body_add(c, &m->packet, now, frame, at);

	length = packet_length(m, ret_broken);
	have = m->packet.bytes.len;
	if (*ret_broken || length == 0 || (have < length && !full))
		return now.len;
	if (have < length) {
		conversation_loss(c, LOSS_BODY_BOUND, frame, have);
		m->left = length - have;
		m->offset = have;
	}
	packet_end(c, m);
	return now.len;
}

static void mqtt_bytes(struct conversation *c, void *state, struct span bytes, uint64_t frame, int64_t at)
{
	struct mqtt *m = state;
	bool broken = false;

	while (bytes.len > 0 && !broken) {
		size_t taken = m->left > 0 ? take_payload(c, m, bytes, frame, at) : take(c, m, bytes, frame, at, &broken);

		bytes = span_sub(bytes, taken, SIZE_MAX);
	}
	if (broken)
		give_up(c, m, bytes, frame, at);
}

static void mqtt_end(struct conversation *c, void *state)
{
	struct mqtt *m = state;

	if (m->left > 0)
		payload_piece(c, m);
	else if (m->packet.bytes.len > 0)
		packet_end(c, m);
}

/* Behind a hole no length can be trusted. */
static void mqtt_gap(struct conversation *c, void *state, uint64_t missing, uint64_t frame)
{
	(void)missing;
	mqtt_end(c, state);
	give_up(c, state, (struct span){ NULL, 0 }, frame, 0);
}

static void mqtt_close(void *state)
{
	struct mqtt *m = state;

	for (size_t i = 0; i < m->name_count; i++)
		free(m->names[i]);
	free(m->names);
	gather_free(&m->packet);
	pieces_free(&m->pieces);
	free(m);
}

const struct decoder decoder_mqtt = { "mqtt", mqtt_probe, mqtt_open, mqtt_bytes, mqtt_gap, NULL, NULL, mqtt_end, mqtt_close, NULL };
