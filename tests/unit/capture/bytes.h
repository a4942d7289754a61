/* bytes.h - build capture files octet by octet, in either byte order.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_CAPTURE_BYTES_H
#define TESTS_CAPTURE_BYTES_H

#include <dnsweir/capture.h>

/* A file under construction; grows as needed, so a test never minds its size. */
struct bytes {
	uint8_t *data;
	size_t size;
	size_t capacity;
	bool big; /* byte order of what is put next */
};

void bytes_put(struct bytes *b, const void *data, size_t size);
void bytes_u16(struct bytes *b, uint16_t value);
void bytes_u32(struct bytes *b, uint32_t value);
void bytes_u64(struct bytes *b, uint64_t value);
void bytes_free(struct bytes *b);
static inline struct weir_slice bytes_slice(const struct bytes *b)
{
	return (struct weir_slice){ b->data, b->size };
}

/* A classic header of version 2.4 and snap length 65535. */
void bytes_pcap(struct bytes *b, uint32_t magic, uint32_t link);
/* A record whose frame holds the octets `seed`, `seed + 1`, ... */
void bytes_record(struct bytes *b, uint32_t seconds, uint32_t below, uint32_t captured,
		  uint32_t wire, uint8_t seed);

/* Blocks of pcapng. A section header of version 1.0. */
void bytes_section(struct bytes *b);
/* A block of any type around a body, padded to four octets. */
void bytes_block(struct bytes *b, uint32_t type, const void *body, size_t size);
/* An interface with options given as octets (padded, with their end mark, or none). */
void bytes_interface(struct bytes *b, uint16_t link, uint32_t snap, const void *options,
		     size_t size);
/* An enhanced packet block; the frame as in bytes_record. */
void bytes_packet(struct bytes *b, uint32_t interface, uint64_t ticks, uint32_t captured,
		  uint32_t wire, uint8_t seed);
/* Begin and end a block whose body the test puts itself. */
size_t bytes_begin(struct bytes *b, uint32_t type);
void bytes_end(struct bytes *b, size_t begin);
/* Overwrite four octets, for lies. */
void bytes_set32(struct bytes *b, size_t at, uint32_t value);

/* What reading a file to its end came to. */
struct outcome {
	enum weir_status open;
	enum weir_status end; /* of the last call; WEIR_OK: not opened */
	uint64_t frames;
	uint64_t sum; /* over all members and octets of all frames, in order */
	struct weir_error err;
	struct weir_capture_info info;
	struct weir_frame last; /* its slice is dead */
};

enum way { BY_NEXT, BY_BATCH, BY_SMALL_BATCH, BY_WAYS };
struct outcome outcome_memory(struct weir_slice file, enum way way, bool strict);
struct outcome outcome_path(const char *path, enum way way);
/* Through a pipe into which a child writes `step` octets at a time. */
struct outcome outcome_pipe(struct weir_slice file, enum way way, size_t step);
bool outcome_equal(const struct outcome *a, const struct outcome *b);

#endif
