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

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

static void hold_signals(void)
{
	/* The first ^C asks, the second kills. Reads go on: in `tcpdump -w - | dnsweir mine -` ^C reaches
	 * both, and what tcpdump still writes is wanted. */
	struct sigaction ask = { .sa_handler = interrupt,
				 .sa_flags = (int)(SA_RESETHAND | SA_RESTART) };
	const int asked[] = { SIGINT, SIGTERM };

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct sigaction before;

		/* nohup and background jobs came with it ignored, and mean it. */
		if (sigaction(asked[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(asked[i], &ask, NULL);
	}
	/* A closed pipe is an error of the write, which run.c looks at; the default would kill a
	 * command that also writes a file or a store. */
	signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char **argv)
{
	static char buffer[64 * 1024];
	struct streams streams = { stdin, stdout, stderr, &interrupted };

	hold_descriptors();
	hold_signals();
	if (!terminal_is(stdout))
		setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	enum exit_code code = cli_run(&streams, argc, (const char *const *)argv);
	/* All was flushed, but a network file system may find only now that it has no room. */
	if (close(STDOUT_FILENO) != 0 && code == EXIT_DONE) {
		perror("dnsweir: cannot write the output");
		code = EXIT_SYSTEM;
	}
	return (int)code;
}
