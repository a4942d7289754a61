/* log.h - a ring of entries of various sizes that forgets the oldest, addressed by positions.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Positions count units of eight octets and only grow (they wrap at 2^32). An index keeps positions in
 * hash heads and in links from newer to older entries; nothing is ever removed from it: a position
 * below the tail is dead, and so is all behind it. Indices, not pointers: a store can save it. */
#ifndef MINE_LOG_H
#define MINE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOG_UNIT = 8 };

struct log {
	uint8_t *data;
	uint32_t mask; /* units - 1; a power of two */
	uint32_t head; /* where the next entry goes */
	uint32_t tail; /* the oldest entry; head == tail: empty */
};

static inline uint32_t log_units(size_t octets)
{
	return (uint32_t)((octets + LOG_UNIT - 1) / LOG_UNIT);
}

static inline bool log_live(const struct log *log, uint32_t position)
{
	return position - log->tail < log->head - log->tail;
}

/* A position that is dead and stays so until log_swept says otherwise. */
static inline uint32_t log_dead(const struct log *log)
{
	return log->tail - 1;
}

static inline void *log_at(const struct log *log, uint32_t position)
{
	return log->data + (size_t)(position & log->mask) * LOG_UNIT;
}

/* Every entry begins with its units as uint32_t; with this bit they are padding at the buffer's end. */
#define LOG_PADDING 0x80000000U

static inline uint32_t log_padding(const struct log *log, uint32_t units)
{
	uint32_t to_end = log->mask + 1 - (log->head & log->mask);

	return to_end < units ? to_end : 0;
}

static inline uint32_t log_room(const struct log *log)
{
	return log->mask + 1 - (log->head - log->tail);
}

static inline uint32_t log_entry_units(const struct log *log, uint32_t position)
{
	return *(const uint32_t *)log_at(log, position);
}

/* The place of a new entry, in one piece; the caller has made room for it and its padding. */
static inline uint32_t log_push(struct log *log, uint32_t units)
{
	uint32_t padding = log_padding(log, units);

	if (padding > 0)
		*(uint32_t *)log_at(log, log->head) = padding | LOG_PADDING;
	log->head += padding;
	uint32_t position = log->head;
	log->head += units;
	return position;
}

/* Did going from `before` to the present head pass a point where dead positions must be renewed, so
 * that none is ever half the number space old? */
static inline bool log_crossed(const struct log *log, uint32_t before)
{
	return (before ^ log->head) >> 28 != 0;
}

#endif
