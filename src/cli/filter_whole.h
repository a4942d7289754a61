/* filter_whole.h - which frames belong to a message that matches, and to its question or answer.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_FILTER_WHOLE_H
#define CLI_FILTER_WHOLE_H

#include <dnsweir/rule.h>

struct whole;

struct whole_options {
	const struct weir_rule *rule; /* asked of messages too; NULL: none */
	const uint16_t *ports;        /* WEIR_PORTS_MAX */
	bool pair;
};

/* How far apart in time pieces of a message, and a question and its answer, may be. */
enum { WHOLE_PIECE_SECONDS = 60, WHOLE_PAIR_SECONDS = 30 };

enum weir_status whole_open(const struct whole_options *options, struct whole **out,
			    struct weir_error *err) WEIR_MUST_USE;
/* The next frame of the file; `hit`: it matches by itself. */
enum weir_status whole_feed(struct whole *whole, const struct weir_frame *frame,
			    bool hit) WEIR_MUST_USE;
/* No more frames. */
enum weir_status whole_finish(struct whole *whole) WEIR_MUST_USE;
/* Is the frame with this number wanted, as far as is known? */
bool whole_has(const struct whole *whole, uint64_t number);
/* Frames up to this number went their way: who wants one of them later is late. */
void whole_gone(struct whole *whole, uint64_t number);
uint64_t whole_late(const struct whole *whole); /* frames wanted too late */
void whole_close(struct whole *whole);          /* NULL is fine */

#endif
