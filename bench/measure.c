/* measure.c - run one command and write what it cost: CPU, wall time, memory, how it ended.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * measure RESULT COMMAND...: a JSON object goes into the file RESULT; the command's output is thrown
 * away. A program of its own because a child begins with the peak memory of who forks it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static _Noreturn void become(char **command)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	execvp(command[0], command);
	_exit(127);
}

int main(int argc, char **argv)
{
	struct rusage used;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: measure RESULT COMMAND...\n");
		return 2;
	}
	double start = now();
	pid_t child = fork();
	if (child == 0)
		become(argv + 2);
	if (child < 0 || wait4(child, &status, 0, &used) < 0) {
		perror("measure");
		return 4;
	}
	double wall = now() - start;
	FILE *out = fopen(argv[1], "w");
	if (!out) {
		perror(argv[1]);
		return 4;
	}
	fprintf(out,
		"{\"user\":%.6f,\"system\":%.6f,\"wall\":%.6f,\"rss_kib\":%ld,"
		"\"exit\":%d,\"signal\":%d}\n",
		seconds(used.ru_utime), seconds(used.ru_stime), wall, used.ru_maxrss,
		WIFEXITED(status) ? WEXITSTATUS(status) : -1,
		WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	return fclose(out) == 0 ? 0 : 4;
}
