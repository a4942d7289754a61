/* filter_summary.c - the counts of a filter run, a line each.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/filter_summary.h"

#include <inttypes.h>

static void line(FILE *err, uint64_t number, const char *text)
{
	fprintf(err, "%12" PRIu64 "  %s\n", number, text);
}

static void reason(FILE *err, uint64_t number, const char *text)
{
	if (number > 0)
		line(err, number, text);
}

void filter_summary(FILE *err, const struct filter_counters *counters)
{
	line(err, counters->frames, "frames read");
	line(err, counters->matched, "frames matched");
	line(err, counters->written, "frames written");
	reason(err, counters->late,
	       "frames of wanted messages that had gone by before that was known");
	reason(err, counters->unfit,
	       "frames left out: headers that cannot be read, and so no addresses");
	reason(err, counters->unsearched,
	       "frames written with a part of a DNS message: a client subnet may be in it");
	reason(err, counters->frames_cut, "frames cut by the snap length: judged by what is there");
	reason(err, counters->oddities, "records of the file that contradict themselves");
	reason(err, counters->sections_skipped, "sections of an unknown version passed over");
	reason(err, counters->octets_lost, "octets at the end of a file that are no whole record");
}
