/* build_finish.c - keep what hangs on the root: one array of nodes, children before parents.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "filter/build.h"

struct sweep {
	struct weir_rule *rule;
	uint32_t *node_to;     /* new places; UINT32_MAX: not wanted */
	uint32_t *relation_to; /* the same */
	uint16_t *depth;
};

/* Children stand before their parents, so one pass from the back finds all that is wanted. */
static void mark(struct sweep *s, uint32_t root)
{
	const struct weir_rule *rule = s->rule;

	memset(s->node_to, 0xff, rule->node_count * sizeof(*s->node_to));
	memset(s->relation_to, 0xff, rule->relation_count * sizeof(*s->relation_to));
	s->node_to[root] = 0;
	for (uint32_t i = root + 1; i-- > 0;) {
		const struct node *node = &rule->nodes[i];

		if (s->node_to[i] == UINT32_MAX)
			continue;
		if (node->kind == NODE_RELATION)
			s->relation_to[node->relation] = 0;
		for (uint32_t k = 0; k < node->count; k++)
			s->node_to[rule->children[node->first + k]] = 0;
	}
}

static void keep_relations(struct sweep *s)
{
	struct weir_rule *rule = s->rule;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < rule->relation_count; i++) {
		if (s->relation_to[i] == UINT32_MAX) {
			relation_free(&rule->relations[i]);
			continue;
		}
		s->relation_to[i] = kept;
		rule->relations[kept++] = rule->relations[i];
	}
	rule->relation_count = kept;
}

/* False: deeper than the ceiling. */
static bool keep_nodes(struct sweep *s, uint32_t root, uint32_t *children)
{
	struct weir_rule *rule = s->rule;
	uint32_t kept = 0;
	uint32_t child_count = 0;

	for (uint32_t i = 0; i <= root; i++) {
		struct node node = rule->nodes[i];
		uint16_t depth = 0;

		if (s->node_to[i] == UINT32_MAX)
			continue;
		for (uint32_t k = 0; k < node.count; k++) {
			uint32_t child = s->node_to[rule->children[node.first + k]];

			children[child_count + k] = child;
			if (s->depth[child] > depth)
				depth = s->depth[child];
		}
		if (node.count > 0)
			node.first = child_count;
		child_count += node.count;
		if (node.kind == NODE_RELATION)
			node.relation = s->relation_to[node.relation];
		if (depth == TREE_DEPTH_MAX)
			return false;
		s->depth[kept] = (uint16_t)(depth + 1);
		s->node_to[i] = kept;
		rule->nodes[kept++] = node;
	}
	rule->node_count = kept;
	return true;
}

enum weir_status build_finish(struct builder *builder, uint32_t root)
{
	struct weir_rule *rule = builder->rule;
	struct sweep s = { .rule = rule };
	uint32_t *children = calloc(builder->child_count + 1U, sizeof(*children));
	enum weir_status status = WEIR_E_MEMORY;

	s.node_to = calloc(rule->node_count + 1U, sizeof(*s.node_to));
	s.relation_to = calloc(rule->relation_count + 1U, sizeof(*s.relation_to));
	s.depth = calloc(rule->node_count + 1U, sizeof(*s.depth));
	if (children && s.node_to && s.relation_to && s.depth) {
		uint32_t column = rule->nodes[root].column;

		mark(&s, root);
		keep_relations(&s);
		if (keep_nodes(&s, root, children)) {
			free(rule->children);
			rule->children = children;
			children = NULL;
			status = WEIR_OK;
		} else {
			status = error_set(builder->err, WEIR_E_RANGE, column,
					   "nested too deeply: at most %d levels", TREE_DEPTH_MAX);
		}
	}
	free(children);
	free(s.node_to);
	free(s.relation_to);
	free(s.depth);
	return status;
}
