/* bits.c - FIXED fields: an offset and a width inside a header, and when they are there.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "layer/bits.h"

/* Are the octets of these bits there? */
static bool holds(struct weir_slice header, unsigned at, unsigned bits)
{
	return (at + bits + 7U) / 8U <= header.size;
}

static bool present(struct weir_slice header, const struct weir_layer_field *field)
{
	if (field->when_bits == 0)
		return true;
	if (!holds(header, field->when_at, field->when_bits))
		return false;
	uint64_t found = bits_load(header.data, field->when_at, field->when_bits);
	return found == field->when[0] || found == field->when[1];
}

bool bits_field(struct weir_slice octets, size_t header, const struct weir_layer_field *field,
		struct weir_value *out)
{
	if (header > octets.size || field->reach != WEIR_REACH_FIXED)
		return false;
	struct weir_slice rest = { octets.data + header, octets.size - header };
	if (!holds(rest, field->at, field->bits) || !present(rest, field))
		return false;
	uint32_t first = field->at / 8U;
	uint32_t size = (field->at + field->bits + 7U) / 8U - first;
	*out = (struct weir_value){
		.octets = { rest.data + first, size },
		.at = (uint32_t)header + first,
		.size = size,
	};
	if (field->bits <= 64)
		out->number = bits_load(rest.data, field->at, field->bits) * field->unit;
	return true;
}
