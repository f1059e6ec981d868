/*
 * News as the keeper reads it from a capturer's socket, which parses the network's bytes: the first byte says how many descriptors come
 * along, the rest is the message. What is read is sane, and no descriptor is left behind.
 */
#include "capture/news.h"

#include <assert.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { DESCRIPTORS_MAX = 8 };

union room {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(DESCRIPTORS_MAX * sizeof(int))];
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* The lowest descriptor that is free. */
static int lowest(void)
{
	int fd = dup(STDERR_FILENO);

	assert(fd >= 0);
	close(fd);
	return fd;
}

static void attach(struct msghdr *m, union room *r, size_t n, int fd)
{
	struct cmsghdr *h;

	if (n == 0)
		return;
	m->msg_control = r->bytes;
	m->msg_controllen = CMSG_SPACE(n * sizeof fd);
	h = CMSG_FIRSTHDR(m);
	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(n * sizeof fd);
	for (size_t i = 0; i < n; i++)
		memcpy(CMSG_DATA(h) + i * sizeof fd, &fd, sizeof fd);
}

static void say(int socket, const uint8_t *data, size_t len)
{
	struct iovec text = { (void *)(uintptr_t)(data + 1), len - 1 };
	struct msghdr m = { .msg_iov = &text, .msg_iovlen = 1 };
	union room r = { 0 };

	attach(&m, &r, data[0] % (DESCRIPTORS_MAX + 1), socket);
	assert(sendmsg(socket, &m, MSG_NOSIGNAL) == (ssize_t)(len - 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int before = lowest(), ends[2], fd = -1, answer;
	struct news n;
	unsigned along;

	if (len < 2)
		return 0;
	assert(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
	say(ends[1], data, len);
	along = data[0] % (DESCRIPTORS_MAX + 1);
	answer = news_receive(ends[0], &n, &fd);
	assert(answer == (len - 1 == sizeof n && (unsigned)n.type < NEWS_TYPES && along <= 1));
	if (answer == 1)
		assert(memchr(n.text, 0, sizeof n.text) != NULL && (fd >= 0) == (along == 1));
	else
		assert(fd == -1);
	if (fd >= 0)
		close(fd);
	close(ends[0]);
	close(ends[1]);
	assert(lowest() == before);
	return 0;
}
