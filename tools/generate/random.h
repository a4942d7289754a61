/* random.h - the generator's own numbers: the same seed gives the same capture everywhere.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Whole numbers only: floating point may differ between machines in the last bit. */
#ifndef GENERATE_RANDOM_H
#define GENERATE_RANDOM_H

#include <stdint.h>

/* Stirs 64 bits so that neighbours share nothing (the finaliser of SplitMix64). */
static inline uint64_t stir(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9u;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

struct random {
	uint64_t state;
};

static inline uint64_t random_next(struct random *r)
{
	r->state += 0x9e3779b97f4a7c15u;
	return stir(r->state);
}

/* 0 to limit - 1, limit at least 1. The bias is limit / 2^32: nothing for a traffic mix. */
static inline uint32_t random_below(struct random *r, uint32_t limit)
{
	return (uint32_t)(((random_next(r) >> 32) * limit) >> 32);
}

/* True in `share` of 1000 calls. */
static inline int random_mille(struct random *r, uint32_t share)
{
	return random_below(r, 1000) < share;
}

#endif
