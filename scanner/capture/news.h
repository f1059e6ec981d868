/*
 * What a capturer tells the keeper about the files it writes, and the keeper hands on to workers: one message each over a socket that
 * keeps messages apart (SOCK_SEQPACKET), with the descriptor of a new file. Whoever reads trusts neither lengths nor texts of it.
 */
#ifndef CAPTURE_NEWS_H
#define CAPTURE_NEWS_H

#include <stdbool.h>
#include <stdint.h>

enum news_type {
	NEWS_FILE,    /* a new file was begun; a descriptor to read it comes along. The one before it is whole now */
	NEWS_REMOVED, /* the oldest file was removed, for all of them had grown over their limit */
	NEWS_SAID,    /* something that a person should know: text */
	NEWS_LOSS,    /* and that counts as a loss: loss, count, text is its detail */
	NEWS_TYPES,
};

enum { NEWS_TEXT = 512 };

struct news {
	enum news_type type;
	uint32_t loss;         /* enum loss */
	uint64_t count;
	char text[NEWS_TEXT];  /* NEWS_FILE, NEWS_REMOVED: the file's name without folders */
};

/* fd: -1 none; it stays the caller's. 0, or -1 with errno: EAGAIN where wait is false and there is no room now. */
int news_send(int socket, const struct news *n, int fd, bool wait);
/* 1, or 0 at the end, or -1 with errno. ret_fd: the caller's to close, -1 none. A malformed message is an end. */
int news_receive(int socket, struct news *ret, int *ret_fd);

#endif
