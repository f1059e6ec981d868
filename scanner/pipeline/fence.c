/* Landlock, by its system calls: landlock(7). */
#include "pipeline/fence.h"

#include "base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

#ifdef __SANITIZE_ADDRESS__
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static const uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
	writing = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE |
		LANDLOCK_ACCESS_FS_TRUNCATE,
	never = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_CHAR |
		LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
		LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM,
	of_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE;

void fence_add_folder_of(struct words *w, const char *path)
{
	char *copy = xstrdup(path);
	struct stat st;

	words_add(w, stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? path : dirname(copy));
	free(copy);
}

void fence_free(struct fence *f)
{
	words_free(&f->writes);
	words_free(&f->reads);
}

/* The kernel's version of it; 0 or less: it has none. */
static long version(void)
{
	return SANITIZED ? 0 : syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static uint64_t known_to(long kernel)
{
	uint64_t all = reading | writing | never;

	return kernel < 3 ? all & ~LANDLOCK_ACCESS_FS_TRUNCATE : all;
}

/* What is not there needs no right. */
static int allow(int rules, const char *path, uint64_t access, struct err *e)
{
	struct landlock_path_beneath_attr beneath = { .allowed_access = access, .parent_fd = open(path, O_PATH | O_CLOEXEC) };
	struct stat st;
	int status;

	if (beneath.parent_fd < 0)
		return 0;
	if (fstat(beneath.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		beneath.allowed_access &= of_files;
	status = (int)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
	close(beneath.parent_fd);
	return status == 0 ? 0 : err_set(e, "no Landlock rule for %s: %s", path, strerror(errno));
}

static int allow_all(int rules, const struct words *paths, uint64_t access, struct err *e)
{
	int status = 0;

	for (size_t i = 0; i < paths->n && status == 0; i++)
		status = allow(rules, paths->items[i], access, e);
	return status;
}

static int restrict_to(int rules, struct err *e)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_landlock_restrict_self, rules, 0) == 0)
		return 0;
	return err_set(e, "no Landlock: %s", strerror(errno));
}

void fence_hide(void)
{
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, SANITIZED);
}

int fence_close(const struct fence *f, struct err *e)
{
	long kernel = version();
	struct landlock_ruleset_attr handled = { .handled_access_fs = known_to(kernel) };
	int rules, status;

	if (kernel <= 0)
		return 0;
	rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled.handled_access_fs, 0);
	if (rules < 0)
		return err_set(e, "no Landlock: %s", strerror(errno));
	status = allow_all(rules, &f->writes, (reading | writing) & handled.handled_access_fs, e);
	if (status == 0)
		status = allow_all(rules, &f->reads, reading, e);
	if (status == 0)
		status = restrict_to(rules, e);
	close(rules);
	return status;
}

const char *fence_name(void)
{
	if (SANITIZED)
		return "none (sanitizer build)";
	return version() > 0 ? "Landlock" : "none (this kernel has no Landlock)";
}
