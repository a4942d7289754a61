/* filter_summary.h - what dnsweir filter read, matched and wrote, for the human.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_FILTER_SUMMARY_H
#define PRESENT_FILTER_SUMMARY_H

#include <stdint.h>
#include <stdio.h>

struct filter_counters {
	uint64_t frames;
	uint64_t matched;
	uint64_t written;
	uint64_t late;       /* wanted when they had left the window of a pipe */
	uint64_t unfit;      /* left out by --anonymise: an address could be missed */
	uint64_t unsearched; /* of those written: a client subnet could be missed */
	uint64_t frames_cut; /* by the snap length */
	uint64_t oddities;
	uint64_t octets_lost;
	uint64_t sections_skipped;
};

void filter_summary(FILE *err, const struct filter_counters *counters);

#endif
