/* packed.c - captures in gzip, zstd, xz and lz4: whole, in several members, cut and damaged.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef DNSWEIR_ZLIB
#include <zlib.h>
#endif
#ifdef DNSWEIR_ZSTD
#include <zstd.h>
#endif
#ifdef DNSWEIR_LZMA
#include <lzma.h>
#endif
#ifdef DNSWEIR_LZ4
#include <lz4frame.h>
#endif

#include "bytes.h"
#include "tap.h"

enum { FRAMES = 50, PACKED_MAX = 1 << 16 };

/* Each packs `plain` as one member into `out` and returns its size; NULL: not in this build. */
typedef size_t pack_function(struct weir_slice plain, uint8_t *out);

#ifdef DNSWEIR_ZLIB
static size_t pack_gzip(struct weir_slice plain, uint8_t *out)
{
	z_stream z = { .next_in = (z_const Bytef *)plain.data,
		       .avail_in = (unsigned)plain.size,
		       .next_out = out,
		       .avail_out = PACKED_MAX };

	deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
	deflate(&z, Z_FINISH);
	size_t size = z.total_out;
	deflateEnd(&z);
	return size;
}
#else
#define pack_gzip NULL
#endif

#ifdef DNSWEIR_ZSTD
static size_t pack_zstd(struct weir_slice plain, uint8_t *out)
{
	ZSTD_CCtx *zstd = ZSTD_createCCtx();

	ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
	size_t size = ZSTD_compress2(zstd, out, PACKED_MAX, plain.data, plain.size);
	ZSTD_freeCCtx(zstd);
	return size;
}
#else
#define pack_zstd NULL
#endif

#ifdef DNSWEIR_LZMA
static size_t pack_xz(struct weir_slice plain, uint8_t *out)
{
	size_t size = 0;

	if (lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, plain.data, plain.size, out, &size,
				    PACKED_MAX) != LZMA_OK)
		exit(1);
	return size;
}
#else
#define pack_xz NULL
#endif

#ifdef DNSWEIR_LZ4
static size_t pack_lz4(struct weir_slice plain, uint8_t *out)
{
	LZ4F_preferences_t preferences = LZ4F_INIT_PREFERENCES;

	preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
	return LZ4F_compressFrame(out, PACKED_MAX, plain.data, plain.size, &preferences);
}
#else
#define pack_lz4 NULL
#endif

static const struct kind {
	const char *name;
	const char *option;
	pack_function *pack;
	struct weir_slice magic;
	bool padded;     /* zeros behind a member are allowed */
	size_t checksum; /* octets from the end where a checksum of the content lies */
} kinds[] = {
	{ "gzip", "zlib", pack_gzip, WIRE(0x1f, 0x8b, 8, 0, 0, 0), true, 8 },
	{ "zstd", "zstd", pack_zstd, WIRE(0x28, 0xb5, 0x2f, 0xfd, 0, 0), false, 1 },
	{ "xz", "lzma", pack_xz, WIRE(0xfd, '7', 'z', 'X', 'Z', 0), true, 26 },
	{ "lz4", "lz4", pack_lz4, WIRE(0x04, 0x22, 0x4d, 0x18, 0, 0), false, 1 },
};

static struct bytes plain_capture(void)
{
	struct bytes b = { .big = false };

	bytes_pcap(&b, 0xa1b2c3d4, 1);
	for (uint8_t i = 0; i < FRAMES; i++)
		bytes_record(&b, i, i, i * 3, i * 3, (uint8_t)(i * 7));
	return b;
}

static struct bytes pack(const struct kind *kind, struct weir_slice plain, size_t members)
{
	static uint8_t packed[PACKED_MAX];
	struct bytes b = { .big = false };

	for (size_t i = 0; i < members; i++) {
		size_t from = plain.size * i / members;
		size_t to = plain.size * (i + 1) / members;
		size_t size =
			kind->pack((struct weir_slice){ plain.data + from, to - from }, packed);

		bytes_put(&b, packed, size);
	}
	return b;
}

static void test_whole(const struct kind *kind, struct weir_slice plain)
{
	static const size_t members[] = { 1, 2, 7, 100 };
	struct outcome want = outcome_memory(plain, BY_NEXT, false);

	for (size_t i = 0; i < COUNT_OF(members); i++) {
		struct bytes b = pack(kind, plain, members[i]);

		for (enum way way = BY_NEXT; way < BY_WAYS; way++) {
			struct outcome o = outcome_memory(bytes_slice(&b), way, false);
			if (!checkf(outcome_equal(&o, &want) && o.frames == FRAMES &&
					    strcmp(o.info.compression, kind->name) == 0 &&
					    o.info.file_done == b.size,
				    "%s, %zu members, way %d", kind->name, members[i], way))
				note("%s", o.err.text);
		}
		struct outcome o = outcome_pipe(bytes_slice(&b), BY_BATCH, 1);
		checkf(outcome_equal(&o, &want), "%s, %zu members through a slow pipe", kind->name,
		       members[i]);
		bytes_free(&b);
	}
}

/* A cut of two members at every octet: a part of the frames, in order, then CUT. */
static void test_cuts(const struct kind *kind, struct weir_slice plain)
{
	struct bytes first = pack(kind, (struct weir_slice){ plain.data, plain.size / 2 }, 1);
	struct bytes b = pack(kind, plain, 2);
	uint64_t most = 0;
	unsigned wrong = 0;

	for (size_t size = kind->magic.size; size < b.size; size++) {
		struct outcome o =
			outcome_memory((struct weir_slice){ b.data, size }, BY_BATCH, false);

		/* Between the members only the record tells that something is missing. */
		wrong += (o.open != WEIR_E_CUT && o.end != WEIR_E_CUT) || o.frames < most ||
			 (size != first.size && o.err.offset != size);
		most = o.frames;
	}
	checkf(wrong == 0, "%s, cut at each of %zu octets", kind->name, b.size);
	checkf(most == FRAMES, "%s: without its last octet all frames are there", kind->name);
	bytes_free(&first);
	bytes_free(&b);
}

static void test_damage(const struct kind *kind, struct weir_slice plain)
{
	struct bytes b = pack(kind, plain, 1);

	b.data[b.size - kind->checksum] ^= 0x55;
	struct outcome o = outcome_memory(bytes_slice(&b), BY_NEXT, false);
	checkf(o.end == WEIR_E_FORM && o.frames == FRAMES && strstr(o.err.text, kind->name),
	       "%s, wrong checksum: %s", kind->name, o.err.text);
	bytes_free(&b);

	b = pack(kind, plain, 1);
	bytes_put(&b, "garbage garbage garbage", 23);
	o = outcome_memory(bytes_slice(&b), BY_NEXT, false);
	checkf(o.end == WEIR_E_FORM && o.frames == FRAMES && strstr(o.err.text, "behind its end"),
	       "%s, garbage behind: %s", kind->name, o.err.text);
	bytes_free(&b);

	b = pack(kind, plain, 1);
	bytes_put(&b, "\0\0\0\0\0\0\0", 8);
	o = outcome_memory(bytes_slice(&b), BY_NEXT, false);
	checkf(o.end == (kind->padded ? WEIR_END : WEIR_E_FORM) && o.frames == FRAMES,
	       "%s, zeros behind: %s", kind->name, weir_status_text(o.end));
	bytes_free(&b);

	b = pack(kind, plain, 1);
	for (size_t i = b.size / 2; i < b.size / 2 + 20; i++)
		b.data[i] ^= 0xa5;
	o = outcome_memory(bytes_slice(&b), BY_NEXT, false);
	checkf(o.open == WEIR_E_FORM || o.end == WEIR_E_FORM, "%s, damage in the middle: %s",
	       kind->name, o.err.text);
	bytes_free(&b);
}

static void test_contents(const struct kind *kind, struct weir_slice plain)
{
	struct bytes b = pack(kind, (struct weir_slice){ plain.data, plain.size - 1 }, 1);
	struct outcome o = outcome_memory(bytes_slice(&b), BY_NEXT, false);

	checkf(o.end == WEIR_E_CUT && o.frames == FRAMES - 1 &&
		       o.err.offset == plain.size - 16 - 147,
	       "%s around a cut capture: %s", kind->name, o.err.text);
	bytes_free(&b);

	b = pack(kind, plain, 1);
	struct bytes twice = pack(kind, bytes_slice(&b), 1);
	o = outcome_memory(bytes_slice(&twice), BY_NEXT, false);
	checkf(o.open == WEIR_E_FORM && strstr(o.err.text, "within the compression"),
	       "%s twice: %s", kind->name, o.err.text);
	bytes_free(&twice);
	bytes_free(&b);

	b = pack(kind, (struct weir_slice){ plain.data, 0 }, 1);
	o = outcome_memory(bytes_slice(&b), BY_NEXT, false);
	checkf(o.open == WEIR_E_FORM && strstr(o.err.text, "empty"), "%s around nothing: %s",
	       kind->name, o.err.text);
	bytes_free(&b);
}

#ifdef DNSWEIR_ZLIB
/* A pipe whose writer stays: what was flushed into it comes out. */
static void test_live(struct weir_slice plain)
{
	static uint8_t packed[PACKED_MAX];
	z_stream z = { .next_in = (z_const Bytef *)plain.data,
		       .avail_in = (unsigned)plain.size - 1,
		       .next_out = packed,
		       .avail_out = PACKED_MAX };
	struct weir_capture *c = NULL;
	struct weir_frame frame;
	struct weir_error err = { .text = "" };
	uint64_t frames = 0;
	int fds[2];

	deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
	deflate(&z, Z_SYNC_FLUSH);
	if (pipe(fds) < 0 || write(fds[1], packed, z.total_out) != (ssize_t)z.total_out)
		return (void)check("a pipe", false);
	deflateEnd(&z);
	alarm(20); /* without the frames the read would wait for ever */
	if (weir_capture_open_fd(fds[0], "live", NULL, &c, &err) == WEIR_OK)
		while (frames < FRAMES - 1 && weir_capture_next(c, &frame, &err) == WEIR_OK)
			frames++;
	alarm(0);
	checkf(frames == FRAMES - 1, "gzip through a pipe that stays open: %s", err.text);
	close(fds[1]);
	check("and then breaks", c && weir_capture_next(c, &frame, &err) == WEIR_E_CUT);
	weir_capture_close(c);
}
#endif

static void test_absent(const struct kind *kind)
{
	struct outcome o = outcome_memory(kind->magic, BY_NEXT, false);

	checkf(o.open == WEIR_E_SUPPORT && strstr(o.err.text, "Meson option") &&
		       strstr(o.err.text, kind->option),
	       "%s is not in this build: %s", kind->name, o.err.text);
}

#ifdef DNSWEIR_ZSTD
static void test_skippable(struct weir_slice plain)
{
	struct bytes whole = pack(&kinds[1], plain, 1);
	struct bytes b = { .big = false };

	bytes_put(&b, "\x5f\x2a\x4d\x18\3\0\0\0abc", 11);
	bytes_put(&b, whole.data, whole.size);
	bytes_put(&b, "\x50\x2a\x4d\x18\0\0\0\0", 8);
	struct outcome o = outcome_memory(bytes_slice(&b), BY_NEXT, false);
	checkf(o.end == WEIR_END && o.frames == FRAMES, "zstd with skippable frames: %s",
	       o.err.text);
	bytes_free(&whole);
	bytes_free(&b);
}

/* A frame that wants a window of 2 GiB is refused, not served. */
static void test_window(void)
{
	const struct weir_slice file = WIRE(0x28, 0xb5, 0x2f, 0xfd, 0, 21 << 3, 1, 0, 0);
	struct outcome o = outcome_memory(file, BY_NEXT, false);

	checkf(o.open == WEIR_E_SUPPORT, "zstd with a window of 2 GiB: %s", o.err.text);
}
#endif

int main(void)
{
	struct bytes plain = plain_capture();

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (!kinds[i].pack) {
			test_absent(&kinds[i]);
			continue;
		}
		test_whole(&kinds[i], bytes_slice(&plain));
		test_cuts(&kinds[i], bytes_slice(&plain));
		test_damage(&kinds[i], bytes_slice(&plain));
		test_contents(&kinds[i], bytes_slice(&plain));
	}
#ifdef DNSWEIR_ZLIB
	test_live(bytes_slice(&plain));
#endif
#ifdef DNSWEIR_ZSTD
	test_skippable(bytes_slice(&plain));
	test_window();
#endif
	bytes_free(&plain);
	return tap_done();
}
