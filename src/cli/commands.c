/* commands.c - the tables of subcommands and of topics.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/command.h"
#include "cli/suggest.h"

#define COMMAND(name) extern const struct command cmd_##name;
#include "cli/commands.def"
#undef COMMAND

const struct command *const commands[] = {
#define COMMAND(name) &cmd_##name,
#include "cli/commands.def"
#undef COMMAND
	NULL,
};

#define TOPIC(name, part) extern const struct topic topic_##name;
#include "cli/topics.def"
#undef TOPIC

const struct topic *const topics[] = {
#define TOPIC(name, part) &topic_##name,
#include "cli/topics.def"
#undef TOPIC
	NULL,
};

const struct topic *topic_find(const char *name)
{
	for (size_t i = 0; topics[i]; i++)
		if (strcmp(topics[i]->name, name) == 0)
			return topics[i];
	return NULL;
}

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

const struct command *command_named(const struct invocation *call, const char *name)
{
	const struct command *command = command_find(name);
	struct suggestion suggestion = { .typed = name };

	if (command)
		return command;
	for (size_t i = 0; commands[i]; i++)
		suggestion_offer(&suggestion, commands[i]->name);
	if (suggestion.best)
		call_refuse(call, "unknown command '%s' (did you mean %s?)", name, suggestion.best);
	else
		call_refuse(call, "unknown command '%s'", name);
	return NULL;
}
