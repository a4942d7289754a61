/* options.h - read a command line by a command's option table.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/command.h"

/* A value of an option that repeats. */
struct option_use {
	size_t option;
	const char *text;
	uint64_t number; /* OPTION_NUMBER and OPTION_SIZE */
};

/* Options that the framework adds to a command's own. Their values stand behind those of the table. */
enum common_option { COMMON_COLOUR, COMMON_HELP, COMMON_OPTIONS };

/* All rows that `command` takes, its own first: start with *at = 0; NULL when all were given. */
const struct option_spec *option_next(const struct command *command, size_t *at);

struct parsed {
	struct option_value *values; /* the command's own rows, then COMMON_OPTIONS more */
	size_t own;                  /* rows of the command's own table */
	const char **operands;
	size_t operand_count;
	struct option_use *uses;
	size_t use_count;
	const void *form;
};

/* Read the words behind the command's name. Complaints go to call->err and give EXIT_USE. A call for
 * help ends the reading: options_help says so. On EXIT_DONE the members of `call` that come from the
 * command line are set; they borrow from `out` and `words`. */
enum exit_code options_parse(struct invocation *call, size_t count, const char *const *words,
			     struct parsed *out) WEIR_MUST_USE;
bool options_help(const struct parsed *parsed);
void options_close(struct parsed *parsed); /* zeroed is fine */

/* May the two not be given together? */
bool option_rivals(const struct option_spec *one, const struct option_spec *other);

enum { OPTION_LABEL_MAX = 80 };
/* "-c, --count=N", "--json[=FORM]" into `out`, terminated. */
void option_label(const struct option_spec *option, char out[OPTION_LABEL_MAX]);

#endif
