/* rule_words.h - a rule that the user typed, or keeps in a file.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_RULE_WORDS_H
#define CLI_RULE_WORDS_H

#include <dnsweir/rule.h>

#include "cli/command.h"

/* Open the rule in `words`. What is wrong with it goes to call->err, with a caret at the place, and gives
 * EXIT_USE; so do warnings, which stop nothing. `options` may be NULL. */
enum exit_code rule_words_open(const struct invocation *call, const char *words,
			       const struct weir_rule_options *options, struct weir_rule **out);
/* The warnings alone, and whether the rule is constant. */
void rule_words_warn(const struct invocation *call, const char *words,
		     const struct weir_rule *rule);

/* The text of a file with a rule, "-" for standard input: to be freed. NULL after a complaint. */
char *rule_words_read(const struct invocation *call, const char *path, enum exit_code *code);

#endif
