/* timestamp.c - when a packet was seen, in tcpdump's forms and ISO 8601.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/timestamp.h"

#include <inttypes.h>
#include <time.h>

enum { NANO = 1000000000, DAY = 86400, QUARTER = 900 };

void timestamp_init(struct timestamp *stamp, enum timestamp_style style, unsigned places)
{
	*stamp = (struct timestamp){ .style = style, .places = places < 9 ? places : 9 };
}

/* Towards the past, so that 1969 has the same clock as 1971. */
static int64_t floor_div(int64_t value, int64_t unit)
{
	return value / unit - (value % unit < 0);
}

/* What floor_div leaves, from 0 on. Not by multiplying back: at the end of 64 bits that overflows. */
static uint64_t floor_rest(int64_t value, int64_t unit)
{
	int64_t rest = value % unit;

	return (uint64_t)(rest < 0 ? rest + unit : rest);
}

/* value, from 0 on, with leading zeros; snprintf would be most of a line's cost. */
static void put_digits(struct weir_writer *out, uint64_t value, unsigned size)
{
	char digits[20];

	for (unsigned i = size; i > 0; i--) {
		digits[i - 1] = (char)('0' + value % 10);
		value /= 10;
	}
	weir_writer_put(out, digits, size);
}

static void put_fraction(struct weir_writer *out, uint64_t nanoseconds, unsigned places)
{
	if (places == 0)
		return;
	for (unsigned i = places; i < 9; i++)
		nanoseconds /= 10;
	weir_writer_char(out, '.');
	put_digits(out, nanoseconds, places);
}

static void put_clock(struct weir_writer *out, uint64_t seconds)
{
	uint64_t hours = seconds / 3600;

	/* A difference may have more than a day. */
	if (hours > 99)
		weir_writer_u64(out, hours);
	else
		put_digits(out, hours, 2);
	weir_writer_char(out, ':');
	put_digits(out, seconds / 60 % 60, 2);
	weir_writer_char(out, ':');
	put_digits(out, seconds % 60, 2);
}

/* Year, month and day of a day counted from 1970-01-01. The year begins in March, so that the leap
 * day is its last; an era is the 400 years after which the calendar repeats, 146097 days. */
static void put_date(struct weir_writer *out, int64_t day)
{
	int64_t shifted = day + 719468; /* from 0000-03-01 */
	int64_t era = floor_div(shifted, 146097);
	int64_t of_era = shifted - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153; /* from March on, 0 to 11 */
	int64_t of_month = of_year - (153 * month + 2) / 5 + 1;

	month = month < 10 ? month + 3 : month - 9;
	year += era * 400 + (month <= 2);
	put_digits(out, (uint64_t)year, 4); /* 64-bit nanoseconds reach from 1677 to 2262 */
	weir_writer_char(out, '-');
	put_digits(out, (uint64_t)month, 2);
	weir_writer_char(out, '-');
	put_digits(out, (uint64_t)of_month, 2);
}

/* Seconds east of UTC. Zones change their offset on a quarter of an hour, so it is asked once in
 * each: localtime_r costs more than the rest of a line. */
static int64_t zone_offset(struct timestamp *stamp, int64_t seconds)
{
	int64_t from = floor_div(seconds, QUARTER) * QUARTER;

	if (!stamp->zone_known || stamp->zone_from != from) {
		time_t when = (time_t)from;
		struct tm local;

		stamp->zone_offset = localtime_r(&when, &local) ? local.tm_gmtoff : 0;
		stamp->zone_from = from;
		stamp->zone_known = true;
	}
	return stamp->zone_offset;
}

static void put_local(struct timestamp *stamp, int64_t time, struct weir_writer *out)
{
	int64_t seconds = floor_div(time, NANO);
	uint64_t nanoseconds = floor_rest(time, NANO);

	seconds += zone_offset(stamp, seconds);
	int64_t day = floor_div(seconds, DAY);
	if (stamp->style == TIMESTAMP_DATE) {
		put_date(out, day);
		weir_writer_char(out, ' ');
	}
	put_clock(out, floor_rest(seconds, DAY));
	put_fraction(out, nanoseconds, stamp->places);
}

/* The distance without its sign: two times may be further apart than int64_t reaches. */
static uint64_t distance(int64_t later, int64_t earlier)
{
	return later >= earlier ? (uint64_t)later - (uint64_t)earlier
				: (uint64_t)earlier - (uint64_t)later;
}

static void put_delta(struct weir_writer *out, int64_t time, int64_t from, unsigned places)
{
	uint64_t size = distance(time, from);

	weir_writer_char(out, time < from ? '-' : ' ');
	put_clock(out, size / NANO);
	put_fraction(out, size % NANO, places);
}

static void put_epoch(struct weir_writer *out, int64_t time, unsigned places)
{
	uint64_t size = distance(time, 0);

	if (time < 0)
		weir_writer_char(out, '-');
	weir_writer_u64(out, size / NANO);
	put_fraction(out, size % NANO, places);
}

void timestamp_iso(int64_t time, unsigned places, struct weir_writer *out)
{
	int64_t seconds = floor_div(time, NANO);
	int64_t day = floor_div(seconds, DAY);

	put_date(out, day);
	weir_writer_char(out, 'T');
	put_clock(out, floor_rest(seconds, DAY));
	put_fraction(out, floor_rest(time, NANO), places);
	weir_writer_char(out, 'Z');
}

void timestamp_print(struct timestamp *stamp, int64_t time, struct weir_writer *out)
{
	if (!stamp->seen)
		stamp->first = stamp->previous = time;
	stamp->seen = true;
	switch (stamp->style) {
	case TIMESTAMP_CLOCK:
	case TIMESTAMP_DATE:
		put_local(stamp, time, out);
		break;
	case TIMESTAMP_EPOCH:
		put_epoch(out, time, stamp->places);
		break;
	case TIMESTAMP_DELTA:
		put_delta(out, time, stamp->previous, stamp->places);
		break;
	case TIMESTAMP_SINCE:
		put_delta(out, time, stamp->first, stamp->places);
		break;
	case TIMESTAMP_ISO:
		timestamp_iso(time, stamp->places, out);
		break;
	case TIMESTAMP_NONE:
	case TIMESTAMP_STYLES:
		break;
	}
	stamp->previous = time;
}
