/* traffic.c - fuzz target: any frames, whatever they hold, become messages or counts.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/traffic.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(struct weir_traffic *traffic)
{
	struct weir_datagram m;

	while (weir_traffic_next(traffic, &m) == WEIR_OK) {
		if (m.wire.size == 0 || m.wire.size > m.claimed_size || m.wire.size > UINT16_MAX)
			__builtin_trap();
		volatile uint8_t last = m.wire.data[m.wire.size - 1];
		(void)last;
	}
}

/* The first octet chooses the link; then frames: two octets of size, one of time. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t links[] = { WEIR_LINK_RAW, WEIR_LINK_ETHERNET };
	static struct weir_traffic *traffic; /* empty again after each input: opening is slow */
	struct weir_traffic_options options = WEIR_TRAFFIC_OPTIONS;
	struct weir_frame frame = { .has_time = true };
	size_t at = 1;

	options.memory = WEIR_TRAFFIC_MEMORY_MIN;
	options.mdns = options.llmnr = options.icmp = true;
	if (size == 0 || (!traffic && weir_traffic_open(&options, &traffic, NULL) != WEIR_OK))
		return 0;
	frame.link = links[data[0] & 1];
	while (size - at >= 3) {
		size_t part = (size_t)(data[at] & 7) << 8 | data[at + 1];

		frame.time += (int64_t)data[at + 2] << 28;
		at += 3;
		frame.wire_size = (uint32_t)part;
		frame.bytes = (struct weir_slice){ data + at, part < size - at ? part : size - at };
		at += frame.bytes.size;
		frame.number++;
		if (weir_traffic_feed(traffic, &frame) != WEIR_OK)
			__builtin_trap();
		read_all(traffic);
	}
	if (weir_traffic_finish(traffic) != WEIR_OK)
		__builtin_trap();
	read_all(traffic);
	return 0;
}
