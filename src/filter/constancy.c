/* constancy.c - is a rule never or always true?
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/tree.h"

enum weir_constancy weir_rule_constancy(const struct weir_rule *rule)
{
	const struct node *root = &rule->nodes[rule->node_count - 1];

	if (root->kind == NODE_NEVER)
		return WEIR_RULE_NEVER;
	return root->kind == NODE_ALWAYS ? WEIR_RULE_ALWAYS : rule->constancy;
}
