#include "pipeline/record.h"

#include <stddef.h>
#include <string.h>

/* How a field crosses the pipe. Numbers go as eight little-endian bytes; enums and flags are checked against a bound. */
enum shape { NUMBER, TEXT, ADDRESS, MAC, VALUE };

struct field {
	enum shape shape;
	size_t offset, size;
	uint64_t bound; /* a number's least too large value; 0: none */
};

#define AT(type, member)        offsetof(struct type, member), sizeof(((struct type *)0)->member)
#define N(type, member)         { NUMBER, AT(type, member), 0 }
#define E(type, member, bound)  { NUMBER, AT(type, member), (bound) }
#define T(type, member)         { TEXT, AT(type, member), 0 }
#define A(type, member)         { ADDRESS, AT(type, member), 0 }

#define MESSAGE_FIELDS(type, m)                                                                                        \
	N(type, m flow), N(type, m frame), N(type, m at), T(type, m carrier), T(type, m host),                         \
		E(type, m host_source, HOST_SOURCE_COUNT), T(type, m method), T(type, m path), T(type, m keys), N(type, m bytes)

static const struct field handset_fields[] = {
	N(fact_handset, number), T(fact_handset, id), A(fact_handset, address),
	{ MAC, AT(fact_handset, mac), 0 }, T(fact_handset, reason), N(fact_handset, since),
};

static const struct field identity_fields[] = {
	N(fact_identity, handset), E(fact_identity, kind, KIND_COUNT), N(fact_identity, frame), N(fact_identity, at),
	T(fact_identity, source), { VALUE, AT(fact_identity, value), 0 },
};

static const struct field flow_fields[] = {
	N(fact_flow, first_frame), N(fact_flow, last_frame), N(fact_flow, at), N(fact_flow, until),
	A(fact_flow, key.client), A(fact_flow, key.server), N(fact_flow, key.client_port), N(fact_flow, key.server_port),
	N(fact_flow, key.transport), N(fact_flow, handset), E(fact_flow, handset_called, 2), T(fact_flow, protocol),
	T(fact_flow, category), T(fact_flow, confidence), T(fact_flow, risks), T(fact_flow, host),
	E(fact_flow, host_source, HOST_SOURCE_COUNT), N(fact_flow, packets), N(fact_flow, bytes_up), N(fact_flow, bytes_down),
	N(fact_flow, bytes_clear), N(fact_flow, bytes_decrypted), N(fact_flow, bytes_opaque), N(fact_flow, bytes_missing),
	E(fact_flow, midstream, 2), E(fact_flow, visibility, VISIBILITY_COUNT), T(fact_flow, tunnel),
	E(fact_flow, app.known, 2), N(fact_flow, app.uid), T(fact_flow, app.package), T(fact_flow, app.name),
};

static const struct field message_fields[] = { MESSAGE_FIELDS(fact_message, ) };

static const struct field sighting_fields[] = {
	MESSAGE_FIELDS(fact_sighting, message.), N(fact_sighting, frame), N(fact_sighting, at), N(fact_sighting, offset),
	N(fact_sighting, length), E(fact_sighting, kind, KIND_COUNT), E(fact_sighting, tier, TIER_COUNT),
	T(fact_sighting, form), T(fact_sighting, forms), T(fact_sighting, path), T(fact_sighting, identifier),
	T(fact_sighting, reason), { VALUE, AT(fact_sighting, value), 0 },
};

static const struct field dns_fields[] = {
	N(fact_dns, flow), N(fact_dns, frame), N(fact_dns, at), A(fact_dns, client), T(fact_dns, query), T(fact_dns, name),
	N(fact_dns, type), A(fact_dns, address), T(fact_dns, target), N(fact_dns, ttl),
};

static const struct field signal_fields[] = {
	N(fact_signal, flow), N(fact_signal, frame), N(fact_signal, at), T(fact_signal, signal), T(fact_signal, detail),
};

static const struct field session_fields[] = {
	N(fact_session, flow), N(fact_session, frame), N(fact_session, at), T(fact_session, protocol), T(fact_session, cipher),
	T(fact_session, host), T(fact_session, alpn), T(fact_session, ja4), T(fact_session, subject), T(fact_session, issuer),
	T(fact_session, names), N(fact_session, valid_from), N(fact_session, valid_to), E(fact_session, names_other, 2),
	E(fact_session, ech, 2), E(fact_session, end, SESSION_END_COUNT), N(fact_session, bytes_decrypted),
};

static const struct field loss_fields[] = {
	E(fact_loss, loss, LOSS_COUNT), N(fact_loss, count), N(fact_loss, bytes), N(fact_loss, frame), T(fact_loss, detail),
};

static const struct field open_fields[] = {
	N(record_open, flow), N(record_open, at), A(record_open, key.client), A(record_open, key.server), N(record_open, key.client_port),
	N(record_open, key.server_port), N(record_open, key.transport), N(record_open, handset),
	E(record_open, again, 2),
};

static const struct field owner_fields[] = { A(record_owner, address), N(record_owner, since), N(record_owner, handset) };

static const struct field progress_fields[] = { N(record_progress, offset), N(record_progress, packets) };

static const struct field file_fields[] = {
	N(record_file, file), N(record_file, frames), N(record_file, packets), N(record_file, bytes), N(record_file, from), N(record_file, to),
	E(record_file, damaged, 2),
};

static const struct field end_fields[] = {
	N(fact_end, packets), N(fact_end, bytes), N(fact_end, from), N(fact_end, to), N(fact_end, flows), N(fact_end, keys),
	E(fact_end, damaged, 2), E(fact_end, interrupted, 2), T(fact_end, unit), T(fact_end, format), T(fact_end, links),
	T(fact_end, application),
};

static const struct field error_fields[] = { T(record_error, text) };

#define ROW(fields) { fields, sizeof fields / sizeof *fields }

static const struct {
	const struct field *fields;
	size_t n;
} records[RECORD_TYPES] = {
	[RECORD_HANDSET] = ROW(handset_fields),
	[RECORD_IDENTITY] = ROW(identity_fields),
	[RECORD_OPEN] = ROW(open_fields),
	[RECORD_OWNER] = ROW(owner_fields),
	[RECORD_FLOW] = ROW(flow_fields),
	[RECORD_MESSAGE] = ROW(message_fields),
	[RECORD_SIGHTING] = ROW(sighting_fields),
	[RECORD_DNS] = ROW(dns_fields),
	[RECORD_SIGNAL] = ROW(signal_fields),
	[RECORD_SESSION] = ROW(session_fields),
	[RECORD_LOSS] = ROW(loss_fields),
	[RECORD_PROGRESS] = ROW(progress_fields),
	[RECORD_FILE] = ROW(file_fields),
	[RECORD_END] = ROW(end_fields),
	[RECORD_ERROR] = ROW(error_fields),
};

static void put_number(struct buf *out, uint64_t v, size_t n)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(v >> (8 * i));
	buf_add(out, bytes, n);
}

/* The size of a value is the uint32_t that stands right behind its bytes. */
_Static_assert(offsetof(struct fact_sighting, value_len) == offsetof(struct fact_sighting, value) + VALUE_MAX, "of a sighting");
_Static_assert(offsetof(struct fact_identity, value_len) == offsetof(struct fact_identity, value) + VALUE_MAX, "of an identity");

static uint32_t *value_len(const struct field *f, const void *fact)
{
	return (uint32_t *)((uintptr_t)fact + f->offset + f->size);
}

static void put_field(struct buf *out, const struct field *f, const void *fact)
{
	const uint8_t *at = (const uint8_t *)fact + f->offset;
	uint64_t v = 0;
	size_t len;

	switch (f->shape) {
	case NUMBER:
		memcpy(&v, at, f->size);
		put_number(out, v, f->size);
		return;
	case ADDRESS:
	case MAC:
		buf_add(out, at, f->size);
		return;
	case TEXT:
		len = strnlen((const char *)at, f->size - 1);
		break;
	case VALUE:
		len = *value_len(f, fact) < f->size ? *value_len(f, fact) : f->size;
		break;
	default:
		return;
	}
	put_number(out, len, 2);
	buf_add(out, at, len);
}

void record_write(struct buf *out, enum record_type type, const void *fact)
{
	size_t start = out->len;
	uint32_t len;

	put_number(out, 0, 4);
	put_number(out, type, 1);
	for (size_t i = 0; i < records[type].n; i++)
		put_field(out, &records[type].fields[i], fact);
	len = (uint32_t)(out->len - start);
	memcpy(out->data + start, &len, sizeof len);
}

static uint64_t get_number(struct reader *r, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v |= (uint64_t)rd_u8(r) << (8 * i);
	return v;
}

static bool get_bytes(struct reader *r, const struct field *f, void *fact)
{
	struct span s = rd_bytes(r, f->shape == TEXT || f->shape == VALUE ? rd_le16(r) : f->size);
	uint8_t *at = (uint8_t *)fact + f->offset;

	if (s.len > f->size - (f->shape == TEXT))
		return false;
	if (s.len > 0)
		memcpy(at, s.data, s.len);
	if (f->shape == VALUE)
		*value_len(f, fact) = (uint32_t)s.len;
	if (f->shape == MAC && at[offsetof(struct mac, known)] > 1)
		return false;
	if (f->shape == ADDRESS && strchr("\4\6", at[offsetof(struct address, family)]) == NULL)
		return false; /* its terminating zero is the family of no address */
	return rd_ok(r);
}

static bool get_field(struct reader *r, const struct field *f, void *fact)
{
	uint64_t v;

	if (f->shape != NUMBER)
		return get_bytes(r, f, fact);
	v = get_number(r, f->size);
	memcpy((uint8_t *)fact + f->offset, &v, f->size);
	return rd_ok(r) && (f->bound == 0 || v < f->bound);
}

enum record_result record_read(struct span bytes, enum record_type *ret_type, union record *ret, size_t *ret_len)
{
	struct reader r = rd_over_span(bytes);
	uint32_t len = (uint32_t)get_number(&r, 4);
	uint8_t type;

	if (!rd_ok(&r))
		return RECORD_MORE;
	if (len < 5 || len > RECORD_MAX)
		return RECORD_BROKEN;
	if (bytes.len < len)
		return RECORD_MORE;
	r = rd_sub(&r, len - 4);
	type = rd_u8(&r);
	if (type >= RECORD_TYPES)
		return RECORD_BROKEN;
	memset(ret, 0, sizeof *ret);
	for (size_t i = 0; i < records[type].n; i++) {
		if (!get_field(&r, &records[type].fields[i], ret))
			return RECORD_BROKEN;
	}
	*ret_type = type;
	*ret_len = len;
	return rd_left(&r) == 0 ? RECORD_WHOLE : RECORD_BROKEN;
}
