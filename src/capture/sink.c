/* sink.c - octets to a descriptor: buffered, packed if asked, in one call for many pieces.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/sink.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/error.h"

enum {
	VECTORS = 512,       /* pieces of one call; the system takes 1024 */
	WORTH_A_PIECE = 512, /* pieces this long on average cost less by vector than by copying */
};

#ifdef DNSWEIR_ZLIB
#define GZIP &packer_gzip
#else
#define GZIP NULL
#endif
#ifdef DNSWEIR_ZSTD
#define ZSTD &packer_zstd
#else
#define ZSTD NULL
#endif
#ifdef DNSWEIR_LZMA
#define XZ &packer_xz
#else
#define XZ NULL
#endif
#ifdef DNSWEIR_LZ4
#define LZ4 &packer_lz4
#else
#define LZ4 NULL
#endif

static const struct {
	const char *word, *suffix;
	const char *option; /* of Meson */
	const struct packer *packer;
} packings[] = {
	[WEIR_PACKING_NONE] = { "none", "", "", NULL },
	[WEIR_PACKING_GZIP] = { "gzip", ".gz", "zlib", GZIP },
	[WEIR_PACKING_ZSTD] = { "zstd", ".zst", "zstd", ZSTD },
	[WEIR_PACKING_XZ] = { "xz", ".xz", "lzma", XZ },
	[WEIR_PACKING_LZ4] = { "lz4", ".lz4", "lz4", LZ4 },
};
enum { PACKINGS = sizeof(packings) / sizeof(packings[0]) };

enum weir_packing weir_packing_of(const char *path)
{
	size_t size = strlen(path);

	for (unsigned i = WEIR_PACKING_NONE + 1; i < PACKINGS; i++) {
		size_t suffix = strlen(packings[i].suffix);

		if (size > suffix && strcmp(path + size - suffix, packings[i].suffix) == 0)
			return (enum weir_packing)i;
	}
	return WEIR_PACKING_NONE;
}

enum weir_status sink_can(enum weir_packing packing, const char *name, struct weir_error *err)
{
	if ((unsigned)packing >= PACKINGS)
		return error_set(err, WEIR_E_USE, NO_PLACE, SINK_NAME ": no such packing", name);
	if (packing == WEIR_PACKING_NONE || packings[packing].packer)
		return WEIR_OK;
	return error_set(err, WEIR_E_SUPPORT, NO_PLACE,
			 SINK_NAME ": this build cannot pack with %s; build it with the Meson "
				   "option %s",
			 name, packings[packing].word, packings[packing].option);
}

enum weir_status sink_open(struct sink *out, int fd, const char *name, enum weir_packing packing,
			   struct weir_error *err)
{
	struct sink sink = { .fd = fd, .name = strdup(name), .buffer = malloc(SINK_BUFFER) };
	bool whole = sink.name && sink.buffer;

	if (whole && packing != WEIR_PACKING_NONE) {
		sink.packer = packings[packing].packer;
		sink.state = sink.packer->open();
		whole = sink.state != NULL;
	}
	if (!whole) {
		sink.packer = NULL;
		sink_close(&sink);
		close(fd);
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, SINK_NAME ": out of memory", name);
	}
	*out = sink;
	return WEIR_OK;
}

static void fail_system(struct sink *s, const char *what)
{
	char reason[128];
	int number = errno;

	s->failed = error_set(&s->error, WEIR_E_SYSTEM, NO_PLACE, SINK_NAME ": %s: %s", s->name,
			      what, strerror_r(number, reason, sizeof(reason)));
}

/* A write that took nothing: try again? */
static bool write_goes_on(struct sink *s, ssize_t n)
{
	struct pollfd poll_fd = { .fd = s->fd, .events = POLLOUT };

	if (n < 0 && errno == EINTR)
		return true;
	if (n < 0 && errno == EAGAIN && (poll(&poll_fd, 1, -1) >= 0 || errno == EINTR))
		return true;
	fail_system(s, "cannot write");
	return false;
}

static void write_out(struct sink *s, const uint8_t *data, size_t size)
{
	while (size > 0 && s->failed == WEIR_OK) {
		ssize_t n = write(s->fd, data, size);

		if (n > 0) {
			data += n;
			size -= (size_t)n;
		} else if (!write_goes_on(s, n)) {
			return;
		}
	}
}

/* Hand the buffer to the system as it is; of a packer, what it gave so far. */
static void drain(struct sink *s)
{
	write_out(s, s->buffer, s->size);
	s->size = 0;
}

/* Give `data` to the packer and do what `task` says. Each turn moves octets or drains the buffer, or it
 * is the last. */
static void pack(struct sink *s, const void *data, size_t size, enum pack_task task)
{
	struct codec_io io = { .in = data, .in_size = size };

	while (s->failed == WEIR_OK) {
		size_t room = SINK_BUFFER - s->size;

		io.out = s->buffer + s->size;
		io.out_size = room;
		enum codec_step step = s->packer->step(s->state, &io, task);
		s->size += room - io.out_size;
		if (step == STEP_BROKEN) {
			s->failed = error_set(&s->error, io.status, NO_PLACE, SINK_NAME ": %s",
					      s->name, io.reason);
			return;
		}
		if (step == STEP_MEMBER || (task == PACK_MORE && io.in_size == 0))
			return;
		drain(s);
	}
}

void sink_put(struct sink *s, const void *data, size_t size)
{
	if (s->packer) {
		if (size > 0)
			pack(s, data, size, PACK_MORE);
		return;
	}
	if (size > SINK_BUFFER - s->size)
		drain(s);
	if (size > SINK_BUFFER) {
		write_out(s, data, size);
		return;
	}
	if (size > 0)
		memcpy(s->buffer + s->size, data, size);
	s->size += size;
}

/* Take `n` octets off the front of the vectors. */
static struct iovec *advance(struct iovec *at, const struct iovec *end, size_t n)
{
	while (at < end && n >= at->iov_len)
		n -= (at++)->iov_len;
	if (at < end) {
		at->iov_base = (uint8_t *)at->iov_base + n;
		at->iov_len -= n;
	}
	return at;
}

static void write_vectors(struct sink *s, struct iovec *at, const struct iovec *end)
{
	while (at < end && s->failed == WEIR_OK) {
		ssize_t n = writev(s->fd, at, (int)(end - at));

		if (n > 0)
			at = advance(at, end, (size_t)n);
		else if (!write_goes_on(s, n))
			return;
	}
}

static struct iovec vector_of(const void *data, size_t size)
{
	/* writev only reads; its pointer lacks const. */
	union {
		const void *in;
		void *out;
	} pointer = { .in = data };

	return (struct iovec){ pointer.out, size };
}

void sink_put_runs(struct sink *s, const struct weir_slice *runs, size_t count)
{
	struct iovec vectors[VECTORS];
	size_t total = 0;

	for (size_t i = 0; i < count; i++)
		total += runs[i].size;
	if (s->packer || total / WORTH_A_PIECE < count) {
		for (size_t i = 0; i < count; i++)
			sink_put(s, runs[i].data, runs[i].size);
		return;
	}
	while (count > 0 && s->failed == WEIR_OK) {
		size_t n = 0;

		if (s->size > 0)
			vectors[n++] = vector_of(s->buffer, s->size);
		while (n < VECTORS && count > 0) {
			if (runs->size > 0)
				vectors[n++] = vector_of(runs->data, runs->size);
			runs++;
			count--;
		}
		write_vectors(s, vectors, vectors + n);
		s->size = 0;
	}
}

void sink_flush(struct sink *s)
{
	if (s->packer)
		pack(s, "", 0, PACK_FLUSH);
	drain(s);
}

void sink_end(struct sink *s)
{
	if (s->packer)
		pack(s, "", 0, PACK_END);
	drain(s);
	/* Some file systems say only now that the octets found no room. */
	if (close(s->fd) < 0 && s->failed == WEIR_OK)
		fail_system(s, "cannot close");
}

void sink_close(struct sink *s)
{
	if (s->packer)
		s->packer->close(s->state);
	free(s->buffer);
	free(s->name);
	*s = (struct sink){ .fd = -1 };
}
