/* queue.h - frames that wait for their moment: a heap by time, so that conversations interleave.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef GENERATE_QUEUE_H
#define GENERATE_QUEUE_H

#include <stddef.h>
#include <stdint.h>

enum { QUEUE_FRAME_MAX = 1600 };

struct queue_frame {
	uint16_t size;
	uint8_t octets[QUEUE_FRAME_MAX];
};

struct queue {
	struct queue_entry {
		uint64_t time;
		uint64_t sequence; /* frames of the same time keep their order */
		struct queue_frame *frame;
	} * heap;
	size_t count;
	size_t capacity;
	uint64_t sequence;
	struct queue_frame **free; /* used before, newest on top: likely still in the cache */
	size_t free_count;
};

void queue_put(struct queue *q, uint64_t time, const uint8_t *octets, size_t size);
/* The earliest time waiting; UINT64_MAX when empty. */
uint64_t queue_time(const struct queue *q);
/* The earliest frame, valid until the next put. The queue must not be empty. */
const struct queue_frame *queue_take(struct queue *q, uint64_t *time);
void queue_close(struct queue *q);

#endif
