/* rule_counts.h - a rule asked of a capture in both scopes.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_RULE_COUNTS_H
#define CLI_RULE_COUNTS_H

#include "cli/command.h"
#include "present/rule.h"

/* Count over the capture; complains of what cannot be read, after counting what could. `ports` as
 * weir_traffic_options has them. */
enum exit_code rule_counts_take(const struct invocation *call, const char *path,
				const struct weir_rule *rule, const uint16_t *ports,
				struct rule_counts *out);

#endif
