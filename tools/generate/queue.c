/* queue.c - a binary heap of frames with reused memory.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "queue.h"

#include <stdlib.h>
#include <string.h>

#include "packet.h"

static int before(const struct queue_entry *a, const struct queue_entry *b)
{
	return a->time != b->time ? a->time < b->time : a->sequence < b->sequence;
}

static void grow(struct queue *q)
{
	q->capacity = q->capacity ? q->capacity * 2 : 1024;
	q->heap = realloc(q->heap, q->capacity * sizeof(*q->heap));
	q->free = realloc(q->free, q->capacity * sizeof(struct queue_frame *));
	if (!q->heap || !q->free)
		system_fail("memory");
}

void queue_put(struct queue *q, uint64_t time, const uint8_t *octets, size_t size)
{
	struct queue_frame *frame;

	if (size > QUEUE_FRAME_MAX)
		generate_fail("queue", "frame too large");
	if (q->count == q->capacity)
		grow(q);
	frame = q->free_count > 0 ? q->free[--q->free_count] : malloc(sizeof(*frame));
	if (!frame)
		system_fail("memory");
	frame->size = (uint16_t)size;
	memcpy(frame->octets, octets, size);

	struct queue_entry entry = { time, q->sequence++, frame };
	size_t at = q->count++;
	for (; at > 0 && before(&entry, &q->heap[(at - 1) / 2]); at = (at - 1) / 2)
		q->heap[at] = q->heap[(at - 1) / 2];
	q->heap[at] = entry;
}

uint64_t queue_time(const struct queue *q)
{
	return q->count > 0 ? q->heap[0].time : UINT64_MAX;
}

const struct queue_frame *queue_take(struct queue *q, uint64_t *time)
{
	struct queue_frame *frame = q->heap[0].frame;
	struct queue_entry last = q->heap[--q->count];
	size_t at = 0;

	*time = q->heap[0].time;
	for (size_t child; (child = 2 * at + 1) < q->count; at = child) {
		if (child + 1 < q->count && before(&q->heap[child + 1], &q->heap[child]))
			child++;
		if (!before(&q->heap[child], &last))
			break;
		q->heap[at] = q->heap[child];
	}
	q->heap[at] = last;
	/* Never more free frames than entries the heap has had room for. */
	q->free[q->free_count++] = frame;
	return frame;
}

void queue_close(struct queue *q)
{
	for (size_t i = 0; i < q->count; i++)
		free(q->heap[i].frame);
	for (size_t i = 0; i < q->free_count; i++)
		free(q->free[i]);
	free(q->heap);
	free(q->free);
	*q = (struct queue){ 0 };
}
