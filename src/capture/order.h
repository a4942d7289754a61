/* order.h - load integers in the byte order a capture was written in.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CAPTURE_ORDER_H
#define CAPTURE_ORDER_H

#include "base/cursor.h"

static inline uint16_t load16(const uint8_t *p, bool big)
{
	return big ? load_be16(p) : load_le16(p);
}

static inline uint32_t load32(const uint8_t *p, bool big)
{
	return big ? load_be32(p) : load_le32(p);
}

static inline uint64_t load64(const uint8_t *p, bool big)
{
	return big ? load_be64(p) : load_le32(p) | (uint64_t)load_le32(p + 4) << 32;
}

#endif
