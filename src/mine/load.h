/* load.h - one batch of frames on its way: decoded into items, fragments put together, shared out.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef MINE_LOAD_H
#define MINE_LOAD_H

#include "mine/worker.h"
#include "packet/fragment.h"

enum {
	LOAD_FRAMES = 4096, /* frames in a batch at most */
	LOAD_DATA = WEIR_BATCH_DATA,
	LOAD_WHOLE = 128 * 1024, /* octets in which datagrams put together lie, and such pieces: */
	LOAD_WHOLES = 32,
};

/* A datagram put together from fragments, and its octets, kept as long as the batch. */
struct whole {
	struct weir_packet packet;
};

struct load {
	struct weir_batch batch;
	int64_t time_before; /* of the last frame before this batch; frames without a time take it */
	struct item *items;  /* in capture order */
	size_t item_count;
	bool fragments;               /* there are items of kind ITEM_FRAGMENT */
	uint8_t *wholes[LOAD_WHOLES]; /* allocated when needed, kept */
	unsigned whole_count;         /* in use */
	size_t whole_used;            /* octets of the last one in use */
};

enum weir_status load_open(struct load *load) WEIR_MUST_USE;
void load_close(struct load *load);

/* Frames to items, without any state but the worker's counters. */
void load_decode(struct worker *w, struct load *load);

/* The fragments of a batch, batches in capture order, one at a time. */
void load_assemble(struct worker *w, struct load *load, struct fragment_table *fragments);

/* Ask the rule, if there is one, about an item with its message read; `packet` may be NULL. */
void load_judge(const struct worker *w, const struct weir_datagram *message, struct item *item);

/* Decode the frame of an item of kind ITEM_SEGMENT, or find what it was put together to. */
const struct weir_packet *load_packet(const struct item *item, struct weir_packet *room);

#endif
