/* rule_words.h - a rule as the user gives it: on the command line or in a file.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_RULE_WORDS_H
#define CLI_RULE_WORDS_H

#include <dnsweir/rule.h>

#include "cli/command.h"

enum { RULE_FILE_MAX = 1024 * 1024 };

struct rule_words {
	const char *words; /* -f; NULL: not given */
	const char *path;  /* -F, the same; a file whose whole text is the rule */
	struct weir_rule_options options;
};

/* Opens the rule and tells its warnings; complains where it cannot be read, with a mark under the place.
 * `*out` stays NULL where neither is given. Closed with weir_rule_close. */
enum exit_code rule_words_open(const struct invocation *call, const struct rule_words *words,
			       struct weir_rule **out);

/* The same for words at hand; `option` says where they come from, and may be NULL. */
enum exit_code rule_words_take(const struct invocation *call, const char *option, const char *words,
			       const struct weir_rule_options *options, struct weir_rule **out);

/* Complains that a rule cannot be used: where, and why. */
enum exit_code rule_words_refuse(const struct invocation *call, const char *option,
				 const char *words, enum weir_status status,
				 const struct weir_error *err);

/* The text of a file with a rule, "-" for standard input, without blanks at its end: to be freed. NULL
 * after a complaint. */
char *rule_words_read(const struct invocation *call, const char *path, enum exit_code *code);

#endif
