/* scene.h - packets made to please a rule, or nearly: built, steered by its relations, then mutated.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DIFFERENTIAL_SCENE_H
#define DIFFERENTIAL_SCENE_H

#include "filter/scope.h"
#include "filter/tree.h"
#include "random.h"

enum { SCENE_SIZE_MAX = 2600 };

struct scene {
	uint8_t octets[SCENE_SIZE_MAX + 64];
	size_t size;
};

/* A packet as the target sees it, in which the rule's relations hold or fail as a random way through
 * its tree wants it, and those of `given` (may be NULL) so that it holds. */
void scene_build(struct random *r, const struct weir_rule *rule, const struct weir_rule *given,
		 enum weir_target target, struct scene *out);
/* One of many small misfortunes. */
void scene_mutate(struct random *r, struct scene *scene);

#endif
