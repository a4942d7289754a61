/* pack_zstd.c - pack with zstd. RFC 8878.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/codec.h"

#include <zstd.h>
#include <zstd_errors.h>

static void *open_zstd(void)
{
	return ZSTD_createCStream();
}

static enum codec_step step_zstd(void *state, struct codec_io *io, enum pack_task task)
{
	static const ZSTD_EndDirective directives[] = {
		[PACK_MORE] = ZSTD_e_continue, [PACK_FLUSH] = ZSTD_e_flush, [PACK_END] = ZSTD_e_end
	};
	ZSTD_inBuffer in = { io->in, io->in_size, 0 };
	ZSTD_outBuffer out = { io->out, io->out_size, 0 };
	size_t left = ZSTD_compressStream2(state, &out, &in, directives[task]);

	io->in += in.pos;
	io->in_size -= in.pos;
	io->out += out.pos;
	io->out_size -= out.pos;
	if (ZSTD_isError(left)) {
		io->status = ZSTD_getErrorCode(left) == ZSTD_error_memory_allocation
				     ? WEIR_E_MEMORY
				     : WEIR_E_SYSTEM;
		io->reason = ZSTD_getErrorName(left);
		return STEP_BROKEN;
	}
	return task != PACK_MORE && left == 0 ? STEP_MEMBER : STEP_MORE;
}

static void close_zstd(void *state)
{
	ZSTD_freeCStream(state);
}

const struct packer packer_zstd = { open_zstd, step_zstd, close_zstd };
