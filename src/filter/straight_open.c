/* straight_open.c - lay a rule out for the straight road, where all that it asks for is there.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "filter/straight_private.h"

/* Laying out ends early: with WEIR_E_SUPPORT, the rule is none for this road. */
struct layout {
	const struct weir_rule *rule;
	struct straight *straight;
	uint32_t room, suffix_room;
};

/* Layers that no frame on this road has. */
static bool is_elsewhere(enum weir_layer layer)
{
	switch (layer) {
	case WEIR_LAYER_VLAN:
	case WEIR_LAYER_ARP:
	case WEIR_LAYER_SLL:
	case WEIR_LAYER_SLL2:
	case WEIR_LAYER_IPV6_HOPOPTS:
	case WEIR_LAYER_IPV6_ROUTING:
	case WEIR_LAYER_IPV6_FRAGMENT:
	case WEIR_LAYER_IPV6_DSTOPTS:
	case WEIR_LAYER_TCP:
	case WEIR_LAYER_ICMP:
	case WEIR_LAYER_ICMPV6:
		return true;
	default:
		return false;
	}
}

static bool base_of(enum weir_layer layer, enum straight_base *out)
{
	switch (layer) {
	case WEIR_LAYER_ETHERNET:
		*out = BASE_FRAME;
		return true;
	case WEIR_LAYER_IP:
		*out = BASE_IPV4;
		return true;
	case WEIR_LAYER_IPV6:
		*out = BASE_IPV6;
		return true;
	case WEIR_LAYER_UDP:
		*out = BASE_UDP;
		return true;
	case WEIR_LAYER_DNS:
		*out = BASE_DNS;
		return true;
	default:
		return false;
	}
}

/* Case varies, nothing else: one comparison from the name's end forward. */
static bool suffix_of(const struct name_pattern *pattern, struct straight_suffix *out)
{
	*out = (struct straight_suffix){ .size = 0 };
	if (pattern->tail != TAIL_ROOT)
		return false;
	out->whole = !pattern->within;
	out->labels = pattern->label_count;
	for (unsigned i = 0; i < pattern->label_count; i++) {
		const struct name_label *label = &pattern->labels[i];
		if (label->any || out->size + label->least + 2U > WEIR_NAME_SIZE_MAX)
			return false;
		out->octets[out->size] = label->least;
		out->mask[out->size++] = 0xff;
		memcpy(out->octets + out->size, pattern->octets + label->at, label->least);
		memcpy(out->mask + out->size, pattern->mask + label->at, label->least);
		out->size = (uint16_t)(out->size + label->least);
	}
	out->mask[out->size++] = 0xff; /* the root */
	return true;
}

static bool name_step(struct layout *layout, const struct relation *relation,
		      struct straight_step *step)
{
	struct straight *s = layout->straight;

	if (relation->test != TEST_NAME)
		return false;
	step->kind = STEP_NAME;
	if (relation->count == 1 && s->suffix_count < layout->suffix_room &&
	    suffix_of(&relation->names[0], &s->suffixes[s->suffix_count])) {
		step->kind = STEP_SUFFIX;
		step->suffix = s->suffix_count++;
	}
	return true;
}

static bool number_step(const struct relation *relation, struct straight_step *step)
{
	const struct weir_layer_field *field = relation->field;
	unsigned end = field->at % 8U + field->bits;

	if (field->bits == 0 || end > 32 || field->kind == WEIR_FIELD_TIME)
		return false;
	step->at = field->at / 8;
	step->width = (uint16_t)((end + 7) / 8);
	step->shift = (uint8_t)(step->width * 8U - end);
	step->bits = (uint32_t)((UINT64_C(1) << field->bits) - 1);
	step->unit = field->unit;
	step->kind = STEP_INTERVALS;
	if (relation->count == 1) {
		step->kind = STEP_NUMBER;
		step->low = relation->intervals[0].low;
		step->high = relation->intervals[0].high;
	}
	return true;
}

static bool fixed_step(const struct relation *relation, struct straight_step *step)
{
	const struct weir_layer_field *field = relation->field;

	if (field->reach != WEIR_REACH_FIXED || field->when_bits != 0 ||
	    !base_of(field->layer, &step->base))
		return false;
	switch (relation->test) {
	case TEST_PRESENT:
		step->kind = STEP_PRESENT;
		return true;
	case TEST_NUMBER:
		return number_step(relation, step);
	case TEST_OCTETS:
		step->kind = STEP_OCTETS;
		step->at = field->at / 8;
		step->width = field->bits / 8;
		for (uint32_t i = 0; i < relation->count; i++)
			if (relation->octets[i].size != step->width)
				return false;
		return !relation->sliced && field->at % 8 == 0 && field->bits % 8 == 0;
	default:
		return false;
	}
}

static bool field_step(struct layout *layout, const struct relation *relation,
		       struct straight_step *step)
{
	switch (relation->field->symbol) {
	case WEIR_FIELD_DNS_LENGTH:
		step->kind = STEP_LENGTH;
		return relation->test == TEST_NUMBER;
	case WEIR_FIELD_DNS_QRY_NAME:
		return name_step(layout, relation, step);
	case WEIR_FIELD_DNS_QRY_TYPE:
		step->kind = STEP_TYPE;
		return relation->test == TEST_NUMBER;
	default:
		return fixed_step(relation, step);
	}
}

/* The step of one relation; its place, or the way that a constant goes. */
static bool lay_relation(struct layout *layout, uint32_t number, int32_t yes, int32_t no,
			 int32_t *out)
{
	const struct relation *relation = &layout->rule->relations[number];
	struct straight *s = layout->straight;
	struct straight_step step = {
		.relation = relation, .mask = relation->mask, .yes = yes, .no = no
	};
	enum weir_layer layer = relation->field ? relation->field->layer : relation->layer;

	if (is_elsewhere(layer)) {
		*out = no;
		return true;
	}
	if (relation->field) {
		if (!field_step(layout, relation, &step))
			return false;
	} else {
		step.kind = STEP_PRESENT;
		if (!base_of(layer, &step.base))
			return false;
	}
	if (s->step_count == layout->room)
		return false;
	s->steps[s->step_count] = step;
	*out = (int32_t)s->step_count++;
	return true;
}

/* Names are walked; all else is one load. */
static bool is_dear(const struct layout *layout, uint32_t place)
{
	const struct node *node = &layout->rule->nodes[place];

	switch (node->kind) {
	case NODE_RELATION: {
		const struct weir_layer_field *field =
			layout->rule->relations[node->relation].field;
		return field && field->reach == WEIR_REACH_WALKED;
	}
	case NODE_NOT:
	case NODE_AND:
	case NODE_OR:
		for (uint32_t i = 0; i < node->count; i++)
			if (is_dear(layout, layout->rule->children[node->first + i]))
				return true;
		return false;
	default:
		return false;
	}
}

/* Steps behind come first, so that `yes` and `no` are places that are there. Recursion is bounded: the
 * reader of rules nests no deeper than TREE_DEPTH_MAX. */
static bool lay(struct layout *layout, uint32_t place, int32_t yes, int32_t no, int32_t *out)
{
	const struct node *node = &layout->rule->nodes[place];
	const uint32_t *children = layout->rule->children + node->first;

	switch (node->kind) {
	case NODE_NEVER:
		*out = no;
		return true;
	case NODE_ALWAYS:
		*out = yes;
		return true;
	case NODE_RELATION:
		return lay_relation(layout, node->relation, yes, no, out);
	case NODE_NOT:
		return lay(layout, children[0], no, yes, out);
	case NODE_AND:
	case NODE_OR:
		*out = node->kind == NODE_AND ? yes : no;
		/* From the last to be asked to the first: the dear ones come last. */
		for (int dear = 1; dear >= 0; dear--)
			for (uint32_t i = node->count; i-- > 0;) {
				bool all = node->kind == NODE_AND;
				if (is_dear(layout, children[i]) != (dear == 1))
					continue;
				if (!lay(layout, children[i], all ? *out : yes, all ? no : *out,
					 out))
					return false;
			}
		return true;
	}
	return false;
}

enum weir_status straight_open(const struct weir_rule *rule, struct straight **out)
{
	struct straight *s = calloc(1, sizeof(*s));
	struct layout layout = { .rule = rule,
				 .straight = s,
				 .room = rule->node_count,
				 .suffix_room = rule->relation_count };

	*out = NULL;
	if (!s)
		return WEIR_E_MEMORY;
	s->steps = calloc(rule->node_count, sizeof(*s->steps));
	s->suffixes = calloc(rule->relation_count + 1U, /* not 0 */ sizeof(*s->suffixes));
	if (!s->steps || !s->suffixes) {
		straight_close(s);
		return WEIR_E_MEMORY;
	}
	memcpy(s->ports, rule->ports, sizeof(s->ports));
	s->port_count = rule->port_count;
	if (lay(&layout, rule->node_count - 1, STRAIGHT_KEEP, STRAIGHT_DROP, &s->first))
		*out = s;
	else
		straight_close(s);
	return WEIR_OK;
}

void straight_close(struct straight *straight)
{
	if (!straight)
		return;
	free(straight->steps);
	free(straight->suffixes);
	free(straight);
}
