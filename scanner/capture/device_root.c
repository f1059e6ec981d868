/* What a process may do beyond its user: see capabilities(7), credentials(7). */
#include "capture/device.h"

#include "base/alloc.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

struct identity {
	uid_t user;
	gid_t group;
};

/* A number of a variable of the environment; false where it is none or names root. */
static bool number_of(const char *variable, unsigned *ret)
{
	const char *text = getenv(variable);
	char *end;
	unsigned long n;

	if (text == NULL || text[0] < '1' || text[0] > '9')
		return false;
	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno != 0 || *end != 0 || n >= UINT32_MAX) /* the greatest means "leave as it is" */
		return false;
	*ret = (unsigned)n;
	return true;
}

static int named(const char *user, struct identity *ret, struct err *e)
{
	const struct passwd *p = getpwnam(user);

	if (p == NULL)
		return err_set(e, "there is no user '%.64s' to go on as", user);
	if (p->pw_uid == 0 || p->pw_gid == 0)
		return err_set(e, "user '%.64s' is root or of its group: name another to go on as", user);
	*ret = (struct identity){ p->pw_uid, p->pw_gid };
	return 0;
}

static int identity_after(const char *user, struct identity *ret, struct err *e)
{
	unsigned uid, gid;

	if (getuid() != 0) { /* not root, or root by a set-user-id bit only: its environment is not to be trusted */
		*ret = (struct identity){ getuid(), getgid() };
		return 0;
	}
	if (user != NULL)
		return named(user, ret, e);
	if (number_of("SUDO_UID", &uid) && number_of("SUDO_GID", &gid)) {
		*ret = (struct identity){ uid, gid };
		return 0;
	}
	return named("nobody", ret, e);
}

static int capabilities_set_none(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return (int)syscall(SYS_capset, &head, none);
}

static bool capabilities_are_none(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct held[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &head, held) != 0)
		return false;
	for (size_t i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		if ((held[i].effective | held[i].permitted | held[i].inheritable) != 0)
			return false;
	}
	return true;
}

/* So that no program run later can have them either; only root can, and only root needs to. */
static void empty_bounding_set(void)
{
	for (int c = 0; prctl(PR_CAPBSET_READ, c, 0, 0, 0) >= 0; c++)
		prctl(PR_CAPBSET_DROP, c, 0, 0, 0);
}

static int failed(const char *what, struct err *e)
{
	return err_set(e, "cannot drop root: %s: %s", what, strerror(errno));
}

static int become(const struct identity *i, struct err *e)
{
	if (geteuid() == 0 && setgroups(0, NULL) != 0)
		return failed("supplementary groups", e);
	if (setresgid(i->group, i->group, i->group) != 0)
		return failed("group", e);
	if (setresuid(i->user, i->user, i->user) != 0)
		return failed("user", e);
	return 0;
}

static bool is_gone(const struct identity *i)
{
	uid_t u[3];
	gid_t g[3];

	if (getresuid(&u[0], &u[1], &u[2]) != 0 || getresgid(&g[0], &g[1], &g[2]) != 0)
		return false;
	for (size_t n = 0; n < 3; n++) {
		if (u[n] != i->user || g[n] != i->group)
			return false;
	}
	return setresuid((uid_t)-1, 0, (uid_t)-1) != 0 && setresgid((gid_t)-1, 0, (gid_t)-1) != 0 &&
		capabilities_are_none();
}

int device_drop_root(const char *user, struct roll *r, struct err *e)
{
	const struct rlimit no_core = { 0, 0 };
	struct identity i;

	if (identity_after(user, &i, e) != 0)
		return -1;
	if (r != NULL && geteuid() == 0 && roll_give(r, i.user, i.group, e) != 0)
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return failed("no new privileges", e);
	empty_bounding_set();
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (become(&i, e) != 0)
		return -1;
	if (capabilities_set_none() != 0)
		return failed("capabilities", e);
	if (setrlimit(RLIMIT_CORE, &no_core) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) /* memory will hold personal data */
		return failed("core files", e);
	if (!is_gone(&i))
		return err_set(e, "cannot drop root: it can be taken back");
	return r == NULL ? 0 : roll_check(r, e);
}
