/* completion_zsh.c - completion for zsh, by its _arguments.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/completion.h"
#include "cli/options.h"
#include "cli/run.h"

/* Text inside an _arguments or _describe specification, in single quotes. */
static void put_quoted(FILE *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '\'':
			fputs("'\\''", out);
			break;
		case '`': /* marks what is typed; prose only */
			break;
		case '[':
		case ']':
		case ':':
		case '\\':
			putc('\\', out);
			putc(*text, out);
			break;
		default:
			putc(*text, out);
		}
	}
}

/* ":MESSAGE:ACTION". */
static void put_action(FILE *out, const char *name, enum complete complete,
		       const struct option_choice *choice)
{
	fprintf(out, ":%s:", name);
	switch (complete) {
	case COMPLETE_FILE:
		fputs("_files", out);
		return;
	case COMPLETE_FOLDER:
		fputs("_files -/", out);
		return;
	case COMPLETE_INTERFACE:
		fputs("_net_interfaces", out);
		return;
	case COMPLETE_COMMAND:
		fputs("_dnsweir_commands", out);
		return;
	case COMPLETE_PAGE:
		fputs("_dnsweir_pages", out);
		return;
	case COMPLETE_NONE:
		break;
	}
	if (!choice) {
		putc(' ', out); /* any text: nothing to offer */
		return;
	}
	fputs("((", out);
	for (; choice->word; choice++) {
		fprintf(out, "%s\\:\"", choice->word);
		put_quoted(out, choice->help);
		fputs(choice[1].word ? "\" " : "\"", out);
	}
	fputs("))", out);
}

static void put_names(FILE *out, const struct option_spec *option, const char *blank)
{
	if (option->letter)
		fprintf(out, "%s-%c", blank, option->letter);
	if (option->name)
		fprintf(out, "%s--%s", option->letter ? " " : blank, option->name);
}

/* An option given once excludes itself in either form, and always its rivals. */
static void put_exclusion(FILE *out, const struct command *command,
			  const struct option_spec *option)
{
	const struct option_spec *other;
	const char *blank = "";
	size_t at = 0;

	putc('(', out);
	if (!option->repeats) {
		put_names(out, option, "");
		blank = " ";
	}
	while ((other = option_next(command, &at))) {
		if (option_rivals(option, other)) {
			put_names(out, other, blank);
			blank = " ";
		}
	}
	fputs(option->repeats ? ")*" : ")", out);
}

/* One specification for each way to write the option; each begins the next line. */
static void put_form(FILE *out, const struct command *command, const struct option_spec *option,
		     bool letter)
{
	fputs(" \\\n\t\t\t'", out);
	put_exclusion(out, command, option);
	if (letter)
		fprintf(out, "-%c%s", option->letter,
			option->argument && !option->optional ? "+" : "");
	else
		fprintf(out, "--%s%s", option->name,
			!option->argument  ? ""
			: option->optional ? "=-"
					   : "=");
	putc('[', out);
	put_quoted(out, option->help);
	putc(']', out);
	if (option->argument && !(letter && option->optional)) {
		if (option->optional)
			putc(':', out);
		put_action(out, option->argument, option->complete, option->choices);
	}
	putc('\'', out);
}

static void put_options(FILE *out, const struct command *command)
{
	const struct option_spec *option;
	size_t at = 0;

	while ((option = option_next(command, &at))) {
		if (option->letter)
			put_form(out, command, option, true);
		if (option->name)
			put_form(out, command, option, false);
	}
}

static void put_actions(FILE *out, const struct command *const *list, const struct command *command)
{
	const struct command *action;
	const char *blank = "";
	size_t at = 0;

	fputs(" \\\n\t\t\t'1:ACTION:((", out);
	while ((action = command_action(list, command, &at))) {
		fprintf(out, "%s%s\\:\"", blank, command_word(action));
		put_quoted(out, action->summary);
		putc('"', out);
		blank = " ";
	}
	fputs("))'", out);
}

static void put_command(FILE *out, const struct command *const *list, const struct command *command)
{
	const char *quote = command_is_action(command) ? "'" : "";

	fprintf(out, "\t%s%s%s)\n\t\t_arguments -s -S", quote, command->name, quote);
	put_options(out, command);
	if (!command->run)
		put_actions(out, list, command);
	if (command->operand.name) {
		fputs(" \\\n\t\t\t'*", out);
		put_action(out, command->operand.name, command->operand.complete, NULL);
		putc('\'', out);
	}
	fputs("\n\t\t;;\n", out);
}

static void put_name(FILE *out, const char *name, const char *summary)
{
	fprintf(out, "\t\t'%s:", name);
	put_quoted(out, summary);
	fputs("'\n", out);
}

/* The functions that offer names: of commands, of pages. */
static void put_lists(FILE *out, const struct command *const *list)
{
	char name[TOPIC_NAME_MAX];

	fputs("_dnsweir_commands()\n{\n\tlocal -a names\n\tnames=(\n", out);
	for (size_t i = 0; list[i]; i++)
		if (!command_is_action(list[i]))
			put_name(out, list[i]->name, list[i]->summary);
	fputs("\t)\n\t_describe -t commands command names\n}\n"
	      "_dnsweir_pages()\n{\n\tlocal -a topics\n\ttopics=(\n",
	      out);
	put_name(out, cmd_dnsweir.name, cmd_dnsweir.summary);
	for (size_t i = 0; topics[i]; i++)
		put_name(out, topic_name(topics[i], name), topics[i]->summary);
	fputs("\t)\n\t_dnsweir_commands\n\t_describe -t topics topic topics\n}\n", out);
}

/* Command and action become one word. */
static const char action_word[] = "\tif [[ $words[1] == %s && CURRENT -gt 2 ]]; then\n"
				  "\t\twords[1,2]=(\"$words[1] $words[2]\")\n"
				  "\t\t(( CURRENT-- ))\n"
				  "\tfi\n";

void completion_zsh(FILE *out, const struct command *const *list)
{
	fputs("#compdef dnsweir\n"
	      "# zsh completion for dnsweir; printed by `dnsweir help --completion zsh`.\n",
	      out);
	put_lists(out, list);
	fputs("_dnsweir()\n{\n"
	      "\tlocal curcontext=$curcontext context state state_descr line\n"
	      "\ttypeset -A opt_args\n"
	      "\t_arguments -C -S",
	      out);
	put_options(out, &cmd_dnsweir);
	fputs(" \\\n\t\t\t'1:COMMAND:_dnsweir_commands' \\\n"
	      "\t\t\t'*:: :->rest' && return\n"
	      "\t[[ $state == rest ]] || return\n"
	      "\tcurcontext=${curcontext%:*}-$words[1]:\n",
	      out);
	for (size_t i = 0; list[i]; i++)
		if (!list[i]->run)
			fprintf(out, action_word, list[i]->name);
	fputs("\tcase $words[1] in\n", out);
	for (size_t i = 0; list[i]; i++)
		put_command(out, list, list[i]);
	fputs("\tesac\n}\n"
	      "if [[ $funcstack[1] == _dnsweir ]]; then\n\t_dnsweir \"$@\"\n"
	      "else\n\tcompdef _dnsweir dnsweir\nfi\n",
	      out);
}
