/* unpack.h - the octets of a capture with any compression taken off.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CAPTURE_UNPACK_H
#define CAPTURE_UNPACK_H

#include "capture/codec.h"
#include "capture/source.h"

struct packing;

struct unpack {
	struct source source;
	const struct packing *packing; /* NULL: plain */
	void *state;                   /* the codec's */
	uint8_t *in;                   /* read from the source, not yet taken */
	size_t in_at;
	size_t in_size;
	bool source_ended;
	bool in_member;
	bool fresh;         /* the member is not the first and gave nothing yet */
	const char *broken; /* why, met behind octets that were handed on first */
	enum weir_status broken_status;
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
