/* read_loop.c - the floor of the benchmark: read a pcap file in 256 KiB blocks, walk record headers.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Nobody who looks at every packet can be faster; all other figures are given as multiples of it.
 * Little-endian pcap only, which is what weir-generate writes. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 256 << 10, FILE_HEADER = 24, RECORD_HEADER = 16 };

static uint8_t block[BLOCK];

static uint32_t u32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

int main(int argc, char **argv)
{
	uint64_t frames = 0;
	uint64_t octets = 0;
	uint64_t skip = FILE_HEADER; /* octets until the next record header */
	size_t kept = 0;

	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	if (fd < 0) {
		fprintf(stderr, "usage: read_loop FILE.pcap\n");
		return 2;
	}
	for (;;) {
		ssize_t got = read(fd, block + kept, BLOCK - kept);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		size_t end = kept + (size_t)got;
		size_t at = 0;
		while (end - at > skip && end - at - skip >= RECORD_HEADER) {
			at += skip;
			uint32_t size = u32(block + at + 8);
			frames++;
			octets += size;
			skip = RECORD_HEADER + (uint64_t)size;
		}
		if (end - at <= skip) { /* the next header lies behind this block */
			skip -= end - at;
			kept = 0;
		} else { /* a part of it is here */
			at += skip;
			skip = 0;
			kept = end - at;
			memmove(block, block + at, kept);
		}
	}
	close(fd);
	printf("%llu frames, %llu octets\n", (unsigned long long)frames,
	       (unsigned long long)octets);
	return 0;
}
