/* units.c - numbers for people: cut, never rounded up; the largest ones too.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/units.h"

#include <inttypes.h>
#include <string.h>

#include "present/progress.h"
#include "tap.h"

static const struct row {
	uint64_t value;
	const char *count;
	const char *octets;
	const char *duration;
	const char *exact;
} rows[] = {
	{ 0, "0", "0 B", "0 s", "0" },
	{ 59, "59", "59 B", "59 s", "59" },
	{ 60, "60", "60 B", "1 min 00 s", "60" },
	{ 999, "999", "999 B", "16 min 39 s", "999" },
	{ 1000, "1.00 k", "1.00 kB", "16 min 40 s", "1,000" },
	{ 1009, "1.00 k", "1.00 kB", "16 min 49 s", "1,009" },
	{ 3600, "3.60 k", "3.60 kB", "1 h 00 min", "3,600" },
	{ 9999, "9.99 k", "9.99 kB", "2 h 46 min", "9,999" },
	{ 10050, "10.0 k", "10.0 kB", "2 h 47 min", "10,050" },
	{ 172799, "172 k", "172 kB", "47 h 59 min", "172,799" },
	{ 172800, "172 k", "172 kB", "2 d 00 h", "172,800" },
	{ 999999, "999 k", "999 kB", "11 d 13 h", "999,999" },
	{ 1000000, "1.00 M", "1.00 MB", "11 d 13 h", "1,000,000" },
	{ UINT64_MAX, "18.4 E", "18.4 EB", "213503982334601 d 07 h", "18,446,744,073,709,551,615" },
};

static void test_form(void (*print)(struct weir_writer *, uint64_t), uint64_t value,
		      const char *expected)
{
	char text[64];
	struct weir_writer w;

	weir_writer_init(&w, text, sizeof(text));
	print(&w, value);
	weir_writer_terminate(&w);
	checkf(strcmp(text, expected) == 0, "%" PRIu64 " is %s (%s)", value, expected, text);
}

static const struct progress_row {
	const char *what;
	struct progress_state state;
	int64_t elapsed;
	const char *text;
} progress_rows[] = {
	{ "halfway",
	  { 500, 1000, 20 },
	  2000000000,
	  "500 B of 1.00 kB (50 %), 20 packets, 10 packets/s, 2 s left" },
	{ "a pipe has no end", { 500, 0, 20 }, 500000000, "500 B, 20 packets, 40 packets/s" },
	{ "the end",
	  { 1000, 1000, 20 },
	  1000000000,
	  "1.00 kB of 1.00 kB (100 %), 20 packets, 20 packets/s, 0 s left" },
	{ "nothing read yet",
	  { 0, 1000, 0 },
	  1000000000,
	  "0 B of 1.00 kB (0 %), 0 packets, 0 packets/s" },
	{ "no time passed", { 1, 1000, 1 }, 0, "1 B of 1.00 kB (0 %), 1 packets" },
	{ "the clock went back", { 1, 1000, 1 }, -5, "1 B of 1.00 kB (0 %), 1 packets" },
	{ "the file grew", { 2000, 1000, 1 }, 1000000000, "2.00 kB, 1 packets, 1 packets/s" },
	{ "the largest numbers",
	  { 1, UINT64_MAX, UINT64_MAX },
	  1,
	  "1 B of 18.4 EB (0 %), 18.4 E packets, 1.00 E packets/s, 213503 d 23 h left" },
	{ "for ever",
	  { 1, UINT64_MAX, 0 },
	  INT64_MAX,
	  "1 B of 18.4 EB (0 %), 0 packets, 0 packets/s, 11574074074074 d 01 h left" },
};

static void test_progress(const struct progress_row *row)
{
	char text[200];
	struct weir_writer w;

	weir_writer_init(&w, text, sizeof(text));
	progress_print(&row->state, row->elapsed, &w);
	weir_writer_terminate(&w);
	if (!check(row->what, strcmp(text, row->text) == 0))
		note("%s", text);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		test_form(units_count, rows[i].value, rows[i].count);
		test_form(units_octets, rows[i].value, rows[i].octets);
		test_form(units_duration, rows[i].value, rows[i].duration);
		test_form(units_exact, rows[i].value, rows[i].exact);
	}
	for (size_t i = 0; i < COUNT_OF(progress_rows); i++)
		test_progress(&progress_rows[i]);
	return tap_done();
}
