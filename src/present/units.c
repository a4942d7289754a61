/* units.c - numbers for people: 1.23 M, 45.6 MB, 2 min 05 s.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/units.h"

#include <inttypes.h>

/* The number and a blank where a prefix follows; the prefix, 0 for none. Cuts, never rounds up:
 * "999 k" is not yet a million. */
static char put_scaled(struct weir_writer *out, uint64_t count)
{
	static const char prefixes[] = "kMGTPE";
	unsigned power = 0;
	uint64_t unit = 1;

	while (count / unit >= 1000) {
		unit *= 1000;
		power++;
	}
	uint64_t whole = count / unit;
	if (power == 0 || whole >= 100)
		weir_writer_u64(out, whole);
	else if (whole >= 10)
		weir_writer_print(out, "%" PRIu64 ".%" PRIu64, whole, count % unit / (unit / 10));
	else
		weir_writer_print(out, "%" PRIu64 ".%02" PRIu64, whole,
				  count % unit / (unit / 100));
	return power ? prefixes[power - 1] : 0;
}

void units_count(struct weir_writer *out, uint64_t count)
{
	char prefix = put_scaled(out, count);

	if (prefix)
		weir_writer_print(out, " %c", prefix);
}

void units_octets(struct weir_writer *out, uint64_t octets)
{
	char prefix = put_scaled(out, octets);

	weir_writer_char(out, ' ');
	if (prefix)
		weir_writer_char(out, prefix);
	weir_writer_char(out, 'B');
}

void units_duration(struct weir_writer *out, uint64_t seconds)
{
	uint64_t minutes = seconds / 60;
	uint64_t hours = minutes / 60;

	if (minutes == 0)
		weir_writer_print(out, "%" PRIu64 " s", seconds);
	else if (hours == 0)
		weir_writer_print(out, "%" PRIu64 " min %02" PRIu64 " s", minutes, seconds % 60);
	else if (hours < 48)
		weir_writer_print(out, "%" PRIu64 " h %02" PRIu64 " min", hours, minutes % 60);
	else
		weir_writer_print(out, "%" PRIu64 " d %02" PRIu64 " h", hours / 24, hours % 24);
}

void units_exact(struct weir_writer *out, uint64_t count)
{
	uint64_t unit = 1;

	while (count / unit >= 1000)
		unit *= 1000;
	weir_writer_u64(out, count / unit);
	for (unit /= 1000; unit > 0; unit /= 1000)
		weir_writer_print(out, ",%03" PRIu64, count / unit % 1000);
}
