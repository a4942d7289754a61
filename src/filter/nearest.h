/* nearest.h - which known words a mistyped one was meant to be.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_NEAREST_H
#define FILTER_NEAREST_H

#include <dnsweir/base.h>

enum { NEAREST_MAX = 3 };

struct nearest {
	struct weir_slice typed;
	const char *best[NEAREST_MAX]; /* nearest first */
	unsigned distance[NEAREST_MAX];
	unsigned count;
};

void nearest_offer(struct nearest *nearest, const char *candidate);
/* "; near: a, b, c", or nothing. */
void nearest_print(const struct nearest *nearest, struct weir_writer *out);

#endif
