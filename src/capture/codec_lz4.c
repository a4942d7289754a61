/* codec_lz4.c - lz4 in its frame format.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/codec.h"

#include <lz4frame.h>
#include <stdlib.h>
#include <string.h>

/* What a frame header may take; lz4 says how much it wants from then on. Fed no more than that, it
 * hands out each block before it looks at what follows. */
struct lz4 {
	LZ4F_dctx *context;
	size_t wants; /* octets of input */
	bool full;    /* the last output had no room left: more may wait, take it alone */
};

static bool again_lz4(void *state)
{
	struct lz4 *lz4 = state;

	LZ4F_resetDecompressionContext(lz4->context);
	lz4->full = false;
	lz4->wants = LZ4F_HEADER_SIZE_MAX;
	return true;
}

static void close_lz4(void *state)
{
	struct lz4 *lz4 = state;

	LZ4F_freeDecompressionContext(lz4->context);
	free(lz4);
}

static void *open_lz4(void)
{
	struct lz4 *lz4 = calloc(1, sizeof(*lz4));

	if (!lz4)
		return NULL;
	if (LZ4F_isError(LZ4F_createDecompressionContext(&lz4->context, LZ4F_VERSION))) {
		free(lz4);
		return NULL;
	}
	again_lz4(lz4);
	return lz4;
}

static size_t run(struct lz4 *lz4, struct codec_io *io, size_t feed)
{
	size_t took = feed < io->in_size ? feed : io->in_size;
	size_t gave = io->out_size;
	size_t result = LZ4F_decompress(lz4->context, io->out, &gave, io->in, &took, NULL);

	if (LZ4F_isError(result))
		return result;
	io->in += took;
	io->in_size -= took;
	io->out += gave;
	io->out_size -= gave;
	lz4->full = io->out_size == 0;
	lz4->wants = result;
	return result;
}

static enum codec_step step_lz4(void *state, struct codec_io *io)
{
	struct lz4 *lz4 = state;
	size_t room = io->out_size;
	size_t wants = lz4->wants;
	bool drain = lz4->full;
	size_t result = run(lz4, io, drain ? 0 : wants);

	if (drain && result != 0 && !LZ4F_isError(result) && io->out_size == room)
		result = run(lz4, io, wants);
	if (LZ4F_isError(result)) {
		/* The codes themselves are not part of lz4's stable interface; their names are. */
		io->reason = LZ4F_getErrorName(result);
		io->status = strcmp(io->reason, "ERROR_allocation_failed") == 0 ? WEIR_E_MEMORY
										: WEIR_E_FORM;
		return STEP_BROKEN;
	}
	return result == 0 ? STEP_MEMBER : STEP_MORE;
}

const struct codec codec_lz4 = { open_lz4, step_lz4, again_lz4, close_lz4 };
