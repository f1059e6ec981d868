#include "store/row.h"

/* Both live as long as this connection; owned: flows that are another's than they were put as, or that a handset answered. */
static const char tables[] =
	"CREATE TEMP TABLE IF NOT EXISTS owner (address TEXT, since INTEGER, handset INTEGER NOT NULL, PRIMARY KEY (address, since)) WITHOUT ROWID;"
	"CREATE TEMP TABLE IF NOT EXISTS owned (flow INTEGER PRIMARY KEY, client INTEGER NOT NULL, server INTEGER NOT NULL)";

#define OWNER_OF(end) \
	"coalesce((SELECT o.handset FROM temp.owner o WHERE o.address = f." end " AND o.since <= f.first_frame ORDER BY o.since DESC LIMIT 1), 0)"
#define TURNED "(SELECT flow FROM temp.owned WHERE client = 0 AND server <> 0)"

static const char *const settlings[] = {
	"INSERT INTO temp.owned SELECT flow, client, server FROM (SELECT f.id AS flow, f.handset AS before, " OWNER_OF("client") " AS client, "
	OWNER_OF("server") " AS server FROM flow f WHERE f.capture = ?1 AND f.first_frame >= ?2) WHERE client <> before OR (client = 0 AND server <> 0)",
	"DELETE FROM message WHERE capture = ?1 AND flow IN " TURNED,
	"DELETE FROM sighting WHERE capture = ?1 AND flow IN " TURNED,
	"DELETE FROM consent_signal WHERE capture = ?1 AND flow IN " TURNED,
	"DELETE FROM session WHERE capture = ?1 AND flow IN " TURNED,
	"UPDATE flow SET client = server, client_port = server_port, server = client, server_port = client_port,"
	" handset_called = 1 - handset_called, bytes_up = bytes_down, bytes_down = bytes_up, bytes_clear = 0, bytes_decrypted = 0,"
	" bytes_opaque = bytes_down, bytes_missing = 0, visibility = CASE bytes_down WHEN 0 THEN 'empty' ELSE 'opaque' END, host = '',"
	" host_source = 'none', handset = (SELECT o.server FROM temp.owned o WHERE o.flow = id) WHERE id IN " TURNED,
	"UPDATE flow SET handset = (SELECT o.client FROM temp.owned o WHERE o.flow = id)"
	" WHERE id IN (SELECT flow FROM temp.owned WHERE client <> 0 OR server = 0)",
};

int store_put_owner(struct store *s, const struct address *a, uint64_t since, uint32_t handset, struct err *e)
{
	struct row r;

	if (!s->owned && store_exec(s, tables, e) < 0)
		return -1;
	s->owned = true;
	r = row_begin(s, PUT_OWNER);
	row_address(&r, a);
	row_int(&r, (int64_t)since);
	row_int(&r, handset);
	return row_put(&r, e);
}

int owners_forget(struct store *s, struct err *e)
{
	if (!s->owned)
		return 0;
	s->owned = false;
	return store_exec(s, "DELETE FROM temp.owner; DELETE FROM temp.owned", e);
}

/* What handsets sent in flows that were turned. */
static int put_loss(struct store *s, struct err *e)
{
	struct fact_loss f = { .loss = LOSS_BEFORE_KNOWN };
	struct row r = row_begin(s, COUNT_TURNED);

	if (row_next(&r)) {
		f.count = (uint64_t)row_read_int(&r);
		f.bytes = (uint64_t)row_read_int(&r);
		f.frame = (uint64_t)row_read_int(&r);
	}
	if (row_end(&r, e) < 0)
		return -1;
	return f.count > 0 ? store_put_loss(s, &f, e) : 0;
}

int store_settle_owners(struct store *s, struct err *e)
{
	const int64_t values[3] = { s->capture, s->told_from };

	if (!s->owned)
		return 0;
	if (waiting_settle(s, e) < 0 || store_sweep(s, settlings, sizeof settlings / sizeof *settlings, values, e) < 0 || put_loss(s, e) < 0)
		return -1;
	return owners_forget(s, e);
}
