/* relate.c - one relation: which operators a field's kind takes, fields that are one of two.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/relate.h"

#include <stdlib.h>

#include "base/error.h"
#include "filter/sets.h"

#define BIT(op) (1U << (op))
#define EQUALITY (BIT(OP_PRESENT) | BIT(OP_EQUAL) | BIT(OP_UNEQUAL) | BIT(OP_IN))
#define ORDER (BIT(OP_BELOW) | BIT(OP_BELOW_EQUAL) | BIT(OP_ABOVE) | BIT(OP_ABOVE_EQUAL))

static const struct {
	const char *text;
	unsigned takes;
} kinds[] = {
	[WEIR_FIELD_NUMBER] = { "a number", EQUALITY | ORDER | BIT(OP_BITS) },
	[WEIR_FIELD_HEX] = { "a number", EQUALITY | ORDER | BIT(OP_BITS) },
	[WEIR_FIELD_FLAG] = { "a flag", EQUALITY },
	[WEIR_FIELD_TIME] = { "a time", EQUALITY | ORDER },
	[WEIR_FIELD_IPV4] = { "an IPv4 address", EQUALITY | ORDER | BIT(OP_BITS) | BIT(OP_SLICE) },
	[WEIR_FIELD_IPV6] = { "an IPv6 address", EQUALITY | ORDER | BIT(OP_SLICE) },
	[WEIR_FIELD_ETHER] = { "a MAC address",
			       EQUALITY | ORDER | BIT(OP_CONTAINS) | BIT(OP_SLICE) },
	[WEIR_FIELD_NAME] = { "a name", EQUALITY | BIT(OP_CONTAINS) | BIT(OP_LIKE) |
						BIT(OP_WITHIN) | BIT(OP_SLICE) },
	[WEIR_FIELD_OCTETS] = { "octets", EQUALITY | BIT(OP_CONTAINS) | BIT(OP_SLICE) },
	[WEIR_FIELD_TEXT] = { "text", EQUALITY | BIT(OP_CONTAINS) | BIT(OP_SLICE) },
};

static const char *const texts[OP_COUNT] = {
	[OP_PRESENT] = "presence",  [OP_EQUAL] = "==",  [OP_UNEQUAL] = "!=",     [OP_BELOW] = "<",
	[OP_BELOW_EQUAL] = "<=",    [OP_ABOVE] = ">",   [OP_ABOVE_EQUAL] = ">=", [OP_IN] = "in",
	[OP_CONTAINS] = "contains", [OP_LIKE] = "like", [OP_WITHIN] = "within",  [OP_BITS] = "&",
	[OP_SLICE] = "[slice]",
};

const char *operation_text(enum operation op)
{
	return texts[op];
}

const char *kind_text(enum weir_field_kind kind)
{
	return kinds[kind].text;
}

bool operation_fits(enum weir_field_kind kind, enum operation op)
{
	return kinds[kind].takes & BIT(op);
}

void operations_print(enum weir_field_kind kind, struct weir_writer *out)
{
	const char *comma = "";

	for (unsigned op = OP_EQUAL; op < OP_COUNT; op++) {
		if (!operation_fits(kind, (enum operation)op))
			continue;
		weir_writer_text(out, comma);
		weir_writer_text(out, texts[op]);
		comma = ", ";
	}
}

struct relation relation_begin(const struct relating *what, enum test_kind test)
{
	const struct operand *operand = &what->operand;

	return (struct relation){
		.field = operand->field,
		.layer = operand->layer,
		.test = test,
		.mask = operand->masked ? operand->mask : UINT64_MAX,
		.sliced = operand->sliced,
		.slice_at = operand->sliced ? operand->slice_at : 0,
		.slice_length = operand->sliced ? operand->slice_length : -1,
		.column = what->place.column,
		.width = what->place.width,
	};
}

static enum weir_status warn_constant(const struct relating *what, bool always)
{
	const struct weir_layer_field *field = what->operand.field;
	char text[200];
	struct weir_writer w;

	weir_writer_init(&w, text, sizeof(text));
	weir_writer_text(&w, always ? "true wherever the field is there: " : "never true: ");
	if (what->operand.masked) {
		weir_writer_print(&w, "%s & 0x%llx", field->abbrev,
				  (unsigned long long)what->operand.mask);
		weir_writer_text(&w, " has no bits but those");
	} else {
		weir_writer_text(&w, field->abbrev);
		weir_writer_text(&w, " goes from 0 to ");
		weir_writer_u64(&w, field_highest(field));
		if (field->unit > 1)
			weir_writer_print(&w, " in steps of %u", field->unit);
	}
	weir_writer_terminate(&w);
	return build_warn(what->builder, what->place.column, text);
}

enum weir_status relation_end(const struct relating *what, struct relation *relation, uint32_t *out)
{
	enum weir_status status = WEIR_OK;
	bool number = relation->test == TEST_NUMBER;

	relation_settle(relation);
	if (number && relation->test == TEST_PRESENT)
		status = warn_constant(what, true);
	if (number && relation->test == TEST_NUMBER && relation->count == 0) {
		relation_free(relation);
		status = warn_constant(what, false);
		return status == WEIR_OK ? build_constant(what->builder, false, what->place, out)
					 : status;
	}
	if (status != WEIR_OK) {
		relation_free(relation);
		return status;
	}
	return build_relation(what->builder, relation, out);
}

static enum weir_status relate_present(const struct relating *what, uint32_t *out)
{
	const struct weir_layer_field *field = what->operand.field;
	struct relation relation = relation_begin(what, TEST_PRESENT);
	char text[200];
	struct weir_writer w;

	if (field && field->kind == WEIR_FIELD_FLAG) {
		weir_writer_init(&w, text, sizeof(text));
		weir_writer_text(&w, field->abbrev);
		weir_writer_text(&w,
				 " alone asks whether the flag is there, not whether it is set: "
				 "write == 1 for that");
		weir_writer_terminate(&w);
		enum weir_status status = build_warn(what->builder, what->place.column, text);
		if (status != WEIR_OK)
			return status;
	}
	return build_relation(what->builder, &relation, out);
}

static enum weir_status refuse_operator(const struct relating *what, enum weir_field_kind kind,
					enum operation op, struct place place)
{
	char text[200];
	struct weir_writer w;

	weir_writer_init(&w, text, sizeof(text));
	operations_print(kind, &w);
	weir_writer_terminate(&w);
	return error_set(what->builder->err, WEIR_E_FORM, place.column,
			 "`%s` does not go with %s, which is %s: it takes %s", texts[op],
			 what->operand.field->abbrev, kinds[kind].text, text);
}

static enum weir_status relate_layer(const struct relating *what, uint32_t *out)
{
	const char *name = NULL;

	if (what->op == OP_PRESENT && !what->operand.masked && !what->operand.sliced)
		return relate_present(what, out);
	for (unsigned i = 0; i < WEIR_FIELD_COUNT && !name; i++)
		if (weir_field_row(i)->layer == what->operand.layer)
			name = weir_field_row(i)->abbrev;
	return error_set(what->builder->err, WEIR_E_FORM, what->op_place.column,
			 "a layer is there or is not: what is compared are fields%s%s",
			 name ? ", such as " : "", name ? name : "");
}

/* A field that is not one of two. */
static enum weir_status relate_one(const struct relating *what, uint32_t *out)
{
	const struct operand *operand = &what->operand;
	enum weir_field_kind kind = operand->field->kind;

	if (operand->masked && !operation_fits(kind, OP_BITS))
		return refuse_operator(what, kind, OP_BITS, operand->detail);
	if (operand->sliced && !operation_fits(kind, OP_SLICE))
		return refuse_operator(what, kind, OP_SLICE, operand->detail);
	if (operand->sliced &&
	    (!operation_fits(WEIR_FIELD_OCTETS, what->op) || kind != WEIR_FIELD_NAME))
		kind = WEIR_FIELD_OCTETS;
	if (operand->sliced && what->op == OP_PRESENT)
		return error_set(what->builder->err, WEIR_E_FORM, operand->detail.column,
				 "a slice is compared with something: %s[...] == 00:11",
				 operand->field->abbrev);
	if (what->op == OP_PRESENT && !operand->masked)
		return relate_present(what, out);
	if (!operation_fits(kind, what->op))
		return refuse_operator(what, kind, what->op, what->op_place);
	if (operand->sliced && kind != WEIR_FIELD_NAME)
		return relate_octets(what, out);
	switch (kind) {
	case WEIR_FIELD_NUMBER:
	case WEIR_FIELD_HEX:
	case WEIR_FIELD_FLAG:
	case WEIR_FIELD_TIME:
	case WEIR_FIELD_IPV4:
		return relate_number(what, out);
	case WEIR_FIELD_IPV6:
	case WEIR_FIELD_ETHER:
	case WEIR_FIELD_OCTETS:
	case WEIR_FIELD_TEXT:
		return relate_octets(what, out);
	case WEIR_FIELD_NAME:
		return relate_name(what, out);
	}
	return WEIR_E_USE;
}

enum weir_status relate(const struct relating *what, uint32_t *out)
{
	struct relating one = *what;
	const struct weir_layer_field *field = what->operand.field;
	unsigned fields = field && field->reach == WEIR_REACH_EITHER ? 2 : 1;
	uint32_t nodes[2];

	if (!field)
		return relate_layer(what, out);
	/* != is the negation of ==, of both fields where there are two. */
	if (what->op == OP_UNEQUAL)
		one.op = OP_EQUAL;
	for (unsigned i = 0; i < fields; i++) {
		if (fields == 2)
			one.operand.field = weir_field_row(field->either[i]);
		enum weir_status status = relate_one(&one, &nodes[i]);
		if (status != WEIR_OK)
			return status;
	}
	enum weir_status status =
		build_list(what->builder, NODE_OR, nodes, fields, what->place, out);
	if (status == WEIR_OK && what->op == OP_UNEQUAL)
		status = build_not(what->builder, *out, what->place, out);
	return status;
}
