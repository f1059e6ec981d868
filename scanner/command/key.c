#include "command/key.h"

#include "base/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int key_read(const char *file, uint8_t ret[KEY_LEN])
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	uint8_t more;
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, ret, KEY_LEN);
	if (n == KEY_LEN && read(fd, &more, 1) == 1)
		n = KEY_LEN + 1;
	close(fd);
	if (n == KEY_LEN)
		return 0;
	errno = EINVAL;
	return -1;
}

int key_make(const char *file, uint8_t ret[KEY_LEN])
{
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n;

	if (fd < 0)
		return -1;
	random_bytes(ret, KEY_LEN);
	n = write(fd, ret, KEY_LEN);
	if (close(fd) == 0 && n == KEY_LEN)
		return 0;
	unlink(file);
	return -1;
}
