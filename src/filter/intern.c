/* intern.c - keys of 32-bit words, each kept once and numbered.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/intern.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

static enum weir_status grow(void **array, size_t *room, size_t wanted, size_t size)
{
	size_t more = *room ? *room * 2 : 64;

	if (wanted <= *room)
		return WEIR_OK;
	while (more < wanted)
		more *= 2;
	void *moved = realloc(*array, more * size);
	if (!moved)
		return WEIR_E_MEMORY;
	*array = moved;
	*room = more;
	return WEIR_OK;
}

static enum weir_status rehash(struct intern *intern)
{
	size_t count = intern->slot_count ? intern->slot_count * 2 : 256;
	uint32_t *slots = calloc(count, sizeof(*slots));

	if (!slots)
		return WEIR_E_MEMORY;
	for (uint32_t i = 0; i < intern->count; i++) {
		size_t slot = intern->entries[i].hash & (count - 1);
		while (slots[slot])
			slot = (slot + 1) & (count - 1);
		slots[slot] = i + 1;
	}
	free(intern->slots);
	intern->slots = slots;
	intern->slot_count = count;
	return WEIR_OK;
}

static enum weir_status add(struct intern *intern, const uint32_t *key, uint32_t size,
			    uint32_t hash)
{
	enum weir_status status = grow((void **)&intern->words, &intern->room, intern->used + size,
				       sizeof(*intern->words));

	if (status == WEIR_OK)
		status = grow((void **)&intern->entries, &intern->entry_room,
			      (size_t)intern->count + 1, sizeof(*intern->entries));
	if (status != WEIR_OK)
		return status;
	memcpy(intern->words + intern->used, key, size * sizeof(*key));
	intern->entries[intern->count++] =
		(struct intern_entry){ intern->used, size, hash, UINT32_MAX };
	intern->used += size;
	return WEIR_OK;
}

enum weir_status intern_place(struct intern *intern, const uint32_t *key, uint32_t size,
			      uint32_t most, uint32_t *place)
{
	uint32_t hash = (uint32_t)hash_bytes(0, (const uint8_t *)key, size * sizeof(*key));

	if ((size_t)intern->count * 2 >= intern->slot_count) {
		enum weir_status status = rehash(intern);
		if (status != WEIR_OK)
			return status;
	}
	size_t slot = hash & (intern->slot_count - 1);
	/* Ends: half of the slots are free. */
	for (; intern->slots[slot]; slot = (slot + 1) & (intern->slot_count - 1)) {
		const struct intern_entry *entry = &intern->entries[intern->slots[slot] - 1];
		if (entry->hash == hash && entry->size == size &&
		    memcmp(intern->words + entry->at, key, size * sizeof(*key)) == 0) {
			*place = intern->slots[slot] - 1;
			return WEIR_OK;
		}
	}
	if (intern->count >= most)
		return WEIR_E_RANGE;
	enum weir_status status = add(intern, key, size, hash);
	if (status != WEIR_OK)
		return status;
	intern->slots[slot] = intern->count;
	*place = intern->count - 1;
	return WEIR_OK;
}

void intern_free(struct intern *intern)
{
	free(intern->words);
	free(intern->entries);
	free(intern->slots);
	memset(intern, 0, sizeof(*intern));
}
