/* old_names.c - the names of older tools whose command lines still work.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/old_names.h"

#include <string.h>

const struct old_name old_names[] = {
#define OLD_NAME(name, command, word) { name, command, word },
#include "cli/old_names.def"
#undef OLD_NAME
	{ 0 },
};

static const struct old_name *find(const char *name, size_t size)
{
	for (const struct old_name *row = old_names; row->name; row++)
		if (strlen(row->name) == size && memcmp(row->name, name, size) == 0 &&
		    command_find(row->command))
			return row;
	return NULL;
}

const struct old_name *old_name_find(const char *name)
{
	return find(name, strlen(name));
}

const struct old_name *old_name_of_program(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t size = strlen(name);

	if (size > 3 && strcmp(name + size - 3, ".py") == 0)
		size -= 3;
	return find(name, size);
}
