#include "unit.h"

#include "stored.h"

#include "base/buf.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void begin_capture(struct stored *d, const char *file)
{
	struct store_capture c = some_capture(file);
	bool skip = true;

	stored_ok(d, store_capture_begin(d->s, &c, &skip, &d->e));
	assert_false(skip);
}

static void end_capture(struct stored *d)
{
	struct fact_end end = some_end();

	stored_ok(d, store_capture_end(d->s, &end, NULL, &d->e));
}

static void put_sighting(struct stored *d, uint64_t flow, uint64_t frame, const char *value)
{
	struct fact_sighting g = some_sighting(flow, frame, value);

	stored_ok(d, store_put_sighting(d->s, &g, &d->e));
	for (size_t i = 0; i < sizeof g.value; i++)
		assert_int_equal(g.value[i], 0);
}

static void put_message(struct stored *d, uint64_t flow, uint64_t frame)
{
	struct fact_message m = some_message(flow, frame);

	stored_ok(d, store_put_message(d->s, &m, &d->e));
}

static void put_flow(struct stored *d, uint64_t frame)
{
	struct fact_flow f = some_flow(frame);

	stored_ok(d, store_put_flow(d->s, &f, &d->e));
}

/* ---- what was put is read back ---- */

struct seen {
	int rows;
	int64_t capture, flow, message;
};

static void flow_text(const struct fact_flow *f, char ret[2048])
{
	char client[ADDRESS_TEXT], server[ADDRESS_TEXT];

	snprintf(ret, 2048, "%" PRIu64 " %" PRId64 " %s %s:%d handset %u '%s' '%s' %d %" PRIu64 " %" PRIu64 " %d", f->first_frame, f->at,
		address_text(&f->key.client, client), address_text(&f->key.server, server), f->key.server_port, f->handset, f->protocol,
		f->host, (int)f->host_source, f->bytes_up, f->bytes_opaque, (int)f->visibility);
}

static void message_text(const struct fact_message *m, char ret[2048])
{
	snprintf(ret, 2048, "%" PRIu64 " %" PRIu64 " %" PRId64 " '%s' '%s' %d '%s' '%s' '%s' %" PRIu64, m->flow, m->frame, m->at,
		m->carrier, m->host, (int)m->host_source, m->method, m->path, m->keys, m->bytes);
}

static void dns_text(const struct fact_dns *d, char ret[2048])
{
	char client[ADDRESS_TEXT], address[ADDRESS_TEXT] = "";

	if (d->address.family != 0)
		address_text(&d->address, address);
	snprintf(ret, 2048, "%" PRIu64 " %" PRIu64 " %" PRId64 " %s '%s' '%s' %d %s '%s' %u", d->flow, d->frame, d->at,
		address_text(&d->client, client), d->query, d->name, d->type, address, d->target, d->ttl);
}

static struct fact_dns some_dns(void)
{
	struct fact_dns f = { .flow = 3, .frame = 2, .at = T0, .query = "api.account.xiaomi.com", .name = "a.example",
		.type = 5, .target = "b.example", .ttl = 60 };

	address_parse("192.168.43.20", &f.client);
	return f;
}

static int see_flow(void *ctx, const struct stored_flow *f)
{
	struct fact_flow put = some_flow(3);
	char want[2048], got[2048];
	struct seen *seen = ctx;

	seen->rows++;
	seen->flow = f->id;
	seen->capture = f->capture;
	assert_string_equal(f->handset, "redmi-1s");
	flow_text(&put, want);
	flow_text(&f->fact, got);
	assert_string_equal(got, want);
	return 0;
}

static int see_message(void *ctx, const struct stored_message *m)
{
	struct fact_message put = some_message(3, 3);
	char want[2048], got[2048];
	struct seen *seen = ctx;

	put.bytes = 240; /* of two that are alike */
	put.flow = 0;    /* its row's id tells it */
	seen->rows++;
	seen->message = m->id;
	assert_true(m->flow == seen->flow);
	message_text(&put, want);
	message_text(&m->fact, got);
	assert_string_equal(got, want);
	return 0;
}

static int see_sighting(void *ctx, const struct stored_sighting *g)
{
	struct seen *seen = ctx;

	seen->rows++;
	assert_true(g->flow == seen->flow);
	assert_true(g->message == seen->message);
	assert_true(g->at == T0 + 3 * NS_PER_S);
	assert_int_equal(g->frame, 4);
	assert_int_equal(g->offset, 77);
	assert_int_equal(g->kind, KIND_IMEI);
	assert_int_equal(g->tier, TIER_KNOWN);
	return 0;
}

static int see_dns(void *ctx, int64_t capture, const struct fact_dns *d)
{
	struct fact_dns put = some_dns();
	char want[2048], got[2048];
	struct seen *seen = ctx;

	put.flow = (uint64_t)seen->flow;
	seen->rows++;
	assert_true(capture == seen->capture);
	dns_text(&put, want);
	dns_text(d, got);
	assert_string_equal(got, want);
	return 0;
}

static int see_address(void *ctx, int64_t capture, const struct fact_dns *d)
{
	struct buf *seen = ctx;
	char text[ADDRESS_TEXT];

	(void)capture;
	buf_printf(seen, "%s %s\n", d->query, address_text(&d->address, text));
	return 0;
}

/* Whoever asks for a million names makes of them no more than a name is needed for. */
static void answers_that_nobody_follows_are_kept_and_not_read(void **state)
{
	struct fact_flow flow = some_flow(3);
	struct fact_dns followed = some_dns(), other = some_dns();
	struct buf seen = { 0 };
	char want[512], text[ADDRESS_TEXT];
	struct stored d;

	(void)state;
	stored_begin(&d);
	begin_capture(&d, "one.pcap");
	put_flow(&d, 3);
	followed.type = other.type = 1;
	followed.address = flow.key.server;
	address_parse("203.0.113.77", &other.address);
	stored_ok(&d, store_put_dns(d.s, &followed, &d.e));
	stored_ok(&d, store_put_dns(d.s, &other, &d.e));
	end_capture(&d);
	stored_ok(&d, store_each_dns(d.s, see_address, &seen, &d.e));
	snprintf(want, sizeof want, "%s %s\n", followed.query, address_text(&followed.address, text));
	assert_string_equal(buf_text(&seen), want);
	assert_answer(&d, "SELECT count(*) FROM dns_answer", "2");
	buf_free(&seen);
	stored_end(&d);
}

/* The sighting comes before its message, the message before its flow: as a worker may send them. */
static void put_one_of_each(struct stored *d)
{
	struct fact_handset h = some_handset();
	struct fact_identity identity = { .handset = 1, .kind = KIND_IMEI, .frame = 2, .at = T0, .source = "GTP-C session",
		.value = "490154203237518", .value_len = 15 };
	struct fact_dns dns = some_dns();
	struct fact_loss loss = { .loss = LOSS_UNKNOWN_LINK, .count = 2, .bytes = 90, .frame = 7, .detail = "link type 195" };
	struct store_fault fault = { 5, 3, "signal 11" };
	struct store_consent_signal signal = { 3, 4, T0, "accepted", "http.body key agree" };

	begin_capture(d, "one.pcap");
	put_sighting(d, 3, 3, "490154203237518");
	put_message(d, 3, 4);
	put_message(d, 3, 3);
	put_flow(d, 3);
	stored_ok(d, store_put_handset(d->s, &h, &d->e));
	h.address = address_v4((const uint8_t[]){ 192, 168, 43, 21 });
	h.since = 9;
	stored_ok(d, store_put_handset(d->s, &h, &d->e));
	stored_ok(d, store_put_identity(d->s, &identity, &d->e));
	assert_int_equal(identity.value[0], 0);
	stored_ok(d, store_put_dns(d->s, &dns, &d->e));
	stored_ok(d, store_put_loss(d->s, &loss, &d->e));
	loss.frame = 6;
	stored_ok(d, store_put_loss(d->s, &loss, &d->e));
	stored_ok(d, store_put_fault(d->s, &fault, &d->e));
	stored_ok(d, store_put_consent_signal(d->s, &signal, &d->e));
	end_capture(d);
}

static void every_record_is_read_back_as_it_was_put(void **state)
{
	struct seen seen = { 0 };
	struct stored d;

	(void)state;
	stored_begin(&d);
	put_one_of_each(&d);
	stored_close(&d);
	assert_non_null(stored_open(&d, STORE_READ, ""));
	stored_ok(&d, store_each_flow(d.s, see_flow, &seen, &d.e));
	stored_ok(&d, store_each_message(d.s, see_message, &seen, &d.e));
	stored_ok(&d, store_each_sighting(d.s, see_sighting, &seen, &d.e));
	stored_ok(&d, store_each_dns(d.s, see_dns, &seen, &d.e));
	assert_int_equal(seen.rows, 4);
	assert_answer(&d, "SELECT complete || ' ' || damaged || ' ' || first_at || ' ' || last_at FROM captures",
		"1 0 2014-08-07T04:30:00.000000Z 2014-08-07T04:31:00.000000Z");
	assert_answer(&d, "SELECT (last_frame - first_frame) || ' ' || (until - at) || ' ' || client_port || '/' || transport || ' ' || handset_called"
		" || ' ' || category || ' ' || confidence || ' ' || risks FROM flow", "9 1500 40003/6 1 Web DPI Clear-Text Credentials");
	assert_answer(&d, "SELECT packets || ' ' || bytes_up || ' ' || bytes_down || ' ' || bytes_clear || ' ' || bytes_decrypted || ' '"
		" || bytes_missing || ' ' || midstream || ' ' || visibility || ' ' || tunnel FROM flow",
		"10 500 900 400 30 50 1 clear GTP-U 10.0.0.1 > 10.0.0.2");
	assert_answer(&d, "SELECT messages || ' ' || bytes FROM message", "2 240");
	assert_answer(&d, "SELECT handset || ' ' || address || ' ' || mac || ' ' || reason FROM handsets WHERE since IS NULL",
		"redmi-1s 192.168.43.20 64:09:80:aa:bb:cc named by the case");
	assert_answer(&d, "SELECT handset || ' ' || address || ' ' || imei FROM handsets WHERE since = 9", "redmi-1s 192.168.43.21 *************18");
	assert_answer(&d, "SELECT handset || ' ' || kind || ' ' || masked || ' ' || source || ' ' || frame || ' ' || at FROM identities",
		"redmi-1s imei *************18 GTP-C session 2 2014-08-07T04:30:00.000000Z");
	assert_answer(&d, "SELECT count(*) FROM identity i JOIN sighting s ON s.hmac = i.hmac AND s.kind = i.kind", "1"); /* the same datum */
	assert_answer(&d, "SELECT loss || ' ' || detail || ' ' || count || ' ' || bytes || ' ' || frame || ' ' || damage FROM losses",
		"link layer not understood link type 195 4 180 6 0");
	assert_answer(&d, "SELECT capture || ' ' || shard || ' ' || frame || ' ' || what FROM faults", "one.pcap 5 3 signal 11");
	assert_answer(&d, "SELECT signal || ', ' || detail || ' ' || at FROM consent_signals",
		"accepted, http.body key agree 2014-08-07T04:30:00.000000Z");
	assert_answer(&d, "SELECT masked || ' ' || length(hmac) FROM sighting", "*************18 32");
	stored_end(&d);
}

static int stop_at_once(void *ctx, const struct stored_flow *f)
{
	(void)ctx;
	(void)f;
	return 7;
}

static void reading_stops_where_the_reader_says(void **state)
{
	struct stored d;

	(void)state;
	stored_begin(&d);
	put_one_of_each(&d);
	assert_int_equal(store_each_flow(d.s, stop_at_once, NULL, &d.e), 7);
	stored_end(&d);
}

/* ---- ids ---- */

static void put_in_order(struct stored *d, const int *order, bool batches)
{
	static const char *const values[] = { "490154203237518", "490154203237519", "490154203237520" };

	begin_capture(d, "one.pcap");
	for (int i = 0; i < 3; i++) {
		put_flow(d, (uint64_t)order[i] + 1);
		put_message(d, (uint64_t)order[i] + 1, (uint64_t)order[i] + 1);
		put_sighting(d, 1, 1, values[order[i]]);
		if (batches)
			stored_ok(d, store_batch(d->s, &d->e));
	}
	end_capture(d);
}

static const char all_ids[] = "SELECT group_concat(x) FROM (SELECT id AS x FROM flow UNION ALL SELECT id FROM message"
	" UNION ALL SELECT id FROM sighting ORDER BY 1)";

static void ids_do_not_depend_on_order_or_batches(void **state)
{
	char ids[256] = "";
	struct stored d;

	(void)state;
	stored_begin(&d);
	put_in_order(&d, (const int[]){ 0, 1, 2 }, false);
	stored_ok(&d, store_query(d.s, all_ids, NULL, stored_keep_cell, ids, &d.e));
	stored_end(&d);
	stored_begin(&d);
	put_in_order(&d, (const int[]){ 2, 0, 1 }, true);
	assert_answer(&d, all_ids, ids);
	assert_answer(&d, "SELECT count(*) FROM sighting", "3");
	stored_end(&d);
}

static void the_same_fact_twice_is_one_row(void **state)
{
	struct stored d;

	(void)state;
	stored_begin(&d);
	begin_capture(&d, "one.pcap");
	for (int i = 0; i < 2; i++) {
		put_flow(&d, 1);
		put_sighting(&d, 1, 1, "490154203237518");
	}
	end_capture(&d);
	assert_answer(&d, "SELECT (SELECT count(*) FROM flow) || ' ' || (SELECT count(*) FROM sighting)", "1 1");
	stored_end(&d);
}

/* So many that some are in their table before the others are told; each is told twice, the second time as it ended. */
static void facts_that_waited_are_put_as_they_came(void **state)
{
	enum { FLOWS = 20000 };
	struct stored d;

	(void)state;
	stored_begin(&d);
	begin_capture(&d, "one.pcap");
	for (uint64_t i = FLOWS; i > 0; i--) {
		struct fact_flow f = some_flow(i);

		f.bytes_up = 1;
		stored_ok(&d, store_put_flow(d.s, &f, &d.e));
		f.bytes_up = INT64_MAX - FLOWS;
		f.bytes_down = i % 2 == 0 ? 0 : i;
		stored_ok(&d, store_put_flow(d.s, &f, &d.e));
	}
	end_capture(&d);
	assert_answer(&d, "SELECT count(*) || ' ' || min(bytes_up) || ' ' || max(bytes_up) || ' ' || sum(bytes_down) FROM flow",
		"20000 9223372036854755807 9223372036854755807 100000000");
	assert_answer(&d, "SELECT count(DISTINCT first_frame) || ' ' || min(tunnel) || ' ' || max(server) FROM flow",
		"20000 GTP-U 10.0.0.1 > 10.0.0.2 2001:db8::42");
	stored_end(&d);
}

static void a_live_capture_gets_the_ids_of_its_file_when_it_ends(void **state)
{
	struct store_capture growing = { .file = "one.pcap", .origin = "interface wlan0" }, whole = some_capture("one.pcap");
	struct fact_end end = some_end();
	char ids[256] = "";
	struct stored d;
	bool skip;

	(void)state;
	stored_begin(&d);
	put_in_order(&d, (const int[]){ 0, 1, 2 }, false);
	stored_ok(&d, store_query(d.s, all_ids, NULL, stored_keep_cell, ids, &d.e));
	stored_end(&d);
	stored_begin(&d);
	stored_ok(&d, store_capture_begin(d.s, &growing, &skip, &d.e));
	for (uint64_t i = 1; i <= 3; i++) {
		put_flow(&d, i);
		put_message(&d, i, i);
	}
	put_sighting(&d, 1, 1, "490154203237518");
	put_sighting(&d, 1, 1, "490154203237519");
	stored_ok(&d, store_batch(d.s, &d.e));
	put_sighting(&d, 1, 1, "490154203237520");
	stored_ok(&d, store_capture_end(d.s, &end, &whole, &d.e));
	assert_answer(&d, all_ids, ids);
	assert_answer(&d, "SELECT count(*) FROM sighting s JOIN flow f ON f.id = s.flow JOIN message m ON m.id = s.message"
		" JOIN capture c ON c.id = s.capture AND c.id = f.capture AND c.id = m.capture", "3");
	stored_ok(&d, store_capture_begin(d.s, &whole, &skip, &d.e));
	assert_true(skip);
	stored_end(&d);
}

/* ---- whole and interrupted captures ---- */

/* Flows 1 to 4 are of an address that was handset 2's, 5 of who had it then, 6 is what the far end of handset 3 began, 7 of a stranger. */
static void live_whose_flows_are_the_end_tells(void **state)
{
	struct stored d;
	struct address phone, far;

	(void)state;
	stored_begin(&d);
	begin_capture(&d, "live.pcapng");
	for (uint64_t frame = 1; frame <= 7; frame++) {
		struct fact_flow f = some_flow(frame);

		f.handset = frame == 1 ? 0 : 1;
		if (frame == 6) {
			address_parse("2001:db8::42", &f.key.client);
			address_parse("192.168.43.21", &f.key.server);
			f.handset = 0;
			put_sighting(&d, 6, 6, "490154203237518");
			put_message(&d, 6, 6);
		}
		if (frame == 7)
			address_parse("192.168.43.9", &f.key.client);
		stored_ok(&d, store_put_flow(d.s, &f, &d.e));
		put_sighting(&d, 1, frame, "490154203237518");
	}
	address_parse("192.168.43.20", &phone);
	address_parse("192.168.43.21", &far);
	stored_ok(&d, store_put_owner(d.s, &phone, 0, 2, &d.e));
	stored_ok(&d, store_put_owner(d.s, &phone, 5, 0, &d.e));
	stored_ok(&d, store_put_owner(d.s, &far, 0, 3, &d.e));
	stored_ok(&d, store_settle_owners(d.s, &d.e));
	end_capture(&d);
	assert_answer(&d, "SELECT group_concat(first_frame || ':' || handset) FROM (SELECT * FROM flow ORDER BY first_frame)",
		"1:2,2:2,3:2,4:2,5:0,6:3,7:0");
	assert_answer(&d, "SELECT client || ' ' || server_port || ' ' || handset_called || ' ' || bytes_up || ' ' || bytes_opaque || visibility || host"
		" FROM flow WHERE first_frame = 6", "192.168.43.21 40006 0 900 900opaque");
	assert_answer(&d, "SELECT count(*) FROM sighting", "7"); /* but that of the far end */
	assert_answer(&d, "SELECT count(*) FROM message m JOIN flow f ON f.id = m.flow WHERE f.first_frame = 6", "0");
	assert_answer(&d, "SELECT loss || ' ' || count || ' ' || bytes || ' ' || frame FROM capture_loss",
		"sent by the handset before it was known to be one, in a flow that the far end began 1 900 6");
	stored_end(&d);
}

/* Read again, nothing counts that was told before. */
static void owners_of_a_try_that_failed_are_forgotten(void **state)
{
	struct stored d;
	struct address phone;

	(void)state;
	stored_begin(&d);
	begin_capture(&d, "live.pcapng");
	address_parse("192.168.43.20", &phone);
	stored_ok(&d, store_put_owner(d.s, &phone, 0, 2, &d.e));
	stored_ok(&d, store_capture_again(d.s, 1, &d.e));
	put_flow(&d, 1);
	stored_ok(&d, store_settle_owners(d.s, &d.e)); /* nobody told anything: flows stay as they were put */
	end_capture(&d);
	assert_answer(&d, "SELECT handset FROM flow", "1");
	stored_end(&d);
}

/* Who has an address since is told of what is read again; flows of files that are gone are not theirs. */
static void what_began_before_a_restart_stays(void **state)
{
	struct stored d;
	struct address phone;

	(void)state;
	stored_begin(&d);
	begin_capture(&d, "live.pcapng");
	put_flow(&d, 1);
	stored_ok(&d, store_capture_again(d.s, 100, &d.e));
	put_flow(&d, 100);
	address_parse("192.168.43.20", &phone);
	stored_ok(&d, store_put_owner(d.s, &phone, 0, 2, &d.e));
	stored_ok(&d, store_settle_owners(d.s, &d.e));
	end_capture(&d);
	assert_answer(&d, "SELECT group_concat(first_frame || ':' || handset) FROM (SELECT * FROM flow ORDER BY first_frame)", "1:1,100:2");
	stored_end(&d);
}

static void a_complete_capture_is_skipped(void **state)
{
	struct store_capture c = some_capture("one.pcap");
	bool skip = false;
	struct stored d;

	(void)state;
	stored_begin(&d);
	put_one_of_each(&d);
	stored_ok(&d, store_capture_begin(d.s, &c, &skip, &d.e));
	assert_true(skip);
	stored_end(&d);
}

static void die_after_two_batches(struct stored *d)
{
	begin_capture(d, "one.pcap");
	for (uint64_t i = 1; i <= 3; i++) {
		put_flow(d, i);
		put_message(d, i, i);
		put_sighting(d, i, i, "490154203237518");
		if (i < 3)
			store_batch(d->s, &d->e);
	}
	kill(getpid(), SIGKILL);
}

static void in_a_child(struct stored *d, void (*fn)(struct stored *d))
{
	int status;
	pid_t child;

	stored_close(d);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (stored_open(d, STORE_WRITE, "the key of the case") != NULL)
			fn(d);
		_exit(1);
	}
	assert_true(waitpid(child, &status, 0) == child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void a_killed_scan_leaves_whole_batches_and_is_replaced(void **state)
{
	struct stored d;

	(void)state;
	stored_begin(&d);
	in_a_child(&d, die_after_two_batches);
	assert_non_null(stored_open(&d, STORE_READ, ""));
	assert_answer(&d, "SELECT complete || ' ' || sightings FROM captures", "0 2");
	assert_answer(&d, "SELECT count(*) FROM transfers", "2");
	stored_close(&d);
	assert_non_null(stored_open(&d, STORE_CREATE, "the key of the case"));
	put_one_of_each(&d);
	assert_answer(&d, "SELECT complete || ' ' || sightings FROM captures", "1 1");
	assert_answer(&d, "SELECT count(*) FROM transfers", "1");
	assert_answer(&d, "SELECT group_concat(action, '; ') FROM custody_chain",
		"database made; incomplete capture removed; capture scanned");
	stored_end(&d);
}

static void after_closing_the_database_is_one_file(void **state)
{
	char file[160];
	struct stored d;

	(void)state;
	stored_begin(&d);
	put_one_of_each(&d);
	stored_close(&d);
	snprintf(file, sizeof file, "%s-wal", d.path);
	assert_int_not_equal(access(file, F_OK), 0);
	assert_int_equal(chmod(d.path, 0400), 0);
	assert_non_null(stored_open(&d, STORE_READ, ""));
	assert_answer(&d, "SELECT complete FROM captures", "1");
	stored_end(&d);
}

/* ---- personal data ---- */

static bool file_holds(const char *path, const char *end, const char *marker)
{
	static char bytes[4 << 20];
	char file[160];
	ssize_t n;
	int fd;

	snprintf(file, sizeof file, "%s%s", path, end);
	fd = open(file, O_RDONLY);
	if (fd < 0)
		return false;
	n = read(fd, bytes, sizeof bytes);
	close(fd);
	return n > 0 && memmem(bytes, (size_t)n, marker, strlen(marker)) != NULL;
}

static void no_value_and_no_key_stands_in_the_file(void **state)
{
	static const char *const ends[] = { "", "-wal" }, *const secrets[] = { "MARKER-OF-A-VALUE", "the key of the case" };
	struct stored d;

	(void)state;
	stored_begin(&d);
	begin_capture(&d, "one.pcap");
	put_sighting(&d, 3, 3, "MARKER-OF-A-VALUE");
	stored_ok(&d, store_batch(d.s, &d.e));
	assert_true(file_holds(d.path, "-wal", "value of the case"));
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < 2; i++)
			for (size_t k = 0; k < 2; k++)
				assert_false(file_holds(d.path, ends[i], secrets[k]));
		if (round == 0) {
			end_capture(&d);
			stored_close(&d);
		}
	}
	assert_true(file_holds(d.path, "", "value of the case"));
	stored_end(&d);
}

static void another_key_is_refused(void **state)
{
	struct stored d;

	(void)state;
	stored_begin(&d);
	stored_close(&d);
	assert_null(stored_open(&d, STORE_WRITE, "another key"));
	assert_non_null(strstr(d.e.text, "made under the case key"));
	assert_non_null(stored_open(&d, STORE_WRITE, "")); /* assessing needs none */
	assert_int_equal(strlen(store_key_id(d.s)), 16);
	stored_end(&d);
}

/* ---- what is no database of ours ---- */

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void refusals_say_why(void **state)
{
	struct stored d;

	(void)state;
	stored_begin(&d);
	stored_close(&d);
	unlink(d.path);
	assert_null(stored_open(&d, STORE_READ, ""));
	assert_non_null(strstr(d.e.text, "no such database"));
	write_file(d.path, "");
	assert_null(stored_open(&d, STORE_READ, ""));
	assert_non_null(strstr(d.e.text, "holds nothing"));
	write_file(d.path, "This is a letter, not a database, and it is long enough to have a header.\n");
	assert_null(stored_open(&d, STORE_CREATE, "k"));
	assert_non_null(strstr(d.e.text, "not a phonehome database"));
	unlink(d.path);
	assert_null(stored_open(&d, STORE_CREATE, ""));
	assert_non_null(strstr(d.e.text, "needs a case key"));
	unlink(d.path);
	strcat(d.path, "/no-such-folder/x");
	assert_null(stored_open(&d, STORE_CREATE, "k"));
	assert_non_null(strstr(d.e.text, "No such file or directory"));
	*strstr(d.path, "/no-such-folder") = 0;
	stored_end(&d);
}

static void a_second_writer_is_told_who_is_in_the_way(void **state)
{
	struct store_capture c = some_capture("two.pcap");
	struct store_use u = stored_use("the key of the case");
	struct stored d;
	struct store *other;
	bool skip;

	(void)state;
	stored_begin(&d);
	other = store_open(d.path, STORE_WRITE, &u, &d.e);
	assert_non_null(other);
	begin_capture(&d, "one.pcap");
	assert_int_equal(store_capture_begin(other, &c, &skip, &d.e), -1);
	assert_non_null(strstr(d.e.text, "in use by another process"));
	end_capture(&d);
	store_close(other, NULL);
	stored_end(&d);
}

static void records_with_unknown_words_are_refused(void **state)
{
	struct fact_sighting g = some_sighting(1, 1, "490154203237518");
	struct fact_flow f = some_flow(1);
	struct stored d;

	(void)state;
	stored_begin(&d);
	begin_capture(&d, "one.pcap");
	g.kind = KIND_COUNT;
	assert_int_equal(store_put_sighting(d.s, &g, &d.e), -1);
	assert_int_equal(g.value[0], 0);
	f.visibility = VISIBILITY_COUNT;
	assert_int_equal(store_put_flow(d.s, &f, &d.e), -1);
	end_capture(&d);
	stored_end(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_record_is_read_back_as_it_was_put),
		cmocka_unit_test(answers_that_nobody_follows_are_kept_and_not_read),
		cmocka_unit_test(reading_stops_where_the_reader_says),
		cmocka_unit_test(ids_do_not_depend_on_order_or_batches),
		cmocka_unit_test(the_same_fact_twice_is_one_row),
		cmocka_unit_test(facts_that_waited_are_put_as_they_came),
		cmocka_unit_test(a_live_capture_gets_the_ids_of_its_file_when_it_ends),
		cmocka_unit_test(live_whose_flows_are_the_end_tells),
		cmocka_unit_test(owners_of_a_try_that_failed_are_forgotten),
		cmocka_unit_test(what_began_before_a_restart_stays),
		cmocka_unit_test(a_complete_capture_is_skipped),
		cmocka_unit_test(a_killed_scan_leaves_whole_batches_and_is_replaced),
		cmocka_unit_test(after_closing_the_database_is_one_file),
		cmocka_unit_test(no_value_and_no_key_stands_in_the_file),
		cmocka_unit_test(another_key_is_refused),
		cmocka_unit_test(refusals_say_why),
		cmocka_unit_test(a_second_writer_is_told_who_is_in_the_way),
		cmocka_unit_test(records_with_unknown_words_are_refused),
	};

	return unit_run(tests);
}
