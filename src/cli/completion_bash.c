/* completion_bash.c - completion for bash, without the bash-completion package.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/completion.h"
#include "cli/options.h"
#include "cli/run.h"

/* bash cuts words at '=' (COMP_WORDBREAKS), so "--json=8" arrives as three of them; where a user
 * changed that, as one. Both become: `key` (the option, with '=' where one was typed) and `current`. */
static const char head[] =
	"# bash completion for dnsweir; printed by `dnsweir help --completion bash`.\n"
	"_dnsweir()\n"
	"{\n"
	"\tlocal current=${COMP_WORDS[COMP_CWORD]} key=${COMP_WORDS[COMP_CWORD-1]}\n"
	"\tlocal command='' words='' kind='' prefix='' i\n"
	"\tif [[ $current == '=' ]]; then\n"
	"\t\tkey+='='\n"
	"\t\tcurrent=''\n"
	"\telif [[ $key == '=' && COMP_CWORD -gt 1 ]]; then\n"
	"\t\tkey=${COMP_WORDS[COMP_CWORD-2]}=\n"
	"\telif [[ $current == --*=* ]]; then\n"
	"\t\tkey=${current%%=*}=\n"
	"\t\tprefix=$key\n"
	"\t\tcurrent=${current#*=}\n"
	"\tfi\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\tif [[ ${COMP_WORDS[i]} != -* ]]; then\n"
	"\t\t\tcommand+=${command:+ }${COMP_WORDS[i]}\n"
	"\t\t\tcase $command in\n";
/* Here stand the commands that have actions: the next word belongs to the name. */
static const char head_end[] = "\t\t\t*) break ;;\n"
			       "\t\t\tesac\n"
			       "\t\tfi\n"
			       "\tdone\n"
			       "\tcase $command in\n";

static const char tail[] =
	"\t*) return ;;\n"
	"\tesac\n"
	"\tcase $kind in\n"
	"\tfile) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -P \"$prefix\" -f -- \"$current\") ;;\n"
	"\tfolder) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -P \"$prefix\" -d -- \"$current\") ;;\n"
	"\tinterface) mapfile -t COMPREPLY < <(compgen -P \"$prefix\" -W \"$(command ls /sys/class/net)\" -- \"$current\") ;;\n"
	"\t*) mapfile -t COMPREPLY < <(compgen -P \"$prefix\" -W \"$words\" -- \"$current\") ;;\n"
	"\tesac\n"
	"}\n"
	"complete -F _dnsweir dnsweir\n";

/* What to offer: `kind`, or `words`; nothing where any text will do. */
static void print_offer(FILE *out, const struct command *const *list, enum complete complete,
			const struct option_choice *choice)
{
	const char *blank = "";

	switch (complete) {
	case COMPLETE_FILE:
		fputs("kind=file", out);
		return;
	case COMPLETE_FOLDER:
		fputs("kind=folder", out);
		return;
	case COMPLETE_INTERFACE:
		fputs("kind=interface", out);
		return;
	case COMPLETE_COMMAND:
	case COMPLETE_PAGE:
		fputs("words='", out);
		completion_names(out, list, complete);
		fputs(complete == COMPLETE_PAGE ? " dnsweir'" : "'", out);
		return;
	case COMPLETE_NONE:
		break;
	}
	fputs("words='", out);
	for (; choice && choice->word; choice++) {
		fprintf(out, "%s%s", blank, choice->word);
		blank = " ";
	}
	fputs("'", out);
}

/* The keys behind which a value of this option stands. */
static void print_value_case(FILE *out, const struct command *const *list,
			     const struct option_spec *option)
{
	const char *bar = "";

	if (!option->argument)
		return;
	fprintf(out, "\t\t");
	if (option->letter && !option->optional) {
		fprintf(out, "-%c", option->letter);
		bar = "|";
	}
	if (option->name && !option->optional) {
		fprintf(out, "%s--%s", bar, option->name);
		bar = "|";
	}
	if (option->name)
		fprintf(out, "%s--%s=", bar, option->name);
	fprintf(out, ") ");
	print_offer(out, list, option->complete, option->choices);
	fprintf(out, " ;;\n");
}

static void print_names(FILE *out, const struct command *command)
{
	const struct option_spec *option;
	size_t at = 0;
	const char *blank = "";

	while ((option = option_next(command, &at))) {
		if (option->letter) {
			fprintf(out, "%s-%c", blank, option->letter);
			blank = " ";
		}
		if (option->name) {
			fprintf(out, "%s--%s", blank, option->name);
			blank = " ";
		}
	}
}

static void print_actions(FILE *out, const struct command *const *list,
			  const struct command *command)
{
	const struct command *action;
	const char *blank = "";
	size_t at = 0;

	fputs("words='", out);
	while ((action = command_action(list, command, &at))) {
		fprintf(out, "%s%s", blank, command_word(action));
		blank = " ";
	}
	fputs("'", out);
}

static void print_command(FILE *out, const struct command *const *list,
			  const struct command *command)
{
	const struct option_spec *option;
	size_t at = 0;

	const char *quote = command_is_action(command) ? "'" : "";
	fprintf(out, "\t%s%s%s)\n\t\tcase $key in\n", quote,
		command == &cmd_dnsweir ? "''" : command->name, quote);
	while ((option = option_next(command, &at)))
		print_value_case(out, list, option);
	fputs("\t\t*)\n\t\t\tif [[ $current == -* ]]; then\n\t\t\t\twords='", out);
	print_names(out, command);
	fputs("'\n\t\t\telse\n\t\t\t\t", out);
	if (command->run)
		print_offer(out, list,
			    command == &cmd_dnsweir ? COMPLETE_COMMAND : command->operand.complete,
			    NULL);
	else
		print_actions(out, list, command);
	fputs("\n\t\t\tfi\n\t\t\t;;\n\t\tesac\n\t\t;;\n", out);
}

void completion_bash(FILE *out, const struct command *const *list)
{
	fputs(head, out);
	for (size_t i = 0; list[i]; i++)
		if (!list[i]->run)
			fprintf(out, "\t\t\t%s) ;;\n", list[i]->name);
	fputs(head_end, out);
	print_command(out, list, &cmd_dnsweir);
	for (size_t i = 0; list[i]; i++)
		print_command(out, list, list[i]);
	fputs(tail, out);
}
