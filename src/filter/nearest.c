/* nearest.c - which known words a mistyped one was meant to be.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/nearest.h"

#include <string.h>

enum { WORD_MAX = 32 };

static uint8_t fold(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Letters to insert, drop or change; both words are at most WORD_MAX long. */
static unsigned distance(struct weir_slice a, struct weir_slice b)
{
	unsigned row[WORD_MAX + 1];

	for (unsigned k = 0; k <= b.size; k++)
		row[k] = k;
	for (unsigned i = 1; i <= a.size; i++) {
		unsigned before = row[0]; /* of the row above, one to the left */

		row[0] = i;
		for (unsigned k = 1; k <= b.size; k++) {
			unsigned change = before + (fold(a.data[i - 1]) != fold(b.data[k - 1]));

			before = row[k];
			row[k] = least(change, least(row[k], row[k - 1]) + 1);
		}
	}
	return row[b.size];
}

/* Does `word` end in what was typed, behind a dot? "qry.name" is meant for "dns.qry.name". */
static bool is_end_of(struct weir_slice typed, struct weir_slice word)
{
	if (typed.size < 3 || typed.size >= word.size)
		return false;
	size_t at = word.size - typed.size;
	if (word.data[at - 1] != '.')
		return false;
	for (size_t i = 0; i < typed.size; i++)
		if (fold(typed.data[i]) != fold(word.data[at + i]))
			return false;
	return true;
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
	struct weir_slice word = { (const uint8_t *)candidate, strlen(candidate) };
	size_t longer = nearest->typed.size > word.size ? nearest->typed.size : word.size;
	unsigned found = 0;
	unsigned at;

	if (nearest->typed.size == 0 || longer > WORD_MAX)
		return;
	if (!is_end_of(nearest->typed, word)) {
		found = distance(nearest->typed, word);
		/* A third of the letters may be wrong. */
		if (found * 3 > longer)
			return;
	}
	for (at = nearest->count; at > 0 && nearest->distance[at - 1] > found; at--)
		continue;
	if (at == NEAREST_MAX)
		return;
	unsigned moved = nearest->count < NEAREST_MAX ? nearest->count : NEAREST_MAX - 1U;
	for (unsigned i = moved; i > at; i--) {
		nearest->best[i] = nearest->best[i - 1];
		nearest->distance[i] = nearest->distance[i - 1];
	}
	nearest->best[at] = candidate;
	nearest->distance[at] = found;
	nearest->count = moved + 1;
}

void nearest_print(const struct nearest *nearest, struct weir_writer *out)
{
	for (unsigned i = 0; i < nearest->count; i++) {
		weir_writer_text(out, i == 0 ? "; near: " : ", ");
		weir_writer_text(out, nearest->best[i]);
	}
}
