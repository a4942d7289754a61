/* codec.h - what the library behind each compression has to do for unpack.c.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CAPTURE_CODEC_H
#define CAPTURE_CODEC_H

#include <dnsweir/base.h>

enum codec_step {
	STEP_MORE,   /* took or gave what it could; no octet moved: it needs more input */
	STEP_MEMBER, /* the member (zstd, lz4: frame; xz: stream) ended here */
	STEP_BROKEN, /* `status` and `reason` say why */
};

/* A step takes from the front of `in` and gives to the front of `out`. */
struct codec_io {
	const uint8_t *in;
	size_t in_size;
	uint8_t *out;
	size_t out_size;
	enum weir_status status; /* WEIR_E_FORM, WEIR_E_MEMORY or WEIR_E_SUPPORT */
	const char *reason;      /* static storage */
};

struct codec {
	void *(*open)(void); /* NULL: out of memory */
	enum codec_step (*step)(void *state, struct codec_io *io);
	bool (*again)(void *state); /* begin another member; false: out of memory */
	void (*close)(void *state);
};

/* What a packer shall do with its input. */
enum pack_task {
	PACK_MORE,  /* take it */
	PACK_FLUSH, /* and give all that a reader needs to see it; STEP_MEMBER: all was given */
	PACK_END,   /* and end the member; STEP_MEMBER: all was given */
};

/* The other way: `out` is packed. STEP_MORE: took or gave what it could; with PACK_MORE, as long as
 * there is room, it takes all. */
struct packer {
	void *(*open)(void); /* NULL: out of memory */
	enum codec_step (*step)(void *state, struct codec_io *io, enum pack_task task);
	void (*close)(void *state);
};

extern const struct packer packer_gzip;
extern const struct packer packer_zstd;
extern const struct packer packer_xz;
extern const struct packer packer_lz4;

/* The largest window a file may ask for: what zstd and xz use at their highest usual levels. */
enum { CODEC_WINDOW_MAX = 128 * 1024 * 1024 };

extern const struct codec codec_gzip; /* Meson option zlib */
extern const struct codec codec_zstd; /* zstd */
extern const struct codec codec_xz;   /* lzma */
extern const struct codec codec_lz4;  /* lz4 */

#endif
