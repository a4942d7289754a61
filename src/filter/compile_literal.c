/* compile_literal.c - a rule's relations as literals: which load and mask, or why classic BPF cannot.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "filter/compile.h"

static enum part part_of_layer(enum weir_layer layer, enum weir_target target)
{
	switch ((int)layer) {
	case WEIR_LAYER_FRAME:
		return PART_FRAME;
	case WEIR_LAYER_ETHERNET:
		return target == WEIR_TARGET_ETHER ? PART_LINK : PART_ABSENT;
	case WEIR_LAYER_SLL:
		return target == WEIR_TARGET_SLL ? PART_LINK : PART_ABSENT;
	case WEIR_LAYER_SLL2:
		return target == WEIR_TARGET_SLL2 ? PART_LINK : PART_ABSENT;
	case WEIR_LAYER_VLAN:
		return PART_VLAN;
	case WEIR_LAYER_ARP:
		return PART_ARP;
	case WEIR_LAYER_IP:
		return PART_IP;
	case WEIR_LAYER_IPV6:
		return PART_IPV6;
	case WEIR_LAYER_IPV6_HOPOPTS:
		return PART_HOPOPTS;
	case WEIR_LAYER_IPV6_ROUTING:
		return PART_ROUTING;
	case WEIR_LAYER_IPV6_FRAGMENT:
		return PART_FRAGMENT;
	case WEIR_LAYER_IPV6_DSTOPTS:
		return PART_DSTOPTS;
	case WEIR_LAYER_UDP:
		return PART_UDP;
	case WEIR_LAYER_TCP:
		return PART_TCP;
	case WEIR_LAYER_ICMP:
		return PART_ICMP;
	case WEIR_LAYER_ICMPV6:
		return PART_ICMPV6;
	case WEIR_LAYER_DNS:
		return PART_DNS;
	case WEIR_LAYER_DNS_QUESTION:
		return PART_QUESTION;
	case WEIR_LAYER_DNS_OPT:
		return PART_OPT;
	case WEIR_LAYER_DNS_RECORD:
		return PART_UNKNOWN;
	default:
		return PART_ABSENT;
	}
}

/* Headers that are never there with a target. */
static enum part part_seen(enum part part, enum weir_target target)
{
	if (target == WEIR_TARGET_UDP_SOCKET && part != PART_FRAME && part != PART_UDP &&
	    !(BIT(part) & PARTS_DNS) && part != PART_UNKNOWN && part != PART_VLAN)
		return PART_ABSENT;
	if (target == WEIR_TARGET_IP && part == PART_ARP)
		return PART_ABSENT;
	return part;
}

/* The number's place in the table of variables. */
static uint32_t variable_place(struct compiler *c, struct variable wanted)
{
	for (size_t i = 0; i < c->variable_count; i++) {
		const struct variable *v = &c->variables[i];
		if (v->part == wanted.part && v->at == wanted.at && v->size == wanted.size &&
		    v->mask == wanted.mask)
			return (uint32_t)i;
	}
	if (c->variable_count == c->variable_room) {
		size_t room = c->variable_room ? c->variable_room * 2 : 32;
		struct variable *moved = realloc(c->variables, room * sizeof(*moved));
		if (!moved) {
			compiler_fail(c, WEIR_E_MEMORY, 0, "out of memory");
			return 0;
		}
		c->variables = moved;
		c->variable_room = room;
	}
	c->variables[c->variable_count] = wanted;
	return (uint32_t)c->variable_count++;
}

/* The load that has `bits` bits from bit `at` on. `shift`: bits below them. */
static struct variable load_of(enum part part, unsigned at, unsigned bits, uint64_t mask,
			       unsigned *shift)
{
	struct variable v = { .part = (uint8_t)part, .at = (uint16_t)(at / 8) };
	unsigned end = (at + bits + 7) / 8;

	v.end = (uint16_t)end;
	v.size = (uint16_t)(end - v.at);
	if (v.size == 3) {
		v.size = 4;
		v.at--;
	}
	*shift = 8 * end - (at + bits);
	uint64_t field = bits >= 32 ? UINT32_MAX : (1U << bits) - 1;
	v.mask = (uint32_t)((field & mask) << *shift);
	return v;
}

static const char *cannot(const struct relation *relation, const struct weir_layer_field *field)
{
	if (relation->test == TEST_CONTAINS)
		return "`contains` would need a loop";
	if (!field)
		return "records are found by walking over all before them";
	if (field->layer == WEIR_LAYER_DNS_RECORD)
		return "records are found by walking over all before them";
	if (field->layer == WEIR_LAYER_DNS_OPT)
		return "options are found by walking over all before them";
	if (relation->test == TEST_NUMBER && relation->mask != UINT64_MAX)
		return "its bits are not tested apart";
	if (field->reach == WEIR_REACH_WALKED)
		return field->layer == WEIR_LAYER_DNS_QUESTION
			       ? "only `==`, `like` and `within` are possible with the name"
			       : "options are found by walking over all before them";
	if (field->reach == WEIR_REACH_DERIVED)
		return "it does not stand in the packet's octets";
	return "it is wider than 32 bits";
}

static void refuse(struct compiler *c, const struct relation *r,
		   const struct weir_layer_field *field)
{
	char text[200];
	struct weir_writer writer;

	weir_writer_init(&writer, text, sizeof(text));
	weir_writer_print(&writer,
			  "classic BPF cannot ask for %s: %s; user space can: dnsweir filter -f",
			  field ? field->abbrev : "records", cannot(r, field));
	weir_writer_terminate(&writer);
	compiler_fail(c, WEIR_E_SUPPORT, r->column, text);
}

static bool question_literal(struct compiler *c, struct literal *l, bool given)
{
	const struct relation *r = l->relation;
	unsigned symbol = l->field->symbol;
	bool number = symbol == WEIR_FIELD_DNS_QRY_TYPE || symbol == WEIR_FIELD_DNS_QRY_CLASS;

	l->end = symbol == WEIR_FIELD_DNS_QRY_TYPE ? 3 : symbol == WEIR_FIELD_DNS_QRY_CLASS ? 5 : 1;
	if (r->test == TEST_PRESENT)
		return true;
	if (r->test == TEST_NUMBER)
		return number || symbol == WEIR_FIELD_DNS_COUNT_LABELS ||
		       (symbol == WEIR_FIELD_DNS_QRY_NAME_LEN && l->bits == UINT16_MAX);
	if (r->test != TEST_NAME || symbol != WEIR_FIELD_DNS_QRY_NAME)
		return false;
	const struct name_pattern *pattern = &r->names[l->index];
	if (pattern->within && pattern->tail != TAIL_ROOT)
		return false;
	l->steps = name_steps(c, pattern, l->above);
	if (!l->steps)
		return true;
	l->end = l->steps->least[0];
	if (!l->steps->within || given)
		return true;
	if (pattern->label_count > CELL_MOST || l->steps->walks)
		return false;
	if (pattern->label_count > c->ring || c->ring == 0)
		c->ring = pattern->label_count > 0 ? pattern->label_count : 1;
	return true;
}

void literal_load(struct compiler *c, struct literal *l, unsigned at)
{
	const struct weir_layer_field *f = l->field;
	unsigned shift;
	struct variable v = load_of(l->part, at, f->bits, l->relation->mask / f->unit, &shift);

	l->shift = (uint8_t)shift;
	l->variable = variable_place(c, v);
}

static bool fixed_literal(struct compiler *c, struct literal *l)
{
	const struct weir_layer_field *f = l->field;
	unsigned shift;

	l->end = (uint16_t)((f->at + f->bits + 7) / 8);
	if (f->when_bits) {
		struct variable v = load_of(l->part, f->when_at, f->when_bits, UINT64_MAX, &shift);
		l->when = variable_place(c, v);
	}
	if (l->test != TEST_NUMBER)
		return l->test != TEST_CONTAINS;
	if (f->bits > 32)
		return false;
	literal_load(c, l, f->at);
	return true;
}

/* frame.len, udp.length.bad and dns.length. */
static bool derived_literal(struct literal *l)
{
	switch ((int)l->field->symbol) {
	case WEIR_FIELD_FRAME_LEN:
	case WEIR_FIELD_FRAME_CAP_LEN:
		return l->test == TEST_PRESENT || l->test == TEST_NUMBER;
	case WEIR_FIELD_UDP_LENGTH_BAD:
		l->end = 6;
		return l->test == TEST_PRESENT || l->test == TEST_NUMBER;
	case WEIR_FIELD_DNS_LENGTH:
		return l->test == TEST_PRESENT || (l->test == TEST_NUMBER && l->bits == UINT16_MAX);
	default:
		return false;
	}
}

/* One alternative of a relation on one field; what cannot be said is PART_UNKNOWN where it is given. */
static uint32_t literal_formula(struct compiler *c, const struct relation *r,
				const struct weir_layer_field *field, uint32_t index, int above,
				bool given)
{
	struct literal l = { .relation = r,
			     .above = above,
			     .given = given,
			     .field = field,
			     .test = (uint8_t)r->test,
			     .index = index,
			     .variable = NOWHERE,
			     .when = NOWHERE };
	enum weir_target target = c->options->target;
	bool possible = true;

	l.part = (uint8_t)part_seen(part_of_layer(field ? field->layer : r->layer, target), target);
	bool bad = field && field->symbol == WEIR_FIELD_UDP_LENGTH_BAD;
	if (l.part == PART_ABSENT || (bad && target == WEIR_TARGET_UDP_SOCKET))
		return NEVER;
	if (field)
		l.bits = (uint32_t)(r->test == TEST_NUMBER ? r->mask : UINT64_MAX) &
			 (field->bits >= 32 || field->bits == 0 ? UINT32_MAX
								: (1U << field->bits) - 1);
	if (l.part == PART_UNKNOWN)
		possible = false;
	else if (!field)
		l.end = l.part == PART_QUESTION ? 1 : l.part == PART_OPT ? QUESTION_AND_OPT : 0;
	else if (field->reach == WEIR_REACH_FIXED)
		possible = fixed_literal(c, &l);
	else if (field->reach == WEIR_REACH_DERIVED)
		possible = derived_literal(&l);
	else if (l.part == PART_OPT)
		possible = literal_edns(c, &l);
	else
		possible = l.part == PART_QUESTION && question_literal(c, &l, given);
	if (!possible && !given)
		refuse(c, r, field);
	/* Of headers that may come again, only what the rule asks is looked at in each. Whether there is a
	 * tag is not settled by the octets: a kernel may hold it, and is asked only for the rule's sake. */
	bool repeated = BIT(l.part) & PARTS_EXTENSION;
	if (repeated && c->options->behind_udp) {
		if (!given)
			compiler_fail(
				c, WEIR_E_SUPPORT, r->column,
				"where the kernel says where UDP begins, extension headers cannot "
				"be asked for");
		l.part = PART_UNKNOWN;
	}
	if (!possible || (given && ((repeated && field) || bad || l.part == PART_VLAN)))
		l.part = PART_UNKNOWN;
	if (c->literal_count == LITERALS_MAX) {
		compiler_fail(
			c, WEIR_E_SUPPORT, r->column,
			"too many names and tests for classic BPF; user space evaluates them: "
			"dnsweir filter -f");
		return NEVER;
	}
	if (c->literal_count == c->literal_room) {
		size_t room = c->literal_room ? c->literal_room * 2 : 64;
		struct literal *moved = realloc(c->literals, room * sizeof(*moved));
		if (!moved) {
			compiler_fail(c, WEIR_E_MEMORY, 0, "out of memory");
			return NEVER;
		}
		c->literals = moved;
		c->literal_room = room;
	}
	c->literals[c->literal_count] = l;
	return formula_literal(c, (uint32_t)c->literal_count++);
}

/* `within` to a stated depth: the zone, and with one label above it, and so on. */
static uint32_t depth_formula(struct compiler *c, const struct relation *r,
			      const struct weir_layer_field *field, uint32_t index, bool given)
{
	unsigned depth = c->options->within_depth;
	uint32_t formula = NEVER;

	if (r->test != TEST_NAME || !r->names[index].within || depth == 0 || given)
		return literal_formula(c, r, field, index, -1, given);
	for (unsigned above = 0; above <= depth && c->status == WEIR_OK; above++) {
		if (above + r->names[index].label_count > WEIR_LABELS_MAX)
			break;
		formula = formula_or(c, formula,
				     literal_formula(c, r, field, index, (int)above, given));
	}
	return formula;
}

static uint32_t field_formula(struct compiler *c, const struct relation *r,
			      const struct weir_layer_field *field, bool given)
{
	uint32_t formula = NEVER;
	uint32_t count = r->test == TEST_OCTETS || r->test == TEST_NAME ? r->count : 1;
	uint32_t *list = malloc((count + 1) * sizeof(*list));

	if (!list) {
		compiler_fail(c, WEIR_E_MEMORY, 0, "out of memory");
		return NEVER;
	}
	for (uint32_t i = 0; i < count; i++)
		list[i] = depth_formula(c, r, field, i, given);
	formula = formula_list(c, false, list, count);
	free(list);
	return formula;
}

static uint32_t relation_formula(struct compiler *c, const struct relation *r, bool given)
{
	const struct weir_layer_field *field = r->field;

	if (!field || field->reach != WEIR_REACH_EITHER)
		return field_formula(c, r, field, given);
	uint32_t first = field_formula(c, r, weir_field_row(field->either[0]), given);
	return formula_or(c, first, field_formula(c, r, weir_field_row(field->either[1]), given));
}

static uint32_t node_formula(struct compiler *c, const struct weir_rule *rule,
			     const struct node *node, const uint32_t *made, bool given)
{
	const uint32_t *children = rule->children + node->first;
	uint32_t formula = NEVER;

	switch (node->kind) {
	case NODE_NEVER:
		return NEVER;
	case NODE_ALWAYS:
		return ALWAYS;
	case NODE_RELATION:
		return relation_formula(c, &rule->relations[node->relation], given);
	case NODE_NOT:
		return formula_not(c, made[children[0]]);
	case NODE_AND:
	case NODE_OR:
		break;
	}
	uint32_t *list = malloc((node->count + 1) * sizeof(*list));
	if (!list) {
		compiler_fail(c, WEIR_E_MEMORY, 0, "out of memory");
		return NEVER;
	}
	for (uint32_t i = 0; i < node->count; i++)
		list[i] = made[children[i]];
	formula = formula_list(c, node->kind == NODE_AND, list, node->count);
	free(list);
	return formula;
}

enum weir_status literals_read(struct compiler *c, const struct weir_rule *rule, bool given,
			       uint32_t *formula)
{
	uint32_t *made = calloc(rule->node_count + 1U, sizeof(*made));

	if (!made)
		return WEIR_E_MEMORY;
	for (uint32_t i = 0; i < rule->node_count && c->status == WEIR_OK; i++)
		made[i] = node_formula(c, rule, &rule->nodes[i], made, given);
	if (c->status == WEIR_OK)
		*formula = made[rule->node_count - 1];
	free(made);
	return c->status;
}

enum weir_status literals_whole(struct compiler *c, const struct relation *relation)
{
	c->whole = (uint32_t)c->literal_count;
	literal_formula(c, relation, NULL, 0, -1, false);
	return c->status;
}

bool literal_number(const struct literal *l, uint32_t value)
{
	uint64_t number = value;
	uint64_t mask = l->relation->mask;

	if (l->test == TEST_PRESENT)
		return true;
	if (l->variable != NOWHERE) {
		uint64_t field = l->field->bits >= 32 ? UINT32_MAX : (1U << l->field->bits) - 1;
		number = (value >> l->shift & field) * l->field->unit;
	}
	number &= mask;
	for (uint32_t i = 0; i < l->relation->count; i++)
		if (number >= l->relation->intervals[i].low &&
		    number <= l->relation->intervals[i].high)
			return true;
	return false;
}
