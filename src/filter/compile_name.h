/* compile_name.h - looking at a name: which patterns are still possible, and where.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_COMPILE_NAME_H
#define FILTER_COMPILE_NAME_H

#include "filter/compile.h"

enum { GROUPS_MAX = 24 };

/* A pattern at one of its steps: literal, step, octets of it that are done. */
static inline uint32_t thread_make(uint32_t literal, uint32_t seg, uint32_t done)
{
	return literal << 17 | seg << 8 | done;
}
static inline uint32_t thread_literal(uint32_t thread)
{
	return thread >> 17;
}
static inline uint32_t thread_seg(uint32_t thread)
{
	return thread >> 8 & 0x1ff;
}
static inline uint32_t thread_done(uint32_t thread)
{
	return thread & 0xff;
}

/* Threads that stand at one octet. */
struct group {
	uint32_t cell; /* the scratch word with their X; NOWHERE: X has it */
	uint32_t at;   /* from X */
	uint32_t count;
	const uint32_t *threads;
};

/* What is left of the patterns: the last group is looked at first, the others if it fails. `state` has
 * formula, given, flags; its base is where the name begins; its room counts from X. */
struct look {
	struct state state;
	uint32_t end_at; /* behind the name, where that is known; 0: it is not */
	uint32_t end_cell;
	uint32_t cells; /* next free one */
	uint32_t count;
	struct group groups[GROUPS_MAX];
};

uint32_t look_on(struct compiler *c, const struct look *look);
/* One step of a look whose last group has threads of one kind at X. */
uint32_t look_literal(struct compiler *c, const struct look *look);
uint32_t look_label(struct compiler *c, const struct look *look);
/* The name ended before `at`; the formula knows what that means. Asks whether type and class lie in the
 * message, too; `bad` is the place for a name that does not. */
uint32_t look_ended(struct compiler *c, const struct look *look, uint32_t at, uint32_t bad);
/* The place of a name that is none: nothing of the question is there. */
uint32_t look_bad(struct compiler *c, const struct look *look);
/* Without the last group. */
struct look look_without(const struct look *look);
bool look_push(struct compiler *c, struct look *look, uint32_t cell, uint32_t at,
	       const uint32_t *threads, uint32_t count);
/* A load at `at`, `end` being the octet behind it: the same as a fence of a header, but what needs less
 * may still match. `kills`: threads at X that need octets up to here are no more. */
struct fence look_fence(struct compiler *c, struct look *look, uint32_t end, uint32_t kills);
uint32_t look_fence_close(struct compiler *c, const struct look *look, const struct fence *fence,
			  uint32_t body);
const struct seg *thread_step(const struct compiler *c, uint32_t thread);
/* Octets that the thread needs at least from where it stands. */
uint32_t thread_least(const struct compiler *c, uint32_t thread);
/* Behind a name that was walked to its end: within patterns, type, class. */
uint32_t look_rest(struct compiler *c, const struct look *look);

#endif
