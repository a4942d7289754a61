/* rdata_print_list.c - the text of lists inside RDATA: types, ports, prefixes.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/address.h"
#include "base/cursor.h"
#include "dns/rdata_text.h"

/* Bit 0 is the top bit of the first octet. */
static bool has_bit(struct weir_slice map, size_t bit)
{
	return (map.data[bit / 8] & 0x80U >> bit % 8) != 0;
}

static void print_types(struct weir_slice map, unsigned first, size_t start,
			struct weir_writer *out)
{
	for (size_t bit = 0; bit < map.size * 8 && !out->full; bit++) {
		if (!has_bit(map, bit))
			continue;
		text_gap(out, start);
		weir_type_print((uint16_t)(first + bit), out);
	}
}

void text_types(const struct rdata_field *f, size_t start, struct weir_writer *out)
{
	struct weir_slice body = f->content;

	if (f->letter == 'X') {
		print_types(body, 0, start, out);
		return;
	}
	for (size_t at = 0; body.size - at >= 2;) {
		const uint8_t *window = body.data + at;
		if (window[1] > 32 || window[1] > body.size - at - 2)
			return;
		print_types((struct weir_slice){ window + 2, window[1] }, window[0] * 256U, start,
			    out);
		at += 2U + window[1];
	}
}

void text_ports(struct weir_slice map, size_t start, struct weir_writer *out)
{
	for (size_t bit = 0; bit < map.size * 8 && !out->full; bit++) {
		if (!has_bit(map, bit))
			continue;
		text_gap(out, start);
		weir_writer_u64(out, bit);
	}
}

void text_prefixes(struct weir_slice body, size_t start, struct weir_writer *out)
{
	for (size_t at = 0; body.size - at >= 4 && !out->full;) {
		const uint8_t *item = body.data + at;
		size_t size = item[3] & 0x7f;
		uint8_t address[16] = { 0 };
		if (size > sizeof(address) || size > body.size - at - 4)
			return;
		for (size_t i = 0; i < size; i++)
			address[i] = item[4 + i];
		text_gap(out, start);
		if (item[3] & 0x80)
			weir_writer_char(out, '!');
		weir_writer_u64(out, load_be16(item));
		weir_writer_char(out, ':');
		if (load_be16(item) == 1)
			address_print_ipv4(address, out);
		else
			address_print_ipv6(address, out);
		weir_writer_char(out, '/');
		weir_writer_u64(out, item[2]);
		at += 4 + size;
	}
}
