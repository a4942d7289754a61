/* commands.c - the tables of subcommands and of topics.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/command.h"
#include "cli/suggest.h"

#define COMMAND(name) extern const struct command cmd_##name;
#define OLD_COMMAND COMMAND
#include "cli/commands.def"
#undef OLD_COMMAND
#undef COMMAND

const struct command *const commands[] = {
#define COMMAND(name) &cmd_##name,
#define OLD_COMMAND COMMAND
#include "cli/commands.def"
#undef OLD_COMMAND
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

const char *topic_name(const struct topic *topic, char out[TOPIC_NAME_MAX])
{
	bool taken = command_find(topic->name) != NULL;

	snprintf(out, TOPIC_NAME_MAX, "%s%s%s", topic->name, taken ? "." : "",
		 taken ? topic->part : "");
	return out;
}

const struct topic *topic_find(const char *name)
{
	for (size_t i = 0; topics[i]; i++) {
		char typed[TOPIC_NAME_MAX];

		if (strcmp(topic_name(topics[i], typed), name) == 0)
			return topics[i];
		snprintf(typed, sizeof(typed), "%s.%s", topics[i]->name, topics[i]->part);
		if (strcmp(typed, name) == 0)
			return topics[i];
	}
	return NULL;
}

bool command_is_action(const struct command *command)
{
	return strchr(command->name, ' ') != NULL;
}

const char *command_word(const struct command *command)
{
	const char *blank = strchr(command->name, ' ');

	return blank ? blank + 1 : command->name;
}

const struct command *command_action(const struct command *const *list,
				     const struct command *command, size_t *at)
{
	size_t size = strlen(command->name);

	while (list[*at]) {
		const struct command *other = list[(*at)++];

		if (strncmp(other->name, command->name, size) == 0 && other->name[size] == ' ')
			return other;
	}
	return NULL;
}

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

const struct command *command_action_named(const struct invocation *call,
					   const struct command *command, const char *word)
{
	struct suggestion suggestion = { .typed = word };
	const struct command *action;
	size_t at = 0;

	while ((action = command_action(commands, command, &at))) {
		if (strcmp(command_word(action), word) == 0)
			return action;
		suggestion_offer(&suggestion, command_word(action));
	}
	if (suggestion.best)
		call_refuse(call, "unknown action '%s' (did you mean %s?)", word, suggestion.best);
	else
		call_refuse(call, "unknown action '%s'", word);
	return NULL;
}

const struct command *command_named(const struct invocation *call, const char *name)
{
	const struct command *command = command_find(name);
	struct suggestion suggestion = { .typed = name };

	if (command && !command_is_action(command))
		return command;
	for (size_t i = 0; commands[i]; i++)
		if (!command_is_action(commands[i]))
			suggestion_offer(&suggestion, commands[i]->name);
	if (suggestion.best)
		call_refuse(call, "unknown command '%s' (did you mean %s?)", name, suggestion.best);
	else
		call_refuse(call, "unknown command '%s'", name);
	return NULL;
}
