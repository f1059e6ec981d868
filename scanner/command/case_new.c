#include "command/case.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "command/command.h"
#include "command/case_text.h"
#include "command/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
	"Writes a case file to fill in: every key, with its explanation and an example that is commented out; and beside it\n"
	"case.key, 32 random bytes under which values are kept. Neither is ever overwritten. With --from, the handsets, dates and\n"
	"services that a database shows are filled in; a database holds no personal value: scan --draft writes those that it finds.\n\n"
	"Exit: 0 done, 2 could not.";

static int file_make(const char *file, struct span bytes)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool whole;

	if (fd < 0) {
		complain("%s: %s", file, errno == EEXIST ? "is there already; nothing was written" : strerror(errno));
		return -1;
	}
	whole = write(fd, bytes.data, bytes.len) == (ssize_t)bytes.len;
	if (close(fd) == 0 && whole)
		return 0;
	complain("%s: %s", file, strerror(errno));
	unlink(file);
	return -1;
}

static int make_key(const char *case_file)
{
	const char *slash = strrchr(case_file, '/');
	char *file = xasprintf("%.*scase.key", slash == NULL ? 0 : (int)(slash + 1 - case_file), case_file);
	uint8_t key[KEY_LEN];
	int status = key_make(file, key);

	explicit_bzero(key, sizeof key);
	if (status == 0)
		printf("made the key %s\n", file);
	else if (errno == EEXIST)
		printf("kept the key %s that is there\n", file);
	else
		complain("%s: %s", file, strerror(errno));
	status = status == 0 || errno == EEXIST ? 0 : -1;
	free(file);
	return status;
}

static int make(const char *file, const char *from)
{
	struct buf text = { 0 };
	struct err e = { "" };
	struct store *db = from == NULL ? NULL : store_open(from, STORE_READ, NULL, &e);
	const struct case_known known = { db, NULL, "case.key" };
	int status = from != NULL && db == NULL ? -1 : case_text(&known, &text, &e);

	if (status < 0)
		complain("%s", e.text);
	else
		status = file_make(file, buf_span(&text));
	store_close(db, NULL);
	buf_free(&text);
	if (status == 0 && make_key(file) < 0) {
		unlink(file); /* half of it would be in the way of another try */
		status = -1;
	}
	if (status == 0)
		printf("wrote %s: fill it in, then phonehome case check %s\n", file, file);
	return status;
}

int case_new(int argc, char **argv)
{
	const char *file = "case.yaml", *from = NULL;
	const struct option_row rows[] = {
		{ "output", 'o', OPTION_TEXT, &file, "FILE", "write there (default: case.yaml)" },
		{ "from", 0, OPTION_TEXT, &from, "DB", "fill in what this database shows" },
	};
	const struct option_table table = { "case new [options]", about, rows, sizeof rows / sizeof *rows };
	int first;
	enum options_result parsed = options_parse(&table, argc, argv, &first);

	if (parsed != OPTIONS_GO)
		return parsed == OPTIONS_HELP ? EXIT_DONE : EXIT_COULD_NOT;
	if (first < argc) {
		complain("case new takes no file: '%s'; what it writes is named with -o", argv[first]);
		return EXIT_COULD_NOT;
	}
	return make(file, from) == 0 ? EXIT_DONE : EXIT_COULD_NOT;
}
