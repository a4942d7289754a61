/* fragment.c - fuzz target: fragments with chosen places, sizes and times never break the table.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/fragment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each step takes six octets: identification and version, place (2), size (2) and flags, time; the
 * fragment's octets are the input from there on, as far as it goes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fragment_table *table = fragment_open(FRAGMENT_MEMORY_MIN);
	struct fragment_whole whole;
	int64_t time = 0;

	for (size_t at = 0; table && size - at >= 6; at += 6) {
		const uint8_t *p = data + at;
		struct weir_packet packet = { .version = p[0] & 1 ? 4 : 6,
					      .fragment_id = p[0] >> 1,
					      .fragment_at =
						      (uint16_t)((p[1] << 8 | p[2]) & 0xfff8),
					      .fragment_more = (p[4] & 1) != 0 };

		packet.payload_size = (uint32_t)(p[3] << 8 | p[4]) >> 1;
		packet.payload = (struct weir_slice){ p, size - at };
		if (packet.payload.size > packet.payload_size)
			packet.payload.size = packet.payload_size;
		time += (int64_t)p[5] << 28;
		if (fragment_feed(table, &packet, time, &whole) == FRAGMENT_WHOLE &&
		    (whole.octets.size == 0 || whole.octets.size > UINT16_MAX))
			__builtin_trap();
	}
	if (table)
		fragment_finish(table);
	fragment_close(table);
	return 0;
}
