/* seen_open.c - the memory in which a worker gathers sightings.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "mine/worker.h"

enum weir_status seen_open(struct seen *seen)
{
	seen->keys = malloc(SEEN_KEYS);
	seen->list = malloc(SEEN_MAX * sizeof(*seen->list));
	seen->by_part = calloc(SEEN_MAX, sizeof(const struct fold_sighting *));
	return seen->keys && seen->list && seen->by_part ? WEIR_OK : WEIR_E_MEMORY;
}

void seen_close(struct seen *seen)
{
	free(seen->keys);
	free(seen->list);
	free(seen->by_part);
}
