/* name_walk.h - one step over the labels of a maybe compressed name; all name readers stand on it.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNS_NAME_WALK_H
#define DNS_NAME_WALK_H

#include <dnsweir/name.h>

/* Where a name is being read. Work is bounded: `left` shrinks with every label and `jumps` with every
 * pointer, and a pointer must lead below `lowest`. */
struct name_walk {
	struct weir_slice wire;
	size_t at;     /* next label */
	size_t lowest; /* start of the chunk being read: pointers lead below it */
	size_t next;   /* behind the name in the record; 0 until the first pointer or the end */
	unsigned left; /* octets that the expanded name may still take */
	unsigned jumps;
};

static inline struct name_walk name_walk_at(struct weir_slice wire, size_t at)
{
	return (struct name_walk){ .wire = wire,
				   .at = at,
				   .lowest = at,
				   .left = WEIR_NAME_SIZE_MAX,
				   .jumps = WEIR_NAME_JUMPS_MAX };
}

enum weir_reason name_walk_pointer(struct name_walk *w);

/* The next label, the root included (size 0: the name ends, w->next is set). The slice lends from the
 * wire and its length octet stands right before it. On a flaw w->at is the place. */
static inline enum weir_reason name_walk_label(struct name_walk *w, struct weir_slice *label)
{
	for (;;) {
		if (w->at >= w->wire.size)
			return WEIR_FLAW_NAME_CUT;
		uint8_t size = w->wire.data[w->at];
		if (size <= WEIR_LABEL_SIZE_MAX) {
			if (size >= w->wire.size - w->at)
				return WEIR_FLAW_NAME_CUT;
			if (size + 1U > w->left)
				return WEIR_FLAW_NAME_LONG;
			*label = (struct weir_slice){ w->wire.data + w->at + 1, size };
			w->left -= size + 1U;
			w->at += size + 1U;
			if (size == 0 && w->next == 0)
				w->next = w->at;
			return WEIR_FLAW_NONE;
		}
		enum weir_reason reason = name_walk_pointer(w);
		if (reason != WEIR_FLAW_NONE)
			return reason;
	}
}

/* What reading the name has cost so far, in octets and, as each is a jump in memory, 16 a pointer. */
static inline uint32_t name_walk_cost(const struct name_walk *w)
{
	return WEIR_NAME_SIZE_MAX - w->left + 16 * (WEIR_NAME_JUMPS_MAX - w->jumps);
}

/* To the end of the name: w->next is behind it. `flaw` may be NULL. */
enum weir_status name_walk_finish(struct name_walk *w, struct weir_flaw *flaw);

#endif
