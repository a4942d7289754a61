/* usage.h - the short help: all commands, or the options of one.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_USAGE_H
#define CLI_USAGE_H

#include "cli/command.h"

/* All commands, with what people want most. */
void overview_print(FILE *out);
/* `dnsweir NAME --help`: a line an option. */
void usage_print(FILE *out, const struct command *command);

#endif
