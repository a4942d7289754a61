/* debug_reader.c - read the debugger's command lines, with a prompt where a human types them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/debug_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "cli/debug_signal.h"
#include "present/terminal.h"

enum { LINE_MAX_OCTETS = 1024 * 1024 };

static const char prompt[] = "> ";

void debug_reader_open(struct debug_reader *reader, FILE *in, FILE *out)
{
	*reader = (struct debug_reader){ .in = in, .out = out };
	reader->asks = terminal_is(in) && terminal_is(out);
	/* It reads standard input and nothing else. */
	reader->edits = reader->asks && in == stdin && terminal_obeys(out) && debug_edit_open();
}

void debug_reader_close(struct debug_reader *reader)
{
	free(reader->line);
	reader->line = NULL;
}

/* ^C at the prompt: a new line, a new prompt. */
static bool begin_again(struct debug_reader *reader)
{
	if (!reader->asks || !debug_signal_taken())
		return false;
	clearerr(reader->in);
	putc('\n', reader->out);
	return true;
}

static const char *next_edited(struct debug_reader *reader)
{
	do {
		free(reader->line);
		reader->line = debug_edit_line(prompt);
	} while (!reader->line && begin_again(reader));
	if (!reader->line)
		putc('\n', reader->out);
	return reader->line;
}

static const char *next_plain(struct debug_reader *reader, bool *whole)
{
	ssize_t size;

	do {
		if (reader->asks)
			fputs(prompt, reader->out);
		fflush(reader->out);
		size = getline(&reader->line, &reader->capacity, reader->in);
	} while (size < 0 && begin_again(reader));
	if (size < 0) {
		reader->failed = feof(reader->in) ? 0 : errno;
		if (reader->asks)
			putc('\n', reader->out);
		return NULL;
	}
	*whole = size <= LINE_MAX_OCTETS && !memchr(reader->line, 0, (size_t)size);
	reader->line[strcspn(reader->line, "\r\n")] = 0;
	return reader->line;
}

const char *debug_reader_next(struct debug_reader *reader, bool *whole)
{
	*whole = true;
	fflush(reader->out);
	debug_signal_wait(true);
	const char *line = reader->edits ? next_edited(reader) : next_plain(reader, whole);
	debug_signal_wait(false);
	/* A ^C that came with the end of the line is meant for nothing that follows. */
	if (reader->asks)
		(void)debug_signal_taken();
	return line;
}
