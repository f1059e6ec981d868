#include "apart.h"

#include "base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NOBODY = 65534, POLL_MS = 20, OPEN_AT_ONCE = 16 };

int apart_begin(struct apart *a, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	int n = snprintf(a->folder, sizeof a->folder, "%s/phonehome-XXXXXX", tmp != NULL && *tmp == '/' ? tmp : "/tmp");

	if (n >= (int)sizeof a->folder)
		snprintf(a->folder, sizeof a->folder, "/tmp/phonehome-XXXXXX");
	if (mkdtemp(a->folder) == NULL) {
		err_set(e, "%s: cannot make a folder: %s", a->folder, strerror(errno));
		a->folder[0] = 0;
		return -1;
	}
	if (geteuid() == 0 && chown(a->folder, NOBODY, NOBODY) < 0)
		return err_set(e, "%s: %s", a->folder, strerror(errno));
	return 0;
}

int apart_write(struct apart *a, const char *name, struct span bytes, struct err *e)
{
	char *path = xasprintf("%s/%s", a->folder, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644), rc = fd < 0 ? -1 : 0;

	for (size_t done = 0; rc == 0 && done < bytes.len;) {
		ssize_t n = write(fd, bytes.data + done, bytes.len - done);

		if (n < 0 && errno != EINTR)
			rc = -1;
		done += n > 0 ? (size_t)n : 0;
	}
	if (rc < 0)
		err_set(e, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	return rc;
}

/* In the child. Root gives up being root; the network is taken away while that can still be done. */
static void enter(const struct apart *a)
{
	int null = open("/dev/null", O_RDWR);

	setpgid(0, 0);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	close_range(3, ~0U, 0);
	if (geteuid() == 0 && unshare(CLONE_NEWNET) < 0)
		errno = 0; /* a container may forbid it: then the proxy has to do */
	if (geteuid() == 0 && (setgroups(0, NULL) < 0 || setgid(NOBODY) < 0 || setuid(NOBODY) < 0))
		_exit(127);
	if (chdir(a->folder) < 0)
		_exit(127);
}

static void become(const struct apart *a, const char *const *argv)
{
	char *home = xasprintf("HOME=%s", a->folder), *tmp = xasprintf("TMPDIR=%s", a->folder),
		*runtime = xasprintf("XDG_RUNTIME_DIR=%s", a->folder), *config = xasprintf("XDG_CONFIG_HOME=%s", a->folder),
		*cache = xasprintf("XDG_CACHE_HOME=%s", a->folder);
	char *const env[] = { home, tmp, runtime, config, cache, "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8",
		"http_proxy=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9", "ALL_PROXY=http://127.0.0.1:9", NULL };

	enter(a);
	execve(argv[0], (char *const *)argv, env);
	_exit(127);
}

/* False where the time is over. */
static bool wait_for(pid_t child, int seconds, int *ret_status)
{
	const struct timespec nap = { 0, POLL_MS * 1000000L };

	for (long waited = 0; waited < seconds * 1000L; waited += POLL_MS) {
		pid_t done = waitpid(child, ret_status, WNOHANG);

		if (done == child)
			return true;
		if (done < 0 && errno != EINTR)
			return false;
		nanosleep(&nap, NULL);
	}
	return false;
}

int apart_run(struct apart *a, const char *const *argv, int seconds, struct err *e)
{
	pid_t child = fork();
	int status = 0;
	bool ended;

	if (child < 0)
		return err_set(e, "%s: cannot start: %s", argv[0], strerror(errno));
	if (child == 0)
		become(a, argv);
	ended = wait_for(child, seconds, &status);
	kill(-child, SIGKILL); /* and what it may have left running */
	if (!ended) {
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		return err_set(e, "%s: no result after %d s", argv[0], seconds);
	}
	if (WIFSIGNALED(status))
		return err_set(e, "%s: ended by signal %d", argv[0], WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return err_set(e, "%s: failed with exit code %d", argv[0], WEXITSTATUS(status));
	return 0;
}

/* The program's own file and no link: it could have put one to a file that only we may read. */
static int open_left(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_nlink != 1)) {
		close(fd);
		errno = EINVAL;
		fd = -1;
	}
	return fd;
}

int apart_read(struct apart *a, const char *name, size_t max, struct buf *ret, struct err *e)
{
	char *path = xasprintf("%s/%s", a->folder, name);
	int fd = open_left(path), rc = 0;
	char block[8192];
	ssize_t n = 0;
	size_t all = 0;

	while (fd >= 0 && all <= max && (n = read(fd, block, sizeof block)) > 0) {
		buf_add(ret, block, (size_t)n);
		all += (size_t)n;
	}
	if (fd < 0 || n < 0)
		rc = err_set(e, "%s: cannot read: %s", path, strerror(errno));
	else if (all == 0 || all > max)
		rc = err_set(e, "%s: empty, or longer than %zu bytes", path, max);
	if (fd >= 0)
		close(fd);
	free(path);
	return rc;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	remove(path);
	return 0;
}

void apart_end(struct apart *a)
{
	if (a->folder[0] != 0)
		nftw(a->folder, remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS);
	a->folder[0] = 0;
}
