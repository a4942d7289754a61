/* colour.h - when to colour, and which colour each kind of thing has.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_COLOUR_H
#define PRESENT_COLOUR_H

#include <stdbool.h>
#include <stdio.h>

enum colour_when { COLOUR_AUTO = 0, COLOUR_ALWAYS, COLOUR_NEVER };

/* AUTO: `out` is a terminal that is not dumb, and NO_COLOR is unset or empty (no-color.org). */
bool colour_wanted(enum colour_when when, FILE *out);

/* What begins and ends a colour; all empty strings where no colour is wanted, so that printers need
 * not ask. Only the eight basic colours: the terminal's owner chose how they look. */
struct palette {
	const char *name;    /* domain names */
	const char *type;    /* record types, classes */
	const char *data;    /* RDATA, addresses */
	const char *heading; /* titles, table heads */
	const char *dim;     /* offsets, times, automatic values */
	const char *good;
	const char *warn; /* oddities */
	const char *bad;  /* malformed places, failures */
	const char *end;
};
const struct palette *palette_of(bool colour);

#endif
