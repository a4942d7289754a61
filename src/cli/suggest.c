/* suggest.c - which known word a mistyped one was meant to be.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/suggest.h"

#include <stdint.h>
#include <string.h>

enum { WORD_MAX = 40 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters to insert, drop, change or swap with their neighbour (optimal string alignment). Both
 * words are at most WORD_MAX long. */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
	size_t rows[3][WORD_MAX + 1];

	for (size_t k = 0; k <= b_size; k++)
		rows[0][k] = k;
	for (size_t i = 1; i <= a_size; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i - 1) % 3];

		row[0] = i;
		for (size_t k = 1; k <= b_size; k++) {
			size_t change = above[k - 1] + (a[i - 1] != b[k - 1]);

			row[k] = least(change, least(above[k], row[k - 1]) + 1);
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
				row[k] = least(row[k], rows[(i - 2) % 3][k - 2] + 1);
		}
	}
	return rows[a_size % 3][b_size];
}

void suggestion_offer(struct suggestion *suggestion, const char *candidate)
{
	size_t typed_size = strlen(suggestion->typed);
	size_t size = strlen(candidate);
	size_t found;

	if (typed_size == 0 || typed_size > WORD_MAX || size > WORD_MAX)
		return;
	if (typed_size > 1 && strncmp(candidate, suggestion->typed, typed_size) == 0) {
		found = 0; /* the beginning of a known word */
	} else {
		found = distance(suggestion->typed, typed_size, candidate, size);
		/* A third of the letters may be wrong; of two letters none is left to tell by. */
		if (found * 3 > (typed_size > size ? typed_size : size))
			return;
	}
	if (!suggestion->best || found < suggestion->distance) {
		suggestion->best = candidate;
		suggestion->distance = found;
	}
}
