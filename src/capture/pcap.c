/* pcap.c - classic pcap: the file header, and the loop over its records.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * draft-ietf-opsawg-pcap. The loop is compiled once for each byte order and resolution, so that it
 * tests neither. */
#include "capture/handle.h"

#include <string.h>

#include "base/error.h"
#include "capture/link.h"
#include "capture/order.h"

#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

enum {
	FILE_HEADER = WEIR_PCAP_HEADER,
	RECORD_HEADER = 16,
	PATCHED_HEADER = 24, /* interface, protocol and packet type added by A. Kuznetsov's patch */
	SANE_CAPTURE =
		262144, /* what any capture tool may write whatever the header's snap length */
	NANOSECONDS = 1000000000,
	LINK_RESERVED = 0x0bff0000, /* all but the frame check sequence and the type */
};

static const char *oddity(uint32_t captured, uint32_t wire, int64_t below_second)
{
	if (captured > wire)
		return "a record holds more octets than its frame had on the wire";
	if (below_second >= NANOSECONDS)
		return "a record's sub-second time is a second or more";
	return NULL;
}

/* Works in place: `shape` is constant at every hot call, and at most one store a field remains. Every
 * turn takes at least a header, so the loop ends with the data. */
static inline __attribute__((always_inline)) size_t read_records(struct weir_capture *c,
								 struct weir_batch *batch,
								 size_t at, size_t have,
								 const struct pcap shape)
{
	struct weir_frame *frame = batch->frames + batch->count;
	struct weir_frame *const limit = batch->frames + batch->frame_capacity;
	const uint8_t *const data = batch->data;
	const uint32_t most = c->pcap.limit;
	const uint16_t link = c->pcap.link;
	uint64_t number = c->parsed;
	uint64_t cut = 0;

	while (frame < limit && have - at >= shape.header) {
		const uint8_t *record = data + at;
		int64_t below_second = (int64_t)load32(record + 4, shape.big) * shape.unit;
		uint32_t captured = load32(record + 8, shape.big);
		uint32_t wire = load32(record + 12, shape.big);

		if (shape.lengths == LENGTHS_SWAPPED ||
		    (shape.lengths == LENGTHS_UNSURE && captured > wire)) {
			uint32_t swap = captured;
			captured = wire;
			wire = swap;
		}
		if (UNLIKELY(captured > most)) {
			capture_fail(c, WEIR_E_FORM, c->base + at,
				     "a record claims %u octets, more than any can have (%u)",
				     captured, most);
			break;
		}
		if (have - at - shape.header < captured)
			break;
		if (UNLIKELY(captured > wire || below_second >= NANOSECONDS)) {
			if (!capture_oddity(c, c->base + at, oddity(captured, wire, below_second)))
				break;
			if (captured > wire)
				wire = captured;
		}
		cut += wire > captured;
		*frame++ = (struct weir_frame){
			.bytes = { record + shape.header, captured },
			.time = (int64_t)load32(record, shape.big) * NANOSECONDS + below_second,
			.number = number + 1,
			.offset = c->base + at,
			.wire_size = wire,
			.link = link,
			.has_time = true,
			.before = shape.header,
		};
		number++;
		at += shape.header + captured;
	}
	batch->count = (size_t)(frame - batch->frames);
	c->parsed = number;
	c->info.frames_cut += cut;
	return at;
}

#define PARSER(name, order, nanoseconds)                                                           \
	static size_t name(struct weir_capture *c, struct weir_batch *batch, size_t at,            \
			   size_t have)                                                            \
	{                                                                                          \
		return read_records(c, batch, at, have,                                            \
				    (struct pcap){ .big = (order),                                 \
						   .unit = (nanoseconds),                          \
						   .header = RECORD_HEADER,                        \
						   .lengths = LENGTHS_NORMAL });                   \
	}
PARSER(parse_little_micro, false, 1000)
PARSER(parse_little_nano, false, 1)
PARSER(parse_big_micro, true, 1000)
PARSER(parse_big_nano, true, 1)

/* What is rare is decided at run time. */
static size_t parse_rare(struct weir_capture *c, struct weir_batch *batch, size_t at, size_t have)
{
	return read_records(c, batch, at, have, c->pcap);
}

static parse_function *choose_parser(const struct pcap *pcap)
{
	if (pcap->header != RECORD_HEADER || pcap->lengths != LENGTHS_NORMAL)
		return parse_rare;
	if (pcap->big)
		return pcap->unit == 1 ? parse_big_nano : parse_big_micro;
	return pcap->unit == 1 ? parse_little_nano : parse_little_micro;
}

static bool read_magic(uint32_t magic, struct pcap *out)
{
	out->unit = 1000;
	out->header = RECORD_HEADER;
	switch (magic) {
	case 0xa1b2c3d4:
		return true;
	case 0xa1b23c4d:
		out->unit = 1;
		return true;
	case 0xa1b2cd34:
		out->header = PATCHED_HEADER;
		return true;
	}
	return false;
}

/* caplen and len changed places in 2.3, but not every writer of 2.3 knew; DG/UX wrote 543.0. */
static bool read_version(unsigned major, unsigned minor, struct pcap *out)
{
	if (major == 543 && minor == 0)
		out->lengths = LENGTHS_SWAPPED;
	else if (major != 2 || minor > 4)
		return false;
	else if (minor < 3)
		out->lengths = LENGTHS_SWAPPED;
	else
		out->lengths = minor == 3 ? LENGTHS_UNSURE : LENGTHS_NORMAL;
	return true;
}

/* Some tools write no or an absurd snap length, or frames above it: leave room for both. */
static uint32_t record_limit(uint32_t snap)
{
	if (snap > WEIR_FRAME_SIZE_MAX)
		return WEIR_FRAME_SIZE_MAX;
	return snap > SANE_CAPTURE ? snap : SANE_CAPTURE;
}

enum weir_status pcap_open(struct weir_capture *c, struct weir_error *err)
{
	struct pcap pcap = { .big = false };
	const char *name = c->unpack.source.name;
	enum weir_status status = capture_need(c, FILE_HEADER, err);

	if (status != WEIR_OK)
		return status;
	if (c->tail_size < 4)
		return WEIR_E_UNKNOWN;
	if (!read_magic(load_le32(c->tail), &pcap)) {
		pcap.big = true;
		if (!read_magic(load_be32(c->tail), &pcap))
			return WEIR_E_UNKNOWN;
	}
	if (c->tail_size < FILE_HEADER)
		return error_set(err, WEIR_E_CUT, c->tail_size,
				 CAPTURE_NAME ": ends at octet %zu, inside the pcap header of %d",
				 name, c->tail_size, FILE_HEADER);
	unsigned major = load16(c->tail + 4, pcap.big);
	unsigned minor = load16(c->tail + 6, pcap.big);
	if (!read_version(major, minor, &pcap))
		return error_set(err, WEIR_E_SUPPORT, 4,
				 CAPTURE_NAME ": pcap of the unknown version %u.%u", name, major,
				 minor);
	pcap.limit = record_limit(load32(c->tail + 16, pcap.big));
	uint32_t link = load32(c->tail + 20, pcap.big);
	if ((link & LINK_RESERVED) &&
	    !capture_oddity(c, 20, "reserved bits beside the link type")) {
		if (err)
			*err = c->error;
		return c->final;
	}
	pcap.link = link_from_file(link);
	c->pcap = pcap;
	memcpy(c->header, c->tail, FILE_HEADER);
	c->format = "pcap";
	c->parse = choose_parser(&pcap);
	capture_drop(c, FILE_HEADER);
	return WEIR_OK;
}
