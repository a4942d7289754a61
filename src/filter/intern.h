/* intern.h - keys of 32-bit words, each kept once and numbered.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_INTERN_H
#define FILTER_INTERN_H

#include <dnsweir/base.h>

struct intern_entry {
	size_t at; /* in words */
	uint32_t size;
	uint32_t hash;
	uint32_t value; /* the owner's; UINT32_MAX in a new entry */
};

/* Zeroed: empty. */
struct intern {
	uint32_t *words;
	size_t used, room;
	struct intern_entry *entries;
	uint32_t count;
	size_t entry_room;
	uint32_t *slots; /* entry + 1; 0 is free */
	size_t slot_count;
};

/* The number of this key, new or old. WEIR_E_MEMORY; WEIR_E_RANGE: `most` keys are there. */
enum weir_status intern_place(struct intern *intern, const uint32_t *key, uint32_t size,
			      uint32_t most, uint32_t *place) WEIR_MUST_USE;
/* Valid until the next key comes. */
static inline const uint32_t *intern_key(const struct intern *intern, uint32_t place)
{
	return intern->words + intern->entries[place].at;
}
void intern_free(struct intern *intern);

#endif
