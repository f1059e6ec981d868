#include "command/draft.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "command/case_text.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_free(const struct draft *d)
{
	if (access(d->file, F_OK) != 0)
		return true;
	complain("%s: is there already; a draft is never written over a case", d->file);
	return false;
}

int draft_begin(struct draft *d, const struct setup *s)
{
	if (d->file == NULL)
		return 0;
	if (s->case_file != NULL)
		complain("--draft writes a case where there is none yet; --case names '%s'", s->case_file);
	else if (strcmp(d->file, s->database) == 0)
		complain("%s: --draft and --output name one file", d->file);
	else if (is_free(d) && file_begin(&d->growing, d->file) == 0) {
		fchmod(fileno(d->growing.to), S_IRUSR | S_IWUSR); /* it is empty yet */
		setvbuf(d->growing.to, NULL, _IONBF, 0); /* a copy in libc's buffer would not be wiped */
		d->found = found_new();
		return 0;
	}
	return -1;
}

/* The key's name as the case file gives it: beside it, or from the root. The caller frees it. */
static char *key_seen_from(const char *file, const char *key)
{
	char *a = xstrdup(file), *b = xstrdup(key), *slash = strrchr(key, '/');
	char *seen = strcmp(dirname(a), dirname(b)) == 0 ? xstrdup(slash == NULL ? key : slash + 1) : realpath(key, NULL);

	free(a);
	free(b);
	return seen != NULL ? seen : xstrdup(key);
}

static int put(struct draft *d, const struct case_known *known)
{
	struct buf text = { 0 };
	struct err e = { "" };
	bool made = case_text(known, &text, &e) == 0;

	if (made)
		(void)!fwrite(text.data, 1, text.len, d->growing.to); /* the end tells */
	else
		complain("%s: %s", d->file, e.text);
	buf_free(&text);
	made = made && is_free(d); /* somebody may have written one meanwhile */
	return file_end(&d->growing, made) < 0 || !made ? -1 : 0;
}

int draft_write(struct draft *d, const struct setup *s, struct store *store)
{
	char *beside, *key;
	int status;

	if (d->file == NULL)
		return 0;
	beside = setup_key_beside(s);
	key = key_seen_from(d->file, beside);
	status = put(d, &(struct case_known){ store, d->found, key });
	free(key);
	free(beside);
	if (status < 0)
		return -1;
	if (found_overran(d->found))
		complain("%s: more values were found than the %d that it holds", d->file, DRAFT_VALUES_MAX);
	printf("\nwrote %s: check it, then scan into another database with --case %s\n", d->file, d->file);
	return 0;
}

void draft_end(struct draft *d)
{
	if (d->growing.to != NULL)
		file_end(&d->growing, false);
	found_free(d->found);
}
