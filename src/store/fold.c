/* fold.c - fold equal sightings into rows: partitions, slots, chunks of rows.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "store/fold.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "store/fold_private.h"

/* The first touch of a partition allocates this many slots. */
enum { SLOTS_MIN = 64, PREFETCH = 16 };

/* Whoever makes answers must not be able to make keys that all meet in one slot. */
static struct hash_secret secret = { HASH_P1, HASH_P2 };
static pthread_once_t secret_once = PTHREAD_ONCE_INIT;

static void secret_make(void)
{
	struct hash_secret made;

	if (getentropy(&made, sizeof(made)) == 0)
		secret = made;
}

uint64_t fold_name_hash(const uint8_t *name, size_t size)
{
	return hash_bytes_secret(&secret, 0x6e616d65, name, size);
}

uint64_t fold_hash(uint64_t name_hash, uint16_t type, uint8_t kind, const uint8_t *rdata,
		   size_t size)
{
	return hash_bytes_secret(&secret, name_hash ^ ((uint64_t)type << 8 | kind), rdata, size);
}

enum weir_status fold_open(uint64_t rows_max, struct fold **out)
{
	struct fold *fold = calloc(1, sizeof(*fold));

	if (!fold)
		return WEIR_E_MEMORY;
	pthread_once(&secret_once, secret_make);
	fold->rows_max = rows_max;
	for (size_t i = 0; i < FOLD_PARTS; i++)
		pthread_mutex_init(&fold->parts[i].lock, NULL);
	*out = fold;
	return WEIR_OK;
}

void fold_close(struct fold *fold)
{
	if (!fold)
		return;
	for (size_t i = 0; i < FOLD_PARTS; i++) {
		struct fold_part *part = &fold->parts[i];
		for (size_t c = 0; c < part->chunk_count; c++)
			free(part->chunks[c]);
		free(part->chunks);
		free(part->slots);
		pthread_mutex_destroy(&part->lock);
	}
	free(fold->sorted);
	free(fold);
}

static enum weir_status chunk_add(struct fold_part *part, size_t size)
{
	if (part->chunk_count == part->chunk_room) {
		size_t room = part->chunk_room ? part->chunk_room * 2 : 8;
		uint8_t **chunks = realloc(part->chunks, room * sizeof(*chunks));
		if (!chunks)
			return WEIR_E_MEMORY;
		part->chunks = chunks;
		part->chunk_room = room;
	}
	/* Places are 32 bits wide. */
	if (part->chunk_count == UINT32_MAX / CHUNK_UNITS)
		return WEIR_E_MEMORY;
	uint8_t *chunk = malloc(size);
	if (!chunk)
		return WEIR_E_MEMORY;
	part->chunks[part->chunk_count++] = chunk;
	part->chunk_used = 0;
	return WEIR_OK;
}

/* Room for a row; a row larger than a chunk gets a chunk of its own size and fills it. */
static enum weir_status row_place(struct fold_part *part, size_t size, uint32_t *place)
{
	size_t units = (size + UNIT - 1) / UNIT;

	if (part->chunk_count == 0 || units > CHUNK_UNITS - part->chunk_used) {
		size_t octets = units > CHUNK_UNITS ? units * UNIT : (size_t)CHUNK_UNITS * UNIT;
		enum weir_status status = chunk_add(part, octets);
		if (status != WEIR_OK)
			return status;
	}
	*place = (uint32_t)(part->chunk_count - 1) * CHUNK_UNITS + part->chunk_used;
	part->chunk_used += units > CHUNK_UNITS ? CHUNK_UNITS : (uint32_t)units;
	return WEIR_OK;
}

static enum weir_status slots_grow(struct fold_part *part)
{
	uint32_t count = part->slots ? (part->slot_mask + 1) * 2 : SLOTS_MIN;

	if (count == 0)
		return WEIR_E_MEMORY;
	struct fold_slot *slots = calloc(count, sizeof(*slots));
	if (!slots)
		return WEIR_E_MEMORY;
	for (uint32_t i = 0; part->slots && i <= part->slot_mask; i++) {
		if (part->slots[i].place == 0)
			continue;
		uint32_t at = part->slots[i].tag & (count - 1);
		while (slots[at].place != 0)
			at = (at + 1) & (count - 1);
		slots[at] = part->slots[i];
	}
	free(part->slots);
	part->slots = slots;
	part->slot_mask = count - 1;
	return WEIR_OK;
}

static bool row_is(const struct fold_row *row, const struct fold_sighting *seen)
{
	return row->type == seen->type && row->name_size == seen->name_size &&
	       row->kind == seen->kind && fold_rdata_size(row) == seen->rdata_size &&
	       memcmp(row->key, seen->key, (size_t)seen->name_size + seen->rdata_size) == 0;
}

static enum weir_status row_insert(struct fold *fold, struct fold_part *part, uint32_t slot,
				   const struct fold_sighting *seen)
{
	size_t key_size = (size_t)seen->name_size + seen->rdata_size;
	uint32_t place = UINT32_MAX; /* no room */

	/* Count first: other parts add at the same time. */
	enum weir_status status = WEIR_OK;
	if (__atomic_fetch_add(&fold->rows, 1, __ATOMIC_RELAXED) >= fold->rows_max)
		part->refused++;
	else
		status = row_place(part, sizeof(struct fold_row) + key_size, &place);
	if (status != WEIR_OK || place == UINT32_MAX) {
		__atomic_fetch_sub(&fold->rows, 1, __ATOMIC_RELAXED);
		return status;
	}
	struct fold_row *row = fold_row_at(part, place);
	row->first = seen->time;
	row->last = seen->time;
	row->count = 1;
	row->rdata_size_low = (uint16_t)seen->rdata_size;
	row->rdata_size_high = (uint8_t)(seen->rdata_size >> 16);
	row->type = seen->type;
	row->name_size = seen->name_size;
	row->kind = seen->kind;
	memcpy(row->key, seen->key, key_size);
	/* Place 0 means a free slot, so places are kept plus one. */
	part->slots[slot] = (struct fold_slot){ .tag = (uint32_t)seen->hash, .place = place + 1 };
	part->rows++;
	return WEIR_OK;
}

static enum weir_status fold_one(struct fold *fold, struct fold_part *part,
				 const struct fold_sighting *seen)
{
	uint32_t tag = (uint32_t)seen->hash;

	/* At most three quarters full: the probe below always meets a free slot. */
	if (!part->slots || part->rows >= (part->slot_mask + 1ULL) * 3 / 4) {
		enum weir_status status = slots_grow(part);
		if (status != WEIR_OK)
			return status;
	}
	uint32_t at = tag & part->slot_mask;
	for (; part->slots[at].place != 0; at = (at + 1) & part->slot_mask) {
		if (part->slots[at].tag != tag)
			continue;
		struct fold_row *row = fold_row_at(part, part->slots[at].place - 1);
		if (!row_is(row, seen))
			continue;
		row->count += row->count != UINT64_MAX;
		row->first = seen->time < row->first ? seen->time : row->first;
		row->last = seen->time > row->last ? seen->time : row->last;
		return WEIR_OK;
	}
	return row_insert(fold, part, at, seen);
}

/* Two rounds of hints hide the misses of slot and row; a hint that a growth makes stale is harmless. */
static void prefetch_slot(const struct fold_part *part, const struct fold_sighting *seen)
{
	if (part->slots)
		__builtin_prefetch(&part->slots[(uint32_t)seen->hash & part->slot_mask]);
}

static void prefetch_row(const struct fold_part *part, const struct fold_sighting *seen)
{
	if (!part->slots)
		return;
	const struct fold_slot *slot = &part->slots[(uint32_t)seen->hash & part->slot_mask];
	if (slot->place != 0)
		__builtin_prefetch(fold_row_at(part, slot->place - 1), 1);
}

enum weir_status fold_add(struct fold *fold, unsigned number,
			  const struct fold_sighting *const *list, size_t count)
{
	struct fold_part *part = &fold->parts[number];
	enum weir_status status = WEIR_OK;

	pthread_mutex_lock(&part->lock);
	for (size_t start = 0; start < count; start += PREFETCH) {
		size_t end = count - start < PREFETCH ? count : start + PREFETCH;
		for (size_t i = start; i < end; i++)
			prefetch_slot(part, list[i]);
		for (size_t i = start; i < end; i++)
			prefetch_row(part, list[i]);
		for (size_t i = start; i < end; i++) {
			enum weir_status one = fold_one(fold, part, list[i]);
			if (one != WEIR_OK) {
				part->refused++;
				status = one;
			}
		}
	}
	pthread_mutex_unlock(&part->lock);
	return status;
}

uint64_t fold_rows(const struct fold *fold)
{
	return __atomic_load_n(&fold->rows, __ATOMIC_RELAXED);
}

uint64_t fold_refused(const struct fold *fold)
{
	uint64_t refused = 0;

	for (size_t i = 0; i < FOLD_PARTS; i++)
		refused += fold->parts[i].refused;
	return refused;
}
