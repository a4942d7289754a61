/* pair_private.h - how a pair table lies in memory.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef MINE_PAIR_PRIVATE_H
#define MINE_PAIR_PRIVATE_H

#include "mine/log.h"
#include "mine/pair.h"

enum {
	HEADS = 4096, /* of each index of the questions */
	PARKED_HEADS = 256,
};

struct pair {
	struct log asked;
	struct log parked;
	uint64_t evicted;
	bool strict_case;
	bool expired_one; /* pair_expire's last entry is still to be removed */
	uint32_t by_ask[HEADS];
	uint32_t by_tuple[HEADS];
	uint32_t by_parked[PARKED_HEADS];
};

#endif
