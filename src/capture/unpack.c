/* unpack.c - tell the compression by the first octets and take it off.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/unpack.h"

#include <string.h>

#include "base/error.h"

/* A pipe may give one octet at a time: read until there is enough to tell, or the end. */
static enum weir_status read_head(struct unpack *unpack, struct weir_error *err)
{
	size_t got;

	while (unpack->head_size < 6) {
		enum weir_status status =
			source_read(&unpack->source, unpack->head + unpack->head_size,
				    UNPACK_HEAD - unpack->head_size, &got, err);
		if (status != WEIR_OK)
			return status;
		if (got == 0)
			break;
		unpack->head_size += got;
	}
	return WEIR_OK;
}

enum weir_status unpack_open(struct unpack *unpack, const struct source *source,
			     struct weir_error *err)
{
	*unpack = (struct unpack){ .source = *source };
	enum weir_status status = read_head(unpack, err);
	if (status != WEIR_OK)
		unpack_close(unpack);
	return status;
}

enum weir_status unpack_read(struct unpack *unpack, uint8_t *buffer, size_t size, size_t *got,
			     struct weir_error *err)
{
	size_t left = unpack->head_size - unpack->head_at;

	if (left == 0)
		return source_read(&unpack->source, buffer, size, got, err);
	if (size > left)
		size = left;
	memcpy(buffer, unpack->head + unpack->head_at, size);
	unpack->head_at += size;
	*got = size;
	return WEIR_OK;
}

const char *unpack_compression(const struct unpack *unpack)
{
	(void)unpack;
	return "none";
}

void unpack_close(struct unpack *unpack)
{
	source_close(&unpack->source);
}
