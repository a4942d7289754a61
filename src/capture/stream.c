/* stream.c - tell the compression by the first octets and take it off.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/stream.h"

#include <string.h>

#include "base/error.h"

/* A pipe may give one octet at a time: read until there is enough to tell, or the end. */
static enum weir_status read_head(struct stream *stream, struct weir_error *err)
{
	size_t got;

	while (stream->head_size < 6) {
		enum weir_status status =
			source_read(&stream->source, stream->head + stream->head_size,
				    STREAM_HEAD - stream->head_size, &got, err);
		if (status != WEIR_OK)
			return status;
		if (got == 0)
			break;
		stream->head_size += got;
	}
	return WEIR_OK;
}

enum weir_status stream_open(struct stream *stream, const struct source *source,
			     struct weir_error *err)
{
	*stream = (struct stream){ .source = *source };
	enum weir_status status = read_head(stream, err);
	if (status != WEIR_OK)
		stream_close(stream);
	return status;
}

enum weir_status stream_read(struct stream *stream, uint8_t *buffer, size_t size, size_t *got,
			     struct weir_error *err)
{
	size_t left = stream->head_size - stream->head_at;

	if (left == 0)
		return source_read(&stream->source, buffer, size, got, err);
	if (size > left)
		size = left;
	memcpy(buffer, stream->head + stream->head_at, size);
	stream->head_at += size;
	*got = size;
	return WEIR_OK;
}

const char *stream_compression(const struct stream *stream)
{
	(void)stream;
	return "none";
}

void stream_close(struct stream *stream)
{
	source_close(&stream->source);
}
