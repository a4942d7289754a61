/* colour.c - when to colour, and which colour each kind of thing has.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/colour.h"

#include <stdlib.h>

#include "present/terminal.h"

bool colour_wanted(enum colour_when when, FILE *out)
{
	const char *no = getenv("NO_COLOR");

	switch (when) {
	case COLOUR_ALWAYS:
		return true;
	case COLOUR_NEVER:
		return false;
	case COLOUR_AUTO:
		break;
	}
	return terminal_obeys(out) && !(no && *no);
}

const struct palette *palette_of(bool colour)
{
	static const struct palette plain = { "", "", "", "", "", "", "", "", "" };
	static const struct palette bright = {
		.name = "\033[1m",
		.type = "\033[36m",
		.data = "\033[32m",
		.heading = "\033[1m",
		.dim = "\033[2m",
		.good = "\033[32m",
		.warn = "\033[33m",
		.bad = "\033[31m",
		.end = "\033[0m",
	};

	return colour ? &bright : &plain;
}
