/* seen.c - gather sightings and fold them part by part, so that misses overlap and locks are few.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "mine/worker.h"

uint8_t *seen_room(struct worker *w)
{
	if (SEEN_MAX - w->seen.count < 2 ||
	    SEEN_KEYS - w->seen.keys_used < SEEN_RECORD_MAX + SEEN_CHAIN_MAX)
		seen_flush(w);
	return w->seen.keys + w->seen.keys_used;
}

void seen_add(struct worker *w, uint8_t kind, uint16_t type, size_t name_size, uint64_t name_hash,
	      size_t rdata_size, int64_t time)
{
	struct seen *seen = &w->seen;
	const uint8_t *key = seen->keys + seen->keys_used;

	seen->list[seen->count++] = (struct fold_sighting){
		.key = key,
		.hash = fold_hash(name_hash, type, kind, key + name_size, rdata_size),
		.time = time,
		.rdata_size = (uint32_t)rdata_size,
		.type = type,
		.name_size = (uint16_t)name_size,
		.kind = kind,
	};
	seen->keys_used += name_size + rdata_size;
}

/* A counting sort by part, then one call of fold_add a part. */
void seen_flush(struct worker *w)
{
	struct seen *seen = &w->seen;
	size_t start[FOLD_PARTS + 1] = { 0 };

	for (size_t i = 0; i < seen->count; i++)
		start[fold_part(seen->list[i].hash) + 1]++;
	for (size_t part = 0; part < FOLD_PARTS; part++)
		start[part + 1] += start[part];
	size_t next[FOLD_PARTS];
	for (size_t part = 0; part < FOLD_PARTS; part++)
		next[part] = start[part];
	for (size_t i = 0; i < seen->count; i++)
		seen->by_part[next[fold_part(seen->list[i].hash)]++] = &seen->list[i];
	for (unsigned part = 0; part < FOLD_PARTS; part++) {
		size_t count = start[part + 1] - start[part];
		if (count == 0)
			continue;
		enum weir_status status =
			fold_add(w->fold, part, seen->by_part + start[part], count);
		if (status != WEIR_OK && w->status == WEIR_OK)
			w->status = status;
	}
	seen->count = 0;
	seen->keys_used = 0;
}
