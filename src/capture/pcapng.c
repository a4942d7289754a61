/* pcapng.c - the blocks of pcapng: sections, interfaces, packets, statistics.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * draft-ietf-opsawg-pcapng section 4. The walk over blocks is compiled once for each byte order; a
 * section of the other order leaves one walk for the other. */
#include "capture/pcapng.h"

#include <stdlib.h>

#include "base/error.h"
#include "capture/handle.h"
#include "capture/order.h"

#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

enum {
	BLOCK_INTERFACE = 1,
	BLOCK_OLD_PACKET = 2, /* obsolete */
	BLOCK_SIMPLE_PACKET = 3,
	BLOCK_STATISTICS = 5,
	BLOCK_PACKET = 6,
	BLOCK_SECTION = 0x0a0d0d0a, /* the same in both byte orders */
	ORDER_MAGIC = 0x1a2b3c4d,

	BLOCK_BEFORE = 8, /* type and length */
	BLOCK_BEHIND = 4, /* the length again */
	BLOCK_FRAME = BLOCK_BEFORE + BLOCK_BEHIND,
	PACKET_FIXED = 20,
	OPTION_FLAGS = 2,
	OPTION_DROPS = 4,
	OPTION_INTERFACE_DROPS = 5,
	OPTION_SYSTEM_DROPS = 7,
	DROPS_UNKNOWN = 0xffff,
};

struct block {
	uint64_t offset; /* of its first octet in the decompressed file */
	struct weir_slice body;
};

/* What the three kinds of packet blocks come to. */
struct packet {
	uint32_t interface; /* within the section */
	uint32_t captured;
	uint32_t wire;
	uint64_t ticks;
	bool has_ticks;
	size_t at; /* of the frame in the body */
};

static bool byte_order(const uint8_t *magic, bool *big)
{
	*big = load_be32(magic) == ORDER_MAGIC;
	return *big || load_le32(magic) == ORDER_MAGIC;
}

/* A lying counter must not wrap. */
static void add_saturated(uint64_t *sum, uint64_t more)
{
	if (__builtin_add_overflow(*sum, more, sum))
		*sum = UINT64_MAX;
}

static uint64_t section_drops(const struct pcapng *pcapng)
{
	uint64_t drops = 0;

	for (uint32_t i = 0; i < pcapng->count; i++) {
		const struct pcapng_interface *face = &pcapng->interfaces[i];

		add_saturated(&drops,
			      face->drops > face->drops_seen ? face->drops : face->drops_seen);
	}
	return drops;
}

uint64_t pcapng_drops(const struct pcapng *pcapng)
{
	uint64_t drops = pcapng->drops;

	add_saturated(&drops, section_drops(pcapng));
	return drops;
}

void pcapng_close(struct pcapng *pcapng)
{
	free(pcapng->interfaces);
	pcapng->interfaces = NULL;
}

/* Readers pass over a section whose version they do not know (section 4.1); its frames are lost, which
 * is an error, but not before the sections behind it were read. */
static bool meet_foreign(struct weir_capture *c, const struct block *block, uint16_t major,
			 uint16_t minor)
{
	struct pcapng *pcapng = &c->pcapng;

	pcapng->foreign = true;
	if (pcapng->foreign_count++ == 0) {
		pcapng->foreign_major = major;
		pcapng->foreign_minor = minor;
		pcapng->foreign_at = block->offset;
	}
	if (c->strict)
		pcapng_finish(c);
	return !c->strict;
}

void pcapng_finish(struct weir_capture *c)
{
	const struct pcapng *pcapng = &c->pcapng;

	if (pcapng->foreign_count > 0)
		capture_fail(c, WEIR_E_SUPPORT, pcapng->foreign_at,
			     "a section of the unknown version %u.%u was passed over",
			     pcapng->foreign_major, pcapng->foreign_minor);
}

static bool begin_section(struct weir_capture *c, const struct block *block, bool big)
{
	struct pcapng *pcapng = &c->pcapng;

	if (block->body.size < 16) {
		capture_fail(c, WEIR_E_FORM, block->offset, "a section header is too short");
		return false;
	}
	uint16_t major = load16(block->body.data + 4, big);
	uint16_t minor = load16(block->body.data + 6, big);
	add_saturated(&pcapng->drops, section_drops(pcapng));
	pcapng->first += pcapng->count;
	pcapng->count = 0;
	pcapng->turned = pcapng->big != big;
	pcapng->big = big;
	/* 1.2 is 1.0 by another name. */
	pcapng->foreign = false;
	if (major != 1 || (minor != 0 && minor != 2))
		return meet_foreign(c, block, major, minor);
	return true;
}

static bool add_interface(struct weir_capture *c, const struct block *block)
{
	struct pcapng *pcapng = &c->pcapng;
	struct pcapng_interface face;
	const char *damage = pcapng_interface_read(block->body, pcapng->big, &face);

	if (!damage && pcapng->count == INTERFACES_MAX)
		damage = "a section has too many interfaces";
	if (damage) {
		capture_fail(c, WEIR_E_FORM, block->offset, "%s", damage);
		return false;
	}
	if (pcapng->count == pcapng->capacity) {
		uint32_t capacity = pcapng->capacity ? pcapng->capacity * 2 : 4;
		struct pcapng_interface *more =
			realloc(pcapng->interfaces, capacity * sizeof(*pcapng->interfaces));

		if (!more) {
			capture_fail(c, WEIR_E_MEMORY, block->offset, "out of memory");
			return false;
		}
		pcapng->interfaces = more;
		pcapng->capacity = capacity;
	}
	pcapng->interfaces[pcapng->count++] = face;
	return true;
}

static uint64_t option_u64(const struct pcapng_option *option, bool big)
{
	return option->value.size == 8 ? load64(option->value.data, big) : 0;
}

/* Statistics are totals since the capture began: the last ones count. */
static bool take_statistics(struct weir_capture *c, const struct block *block)
{
	struct pcapng *pcapng = &c->pcapng;
	struct pcapng_option option;
	enum weir_status status;
	uint64_t drops = 0;

	if (block->body.size < 12)
		return capture_oddity(c, block->offset, "interface statistics are too short");
	uint32_t id = load32(block->body.data, pcapng->big);
	if (id >= pcapng->count)
		return capture_oddity(c, block->offset, "statistics of an unknown interface");
	struct weir_slice rest = { block->body.data + 12, block->body.size - 12 };
	while ((status = pcapng_option_next(&rest, pcapng->big, &option)) == WEIR_OK)
		if (option.code == OPTION_INTERFACE_DROPS || option.code == OPTION_SYSTEM_DROPS)
			add_saturated(&drops, option_u64(&option, pcapng->big));
	pcapng->interfaces[id].drops = drops;
	return status == WEIR_END ||
	       capture_oddity(c, block->offset, "an option passes the end of statistics");
}

/* Bad options do not spoil the packet before them. */
static bool take_options(struct weir_capture *c, const struct block *block, struct weir_slice rest,
			 struct pcapng_interface *face, struct weir_frame *frame)
{
	const bool big = c->pcapng.big;
	struct pcapng_option option;
	enum weir_status status;

	while ((status = pcapng_option_next(&rest, big, &option)) == WEIR_OK) {
		if (option.code == OPTION_FLAGS && option.value.size == 4)
			frame->flags = load32(option.value.data, big);
		else if (option.code == OPTION_DROPS)
			add_saturated(&face->drops_seen, option_u64(&option, big));
	}
	return status == WEIR_END ||
	       capture_oddity(c, block->offset, "an option passes the end of a packet block");
}

static bool damaged_packet(struct weir_capture *c, const struct block *block, const char *damage)
{
	capture_fail(c, WEIR_E_FORM, block->offset, "%s", damage);
	return false;
}

/* `packet->at` is within the body. */
static inline bool take_packet(struct weir_capture *c, struct weir_batch *batch,
			       const struct block *block, struct packet packet)
{
	struct weir_slice body = block->body;

	if (UNLIKELY(packet.interface >= c->pcapng.count))
		return damaged_packet(c, block, "a packet of an interface that was not described");
	if (UNLIKELY(packet.captured > body.size - packet.at))
		return damaged_packet(c, block, "a packet claims more octets than its block has");
	if (UNLIKELY(packet.captured > WEIR_FRAME_SIZE_MAX))
		return damaged_packet(c, block, "a packet claims more octets than any can have");
	struct pcapng_interface *face = &c->pcapng.interfaces[packet.interface];
	struct weir_frame *frame = &batch->frames[batch->count];
	if (UNLIKELY(packet.captured > packet.wire)) {
		if (!capture_oddity(c, block->offset,
				    "a packet holds more octets than its frame had on the wire"))
			return false;
		packet.wire = packet.captured;
	}
	*frame = (struct weir_frame){
		.bytes = { body.data + packet.at, packet.captured },
		.number = c->parsed + 1,
		.offset = block->offset,
		.wire_size = packet.wire,
		.interface = c->pcapng.first + packet.interface,
		.link = face->link,
		.before = (uint32_t)(BLOCK_BEFORE + packet.at),
		.behind = (uint32_t)(body.size - packet.at - packet.captured + BLOCK_BEHIND),
	};
	if (packet.has_ticks) {
		frame->has_time = pcapng_interface_time(face, packet.ticks, &frame->time);
		if (UNLIKELY(!frame->has_time)) {
			frame->time = 0;
			if (!capture_oddity(c, block->offset, "a packet's time is out of range"))
				return false;
		}
	}
	/* The body's size is a multiple of four: the padding lies within it. */
	size_t end = packet.at + ((packet.captured + (size_t)3) & ~(size_t)3);
	if (end < body.size && packet.has_ticks &&
	    !take_options(c, block, (struct weir_slice){ body.data + end, body.size - end }, face,
			  frame))
		return false;
	batch->count++;
	c->parsed++;
	c->info.frames_cut += packet.wire > packet.captured;
	return true;
}

static bool take_simple(struct weir_capture *c, struct weir_batch *batch, const struct block *block)
{
	const struct pcapng *pcapng = &c->pcapng;

	if (block->body.size < 4)
		return damaged_packet(c, block, "a packet block is too short");
	uint32_t wire = load32(block->body.data, pcapng->big);
	uint32_t snap = pcapng->count > 0 ? pcapng->interfaces[0].snap : 0;
	/* The block does not say how much was captured: section 4.4. */
	uint32_t captured = snap > 0 && wire > snap ? snap : wire;
	return take_packet(c, batch, block,
			   (struct packet){ .captured = captured, .wire = wire, .at = 4 });
}

static bool take_old(struct weir_capture *c, struct weir_batch *batch, const struct block *block)
{
	const uint8_t *body = block->body.data;
	const bool big = c->pcapng.big;

	if (block->body.size < PACKET_FIXED)
		return damaged_packet(c, block, "a packet block is too short");
	uint16_t id = load16(body, big);
	uint16_t drops = load16(body + 2, big);
	if (id < c->pcapng.count && drops != DROPS_UNKNOWN)
		add_saturated(&c->pcapng.interfaces[id].drops_seen, drops);
	return take_packet(
		c, batch, block,
		(struct packet){
			.interface = id,
			.captured = load32(body + 12, big),
			.wire = load32(body + 16, big),
			.ticks = (uint64_t)load32(body + 4, big) << 32 | load32(body + 8, big),
			.has_ticks = true,
			.at = PACKET_FIXED,
		});
}

/* A block without a frame, for who asked for them. */
static void keep_block(struct weir_capture *c, struct weir_batch *batch, const struct block *block)
{
	if (c->keep_blocks)
		batch->frames[batch->count++] = (struct weir_frame){
			.bytes = { block->body.data - BLOCK_BEFORE,
				   block->body.size + BLOCK_FRAME },
			.offset = block->offset,
			.is_block = true,
		};
}

/* All blocks but the enhanced packet block and the section header. False: final is set. */
static bool take_block(struct weir_capture *c, struct weir_batch *batch, uint32_t type,
		       const struct block *block)
{
	bool whole = true;

	switch (type) {
	case BLOCK_OLD_PACKET:
		return take_old(c, batch, block);
	case BLOCK_SIMPLE_PACKET:
		return take_simple(c, batch, block);
	case BLOCK_INTERFACE:
		whole = add_interface(c, block);
		break;
	case BLOCK_STATISTICS:
		whole = take_statistics(c, block);
		break;
	default:
		/* Names, secrets, custom and unknown blocks. */
		c->info.blocks_skipped++;
	}
	if (whole)
		keep_block(c, batch, block);
	return whole;
}

static bool check_length(struct weir_capture *c, uint64_t offset, uint32_t size)
{
	if (size >= BLOCK_FRAME && size % 4 == 0 && size <= RECORD_MAX)
		return true;
	capture_fail(c, WEIR_E_FORM, offset,
		     size > RECORD_MAX ? "a block claims %u octets, more than any can have"
				       : "a block claims %u octets, which no block can have",
		     size);
	return false;
}

static bool check_trailer(struct weir_capture *c, uint64_t offset, uint32_t size, uint32_t again)
{
	if (size == again)
		return true;
	capture_fail(c, WEIR_E_FORM, offset,
		     "a block's length is %u octets at its start and %u at its end", size, again);
	return false;
}

/* Every turn takes a block of at least 12 octets, so the loop ends with the data. */
static inline __attribute__((always_inline)) size_t read_blocks(struct weir_capture *c,
								struct weir_batch *batch, size_t at,
								size_t have, const bool section_big)
{
	while (batch->count < batch->frame_capacity && have - at >= BLOCK_FRAME) {
		const uint8_t *p = batch->data + at;
		uint32_t type = load32(p, section_big);
		bool big = section_big;

		if (UNLIKELY(type == BLOCK_SECTION) && !byte_order(p + 8, &big)) {
			capture_fail(c, WEIR_E_FORM, c->base + at,
				     "a section without a byte-order magic");
			break;
		}
		uint32_t size = load32(p + 4, big);
		if (UNLIKELY(!check_length(c, c->base + at, size)) || have - at < size)
			break;
		if (UNLIKELY(!check_trailer(c, c->base + at, size, load32(p + size - 4, big))))
			break;
		if (UNLIKELY(c->pcapng.foreign) && type != BLOCK_SECTION) {
			c->info.blocks_skipped++;
			at += size;
			continue;
		}
		struct block block = { c->base + at, { p + 8, size - BLOCK_FRAME } };
		if (type == BLOCK_PACKET && block.body.size >= PACKET_FIXED) {
			struct packet packet = {
				.interface = load32(p + 8, big),
				.captured = load32(p + 20, big),
				.wire = load32(p + 24, big),
				.ticks = (uint64_t)load32(p + 12, big) << 32 | load32(p + 16, big),
				.has_ticks = true,
				.at = PACKET_FIXED,
			};
			if (UNLIKELY(!take_packet(c, batch, &block, packet)))
				break;
		} else if (type == BLOCK_PACKET) {
			damaged_packet(c, &block, "a packet block is too short");
			break;
		} else if (type == BLOCK_SECTION) {
			if (!begin_section(c, &block, big))
				break;
			if (!c->pcapng.foreign)
				keep_block(c, batch, &block);
		} else if (!take_block(c, batch, type, &block)) {
			break;
		}
		at += size;
		if (UNLIKELY(c->pcapng.turned))
			break;
	}
	return at;
}

size_t pcapng_parse(struct weir_capture *c, struct weir_batch *batch, size_t at, size_t have)
{
	do {
		c->pcapng.turned = false;
		at = c->pcapng.big ? read_blocks(c, batch, at, have, true)
				   : read_blocks(c, batch, at, have, false);
	} while (c->pcapng.turned && c->final == WEIR_OK);
	return at;
}

enum weir_status pcapng_open(struct weir_capture *c, struct weir_error *err)
{
	enum weir_status status = capture_need(c, 12, err);

	if (status != WEIR_OK)
		return status;
	if (c->tail_size < 4 || load_be32(c->tail) != BLOCK_SECTION)
		return WEIR_E_UNKNOWN;
	if (c->tail_size < 12)
		return error_set(err, WEIR_E_CUT, c->tail_size,
				 CAPTURE_NAME ": ends at octet %zu, inside the pcapng header",
				 c->unpack.source.name, c->tail_size);
	if (!byte_order(c->tail + 8, &c->pcapng.big))
		return WEIR_E_UNKNOWN;
	c->format = "pcapng";
	c->parse = pcapng_parse;
	return WEIR_OK;
}
