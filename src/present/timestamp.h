/* timestamp.h - when a packet was seen, in tcpdump's forms and ISO 8601.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_TIMESTAMP_H
#define PRESENT_TIMESTAMP_H

#include <dnsweir/base.h>

/* In the order of tcpdump's -t, -tt, ...: the number of times the letter was given. */
enum timestamp_style {
	TIMESTAMP_CLOCK = 0, /* 12:59:26.561863, local */
	TIMESTAMP_NONE,      /* nothing */
	TIMESTAMP_EPOCH,     /* 1598792366.561863 */
	TIMESTAMP_DELTA,     /* since the previous one: a blank or '-', 00:00:00.000123 */
	TIMESTAMP_DATE,      /* 2020-08-30 12:59:26.561863, local */
	TIMESTAMP_SINCE,     /* since the first one, as DELTA */
	TIMESTAMP_ISO,       /* 2020-08-30T12:59:26.561863Z */
	TIMESTAMP_STYLES
};

/* One sequence of times; set with timestamp_init, then only printed with. */
struct timestamp {
	enum timestamp_style style;
	unsigned places; /* behind the point: 0, 3, 6 or 9 */
	bool seen;       /* a time was printed before */
	int64_t first;
	int64_t previous;
	int64_t zone_from;   /* seconds for which zone_offset is known: a quarter of an hour */
	int64_t zone_offset; /* seconds east of UTC */
	bool zone_known;
};

void timestamp_init(struct timestamp *stamp, enum timestamp_style style, unsigned places);
/* `time` in nanoseconds since 1970-01-01 UTC, before it too. Digits beyond `places` are cut off. */
void timestamp_print(struct timestamp *stamp, int64_t time, struct weir_writer *out);
/* ISO 8601 UTC without state: "2020-08-30T12:59:26.561863Z". */
void timestamp_iso(int64_t time, unsigned places, struct weir_writer *out);

#endif
