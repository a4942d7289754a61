/* pack_gzip.c - pack with gzip by zlib. RFC 1952.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/codec.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

enum { GZIP_ONLY = 16 + MAX_WBITS, MEMORY_DEFAULT = 8 };

static void *open_gzip(void)
{
	z_stream *z = calloc(1, sizeof(*z));

	if (z && deflateInit2(z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_ONLY, MEMORY_DEFAULT,
			      Z_DEFAULT_STRATEGY) != Z_OK) {
		free(z);
		return NULL;
	}
	return z;
}

static unsigned at_most(size_t size)
{
	return size > UINT_MAX ? UINT_MAX : (unsigned)size;
}

static enum codec_step step_gzip(void *state, struct codec_io *io, enum pack_task task)
{
	static const int flush[] = {
		[PACK_MORE] = Z_NO_FLUSH, [PACK_FLUSH] = Z_SYNC_FLUSH, [PACK_END] = Z_FINISH
	};
	z_stream *z = state;

	/* zlib's pointer lacks const; it only reads. */
	z->next_in = (z_const Bytef *)io->in;
	z->avail_in = at_most(io->in_size);
	z->next_out = io->out;
	z->avail_out = at_most(io->out_size);
	int result = deflate(z, flush[task]);
	io->in_size -= (size_t)(z->next_in - io->in);
	io->in = z->next_in;
	io->out_size -= (size_t)(z->next_out - io->out);
	io->out = z->next_out;
	if (result == Z_STREAM_END)
		return STEP_MEMBER;
	if (result != Z_OK && result != Z_BUF_ERROR) {
		io->status = WEIR_E_SYSTEM;
		io->reason = "gzip cannot pack";
		return STEP_BROKEN;
	}
	/* Room that is left says that all of a flush is out. */
	return task == PACK_FLUSH && io->out_size > 0 ? STEP_MEMBER : STEP_MORE;
}

static void close_gzip(void *state)
{
	deflateEnd(state);
	free(state);
}

const struct packer packer_gzip = { open_gzip, step_gzip, close_gzip };
