/* cmd_help.c - dnsweir help: explain a command at length.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"
#include "cli/run.h"
#include "cli/usage.h"

static enum exit_code run(struct invocation *call)
{
	if (call->operand_count == 0) {
		overview_print(call->out);
		return EXIT_DONE;
	}
	const struct command *command = command_named(call, call->operands[0]);
	if (!command)
		return EXIT_USE;
	usage_print(call->out, command);
	return EXIT_DONE;
}

const struct command cmd_help = {
	.name = "help",
	.synopsis = "dnsweir help [COMMAND]",
	.summary = "Explain a command at length",
	.description = "Without COMMAND lists all commands.",
	.operand = { "COMMAND", "One of dnsweir's commands", 0, 1, COMPLETE_COMMAND },
	.run = run,
};
