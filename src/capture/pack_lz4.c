/* pack_lz4.c - pack with lz4 in its frame format.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/codec.h"

#include <lz4frame.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 64 * 1024 };

/* lz4 wants room for the worst case before it packs a piece: it packs into `ready`. */
struct lz4 {
	LZ4F_cctx *context;
	uint8_t *ready;
	size_t capacity;
	size_t at, size; /* of what is ready and not yet given */
	bool begun;
	bool done; /* the task was done; what is left of it is ready */
};

static void close_lz4(void *state)
{
	struct lz4 *lz4 = state;

	LZ4F_freeCompressionContext(lz4->context);
	free(lz4->ready);
	free(lz4);
}

static void *open_lz4(void)
{
	struct lz4 *lz4 = calloc(1, sizeof(*lz4));

	if (!lz4)
		return NULL;
	lz4->capacity = LZ4F_compressBound(PIECE, NULL) + LZ4F_HEADER_SIZE_MAX;
	lz4->ready = malloc(lz4->capacity);
	if (!lz4->ready ||
	    LZ4F_isError(LZ4F_createCompressionContext(&lz4->context, LZ4F_VERSION))) {
		lz4->context = NULL;
		close_lz4(lz4);
		return NULL;
	}
	return lz4;
}

/* Make the next octets ready; returns their number or lz4's error. */
static size_t make(struct lz4 *lz4, struct codec_io *io, enum pack_task task)
{
	size_t piece = io->in_size < PIECE ? io->in_size : PIECE;
	size_t result;

	if (!lz4->begun) {
		lz4->begun = true;
		return LZ4F_compressBegin(lz4->context, lz4->ready, lz4->capacity, NULL);
	}
	if (piece > 0) {
		result = LZ4F_compressUpdate(lz4->context, lz4->ready, lz4->capacity, io->in, piece,
					     NULL);
		io->in += piece;
		io->in_size -= piece;
		return result;
	}
	lz4->done = true;
	if (task == PACK_MORE)
		return 0;
	return task == PACK_END ? LZ4F_compressEnd(lz4->context, lz4->ready, lz4->capacity, NULL)
				: LZ4F_flush(lz4->context, lz4->ready, lz4->capacity, NULL);
}

static enum codec_step step_lz4(void *state, struct codec_io *io, enum pack_task task)
{
	struct lz4 *lz4 = state;

	/* Each turn gives what is ready or makes more, of finite input. */
	for (;;) {
		size_t give =
			lz4->size - lz4->at < io->out_size ? lz4->size - lz4->at : io->out_size;

		memcpy(io->out, lz4->ready + lz4->at, give);
		lz4->at += give;
		io->out += give;
		io->out_size -= give;
		if (lz4->at < lz4->size)
			return STEP_MORE;
		if (lz4->done) {
			lz4->done = false;
			return task == PACK_MORE ? STEP_MORE : STEP_MEMBER;
		}
		size_t made = make(lz4, io, task);
		if (LZ4F_isError(made)) {
			io->reason = LZ4F_getErrorName(made);
			io->status = strcmp(io->reason, "ERROR_allocation_failed") == 0
					     ? WEIR_E_MEMORY
					     : WEIR_E_SYSTEM;
			return STEP_BROKEN;
		}
		lz4->at = 0;
		lz4->size = made;
	}
}

const struct packer packer_lz4 = { open_lz4, step_lz4, close_lz4 };
