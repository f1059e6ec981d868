#include "command/live.h"

#include "base/alloc.h"
#include "base/digest.h"
#include "base/text.h"
#include "command/setup.h"
#include "command/terminal.h"
#include "reports/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum {
	DRAW_MS = 250,          /* between two looks of a terminal: faster than an eye reads numbers, slower than it sees flicker */
	PLAIN_S = 10,           /* between two lines of a log where there is news, */
	PLAIN_IDLE_S = 60,      /* and where there is none */
	SALT_LEN = 16,
	FLOWS_KEPT = 4096,      /* flows that are remembered: a sighting of an older one is at a place unknown */
	WAITING_MAX = 64,       /* disclosures that wait for their place between two looks */
	COUNTED_MAX = 1 << 15,  /* disclosures told apart: 256 KiB; behind that it says "more than" */
	COUNTRIES_SHOWN = 6,
};

/* Stands where a country's name would: it is no place that is not known. */
static const char local_address[] = "a local address";

struct waiting {
	enum kind kind;
	uint64_t flow;
	int64_t at;
	char host[HOST_MAX];
	enum host_source host_source;
};

struct begun_flow {
	uint64_t flow;
	struct address server;
	bool of_handset;
};

struct tally {
	char country[NAME_TEXT]; /* "" place unknown, or local_address */
	uint64_t n;
};

struct live_view {
	const char *interface;
	const struct rulebook *rulebook;
	struct places *places;
	struct live_counts *counts;
	bool terminal, colour;
	int lines;                     /* that stand on the screen */
	int64_t begun, drawn;          /* of the monotonic clock */
	uint64_t flows, of_handset;
	uint64_t told;                 /* news when the last plain line was written */
	struct begun_flow begun_flows[FLOWS_KEPT];
	struct waiting waiting[WAITING_MAX];
	size_t waiting_count;
	uint8_t salt[SALT_LEN];        /* so that what tells disclosures apart tells nothing else */
	uint64_t counted[COUNTED_MAX]; /* open addressing; 0 is free */
	size_t counted_count;
	struct tally *tallies;
	size_t tally_count, tally_cap;
	char last[512];
};

struct live_view *live_begin(const char *interface, const struct rulebook *b, struct places *p)
{
	struct live_view *l = xcalloc(1, sizeof *l);
	const char *term = getenv("TERM");

	l->interface = interface;
	l->rulebook = b;
	l->places = p;
	l->terminal = isatty(STDERR_FILENO) && (term == NULL || strcmp(term, "dumb") != 0);
	l->colour = terminal_colour(STDERR_FILENO);
	l->begun = l->drawn = instant_monotonic();
	random_bytes(l->salt, sizeof l->salt);
	l->counts = mmap(NULL, sizeof *l->counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (l->counts == MAP_FAILED)
		l->counts = NULL;
	if (!l->terminal) /* the next line of a log may be a minute away */
		fprintf(stderr, "%s: capturing; SIGINT or SIGTERM ends it\n", interface);
	return l;
}

struct live_counts *live_counts(struct live_view *l)
{
	return l->counts;
}

/* ---- records ---- */

/* A disclosure is a value of a kind at a host: 64 bits of a salted hash tell them apart here, the value is not kept. */
static uint64_t disclosure_id(const struct live_view *l, const struct fact_sighting *s)
{
	struct sha256 *h = sha256_new();
	uint8_t hash[SHA256_LEN];
	uint64_t id;

	sha256_add(h, l->salt, sizeof l->salt);
	sha256_add(h, &s->kind, sizeof s->kind);
	sha256_add(h, s->message.host, sizeof s->message.host);
	sha256_add(h, s->value, s->value_len);
	sha256_end(h, hash);
	memcpy(&id, hash, sizeof id);
	return id == 0 ? 1 : id;
}

/* True where it is a new one. */
static bool count(struct live_view *l, uint64_t id)
{
	size_t i = id % COUNTED_MAX;

	if (l->counted_count > COUNTED_MAX / 4 * 3)
		return false;
	for (; l->counted[i] != 0; i = (i + 1) % COUNTED_MAX) {
		if (l->counted[i] == id)
			return false;
	}
	l->counted[i] = id;
	l->counted_count++;
	return true;
}

static struct begun_flow *flow_begun(struct live_view *l, uint64_t flow)
{
	return &l->begun_flows[flow % FLOWS_KEPT];
}

/* What no handset sent is no disclosure: it is not judged. */
static void see_sighting(struct live_view *l, const struct fact_sighting *s)
{
	struct waiting *w = &l->waiting[l->waiting_count];
	const struct begun_flow *b = flow_begun(l, s->message.flow);

	if (b->flow == s->message.flow && !b->of_handset)
		return;
	if (l->waiting_count == WAITING_MAX || !count(l, disclosure_id(l, s)))
		return;
	*w = (struct waiting){ .kind = s->kind, .flow = s->message.flow, .at = s->at, .host_source = s->message.host_source };
	memcpy(w->host, s->message.host, sizeof w->host);
	l->waiting_count++;
}

void live_see(void *ctx, enum record_type type, const union record *r)
{
	struct live_view *l = ctx;

	if (type == RECORD_OPEN) {
		l->flows += !r->open.again;
		l->of_handset += r->open.handset != 0;
		*flow_begun(l, r->open.flow) = (struct begun_flow){ r->open.flow, r->open.key.server, r->open.handset != 0 };
	}
	if (type == RECORD_SIGHTING)
		see_sighting(l, &r->sighting);
}

/* ---- places: of the few that are new since the last look ---- */

static const char *country_name(const struct live_view *l, const char *code)
{
	for (size_t i = 0; i < l->rulebook->country_count; i++) {
		if (strcmp(l->rulebook->countries[i].code, code) == 0)
			return l->rulebook->countries[i].name;
	}
	return code[0] == 0 ? "place unknown" : code;
}

static void tally_add(struct live_view *l, const char *country)
{
	size_t i = 0;

	while (i < l->tally_count && strcmp(l->tallies[i].country, country) != 0)
		i++;
	if (i == l->tally_count) {
		ARRAY_GROW(l->tallies, l->tally_count, l->tally_cap);
		l->tallies[l->tally_count] = (struct tally){ .n = 0 };
		snprintf(l->tallies[l->tally_count++].country, sizeof l->tallies->country, "%s", country);
	}
	l->tallies[i].n++;
	for (; i > 0 && l->tallies[i - 1].n < l->tallies[i].n; i--) {
		struct tally t = l->tallies[i];

		l->tallies[i] = l->tallies[i - 1];
		l->tallies[i - 1] = t;
	}
}

static void place_one(struct live_view *l, const struct waiting *w)
{
	struct far_name name = { .source = w->host_source };
	struct place place = { .class = CLASS_PUBLIC };
	const char *where;

	memcpy(name.host, w->host, sizeof name.host);
	if (flow_begun(l, w->flow)->flow == w->flow)
		places_find(l->places, &flow_begun(l, w->flow)->server, &name, w->at, &place);
	where = country_name(l, place.class == CLASS_LOCAL ? local_address : place.country.value);
	tally_add(l, place.class == CLASS_LOCAL ? local_address : place.country.value);
	snprintf(l->last, sizeof l->last, "%s to %s%s%s", kind_name(w->kind), where, w->host[0] == 0 ? "" : ", ", w->host);
}

static void place_new(struct live_view *l)
{
	for (size_t i = 0; i < l->waiting_count; i++)
		place_one(l, &l->waiting[i]);
	l->waiting_count = 0;
}

/* ---- words ---- */

static void put_counts(const struct live_view *l, struct buf *out)
{
	const struct live_counts none = { 0 }, *c = l->counts == NULL ? &none : l->counts;

	buf_printf(out, "%s: ", l->interface);
	if (c->packets > 0 || c->bytes == 0) /* of a stream nobody counts them before it is over */
		buf_printf(out, "%" PRIu64 " packets, ", c->packets);
	buf_printf(out, "%" PRIu64 " kB, %" PRIu64 " dropped", c->bytes / 1000, c->dropped);
	if (c->dropped_in_second > 0)
		buf_printf(out, " (%" PRIu64 " in the last second)", c->dropped_in_second);
	buf_printf(out, ", %" PRIu64 " flow%s", l->flows, l->flows == 1 ? "" : "s");
}

static void put_countries(const struct live_view *l, struct buf *out)
{
	if (l->flows > 0 && l->of_handset == 0) {
		buf_puts(out, "no flow of a known handset yet (--case, --handset)");
		return;
	}
	buf_puts(out, l->tally_count == 0 ? "no disclosure yet" : l->counted_count > COUNTED_MAX / 4 * 3 ? "disclosures, more than: " :
		"disclosures: ");
	for (size_t i = 0; i < l->tally_count && i < COUNTRIES_SHOWN; i++)
		buf_printf(out, "%s%s %" PRIu64, i == 0 ? "" : ", ", country_name(l, l->tallies[i].country), l->tallies[i].n);
	if (l->tally_count > COUNTRIES_SHOWN)
		buf_printf(out, " and %zu countries more", l->tally_count - COUNTRIES_SHOWN);
}

/* ---- a terminal ---- */

/* One line, no longer than the terminal is wide: a line that wraps could not be written over. What captures say is cleaned. */
static void put_line(struct live_view *l, struct buf *screen, struct buf *line, int width, const char *tone)
{
	char *clean = xcalloc(1, (size_t)width);

	text_clean_to(clean, (size_t)width, buf_span(line));
	buf_printf(screen, "%s%s%s\033[K\n", l->colour ? tone : "", clean, l->colour && *tone != 0 ? "\033[0m" : "");
	free(clean);
	buf_reset(line);
	l->lines++;
}

static void write_all(const struct buf *b)
{
	size_t done = 0;

	while (done < b->len) {
		ssize_t n = write(STDERR_FILENO, b->data + done, b->len - done);

		if (n <= 0)
			return; /* the screen is no evidence */
		done += (size_t)n;
	}
}

static void go_up(struct live_view *l, struct buf *screen)
{
	if (l->lines > 0)
		buf_printf(screen, "\033[%dA\r", l->lines);
	l->lines = 0;
}

static void draw(struct live_view *l)
{
	struct buf screen = { 0 }, line = { 0 };
	int width = terminal_width(STDERR_FILENO);
	int64_t s = (instant_monotonic() - l->begun) / NS_PER_S;

	if (width == 0)
		width = 80;
	go_up(l, &screen);
	put_counts(l, &line);
	put_line(l, &screen, &line, width, "\033[1m");
	put_countries(l, &line);
	put_line(l, &screen, &line, width, "");
	buf_printf(&line, "last: %s", l->last[0] == 0 ? "-" : l->last);
	put_line(l, &screen, &line, width, "");
	buf_printf(&line, "%02" PRId64 ":%02" PRId64 ":%02" PRId64 "; Ctrl-C ends it", s / 3600, s / 60 % 60, s % 60);
	put_line(l, &screen, &line, width, "\033[2m");
	write_all(&screen);
	buf_free(&screen);
	buf_free(&line);
}

/* ---- no terminal ---- */

static void print(struct live_view *l)
{
	struct buf line = { 0 }, clean = { 0 };

	put_counts(l, &line);
	buf_puts(&line, "; ");
	put_countries(l, &line);
	if (l->last[0] != 0)
		buf_printf(&line, "; last: %s", l->last);
	text_clean(&clean, buf_span(&line), line.len);
	buf_putc(&clean, '\n');
	write_all(&clean);
	buf_free(&line);
	buf_free(&clean);
	l->told = l->counted_count;
}

void live_tick(void *ctx)
{
	struct live_view *l = ctx;
	int64_t now = instant_monotonic(), waited = now - l->drawn;
	bool news = l->counted_count != l->told;

	place_new(l);
	if (waited < (l->terminal ? DRAW_MS * NS_PER_MS : (news ? PLAIN_S : PLAIN_IDLE_S) * NS_PER_S))
		return;
	l->drawn = now;
	if (l->terminal)
		draw(l);
	else
		print(l);
}

static void take_off(struct live_view *l)
{
	struct buf screen = { 0 };

	if (l->lines > 0) {
		go_up(l, &screen);
		buf_puts(&screen, "\033[J");
		write_all(&screen);
	}
	buf_free(&screen);
}

void live_say(void *ctx, const char *text)
{
	struct live_view *l = ctx;

	take_off(l);
	complain("%s", text);
	if (l->terminal)
		draw(l);
}

void live_again(void *ctx)
{
	struct live_view *l = ctx;

	l->flows = l->of_handset = 0;
	l->waiting_count = l->counted_count = l->tally_count = 0;
	memset(l->counted, 0, sizeof l->counted);
	l->last[0] = 0;
}

void live_end(struct live_view *l)
{
	if (l == NULL)
		return;
	take_off(l);
	if (l->counts != NULL)
		munmap(l->counts, sizeof *l->counts);
	explicit_bzero(l->salt, sizeof l->salt);
	free(l->tallies);
	free(l);
}
