/* unpack.h - the octets of a capture with any compression taken off.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CAPTURE_UNPACK_H
#define CAPTURE_UNPACK_H

#include "capture/source.h"

/* Enough to tell every compression and to say what an unknown file looks like. */
enum { UNPACK_HEAD = 32 };

struct unpack {
	struct source source;
	uint8_t head[UNPACK_HEAD]; /* read to look at, not yet handed on */
	size_t head_at;
	size_t head_size;
};

/* Takes the source over, also on failure. */
enum weir_status unpack_open(struct unpack *unpack, const struct source *source,
			     struct weir_error *err) WEIR_MUST_USE;
/* Up to `size` octets; `*got` 0 with WEIR_OK: the end. A failure gives no octets and is final. */
enum weir_status unpack_read(struct unpack *unpack, uint8_t *buffer, size_t size, size_t *got,
			     struct weir_error *err) WEIR_MUST_USE;
const char *unpack_compression(const struct unpack *unpack);
void unpack_close(struct unpack *unpack);

#endif
