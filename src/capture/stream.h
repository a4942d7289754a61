/* stream.h - the octets of a capture with any compression taken off.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CAPTURE_STREAM_H
#define CAPTURE_STREAM_H

#include "capture/source.h"

/* Enough to tell every compression and to say what an unknown file looks like. */
enum { STREAM_HEAD = 32 };

struct stream {
	struct source source;
	uint8_t head[STREAM_HEAD]; /* read to look at, not yet handed on */
	size_t head_at;
	size_t head_size;
};

/* Takes the source over, also on failure. */
enum weir_status stream_open(struct stream *stream, const struct source *source,
			     struct weir_error *err) WEIR_MUST_USE;
/* Up to `size` octets; `*got` 0 with WEIR_OK: the end. A failure gives no octets and is final. */
enum weir_status stream_read(struct stream *stream, uint8_t *buffer, size_t size, size_t *got,
			     struct weir_error *err) WEIR_MUST_USE;
const char *stream_compression(const struct stream *stream);
void stream_close(struct stream *stream);

#endif
