/* relate.h - one relation: a field, an operator, values; checked against the field's kind.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_RELATE_H
#define FILTER_RELATE_H

#include "filter/build.h"
#include "filter/lexer.h"

enum operation {
	OP_PRESENT,
	OP_EQUAL,
	OP_UNEQUAL,
	OP_BELOW,
	OP_BELOW_EQUAL,
	OP_ABOVE,
	OP_ABOVE_EQUAL,
	OP_IN,
	OP_CONTAINS,
	OP_LIKE,
	OP_WITHIN,
	OP_BITS, /* only for what a kind takes: `field & mask` */
	OP_SLICE,
	OP_COUNT,
};

struct operand {
	const struct weir_layer_field *field; /* NULL: the layer */
	enum weir_layer layer;
	bool masked;
	bool sliced;
	int32_t slice_at;
	int32_t slice_length; /* -1: to the end */
	uint64_t mask;
	struct place place;  /* of the field's name */
	struct place detail; /* of the mask or the slice */
};

struct value {
	struct lexeme low, high;
	bool range;
};

struct relating {
	struct builder *builder;
	struct operand operand;
	enum operation op;
	struct place op_place;
	struct place place; /* of all of it */
	const struct value *values;
	size_t count;
};

/* The node of a relation; warns of what is never or always so. */
enum weir_status relate(const struct relating *what, uint32_t *out) WEIR_MUST_USE;

/* Each for its kinds; `field` is never one of two. */
enum weir_status relate_number(const struct relating *what, uint32_t *out) WEIR_MUST_USE;
enum weir_status relate_octets(const struct relating *what, uint32_t *out) WEIR_MUST_USE;
enum weir_status relate_name(const struct relating *what, uint32_t *out) WEIR_MUST_USE;

/* A relation without values yet. */
struct relation relation_begin(const struct relating *what, enum test_kind test);
/* Settle it, warn of what it came to, make it a node; takes the arrays. */
enum weir_status relation_end(const struct relating *what, struct relation *relation,
			      uint32_t *out) WEIR_MUST_USE;

/* What a kind of field takes, in words: "==, !=, in". */
void operations_print(enum weir_field_kind kind, struct weir_writer *out);
bool operation_fits(enum weir_field_kind kind, enum operation op);
const char *operation_text(enum operation op);
const char *kind_text(enum weir_field_kind kind); /* "a number" */

#endif
