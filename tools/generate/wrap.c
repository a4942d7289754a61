/* wrap.c - gzip, zstd, LZ4 and xz containers that hold octets as they are.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 1952, RFC 8878, the LZ4 frame format 1.6 and the .xz file format 1.0. Numbers are little-endian
 * unless said otherwise. */
#include "sink.h"

enum { BLOCK_MAX = 60000 };

static uint32_t crc32_of(const uint8_t *octets, size_t size)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < size; i++) {
		crc ^= octets[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

static void put_u8(struct sink *s, unsigned value)
{
	sink_put(s, &(uint8_t){ (uint8_t)value }, 1);
}

void wrap_gzip(const struct sink *from, struct sink *to)
{
	sink_put(to, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
	for (size_t at = 0, part; at < from->size; at += part) {
		part = from->size - at < BLOCK_MAX ? from->size - at : BLOCK_MAX;
		put_u8(to, at + part == from->size); /* stored; the last one says so */
		sink_u16(to, (unsigned)part);
		sink_u16(to, ~(unsigned)part & 0xffff);
		sink_put(to, from->data + at, part);
	}
	sink_u32(to, crc32_of(from->data, from->size));
	sink_u32(to, (uint32_t)from->size);
}

void wrap_zstd(const struct sink *from, struct sink *to)
{
	sink_u32(to, 0xfd2fb528);
	put_u8(to, 0xa0); /* the size follows in four octets, one segment, no checksum */
	sink_u32(to, (uint32_t)from->size);
	for (size_t at = 0, part; at < from->size; at += part) {
		part = from->size - at < BLOCK_MAX ? from->size - at : BLOCK_MAX;
		uint32_t header = (uint32_t)part << 3 | (at + part == from->size); /* raw */
		put_u8(to, header & 255);
		sink_u16(to, header >> 8);
		sink_put(to, from->data + at, part);
	}
}

static uint32_t turn(uint32_t x, unsigned by)
{
	return x << by | x >> (32 - by);
}

/* XXH32 with seed 0 of less than 16 octets, as the frame header needs it. */
static uint32_t xxh32_short(const uint8_t *octets, size_t size)
{
	uint32_t hash = 374761393u + (uint32_t)size;

	for (; size >= 4; size -= 4, octets += 4) {
		uint32_t word = (uint32_t)octets[0] | (uint32_t)octets[1] << 8 |
				(uint32_t)octets[2] << 16 | (uint32_t)octets[3] << 24;
		hash = turn(hash + word * 3266489917u, 17) * 668265263u;
	}
	for (; size > 0; size--, octets++)
		hash = turn(hash + *octets * 374761393u, 11) * 2654435761u;
	hash ^= hash >> 15;
	hash *= 2246822519u;
	hash ^= hash >> 13;
	hash *= 3266489917u;
	return hash ^ hash >> 16;
}

void wrap_lz4(const struct sink *from, struct sink *to)
{
	/* Version 1, independent blocks, no checksums; blocks of at most 64 KiB. */
	static const uint8_t descriptor[2] = { 0x60, 0x40 };

	sink_u32(to, 0x184d2204);
	sink_put(to, descriptor, 2);
	put_u8(to, xxh32_short(descriptor, 2) >> 8);
	for (size_t at = 0, part; at < from->size; at += part) {
		part = from->size - at < BLOCK_MAX ? from->size - at : BLOCK_MAX;
		sink_u32(to, 0x80000000u | (uint32_t)part); /* not compressed */
		sink_put(to, from->data + at, part);
	}
	sink_u32(to, 0);
}

/* The variable-length number of .xz. */
static void put_vli(struct sink *s, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		put_u8(s, 0x80 | (value & 0x7f));
	put_u8(s, (unsigned)value);
}

static void pad_to_word(struct sink *s, size_t start)
{
	while ((s->size - start) % 4 != 0)
		put_u8(s, 0);
}

void wrap_xz(const struct sink *from, struct sink *to)
{
	/* One block with CRC32 as the check. Block header: 12 octets with its own CRC32; filter LZMA2
	 * with one octet of properties, a dictionary of 64 KiB. */
	static const uint8_t flags[2] = { 0, 1 };
	static const uint8_t block[8] = { 2, 0, 0x21, 1, 8, 0, 0, 0 };

	sink_put(to,
		 "\xfd"
		 "7zXZ\0",
		 6);
	sink_put(to, flags, 2);
	sink_u32(to, crc32_of(flags, 2));
	size_t block_at = to->size;
	sink_put(to, block, 8);
	sink_u32(to, crc32_of(block, 8));
	for (size_t at = 0, part; at < from->size; at += part) {
		part = from->size - at < BLOCK_MAX ? from->size - at : BLOCK_MAX;
		put_u8(to, at == 0 ? 1 : 2); /* stored; the first one resets the dictionary */
		put_u8(to, (unsigned)(part - 1) >> 8);
		put_u8(to, (unsigned)(part - 1) & 255);
		sink_put(to, from->data + at, part);
	}
	put_u8(to, 0);
	size_t unpadded = to->size - block_at + 4; /* with the check, without the padding */
	pad_to_word(to, block_at);
	sink_u32(to, crc32_of(from->data, from->size));
	size_t index_at = to->size;
	put_u8(to, 0);
	put_vli(to, 1);
	put_vli(to, unpadded);
	put_vli(to, from->size);
	pad_to_word(to, index_at);
	sink_u32(to, crc32_of(to->data + index_at, to->size - index_at));
	uint8_t footer[6] = { 0, 0, 0, 0, flags[0], flags[1] };
	footer[0] = (uint8_t)((to->size - index_at) / 4 - 1);
	sink_u32(to, crc32_of(footer, 6));
	sink_put(to, footer, 6);
	sink_put(to, "YZ", 2);
}
