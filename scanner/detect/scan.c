#include "detect/scan.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "detect/detect.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <hs.h>

/* Where the last match began that was read again: what else ends behind the same @ of the same bytes begins there too. */
struct found_start {
	const uint8_t *sign, *start; /* the @; NULL: none, and nothing follows from it */
	uint64_t turn;               /* in which it was found: of another one, the bytes may be no more */
};

/*
 * How a match is read again: by its width where that is fixed, else by trying where it may begin. Hyperscan's own reports of
 * beginnings (HS_FLAG_SOM_LEFTMOST) would do in blocks, but fail to compile for ordinary patterns, such as one of an e-mail address.
 */
struct reread {
	hs_database_t *db; /* of the whole of a text; on request, of its beginning */
	size_t least, most;
	bool holds_at; /* every match has an @ */
	struct found_start last;
};

/*
 * One database, for streams: blocks go through a stream that is reset behind each. A second one in block mode was no faster,
 * and took as long again to compile.
 */
struct scan {
	hs_database_t *db;
	hs_stream_t *block;
	hs_scratch_t *scratch, *reread_scratch; /* a match is read again while the first is in use */
	struct reread *rereads;
	size_t n;
	uint64_t turn; /* counts the blocks and pieces */
};

struct scan_stream {
	hs_stream_t *hs;
};

static char *literal_pattern(struct span literal)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < literal.len; i++) {
		if (isalnum(literal.data[i]))
			buf_putc(&out, (char)literal.data[i]);
		else
			buf_printf(&out, "\\x%02x", literal.data[i]);
	}
	return (char *)out.data;
}

static int compile_failed(hs_compile_error_t *fault, size_t n, size_t *ret_bad, struct err *e)
{
	*ret_bad = fault->expression < 0 ? n : (size_t)fault->expression;
	err_set(e, "%s", fault->message);
	hs_free_compile_error(fault);
	return -1;
}

/* The expressions as Hyperscan takes them. */
struct source {
	char **texts;
	unsigned *flags, *ids;
	size_t n;
};

static void source_make(struct source *src, const struct scan_expression *x, size_t n)
{
	src->texts = xcalloc(n + 1, sizeof *src->texts);
	src->flags = xcalloc(n + 1, sizeof *src->flags);
	src->ids = xcalloc(n + 1, sizeof *src->ids);
	for (size_t i = 0; i < n; i++) {
		if (x[i].on_request)
			continue;
		src->texts[src->n] = x[i].pattern != NULL ? xstrdup(x[i].pattern) : literal_pattern(x[i].literal);
		src->flags[src->n] = x[i].nocase ? HS_FLAG_CASELESS : 0;
		src->ids[src->n++] = (unsigned)i;
	}
}

static void source_free(struct source *src)
{
	for (size_t i = 0; i < src->n; i++) {
		struct span text = span_of(src->texts[i]);

		xfree_wiped(src->texts[i], text.len);
	}
	free(src->texts);
	free(src->flags);
	free(src->ids);
}

static int compile(const struct source *src, hs_database_t **ret_db, size_t *ret_bad, struct err *e)
{
	hs_compile_error_t *fault = NULL;

	if (hs_compile_multi((const char *const *)src->texts, src->flags, src->ids, (unsigned)src->n, HS_MODE_STREAM, NULL,
		    ret_db, &fault) == HS_SUCCESS)
		return 0;
	return compile_failed(fault, src->n, ret_bad, e);
}

/* An @ that stands by itself, in no class, group or choice, is in every match. What is written in a rarer way is not looked into. */
static bool holds_at(const char *pattern)
{
	static const char *const rare[] = { "|", "[:", "[]", "[^]", "\\Q", "(?#", "(?i", "(?x" };
	int depth = 0;
	bool in_class = false, held = false;

	for (size_t i = 0; i < sizeof rare / sizeof *rare; i++)
		if (strstr(pattern, rare[i]) != NULL)
			return false;
	for (const char *c = pattern; *c != 0; c++) {
		if (*c == '\\' && c[1] != 0)
			c++;
		else if (*c == '[' || *c == ']')
			in_class = *c == '[';
		else if (!in_class && (*c == '(' || *c == ')'))
			depth += *c == '(' ? 1 : -1;
		else if (*c == '@' && !in_class && depth == 0 && c[1] != '?' && c[1] != '*' && c[1] != '{')
			held = true;
	}
	return held;
}

static int reread_make(struct reread *r, const struct scan_expression *x, struct err *e)
{
	unsigned flags = x->nocase ? HS_FLAG_CASELESS : 0;
	hs_compile_error_t *fault = NULL;
	hs_expr_info_t *info = NULL;
	hs_error_t status;
	size_t bad;
	char *whole;

	if (x->pattern == NULL) {
		r->least = r->most = x->literal.len;
		return 0;
	}
	if (hs_expression_info(x->pattern, flags, &info, &fault) != HS_SUCCESS)
		return compile_failed(fault, 0, &bad, e);
	r->holds_at = holds_at(x->pattern);
	r->least = info->min_width;
	r->most = info->max_width;
	free(info);
	if (r->least == r->most && !x->on_request)
		return 0;
	whole = xasprintf("^(?:%s)%s", x->pattern, x->on_request ? "" : "\\z");
	if (!x->on_request)
		flags |= HS_FLAG_SINGLEMATCH;
	status = hs_compile(whole, flags, HS_MODE_BLOCK, NULL, &r->db, &fault);
	free(whole);
	return status == HS_SUCCESS ? 0 : compile_failed(fault, 0, &bad, e);
}

static int rereads_make(struct scan *s, const struct scan_expression *x, size_t *ret_bad, struct err *e)
{
	for (size_t i = 0; i < s->n; i++) {
		*ret_bad = i;
		if (reread_make(&s->rereads[i], &x[i], e) < 0)
			return -1;
		if (s->rereads[i].db != NULL && hs_alloc_scratch(s->rereads[i].db, &s->reread_scratch) != HS_SUCCESS)
			return err_set(e, "no scratch space for matching");
	}
	return 0;
}

static int database_make(struct scan *s, const struct scan_expression *x, size_t *ret_bad, struct err *e)
{
	struct source src = { 0 };
	size_t bad = 0;
	int ret = 0;

	source_make(&src, x, s->n);
	if (src.n > 0)
		ret = compile(&src, &s->db, &bad, e);
	if (ret < 0)
		*ret_bad = bad < src.n ? src.ids[bad] : s->n;
	source_free(&src);
	if (ret < 0 || s->db == NULL)
		return ret;
	*ret_bad = s->n;
	if (hs_alloc_scratch(s->db, &s->scratch) != HS_SUCCESS || hs_open_stream(s->db, 0, &s->block) != HS_SUCCESS)
		return err_set(e, "no space for matching");
	return 0;
}

struct scan *scan_new(const struct scan_expression *x, size_t n, size_t *ret_bad, struct err *e)
{
	struct scan *s = xcalloc(1, sizeof *s);

	s->n = n;
	s->rereads = xcalloc(n + 1, sizeof *s->rereads);
	*ret_bad = n;
	if (n > 0 && (database_make(s, x, ret_bad, e) < 0 || rereads_make(s, x, ret_bad, e) < 0)) {
		scan_free(s);
		return NULL;
	}
	return s;
}

void scan_free(struct scan *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n; i++)
		hs_free_database(s->rereads[i].db);
	free(s->rereads);
	if (s->block != NULL)
		hs_close_stream(s->block, NULL, NULL, NULL);
	hs_free_database(s->db);
	hs_free_scratch(s->scratch);
	hs_free_scratch(s->reread_scratch);
	free(s);
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *ctx)
{
	const struct scan_sink *sink = ctx;

	(void)from;
	(void)flags;
	sink->match(sink->ctx, id, to);
	return 0;
}

void scan_block(struct scan *s, struct span bytes, const struct scan_sink *sink)
{
	s->turn++;
	if (s->block == NULL || bytes.len == 0 || bytes.len > UINT32_MAX)
		return;
	hs_scan_stream(s->block, (const char *)bytes.data, (unsigned)bytes.len, 0, s->scratch, on_match, (void *)sink);
	/* Without scratch and callback nothing is reported of the end: no expression here is anchored to it. */
	hs_reset_stream(s->block, 0, NULL, NULL, NULL);
}

struct scan_stream *scan_stream_open(struct scan *s)
{
	struct scan_stream *t = xcalloc(1, sizeof *t);

	if (s->db != NULL && hs_open_stream(s->db, 0, &t->hs) != HS_SUCCESS)
		t->hs = NULL;
	return t;
}

void scan_stream_feed(struct scan *s, struct scan_stream *t, struct span bytes, const struct scan_sink *sink)
{
	s->turn++;
	if (t->hs == NULL || bytes.len == 0 || bytes.len > UINT32_MAX)
		return;
	hs_scan_stream(t->hs, (const char *)bytes.data, (unsigned)bytes.len, 0, s->scratch, on_match, (void *)sink);
}

void scan_stream_close(struct scan_stream *t)
{
	if (t == NULL)
		return;
	if (t->hs != NULL)
		hs_close_stream(t->hs, NULL, NULL, NULL);
	free(t);
}

static int on_whole(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *ctx)
{
	(void)id;
	(void)from;
	(void)to;
	(void)flags;
	*(bool *)ctx = true;
	return 1;
}

static bool is_whole(struct scan *s, const struct reread *r, struct span bytes)
{
	bool found = false;

	hs_scan(r->db, (const char *)bytes.data, (unsigned)bytes.len, 0, s->reread_scratch, on_whole, &found);
	return found;
}

/* Within a word nothing begins. */
static bool may_begin(struct span bytes, size_t at)
{
	return at == 0 || !isalnum(bytes.data[at - 1]) || !isalnum(bytes.data[at]);
}

static bool has_blank(struct span s)
{
	return memchr(s.data, ' ', s.len) != NULL || memchr(s.data, '\n', s.len) != NULL;
}

static const uint8_t *last_sign(const struct reread *r, struct span bytes)
{
	return r->holds_at ? memrchr(bytes.data, '@', bytes.len) : NULL;
}

/* One more than the nearest place where a match may begin that ends where the bytes do; 0: there is none. */
static size_t last_beginning(const struct reread *r, struct span bytes)
{
	size_t at = bytes.len - r->least + 1;
	const uint8_t *sign = last_sign(r, bytes);
	size_t at_sign = sign == NULL ? 0 : (size_t)(sign - bytes.data) + 1;

	return r->holds_at && at_sign < at ? at_sign : at;
}

/* Names behind one @ may have many ends, and what stands before it is the same for each. */
static bool start_as_last(struct scan *s, const struct reread *r, struct span bytes, size_t *ret_start)
{
	const struct found_start *last = &r->last;
	bool same = last->sign != NULL && last->turn == s->turn && last->sign == last_sign(r, bytes) && last->start >= bytes.data;

	if (!same || !is_whole(s, r, span_sub(bytes, (size_t)(last->start - bytes.data), SIZE_MAX)))
		return false;
	*ret_start = (size_t)(last->start - bytes.data);
	return true;
}

/*
 * Tried from near to far: where one was found, those beyond the word before it are no longer ones, unless they go on matching. In a list
 * of addresses without a blank each would be tried with all before it.
 */
static bool start_by_trial(struct scan *s, const struct reread *r, struct span bytes, size_t *ret_start)
{
	size_t floor = bytes.len > r->most ? bytes.len - r->most : 0, best = bytes.len, in_vain = 0;

	for (size_t at = last_beginning(r, bytes); at > floor; at--) {
		size_t from = at - 1;

		if (from >= bytes.len || !may_begin(bytes, from))
			continue;
		if (is_whole(s, r, span_sub(bytes, from, bytes.len))) {
			best = from;
			in_vain = 0;
		} else if (best < bytes.len && (++in_vain == IN_VAIN_MAX || has_blank(span_sub(bytes, from, best - from)))) {
			break;
		}
	}
	if (best == bytes.len)
		return false;
	*ret_start = best;
	return true;
}

bool scan_start(struct scan *s, uint32_t id, struct span bytes, size_t *ret_start)
{
	struct reread *r = &s->rereads[id];

	if (bytes.len < r->least)
		return false;
	if (r->db == NULL) {
		*ret_start = bytes.len - r->least;
		return true;
	}
	if (!start_as_last(s, r, bytes, ret_start) && !start_by_trial(s, r, bytes, ret_start))
		return false;
	r->last = (struct found_start){ last_sign(r, bytes), bytes.data + *ret_start, s->turn };
	return true;
}

size_t scan_start_last(const struct scan *s, uint32_t id, struct span bytes)
{
	size_t at = bytes.len < s->rereads[id].least ? 0 : last_beginning(&s->rereads[id], bytes);

	return at > 0 ? at - 1 : bytes.len;
}

const char *detect_library(void)
{
	return hs_version();
}

void scan_ends(struct scan *s, uint32_t id, struct span bytes, const struct scan_sink *sink)
{
	if (bytes.len > 0 && bytes.len <= UINT32_MAX)
		hs_scan(s->rereads[id].db, (const char *)bytes.data, (unsigned)bytes.len, 0, s->reread_scratch, on_match,
			(void *)sink);
}
