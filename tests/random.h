/* random.h - a small generator with a stated seed, so that a property test fails twice the same way.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state; /* the seed */
};

/* splitmix64 */
static inline uint64_t random_next(struct random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/* 0 to `limit` - 1; `limit` above 0. */
static inline unsigned random_below(struct random *r, unsigned limit)
{
	return (unsigned)(random_next(r) >> 11) % limit;
}

#endif
