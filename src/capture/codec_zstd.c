/* codec_zstd.c - zstd frames, skippable ones included. RFC 8878.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/codec.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/* Fed no more than it asks for, zstd hands out each block before it looks at what follows, so that
 * damage behind a block does not take the block with it. */
struct zstd {
	ZSTD_DStream *stream;
	size_t wants; /* octets of input */
	bool full;    /* the last output had no room left: more may wait, take it alone */
};

static void close_zstd(void *state)
{
	struct zstd *zstd = state;

	ZSTD_freeDStream(zstd->stream);
	free(zstd);
}

static bool again_zstd(void *state)
{
	struct zstd *zstd = state;

	zstd->full = false;
	zstd->wants = ZSTD_initDStream(zstd->stream);
	return !ZSTD_isError(zstd->wants);
}

static void *open_zstd(void)
{
	struct zstd *zstd = calloc(1, sizeof(*zstd));

	if (!zstd)
		return NULL;
	zstd->stream = ZSTD_createDStream();
	if (!zstd->stream || !again_zstd(zstd)) {
		close_zstd(zstd);
		return NULL;
	}
	return zstd;
}

static enum weir_status status_of(size_t result)
{
	switch ((int)ZSTD_getErrorCode(result)) {
	case ZSTD_error_memory_allocation:
		return WEIR_E_MEMORY;
	case ZSTD_error_frameParameter_windowTooLarge:
	case ZSTD_error_frameParameter_unsupported:
	case ZSTD_error_version_unsupported:
	case ZSTD_error_dictionary_wrong:
		return WEIR_E_SUPPORT;
	}
	return WEIR_E_FORM;
}

static size_t run(struct zstd *zstd, struct codec_io *io, size_t feed)
{
	ZSTD_inBuffer in = { io->in, feed < io->in_size ? feed : io->in_size, 0 };
	ZSTD_outBuffer out = { io->out, io->out_size, 0 };
	/* Windows above 128 MiB are refused by default. */
	size_t result = ZSTD_decompressStream(zstd->stream, &out, &in);

	io->in += in.pos;
	io->in_size -= in.pos;
	io->out += out.pos;
	io->out_size -= out.pos;
	zstd->full = io->out_size == 0;
	zstd->wants = result;
	return result;
}

static enum codec_step step_zstd(void *state, struct codec_io *io)
{
	struct zstd *zstd = state;
	size_t room = io->out_size;
	size_t wants = zstd->wants;
	bool drain = zstd->full;
	size_t result = run(zstd, io, drain ? 0 : wants);

	if (drain && result != 0 && !ZSTD_isError(result) && io->out_size == room)
		result = run(zstd, io, wants);
	if (ZSTD_isError(result)) {
		io->status = status_of(result);
		io->reason = ZSTD_getErrorName(result);
		return STEP_BROKEN;
	}
	return result == 0 ? STEP_MEMBER : STEP_MORE;
}

const struct codec codec_zstd = { open_zstd, step_zstd, again_zstd, close_zstd };
