/* tap.c - count checks and print them as TAP.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "tap.h"

#include <stdarg.h>
#include <stdio.h>

static unsigned done;
static unsigned failed;

WEIR_PRINTF(1, 0)
static void print_name(const char *format, va_list args)
{
	char line[400];

	vsnprintf(line, sizeof(line), format, args);
	for (char *c = line; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == '#')
			*c = '?';
	printf("%s\n", line);
}

bool checkf(bool passed, const char *format, ...)
{
	va_list args;

	failed += !passed;
	printf("%sok %u - ", passed ? "" : "not ", ++done);
	va_start(args, format);
	print_name(format, args);
	va_end(args);
	return passed;
}

bool check(const char *what, bool passed)
{
	return checkf(passed, "%s", what);
}

void note(const char *format, ...)
{
	va_list args;

	printf("# ");
	va_start(args, format);
	print_name(format, args);
	va_end(args);
}

void skip(const char *what, const char *reason)
{
	printf("ok %u - %s # SKIP %s\n", ++done, what, reason);
}

int tap_done(void)
{
	printf("1..%u\n", done);
	return failed > 0;
}
