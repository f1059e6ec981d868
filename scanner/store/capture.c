#include "base/buf.h"
#include "base/instant.h"
#include "base/json.h"
#include "store/derived.h"
#include "store/id.h"

#include <stdio.h>
#include <string.h>

static const char *const removals[] = {
	"DELETE FROM handset WHERE capture = ?1",
	"DELETE FROM handset_address WHERE capture = ?1",
	"DELETE FROM identity WHERE capture = ?1",
	"DELETE FROM flow WHERE capture = ?1",
	"DELETE FROM message WHERE capture = ?1",
	"DELETE FROM sighting WHERE capture = ?1",
	"DELETE FROM dns_answer WHERE capture = ?1",
	"DELETE FROM consent_signal WHERE capture = ?1",
	"DELETE FROM session WHERE capture = ?1",
	"DELETE FROM capture_loss WHERE capture = ?1",
	"DELETE FROM fault WHERE capture = ?1",
	"DELETE FROM part WHERE capture = ?1",
	"DELETE FROM capture WHERE id = ?1",
};

/* What is read again from frame ?2 on. A flow that began before it stays as it was told. */
static const char *const forgettings[] = {
	"DELETE FROM handset WHERE capture = ?1",
	"DELETE FROM handset_address WHERE capture = ?1",
	"DELETE FROM identity WHERE capture = ?1",
	"DELETE FROM flow WHERE capture = ?1 AND first_frame >= ?2",
	"DELETE FROM message WHERE capture = ?1 AND frame >= ?2",
	"DELETE FROM sighting WHERE capture = ?1 AND frame >= ?2",
	"DELETE FROM dns_answer WHERE capture = ?1 AND frame >= ?2",
	"DELETE FROM consent_signal WHERE capture = ?1 AND frame >= ?2",
	"DELETE FROM session WHERE capture = ?1 AND frame >= ?2",
	"DELETE FROM capture_loss WHERE capture = ?1",
};

/* ?1 becomes ?2, and the ids of its facts follow: (x | ?3) - (x & ?3) is x XOR ?3. */
static const char *const renamings[] = {
	"UPDATE capture SET id = ?2 WHERE id = ?1",
	"UPDATE handset SET capture = ?2 WHERE capture = ?1",
	"UPDATE handset_address SET capture = ?2 WHERE capture = ?1",
	"UPDATE identity SET capture = ?2 WHERE capture = ?1",
	"UPDATE flow SET capture = ?2, id = (id | ?3) - (id & ?3) WHERE capture = ?1",
	"UPDATE message SET capture = ?2, id = (id | ?3) - (id & ?3), flow = (flow | ?3) - (flow & ?3) WHERE capture = ?1",
	"UPDATE sighting SET capture = ?2, id = (id | ?3) - (id & ?3), flow = (flow | ?3) - (flow & ?3),"
	" message = (message | ?3) - (message & ?3) WHERE capture = ?1",
	"UPDATE dns_answer SET capture = ?2, id = (id | ?3) - (id & ?3), flow = (flow | ?3) - (flow & ?3) WHERE capture = ?1",
	"UPDATE consent_signal SET capture = ?2, id = (id | ?3) - (id & ?3), flow = (flow | ?3) - (flow & ?3)"
	" WHERE capture = ?1",
	"UPDATE session SET capture = ?2, id = (id | ?3) - (id & ?3), flow = (flow | ?3) - (flow & ?3) WHERE capture = ?1",
	"UPDATE capture_loss SET capture = ?2 WHERE capture = ?1",
	"UPDATE fault SET capture = ?2 WHERE capture = ?1",
	"UPDATE part SET capture = ?2, id = (id | ?3) - (id & ?3) WHERE capture = ?1",
};

/* A run of one file is that file. */
static const char *const lone_part[] = {
	"DELETE FROM part WHERE capture = ?1 AND (SELECT count(*) FROM part WHERE capture = ?1) = 1",
};

static int64_t capture_id(const struct store_capture *c)
{
	struct id i = id_begin("capture");

	id_text(&i, c->sha256);
	if (c->sha256[0] == 0) {
		id_text(&i, c->file);
		id_text(&i, c->origin);
	}
	return id_end(&i);
}

static int transaction(struct store *s, enum statement n, struct err *e)
{
	struct row r = row_begin(s, n);

	return row_put(&r, e);
}

/* Complete, and nothing more could be read of it now. */
static int capture_is_done(struct store *s, int64_t id, const char *keylog, bool *ret, struct err *e)
{
	struct row r = row_begin(s, FIND_CAPTURE);
	char text[256], before[65] = "";

	*ret = false;
	row_int(&r, id);
	if (row_next(&r)) {
		*ret = row_read_int(&r) != 0;
		row_read_text(&r, text, sizeof text);
		row_read_text(&r, text, sizeof text);
		row_read_int(&r);
		row_read_text(&r, before, sizeof before);
	}
	*ret = *ret && (keylog[0] == 0 || strcmp(keylog, before) == 0);
	return row_end(&r, e);
}

/* One of the same bytes or, where it was interrupted before it got a hash, of the same name; 0 none. */
static int capture_find_older(struct store *s, int64_t id, const char *file, int64_t *ret, char ret_file[256], bool *ret_complete,
	struct err *e)
{
	struct row r = row_begin(s, FIND_UNFINISHED);

	*ret = 0;
	row_int(&r, id);
	row_text(&r, file);
	if (row_next(&r)) {
		*ret = row_read_int(&r);
		row_read_text(&r, ret_file, 256);
		*ret_complete = row_read_int(&r) != 0;
	}
	return row_end(&r, e);
}

/* An assessment is of all facts: where they change there is none, until the next. A file that turns out to be no capture changes nothing. */
static int assessment_end(struct store *s, struct err *e)
{
	struct row r;
	bool there;

	if (!s->assessed)
		return 0;
	s->assessed = false;
	r = row_begin(s, FIND_RULESET);
	there = row_next(&r);
	if (row_end(&r, e) < 0)
		return -1;
	if (!there)
		return 0;
	return derived_clear(s, e) < 0 ? -1 : store_custody_add(s, "assessment removed", "facts change", "{}", e);
}

static int capture_remove_older(struct store *s, int64_t id, const char *file, struct err *e)
{
	char old_file[256] = "";
	bool complete = false;
	int64_t old;

	for (;;) {
		if (capture_find_older(s, id, file, &old, old_file, &complete, e) < 0)
			return -1;
		if (old == 0)
			return 0;
		if (assessment_end(s, e) < 0 ||
			store_sweep(s, removals, sizeof removals / sizeof *removals, (const int64_t[3]){ old }, e) < 0 ||
			store_custody_add(s, complete ? "capture removed, to be read with keys" : "incomplete capture removed", old_file, "{}", e) < 0)
			return -1;
	}
}

static int capture_put(struct store *s, int64_t id, const struct store_capture *c, struct err *e)
{
	struct row r = row_begin(s, PUT_CAPTURE);

	row_int(&r, id);
	row_text(&r, c->file);
	row_text(&r, c->sha256);
	row_int(&r, (int64_t)c->size);
	row_text(&r, c->origin);
	row_text(&r, c->keylog);
	return row_put(&r, e);
}

int store_capture_begin(struct store *s, const struct store_capture *c, bool *ret_skip, struct err *e)
{
	int64_t id = capture_id(c);
	bool complete;

	if (capture_is_done(s, id, c->keylog, &complete, e) < 0)
		return -1;
	*ret_skip = complete;
	if (complete)
		return 0;
	if (transaction(s, BEGIN_WRITING, e) < 0)
		return -1;
	s->assessed = true; /* as far as is known */
	if (capture_remove_older(s, id, c->file, e) < 0 || capture_put(s, id, c, e) < 0) {
		transaction(s, ROLLBACK, NULL);
		return -1;
	}
	s->capture = id;
	s->told_from = 0;
	return 0;
}

int store_capture_name(struct store *s, const struct store_capture *c, char ret[256], struct err *e)
{
	struct row r = row_begin(s, FIND_CAPTURE);

	ret[0] = 0;
	row_int(&r, capture_id(c));
	if (row_next(&r)) {
		row_read_int(&r);
		row_read_text(&r, ret, 256);
		row_read_text(&r, ret, 256);
	}
	return row_end(&r, e);
}

int store_capture_leave(struct store *s, bool forget, struct err *e)
{
	const int64_t id[3] = { s->capture };

	int status = waiting_settle(s, e);

	if (status == 0)
		status = forget ? store_sweep(s, removals, sizeof removals / sizeof *removals, id, e) : assessment_end(s, e);
	if (status < 0) {
		transaction(s, ROLLBACK, NULL);
		return -1;
	}
	s->capture = 0;
	return transaction(s, COMMIT, e);
}

int store_capture_again(struct store *s, uint64_t first_frame, struct err *e)
{
	const int64_t values[3] = { s->capture, (int64_t)first_frame };

	if (waiting_settle(s, e) < 0 || owners_forget(s, e) < 0)
		return -1;
	s->told_from = values[1];
	return store_sweep(s, forgettings, sizeof forgettings / sizeof *forgettings, values, e);
}

int store_put_part(struct store *s, const struct store_part *p, struct err *e)
{
	struct row r = row_begin(s, PUT_PART);
	struct id i = id_begin("part");

	id_int(&i, p->number);
	row_int(&r, s->capture ^ id_end(&i));
	row_int(&r, s->capture);
	row_int(&r, p->number);
	row_int(&r, (int64_t)p->first_frame);
	row_int(&r, (int64_t)p->frames);
	row_int(&r, (int64_t)p->packets);
	row_int(&r, (int64_t)p->bytes);
	row_instant(&r, p->packets == 0 ? INSTANT_MIN : p->from);
	row_instant(&r, p->packets == 0 ? INSTANT_MIN : p->to);
	row_text(&r, p->file);
	row_text(&r, p->sha256);
	row_int(&r, (int64_t)p->size);
	row_int(&r, p->damaged);
	row_int(&r, p->removed);
	return row_put(&r, e);
}

int store_batch(struct store *s, struct err *e)
{
	if (waiting_settle(s, e) < 0 || assessment_end(s, e) < 0)
		return -1;
	return transaction(s, COMMIT, e) < 0 ? -1 : transaction(s, BEGIN_WRITING, e);
}

/* The hash of a live capture is known now. */
static int capture_rename(struct store *s, const struct store_capture *c, struct err *e)
{
	int64_t id = capture_id(c);
	const int64_t values[3] = { s->capture, id, s->capture ^ id };
	struct row r;

	if (store_sweep(s, lone_part, 1, values, e) < 0)
		return -1;
	if (id != s->capture && store_sweep(s, renamings, sizeof renamings / sizeof *renamings, values, e) < 0)
		return -1;
	s->capture = id;
	r = row_begin(s, HASH_CAPTURE);
	row_text(&r, c->file);
	row_text(&r, c->sha256);
	row_int(&r, (int64_t)c->size);
	row_int(&r, id);
	return row_put(&r, e);
}

/* Without a packet there is no time of one. */
static void row_time(struct row *r, const struct fact_end *f, int64_t at)
{
	if (f->packets > 0)
		row_int(r, at);
	else
		row_null(r);
}

static int capture_put_end(struct store *s, const struct fact_end *f, struct err *e)
{
	struct row r = row_begin(s, END_CAPTURE);

	row_int(&r, f->damaged);
	row_text(&r, f->unit[0] != 0 ? f->unit : "packet");
	row_text(&r, f->format);
	row_text(&r, f->links);
	row_text(&r, f->application);
	row_time(&r, f, f->from);
	row_time(&r, f, f->to);
	row_int(&r, (int64_t)f->packets);
	row_int(&r, (int64_t)f->bytes);
	row_int(&r, (int64_t)f->flows);
	row_int(&r, (int64_t)f->keys);
	row_int(&r, s->capture);
	return row_put(&r, e);
}

/* What the custody chain says of a file that was scanned. */
struct scanned {
	char file[256], sha256[65];
	int64_t size, packets, flows, damaged;
	const char *confined;
};

static int scanned_put_custody(struct store *s, const char *action, const struct scanned *f, struct err *e)
{
	struct buf detail = { 0 };
	struct json j;
	int rc;

	json_begin(&j, &detail, true);
	json_object(&j);
	json_key(&j, "file");
	json_string(&j, f->file);
	json_key(&j, "size");
	json_int(&j, f->size);
	json_key(&j, "packets");
	json_int(&j, f->packets);
	json_key(&j, "flows");
	json_int(&j, f->flows);
	json_key(&j, "complete");
	json_bool(&j, true);
	json_key(&j, "damaged");
	json_bool(&j, f->damaged != 0);
	if (f->confined != NULL) {
		json_key(&j, "confined");
		json_string(&j, f->confined);
	}
	json_object_end(&j);
	rc = store_custody_add(s, action, f->sha256, buf_text(&detail), e);
	buf_free(&detail);
	return rc;
}

/* Each file of a run; *ret_n is how many there are. */
static int parts_put_custody(struct store *s, const char *confined, size_t *ret_n, struct err *e)
{
	struct row r = row_begin(s, EACH_PART);
	int rc = 0;

	row_int(&r, s->capture);
	for (*ret_n = 0; rc == 0 && row_next(&r); ++*ret_n) {
		struct scanned f = { .confined = confined };

		row_read_text(&r, f.file, sizeof f.file);
		row_read_text(&r, f.sha256, sizeof f.sha256);
		f.size = row_read_int(&r);
		f.packets = row_read_int(&r);
		f.damaged = row_read_int(&r);
		f.flows = row_read_int(&r);
		rc = scanned_put_custody(s, "capture scanned", &f, e);
	}
	return row_end(&r, rc == 0 ? e : NULL) < 0 ? -1 : rc;
}

static int capture_put_custody(struct store *s, const struct fact_end *end, const char *confined, struct err *e)
{
	struct scanned f = { .confined = confined, .packets = (int64_t)end->packets, .flows = (int64_t)end->flows, .damaged = end->damaged };
	struct row r = row_begin(s, FIND_CAPTURE);
	size_t parts;

	row_int(&r, s->capture);
	if (row_next(&r)) {
		row_read_int(&r);
		row_read_text(&r, f.sha256, sizeof f.sha256);
		row_read_text(&r, f.file, sizeof f.file);
		f.size = row_read_int(&r);
	}
	if (row_end(&r, e) < 0 || parts_put_custody(s, confined, &parts, e) < 0)
		return -1;
	return scanned_put_custody(s, parts > 0 ? "run scanned" : "capture scanned", &f, e);
}

int store_capture_end(struct store *s, const struct fact_end *f, const struct store_capture *c, struct err *e)
{
	if (waiting_settle(s, e) < 0 || (c != NULL && capture_rename(s, c, e) < 0))
		return -1;
	if (assessment_end(s, e) < 0 || capture_put_end(s, f, e) < 0 || capture_put_custody(s, f, c == NULL ? NULL : c->confined, e) < 0 ||
		transaction(s, COMMIT, e) < 0)
		return -1;
	s->capture = 0;
	return 0;
}
