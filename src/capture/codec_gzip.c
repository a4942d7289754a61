/* codec_gzip.c - gzip by zlib. RFC 1952.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/codec.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

enum { GZIP_ONLY = 16 + MAX_WBITS };

static void *open_gzip(void)
{
	z_stream *z = calloc(1, sizeof(*z));

	if (z && inflateInit2(z, GZIP_ONLY) != Z_OK) {
		free(z);
		return NULL;
	}
	return z;
}

static unsigned at_most(size_t size)
{
	return size > UINT_MAX ? UINT_MAX : (unsigned)size;
}

static enum codec_step step_gzip(void *state, struct codec_io *io)
{
	z_stream *z = state;

	/* zlib's pointer lacks const; it only reads. */
	z->next_in = (z_const Bytef *)io->in;
	z->avail_in = at_most(io->in_size);
	z->next_out = io->out;
	z->avail_out = at_most(io->out_size);
	int result = inflate(z, Z_NO_FLUSH);
	io->in_size -= (size_t)(z->next_in - io->in);
	io->in = z->next_in;
	io->out_size -= (size_t)(z->next_out - io->out);
	io->out = z->next_out;
	if (result == Z_STREAM_END)
		return STEP_MEMBER;
	if (result == Z_OK || result == Z_BUF_ERROR)
		return STEP_MORE;
	io->status = result == Z_MEM_ERROR ? WEIR_E_MEMORY : WEIR_E_FORM;
	io->reason = z->msg ? z->msg : zError(result);
	return STEP_BROKEN;
}

static bool again_gzip(void *state)
{
	return inflateReset(state) == Z_OK;
}

static void close_gzip(void *state)
{
	inflateEnd(state);
	free(state);
}

const struct codec codec_gzip = { open_gzip, step_gzip, again_gzip, close_gzip };
