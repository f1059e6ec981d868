#include "pipeline/sandbox.h"

#include <string.h>

#ifdef __SANITIZE_ADDRESS__

int sandbox_enter(int feed, struct err *e)
{
	(void)feed;
	(void)e;
	return 0;
}

const char *sandbox_name(void)
{
	return "none (sanitizer build)";
}

#else

#include <seccomp.h>

/* What allocation, reading, writing, clocks, random hash seeds and the end of a process come to. */
static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(lseek),
	SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday),
	SCMP_SYS(time), SCMP_SYS(getpid), SCMP_SYS(gettid),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall),
	SCMP_SYS(exit), SCMP_SYS(exit_group),
};

static const int following[] = { SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(close) };

static int allow(scmp_filter_ctx f, const int *calls, size_t n)
{
	int status = 0;

	for (size_t i = 0; i < n && status == 0; i++)
		status = seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 0);
	return status;
}

int sandbox_enter(int feed, struct err *e)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int status = f == NULL ? -1 : 0;

	if (status == 0)
		status = allow(f, allowed, sizeof allowed / sizeof *allowed);
	if (status == 0 && feed >= 0)
		status = allow(f, following, sizeof following / sizeof *following);
	if (status == 0 && feed >= 0)
		status = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(recvmsg), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)feed));
	if (status == 0)
		status = seccomp_load(f); /* sets no_new_privs by itself */
	seccomp_release(f);
	if (status < 0)
		return err_set(e, "no seccomp filter for a worker: %s", strerror(-status));
	return 0;
}

const char *sandbox_name(void)
{
	return "seccomp";
}

#endif
