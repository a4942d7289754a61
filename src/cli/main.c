/* main.c - the process: its signals, its standard streams, its exit code.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "cli/run.h"
#include "present/terminal.h"

/* A standard descriptor that is closed must not become the next file opened: give it one on which
 * the wrong thing fails. */
static void hold_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			_exit(EXIT_SYSTEM);
}

int main(int argc, char **argv)
{
	static char buffer[64 * 1024];

	hold_descriptors();
	/* A closed pipe is an error of the write, which run.c looks at; the default would kill a
	 * command that also writes a file or a store. */
	signal(SIGPIPE, SIG_IGN);
	if (!terminal_is(stdout))
		setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	return (int)cli_run(&(struct streams){ stdin, stdout, stderr }, argc,
			    (const char *const *)argv);
}
