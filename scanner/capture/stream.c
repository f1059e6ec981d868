#include "capture/stream.h"

#include "base/alloc.h"
#include "base/instant.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
	PIECE = 256 << 10,   /* one read */
	POLL_MS = 50,        /* how long a stop may go unseen */
	CONNECT_S = 10,      /* to wait for who is connected to */
	HEAD = 24,           /* of a pcap file */
	UDP_BUFFER = 16 << 20, /* asked of the kernel, which may give less */
};

struct stream {
	enum stream_way way;
	char *where;
	int fd;              /* that bytes come from; -1: nobody has connected */
	int listener;        /* -1 none */
	uint8_t *piece;
	uint8_t head[HEAD];  /* of the exporter's file */
	bool headed;         /* it came */
	struct sockaddr_storage sender; /* the first who sent a head: others are not listened to */
	socklen_t sender_len;
	uint64_t strangers, connections;
	const volatile sig_atomic_t *stop;
	uint32_t overflow;   /* the kernel's count of datagrams it had no room for */
};

/* ---- addresses ---- */

/* "[::1]:7000", "127.0.0.1:7000", "7000" into host, "" where there is none, and port. */
static int split(const char *where, char host[64], char port[8], struct err *e)
{
	const char *colon = strrchr(where, ':'), *end = colon;
	const char *from = where;
	size_t len;

	if (colon != NULL && where[0] == '[') {
		from++;
		end = colon - 1;
		if (end < from || *end != ']')
			return err_set(e, "not an address and a port: '%.80s'", where);
	}
	len = colon == NULL ? 0 : (size_t)(end - from);
	if (len >= 64 || snprintf(port, 8, "%s", colon == NULL ? where : colon + 1) >= 8)
		return err_set(e, "not an address and a port: '%.80s'", where);
	memcpy(host, from, len);
	host[len] = 0;
	return 0;
}

static struct addrinfo *address_of(const char *where, int type, struct err *e)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = type }, *found = NULL;
	char host[64], port[8];

	if (split(where, host, port, e) < 0)
		return NULL;
	if (host[0] == 0 || strcmp(host, "localhost") == 0)
		snprintf(host, sizeof host, "127.0.0.1");
	if (getaddrinfo(host, port, &hints, &found) == 0)
		return found;
	err_set(e, "not an address in numbers and a port: '%.80s'; no name is looked up: write it as 192.0.2.7:5000 or [2001:db8::7]:5000",
		where);
	return NULL;
}

/* ---- opening ---- */

static int open_file(struct stream *s, struct err *e)
{
	s->fd = strcmp(s->where, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(s->where, O_RDONLY | O_CLOEXEC);
	return s->fd >= 0 ? 0 : err_set(e, "%s: %s", s->where, strerror(errno));
}

static int open_socket(const struct addrinfo *a, int *ret, struct err *e)
{
	*ret = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, 0);
	return *ret >= 0 ? 0 : err_set(e, "no socket: %s", strerror(errno));
}

static int connect_to(struct stream *s, const struct addrinfo *a, struct err *e)
{
	const struct timeval patience = { .tv_sec = CONNECT_S };

	if (open_socket(a, &s->fd, e) < 0)
		return -1;
	setsockopt(s->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	if (connect(s->fd, a->ai_addr, a->ai_addrlen) != 0)
		return err_set(e, "%s: cannot connect: %s", s->where, errno == EINPROGRESS ? "no answer" : strerror(errno));
	return shutdown(s->fd, SHUT_WR) == 0 ? 0 : err_set(e, "%s: %s", s->where, strerror(errno));
}

static int bind_to(struct stream *s, int fd, const struct addrinfo *a, struct err *e)
{
	const int yes = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(fd, a->ai_addr, a->ai_addrlen) != 0)
		return err_set(e, "%s: cannot listen: %s", s->where, strerror(errno));
	return 0;
}

static int listen_tcp(struct stream *s, const struct addrinfo *a, struct err *e)
{
	if (open_socket(a, &s->listener, e) < 0 || bind_to(s, s->listener, a, e) < 0)
		return -1;
	return listen(s->listener, 1) == 0 ? 0 : err_set(e, "%s: cannot listen: %s", s->where, strerror(errno));
}

static int listen_udp(struct stream *s, const struct addrinfo *a, struct err *e)
{
	const int room = UDP_BUFFER, yes = 1;

	if (open_socket(a, &s->fd, e) < 0 || bind_to(s, s->fd, a, e) < 0)
		return -1;
	setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	setsockopt(s->fd, SOL_SOCKET, SO_RXQ_OVFL, &yes, sizeof yes);
	return 0;
}

struct way {
	const char *name;
	int type; /* of the socket; 0: a file */
	bool several;
	int (*open)(struct stream *s, const struct addrinfo *a, struct err *e);
	/* One read of what there is. */
	int (*record)(struct stream *s, struct roll *r, struct capture_counts *c, struct err *e);
};

static int record_bytes(struct stream *s, struct roll *r, struct capture_counts *c, struct err *e);
static int record_connections(struct stream *s, struct roll *r, struct capture_counts *c, struct err *e);
static int record_datagrams(struct stream *s, struct roll *r, struct capture_counts *c, struct err *e);

static const struct way ways[STREAM_WAYS] = {
	[STREAM_READ] = { "read", 0, false, NULL, record_bytes },
	[STREAM_CONNECT] = { "connect", SOCK_STREAM, false, connect_to, record_bytes },
	[STREAM_LISTEN] = { "listen", SOCK_STREAM, true, listen_tcp, record_connections },
	[STREAM_LISTEN_UDP] = { "listen-udp", SOCK_DGRAM, true, listen_udp, record_datagrams },
};

const char *stream_way_name(enum stream_way w)
{
	return ways[w].name;
}

bool stream_is_several(enum stream_way w)
{
	return ways[w].several;
}

static int open_way(struct stream *s, struct err *e)
{
	const struct way *w = &ways[s->way];
	struct addrinfo *a = w->type == 0 ? NULL : address_of(s->where, w->type, e);
	int status;

	if (w->type == 0)
		return open_file(s, e);
	if (a == NULL)
		return -1;
	status = w->open(s, a, e);
	freeaddrinfo(a);
	return status;
}

struct stream *stream_open(enum stream_way w, const char *where, struct err *e)
{
	struct stream *s = xcalloc(1, sizeof *s);

	s->way = w;
	s->where = xstrdup(where);
	s->fd = s->listener = -1;
	s->piece = xmalloc(PIECE);
	if (open_way(s, e) == 0)
		return s;
	stream_close(s);
	return NULL;
}

void stream_close(struct stream *s)
{
	if (s == NULL)
		return;
	if (s->fd >= 0)
		close(s->fd);
	if (s->listener >= 0)
		close(s->listener);
	xfree_wiped(s->piece, PIECE);
	free(s->where);
	free(s);
}

/* ---- recording ---- */

enum { NOTHING = 0, SOMETHING = 1, BROKEN = -1, ENDED = -2 };

/* Waits for room: meanwhile the sender waits, too. */
static int keep(const struct stream *s, struct roll *r, struct span bytes, struct err *e)
{
	int status;

	while ((status = roll_bytes(r, bytes, e)) > 0 && *s->stop == 0)
		usleep(POLL_MS * 1000);
	return status;
}

static int record_bytes(struct stream *s, struct roll *r, struct capture_counts *c, struct err *e)
{
	ssize_t n = read(s->fd, s->piece, PIECE);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return NOTHING;
	if (n < 0) {
		err_set(e, "%s: %s", s->where, strerror(errno));
		return BROKEN;
	}
	if (n == 0)
		return ENDED;
	c->bytes += (uint64_t)n;
	return keep(s, r, (struct span){ s->piece, (size_t)n }, e) < 0 ? BROKEN : SOMETHING;
}

static int accept_one(struct stream *s, struct roll *r, struct err *e)
{
	s->fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);
	if (s->fd < 0)
		return NOTHING;
	shutdown(s->fd, SHUT_WR);
	if (s->connections++ > 0 && roll_turn(r, NULL, e) < 0)
		return BROKEN;
	roll_say(r, "%s: connected", s->where);
	return SOMETHING;
}

/* One sender after the other; who is interrupted may come again. */
static int record_connections(struct stream *s, struct roll *r, struct capture_counts *c, struct err *e)
{
	struct err why = { "" };
	int status;

	if (s->fd < 0)
		return accept_one(s, r, e);
	status = record_bytes(s, r, c, &why);
	if (status == BROKEN && why.text[0] != 0)
		roll_say(r, "%s", why.text);
	if (status == ENDED || status == BROKEN) {
		close(s->fd);
		s->fd = -1;
		roll_say(r, "%s: the sender has ended; the next one is awaited", s->where);
		return SOMETHING;
	}
	return status;
}

static bool is_head(struct span d)
{
	static const uint8_t magics[][4] = { { 0xA1, 0xB2, 0xC3, 0xD4 }, { 0xD4, 0xC3, 0xB2, 0xA1 }, { 0xA1, 0xB2, 0x3C, 0x4D },
		{ 0x4D, 0x3C, 0xB2, 0xA1 } };

	for (size_t i = 0; i < sizeof magics / sizeof *magics && d.len >= HEAD; i++) {
		if (memcmp(d.data, magics[i], sizeof *magics) == 0)
			return true;
	}
	return false;
}

/* A datagram, its sender, and how many the kernel lost before it. Its length, or -1. */
static ssize_t receive(struct stream *s, struct sockaddr_storage *from, socklen_t *len, struct capture_counts *c)
{
	struct iovec room = { s->piece, PIECE };
	char control[CMSG_SPACE(sizeof(uint32_t))] = { 0 };
	struct msghdr m = { .msg_name = from, .msg_namelen = sizeof *from, .msg_iov = &room, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof control };
	ssize_t n = recvmsg(s->fd, &m, MSG_DONTWAIT);
	struct cmsghdr *h = n < 0 ? NULL : CMSG_FIRSTHDR(&m);
	uint32_t overflow;

	*len = m.msg_namelen;
	if (h != NULL && h->cmsg_level == SOL_SOCKET && h->cmsg_type == SO_RXQ_OVFL) {
		memcpy(&overflow, CMSG_DATA(h), sizeof overflow);
		c->dropped_by_kernel += (uint32_t)(overflow - s->overflow);
		s->overflow = overflow;
	}
	return n;
}

/* The head of a file: of the first, of the same once more, of another capture. */
static int record_head(struct stream *s, struct roll *r, struct span head, struct err *e)
{
	bool first = !s->headed;

	if (!first && head.len == HEAD && memcmp(head.data, s->head, HEAD) == 0)
		return NOTHING;
	if (!first && roll_turn(r, NULL, e) < 0)
		return BROKEN;
	memcpy(s->head, head.data, HEAD);
	s->headed = true;
	return SOMETHING;
}

static int record_datagrams(struct stream *s, struct roll *r, struct capture_counts *c, struct err *e)
{
	struct sockaddr_storage from = { 0 };
	socklen_t len;
	ssize_t n = receive(s, &from, &len, c);
	struct span d = { s->piece, n < 0 ? 0 : (size_t)n };
	bool head = is_head(d);
	int status;

	if (n < 0)
		return NOTHING;
	if (!s->headed && head) {
		s->sender = from;
		s->sender_len = len;
	}
	if ((!s->headed && !head) || len != s->sender_len || memcmp(&from, &s->sender, len) != 0) {
		if (s->strangers++ == 0)
			roll_say(r, "%s: a datagram that belongs to no capture: an exporter is heard from its start on, and one at a time",
				s->where);
		return SOMETHING;
	}
	if (head && (status = record_head(s, r, d, e)) != SOMETHING)
		return status == NOTHING ? SOMETHING : status;
	c->bytes += d.len;
	c->packets += !head;
	return keep(s, r, d, e) < 0 ? BROKEN : SOMETHING;
}

static bool wait_for_bytes(const struct stream *s)
{
	struct pollfd p = { .fd = s->fd >= 0 ? s->fd : s->listener, .events = POLLIN };

	return poll(&p, 1, POLL_MS) > 0;
}

int stream_record(struct stream *s, struct roll *r, const volatile sig_atomic_t *stop, struct device_tick tick,
	struct capture_counts *ret, struct err *e)
{
	int64_t due = 0;
	int status = NOTHING;

	*ret = (struct capture_counts){ 0 };
	s->stop = stop;
	while (status != ENDED && status != BROKEN && *stop == 0) {
		status = wait_for_bytes(s) ? ways[s->way].record(s, r, ret, e) : NOTHING;
		if (instant_monotonic() < due)
			continue;
		due = instant_monotonic() + NS_PER_S;
		if (tick.call != NULL)
			tick.call(tick.ctx, ret);
		if (roll_second(r, NULL, e) < 0)
			status = BROKEN;
	}
	if (s->strangers > 0)
		roll_lost(r, LOSS_NO_FILE_HEAD, s->strangers, "");
	if (ret->dropped_by_kernel > 0)
		roll_lost(r, LOSS_DROPPED_BY_KERNEL, ret->dropped_by_kernel, "");
	return status == BROKEN ? -1 : 0;
}
