/* completion.h - scripts that complete dnsweir's command lines, one a shell.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "cli/command.h"

/* `list` as `commands`: NULL ends it. */
void completion_bash(FILE *out, const struct command *const *list);
void completion_zsh(FILE *out, const struct command *const *list);
void completion_fish(FILE *out, const struct command *const *list);

/* Names with blanks between: of commands, for COMPLETE_PAGE of topics too. */
void completion_names(FILE *out, const struct command *const *list, enum complete complete);

#endif
