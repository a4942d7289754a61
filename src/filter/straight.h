/* straight.h - the verdict of a rule on the commonest kind of frame, without program or table.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Most frames of a DNS capture are Ethernet, IPv4 or IPv6 without extension headers, UDP, not a later
 * fragment. There every header's place is known at once, and a relation over a number is one load and
 * two comparisons. All other frames, and rules that ask for more, are left to the machine and the tree. */
#ifndef FILTER_STRAIGHT_H
#define FILTER_STRAIGHT_H

#include "filter/tree.h"

struct straight;

/* `*out` NULL with WEIR_OK: the rule asks for what this road does not have. The rule must outlive it. */
enum weir_status straight_open(const struct weir_rule *rule, struct straight **out) WEIR_MUST_USE;
/* 1 or 0: the verdict that weir_rule_frame gives; -1: not such a frame. `bytes`: from the Ethernet
 * header on. */
int straight_frame(const struct straight *straight, struct weir_slice bytes);
void straight_close(struct straight *straight); /* NULL is fine */

#endif
