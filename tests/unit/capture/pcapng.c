/* pcapng.c - blocks of pcapng, honest and lying, in both byte orders and mixed; cut at every octet.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>

#include <string.h>

#include "bytes.h"
#include "tap.h"

#define NO_OPTIONS NULL, 0

/* One section, one Ethernet interface: what most rows begin with. */
static void begin(struct bytes *b)
{
	bytes_section(b);
	bytes_interface(b, 1, 65535, NO_OPTIONS);
}

static void one_packet(struct bytes *b)
{
	begin(b);
	bytes_packet(b, 0, 1000002, 61, 70, 0);
}

static void three_interfaces(struct bytes *b)
{
	begin(b);
	bytes_interface(b, 113, 0, NO_OPTIONS);
	bytes_interface(b, 12, 0, NO_OPTIONS);
	bytes_packet(b, 0, 0, 5, 5, 0);
	bytes_packet(b, 2, 7, 5, 5, 0);
}

static void second_section(struct bytes *b)
{
	three_interfaces(b);
	begin(b);
	bytes_packet(b, 0, 7, 5, 5, 0);
}

static void other_order(struct bytes *b)
{
	three_interfaces(b);
	b->big = !b->big;
	begin(b);
	bytes_packet(b, 0, 7, 5, 5, 0);
	b->big = !b->big;
	begin(b);
	bytes_packet(b, 0, 7, 5, 5, 0);
}

static void old_interface_forgotten(struct bytes *b)
{
	one_packet(b);
	bytes_section(b);
	bytes_packet(b, 0, 7, 5, 5, 0);
}

static void packet_first(struct bytes *b)
{
	bytes_section(b);
	bytes_packet(b, 0, 7, 5, 5, 0);
}

static void unknown_interface(struct bytes *b)
{
	one_packet(b);
	bytes_packet(b, 1, 7, 5, 5, 0);
}

static void all_ones_interface(struct bytes *b)
{
	one_packet(b);
	bytes_packet(b, UINT32_MAX, 7, 5, 5, 0);
}

static void simple(struct bytes *b)
{
	bytes_section(b);
	bytes_interface(b, 1, 8, NO_OPTIONS);
	size_t at = bytes_begin(b, 3);
	bytes_u32(b, 100);
	bytes_u64(b, 1);
	bytes_end(b, at);
}

static void simple_no_snap(struct bytes *b)
{
	bytes_section(b);
	bytes_interface(b, 1, 0, NO_OPTIONS);
	size_t at = bytes_begin(b, 3);
	bytes_u32(b, 7);
	bytes_u64(b, 1);
	bytes_end(b, at);
}

static void simple_lies(struct bytes *b)
{
	begin(b);
	size_t at = bytes_begin(b, 3);
	bytes_u32(b, 100);
	bytes_u64(b, 1);
	bytes_end(b, at);
}

static void simple_before_interface(struct bytes *b)
{
	bytes_section(b);
	bytes_block(b, 3, "\0\0\0\0", 4);
}

static void simple_empty(struct bytes *b)
{
	begin(b);
	bytes_block(b, 3, "", 0);
}

static void old_packet(struct bytes *b)
{
	begin(b);
	size_t at = bytes_begin(b, 2);
	bytes_u16(b, 0);
	bytes_u16(b, 9);
	bytes_u32(b, 0);
	bytes_u32(b, 3);
	bytes_u32(b, 4);
	bytes_u32(b, 6);
	bytes_u32(b, 0x01020304);
	bytes_end(b, at);
}

static void old_packet_short(struct bytes *b)
{
	begin(b);
	bytes_block(b, 2, "0123456789abcdef", 16);
}

static void packet_short(struct bytes *b)
{
	begin(b);
	bytes_block(b, 6, "0123456789abcdef", 16);
}

static void packet_lies(struct bytes *b)
{
	one_packet(b);
	bytes_packet(b, 0, 0, 8, 8, 0);
	bytes_set32(b, b->size - 20, 9);
}

static void packet_lies_hugely(struct bytes *b)
{
	one_packet(b);
	bytes_packet(b, 0, 0, 8, 8, 0);
	bytes_set32(b, b->size - 20, UINT32_MAX);
}

static void packet_more_than_wire(struct bytes *b)
{
	begin(b);
	bytes_packet(b, 0, 7, 8, 5, 0);
}

/* A packet with options: its body is put here. */
static void with_options(struct bytes *b, const struct bytes *options)
{
	begin(b);
	size_t at = bytes_begin(b, 6);
	bytes_u32(b, 0);
	bytes_u32(b, 0);
	bytes_u32(b, 7);
	bytes_u32(b, 5);
	bytes_u32(b, 5);
	bytes_put(b, "\0\1\2\3\4\0\0\0", 8);
	bytes_put(b, options->data, options->size);
	bytes_end(b, at);
}

static void packet_options(struct bytes *b)
{
	struct bytes options = { .big = b->big };

	bytes_u16(&options, 1); /* a comment of five octets */
	bytes_u16(&options, 5);
	bytes_put(&options, "\x1b[31m\0\0\0", 8);
	bytes_u16(&options, 2);
	bytes_u16(&options, 4);
	bytes_u32(&options, 0x80000001);
	bytes_u16(&options, 4);
	bytes_u16(&options, 8);
	bytes_u64(&options, 4);
	bytes_u32(&options, 0);
	with_options(b, &options);
	bytes_free(&options);
}

static void packet_options_without_end(struct bytes *b)
{
	struct bytes options = { .big = b->big };

	bytes_u16(&options, 2);
	bytes_u16(&options, 4);
	bytes_u32(&options, 2);
	with_options(b, &options);
	bytes_free(&options);
}

static void packet_option_lies(struct bytes *b)
{
	struct bytes options = { .big = b->big };

	bytes_u16(&options, 1);
	bytes_u16(&options, 5);
	bytes_u32(&options, 0);
	with_options(b, &options);
	bytes_free(&options);
}

static void packet_option_lies_hugely(struct bytes *b)
{
	struct bytes options = { .big = b->big };

	bytes_u16(&options, 1);
	bytes_u16(&options, 65535);
	with_options(b, &options);
	bytes_free(&options);
}

static void drops_wrap(struct bytes *b)
{
	struct bytes options = { .big = b->big };

	for (int i = 0; i < 2; i++) {
		bytes_u16(&options, 4);
		bytes_u16(&options, 8);
		bytes_u64(&options, UINT64_MAX - 1);
	}
	with_options(b, &options);
	bytes_free(&options);
}

static void statistics(struct bytes *b)
{
	one_packet(b);
	for (uint32_t i = 1; i < 3; i++) {
		size_t at = bytes_begin(b, 5);
		bytes_u32(b, 0);
		bytes_u64(b, 0);
		bytes_u16(b, 5);
		bytes_u16(b, 8);
		bytes_u64(b, i * 10);
		bytes_u16(b, 7);
		bytes_u16(b, 8);
		bytes_u64(b, i);
		bytes_u32(b, 0);
		bytes_end(b, at);
	}
}

static void statistics_short(struct bytes *b)
{
	one_packet(b);
	bytes_block(b, 5, "01234567", 8);
}

static void statistics_of_nobody(struct bytes *b)
{
	one_packet(b);
	bytes_block(b, 5,
		    "\7\7\7\7"
		    "01234567",
		    12);
}

static void other_blocks(struct bytes *b)
{
	begin(b);
	bytes_block(b, 4, "\0\1\0\5\1\2\3\4a\0\0\0\0\0\0\0", 16);
	bytes_block(b, 10, "KSLT\0\0\0\4abcd", 12);
	bytes_block(b, 0xbad, "\0\0\x12\x34", 4);
	bytes_block(b, 0x40000bad, "\0\0\x12\x34", 4);
	bytes_block(b, 0, "", 0);
	bytes_packet(b, 0, 7, 5, 5, 0);
}

static void length_zero(struct bytes *b)
{
	one_packet(b);
	bytes_block(b, 9, "", 0);
	bytes_set32(b, b->size - 8, 0);
}

static void length_of_eight(struct bytes *b)
{
	one_packet(b);
	bytes_block(b, 9, "", 0);
	bytes_set32(b, b->size - 8, 8);
}

static void length_odd(struct bytes *b)
{
	one_packet(b);
	bytes_block(b, 9, "12345678", 8);
	bytes_set32(b, b->size - 16, 18);
}

static void length_huge(struct bytes *b)
{
	one_packet(b);
	bytes_block(b, 9, "12345678", 8);
	bytes_set32(b, b->size - 16, 0xfffffffc);
}

static void length_large(struct bytes *b)
{
	one_packet(b);
	bytes_block(b, 9, "12345678", 8);
	bytes_set32(b, b->size - 16, 16 * 1024 * 1024);
}

static void lengths_differ(struct bytes *b)
{
	one_packet(b);
	bytes_block(b, 9, "12345678", 8);
	bytes_set32(b, b->size - 4, 24);
}

static void section_magic(struct bytes *b)
{
	one_packet(b);
	size_t at = b->size;
	bytes_section(b);
	bytes_set32(b, at + 8, 0x1a2b3c4e);
}

static void section_short(struct bytes *b)
{
	one_packet(b);
	size_t at = bytes_begin(b, 0x0a0d0d0a);
	bytes_u32(b, 0x1a2b3c4d);
	bytes_u32(b, 0);
	bytes_end(b, at);
}

static void section_version(struct bytes *b)
{
	one_packet(b);
	size_t at = b->size;
	bytes_section(b);
	memcpy(b->data + at + 12, b->big ? "\0\2\0\0" : "\2\0\0\0", 4);
}

/* What stands in a section of another version is passed over, what stands behind it is not. */
static void section_between(struct bytes *b)
{
	section_version(b);
	bytes_interface(b, 1, 0, NO_OPTIONS);
	bytes_packet(b, 0, 7, 9, 9, 0);
	bytes_packet(b, 77, 7, 9, 9, 0);
	b->big = !b->big;
	begin(b);
	bytes_packet(b, 0, 7, 5, 5, 0);
	b->big = !b->big;
}

static void interface_short(struct bytes *b)
{
	bytes_section(b);
	bytes_block(b, 1, "\0\1\0\0", 4);
}

static void interface_option_lies(struct bytes *b)
{
	bytes_section(b);
	bytes_interface(b, 1, 0, "\x09\x09\x09\x09", 4);
}

static void end_option_with_length(struct bytes *b)
{
	bytes_section(b);
	bytes_interface(b, 1, 0, "\0\0\4\4", 4);
}

static void sections_only(struct bytes *b)
{
	bytes_section(b);
	bytes_section(b);
}

static const struct row {
	const char *what;
	void (*build)(struct bytes *b);
	enum weir_status end;
	uint64_t frames;
	const char *reason; /* in the error's text */
	int64_t time;       /* of the last frame, as are the next */
	uint32_t size, wire_size, interface, flags;
	uint16_t link;
	uint64_t skipped, drops, oddities;
} rows[] = {
	{ "one packet", one_packet, WEIR_END, 1, NULL, 1000002000, 61, 70, 0, 0, 1, 0, 0, 0 },
	{ "three interfaces", three_interfaces, WEIR_END, 2, NULL, 7000, 5, 5, 2, 0, 101, 0, 0, 0 },
	{ "a second section", second_section, WEIR_END, 3, NULL, 7000, 5, 5, 3, 0, 1, 0, 0, 0 },
	{ "sections of both orders", other_order, WEIR_END, 4, NULL, 7000, 5, 5, 4, 0, 1, 0, 0, 0 },
	{ "interfaces end with their section", old_interface_forgotten, WEIR_E_FORM, 1,
	  "octet 172: a packet of an interface that was not described", 1000002000, 61, 70, 0, 0, 1,
	  0, 0, 0 },
	{ "a packet before any interface", packet_first, WEIR_E_FORM, 0, "not described", 0, 0, 0,
	  0, 0, 0, 0, 0, 0 },
	{ "a packet of the next interface", unknown_interface, WEIR_E_FORM, 1, "not described",
	  1000002000, 61, 70, 0, 0, 1, 0, 0, 0 },
	{ "a packet of interface 2^32-1", all_ones_interface, WEIR_E_FORM, 1, "not described",
	  1000002000, 61, 70, 0, 0, 1, 0, 0, 0 },
	{ "a simple packet cut by the snap length", simple, WEIR_END, 1, NULL, 0, 8, 100, 0, 0, 1,
	  0, 0, 0 },
	{ "a simple packet without a snap length", simple_no_snap, WEIR_END, 1, NULL, 0, 7, 7, 0, 0,
	  1, 0, 0, 0 },
	{ "a simple packet longer than its block", simple_lies, WEIR_E_FORM, 0,
	  "more octets than its block", 0, 0, 0, 0, 0, 0, 0, 0, 0 },
	{ "a simple packet before any interface", simple_before_interface, WEIR_E_FORM, 0,
	  "not described", 0, 0, 0, 0, 0, 0, 0, 0, 0 },
	{ "a simple packet without a length", simple_empty, WEIR_E_FORM, 0, "too short", 0, 0, 0, 0,
	  0, 0, 0, 0, 0 },
	{ "an obsolete packet block", old_packet, WEIR_END, 1, NULL, 3000, 4, 6, 0, 0, 1, 0, 9, 0 },
	{ "an obsolete packet block too short", old_packet_short, WEIR_E_FORM, 0, "too short", 0, 0,
	  0, 0, 0, 0, 0, 0, 0 },
	{ "a packet block too short", packet_short, WEIR_E_FORM, 0, "too short", 0, 0, 0, 0, 0, 0,
	  0, 0, 0 },
	{ "a packet claiming one octet too many", packet_lies, WEIR_E_FORM, 1,
	  "more octets than its block", 1000002000, 61, 70, 0, 0, 1, 0, 0, 0 },
	{ "a packet claiming 2^32-1 octets", packet_lies_hugely, WEIR_E_FORM, 1,
	  "more octets than its block", 1000002000, 61, 70, 0, 0, 1, 0, 0, 0 },
	{ "more captured than on the wire", packet_more_than_wire, WEIR_END, 1, NULL, 7000, 8, 8, 0,
	  0, 1, 0, 0, 1 },
	{ "packet options", packet_options, WEIR_END, 1, NULL, 7000, 5, 5, 0, 0x80000001, 1, 0, 4,
	  0 },
	{ "options without an end mark", packet_options_without_end, WEIR_END, 1, NULL, 7000, 5, 5,
	  0, 2, 1, 0, 0, 0 },
	{ "a packet option passes the block", packet_option_lies, WEIR_END, 1, NULL, 7000, 5, 5, 0,
	  0, 1, 0, 0, 1 },
	{ "a packet option of 65535 octets", packet_option_lies_hugely, WEIR_END, 1, NULL, 7000, 5,
	  5, 0, 0, 1, 0, 0, 1 },
	{ "drop counters do not wrap", drops_wrap, WEIR_END, 1, NULL, 7000, 5, 5, 0, 0, 1, 0,
	  UINT64_MAX, 0 },
	{ "the last statistics count", statistics, WEIR_END, 1, NULL, 1000002000, 61, 70, 0, 0, 1,
	  0, 22, 0 },
	{ "statistics too short", statistics_short, WEIR_END, 1, NULL, 1000002000, 61, 70, 0, 0, 1,
	  0, 0, 1 },
	{ "statistics of no interface", statistics_of_nobody, WEIR_END, 1, NULL, 1000002000, 61, 70,
	  0, 0, 1, 0, 0, 1 },
	{ "names, secrets, custom, unknown", other_blocks, WEIR_END, 1, NULL, 7000, 5, 5, 0, 0, 1,
	  5, 0, 0 },
	{ "a block of no octets", length_zero, WEIR_E_FORM, 1, "octet 144: a block claims 0 octets",
	  1000002000, 61, 70, 0, 0, 1, 0, 0, 0 },
	{ "a block of eight octets", length_of_eight, WEIR_E_FORM, 1, "claims 8 octets", 1000002000,
	  61, 70, 0, 0, 1, 0, 0, 0 },
	{ "a block of 18 octets", length_odd, WEIR_E_FORM, 1, "claims 18 octets", 1000002000, 61,
	  70, 0, 0, 1, 0, 0, 0 },
	{ "a block of 2^32-4 octets", length_huge, WEIR_E_FORM, 1, "more than any", 1000002000, 61,
	  70, 0, 0, 1, 0, 0, 0 },
	{ "a block of 16 MiB that ends before", length_large, WEIR_E_CUT, 1, "20 octets are left",
	  1000002000, 61, 70, 0, 0, 1, 0, 0, 0 },
	{ "two lengths", lengths_differ, WEIR_E_FORM, 1, "20 octets at its start and 24",
	  1000002000, 61, 70, 0, 0, 1, 0, 0, 0 },
	{ "a section of no byte order", section_magic, WEIR_E_FORM, 1, "byte-order magic",
	  1000002000, 61, 70, 0, 0, 1, 0, 0, 0 },
	{ "a section header too short", section_short, WEIR_E_FORM, 1, "too short", 1000002000, 61,
	  70, 0, 0, 1, 0, 0, 0 },
	{ "a section of version 2.0", section_version, WEIR_E_SUPPORT, 1, "version 2.0", 1000002000,
	  61, 70, 0, 0, 1, 0, 0, 0 },
	{ "a section of version 2.0 between others", section_between, WEIR_E_SUPPORT, 2,
	  "octet 144: a section of the unknown version 2.0", 7000, 5, 5, 1, 0, 1, 3, 0, 0 },
	{ "an interface too short", interface_short, WEIR_E_FORM, 0, "too short", 0, 0, 0, 0, 0, 0,
	  0, 0, 0 },
	{ "an interface option passes the block", interface_option_lies, WEIR_E_FORM, 0,
	  "an option passes", 0, 0, 0, 0, 0, 0, 0, 0, 0 },
	{ "an end mark with a length", end_option_with_length, WEIR_E_FORM, 0, "an option passes",
	  0, 0, 0, 0, 0, 0, 0, 0, 0 },
	{ "no interface, no packet", sections_only, WEIR_END, 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
};

static bool same_frame(const struct outcome *o, const struct row *row)
{
	const struct weir_frame *f = &o->last;
	bool has_time = row->build != simple && row->build != simple_no_snap;

	return row->frames == 0 ||
	       (f->time == row->time && f->bytes.size == row->size &&
		f->wire_size == row->wire_size && f->interface == row->interface &&
		f->link == row->link && f->flags == row->flags && f->number == row->frames &&
		f->has_time == has_time);
}

static void test_row(const struct row *row, bool big)
{
	const char *order = big ? "big" : "little";
	struct bytes b = { .big = big };

	row->build(&b);
	struct outcome o = outcome_memory(bytes_slice(&b), BY_BATCH, false);
	if (!checkf(o.open == WEIR_OK && o.end == row->end && o.frames == row->frames &&
			    same_frame(&o, row),
		    "%s, %s endian: %s", row->what, order, weir_status_text(o.end)))
		note("%s", o.err.text);
	if (row->reason && !checkf(strstr(o.err.text, row->reason) != NULL, "%s, %s endian: %s",
				   row->what, order, row->reason))
		note("%s", o.err.text);
	checkf(o.info.blocks_skipped == row->skipped && o.info.kernel_drops == row->drops &&
		       o.info.oddities == row->oddities,
	       "%s, %s endian: counters", row->what, order);
	for (enum way way = BY_NEXT; way < BY_WAYS; way++) {
		struct outcome other = outcome_memory(bytes_slice(&b), way, false);
		checkf(outcome_equal(&o, &other), "%s, %s endian: read another way", row->what,
		       order);
	}
	struct outcome strict = outcome_memory(bytes_slice(&b), BY_BATCH, true);
	bool differs = row->oddities > 0 || row->build == section_between;
	checkf(differs ? (strict.end == WEIR_E_FORM || strict.frames < o.frames)
		       : outcome_equal(&o, &strict),
	       "%s, %s endian: strict", row->what, order);
	bytes_free(&b);
}

/* if_tsresol and if_tsoffset: ticks to nanoseconds. */
static const struct clock {
	const char *what;
	int resolution; /* -1: not given */
	int64_t offset; /* seconds */
	uint64_t ticks;
	bool has_time;
	int64_t time;
	enum weir_status end;
} clocks[] = {
	{ "microseconds unless said otherwise", -1, 0, 1600000000123456, true, 1600000000123456000,
	  WEIR_END },
	{ "seconds", 0, 0, 1600000000, true, 1600000000000000000, WEIR_END },
	{ "milliseconds", 3, 0, 1600000000123, true, 1600000000123000000, WEIR_END },
	{ "nanoseconds", 9, 0, 1600000000123456789, true, 1600000000123456789, WEIR_END },
	{ "picoseconds", 12, 0, 1600000000123, true, 1600000000, WEIR_END },
	{ "10^-18 s", 18, 0, UINT64_MAX, true, 18446744073, WEIR_END },
	{ "10^-19 s", 19, 0, UINT64_MAX, true, 1844674407, WEIR_END },
	{ "10^-20 s", 20, 0, 0, false, 0, WEIR_E_FORM },
	{ "10^-127 s", 127, 0, 0, false, 0, WEIR_E_FORM },
	{ "2^0 s", 128, 0, 1600000000, true, 1600000000000000000, WEIR_END },
	{ "2^-1 s", 129, 0, 3, true, 1500000000, WEIR_END },
	{ "2^-20 s", 148, 0, (1 << 20) + 1, true, 1000000953, WEIR_END },
	{ "2^-31 s", 159, 0, ((uint64_t)5 << 31) - 1, true, 4999999999, WEIR_END },
	{ "2^-32 s, as in NTP", 160, 0, ((uint64_t)1600000000 << 32) + 0x80000000, true,
	  1600000000500000000, WEIR_END },
	{ "2^-33 s", 161, 0, ((uint64_t)7 << 33) - 1, true, 6999999999, WEIR_END },
	{ "2^-63 s", 191, 0, UINT64_MAX, true, 1999999999, WEIR_END },
	{ "2^-64 s", 192, 0, 0, false, 0, WEIR_E_FORM },
	{ "an offset", 9, 1000000000, 5, true, 1000000000000000005, WEIR_END },
	{ "an offset before 1970", 9, -10, 5, true, -9999999995, WEIR_END },
	{ "an offset that does not fit", 9, INT64_MAX, 5, false, 0, WEIR_END },
	{ "the largest time", 9, 0, INT64_MAX, true, INT64_MAX, WEIR_END },
	{ "one more", 9, 0, (uint64_t)INT64_MAX + 1, false, 0, WEIR_END },
	{ "one more, brought back by its offset", 9, -1, (uint64_t)INT64_MAX + 1, true,
	  INT64_MAX - 999999999, WEIR_END },
	{ "ticks that overflow when multiplied", -1, 0, UINT64_MAX, false, 0, WEIR_END },
	{ "seconds that overflow", 128, 0, UINT64_MAX, false, 0, WEIR_END },
};

static void test_clock(const struct clock *clock, bool big)
{
	struct bytes options = { .big = big };
	struct bytes b = { .big = big };

	if (clock->resolution >= 0) {
		bytes_u16(&options, 9);
		bytes_u16(&options, 1);
		bytes_put(&options, (uint8_t[]){ (uint8_t)clock->resolution, 0, 0, 0 }, 4);
	}
	bytes_u16(&options, 14);
	bytes_u16(&options, 8);
	bytes_u64(&options, (uint64_t)clock->offset);
	bytes_section(&b);
	bytes_interface(&b, 1, 0, options.data, options.size);
	bytes_packet(&b, 0, clock->ticks, 4, 4, 0);
	struct outcome o = outcome_memory(bytes_slice(&b), BY_NEXT, false);
	if (!checkf(o.end == clock->end && o.frames == (clock->end == WEIR_END) &&
			    o.last.has_time == clock->has_time && o.last.time == clock->time,
		    "%s, %s endian", clock->what, big ? "big" : "little"))
		note("%lld, %s", (long long)o.last.time, o.err.text);
	bytes_free(&options);
	bytes_free(&b);
}

/* Clock options of the wrong size. */
static const struct weir_slice lies[] = {
	WIRE(9, 0, 2, 0, 6, 6, 0, 0),
	WIRE(9, 0, 0, 0),
	WIRE(14, 0, 4, 0, 0, 0, 0, 0),
	WIRE(14, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
};

static void test_option_sizes(void)
{
	for (size_t i = 0; i < COUNT_OF(lies); i++) {
		struct bytes b = { .big = false };

		bytes_section(&b);
		bytes_interface(&b, 1, 0, lies[i].data, lies[i].size);
		struct outcome o = outcome_memory(bytes_slice(&b), BY_NEXT, false);
		checkf(o.end == WEIR_E_FORM && (strstr(o.err.text, "octets long") ||
						strstr(o.err.text, "octet long")),
		       "a clock option of %u octets: %s", lies[i].data[2], o.err.text);
		bytes_free(&b);
	}
}

/* A table of interfaces has a ceiling; so has a section's memory. */
static void test_many_interfaces(void)
{
	struct bytes b = { .big = false };

	bytes_section(&b);
	for (unsigned i = 0; i < 65536; i++)
		bytes_interface(&b, (uint16_t)i, 0, NO_OPTIONS);
	bytes_packet(&b, 65535, 0, 4, 4, 0);
	size_t whole = b.size;
	bytes_interface(&b, 1, 0, NO_OPTIONS);
	struct outcome most = outcome_memory((struct weir_slice){ b.data, whole }, BY_BATCH, false);
	struct outcome more = outcome_memory(bytes_slice(&b), BY_BATCH, false);
	check("65536 interfaces", most.end == WEIR_END && most.frames == 1 &&
					  most.last.interface == 65535 && most.last.link == 65535);
	check("and no more", more.end == WEIR_E_FORM && more.frames == 1);
	bytes_free(&b);
}

/* 50 packets between other blocks and over three sections; every prefix gives the whole ones. */
static void test_cuts(bool big, enum way way)
{
	struct bytes b = { .big = big };
	size_t ends[51] = { 0 };
	size_t blocks[120];
	size_t block = 0;
	unsigned wrong = 0;

	for (uint8_t i = 0; i < 50; i++) {
		if (i % 20 == 0) {
			b.big = i == 20 ? !big : big;
			bytes_section(&b);
			blocks[block++] = b.size;
			bytes_interface(&b, 1, 0, NO_OPTIONS);
			blocks[block++] = b.size;
		}
		bytes_packet(&b, 0, i, i, i, i);
		ends[i + 1] = blocks[block++] = b.size;
		if (i % 7 == 0) {
			bytes_block(&b, 4, "name", 4);
			blocks[block++] = b.size;
		}
	}
	size_t last = 0;
	for (size_t size = 0; size <= b.size; size++) {
		struct outcome o = outcome_memory((struct weir_slice){ b.data, size }, way, false);
		uint64_t whole = 0;

		while (whole < 50 && ends[whole + 1] <= size)
			whole++;
		while (last < block && blocks[last] <= size)
			last++;
		size_t boundary = last ? blocks[last - 1] : 0;
		if (size < 12)
			wrong += o.open == WEIR_OK;
		else if (size == boundary)
			wrong += o.end != WEIR_END || o.frames != whole;
		else
			wrong += o.end != WEIR_E_CUT || o.frames != whole ||
				 o.err.offset != boundary || o.info.octets_lost != size - boundary;
	}
	checkf(wrong == 0, "%s endian first, way %d: cut at each of %zu octets",
	       big ? "big" : "little", way, b.size);
	bytes_free(&b);
}

int main(void)
{
	for (int big = 0; big < 2; big++) {
		for (size_t i = 0; i < COUNT_OF(rows); i++)
			test_row(&rows[i], big);
		for (size_t i = 0; i < COUNT_OF(clocks); i++)
			test_clock(&clocks[i], big);
		for (enum way way = BY_NEXT; way < BY_WAYS; way++)
			test_cuts(big, way);
	}
	test_option_sizes();
	test_many_interfaces();
	return tap_done();
}
