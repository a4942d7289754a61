/* source.c - open and read files, pipes and memory; every refusal names the path.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

/* More of a name than this would push the reason out of the text. */
#define NAME "%.256s"

static enum weir_status refuse(struct weir_error *err, const char *name, const char *what,
			       int number)
{
	char reason[128];

	return error_set(err, WEIR_E_SYSTEM, NO_PLACE, NAME ": %s%s", name, what,
			 strerror_r(number, reason, sizeof(reason)));
}

enum weir_status source_open_fd(struct source *out, int fd, const char *name,
				struct weir_error *err)
{
	struct source source = { .fd = fd };
	struct stat status;
	int number = 0;

	if (fstat(fd, &status) < 0)
		number = errno;
	else if (S_ISDIR(status.st_mode))
		number = EISDIR;
	if (number) {
		close(fd);
		return refuse(err, name, "", number);
	}
	source.name = strdup(name);
	if (!source.name) {
		close(fd);
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, NAME ": out of memory", name);
	}
	if (S_ISREG(status.st_mode)) {
		source.size = (uint64_t)status.st_size;
		/* Advice only: a refusal changes nothing. */
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	}
	*out = source;
	return WEIR_OK;
}

enum weir_status source_open_path(struct source *out, const char *path, struct weir_error *err)
{
	int fd;

	if (strcmp(path, "-") == 0) {
		/* A copy, so that closing the handle leaves descriptor 0 to its owner. */
		fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
		path = "standard input";
	} else {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	}
	if (fd < 0)
		return refuse(err, path, "", errno);
	return source_open_fd(out, fd, path, err);
}

enum weir_status source_open_memory(struct source *out, struct weir_slice memory, const char *name,
				    struct weir_error *err)
{
	char *copy = strdup(name);

	if (!copy)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, NAME ": out of memory", name);
	*out = (struct source){ .fd = -1, .memory = memory, .name = copy, .size = memory.size };
	return WEIR_OK;
}

static size_t read_prefix(struct source *source, uint8_t *buffer, size_t size)
{
	if (size > source->prefix.size)
		size = source->prefix.size;
	if (size > 0) {
		memcpy(buffer, source->prefix.data, size);
		source->prefix.data += size;
		source->prefix.size -= size;
	}
	return size;
}

static size_t read_memory(struct source *source, uint8_t *buffer, size_t size)
{
	size_t left = source->memory.size - (size_t)source->done;

	if (size > left)
		size = left;
	if (size > 0)
		memcpy(buffer, source->memory.data + source->done, size);
	return size;
}

/* A descriptor somebody made non-blocking has nothing yet: wait for it. */
static bool wait_readable(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return poll(&poll_fd, 1, -1) >= 0 || errno == EINTR;
}

enum weir_status source_read(struct source *source, uint8_t *buffer, size_t size, size_t *got,
			     struct weir_error *err)
{
	ssize_t n;

	if (source->prefix.size > 0) {
		n = (ssize_t)read_prefix(source, buffer, size);
	} else if (source->fd < 0) {
		n = (ssize_t)read_memory(source, buffer, size);
	} else {
		do {
			n = read(source->fd, buffer, size);
		} while (n < 0 &&
			 (errno == EINTR || (errno == EAGAIN && wait_readable(source->fd))));
	}
	if (n < 0)
		return refuse(err, source->name, "cannot read: ", errno);
	source->done += (uint64_t)n;
	*got = (size_t)n;
	return WEIR_OK;
}

void source_close(struct source *source)
{
	if (source->fd >= 0)
		close(source->fd);
	source->fd = -1;
	free(source->name);
	source->name = NULL;
}
