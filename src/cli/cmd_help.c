/* cmd_help.c - dnsweir help: explain a command; print man pages and completion from the same tables.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/command.h"
#include "cli/completion.h"
#include "cli/manual.h"
#include "cli/old_names.h"
#include "cli/run.h"
#include "cli/usage.h"
#include "present/colour.h"
#include "present/terminal.h"

enum { OPT_MAN, OPT_COMPLETION };

enum shell { SHELL_BASH, SHELL_ZSH, SHELL_FISH };

static const struct option_choice shells[] = {
	{ "bash", "for ~/.bashrc or share/bash-completion/completions/dnsweir", NULL, SHELL_BASH },
	{ "zsh", "for ~/.zshrc or a file _dnsweir in the function path", NULL, SHELL_ZSH },
	{ "fish", "for ~/.config/fish/completions/dnsweir.fish", NULL, SHELL_FISH },
	{ 0 },
};

static const struct option_spec options[] = {
	[OPT_MAN] = { 0, "man", NULL, "Print the man page instead, as mdoc source" },
	[OPT_COMPLETION] = { 0, "completion", "SHELL", "Print a completion script for SHELL",
			     .more = "An installed dnsweir has brought its scripts and pages along; "
				     "this is for one that was only built.",
			     .kind = OPTION_CHOICE, .choices = shells },
	{ 0 },
};

static enum exit_code print_completion(struct invocation *call)
{
	if (call->operand_count > 0 || call_given(call, OPT_MAN))
		return call_refuse(call, "--completion goes with nothing else");
	switch ((enum shell)call_choice(call, OPT_COMPLETION, SHELL_BASH)) {
	case SHELL_BASH:
		completion_bash(call->out, commands);
		break;
	case SHELL_ZSH:
		completion_zsh(call->out, commands);
		break;
	case SHELL_FISH:
		completion_fish(call->out, commands);
		break;
	}
	return EXIT_DONE;
}

/* As wide as reads well; beyond a terminal's edge nothing. */
static unsigned text_width(FILE *out)
{
	unsigned width = terminal_width(out) - 1;

	return width < 40 ? 40 : width > 100 ? 100 : width;
}

static enum exit_code run(struct invocation *call)
{
	const struct command *command = &cmd_dnsweir;
	struct manual manual = { .out = call->out,
				 .palette = palette_of(call->colour),
				 .width = text_width(call->out) };

	if (call_given(call, OPT_COMPLETION))
		return print_completion(call);
	if (call->operand_count == 0 && !call_given(call, OPT_MAN)) {
		overview_print(call->out);
		return EXIT_DONE;
	}
	const struct manual_format *format =
		call_given(call, OPT_MAN) ? &manual_mdoc : &manual_text;
	const char *name = call->operand_count > 0 ? call->operands[0] : "dnsweir";
	const char *action = call->operand_count > 1 ? call->operands[1] : NULL;
	const struct topic *topic = topic_find(name);
	if (topic && !action) {
		manual_print_topic(&manual, format, topic);
		return EXIT_DONE;
	}
	const struct old_name *old = command_find(name) ? NULL : old_name_find(name);
	if (old)
		command = command_find(old->command);
	else if (strcmp(name, "dnsweir") != 0)
		command = command_named(call, name);
	if (command && action)
		command = command_action_named(call, command, action);
	if (!command)
		return EXIT_USE;
	manual_print(&manual, format, command);
	return EXIT_DONE;
}

static const struct example examples[] = {
	{ "dnsweir help dnsweir", "What holds for all commands" },
	{ "source <(dnsweir help --completion bash)", "Completion in this bash" },
	{ "dnsweir help --man help | man -l -", "A man page that was not installed" },
	{ 0 },
};

const struct command cmd_help = {
	.name = "help",
	.synopsis =
		"dnsweir help [OPTION...] [COMMAND|TOPIC]\ndnsweir help [OPTION...] COMMAND ACTION",
	.summary = "Explain a command or topic at length",
	.description =
		"Explains COMMAND (or one ACTION of it) with all its options, as its man page does, or "
		"TOPIC, which belongs to no command alone. Without either it lists what there is; `dnsweir help dnsweir` explains "
		"what all commands have in common.",
	.options = options,
	.operand = { "COMMAND", "A command (and its action), a topic, or dnsweir for the whole", 0,
		     2, COMPLETE_PAGE },
	.examples = examples,
	.colours = true,
	.run = run,
};
