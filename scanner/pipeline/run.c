#include "pipeline/run.h"

#include "base/alloc.h"
#include "base/digest.h"
#include "base/instant.h"
#include "base/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HASH_PIECE = 512 << 10 /* hashed between two looks at workers, and small enough to be in the L2 cache still */ };

struct run_file {
	char *name;
	int fd;                /* -1: let go of */
	bool removed, told;    /* told: its removal stands in the custody chain */
	bool given;            /* it was there before */
	bool counted;
	struct record_file is; /* where it is counted */
	char sha256[SHA256_HEX_LEN + 1]; /* "" not hashed yet */
	uint64_t size;
};

struct run {
	struct store *store;
	struct run_file *files;
	size_t n, cap, removed;
	bool over;
	size_t hashed;         /* so many files have their hash */
	struct sha256 *hash;   /* of the file being hashed; NULL none */
	uint64_t hash_at;
	uint8_t *piece;
	struct losses *losses;
};

/* ---- files ---- */

struct run *run_new(struct store *s)
{
	struct run *r = xcalloc(1, sizeof *r);

	r->store = s;
	r->losses = losses_new();
	return r;
}

static void let_go(struct run_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

void run_free(struct run *r)
{
	uint8_t unused[SHA256_LEN];

	if (r == NULL)
		return;
	for (size_t i = 0; i < r->n; i++) {
		let_go(&r->files[i]);
		free(r->files[i].name);
	}
	if (r->hash != NULL)
		sha256_end(r->hash, unused);
	xfree_wiped(r->piece, HASH_PIECE);
	losses_free(r->losses);
	free(r->files);
	free(r);
}

static struct run_file *add(struct run *r, const char *name, int fd)
{
	ARRAY_GROW(r->files, r->n, r->cap);
	r->files[r->n] = (struct run_file){ .name = xstrdup(name), .fd = fd };
	return &r->files[r->n++];
}

void run_add(struct run *r, const char *name, int fd)
{
	add(r, name, fd);
}

void run_add_whole(struct run *r, const char *name, int fd)
{
	add(r, name, fd)->given = true;
}

void run_over(struct run *r)
{
	r->over = true;
}

void run_removed(struct run *r)
{
	if (r->removed < r->n)
		r->files[r->removed++].removed = true;
}

void run_lost(struct run *r, enum loss loss, uint64_t count, const char *detail)
{
	losses_add(r->losses, loss, 0, count, 0, detail);
}

size_t run_count(const struct run *r)
{
	return r->n;
}

size_t run_oldest(const struct run *r)
{
	return r->removed;
}

int run_file(const struct run *r, size_t i)
{
	return r->files[i].fd;
}

uint64_t run_frames_before(const struct run *r, size_t i)
{
	uint64_t frames = 0;

	while (i-- > 0)
		frames += r->files[i].is.frames;
	return frames;
}

void run_let_go(struct run *r, size_t fed)
{
	for (size_t i = 0; i < r->removed && i < fed && i < r->hashed; i++)
		let_go(&r->files[i]);
}

/* ---- what the store knows ---- */

static bool frames_before_known(const struct run *r, size_t i)
{
	while (i-- > 0) {
		if (!r->files[i].counted)
			return false;
	}
	return true;
}

/* A row as soon as it can be said with which frame the file begins. */
static int put_row(struct run *r, size_t i, struct err *e)
{
	const struct run_file *f = &r->files[i];
	const struct store_part part = { .number = (uint32_t)i + 1, .file = f->name, .sha256 = f->sha256, .size = f->size,
		.first_frame = run_frames_before(r, i) + 1, .frames = f->is.frames, .packets = f->is.packets, .bytes = f->is.bytes, .from = f->is.from,
		.to = f->is.to, .damaged = f->is.damaged, .removed = f->removed };

	return frames_before_known(r, i) ? store_put_part(r->store, &part, e) : 0;
}

int run_store(struct run *r, struct err *e)
{
	int status = 0;

	for (size_t i = 0; i < r->n && status == 0; i++)
		status = put_row(r, i, e);
	return status;
}

struct putting {
	struct store *store;
	struct err *e;
	int status;
};

static void put_loss(void *ctx, const struct fact_loss *f)
{
	struct putting *p = ctx;

	if (p->status == 0)
		p->status = store_put_loss(p->store, f, p->e);
}

int run_store_losses(struct run *r, struct err *e)
{
	struct putting p = { r->store, e, 0 };

	losses_drain(r->losses, put_loss, &p);
	return p.status;
}

int run_counted(struct run *r, const struct record_file *f, struct err *e)
{
	if (f->file >= r->n)
		return err_set(e, "a worker read a file that it was not given");
	r->files[f->file].is = *f;
	r->files[f->file].counted = true;
	if (put_row(r, f->file, e) < 0)
		return -1;
	return f->file + 1 < r->n ? put_row(r, f->file + 1, e) : 0;
}

static int put_custody(struct run *r, const char *action, const struct run_file *f, struct err *e)
{
	struct buf detail = { 0 };
	struct json j;
	int status;

	json_begin(&j, &detail, true);
	json_object(&j);
	json_key(&j, "file");
	json_string(&j, f->name);
	json_key(&j, "size");
	json_int(&j, (int64_t)f->size);
	json_object_end(&j);
	status = store_custody_add(r->store, action, f->sha256, buf_text(&detail), e);
	buf_free(&detail);
	return status;
}

/* ---- hashing ---- */

static int hash_end(struct run *r, struct err *e)
{
	struct run_file *f = &r->files[r->hashed];
	uint8_t hash[SHA256_LEN];

	sha256_end(r->hash, hash);
	r->hash = NULL;
	hex_of(hash, sizeof hash, f->sha256);
	f->size = r->hash_at;
	if (!f->given && (put_custody(r, "evidence file closed", f, e) < 0 || put_row(r, r->hashed, e) < 0))
		return -1;
	r->hashed++;
	return 0;
}

static int hash_piece(struct run *r, struct err *e)
{
	struct run_file *f = &r->files[r->hashed];
	ssize_t n;

	if (r->hash == NULL) {
		r->hash = sha256_new();
		r->hash_at = 0;
	}
	if (r->piece == NULL)
		r->piece = xmalloc(HASH_PIECE);
	n = pread(f->fd, r->piece, HASH_PIECE, (off_t)r->hash_at);
	if (n < 0 && errno == EINTR)
		return 0;
	if (n < 0)
		return err_set(e, "%s: %s", f->name, strerror(errno));
	if (n == 0)
		return hash_end(r, e);
	sha256_add(r->hash, r->piece, (size_t)n);
	r->hash_at += (uint64_t)n;
	return 0;
}

static size_t whole(const struct run *r)
{
	return r->over ? r->n : r->n == 0 ? 0 : r->n - 1;
}

static int tell_removed(struct run *r, struct err *e)
{
	for (size_t i = 0; i < r->removed && i < r->hashed; i++) {
		struct run_file *f = &r->files[i];

		if (f->told)
			continue;
		if (put_custody(r, "evidence file removed", f, e) < 0 || put_row(r, i, e) < 0)
			return -1;
		f->told = true;
	}
	return 0;
}

int run_hash(struct run *r, bool *ret_more, struct err *e)
{
	if (r->hashed < whole(r) && hash_piece(r, e) < 0)
		return -1;
	*ret_more = r->hashed < whole(r);
	return tell_removed(r, e);
}

/* ---- the whole ---- */

static int hash_all(struct run *r, struct err *e)
{
	bool more = true;

	while (more) {
		if (run_hash(r, &more, e) < 0)
			return -1;
	}
	return 0;
}

static void add_counts(const struct run *r, struct fact_end *end)
{
	end->packets = end->bytes = 0;
	end->from = end->to = 0;
	for (size_t i = 0; i < r->n; i++) {
		const struct record_file *f = &r->files[i].is;

		if (f->packets > 0 && (end->packets == 0 || f->from < end->from))
			end->from = f->from;
		if (f->packets > 0 && (end->packets == 0 || f->to > end->to))
			end->to = f->to;
		end->packets += f->packets;
		end->bytes += f->bytes;
	}
}

static void hash_of_list(const struct run *r, char ret[SHA256_HEX_LEN + 1])
{
	struct sha256 *all = sha256_new();
	uint8_t hash[SHA256_LEN];

	for (size_t i = 0; i < r->n; i++) {
		sha256_add(all, r->files[i].sha256, SHA256_HEX_LEN);
		sha256_add(all, "  ", 2);
		sha256_add(all, r->files[i].name, strlen(r->files[i].name));
		sha256_add(all, "\n", 1);
	}
	sha256_end(all, hash);
	hex_of(hash, sizeof hash, ret);
}

int run_name(const struct run *r, struct store_capture *ret, struct err *e)
{
	if (r->hashed < r->n)
		return err_set(e, "a file of the run is not hashed yet");
	ret->size = 0;
	for (size_t i = 0; i < r->n; i++)
		ret->size += r->files[i].size;
	if (r->n == 1)
		memcpy(ret->sha256, r->files[0].sha256, sizeof ret->sha256);
	else
		hash_of_list(r, ret->sha256);
	return 0;
}

int run_end(struct run *r, struct store_capture *ret, struct fact_end *end, struct err *e)
{
	run_over(r);
	if (hash_all(r, e) < 0 || run_name(r, ret, e) < 0)
		return -1;
	if (r->n == 1)
		ret->file = r->files[0].name;
	if (r->files[0].counted)
		add_counts(r, end);
	return 0;
}
