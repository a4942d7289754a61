/* libpcap.c - mutated captures: where libpcap and ours differ, the reason is in the table.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "peer.h"
#include "tap.h"

enum { RUNS = 20000 };

static uint64_t state = 1;

static uint32_t below(uint32_t limit)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state >> 16) % limit);
}

static struct bytes build_pcap(bool big, uint32_t magic)
{
	struct bytes b = { .big = big };

	bytes_pcap(&b, magic, 1);
	for (uint8_t i = 0; i < 6; i++)
		bytes_record(&b, 1600000000 + i, i * 7, i * 5, i * 6, i);
	return b;
}

static struct bytes build_pcapng(bool big, uint8_t resolution)
{
	struct bytes options = { .big = big };
	struct bytes b = { .big = big };

	bytes_u16(&options, 9);
	bytes_u16(&options, 1);
	bytes_put(&options, (uint8_t[]){ resolution, 0, 0, 0 }, 4);
	bytes_u16(&options, 14);
	bytes_u16(&options, 8);
	bytes_u64(&options, 1000);
	bytes_u32(&options, 0);
	for (int section = 0; section < 2; section++) {
		bytes_section(&b);
		bytes_interface(&b, 1, 65535, options.data, options.size);
		bytes_interface(&b, 1, 65535, NULL, 0);
		for (uint8_t i = 0; i < 4; i++)
			bytes_packet(&b, i & 1, (uint64_t)i << 40 | 12345, i * 5, i * 5, i);
		bytes_block(&b, 4, "name", 4);
		bytes_block(&b, 3, "\0\0\0\0", 4);
		bytes_block(&b, 2, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
	}
	bytes_free(&options);
	return b;
}

static struct peer_outcome compare(struct weir_slice file)
{
	struct weir_capture *ours = NULL;
	struct weir_error err = { .text = "" };
	enum weir_status status = weir_capture_open_memory(file, "memory", NULL, &ours, &err);
	/* One octet more, since fmemopen ends what was written with a NUL. */
	FILE *theirs = fmemopen(NULL, file.size + 1, "w+");

	if (!theirs || fwrite(file.data, 1, file.size, theirs) != file.size)
		exit(1);
	rewind(theirs);
	return peer_compare(theirs, ours, status, &err);
}

static void mutate(uint8_t *data, size_t size)
{
	static const uint8_t likely[] = { 0, 1, 2, 3, 4, 6, 8, 9, 14, 0x7f, 0x80, 0xff };

	for (uint32_t count = 1 + below(3); count > 0; count--) {
		size_t at = below((uint32_t)size);

		if (below(2))
			data[at] = likely[below(sizeof(likely))];
		else
			data[at] ^= (uint8_t)(1 << below(8));
	}
}

static void test(const char *what, struct bytes b)
{
	uint8_t *copy = malloc(b.size);
	struct peer_outcome o = compare(bytes_slice(&b));
	unsigned wrong = 0;
	unsigned accepted = 0;

	if (!copy)
		exit(1);
	checkf(o.agree && !o.accepted && o.ours >= 6, "%s as it is: %s", what, o.text);
	for (unsigned run = 0; run < RUNS / 8; run++) {
		memcpy(copy, b.data, b.size);
		mutate(copy, b.size);
		size_t size = below(4) ? b.size : 4 + below((uint32_t)b.size - 4);
		o = compare((struct weir_slice){ copy, size });
		accepted += o.accepted != NULL;
		if (!o.agree && wrong++ < 5)
			note("run %u: %s", run, o.text);
	}
	checkf(wrong == 0, "%s mutated %d times: %u accepted differences", what, RUNS / 8,
	       accepted);
	free(copy);
	bytes_free(&b);
}

int main(void)
{
	test("pcap in microseconds, little endian", build_pcap(false, 0xa1b2c3d4));
	test("pcap in microseconds, big endian", build_pcap(true, 0xa1b2c3d4));
	test("pcap in nanoseconds, little endian", build_pcap(false, 0xa1b23c4d));
	test("pcap in nanoseconds, big endian", build_pcap(true, 0xa1b23c4d));
	test("pcapng in microseconds, little endian", build_pcapng(false, 6));
	test("pcapng in nanoseconds, big endian", build_pcapng(true, 9));
	test("pcapng in picoseconds, little endian", build_pcapng(false, 12));
	test("pcapng in 2^-20 s, big endian", build_pcapng(true, 0x94));
	return tap_done();
}
