#include "capture/news.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Room for one descriptor, aligned as a header wants it. */
union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

static void attach(struct msghdr *m, union control *c, int fd)
{
	struct cmsghdr *h;

	m->msg_control = c->room;
	m->msg_controllen = sizeof c->room;
	h = CMSG_FIRSTHDR(m);
	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(h), &fd, sizeof fd);
}

int news_send(int socket, const struct news *n, int fd, bool wait)
{
	struct iovec text = { (void *)(uintptr_t)n, sizeof *n };
	struct msghdr m = { .msg_iov = &text, .msg_iovlen = 1 };
	union control c = { 0 };
	ssize_t sent;

	if (fd >= 0)
		attach(&m, &c, fd);
	do {
		sent = sendmsg(socket, &m, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
	} while (sent < 0 && errno == EINTR);
	return sent < 0 ? -1 : 0;
}

/* The descriptor that came along, -1 none. Padding leaves room for a second: false where there were more than one, which are closed. */
static bool take_descriptor(struct msghdr *m, int *ret)
{
	struct cmsghdr *h = CMSG_FIRSTHDR(m);
	bool ours = h != NULL && h->cmsg_level == SOL_SOCKET && h->cmsg_type == SCM_RIGHTS && h->cmsg_len >= CMSG_LEN(0);
	size_t n = ours ? (h->cmsg_len - CMSG_LEN(0)) / sizeof *ret : 0;

	*ret = -1;
	for (size_t i = 0; i < n; i++) {
		int fd;

		memcpy(&fd, CMSG_DATA(h) + i * sizeof fd, sizeof fd);
		if (n == 1)
			*ret = fd;
		else
			close(fd);
	}
	return n <= 1;
}

int news_receive(int socket, struct news *ret, int *ret_fd)
{
	struct iovec text = { ret, sizeof *ret };
	union control c = { 0 };
	struct msghdr m = { .msg_iov = &text, .msg_iovlen = 1, .msg_control = c.room, .msg_controllen = sizeof c.room };
	ssize_t got;

	do {
		got = recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -1;
	if (!take_descriptor(&m, ret_fd) || got != sizeof *ret || (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 ||
		(unsigned)ret->type >= NEWS_TYPES) {
		if (*ret_fd >= 0)
			close(*ret_fd);
		*ret_fd = -1;
		return 0;
	}
	ret->text[NEWS_TEXT - 1] = 0;
	return 1;
}
