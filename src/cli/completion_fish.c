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
	fprintf(out, "complete -c dnsweir -n '__dnsweir_in %s'",
		command == &cmd_dnsweir ? "\"\"" : command->name);
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
		for (size_t i = 0; list[i]; i++)
			fprintf(out, "%s%s", i ? " " : "", list[i]->name);
		for (size_t i = 0; complete == COMPLETE_PAGE && topics[i]; i++)
			fprintf(out, " %s", topics[i]->name);
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

void completion_fish(FILE *out, const struct command *const *list)
{
	fputs("# fish completion for dnsweir; printed by `dnsweir help --completion fish`.\n"
	      "# True where the subcommand typed so far is the one named; '' is none.\n"
	      "function __dnsweir_in\n"
	      "    set -l words (commandline -opc)\n"
	      "    set -l typed ''\n"
	      "    for word in $words[2..-1]\n"
	      "        if not string match -q -- '-*' $word\n"
	      "            set typed $word\n"
	      "            break\n"
	      "        end\n"
	      "    end\n"
	      "    test \"$typed\" = \"$argv[1]\"\n"
	      "end\n"
	      "complete -c dnsweir -f\n",
	      out);
	for (size_t i = 0; list[i]; i++) {
		put_start(out, &cmd_dnsweir);
		fprintf(out, " -a %s -d ", list[i]->name);
		put_quoted(out, list[i]->summary);
		putc('\n', out);
	}
	put_options(out, list, &cmd_dnsweir);
	for (size_t i = 0; list[i]; i++) {
		put_options(out, list, list[i]);
		if (list[i]->operand.complete != COMPLETE_NONE) {
			put_start(out, list[i]);
			put_offer(out, list, list[i]->operand.complete, NULL);
			putc('\n', out);
		}
	}
}
