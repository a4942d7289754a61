/* usage.c - the short help: all commands, or the options of one.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/usage.h"

#include <string.h>

#include "cli/old_names.h"
#include "cli/options.h"
#include "cli/prose.h"
#include "cli/run.h"

enum { WIDTH = 79, TEXT_AT = 26 };

/* "  LABEL     text", the text on a line of its own where the label is long. */
static void print_row(FILE *out, const char *label, unsigned text_at, const char *text)
{
	unsigned column = (unsigned)fprintf(out, "  %s", label);

	if (column + 2 > text_at) {
		putc('\n', out);
		column = 0;
	}
	fprintf(out, "%*s", (int)(text_at - column), "");
	prose_fill(out, text, strlen(text), text_at, text_at, WIDTH);
}

static void print_synopsis(FILE *out, const char *synopsis)
{
	const char *before = "Usage:";

	while (*synopsis) {
		size_t size = strcspn(synopsis, "\n");

		fprintf(out, "%6s %.*s\n", before, (int)size, synopsis);
		synopsis += size + (synopsis[size] == '\n');
		before = "or:";
	}
}

static void print_example(FILE *out, const struct example *example)
{
	fputs("  ", out);
	prose_fill(out, example->says, strlen(example->says), 2, 2, WIDTH);
	fprintf(out, "    %s\n", example->line);
}

static void print_options(FILE *out, const struct command *command)
{
	const struct option_spec *option;
	const char *group = "Options";
	bool headed = false;
	size_t at = 0;

	while ((option = option_next(command, &at))) {
		char label[OPTION_LABEL_MAX];

		if (option->group && strcmp(option->group, group) != 0) {
			group = option->group;
			headed = false;
		}
		if (!headed)
			fprintf(out, "\n%s:\n", group);
		headed = true;
		option_label(option, label);
		/* Long names stand below each other. */
		char shifted[OPTION_LABEL_MAX + 4];
		snprintf(shifted, sizeof(shifted), "%s%s", option->letter ? "" : "    ", label);
		print_row(out, shifted, TEXT_AT, option->help);
	}
}

static void print_actions(FILE *out, const struct command *command)
{
	const struct command *action;
	size_t at = 0;

	while ((action = command_action(commands, command, &at)))
		print_row(out, command_word(action), 14, action->summary);
}

static void print_commands(FILE *out, bool old)
{
	for (size_t i = 0; commands[i]; i++)
		if (!command_is_action(commands[i]) && commands[i]->old == old)
			print_row(out, commands[i]->name, old ? 22 : 14, commands[i]->summary);
}

/* Old names of commands that are called something else here. */
static void print_renamed(FILE *out)
{
	for (const struct old_name *old = old_names; old->name; old++) {
		char text[80];

		if (command_find(old->name) || !command_find(old->command))
			continue;
		snprintf(text, sizeof(text), "The same as %s", old->command);
		print_row(out, old->name, 22, text);
	}
}

void overview_print(FILE *out)
{
	char name[TOPIC_NAME_MAX];

	fprintf(out, "%s\n\n", cmd_dnsweir.summary);
	print_synopsis(out, cmd_dnsweir.synopsis);
	fprintf(out, "\nCommands:\n");
	print_commands(out, false);
	fputs("\nTopics:\n", out);
	for (size_t i = 0; topics[i]; i++)
		print_row(out, topic_name(topics[i], name), 14, topics[i]->summary);
	fputs("\nCommand lines of older tools, also by links of these names:\n", out);
	print_commands(out, true);
	print_renamed(out);
	print_options(out, &cmd_dnsweir);
	fputs("\nExamples:\n", out);
	for (size_t i = 0; commands[i]; i++)
		if (commands[i]->examples && !command_is_action(commands[i]) && !commands[i]->old)
			print_example(out, commands[i]->examples);
	fprintf(out, "\n'dnsweir COMMAND --help' lists the options of a command,\n"
		     "'dnsweir help COMMAND' (or TOPIC) explains it.\n");
}

void usage_print(FILE *out, const struct command *command)
{
	if (command == &cmd_dnsweir) {
		overview_print(out);
		return;
	}
	print_synopsis(out, command->synopsis);
	fprintf(out, "%s.\n", command->summary);
	if (!command->run)
		fputs("\nActions:\n", out);
	print_actions(out, command);
	if (command->operand.help) {
		putc('\n', out);
		print_row(out, command->operand.name, TEXT_AT, command->operand.help);
	}
	print_options(out, command);
	if (command->examples)
		fputs("\nExamples:\n", out);
	for (const struct example *e = command->examples; e && e->line; e++)
		print_example(out, e);
	if (!command->run)
		fprintf(out, "\n'dnsweir %s ACTION --help' lists the options of an action.\n",
			command->name);
	fprintf(out, "\n'dnsweir help %s' explains it all.\n", command->name);
}
