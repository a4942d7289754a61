/* constancy.h - is a rule, or a part of it, never or always true?
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_CONSTANCY_H
#define FILTER_CONSTANCY_H

#include "filter/build.h"

/* Set rule->constancy of a finished tree, and warn of parts that are constant. */
enum weir_status constancy_find(struct builder *builder) WEIR_MUST_USE;

#endif
