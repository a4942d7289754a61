/* pair_open.c - the memory of a pair table: taken once, given back once.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "mine/pair_private.h"

static uint32_t floor_power(size_t value)
{
	uint32_t power = 1;

	while ((size_t)power * 2 <= value)
		power *= 2;
	return power;
}

static bool log_open(struct log *log, size_t octets, uint32_t start)
{
	uint32_t units = floor_power(octets / LOG_UNIT);

	log->mask = units - 1;
	log->head = log->tail = start;
	log->data = malloc((size_t)units * LOG_UNIT);
	return log->data != NULL;
}

static void heads_clear(uint32_t *heads, size_t count, uint32_t dead)
{
	for (size_t i = 0; i < count; i++)
		heads[i] = dead;
}

enum weir_status pair_open_at(size_t octets, bool strict_case, uint32_t start, struct pair **out)
{
	struct pair *pair = calloc(1, sizeof(*pair));

	/* An eighth for parking; the ring of questions gets the largest power of two of the rest. */
	if (octets < 2 * sizeof(*pair)) {
		free(pair);
		return WEIR_E_RANGE;
	}
	if (!pair)
		return WEIR_E_MEMORY;
	if (!log_open(&pair->parked, octets / 8, start) ||
	    !log_open(&pair->asked, octets - octets / 8 - sizeof(*pair), start)) {
		pair_close(pair);
		return WEIR_E_MEMORY;
	}
	pair->strict_case = strict_case;
	heads_clear(pair->by_ask, HEADS, log_dead(&pair->asked));
	heads_clear(pair->by_tuple, HEADS, log_dead(&pair->asked));
	heads_clear(pair->by_parked, PARKED_HEADS, log_dead(&pair->parked));
	*out = pair;
	return WEIR_OK;
}

enum weir_status pair_open(size_t octets, bool strict_case, struct pair **out)
{
	return pair_open_at(octets, strict_case, 0, out);
}

void pair_close(struct pair *pair)
{
	if (!pair)
		return;
	free(pair->asked.data);
	free(pair->parked.data);
	free(pair);
}
