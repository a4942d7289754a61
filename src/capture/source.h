/* source.h - the octets of a capture as they lie on disk, in a pipe or in memory.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CAPTURE_SOURCE_H
#define CAPTURE_SOURCE_H

#include <dnsweir/base.h>

struct source {
	int fd;                   /* -1: memory, or closed */
	struct weir_slice memory; /* read when fd is -1 */
	struct weir_slice prefix; /* handed on before the first read */
	char *name;               /* for errors; owned */
	uint64_t size;            /* of a regular file or of the memory; 0: unknown */
	uint64_t done;            /* octets handed on so far */
};

/* On failure nothing is left to close; `fd` was closed. */
enum weir_status source_open_path(struct source *out, const char *path,
				  struct weir_error *err) WEIR_MUST_USE;
enum weir_status source_open_fd(struct source *out, int fd, const char *name,
				struct weir_error *err) WEIR_MUST_USE;
enum weir_status source_open_memory(struct source *out, struct weir_slice memory, const char *name,
				    struct weir_error *err) WEIR_MUST_USE;
/* One read of up to `size` octets; waits until there is at least one. `*got` 0: the end. */
enum weir_status source_read(struct source *source, uint8_t *buffer, size_t size, size_t *got,
			     struct weir_error *err) WEIR_MUST_USE;
void source_close(struct source *source);

#endif
