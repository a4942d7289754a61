/* completion_fish.c - completion for fish.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/completion.h"
#include "cli/options.h"
#include "cli/run.h"

static void put_quoted(FILE *out, const char *text)
{
	putc('\'', out);
	for (; *text; text++) {
		if (*text == '`') /* marks what is typed; prose only */
			continue;
		if (*text == '\'' || *text == '\\')
			putc('\\', out);
		putc(*text, out);
	}
	putc('\'', out);
}

static void put_start(FILE *out, const struct command *command)
{
	const char *quote = command == &cmd_dnsweir || command_is_action(command) ? "\"" : "";

	fprintf(out, "complete -c dnsweir -n '__dnsweir_in %s%s%s'", quote,
		command == &cmd_dnsweir ? "" : command->name, quote);
}

/* The arguments of `complete` that say what to offer. */
static void put_offer(FILE *out, const struct command *const *list, enum complete complete,
		      const struct option_choice *choice)
{
	switch (complete) {
	case COMPLETE_FILE:
		fputs(" -F", out);
		return;
	case COMPLETE_FOLDER:
		fputs(" -a '(__fish_complete_directories)'", out);
		return;
	case COMPLETE_INTERFACE:
		fputs(" -a '(__fish_print_interfaces)'", out);
		return;
	case COMPLETE_COMMAND:
	case COMPLETE_PAGE:
		fputs(" -a '", out);
		completion_names(out, list, complete);
		fputs(complete == COMPLETE_PAGE ? " dnsweir'" : "'", out);
		return;
	case COMPLETE_NONE:
		break;
	}
	if (!choice)
		return;
	fputs(" -a '", out);
	for (; choice->word; choice++)
		fprintf(out, "%s%s", choice->word, choice[1].word ? " " : "'");
}

static void put_options(FILE *out, const struct command *const *list, const struct command *command)
{
	const struct option_spec *option;
	size_t at = 0;

	while ((option = option_next(command, &at))) {
		put_start(out, command);
		if (option->letter)
			fprintf(out, " -s %c", option->letter);
		if (option->name)
			fprintf(out, " -l %s", option->name);
		if (option->argument && !option->optional)
			fputs(option->complete == COMPLETE_FILE ? " -r" : " -x", out);
		if (option->argument)
			put_offer(out, list, option->complete, option->choices);
		fputs(" -d ", out);
		put_quoted(out, option->help);
		putc('\n', out);
	}
}

/* The name of a command or action, where `before` has been typed. */
static void put_name(FILE *out, const struct command *before, const struct command *command)
{
	put_start(out, before);
	fprintf(out, " -a %s -d ", command_word(command));
	put_quoted(out, command->summary);
	putc('\n', out);
}

void completion_fish(FILE *out, const struct command *const *list)
{
	fputs("# fish completion for dnsweir; printed by `dnsweir help --completion fish`.\n"
	      "# True where the subcommand typed so far is the one named; '' is none.\n"
	      "function __dnsweir_in\n"
	      "    set -l words (commandline -opc)\n"
	      "    set -l typed ''\n"
	      "    for word in $words[2..-1]\n"
	      "        if not string match -q -- '-*' $word\n"
	      "            set typed (string trim \"$typed $word\")\n"
	      "            contains -- $typed",
	      out);
	for (size_t i = 0; list[i]; i++)
		if (!list[i]->run)
			fprintf(out, " %s", list[i]->name);
	fputs("; or break\n"
	      "        end\n"
	      "    end\n"
	      "    test \"$typed\" = \"$argv[1]\"\n"
	      "end\n"
	      "complete -c dnsweir -f\n",
	      out);
	for (size_t i = 0; list[i]; i++)
		if (!command_is_action(list[i]))
			put_name(out, &cmd_dnsweir, list[i]);
	put_options(out, list, &cmd_dnsweir);
	for (size_t i = 0; list[i]; i++) {
		const struct command *action;
		size_t at = 0;

		put_options(out, list, list[i]);
		while (!list[i]->run && (action = command_action(list, list[i], &at)))
			put_name(out, list[i], action);
		if (list[i]->operand.complete != COMPLETE_NONE) {
			put_start(out, list[i]);
			put_offer(out, list, list[i]->operand.complete, NULL);
			putc('\n', out);
		}
	}
}
