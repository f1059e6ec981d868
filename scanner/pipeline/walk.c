#include "pipeline/walk.h"

#include "base/alloc.h"
#include "peel/peel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRESS_PACKETS = 65536 /* between two words of progress */ };

struct walk {
	const struct observe_task *task;
	struct walk_sink sink;
	struct losses *losses;
	struct series *series;
	struct peeler *peeler;
	struct fact_end end;
	struct record_file file; /* the one of a run that is being read */
	uint64_t damage_before, frames_told; /* it */
};

struct walk *walk_new(const struct observe_task *t, const struct walk_sink *sink, struct losses *l, struct err *e)
{
	const struct series_files files = { t->files, t->file_count, t->feed, t->frames_before,
		t->note == NULL ? NULL : &t->note->beats };
	struct walk *w = xcalloc(1, sizeof *w);

	w->task = t;
	w->sink = *sink;
	w->losses = l;
	w->file = (struct record_file){ .file = t->files_before };
	w->frames_told = t->frames_before;
	w->series = series_open(&files, l, e);
	if (w->series == NULL) {
		walk_free(w);
		return NULL;
	}
	series_on_secrets(w->series, sink->secrets, sink->ctx);
	w->peeler = peeler_new(l);
	return w;
}

void walk_free(struct walk *w)
{
	if (w == NULL)
		return;
	peeler_free(w->peeler);
	series_close(w->series);
	free(w);
}

/* Into the counts of the whole, or of a file. */
static void note_packet(const struct packet *p, uint64_t *packets, uint64_t *bytes, int64_t *from, int64_t *to)
{
	if (*packets == 0 || p->at < *from)
		*from = p->at;
	if (*packets == 0 || p->at > *to)
		*to = p->at;
	++*packets;
	*bytes += p->wire_len;
}

/* Tells of the files that lie behind the one being read. */
static void tell_files(struct walk *w)
{
	while (w->file.file < w->task->files_before + series_file(w->series)) {
		uint64_t damage = losses_damage(w->losses), frames = series_frames_before(w->series);

		w->file.damaged = damage > w->damage_before;
		w->file.frames = frames - w->frames_told;
		w->sink.file(w->sink.ctx, &w->file);
		w->file = (struct record_file){ .file = w->file.file + 1 };
		w->damage_before = damage;
		w->frames_told = frames;
	}
}

static void note_link(struct fact_end *end, int link)
{
	const char *name = link_name(link);
	size_t used = strlen(end->links);

	if (name != NULL && strstr(end->links, name) == NULL)
		snprintf(end->links + used, sizeof end->links - used, "%s%s", used > 0 ? ", " : "", name);
}

static void tell_progress(const struct walk *w)
{
	struct record_progress p = { .packets = w->end.packets };

	if (w->end.packets % PROGRESS_PACKETS != 0)
		return;
	p.offset = series_offset(w->series);
	w->task->put(w->task->ctx, RECORD_PROGRESS, &p);
}

/* One packet may hold several datagrams; others come out of it late. */
static void datagrams_more(struct walk *w, bool end)
{
	struct datagram d;

	while (peel_more(w->peeler, end, &d))
		w->sink.datagram(w->sink.ctx, &d);
}

static void datagrams(struct walk *w, const struct packet *p)
{
	struct datagram d;

	if (peel(w->peeler, p, &d))
		w->sink.datagram(w->sink.ctx, &d);
	if (w->sink.arp != NULL && peel_arp(w->peeler).len > 0)
		w->sink.arp(w->sink.ctx, &d, peel_arp(w->peeler));
	datagrams_more(w, false);
}

static void one(struct walk *w, const struct packet *p)
{
	if (w->sink.file != NULL) {
		tell_files(w);
		note_packet(p, &w->file.packets, &w->file.bytes, &w->file.from, &w->file.to);
	}
	note_packet(p, &w->end.packets, &w->end.bytes, &w->end.from, &w->end.to);
	if (p->exchange == NULL)
		datagrams(w, p);
	else if (w->sink.exchange != NULL)
		w->sink.exchange(w->sink.ctx, p);
	tell_progress(w);
	if (w->task->note != NULL)
		w->task->note->beats++;
}

void walk_all(struct walk *w)
{
	struct packet p;
	int link = -1;

	while (!*w->task->stop && series_next(w->series, &p)) {
		one(w, &p);
		if (p.link != link)
			note_link(&w->end, link = p.link);
		if (w->sink.on != NULL && !w->sink.on(w->sink.ctx))
			break;
	}
	snprintf(w->end.unit, sizeof w->end.unit, "%s", series_unit(w->series));
	snprintf(w->end.format, sizeof w->end.format, "%s", series_format(w->series));
	snprintf(w->end.application, sizeof w->end.application, "%s", series_application(w->series));
	if (w->sink.file != NULL && !*w->task->stop)
		tell_files(w);
	datagrams_more(w, true);
	peeler_free(w->peeler);
	w->peeler = NULL;
}

const char *walk_unit(const struct walk *w)
{
	return series_unit(w->series);
}

const struct fact_end *walk_end(const struct walk *w)
{
	return &w->end;
}
