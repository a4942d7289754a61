/* starve.c - allocations that fail on purpose: the Nth only, or all from the Nth on.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Compiled twice: as a preloaded library that stands before the C library's malloc, so that other
 * libraries starve too; and, with WRAP, linked into a command whose own calls were redirected by the
 * linker, so that a sanitizer still sees everything. Steered by the environment:
 *   STARVE_AT=N      the Nth allocation fails (from 1)
 *   STARVE_FROM=N    the Nth and all after it fail
 *   STARVE_REPORT=F  at the end the number of allocations is written into file F */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef WRAP
#define OURS(name) __wrap_##name
#define REAL(name) __real_##name
#else
#define OURS(name) name
#define REAL(name) __libc_##name
#endif

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *block, size_t size);
void *OURS(malloc)(size_t size);
void *OURS(calloc)(size_t count, size_t size);
void *OURS(realloc)(void *block, size_t size);
void *OURS(reallocarray)(void *block, size_t count, size_t size);

static atomic_ulong done;
static unsigned long fail_at;
static unsigned long fail_from;
static const char *report;
static atomic_bool started;

static unsigned long number_of(const char *name)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void start(void)
{
	fail_at = number_of("STARVE_AT");
	fail_from = number_of("STARVE_FROM");
	report = getenv("STARVE_REPORT");
	atomic_store(&started, true);
}

__attribute__((destructor)) static void finish(void)
{
	char digits[20];
	size_t at = sizeof(digits);
	unsigned long left = atomic_load(&done);

	atomic_store(&started, false);
	if (!report)
		return;
	int fd = open(report, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	do
		digits[--at] = (char)('0' + left % 10);
	while (left /= 10);
	if (fd < 0 || write(fd, digits + at, sizeof(digits) - at) < 0 || close(fd) < 0)
		_exit(99);
}

static bool starved(void)
{
	if (!atomic_load(&started))
		return false;
	unsigned long number = atomic_fetch_add(&done, 1) + 1;
	if (number != fail_at && (!fail_from || number < fail_from))
		return false;
	errno = ENOMEM;
	return true;
}

void *OURS(malloc)(size_t size)
{
	return starved() ? NULL : REAL(malloc)(size);
}

void *OURS(calloc)(size_t count, size_t size)
{
	return starved() ? NULL : REAL(calloc)(count, size);
}

void *OURS(realloc)(void *block, size_t size)
{
	return starved() ? NULL : REAL(realloc)(block, size);
}

void *OURS(reallocarray)(void *block, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return starved() ? NULL : REAL(realloc)(block, count * size);
}
