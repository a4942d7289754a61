/* name_set.h - does a name match one of a relation's patterns, however many they are?
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_NAME_SET_H
#define FILTER_NAME_SET_H

#include "filter/tree.h"

/* A name with its labels found: at[i] is where label i's length octet stands, at[count] the root's. */
struct name_labels {
	const uint8_t *octets;
	unsigned count; /* without the root */
	uint8_t at[WEIR_LABELS_MAX + 1];
};
void name_labels_of(const struct weir_name *name, struct name_labels *out);
bool name_pattern_matches(const struct name_pattern *pattern, const struct name_labels *name);

/* One of the patterns of a TEST_NAME relation; through relation->set where there is one. */
bool name_set_match(const struct relation *relation, const struct weir_name *name);
bool name_set_has(const struct relation *relation, const struct name_labels *name);

#endif
