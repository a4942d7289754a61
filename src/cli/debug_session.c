/* debug_session.c - begin and end a debugging session; words and numbers of its lines.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/debug_session.h"

struct debug *debug_open(const struct debug_files *files, const volatile sig_atomic_t *interrupted)
{
	struct debug *d = calloc(1, sizeof(*d));

	if (d) {
		d->files = *files;
		d->interrupted = interrupted;
		d->left = UINT64_MAX;
	}
	return d;
}

static void drop_program(struct debug *d)
{
	weir_bpf_free(&d->program);
	free(d->breakpoints);
	free(d->hits);
	free(d->states);
	d->program = (struct weir_bpf_program){ NULL, 0 };
	d->breakpoints = NULL;
	d->hits = NULL;
	d->states = NULL;
}

void debug_close(struct debug *debug)
{
	if (!debug)
		return;
	debug_close_capture(debug);
	drop_program(debug);
	free(debug);
}

bool debug_goes_on(const struct debug *debug)
{
	return !debug->quit;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

enum exit_code debug_line(struct debug *debug, const char *line, FILE *out, struct weir_error *err)
{
	enum exit_code code = EXIT_DONE;

	*err = (struct weir_error){ .offset = UINT64_MAX };
	debug->out = out;
	debug->err = err;
	while (is_blank(*line))
		line++;
	if (*line == 0 || *line == '#')
		return EXIT_DONE;
	struct weir_slice word = debug_word(&line);
	const struct debug_command *command = debug_command_find(debug, word, &code);
	return command ? command->run(debug, line) : code;
}

/* The program's new places, all of them empty. */
static bool make_room(struct debug *d, size_t count)
{
	d->breakpoints = calloc(count, sizeof(*d->breakpoints));
	d->hits = calloc(count, sizeof(*d->hits));
	d->states = calloc(count + 1, sizeof(*d->states));
	return d->breakpoints && d->hits && d->states;
}

enum exit_code debug_take_program(struct debug *debug, struct weir_bpf_program *program, FILE *out,
				  struct weir_error *err)
{
	struct weir_error reason = { .text = "" };

	debug->out = out;
	debug->err = err;
	drop_program(debug);
	debug->program = *program;
	*program = (struct weir_bpf_program){ NULL, 0 };
	if (debug->program.count == 0 || !make_room(debug, debug->program.count)) {
		bool empty = debug->program.count == 0;
		drop_program(debug);
		return empty ? debug_refuse(debug, EXIT_USE, "the program has no instructions")
			     : debug_fail(debug, WEIR_E_MEMORY);
	}
	debug->passes = debug->fails = debug->unseen = debug->counted = 0;
	debug->left = UINT64_MAX;
	debug_restart(debug);
	/* To find out why, one may well look on while it runs. */
	if (weir_bpf_check(&debug->program, &reason) != WEIR_OK)
		fprintf(out, "warning: the kernel refuses this program: %s\n", reason.text);
	return EXIT_DONE;
}

enum exit_code debug_refuse(struct debug *d, enum exit_code code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(d->err->text, sizeof(d->err->text), format, args);
	va_end(args);
	return code;
}

enum exit_code debug_fail(struct debug *d, enum weir_status status)
{
	if (!d->err->text[0] || status == WEIR_E_MEMORY)
		(void)debug_refuse(d, EXIT_SYSTEM, "%s", weir_status_text(status));
	return exit_code_of(status);
}

enum exit_code debug_needs_program(struct debug *d)
{
	if (d->program.count > 0)
		return EXIT_DONE;
	return debug_refuse(d, EXIT_USE, "no program is loaded: load bpf PROGRAM");
}

enum exit_code debug_needs_both(struct debug *d)
{
	enum exit_code code = debug_needs_program(d);

	if (code == EXIT_DONE && !d->has_frame)
		code = debug_refuse(d, EXIT_USE, "no packet is loaded: load pcap FILE");
	return code;
}

enum exit_code debug_no_more(struct debug *d, const char *rest)
{
	return *rest ? debug_refuse(d, EXIT_USE, "'%.40s' is one word too many", rest) : EXIT_DONE;
}

struct weir_slice debug_word(const char **rest)
{
	const char *begin = *rest;
	const char *end = begin;

	while (*end && !is_blank(*end))
		end++;
	*rest = end;
	while (is_blank(**rest))
		++*rest;
	return (struct weir_slice){ (const uint8_t *)begin, (size_t)(end - begin) };
}

bool debug_begins(struct weir_slice word, const char *whole)
{
	return word.size > 0 && word.size <= strlen(whole) &&
	       strncasecmp((const char *)word.data, whole, word.size) == 0;
}

static int digit_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* False: it is no number, or one that 64 bits do not hold. */
static bool read_number(struct weir_slice word, uint64_t *out)
{
	unsigned base = 10;
	size_t at = 0;

	*out = 0;
	if (word.size > 2 && word.data[0] == '0' && (word.data[1] | 0x20) == 'x') {
		base = 16;
		at = 2;
	}
	if (word.size == 0)
		return false;
	for (; at < word.size; at++) {
		unsigned digit = (unsigned)digit_of(word.data[at]);

		if (digit >= base || *out > (UINT64_MAX - digit) / base)
			return false;
		*out = *out * base + digit;
	}
	return true;
}

enum exit_code debug_number(struct debug *d, struct weir_slice word, uint64_t lowest,
			    uint64_t highest, uint64_t *out)
{
	int size = word.size < 40 ? (int)word.size : 40;
	uint64_t value;

	if (!read_number(word, &value))
		return debug_refuse(d, EXIT_USE, "'%.*s' is no number", size,
				    (const char *)word.data);
	if (value < lowest && highest >= UINT64_MAX - 1)
		return debug_refuse(d, EXIT_USE, "%llu is less than %llu",
				    (unsigned long long)value, (unsigned long long)lowest);
	if (value < lowest || value > highest)
		return debug_refuse(d, EXIT_USE, "%llu is not between %llu and %llu",
				    (unsigned long long)value, (unsigned long long)lowest,
				    (unsigned long long)highest);
	*out = value;
	return EXIT_DONE;
}

enum exit_code debug_place(struct debug *d, struct weir_slice word, size_t *out)
{
	uint64_t place = 0;

	if (word.size > 1 && (word.data[0] | 0x20) == 'l') {
		word.data++;
		word.size--;
	}
	enum exit_code code = debug_number(d, word, 0, UINT64_MAX, &place);
	if (code == EXIT_DONE && place >= d->program.count)
		code = debug_refuse(d, EXIT_USE, "no instruction %llu: the program has %zu, from 0",
				    (unsigned long long)place, d->program.count);
	if (code == EXIT_DONE)
		*out = (size_t)place;
	return code;
}
