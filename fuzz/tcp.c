/* tcp.c - fuzz target: segments with chosen numbers, sizes and flags never break the table.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/tcp.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_some(struct tcp_table *table, uint8_t take)
{
	static uint8_t gather[TCP_VIEW_MAX];
	struct tcp_view view;
	unsigned step = 0;

	while (tcp_next(table, gather, &view)) {
		if (view.octets.size == 0 || view.start > view.octets.size ||
		    view.segment > view.octets.size - view.start)
			__builtin_trap();
		volatile uint8_t last = view.octets.data[view.octets.size - 1];
		(void)last;
		++*view.note;
		step++;
		(void)tcp_take(table, step % 3 ? view.octets.size / (1U + take % 3) : 0,
			       take * 300U);
	}
}

/* Each step takes eight octets: ports and flags, sequence (2), acknowledgement (2), size, cut, time;
 * the segment's octets are the input from there on, as far as it goes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *memory = calloc(1, TCP_MEMORY_MIN);
	struct tcp_table *table = memory ? tcp_place(memory, TCP_MEMORY_MIN) : NULL;
	int64_t time = 0;

	for (size_t at = 0; table && size - at >= 8; at += 8) {
		const uint8_t *p = data + at;
		struct weir_packet packet = { .version = 4, .protocol = 6 };
		bool back = (p[0] & 1) != 0;

		packet.source_port = back ? 53 : p[0] >> 4;
		packet.target_port = back ? p[0] >> 4 : 53;
		packet.tcp_flags = (uint8_t)((p[0] >> 1 & 7) | (p[7] & 1 ? WEIR_TCP_ACK : 0));
		packet.tcp_sequence = ((uint32_t)p[1] << 8 | p[2]) * (p[7] & 2 ? 65537U : 1U);
		packet.tcp_acknowledgement = (uint32_t)p[3] << 8 | p[4];
		packet.payload_size = (uint32_t)p[5] << (p[7] & 4 ? 8 : 0);
		packet.payload = (struct weir_slice){ p, packet.payload_size };
		if (packet.payload.size > size - at)
			packet.payload.size = size - at;
		if (p[6] & 0x80 && packet.payload.size > 0)
			packet.payload.size -= 1;
		time += (int64_t)(p[7] >> 3) << 32;
		tcp_feed(table, &packet, (struct tcp_stamp){ time, at }, p[6]);
		read_some(table, p[6]);
	}
	if (table) {
		tcp_finish(table);
		read_some(table, 1);
	}
	free(memory);
	return 0;
}
