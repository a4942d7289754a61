/* crew.h - threads that carry batches from the inputs through the shards into the fold table.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef MINE_CREW_H
#define MINE_CREW_H

#include "mine/inputs.h"
#include "mine/worker.h"

enum { CREW_MAX = 64 };

/* What the traffic leaves behind from frame to frame. */
struct crew_state {
	struct fragment_table *fragments;
	struct shard_set *streams;
	struct pair *pairs[SHARD_COUNT];
};

/* Carry everything through. `workers` are `count` opened workers. The result does not depend on
 * `count`. */
enum weir_status crew_run(struct inputs *inputs, struct worker *workers, unsigned count,
			  struct crew_state *state, struct weir_error *err) WEIR_MUST_USE;

#endif
