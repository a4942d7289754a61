/* packet.c - fuzz target: a frame taken apart; two octets of link type and of wire size stand in front.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/packet.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_packet packet;
	struct weir_packet whole;
	struct weir_checksums sums;

	if (size < 4)
		return 0;
	uint16_t link = (uint16_t)(data[0] << 8 | data[1]);
	uint32_t wire_size = (uint32_t)(data[2] << 8 | data[3]);
	weir_packet_decode(link, (struct weir_slice){ data + 4, size - 4 }, wire_size, &packet);
	weir_packet_checksums(&packet, &sums);
	if (packet.payload.size > size - 4 || packet.payload.size > packet.payload_size)
		abort();
	for (uint8_t i = 0; i < packet.span_count; i++)
		if (packet.spans[i].at > size - 4 ||
		    packet.spans[i].size > size - 4 - packet.spans[i].at)
			abort();
	if (packet.stop != WEIR_STOP_FRAGMENT)
		return 0;
	weir_packet_decode_whole(&packet, packet.payload, &whole);
	weir_packet_checksums(&whole, &sums);
	return 0;
}
