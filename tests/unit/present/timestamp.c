/* timestamp.c - times in every form, before 1970, at both ends of 64 bits, over a change of the zone.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/timestamp.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tap.h"

enum { TIMES_MAX = 4 };

static const struct row {
	const char *what;
	enum timestamp_style style;
	unsigned places;
	int64_t times[TIMES_MAX];
	size_t count;
	const char *text; /* joined by '|' */
} rows[] = {
	{ "clock", TIMESTAMP_CLOCK, 6, { 1598792366561863000 }, 1, "14:59:26.561863" },
	{ "clock over the end of summer time",
	  TIMESTAMP_CLOCK,
	  0,
	  { 1603587599000000000, 1603587600000000000, 1603591200000000000 },
	  3,
	  "02:59:59|02:00:00|03:00:00" },
	{ "none", TIMESTAMP_NONE, 6, { 1598792366561863000, 1 }, 2, "|" },
	{ "epoch",
	  TIMESTAMP_EPOCH,
	  6,
	  { 1598792366561863999, 0 },
	  2,
	  "1598792366.561863|0.000000" },
	{ "epoch in nanoseconds",
	  TIMESTAMP_EPOCH,
	  9,
	  { 1598792366561863999 },
	  1,
	  "1598792366.561863999" },
	{ "epoch before 1970", TIMESTAMP_EPOCH, 3, { -1500000000, -1 }, 2, "-1.500|-0.000" },
	{ "epoch, the ends",
	  TIMESTAMP_EPOCH,
	  9,
	  { INT64_MIN, INT64_MAX },
	  2,
	  "-9223372036.854775808|9223372036.854775807" },
	{ "delta",
	  TIMESTAMP_DELTA,
	  6,
	  { 1598792366561863000, 1598792366561864000, 1598792365000000000, 1598795965000000000 },
	  4,
	  " 00:00:00.000000| 00:00:00.000001|-00:00:01.561864| 01:00:00.000000" },
	{ "delta, the ends",
	  TIMESTAMP_DELTA,
	  9,
	  { INT64_MIN, INT64_MAX, INT64_MIN },
	  3,
	  " 00:00:00.000000000| 5124095:34:33.709551615|-5124095:34:33.709551615" },
	{ "since the first",
	  TIMESTAMP_SINCE,
	  3,
	  { 1000000000, 3500000000, 0, 360001000000000 },
	  4,
	  " 00:00:00.000| 00:00:02.500|-00:00:01.000| 100:00:00.000" },
	{ "date",
	  TIMESTAMP_DATE,
	  6,
	  { 1598792366561863000, 1577833200000000000 },
	  2,
	  "2020-08-30 14:59:26.561863|2020-01-01 00:00:00.000000" },
	{ "date before 1970", TIMESTAMP_DATE, 9, { -1 }, 1, "1970-01-01 00:59:59.999999999" },
	{ "ISO 8601", TIMESTAMP_ISO, 6, { 1598792366561863000 }, 1, "2020-08-30T12:59:26.561863Z" },
	{ "ISO without fraction", TIMESTAMP_ISO, 0, { -1 }, 1, "1969-12-31T23:59:59Z" },
	{ "ISO, leap day",
	  TIMESTAMP_ISO,
	  0,
	  { 951782400000000000, 951868800000000000 },
	  2,
	  "2000-02-29T00:00:00Z|2000-03-01T00:00:00Z" },
	{ "ISO, the ends",
	  TIMESTAMP_ISO,
	  9,
	  { INT64_MIN, INT64_MAX },
	  2,
	  "1677-09-21T00:12:43.145224192Z|2262-04-11T23:47:16.854775807Z" },
	{ "more places than there are", TIMESTAMP_EPOCH, 12, { 1 }, 1, "0.000000001" },
};

static void test_row(const struct row *row)
{
	char text[200];
	struct weir_writer w;
	struct timestamp stamp;

	weir_writer_init(&w, text, sizeof(text));
	timestamp_init(&stamp, row->style, row->places);
	for (size_t i = 0; i < row->count; i++) {
		if (i > 0)
			weir_writer_char(&w, '|');
		timestamp_print(&stamp, row->times[i], &w);
	}
	weir_writer_terminate(&w);
	if (!check(row->what, strcmp(text, row->text) == 0))
		note("%s", text);
}

/* Every day of six centuries, against the C library. */
static void test_calendar(void)
{
	bool same = true;

	for (int64_t day = -106751; day <= 106751; day++) {
		char ours[40];
		char theirs[40];
		struct weir_writer w;
		struct tm tm;
		time_t seconds = day * 86400;

		weir_writer_init(&w, ours, sizeof(ours));
		timestamp_iso(day * 86400 * 1000000000, 0, &w);
		weir_writer_terminate(&w);
		gmtime_r(&seconds, &tm);
		strftime(theirs, sizeof(theirs), "%Y-%m-%dT%H:%M:%SZ", &tm);
		if (strcmp(ours, theirs) != 0) {
			same = false;
			note("%s is not %s", ours, theirs);
			break;
		}
	}
	check("213503 days are those of the C library", same);
}

int main(void)
{
	/* Not a name: the machine may have no zone files. */
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	test_calendar();
	return tap_done();
}
