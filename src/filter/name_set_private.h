/* name_set_private.h - many name patterns by the hash of the labels they end with.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_NAME_SET_PRIVATE_H
#define FILTER_NAME_SET_PRIVATE_H

#include <stdint.h>

#define NAME_SET_SEED 0x77656972ULL
#define NAME_SET_END UINT32_MAX

enum {
	NAME_SET_LEAST = 5, /* fewer patterns are tried one by one */
};

struct name_set_entry {
	uint64_t hash; /* of the folded labels, from the last one to the first */
	uint32_t next; /* NAME_SET_END: none */
	uint32_t pattern;
	uint8_t labels; /* how many plain labels the pattern ends with */
};

/* A pattern is found through the plain labels that it ends with; one that ends otherwise is among
 * `others`, which are tried one by one. */
struct name_set {
	uint32_t mask;
	uint32_t *heads;
	struct name_set_entry *entries;
	uint32_t *others;
	uint32_t other_count;
	unsigned deepest;
	uint64_t depths[2]; /* bit n: an entry has n labels */
};

#endif
