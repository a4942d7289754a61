/* bits.h - a number of some bits, and a FIXED field, out of the octets of a header.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef LAYER_BITS_H
#define LAYER_BITS_H

#include <dnsweir/layer.h>

/* `count` bits, at most 64, from bit `at` on; the first octet's highest bit is bit 0. The caller has
 * looked that the octets are there. */
static inline uint64_t bits_load(const uint8_t *octets, unsigned at, unsigned count)
{
	const uint8_t *p = octets + at / 8;
	unsigned skip = at % 8;
	uint64_t value = p[0] & (0xffU >> skip);

	if (count <= 8 - skip)
		return value >> (8 - skip - count);
	count -= 8 - skip;
	for (; count >= 8; count -= 8)
		value = value << 8 | *++p;
	return count > 0 ? value << count | *++p >> (8 - count) : value;
}

/* The value of a FIXED field of the header that begins at `header` in `octets`; value.at counts from
 * the begin of `octets`. False: an octet of it, or of what it depends on, is not there, or it is not
 * present in a header like this one. */
bool bits_field(struct weir_slice octets, size_t header, const struct weir_layer_field *field,
		struct weir_value *out) WEIR_MUST_USE;

#endif
