#include "unit.h"

#include "capture/device.h"
#include "base/limits.h"

#include <arpa/inet.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What device_open says; opening none of these can succeed, whoever runs the test. */
static void refused(const char *interface, struct device_options o, const char *expected)
{
	struct err e = { "" };

	assert_null(device_open(interface, &o, &e));
	if (strstr(e.text, expected) == NULL)
		fail_msg("'%s' is not in: %s", expected, e.text);
}

static void an_interface_that_is_not_there_is_named(void **state)
{
	(void)state;
	refused("nosuch77", (struct device_options){ 0 }, "'nosuch77'");
	refused("", (struct device_options){ 0 }, "there is no interface ''; there are: ");
}

static void options_out_of_bounds_are_refused(void **state)
{
	(void)state;
	refused("lo", (struct device_options){ .snaplen = PACKET_MAX + 1 }, "snap length");
	refused("lo", (struct device_options){ .buffer_mib = DEVICE_BUFFER_MIB_MAX + 1 }, "buffer");
}

static void the_nearest_name_is_proposed(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip(); /* without permission that is what is said */
	refused("loo", (struct device_options){ 0 }, "did you mean 'lo'? There are: ");
}

static void a_wrong_filter_is_quoted(void **state)
{
	struct device_options o = { .filter = "tcp prot 80" };

	(void)state;
	if (geteuid() != 0)
		skip();
	refused("lo", o, "'tcp prot 80' is not understood");
}

/* In a child: what is dropped does not come back. Returns its exit status. */
static int drop_in_child(const char *user, const char *sudo_uid, uid_t expected)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		setenv("SUDO_UID", sudo_uid, 1);
		setenv("SUDO_GID", sudo_uid, 1);
		if (device_drop_root(user, NULL, NULL) != 0)
			_exit(2);
		_exit(getuid() == expected && setuid(0) != 0 && access("/etc/shadow", R_OK) != 0 ? 0 : 1);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void root_is_dropped_to_who_called_sudo_or_to_nobody(void **state)
{
	const struct passwd *nobody = getpwnam("nobody");

	(void)state;
	if (geteuid() != 0 || nobody == NULL)
		skip();
	assert_int_equal(drop_in_child(NULL, "1234", 1234), 0);
	assert_int_equal(drop_in_child(NULL, "0", nobody->pw_uid), 0);
	assert_int_equal(drop_in_child(NULL, "12x", nobody->pw_uid), 0);
	assert_int_equal(drop_in_child(NULL, "4294967295", nobody->pw_uid), 0);
	assert_int_equal(drop_in_child("nobody", "1234", nobody->pw_uid), 0);
}

static void going_on_as_root_is_refused(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(drop_in_child("root", "1234", 0), 2);
	assert_int_equal(drop_in_child("no-such-user", "1234", 0), 2);
}

static void send_to_self(int n)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (int i = 0; i < n; i++)
		sendto(fd, "phonehome", 9, 0, (struct sockaddr *)&to, sizeof to);
	close(fd);
}

/* A stop that stands already: what the kernel had taken until then is still written. */
static void what_passed_before_the_stop_is_recorded(void **state)
{
	const struct device_options o = { .filter = "udp dst port 9" };
	struct evidence_interface lo = { .name = "lo", .filter = o.filter };
	const struct evidence_options written = { "test", &lo, 1 };
	char path[] = "/tmp/device-XXXXXX";
	const struct roll_options rolled = { .file = path, .evidence = &written, .news = -1 };
	const volatile sig_atomic_t stop = 1;
	struct capture_counts counts;
	struct device *d = geteuid() == 0 ? device_open("lo", &o, NULL) : NULL;
	struct roll *r;

	(void)state;
	if (d == NULL)
		skip(); /* no permission, or a machine without a loopback that is up */
	close(mkstemp(path));
	unlink(path);
	lo.link = device_link(d);
	assert_int_equal(lo.link, 1);
	r = roll_open(&rolled, NULL);
	assert_non_null(r);
	send_to_self(3);
	assert_int_equal(device_record(&d, 1, r, &stop, (struct device_tick){ 0 }, &counts, NULL), 0);
	assert_int_equal(counts.packets, 3);
	assert_int_equal(roll_packets(r), 3);
	assert_int_equal(counts.bytes, 3 * (14 + 20 + 8 + 9));
	assert_true(counts.received >= 3); /* a loopback gives its packets twice, libpcap passes one of them on */
	assert_true(counts.from > 0 && counts.until >= counts.from);
	assert_int_equal(roll_close(r, &counts, NULL), 0);
	device_close(d);
	unlink(path);
}

static void a_device_without_monitor_mode_says_so(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	refused("lo", (struct device_options){ .monitor = true }, "'lo' has no monitor mode");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interface_that_is_not_there_is_named),
		cmocka_unit_test(options_out_of_bounds_are_refused),
		cmocka_unit_test(the_nearest_name_is_proposed),
		cmocka_unit_test(a_wrong_filter_is_quoted),
		cmocka_unit_test(root_is_dropped_to_who_called_sudo_or_to_nobody),
		cmocka_unit_test(going_on_as_root_is_refused),
		cmocka_unit_test(a_device_without_monitor_mode_says_so),
		cmocka_unit_test(what_passed_before_the_stop_is_recorded),
	};

	return unit_run(tests);
}
