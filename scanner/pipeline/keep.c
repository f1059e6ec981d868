#include "pipeline/keep.h"

#include <stdio.h>
#include <string.h>

static int keep_handset(struct keep *k, union record *r, struct err *e)
{
	return store_put_handset(k->store, &r->handset, e);
}

static int keep_identity(struct keep *k, union record *r, struct err *e)
{
	return store_put_identity(k->store, &r->identity, e);
}

static int keep_flow(struct keep *k, union record *r, struct err *e)
{
	return store_put_flow(k->store, &r->flow, e);
}

static int keep_message(struct keep *k, union record *r, struct err *e)
{
	return store_put_message(k->store, &r->message, e);
}

static int keep_sighting(struct keep *k, union record *r, struct err *e)
{
	return store_put_sighting(k->store, &r->sighting, e);
}

static int keep_dns(struct keep *k, union record *r, struct err *e)
{
	return store_put_dns(k->store, &r->dns, e);
}

static int keep_signal(struct keep *k, union record *r, struct err *e)
{
	struct store_consent_signal s = { .flow = r->signal.flow, .frame = r->signal.frame, .at = r->signal.at };

	snprintf(s.signal, sizeof s.signal, "%s", r->signal.signal);
	snprintf(s.detail, sizeof s.detail, "%s", r->signal.detail);
	return store_put_consent_signal(k->store, &s, e);
}

static int keep_session(struct keep *k, union record *r, struct err *e)
{
	return store_put_session(k->store, &r->session, e);
}

static int keep_loss(struct keep *k, union record *r, struct err *e)
{
	return store_put_loss(k->store, &r->loss, e);
}

/* What was found in a flow stands in the store while it is open, and beside it whose it is; its end tells the rest. */
static int keep_open(struct keep *k, union record *r, struct err *e)
{
	const struct fact_flow f = { .first_frame = r->open.flow, .last_frame = r->open.flow, .at = r->open.at, .until = r->open.at,
		.key = r->open.key, .handset = r->open.handset, .visibility = VISIBILITY_OPAQUE };

	return store_put_flow(k->store, &f, e);
}

static int keep_owner(struct keep *k, union record *r, struct err *e)
{
	return store_put_owner(k->store, &r->owner.address, r->owner.since, r->owner.handset, e);
}

static int keep_progress(struct keep *k, union record *r, struct err *e)
{
	(void)e;
	if (k->progress != NULL)
		k->progress(k->ctx, r->progress.offset, r->progress.packets);
	return 0;
}

static int keep_file(struct keep *k, union record *r, struct err *e)
{
	return run_counted(k->run, &r->file, e);
}

/* Its last word, for who waits for it. */
static int keep_surveyed(struct keep *k, union record *r, struct err *e)
{
	(void)k;
	(void)r;
	(void)e;
	return 0;
}

static int keep_end(struct keep *k, union record *r, struct err *e)
{
	uint64_t flows = k->end.flows + r->end.flows;
	bool interrupted = k->end.interrupted || r->end.interrupted;

	(void)e;
	k->end = r->end;
	k->end.flows = flows;
	k->end.interrupted = interrupted;
	k->ended++;
	return 0;
}

static int keep_error(struct keep *k, union record *r, struct err *e)
{
	k->refused = true;
	return err_set(e, "%s", r->error.text);
}

static int (*const keeps[RECORD_TYPES])(struct keep *k, union record *r, struct err *e) = {
	[RECORD_HANDSET] = keep_handset,
	[RECORD_IDENTITY] = keep_identity,
	[RECORD_OPEN] = keep_open,
	[RECORD_OWNER] = keep_owner,
	[RECORD_FLOW] = keep_flow,
	[RECORD_MESSAGE] = keep_message,
	[RECORD_SIGHTING] = keep_sighting,
	[RECORD_DNS] = keep_dns,
	[RECORD_SIGNAL] = keep_signal,
	[RECORD_SESSION] = keep_session,
	[RECORD_LOSS] = keep_loss,
	[RECORD_PROGRESS] = keep_progress,
	[RECORD_FILE] = keep_file,
	[RECORD_SURVEYED] = keep_surveyed,
	[RECORD_END] = keep_end,
	[RECORD_ERROR] = keep_error,
};

int keep_record(struct keep *k, enum record_type type, union record *r, struct err *e)
{
	int status;

	if (k->see != NULL)
		k->see(k->ctx, type, r);
	status = keeps[type](k, r, e);
	explicit_bzero(r, sizeof *r);
	if (status < 0 || ++k->in_batch < BATCH_RECORDS)
		return status;
	k->in_batch = 0;
	return store_batch(k->store, e);
}
