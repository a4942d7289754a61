/* hex_lines.c - packets out of lines of hex, one by one, whatever the size of the input.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/hex_lines.h"

#include <dnsweir/hex.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Blanks between octets may make a line as long again. */
enum { LINE_PER_OCTET = 4, TOLD_MAX = 10 };

/* A line without its end and without what follows a TAB. */
struct line {
	size_t size;
	bool cut; /* longer than any line of use */
};

static void blame(struct hex_lines *lines, enum exit_code code)
{
	if (code > lines->code)
		lines->code = code;
}

static bool ends(struct hex_lines *lines)
{
	if (call_interrupted(lines->call) && !lines->ended) {
		call_note(lines->call, "interrupted: the rest was not read");
		blame(lines, EXIT_BROKEN);
		lines->ended = true;
	}
	return lines->ended || call_out_lost(lines->call);
}

/* False: the input has ended. */
static bool read_line(struct hex_lines *lines, FILE *in, struct line *out)
{
	size_t capacity = (size_t)lines->most * LINE_PER_OCTET;
	bool begun = false; /* with anything but blanks */
	bool rest = false;  /* of the line does not matter */
	int c = getc_unlocked(in);

	*out = (struct line){ 0 };
	if (c == EOF)
		return false;
	for (; c != EOF && c != '\n'; c = getc_unlocked(in)) {
		if (begun ? c == '\t' : c == '#' || c == ';')
			rest = true;
		begun = begun || !strchr(" \t\r\v\f", c);
		if (rest)
			continue;
		if (out->size == capacity)
			out->cut = true;
		else
			lines->line[out->size++] = (uint8_t)c;
	}
	return true;
}

static void complain(struct hex_lines *lines, const char *name, uint64_t number, const char *what)
{
	blame(lines, EXIT_BROKEN);
	if (++lines->bad > TOLD_MAX)
		return;
	if (number > 0)
		call_note(lines->call, "%s: line %" PRIu64 ", %s", name, number, what);
	else
		call_note(lines->call, "%s: %s", name, what);
}

static void take_line(struct hex_lines *lines, const char *name, uint64_t number,
		      struct weir_slice line)
{
	struct weir_writer out;
	struct weir_error err = { .text = "" };

	weir_writer_init(&out, lines->octets, lines->most);
	enum weir_status status = weir_hex_line(line, &out, &err);
	if (status == WEIR_OK)
		lines->ended =
			!lines->take(lines->context, (struct weir_slice){ out.data, out.size });
	else if (status != WEIR_END)
		complain(lines, name, number, err.text);
}

static void sum_up(const struct hex_lines *lines, const char *name)
{
	if (lines->bad > TOLD_MAX)
		call_note(lines->call, "%s: %" PRIu64 " more lines that are no packets", name,
			  lines->bad - TOLD_MAX);
}

static void fail(struct hex_lines *lines, const char *name, int number)
{
	char reason[128];

	call_note(lines->call, "%s: %s", name, strerror_r(number, reason, sizeof(reason)));
	blame(lines, EXIT_SYSTEM);
}

static void read_stream(struct hex_lines *lines, FILE *in, const char *name)
{
	struct line line;
	uint64_t number = 0;

	lines->bad = 0;
	errno = 0;
	while (!ends(lines) && read_line(lines, in, &line)) {
		number++;
		if (line.cut)
			complain(lines, name, number, "too long to be a packet");
		else
			take_line(lines, name, number,
				  (struct weir_slice){ lines->line, line.size });
	}
	int failure = ferror(in) ? errno : 0;
	sum_up(lines, name);
	if (failure)
		fail(lines, name, failure);
}

void hex_lines_read(struct hex_lines *lines, const char *path)
{
	if (strcmp(path, "-") == 0) {
		read_stream(lines, lines->call->in, "standard input");
		return;
	}
	FILE *in = fopen(path, "re");
	if (!in) {
		fail(lines, path, errno);
		return;
	}
	read_stream(lines, in, path);
	fclose(in);
}

void hex_lines_text(struct hex_lines *lines, const char *name, struct weir_slice text)
{
	bool several = memchr(text.data, '\n', text.size) != NULL;
	uint64_t number = 0;

	lines->bad = 0;
	while (text.size > 0 && !ends(lines)) {
		const uint8_t *end = memchr(text.data, '\n', text.size);
		size_t size = end ? (size_t)(end - text.data) : text.size;

		take_line(lines, name, several ? ++number : 0,
			  (struct weir_slice){ text.data, size });
		text.data += size + (end ? 1 : 0);
		text.size -= size + (end ? 1 : 0);
	}
	sum_up(lines, name);
}

enum exit_code hex_lines_open(struct hex_lines *lines)
{
	lines->line = malloc((size_t)lines->most * LINE_PER_OCTET);
	lines->octets = malloc(lines->most);
	if (lines->line && lines->octets)
		return EXIT_DONE;
	(void)hex_lines_close(lines);
	return call_fail(lines->call, WEIR_E_MEMORY, NULL);
}

enum exit_code hex_lines_close(struct hex_lines *lines)
{
	free(lines->line);
	free(lines->octets);
	lines->line = lines->octets = NULL;
	return lines->code;
}
