#include "unit.h"

#include "pipeline/fence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char ours[] = "/tmp/fence-XXXXXX", theirs[] = "/tmp/fence-XXXXXX";

static int open_in(const char *folder, const char *name, int flags)
{
	char path[64];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return open(path, flags | O_CLOEXEC, 0600);
}

/* What a fenced process finds: a bit for each thing that is not as it should be. */
static int findings(void)
{
	int wrong = 0, outside = open_in(theirs, "old", O_RDONLY);

	wrong |= outside >= 0 || errno != EACCES ? 1 : 0;
	wrong |= open_in(theirs, "new", O_WRONLY | O_CREAT) >= 0 ? 2 : 0;
	wrong |= open("/etc/passwd", O_RDONLY) >= 0 ? 4 : 0;
	wrong |= open_in(ours, "new", O_RDWR | O_CREAT | O_TRUNC) < 0 ? 8 : 0;
	wrong |= open("/etc/hostname", O_RDONLY) < 0 ? 16 : 0;
	wrong |= open("/etc/hostname", O_WRONLY) >= 0 ? 32 : 0;
	wrong |= prctl(PR_GET_DUMPABLE) != 0 ? 64 : 0;
	return wrong;
}

static void only_what_must_be_is_opened(void **state)
{
	struct fence f = { 0 };
	int status;
	pid_t child;

	(void)state;
	if (strcmp(fence_name(), "Landlock") != 0 || access("/etc/hostname", R_OK) != 0) {
		print_message("# skipped: no Landlock here: %s\n", fence_name());
		return;
	}
	assert_non_null(mkdtemp(ours));
	assert_non_null(mkdtemp(theirs));
	close(open_in(theirs, "old", O_WRONLY | O_CREAT));
	child = fork();
	if (child == 0) {
		words_add(&f.writes, ours);
		words_add(&f.reads, "/etc/hostname");
		words_add(&f.reads, "/nothing/there");
		fence_hide();
		_exit(fence_close(&f, NULL) == 0 ? findings() : 128);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
	unlinkat(open(ours, O_PATH), "new", 0);
	unlinkat(open(theirs, O_PATH), "old", 0);
	rmdir(ours);
	rmdir(theirs);
}

static void a_folder_is_found_for_what_is_not_there_yet(void **state)
{
	struct words w = { 0 };

	(void)state;
	fence_add_folder_of(&w, "a.db");
	fence_add_folder_of(&w, "/tmp/nothing/a.db");
	fence_add_folder_of(&w, "/tmp");
	assert_string_equal(w.items[0], ".");
	assert_string_equal(w.items[1], "/tmp/nothing");
	assert_string_equal(w.items[2], "/tmp");
	words_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_must_be_is_opened),
		cmocka_unit_test(a_folder_is_found_for_what_is_not_there_yet),
	};

	return unit_run(tests);
}
