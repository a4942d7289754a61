/* straight_private.h - a rule laid out for the straight road: one step a relation, two ways on.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_STRAIGHT_PRIVATE_H
#define FILTER_STRAIGHT_PRIVATE_H

#include "filter/straight.h"

/* Ways on that end it. */
enum { STRAIGHT_KEEP = -1, STRAIGHT_DROP = -2 };

/* What an offset counts from, and what must be there for the header to be. */
enum straight_base {
	BASE_FRAME,
	BASE_IPV4,
	BASE_IPV6,
	BASE_UDP,
	BASE_DNS,
};
enum { STRAIGHT_BASES = BASE_DNS + 1 };

enum straight_kind {
	STEP_NUMBER, /* one interval */
	STEP_INTERVALS,
	STEP_OCTETS,
	STEP_PRESENT, /* the base is there */
	STEP_LENGTH,  /* dns.length in the intervals */
	STEP_NAME,    /* patterns, or a set of them */
	STEP_SUFFIX,  /* the name is, or ends with, plain labels */
	STEP_TYPE,    /* dns.qry.type in the intervals */
};

struct straight_step {
	enum straight_kind kind;
	enum straight_base base;
	const struct relation *relation;
	uint16_t at, width; /* octets from the base; octets loaded: 1 to 4 */
	uint8_t shift;
	uint16_t unit;
	uint32_t bits; /* mask of the field's own bits, behind the shift */
	uint64_t mask; /* of the rule */
	uint64_t low, high;
	uint32_t suffix; /* in straight->suffixes */
	int32_t yes, no;
};

/* Folded labels with their length octets, and the root's: a word where (octet | veil) == value. */
struct straight_suffix {
	bool whole; /* no label may stand before */
	uint16_t size;
	uint8_t labels; /* without the root */
	uint8_t octets[WEIR_NAME_SIZE_MAX + 8];
	uint8_t mask[WEIR_NAME_SIZE_MAX + 8];
};

struct straight {
	uint16_t ports[WEIR_PORTS_MAX];
	unsigned port_count;
	uint32_t step_count;
	uint32_t suffix_count;
	int32_t first;
	struct straight_step *steps;
	struct straight_suffix *suffixes;
};

#endif
