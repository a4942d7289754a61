/* bpf_frame.c - fuzz target: what a program gets of a frame lies inside the frame, wherever it is attached.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Two octets of link type, two of the size on the wire, then the frame. */
#include <dnsweir/bpf.h>
#include <dnsweir/capture.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 4)
		return 0;
	struct weir_frame frame = {
		.bytes = { data + 4, size - 4 },
		.wire_size = (uint32_t)(data[2] << 8 | data[3]),
		.link = (uint16_t)(data[0] << 8 | data[1]),
		.flags = data[3],
	};
	for (unsigned place = WEIR_BPF_AT_LINK; place <= WEIR_BPF_AT_DNS; place++) {
		struct weir_bpf_metadata metadata;
		struct weir_bpf_packet packet;
		if (!weir_bpf_frame(&frame, (enum weir_bpf_place)place, &metadata, &packet))
			continue;
		const uint8_t *begin = packet.bytes.data - metadata.before;
		if (begin != frame.bytes.data || packet.wire_size < packet.bytes.size ||
		    packet.bytes.size > frame.bytes.size - metadata.before)
			__builtin_trap();
	}
	return 0;
}
