/* pcap.c - classic pcap: every header field, honest and lying; a cut at every octet.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>

#include "bytes.h"
#include "tap.h"

enum { MICRO = 0xa1b2c3d4, NANO = 0xa1b23c4d, PATCHED = 0xa1b2cd34 };

static const struct row {
	const char *what;
	uint32_t magic;
	uint16_t major, minor;
	uint32_t snap, link;
	uint32_t seconds, below, captured, wire; /* of one record with 60 octets behind it */
	enum weir_status open, end;
	uint64_t frames;
	int64_t time;
	uint32_t size, wire_size;
	uint16_t link_read;
	uint64_t oddities;
} rows[] = {
	{ "microseconds", MICRO, 2, 4, 65535, 1, 1, 2, 60, 70, WEIR_OK, WEIR_END, 1, 1000002000, 60,
	  70, 1, 0 },
	{ "nanoseconds", NANO, 2, 4, 65535, 1, 1, 2, 60, 60, WEIR_OK, WEIR_END, 1, 1000000002, 60,
	  60, 1, 0 },
	{ "seconds are unsigned", NANO, 2, 4, 65535, 1, 0xffffffff, 0, 60, 60, WEIR_OK, WEIR_END, 1,
	  4294967295000000000, 60, 60, 1, 0 },
	{ "a million microseconds and more", MICRO, 2, 4, 65535, 1, 1, 1500000, 60, 60, WEIR_OK,
	  WEIR_END, 1, 2500000000, 60, 60, 1, 1 },
	{ "the largest microseconds", MICRO, 2, 4, 65535, 1, 0xffffffff, 0xffffffff, 60, 60,
	  WEIR_OK, WEIR_END, 1, 4294967295000000000 + 4294967295000, 60, 60, 1, 1 },
	{ "more captured than on the wire", MICRO, 2, 4, 65535, 1, 0, 0, 60, 10, WEIR_OK, WEIR_END,
	  1, 0, 60, 60, 1, 1 },
	{ "2.2 has the lengths exchanged", MICRO, 2, 2, 65535, 1, 0, 0, 70, 60, WEIR_OK, WEIR_END,
	  1, 0, 60, 70, 1, 0 },
	{ "2.3 exchanged", MICRO, 2, 3, 65535, 1, 0, 0, 70, 60, WEIR_OK, WEIR_END, 1, 0, 60, 70, 1,
	  0 },
	{ "2.3 not exchanged", MICRO, 2, 3, 65535, 1, 0, 0, 60, 70, WEIR_OK, WEIR_END, 1, 0, 60, 70,
	  1, 0 },
	{ "543.0 of DG/UX", MICRO, 543, 0, 65535, 1, 0, 0, 70, 60, WEIR_OK, WEIR_END, 1, 0, 60, 70,
	  1, 0 },
	{ "version 1.0", MICRO, 1, 0, 65535, 1, 0, 0, 60, 60, WEIR_E_SUPPORT, WEIR_OK, 0, 0, 0, 0,
	  0, 0 },
	{ "version 2.5", MICRO, 2, 5, 65535, 1, 0, 0, 60, 60, WEIR_E_SUPPORT, WEIR_OK, 0, 0, 0, 0,
	  0, 0 },
	{ "no snap length", MICRO, 2, 4, 0, 1, 0, 0, 60, 60, WEIR_OK, WEIR_END, 1, 0, 60, 60, 1,
	  0 },
	{ "a snap length of all ones", MICRO, 2, 4, 0xffffffff, 1, 0, 0, 60, 60, WEIR_OK, WEIR_END,
	  1, 0, 60, 60, 1, 0 },
	{ "length of the frame check sequence", MICRO, 2, 4, 65535, 0x14000001, 0, 0, 60, 60,
	  WEIR_OK, WEIR_END, 1, 0, 60, 60, 1, 0 },
	{ "class bits", MICRO, 2, 4, 65535, 0x02240065, 0, 0, 60, 60, WEIR_OK, WEIR_END, 1, 0, 60,
	  60, 101, 1 },
	{ "DLT_RAW as 12", MICRO, 2, 4, 65535, 12, 0, 0, 60, 60, WEIR_OK, WEIR_END, 1, 0, 60, 60,
	  101, 0 },
	{ "DLT_RAW as 14", MICRO, 2, 4, 65535, 14, 0, 0, 60, 60, WEIR_OK, WEIR_END, 1, 0, 60, 60,
	  101, 0 },
	{ "an unknown link type", MICRO, 2, 4, 65535, 0xfff0, 0, 0, 60, 60, WEIR_OK, WEIR_END, 1, 0,
	  60, 60, 0xfff0, 0 },
	{ "a frame above the snap length", MICRO, 2, 4, 20, 1, 0, 0, 60, 60, WEIR_OK, WEIR_END, 1,
	  0, 60, 60, 1, 0 },
	{ "a record that claims one octet too many", MICRO, 2, 4, 65535, 1, 0, 0, 61, 61, WEIR_OK,
	  WEIR_E_CUT, 0, 0, 0, 0, 0, 0 },
	{ "a record that claims the sane most", MICRO, 2, 4, 65535, 1, 0, 0, 262144, 262144,
	  WEIR_OK, WEIR_E_CUT, 0, 0, 0, 0, 0, 0 },
	{ "a record that claims one more", MICRO, 2, 4, 65535, 1, 0, 0, 262145, 262145, WEIR_OK,
	  WEIR_E_FORM, 0, 0, 0, 0, 0, 0 },
	{ "a record of the ceiling", MICRO, 2, 4, 0xffffffff, 1, 0, 0, WEIR_FRAME_SIZE_MAX,
	  WEIR_FRAME_SIZE_MAX, WEIR_OK, WEIR_E_CUT, 0, 0, 0, 0, 0, 0 },
	{ "a record above the ceiling", MICRO, 2, 4, 0xffffffff, 1, 0, 0, WEIR_FRAME_SIZE_MAX + 1,
	  60, WEIR_OK, WEIR_E_FORM, 0, 0, 0, 0, 0, 0 },
	{ "a record of all ones", MICRO, 2, 4, 65535, 1, 0xffffffff, 0xffffffff, 0xffffffff,
	  0xffffffff, WEIR_OK, WEIR_E_FORM, 0, 0, 0, 0, 0, 0 },
};

static struct bytes build(const struct row *row, bool big)
{
	static const uint8_t payload[60] = { 1, 2, 3 };
	struct bytes b = { .big = big };

	bytes_u32(&b, row->magic);
	bytes_u16(&b, row->major);
	bytes_u16(&b, row->minor);
	bytes_u64(&b, 0xfedcba9876543210); /* zone and significant figures: nobody cares */
	bytes_u32(&b, row->snap);
	bytes_u32(&b, row->link);
	bytes_u32(&b, row->seconds);
	bytes_u32(&b, row->below);
	bytes_u32(&b, row->captured);
	bytes_u32(&b, row->wire);
	bytes_put(&b, payload, sizeof(payload));
	return b;
}

static void test_row(const struct row *row, bool big)
{
	struct bytes b = build(row, big);
	struct outcome o = outcome_memory(bytes_slice(&b), BY_BATCH, false);
	struct outcome strict = outcome_memory(bytes_slice(&b), BY_BATCH, true);
	const char *order = big ? "big" : "little";

	if (!checkf(o.open == row->open && o.end == row->end && o.frames == row->frames,
		    "%s, %s endian: %s", row->what, order, weir_status_text(o.end)))
		note("%s", o.err.text);
	if (row->frames > 0)
		checkf(o.last.time == row->time && o.last.bytes.size == row->size &&
			       o.last.wire_size == row->wire_size &&
			       o.last.link == row->link_read && o.last.number == 1 &&
			       o.last.offset == 24 && o.last.has_time,
		       "%s, %s endian: the frame", row->what, order);
	if (row->oddities > 0)
		checkf(o.info.oddities == 1 && strict.frames == 0 &&
			       (strict.end == WEIR_E_FORM || strict.open == WEIR_E_FORM),
		       "%s, %s endian: refused when strict", row->what, order);
	else
		checkf(outcome_equal(&o, &strict), "%s, %s endian: the same when strict", row->what,
		       order);
	bytes_free(&b);
}

/* 50 records of 0 to 49 octets; every prefix gives the whole records before its end. */
static void test_cuts(uint32_t magic, bool big, enum way way)
{
	struct bytes b = { .big = big };
	size_t ends[51];
	unsigned wrong = 0;

	bytes_pcap(&b, magic, 1);
	ends[0] = b.size;
	for (uint8_t i = 0; i < 50; i++) {
		bytes_record(&b, i, i, i, i, i);
		if (magic == PATCHED) {
			/* Eight octets more stand between header and frame. */
			b.size -= i;
			bytes_u64(&b, 0);
			for (uint8_t k = 0; k < i; k++)
				bytes_put(&b, &k, 1);
		}
		ends[i + 1] = b.size;
	}
	for (size_t size = 0; size <= b.size; size++) {
		struct outcome o = outcome_memory((struct weir_slice){ b.data, size }, way, false);
		uint64_t whole = 0;

		while (whole < 50 && ends[whole + 1] <= size)
			whole++;
		if (size < 4)
			wrong += o.open != WEIR_E_FORM;
		else if (size < 24)
			wrong += o.open != WEIR_E_CUT || o.err.offset != size;
		else if (size == ends[whole])
			wrong += o.end != WEIR_END || o.frames != whole;
		else
			wrong += o.end != WEIR_E_CUT || o.frames != whole ||
				 o.err.offset != ends[whole] ||
				 o.info.octets_lost != size - ends[whole];
	}
	checkf(wrong == 0, "magic %08x, %s endian, way %d: cut at each of %zu octets", magic,
	       big ? "big" : "little", way, b.size);
	bytes_free(&b);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		test_row(&rows[i], false);
		test_row(&rows[i], true);
	}
	for (enum way way = BY_NEXT; way < BY_WAYS; way++) {
		test_cuts(MICRO, false, way);
		test_cuts(MICRO, true, way);
	}
	for (int big = 0; big < 2; big++) {
		test_cuts(NANO, big, BY_BATCH);
		test_cuts(PATCHED, big, BY_BATCH);
	}
	return tap_done();
}
