/*
 * The key of a case, or of a database without one: a file of random bytes that its owner alone may read, under which values are kept as
 * HMACs. Both return 0, or -1 with errno and nothing printed. What they give is the caller's to wipe.
 */
#ifndef COMMAND_KEY_H
#define COMMAND_KEY_H

#include <stdint.h>

enum { KEY_LEN = 32 };

/* EINVAL: it has another length. */
int key_read(const char *file, uint8_t ret[KEY_LEN]);
/* A new one, mode 0600; EEXIST: one is there, and stays. */
int key_make(const char *file, uint8_t ret[KEY_LEN]);

#endif
