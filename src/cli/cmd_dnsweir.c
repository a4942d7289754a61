/* cmd_dnsweir.c - dnsweir without a subcommand: --help, --version, and the page about the whole.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/run.h"
#include "cli/usage.h"

enum { OPT_VERSION };

static const struct option_spec options[] = {
	[OPT_VERSION] = { 'V', "version", NULL, "Print the version and exit", .group = "General" },
	{ 0 },
};

static enum exit_code run(struct invocation *call)
{
	if (call_given(call, OPT_VERSION))
		return command_find("version")->run(call);
	overview_print(call->out);
	return EXIT_USE;
}

const struct command cmd_dnsweir = {
	.name = "dnsweir",
	.synopsis = "dnsweir COMMAND [OPTION...] [OPERAND...]",
	.summary = "Look into DNS packets and remember who answered what",
	.description =
		"dnsweir reads DNS out of packet captures. Each of its commands does one thing and has "
		"a page of its own; what follows holds for all of them.\n\n"
		"Options may stand before or behind operands; `--` ends them. The name of an option may "
		"be shortened as long as no other of the command begins so; scripts better write it "
		"in full, since options are added. Names of commands are typed in full. A file name "
		"`-` is standard input. The answer goes to standard output; complaints, summaries "
		"and progress go to standard error.\n\n"
		"Names and data off the wire are printed so that they cannot steer a terminal: what is "
		"not printable ASCII appears as `\\DDD`, three decimal digits, as in a zone file.",
	.options = options,
	.run = run,
};
