/* sets.h - what a relation is held against, in one order and without repetition.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_SETS_H
#define FILTER_SETS_H

#include "filter/tree.h"

/* The highest value of a number's field, its unit included. */
uint64_t field_highest(const struct weir_layer_field *field);

/* Turned over in the intervals of times, see struct interval. */
#define TIME_SIGN (UINT64_C(1) << 63)

/* Bring intervals, octets and names into their one order; what is no multiple of a field's unit goes.
 * `count` becomes 0 where nothing is left; a relation that each value meets becomes TEST_PRESENT. */
void relation_settle(struct relation *relation);

#endif
