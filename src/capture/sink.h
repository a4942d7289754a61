/* sink.h - where a capture is written: a descriptor, a buffer before it, compression between them.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CAPTURE_SINK_H
#define CAPTURE_SINK_H

#include "capture/codec.h"

#include <dnsweir/capture.h>

/* What a name may take of an error's text. */
#define SINK_NAME "%.256s"

enum { SINK_BUFFER = 256 * 1024 };

struct sink {
	int fd;
	char *name;
	const struct packer *packer; /* NULL: plain */
	void *state;                 /* the packer's */
	/* The first failure; nothing is written behind it. */
	enum weir_status failed;
	struct weir_error error;
	size_t size; /* of what waits in the buffer: packed, where packed */
	uint8_t *buffer;
};

/* The descriptor is the sink's from here on, also on failure. */
enum weir_status sink_open(struct sink *out, int fd, const char *name, enum weir_packing packing,
			   struct weir_error *err) WEIR_MUST_USE;
/* WEIR_E_SUPPORT: not in this build. */
enum weir_status sink_can(enum weir_packing packing, const char *name,
			  struct weir_error *err) WEIR_MUST_USE;
void sink_put(struct sink *sink, const void *data, size_t size);
/* Many pieces, straight from where they lie if that is cheaper than copying them. */
void sink_put_runs(struct sink *sink, const struct weir_slice *runs, size_t count);
void sink_flush(struct sink *sink);
/* All to the system and the descriptor closed; `failed` and `error` stay. */
void sink_end(struct sink *sink);
void sink_close(struct sink *sink); /* frees; zeroed is fine */

#endif
