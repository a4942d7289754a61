/* pack_xz.c - pack with xz by liblzma.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/codec.h"

#include <lzma.h>
#include <stdlib.h>

static void *open_xz(void)
{
	static const lzma_stream begin = LZMA_STREAM_INIT;
	lzma_stream *xz = malloc(sizeof(*xz));

	if (!xz)
		return NULL;
	*xz = begin;
	if (lzma_easy_encoder(xz, LZMA_PRESET_DEFAULT, LZMA_CHECK_CRC64) != LZMA_OK) {
		free(xz);
		return NULL;
	}
	return xz;
}

static enum codec_step step_xz(void *state, struct codec_io *io, enum pack_task task)
{
	static const lzma_action actions[] = {
		[PACK_MORE] = LZMA_RUN, [PACK_FLUSH] = LZMA_SYNC_FLUSH, [PACK_END] = LZMA_FINISH
	};
	lzma_stream *xz = state;

	xz->next_in = io->in;
	xz->avail_in = io->in_size;
	xz->next_out = io->out;
	xz->avail_out = io->out_size;
	lzma_ret result = lzma_code(xz, actions[task]);
	io->in = xz->next_in;
	io->in_size = xz->avail_in;
	io->out = xz->next_out;
	io->out_size = xz->avail_out;
	if (result == LZMA_STREAM_END)
		return STEP_MEMBER;
	if (result == LZMA_OK || result == LZMA_BUF_ERROR)
		return STEP_MORE;
	io->status = result == LZMA_MEM_ERROR ? WEIR_E_MEMORY : WEIR_E_SYSTEM;
	io->reason = "xz cannot pack";
	return STEP_BROKEN;
}

static void close_xz(void *state)
{
	lzma_end(state);
	free(state);
}

const struct packer packer_xz = { open_xz, step_xz, close_xz };
