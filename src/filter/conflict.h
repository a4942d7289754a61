/* conflict.h - can some relations hold and others fail, all at once?
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_CONFLICT_H
#define FILTER_CONFLICT_H

#include "filter/tree.h"

struct literal {
	const struct relation *relation;
	bool holds; /* or fails */
};

/* Does the last of `count` literals contradict those before it? False: it may, or may not. `steps` grows
 * with the work. */
bool literals_conflict(const struct literal *literals, size_t count, uint64_t *steps);

/* Has a packet or message at most one value of the field, in either scope? */
bool field_single(const struct weir_layer_field *field);

#endif
