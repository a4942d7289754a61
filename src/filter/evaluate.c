/* evaluate.c - verdicts in user space: the tree walked, its relations looked up in a view.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <string.h>

#include "filter/name_set.h"
#include "filter/scope.h"
#include "filter/tree.h"

bool relation_has(const struct relation *relation, uint64_t number)
{
	uint32_t low = 0;
	uint32_t high = relation->count;

	/* Ends: each round halves what is left. `low` becomes the first interval that ends at or behind
	 * the number. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (relation->intervals[middle].high < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < relation->count && relation->intervals[low].low <= number;
}

static bool number_holds(const struct relation *relation, const struct weir_value *value)
{
	uint64_t number = value->number;

	/* Signed times in the order of unsigned numbers; see struct interval. */
	if (relation->field->kind == WEIR_FIELD_TIME)
		number ^= 1ULL << 63;
	return relation_has(relation, number & relation->mask);
}

/* Labels with dots between them; the root's label makes no dot. */
static struct weir_slice dotted(const struct weir_name *name, uint8_t text[WEIR_NAME_SIZE_MAX])
{
	size_t size = name->size > 2 ? name->size - 2U : 0;
	size_t at = 0;

	/* Ends: a label ends further back than it began. */
	while (at < size) {
		uint8_t label = name->octets[at];
		memcpy(text + at, name->octets + at + 1, label);
		at += label;
		if (at < size)
			text[at] = '.';
		at++;
	}
	return (struct weir_slice){ text, size };
}

/* [at:length] of `whole`; false: it has no such octets. */
static bool slice_of(const struct relation *relation, struct weir_slice *whole)
{
	int64_t size = (int64_t)whole->size;
	int64_t at = relation->slice_at;

	if (!relation->sliced)
		return true;
	if (at < 0)
		at += size;
	if (at < 0 || at > size)
		return false;
	int64_t length = relation->slice_length < 0 ? size - at : relation->slice_length;
	if (length > size - at)
		return false;
	*whole = (struct weir_slice){ whole->data + at, (size_t)length };
	return true;
}

static bool pattern_at(const struct octet_pattern *pattern, const uint8_t *octets)
{
	for (unsigned i = 0; i < pattern->size; i++)
		if ((octets[i] & pattern->mask[i]) != pattern->octets[i])
			return false;
	return true;
}

static bool octets_match(const struct relation *relation, struct weir_slice octets)
{
	for (uint32_t i = 0; i < relation->count; i++)
		if (relation->octets[i].size == octets.size &&
		    pattern_at(&relation->octets[i], octets.data))
			return true;
	return false;
}

static bool octets_contain(const struct relation *relation, struct weir_slice octets)
{
	const struct octet_pattern *pattern = &relation->octets[0];

	for (size_t at = 0; at + pattern->size <= octets.size; at++)
		if (pattern_at(pattern, octets.data + at))
			return true;
	return false;
}

static bool octets_ordered(const struct relation *relation, struct weir_slice octets)
{
	const struct octet_pattern *right = &relation->octets[0];
	size_t common = octets.size < right->size ? octets.size : right->size;
	int order = common > 0 ? memcmp(octets.data, right->octets, common) : 0;

	if (order == 0)
		order = (octets.size > right->size) - (octets.size < right->size);
	switch (relation->order) {
	case ORDER_BELOW:
		return order < 0;
	case ORDER_BELOW_EQUAL:
		return order <= 0;
	case ORDER_ABOVE:
		return order > 0;
	case ORDER_ABOVE_EQUAL:
		return order >= 0;
	}
	return false;
}

static bool octets_hold(const struct relation *relation, const struct weir_value *value)
{
	uint8_t text[WEIR_NAME_SIZE_MAX];
	struct weir_slice octets = value->name ? dotted(value->name, text) : value->octets;

	if (!slice_of(relation, &octets))
		return false;
	if (relation->test == TEST_OCTETS)
		return octets_match(relation, octets);
	if (relation->test == TEST_CONTAINS)
		return octets_contain(relation, octets);
	return octets_ordered(relation, octets);
}

static bool value_holds(const struct relation *relation, const struct weir_value *value)
{
	switch (relation->test) {
	case TEST_PRESENT:
		return true;
	case TEST_NUMBER:
		return number_holds(relation, value);
	case TEST_NAME:
		return value->name && name_set_match(relation, value->name);
	case TEST_OCTETS:
	case TEST_ORDER:
	case TEST_CONTAINS:
		return octets_hold(relation, value);
	}
	return false;
}

static bool relation_holds(const struct relation *relation, const struct weir_view *view)
{
	struct weir_values values;
	struct weir_value value;

	if (!relation->field)
		return weir_view_has(view, relation->layer);
	weir_values_init(&values, view, relation->field);
	while (weir_values_next(&values, &value) == WEIR_OK)
		if (value_holds(relation, &value))
			return true;
	return false;
}

/* Recursion is bounded: the reader of rules nests no deeper than TREE_DEPTH_MAX. */
static bool node_holds(const struct weir_rule *rule, uint32_t place, const struct weir_view *view)
{
	const struct node *node = &rule->nodes[place];
	const uint32_t *children = rule->children + node->first;

	switch (node->kind) {
	case NODE_NEVER:
		return false;
	case NODE_ALWAYS:
		return true;
	case NODE_RELATION:
		return relation_holds(&rule->relations[node->relation], view);
	case NODE_NOT:
		return !node_holds(rule, children[0], view);
	case NODE_AND:
		for (uint32_t i = 0; i < node->count; i++)
			if (!node_holds(rule, children[i], view))
				return false;
		return true;
	case NODE_OR:
		for (uint32_t i = 0; i < node->count; i++)
			if (node_holds(rule, children[i], view))
				return true;
		return false;
	}
	return false;
}

bool rule_holds(const struct weir_rule *rule, const struct weir_view *view)
{
	return node_holds(rule, rule->node_count - 1, view);
}

bool weir_rule_frame(const struct weir_rule *rule, const struct weir_frame *frame)
{
	struct scope_view scope;

	scope_packet(frame, rule->ports, rule->port_count, &scope);
	if (rule->needs_packet)
		scope_decode(frame, &scope);
	return rule_holds(rule, &scope.view);
}

bool weir_rule_message(const struct weir_rule *rule, const struct weir_datagram *datagram)
{
	struct scope_view scope;

	scope_message(datagram, &scope);
	return rule_holds(rule, &scope.view);
}
