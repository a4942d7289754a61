/* terminal.h - is a stream a terminal, and how wide is it.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_TERMINAL_H
#define PRESENT_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/* False also for streams without a descriptor, as tests use them. */
bool terminal_is(FILE *stream);
/* A terminal that also understands escape sequences: TERM is set and not "dumb". */
bool terminal_obeys(FILE *stream);
/* Columns of the terminal behind `stream`; 80 where it has none or does not say. */
unsigned terminal_width(FILE *stream);

#endif
