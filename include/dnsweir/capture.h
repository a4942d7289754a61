/* capture.h - read frames from pcap and pcapng files, plain or compressed, and write them.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Formats: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng; link types by their LINKTYPE_ numbers of
 * tcpdump.org, whatever number the file's maker used. */
#ifndef DNSWEIR_CAPTURE_H
#define DNSWEIR_CAPTURE_H

#include <dnsweir/base.h>
#include <dnsweir/link.h>

WEIR_API_BEGIN

/* One captured frame. */
struct weir_frame {
	struct weir_slice bytes; /* what was captured */
	int64_t time;            /* nanoseconds since 1970-01-01 UTC; may be negative */
	uint64_t number;         /* in its file, from 1 */
	uint64_t offset;         /* of its record, in octets of the decompressed file */
	uint32_t wire_size;      /* length on the wire; above bytes.size: the snap length cut it */
	uint32_t interface;      /* pcapng: index over the whole file, from 0; pcap: 0 */
	uint16_t link;           /* LINKTYPE_ number, enum weir_link */
	bool has_time;           /* false: a pcapng Simple Packet Block carries none */
	bool is_block;           /* with keep_blocks: no frame, but a pcapng block in `bytes` */
	uint32_t flags;          /* pcapng epb_flags: direction, link-layer errors; 0: not given */
	uint32_t before;         /* octets of its record that stand before `bytes` ... */
	uint32_t behind;         /* ... and behind; see weir_frame_record */
};

/* The frame's record as it stands in the file: header, octets, padding, options. */
static inline struct weir_slice weir_frame_record(const struct weir_frame *frame)
{
	struct weir_slice record = { frame->bytes.data - frame->before,
				     frame->before + frame->bytes.size + frame->behind };
	return record;
}

/* Frames that live until the batch is filled again or freed, whatever becomes of the handle: a thread
 * can work on one batch while another reads the next. */
struct weir_batch {
	struct weir_frame *frames;
	size_t count;
	uint8_t *data; /* the octets the frames lie in */
	size_t data_capacity;
	size_t frame_capacity;
};

struct weir_capture;

struct weir_capture_options {
	size_t size; /* of this struct */
	bool strict; /* refuse at the first oddity instead of going on behind it */
	/* Octets that were read from the descriptor already, to see what it is: they come first. Must
	 * outlive the handle. */
	struct weir_slice prefix;
	/* pcapng: deliver the blocks that hold no frame too, as frames with is_block set, a number of 0
	 * and nothing in them but `bytes` (the whole block) and offset. Those of a section
	 * whose version is unknown are not delivered. */
	bool keep_blocks;
};
#define WEIR_CAPTURE_OPTIONS                                                                       \
	{                                                                                          \
		.size = sizeof(struct weir_capture_options)                                        \
	}

/* Open a path; "-" is standard input. Compression (gzip, zstd, xz, lz4) and format are told by the
 * first octets, not by the name. An empty file, a directory or an unknown format is an error that
 * names the path. `options` may be NULL. */
enum weir_status weir_capture_open(const char *path, const struct weir_capture_options *options,
				   struct weir_capture **out, struct weir_error *err) WEIR_MUST_USE;
/* The same from a descriptor that the handle then owns; `name` appears in errors. */
enum weir_status weir_capture_open_fd(int fd, const char *name,
				      const struct weir_capture_options *options,
				      struct weir_capture **out,
				      struct weir_error *err) WEIR_MUST_USE;
/* From memory that outlives the handle; for tests and for bytes that came another way. */
enum weir_status weir_capture_open_memory(struct weir_slice file, const char *name,
					  const struct weir_capture_options *options,
					  struct weir_capture **out,
					  struct weir_error *err) WEIR_MUST_USE;

/* WEIR_OK: a frame, valid until the next call on the handle. WEIR_END: the file ended on a record's
 * boundary. WEIR_E_CUT: it ends inside a record (or its compression does); everything before was
 * delivered. WEIR_E_FORM: what follows cannot be a record. The last three repeat. */
enum weir_status weir_capture_next(struct weir_capture *capture, struct weir_frame *out,
				   struct weir_error *err) WEIR_MUST_USE;

/* Fill a batch with as many whole frames as fit its buffers: at least one with WEIR_OK. Other results
 * come alone, with count 0. Do not mix with weir_capture_next on one handle. A record larger than
 * data_capacity makes the batch grow, up to WEIR_FRAME_SIZE_MAX. */
enum weir_status weir_capture_read(struct weir_capture *capture, struct weir_batch *batch,
				   struct weir_error *err) WEIR_MUST_USE;

enum {
	WEIR_BATCH_DATA = 256 * 1024,           /* a good data_capacity: large reads, warm in L2 */
	WEIR_FRAME_SIZE_MAX = 16 * 1024 * 1024, /* a record that claims more is damage */
};
enum weir_status weir_batch_open(struct weir_batch *out, size_t data_capacity,
				 size_t frame_capacity) WEIR_MUST_USE;
void weir_batch_close(struct weir_batch *batch); /* NULL and zeroed are fine */

/* What the file says of itself and what reading it met. */
struct weir_capture_info {
	const char *format;        /* "pcap", "pcapng" */
	const char *compression;   /* "none", "gzip", "zstd", "xz", "lz4" */
	uint64_t file_octets;      /* size on disk; 0: unknown (a pipe) */
	uint64_t file_done;        /* octets of it read so far, compressed ones where compressed */
	uint64_t frames;           /* delivered so far */
	uint64_t frames_cut;       /* of these, shortened by the snap length */
	uint64_t octets_lost;      /* behind the last whole record, as far as known */
	uint64_t oddities;         /* records read although they contradict themselves */
	uint64_t blocks_skipped;   /* pcapng blocks of a type nobody needs */
	uint64_t sections_skipped; /* pcapng sections of an unknown version; an error at the end */
	uint64_t kernel_drops;     /* pcapng interface statistics, if any */
};
void weir_capture_info(const struct weir_capture *capture, struct weir_capture_info *out);

enum { WEIR_PCAP_HEADER = 24 };
/* The header of a classic pcap file as it stands there, WEIR_PCAP_HEADER octets, valid as long as the
 * handle; pcapng has none (size 0): its section headers are blocks. */
struct weir_slice weir_capture_header(const struct weir_capture *capture);
/* The LINKTYPE_ of all frames of a pcap file; of pcapng: 0, each frame has its own. */
uint16_t weir_capture_link(const struct weir_capture *capture);

void weir_capture_close(struct weir_capture *capture);

enum weir_packing {
	WEIR_PACKING_NONE = 0,
	WEIR_PACKING_GZIP,
	WEIR_PACKING_ZSTD,
	WEIR_PACKING_XZ,
	WEIR_PACKING_LZ4,
};
/* What a file of this name is packed with, by its suffix: .gz .zst .xz .lz4. */
enum weir_packing weir_packing_of(const char *path);

/* Write classic pcap (nanoseconds) or pcapng, in the machine's byte order. */
struct weir_capture_writer;
struct weir_capture_writer_options {
	size_t size;
	uint16_t link; /* of all frames (pcap), of interface 0 (pcapng) */
	uint32_t snap; /* 0: 262144; longer frames are shortened to it */
	bool pcapng;
	bool microseconds; /* classic pcap with microseconds instead of nanoseconds */
	/* Begin with nothing: headers and records come by weir_capture_write_raw, pcapng sections also by
	 * weir_capture_writer_section. */
	bool raw;
	enum weir_packing packing; /* WEIR_E_SUPPORT: not in this build */
};
#define WEIR_CAPTURE_WRITER_OPTIONS                                                                \
	{                                                                                          \
		.size = sizeof(struct weir_capture_writer_options)                                 \
	}
/* Create or empty a path; "-" is standard output. */
enum weir_status weir_capture_writer_open(const char *path,
					  const struct weir_capture_writer_options *options,
					  struct weir_capture_writer **out,
					  struct weir_error *err) WEIR_MUST_USE;
/* The same into a descriptor that the handle then owns; `name` appears in errors. */
enum weir_status weir_capture_writer_open_fd(int fd, const char *name,
					     const struct weir_capture_writer_options *options,
					     struct weir_capture_writer **out,
					     struct weir_error *err) WEIR_MUST_USE;
/* Frames are buffered. A frame of another link type is WEIR_E_USE in pcap and gets an interface of its
 * own in pcapng. A time that the format cannot hold is WEIR_E_RANGE, and the frame is not written; a
 * frame without a time gets none where the format allows it, else 1970-01-01. After a failure of the
 * system every call repeats it. */
enum weir_status weir_capture_write(struct weir_capture_writer *writer,
				    const struct weir_frame *frame,
				    struct weir_error *err) WEIR_MUST_USE;
/* Octets that are headers, records or blocks already, to be written as they are, in this order. They
 * are not held against the form of the file. */
enum weir_status weir_capture_write_raw(struct weir_capture_writer *writer,
					const struct weir_slice *runs, size_t count,
					struct weir_error *err) WEIR_MUST_USE;
/* pcapng: begin a section of its own, whose interface 0 has `link` and `snap` (0: 262144). Frames
 * written from here on belong to it. */
enum weir_status weir_capture_writer_section(struct weir_capture_writer *writer, uint16_t link,
					     uint32_t snap, struct weir_error *err) WEIR_MUST_USE;
/* Hand what is buffered to the system, so that a reader behind a pipe sees it. */
enum weir_status weir_capture_writer_flush(struct weir_capture_writer *writer,
					   struct weir_error *err) WEIR_MUST_USE;
/* Flushes; the status is that of the last octets reaching the system. The handle is gone after. */
enum weir_status weir_capture_writer_close(struct weir_capture_writer *writer,
					   struct weir_error *err) WEIR_MUST_USE;

WEIR_API_END
#endif
