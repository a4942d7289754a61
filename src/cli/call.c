/* call.c - what a command asks of its invocation: values, complaints, exit codes.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <poll.h>
#include <stdarg.h>
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"

const char *call_text(const struct invocation *call, size_t option, const char *fallback)
{
	const char *text = call->values[option].text;

	return text ? text : fallback;
}

uint64_t call_number(const struct invocation *call, size_t option, uint64_t fallback)
{
	return call->values[option].text ? call->values[option].number : fallback;
}

int call_choice(const struct invocation *call, size_t option, int fallback)
{
	const struct option_choice *choice = call->values[option].choice;

	return choice ? choice->value : fallback;
}

static const struct option_use *nth_use(const struct invocation *call, size_t option, size_t n)
{
	for (size_t i = 0; i < call->use_count; i++)
		if (call->uses[i].option == option && n-- == 0)
			return &call->uses[i];
	return NULL;
}

const char *call_each(const struct invocation *call, size_t option, size_t n)
{
	const struct option_use *use = nth_use(call, option, n);

	return use ? use->text : NULL;
}

bool call_each_number(const struct invocation *call, size_t option, size_t n, uint64_t *number)
{
	const struct option_use *use = nth_use(call, option, n);

	if (use)
		*number = use->number;
	return use != NULL;
}

bool call_piece(const struct invocation *call, size_t option, struct call_pieces *at,
		struct weir_slice *piece)
{
	if (!at->rest)
		at->rest = call_each(call, option, at->use++);
	if (!at->rest)
		return false;
	size_t size = strcspn(at->rest, ",");
	*piece = (struct weir_slice){ (const uint8_t *)at->rest, size };
	at->rest = at->rest[size] ? at->rest + size + 1 : NULL;
	return true;
}

WEIR_PRINTF(2, 0)
static void complain(const struct invocation *call, const char *format, va_list args)
{
	char text[1024];

	vsnprintf(text, sizeof(text), format, args);
	/* A file name or a word of the user's must not steer a terminal. */
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7e)
			*c = '?';
	/* What the answer was so far stands before the complaint where both go to one place. */
	fflush(call->out);
	fprintf(call->err, "%s: %s\n", call->program, text);
}

void call_note(const struct invocation *call, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(call, format, args);
	va_end(args);
}

enum exit_code call_refuse(const struct invocation *call, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(call, format, args);
	va_end(args);
	fprintf(call->err, "Try '%s --help'.\n", call->program);
	return EXIT_USE;
}

enum exit_code exit_code_of(enum weir_status status)
{
	switch (status) {
	case WEIR_OK:
	case WEIR_END:
		return EXIT_DONE;
	case WEIR_E_SHORT:
	case WEIR_E_FORM:
	case WEIR_E_RANGE:
	case WEIR_E_CUT:
		return EXIT_BROKEN;
	case WEIR_E_UNKNOWN:
	case WEIR_E_USE:
		return EXIT_USE;
	case WEIR_E_SPACE:
	case WEIR_E_MEMORY:
	case WEIR_E_SYSTEM:
	case WEIR_E_SUPPORT:
		return EXIT_SYSTEM;
	}
	return EXIT_SYSTEM;
}

enum exit_code call_fail(const struct invocation *call, enum weir_status status,
			 const struct weir_error *err)
{
	call_note(call, "%s", err && err->text[0] ? err->text : weir_status_text(status));
	return exit_code_of(status);
}

bool call_out_lost(const struct invocation *call)
{
	return ferror(call->out) != 0;
}

bool call_reader_left(const struct invocation *call)
{
	struct pollfd poller = { .fd = fileno(call->out), .events = POLLOUT };

	return poller.fd >= 0 && poll(&poller, 1, 0) == 1 && (poller.revents & (POLLERR | POLLHUP));
}

bool call_interrupted(const struct invocation *call)
{
	return call->interrupted && *call->interrupted;
}

const char *exit_code_text(enum exit_code code)
{
	switch (code) {
	case EXIT_DONE:
		return "Done.";
	case EXIT_NOTHING:
		return "Nothing was found, or no reply came.";
	case EXIT_USE:
		return "Wrong use: an unknown option, a missing operand, a value out of range.";
	case EXIT_BROKEN:
		return "The input is malformed or cut. What could be read was read; a message says how "
		       "much was not.";
	case EXIT_SYSTEM:
		return "The system said no: a file that cannot be opened, a full disk, no memory, a "
		       "missing right.";
	}
	return "";
}
