/* debug_reader.h - the debugger's command lines: from a terminal, edited there, or from a stream.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_DEBUG_READER_H
#define CLI_DEBUG_READER_H

#include <stdbool.h>
#include <stdio.h>

struct debug_reader {
	FILE *in, *out;
	bool asks;  /* `in` is a terminal: there is a prompt */
	bool edits; /* libedit reads */
	int failed; /* errno of what ended it; 0: the end did */
	char *line;
	size_t capacity;
};

void debug_reader_open(struct debug_reader *reader, FILE *in, FILE *out);
/* The next line without its end, valid until the next call; NULL: there is none. *whole is false where the
 * line has an octet 0 in it, which ends it, or is too long. */
const char *debug_reader_next(struct debug_reader *reader, bool *whole);
void debug_reader_close(struct debug_reader *reader);

/* debug_edit.c: libedit, loaded on first use. False: it is not there, or this build does without. */
bool debug_edit_open(void);
/* A line to be freed; NULL: the end, or a ^C. */
char *debug_edit_line(const char *prompt);

#endif
