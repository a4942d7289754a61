/* fold_private.h - how the fold table lies in memory.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef STORE_FOLD_PRIVATE_H
#define STORE_FOLD_PRIVATE_H

#include <pthread.h>

#include "store/fold.h"

enum {
	UNIT = 8,           /* rows start on multiples of it, for their 64-bit members */
	CHUNK_UNITS = 8192, /* 64 KiB: a part's slack; one row may be larger and gets its own */
};

struct fold_slot {
	uint32_t tag;   /* low half of the hash: index and first comparison */
	uint32_t place; /* chunk * CHUNK_UNITS + unit, plus 1; 0: free */
};

struct fold_part {
	pthread_mutex_t lock;
	struct fold_slot *slots;
	uint32_t slot_mask;
	uint32_t chunk_used; /* units of the last chunk */
	uint64_t rows;
	uint64_t refused;
	uint8_t **chunks;
	size_t chunk_count;
	size_t chunk_room;
};

struct fold {
	struct fold_part parts[FOLD_PARTS];
	uint64_t rows_max;
	uint64_t rows;             /* of all parts; atomic */
	struct fold_entry *sorted; /* fold_sort's list */
	size_t sorted_count;
};

struct fold_entry {
	uint64_t octets; /* seven of the key and their number, for fold_sort */
	const struct fold_row *row;
};

/* Ranges that fold_sort has still to sort. */
struct fold_stack {
	void *ranges;
	size_t count;
	size_t room;
};

static inline struct fold_row *fold_row_at(const struct fold_part *part, uint32_t place)
{
	uint8_t *chunk = part->chunks[place / CHUNK_UNITS];

	return (struct fold_row *)(void *)(chunk + (size_t)(place % CHUNK_UNITS) * UNIT);
}

#endif
