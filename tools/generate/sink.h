/* sink.h - where a capture goes: octets in a file or in memory, pcap and pcapng records into them.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef GENERATE_SINK_H
#define GENERATE_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* With a descriptor the buffer is emptied into it when full; without one it grows. */
struct sink {
	int fd; /* -1: memory */
	uint8_t *data;
	size_t size;
	size_t capacity;
	bool swapped; /* numbers go in big-endian order */
};

/* "-" is standard output. */
void sink_open(struct sink *s, const char *path);
void sink_open_memory(struct sink *s);
void sink_close(struct sink *s); /* writes the rest */
void sink_put(struct sink *s, const void *octets, size_t size);
void sink_u16(struct sink *s, unsigned value);
void sink_u32(struct sink *s, uint32_t value);
void sink_u64(struct sink *s, uint64_t value);

enum {
	PCAP_MICRO = 0,     /* magic a1b2c3d4 */
	PCAP_NANO = 1,      /* a1b23c4d */
	PCAP_KUZNETZOV = 2, /* a1b2cd34: longer record headers */
};
void pcap_begin(struct sink *s, int form, uint32_t link);
/* `time` in nanoseconds; `wire` is the length on the wire. */
void pcap_frame(struct sink *s, int form, uint64_t time, const uint8_t *octets, size_t size,
		size_t wire);

void ng_section(struct sink *s);
/* `resolution` as if_tsresol has it: 6, 9, or 0x80 | powers of two; 0: no option, microseconds. */
void ng_interface(struct sink *s, uint16_t link, uint32_t snap, uint8_t resolution,
		  const char *name);
/* `units` in the interface's resolution. */
void ng_packet(struct sink *s, uint32_t interface, uint64_t units, const uint8_t *octets,
	       size_t size, size_t wire);
void ng_simple(struct sink *s, const uint8_t *octets, size_t size, size_t wire);
void ng_obsolete(struct sink *s, uint16_t interface, uint64_t units, const uint8_t *octets,
		 size_t size, size_t wire);
/* Any block: `body` is padded to 32 bits. */
void ng_block(struct sink *s, uint32_t type, const uint8_t *body, size_t size);

/* The same octets in a container that stores without compressing: enough to prove a reader's way
 * through headers, blocks and checksums. `from` and `to` are both in memory. */
void wrap_gzip(const struct sink *from, struct sink *to);
void wrap_zstd(const struct sink *from, struct sink *to);
void wrap_lz4(const struct sink *from, struct sink *to);
void wrap_xz(const struct sink *from, struct sink *to);

#endif
