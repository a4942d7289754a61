/* constancy.c - is a rule, or a part of it, never or always true?
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A search for one way in which a node holds (or fails): alternatives one after the other, each given up
 * at the first contradiction. When none is left the node is constant. The work has a ceiling; beyond it a
 * node counts as one that varies. */
#include "filter/constancy.h"

#include <stdlib.h>
#include <string.h>

#include "filter/conflict.h"

enum {
	LITERALS_MAX = 256,
	CHOICES_MAX = 128,
	STEPS_MAX = 4 * 1000 * 1000, /* a rule; some ten milliseconds */
};

/* Something that has to hold, or to fail. */
struct goal {
	uint32_t node;
	bool holds;
};

struct search {
	const struct weir_rule *rule;
	struct literal literals[LITERALS_MAX];
	size_t literal_count;
	struct goal choices[CHOICES_MAX]; /* one child of each is enough */
	size_t choice_count;
	const struct relation *culprit; /* of the last contradiction */
	uint64_t steps;
	bool tired; /* a ceiling was met: nothing is certain any more */
};

/* A relation has to hold or to fail; false: that is impossible. */
static bool add_literal(struct search *s, uint32_t relation, bool holds)
{
	if (s->literal_count == LITERALS_MAX) {
		s->tired = true;
		return true;
	}
	s->literals[s->literal_count++] = (struct literal){ &s->rule->relations[relation], holds };
	if (!literals_conflict(s->literals, s->literal_count, &s->steps))
		return true;
	s->culprit = &s->rule->relations[relation];
	return false;
}

/* What must be, is noted; what may be in several ways, becomes a choice. Recursion ends with the tree's
 * depth. False: a contradiction. */
static bool add_goal(struct search *s, struct goal goal)
{
	const struct node *node = &s->rule->nodes[goal.node];
	const uint32_t *children = s->rule->children + node->first;

	if (++s->steps > STEPS_MAX)
		s->tired = true;
	if (s->tired)
		return true;
	switch (node->kind) {
	case NODE_NEVER:
		return !goal.holds;
	case NODE_ALWAYS:
		return goal.holds;
	case NODE_RELATION:
		return add_literal(s, node->relation, goal.holds);
	case NODE_NOT:
		return add_goal(s, (struct goal){ children[0], !goal.holds });
	case NODE_AND:
	case NODE_OR:
		break;
	}
	if ((node->kind == NODE_OR) == goal.holds) {
		if (s->choice_count == CHOICES_MAX)
			s->tired = true;
		else
			s->choices[s->choice_count++] = goal;
		return true;
	}
	for (uint32_t i = 0; i < node->count; i++)
		if (!add_goal(s, (struct goal){ children[i], goal.holds }))
			return false;
	return true;
}

/* Choices before `at` have been made. Recursion ends with CHOICES_MAX. */
static bool find_way(struct search *s, size_t at)
{
	if (s->tired || at == s->choice_count)
		return true;
	const struct goal choice = s->choices[at];
	const struct node *node = &s->rule->nodes[choice.node];
	for (uint32_t i = 0; i < node->count; i++) {
		size_t literals = s->literal_count;
		size_t choices = s->choice_count;
		struct goal goal = { s->rule->children[node->first + i], choice.holds };

		if (add_goal(s, goal) && find_way(s, at + 1))
			return true;
		s->literal_count = literals;
		s->choice_count = choices;
	}
	return false;
}

/* Is there a way for the node to hold, or to fail? */
static bool is_possible(struct search *s, uint32_t node, bool holds)
{
	s->literal_count = 0;
	s->choice_count = 0;
	s->culprit = NULL;
	return add_goal(s, (struct goal){ node, holds }) ? find_way(s, 0) : false;
}

static enum weir_status warn(struct builder *builder, const struct search *s, uint32_t node,
			     bool always)
{
	const struct relation *culprit = s->culprit;
	char text[200];
	struct weir_writer w;

	weir_writer_init(&w, text, sizeof(text));
	weir_writer_text(&w, always ? "always true" : "never true");
	if (culprit) {
		weir_writer_text(&w, always ? ": one part holds wherever the others do not ("
					    : ": nothing meets all that is asked of ");
		weir_writer_text(&w, culprit->field ? culprit->field->abbrev
						    : weir_layer_name(culprit->layer));
		weir_writer_text(&w, always ? ")" : "");
	}
	weir_writer_terminate(&w);
	return build_warn(builder, s->rule->nodes[node].column, text);
}

/* What a node is known to be: a child that is constant has been warned of already. */
static enum weir_status judge(struct builder *builder, struct search *s, uint32_t at,
			      uint8_t *known)
{
	const struct node *node = &s->rule->nodes[at];
	bool warned = false;

	known[at] = node->kind == NODE_NEVER    ? WEIR_RULE_NEVER
		    : node->kind == NODE_ALWAYS ? WEIR_RULE_ALWAYS
						: WEIR_RULE_VARIES;
	if (node->kind != NODE_AND && node->kind != NODE_OR && node->kind != NODE_NOT)
		return WEIR_OK;
	for (uint32_t i = 0; i < node->count; i++)
		warned = warned || known[s->rule->children[node->first + i]] != WEIR_RULE_VARIES;
	if (!is_possible(s, at, true))
		known[at] = WEIR_RULE_NEVER;
	else if (!s->tired && !is_possible(s, at, false))
		known[at] = WEIR_RULE_ALWAYS;
	if (known[at] == WEIR_RULE_VARIES || warned)
		return WEIR_OK;
	return warn(builder, s, at, known[at] == WEIR_RULE_ALWAYS);
}

enum weir_status constancy_find(struct builder *builder)
{
	struct weir_rule *rule = builder->rule;
	uint8_t *known = calloc(rule->node_count, 1);
	struct search *s = calloc(1, sizeof(*s));
	enum weir_status status = known && s ? WEIR_OK : WEIR_E_MEMORY;

	if (s)
		s->rule = rule;
	for (uint32_t i = 0; i < rule->node_count && status == WEIR_OK && !s->tired; i++)
		status = judge(builder, s, i, known);
	if (status == WEIR_OK)
		rule->constancy = (enum weir_constancy)known[rule->node_count - 1];
	free(known);
	free(s);
	return status;
}

enum weir_constancy weir_rule_constancy(const struct weir_rule *rule)
{
	return rule->constancy;
}
