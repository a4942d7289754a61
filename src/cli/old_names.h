/* old_names.h - the names of older tools whose command lines still work.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_OLD_NAMES_H
#define CLI_OLD_NAMES_H

#include "cli/command.h"

struct old_name {
	const char *name;
	const char *command;
	const char *word; /* stands before the words typed; NULL: nothing */
};

/* In the order of the table; `name` NULL ends. */
extern const struct old_name old_names[];

/* The row for a name as typed, or for argv[0] with its folders and without ".py"; NULL: none. */
const struct old_name *old_name_find(const char *name);
const struct old_name *old_name_of_program(const char *path);

#endif
