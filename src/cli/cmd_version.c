/* cmd_version.c - dnsweir version: which dnsweir this is.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

static enum exit_code run(struct invocation *call)
{
	fprintf(call->out, "dnsweir %s\n", weir_version());
	return EXIT_DONE;
}

const struct command cmd_version = {
	.name = "version",
	.synopsis = "dnsweir version",
	.summary = "Print the version",
	.description =
		"Prints the word dnsweir and the version, as `dnsweir --version` does. Version 0 "
		"promises nothing yet: options, output and the library may still change.",
	.run = run,
};
