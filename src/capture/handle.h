/* handle.h - what stands behind struct weir_capture: a stream of octets and a format that parses it.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CAPTURE_HANDLE_H
#define CAPTURE_HANDLE_H

#include <dnsweir/capture.h>

#include "capture/pcapng.h"
#include "capture/unpack.h"

/* What a name may take of an error's text. */
#define CAPTURE_NAME "%.256s"

/* The largest frame with its header, or a pcapng block around it with options. */
enum { RECORD_MAX = WEIR_FRAME_SIZE_MAX + 65536 };

struct weir_capture;

/* Take the whole records of batch->data[at, have) into batch->frames, as many as fit. Returns the
 * offset behind the last octet taken. Stops early at damage, having set capture->final. */
typedef size_t parse_function(struct weir_capture *capture, struct weir_batch *batch, size_t at,
			      size_t have);

/* Where caplen and len stand in a record; they changed places in version 2.3 of the format. */
enum lengths { LENGTHS_NORMAL, LENGTHS_SWAPPED, LENGTHS_UNSURE };

struct pcap {
	bool big;        /* byte order of the file */
	int64_t unit;    /* nanoseconds in one unit of the sub-second field */
	uint32_t header; /* octets of a record's header */
	uint32_t limit;  /* a record claiming more is damage */
	enum lengths lengths;
	uint16_t link;
};

struct weir_capture {
	struct unpack unpack;
	parse_function *parse;
	const char *format;
	bool strict;
	bool keep_blocks;
	uint8_t header[WEIR_PCAP_HEADER]; /* of a pcap file, as it stands there */
	uint64_t base;   /* offset in the decompressed file of the batch's data[0] */
	uint64_t parsed; /* frames taken from the file so far */
	struct weir_capture_info info;
	/* Octets read behind the last record taken: the start of the next batch. */
	uint8_t *tail;
	size_t tail_size;
	size_t tail_capacity;
	/* Not WEIR_OK: there is nothing more, and why. */
	enum weir_status final;
	struct weir_error error;
	struct pcap pcap;
	struct pcapng pcapng;
	/* Behind weir_capture_next. */
	struct weir_batch batch;
	size_t batch_at;
};

/* Say why reading ends here; `offset` counts in the decompressed file. */
void capture_fail(struct weir_capture *capture, enum weir_status status, uint64_t offset,
		  const char *format, ...) WEIR_PRINTF(4, 5);
/* Meet an oddity that can be read past. False: strict, and capture->final is set. */
bool capture_oddity(struct weir_capture *capture, uint64_t offset, const char *what);

/* Read at least `size` octets into the tail unless the file ends before. */
enum weir_status capture_need(struct weir_capture *capture, size_t size,
			      struct weir_error *err) WEIR_MUST_USE;

/* Take `size` octets off the tail's front: a file header that was read. */
void capture_drop(struct weir_capture *capture, size_t size);

/* WEIR_E_UNKNOWN when the file's first octets are not of this format. */
enum weir_status pcap_open(struct weir_capture *capture, struct weir_error *err) WEIR_MUST_USE;
enum weir_status pcapng_open(struct weir_capture *capture, struct weir_error *err) WEIR_MUST_USE;
/* The parse_function of pcapng. */
size_t pcapng_parse(struct weir_capture *capture, struct weir_batch *batch, size_t at, size_t have);
/* At the end of the file: set final if something in it could not be read. */
void pcapng_finish(struct weir_capture *capture);

#endif
