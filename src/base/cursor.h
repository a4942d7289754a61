/* cursor.h - read big-endian fields from a slice; ask once whether they were all there.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H

#include <dnsweir/base.h>

/* `at` never passes `bytes.size`, so the subtraction in cursor_take cannot wrap. */
struct cursor {
	struct weir_slice bytes;
	size_t at;
	enum weir_status status; /* the first failure; later reads give 0 */
};

/* A cursor at an offset; an offset past the end is a failure at once. */
static inline struct cursor cursor_at(struct weir_slice bytes, size_t at)
{
	struct cursor c = { .bytes = bytes, .at = at, .status = WEIR_OK };

	if (at > bytes.size) {
		c.at = bytes.size;
		c.status = WEIR_E_SHORT;
	}
	return c;
}

static inline size_t cursor_left(const struct cursor *c)
{
	return c->bytes.size - c->at;
}

static inline const uint8_t *cursor_take(struct cursor *c, size_t size)
{
	if (c->status != WEIR_OK)
		return NULL;
	if (size > c->bytes.size - c->at) {
		c->status = WEIR_E_SHORT;
		return NULL;
	}
	const uint8_t *taken = c->bytes.data + c->at;
	c->at += size;
	return taken;
}

static inline struct weir_slice cursor_slice(struct cursor *c, size_t size)
{
	const uint8_t *taken = cursor_take(c, size);

	return (struct weir_slice){ taken, taken ? size : 0 };
}

static inline uint8_t cursor_u8(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, 1);

	return p ? p[0] : 0;
}

static inline uint16_t cursor_u16(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, 2);

	return p ? (uint16_t)(p[0] << 8 | p[1]) : 0;
}

static inline uint32_t cursor_u32(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, 4);

	return p ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3] : 0;
}

static inline uint64_t cursor_u64(struct cursor *c)
{
	uint64_t high = cursor_u32(c);

	return high << 32 | cursor_u32(c);
}

/* The same without bounds, for bytes that were checked before. */
static inline uint16_t load_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t load_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint64_t load_be64(const uint8_t *p)
{
	return (uint64_t)load_be32(p) << 32 | load_be32(p + 4);
}

static inline void store_be16(uint8_t *p, uint16_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static inline void store_be32(uint8_t *p, uint32_t value)
{
	store_be16(p, (uint16_t)(value >> 16));
	store_be16(p + 2, (uint16_t)value);
}

static inline uint16_t load_le16(const uint8_t *p)
{
	return (uint16_t)(p[1] << 8 | p[0]);
}

static inline uint32_t load_le32(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

#endif
