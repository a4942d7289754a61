/* terminal.c - is a stream a terminal, and how wide is it.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_is(FILE *stream)
{
	int fd = fileno(stream);

	return fd >= 0 && isatty(fd) == 1;
}

bool terminal_obeys(FILE *stream)
{
	const char *kind = getenv("TERM");

	return terminal_is(stream) && kind && *kind && strcmp(kind, "dumb") != 0;
}

unsigned terminal_width(FILE *stream)
{
	struct winsize size;
	int fd = fileno(stream);

	if (fd < 0 || ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}
