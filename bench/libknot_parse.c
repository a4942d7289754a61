/* libknot_parse.c - a peer of the benchmark: every UDP message of a pcap file parsed by libknot.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Ethernet, VLAN, IPv4 and IPv6, UDP on port 53; no fragments, no TCP, nothing is collected: only
 * reading the file, finding the payload and knot_pkt_parse. */
#include <libknot/libknot.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 20, FILE_HEADER = 24, RECORD_HEADER = 16, PORT = 53 };

static unsigned u16(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

/* The UDP payload of a frame if it is DNS; 0 octets otherwise. */
static size_t find_payload(uint8_t *frame, size_t size, uint8_t **payload)
{
	size_t at = 12;

	if (size < 14 + 28)
		return 0;
	while (u16(frame + at) == 0x8100 && size - at > 4 + 2 + 28)
		at += 4;
	unsigned type = u16(frame + at);
	at += 2;
	if (type == 0x0800 && frame[at + 9] == 17 && (u16(frame + at + 6) & 0x3fff) == 0)
		at += (size_t)(frame[at] & 15) * 4;
	else if (type == 0x86dd && size - at >= 48 && frame[at + 6] == 17)
		at += 40;
	else
		return 0;
	if (size < at || size - at < 8 || (u16(frame + at) != PORT && u16(frame + at + 2) != PORT))
		return 0;
	size_t length = u16(frame + at + 4);
	if (length < 8 || length > size - at)
		return 0;
	*payload = frame + at + 8;
	return length - 8;
}

static uint64_t messages, records, broken;

static void parse(uint8_t *payload, size_t size, knot_mm_t *memory)
{
	knot_pkt_t *packet = knot_pkt_new(payload, (uint16_t)size, memory);

	if (!packet)
		return;
	messages++;
	if (knot_pkt_parse(packet, 0) == KNOT_EOK)
		records += knot_pkt_section(packet, KNOT_ANSWER)->count;
	else
		broken++;
	knot_pkt_free(packet);
}

int main(int argc, char **argv)
{
	static uint8_t block[BLOCK];
	size_t kept = 0;
	size_t skip = FILE_HEADER;

	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	if (fd < 0) {
		fprintf(stderr, "usage: libknot_parse FILE.pcap\n");
		return 2;
	}
	for (;;) {
		ssize_t got = read(fd, block + kept, BLOCK - kept);
		if (got <= 0)
			break;
		size_t end = kept + (size_t)got;
		size_t at = skip;
		skip = 0;
		while (end - at >= RECORD_HEADER) {
			uint32_t size;
			uint8_t *payload = NULL;
			memcpy(&size, block + at + 8, sizeof(size));
			if (size > end - at - RECORD_HEADER)
				break;
			size_t length = find_payload(block + at + RECORD_HEADER, size, &payload);
			if (length > 0)
				parse(payload, length, NULL);
			at += RECORD_HEADER + size;
		}
		kept = end - at;
		memmove(block, block + at, kept);
	}
	close(fd);
	printf("%llu messages, %llu answer records, %llu not parsed\n",
	       (unsigned long long)messages, (unsigned long long)records,
	       (unsigned long long)broken);
	return 0;
}
