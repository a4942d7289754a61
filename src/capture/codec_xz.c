/* codec_xz.c - xz by liblzma.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/codec.h"

#include <lzma.h>
#include <stdlib.h>

static bool again_xz(void *state)
{
	return lzma_stream_decoder(state, CODEC_WINDOW_MAX, 0) == LZMA_OK;
}

static void close_xz(void *state)
{
	lzma_end(state);
	free(state);
}

static void *open_xz(void)
{
	static const lzma_stream begin = LZMA_STREAM_INIT;
	lzma_stream *xz = malloc(sizeof(*xz));

	if (!xz)
		return NULL;
	*xz = begin;
	if (!again_xz(xz)) {
		close_xz(xz);
		return NULL;
	}
	return xz;
}

static enum codec_step broken(struct codec_io *io, lzma_ret result)
{
	io->status = WEIR_E_FORM;
	io->reason = "corrupt data";
	if (result == LZMA_MEMLIMIT_ERROR) {
		io->status = WEIR_E_SUPPORT;
		io->reason = "asks for more than 128 MiB of memory";
	} else if (result == LZMA_MEM_ERROR) {
		io->status = WEIR_E_MEMORY;
		io->reason = "out of memory";
	} else if (result == LZMA_OPTIONS_ERROR) {
		io->status = WEIR_E_SUPPORT;
		io->reason = "uses options this liblzma does not know";
	} else if (result == LZMA_FORMAT_ERROR) {
		io->reason = "no stream header";
	}
	return STEP_BROKEN;
}

static enum codec_step step_xz(void *state, struct codec_io *io)
{
	lzma_stream *xz = state;

	xz->next_in = io->in;
	xz->avail_in = io->in_size;
	xz->next_out = io->out;
	xz->avail_out = io->out_size;
	lzma_ret result = lzma_code(xz, LZMA_RUN);
	io->in = xz->next_in;
	io->in_size = xz->avail_in;
	io->out = xz->next_out;
	io->out_size = xz->avail_out;
	if (result == LZMA_STREAM_END)
		return STEP_MEMBER;
	if (result == LZMA_OK || result == LZMA_BUF_ERROR)
		return STEP_MORE;
	return broken(io, result);
}

const struct codec codec_xz = { open_xz, step_xz, again_xz, close_xz };
