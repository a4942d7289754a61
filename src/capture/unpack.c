/* unpack.c - tell the compression by the first octets and take it off, member after member.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/unpack.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define NAME "%.256s"

enum {
	MAGIC_MAX = 6,
	PACKED_READ = 128 * 1024, /* unpacks to about one batch */
};

#ifdef DNSWEIR_ZLIB
#define GZIP &codec_gzip
#else
#define GZIP NULL
#endif
#ifdef DNSWEIR_ZSTD
#define ZSTD &codec_zstd
#else
#define ZSTD NULL
#endif
#ifdef DNSWEIR_LZMA
#define XZ &codec_xz
#else
#define XZ NULL
#endif
#ifdef DNSWEIR_LZ4
#define LZ4 &codec_lz4
#else
#define LZ4 NULL
#endif

struct packing {
	const char *name;
	const char *option;        /* of Meson */
	const struct codec *codec; /* NULL: not in this build */
	bool padded;               /* zeros may stand between and behind members */
	uint8_t magic_size;
	uint8_t magic[MAGIC_MAX];
	uint8_t ignore; /* bits of the first octet that do not matter */
};

static const struct packing packings[] = {
	{ "gzip", "zlib", GZIP, true, 2, { 0x1f, 0x8b }, 0 },
	{ "zstd", "zstd", ZSTD, false, 4, { 0x28, 0xb5, 0x2f, 0xfd }, 0 },
	/* A skippable frame; lz4 has the same, but only pzstd begins with one. */
	{ "zstd", "zstd", ZSTD, false, 4, { 0x50, 0x2a, 0x4d, 0x18 }, 0x0f },
	{ "xz", "lzma", XZ, true, 6, { 0xfd, '7', 'z', 'X', 'Z', 0 }, 0 },
	{ "lz4", "lz4", LZ4, false, 4, { 0x04, 0x22, 0x4d, 0x18 }, 0 },
};

static const struct packing *find_packing(const uint8_t *head, size_t size)
{
	for (size_t i = 0; i < sizeof(packings) / sizeof(packings[0]); i++) {
		const struct packing *p = &packings[i];

		if (size >= p->magic_size && (head[0] & ~p->ignore) == p->magic[0] &&
		    memcmp(head + 1, p->magic + 1, p->magic_size - 1U) == 0)
			return p;
	}
	return NULL;
}

/* A pipe may give one octet at a time: read until there is enough to tell, or the end. */
static enum weir_status read_head(struct unpack *unpack, size_t most, struct weir_error *err)
{
	size_t got;

	while (unpack->in_size < MAGIC_MAX) {
		enum weir_status status = source_read(&unpack->source, unpack->in + unpack->in_size,
						      most - unpack->in_size, &got, err);
		if (status != WEIR_OK)
			return status;
		if (got == 0)
			break;
		unpack->in_size += got;
	}
	return WEIR_OK;
}

static enum weir_status open_packing(struct unpack *unpack, struct weir_error *err)
{
	const struct packing *p = find_packing(unpack->in, unpack->in_size);

	if (!p)
		return WEIR_OK;
	if (!p->codec)
		return error_set(err, WEIR_E_SUPPORT, 0,
				 NAME ": packed with %s, which this build cannot read; "
				      "build it with the Meson option %s",
				 unpack->source.name, p->name, p->option);
	uint8_t *in = realloc(unpack->in, PACKED_READ);
	if (in) {
		unpack->in = in;
		unpack->state = p->codec->open();
	}
	if (!unpack->state)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, NAME ": out of memory",
				 unpack->source.name);
	unpack->packing = p;
	unpack->in_member = true;
	return WEIR_OK;
}

enum weir_status unpack_open(struct unpack *unpack, const struct source *source,
			     struct weir_error *err)
{
	enum weir_status status = WEIR_E_MEMORY;

	*unpack = (struct unpack){ .source = *source, .in = malloc(MAGIC_MAX) };
	if (unpack->in)
		status = read_head(unpack, MAGIC_MAX, err);
	else
		error_set(err, status, NO_PLACE, NAME ": out of memory", source->name);
	if (status == WEIR_OK)
		status = open_packing(unpack, err);
	if (status != WEIR_OK)
		unpack_close(unpack);
	return status;
}

static enum weir_status refill(struct unpack *unpack, struct weir_error *err)
{
	unpack->in_at = 0;
	unpack->in_size = 0;
	enum weir_status status =
		source_read(&unpack->source, unpack->in, PACKED_READ, &unpack->in_size, err);
	unpack->source_ended = status == WEIR_OK && unpack->in_size == 0;
	return status;
}

/* Where the next packed octet lies in the file. */
static uint64_t packed_at(const struct unpack *unpack)
{
	return unpack->source.done - (unpack->in_size - unpack->in_at);
}

static enum weir_status refuse(const struct unpack *unpack, enum weir_status status,
			       const char *reason, struct weir_error *err)
{
	return error_set(err, status, packed_at(unpack), NAME ": octet %" PRIu64 ": %s: %s",
			 unpack->source.name, packed_at(unpack), unpack->packing->name, reason);
}

/* Behind a member: the end, padding, or another member. */
static enum weir_status next_member(struct unpack *unpack, struct weir_error *err)
{
	for (;;) {
		while (unpack->packing->padded && unpack->in_at < unpack->in_size &&
		       unpack->in[unpack->in_at] == 0)
			unpack->in_at++;
		if (unpack->in_at < unpack->in_size)
			break;
		enum weir_status status = refill(unpack, err);
		if (status != WEIR_OK || unpack->source_ended)
			return status;
	}
	if (!unpack->packing->codec->again(unpack->state))
		return refuse(unpack, WEIR_E_MEMORY, "out of memory", err);
	unpack->in_member = true;
	unpack->fresh = true;
	return WEIR_OK;
}

static void set_broken(struct unpack *unpack, enum weir_status status, const char *reason)
{
	unpack->broken_status = status;
	unpack->broken = reason;
	if (unpack->fresh && status == WEIR_E_FORM)
		unpack->broken = "octets behind its end that do not belong to it";
}

/* One step of the codec; `*moved`: it took or gave something. */
static enum codec_step step(struct unpack *unpack, struct codec_io *io, bool *moved)
{
	size_t out_size = io->out_size;

	io->in = unpack->in + unpack->in_at;
	io->in_size = unpack->in_size - unpack->in_at;
	enum codec_step result = unpack->packing->codec->step(unpack->state, io);
	*moved = io->in_size != unpack->in_size - unpack->in_at || io->out_size != out_size;
	unpack->in_at = unpack->in_size - io->in_size;
	if (result == STEP_MEMBER)
		unpack->in_member = false;
	if (result == STEP_BROKEN)
		set_broken(unpack, io->status, io->reason);
	if (io->out_size != out_size)
		unpack->fresh = false;
	return result;
}

/* Until something came out. Each turn moves octets, begins a member or reads. */
static enum weir_status read_packed(struct unpack *unpack, struct codec_io *io,
				    struct weir_error *err)
{
	const uint8_t *begin = io->out;
	enum weir_status status;
	bool moved;

	while (io->out_size > 0) {
		if (unpack->broken)
			return io->out > begin
				       ? WEIR_OK
				       : refuse(unpack, unpack->broken_status, unpack->broken, err);
		if (!unpack->in_member) {
			if (io->out > begin && unpack->in_at == unpack->in_size)
				return WEIR_OK;
			status = next_member(unpack, err);
			if (status != WEIR_OK || unpack->source_ended)
				return status;
		}
		if (step(unpack, io, &moved) != STEP_MORE || moved)
			continue;
		/* Nothing moved, so it needs input; do not wait for it with octets in hand. */
		if (io->out > begin)
			return WEIR_OK;
		if (unpack->in_at < unpack->in_size) {
			set_broken(unpack, WEIR_E_FORM, "makes no progress");
			continue;
		}
		status = refill(unpack, err);
		if (status != WEIR_OK)
			return status;
		if (unpack->source_ended)
			return refuse(unpack, WEIR_E_CUT,
				      "the file is cut: it ends inside the packed data", err);
	}
	return WEIR_OK;
}

static size_t read_plain(struct unpack *unpack, uint8_t *buffer, size_t size)
{
	size_t left = unpack->in_size - unpack->in_at;

	if (size > left)
		size = left;
	memcpy(buffer, unpack->in + unpack->in_at, size);
	unpack->in_at += size;
	return size;
}

enum weir_status unpack_read(struct unpack *unpack, uint8_t *buffer, size_t size, size_t *got,
			     struct weir_error *err)
{
	if (unpack->packing) {
		struct codec_io io = { .out = buffer, .out_size = size };
		enum weir_status status = read_packed(unpack, &io, err);

		/* What came is handed on first; the failure comes again. */
		*got = size - io.out_size;
		return *got > 0 ? WEIR_OK : status;
	}
	if (unpack->in_at < unpack->in_size) {
		*got = read_plain(unpack, buffer, size);
		return WEIR_OK;
	}
	return source_read(&unpack->source, buffer, size, got, err);
}

const char *unpack_compression(const struct unpack *unpack)
{
	return unpack->packing ? unpack->packing->name : "none";
}

void unpack_close(struct unpack *unpack)
{
	if (unpack->state)
		unpack->packing->codec->close(unpack->state);
	unpack->state = NULL;
	free(unpack->in);
	unpack->in = NULL;
	source_close(&unpack->source);
}
