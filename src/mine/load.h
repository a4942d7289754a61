/* load.h - one batch of frames on its way: decoded into items, put in order, shared out to shards.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef MINE_LOAD_H
#define MINE_LOAD_H

#include "mine/worker.h"

enum {
	LOAD_FRAMES = 4096, /* frames in a batch at most */
	LOAD_DATA = WEIR_BATCH_DATA,
};

struct load {
	struct weir_batch batch;
	struct item *items; /* messages and segments in capture order */
	size_t item_count;
};

enum weir_status load_open(struct load *load) WEIR_MUST_USE;
void load_close(struct load *load);

/* Frames to items, without any state but the worker's counters. */
void load_decode(struct worker *w, struct load *load);

#endif
