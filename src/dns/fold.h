/* fold.h - ASCII letters to lower case and comparison without case, RFC 4343.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNS_FOLD_H
#define DNS_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint8_t fold_octet(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

/* Eight octets at once: bit 7 of each lane says "is a capital" without carries between lanes. */
static inline uint64_t fold_eight(uint64_t v)
{
	uint64_t low = v & 0x7f7f7f7f7f7f7f7fULL;
	uint64_t from_a = low + 0x3f3f3f3f3f3f3f3fULL; /* bit 7: octet >= 'A' */
	uint64_t past_z = low + 0x2525252525252525ULL; /* bit 7: octet > 'Z' */
	uint64_t capital = (from_a ^ past_z) & ~v & 0x8080808080808080ULL;

	return v | capital >> 2;
}

static inline void fold_word(uint8_t *to, const uint8_t *from)
{
	uint64_t v;

	memcpy(&v, from, 8);
	v = fold_eight(v);
	memcpy(to, &v, 8);
}

/* `to` may be `from`; no octet beyond `size` is read or written. */
static inline void fold_octets(uint8_t *to, const uint8_t *from, size_t size)
{
	if (size < 8) {
		for (size_t i = 0; i < size; i++)
			to[i] = fold_octet(from[i]);
		return;
	}
	for (size_t i = 0; size - i >= 8; i += 8)
		fold_word(to + i, from + i);
	/* The last eight once more: folding what is folded changes nothing. */
	fold_word(to + size - 8, from + size - 8);
}

static inline bool fold_equal(const uint8_t *a, const uint8_t *b, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (fold_octet(a[i]) != fold_octet(b[i]))
			return false;
	return true;
}

#endif
