/* show_summary.c - what was not shown and why, for the human.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>

#include "present/show.h"

/* All members are uint64_t, counters and stops alike (traffic.h). */
void show_counters_add(struct show_counters *sum, const struct weir_traffic_counters *traffic)
{
	uint64_t *to = (uint64_t *)(void *)&sum->traffic;
	const uint64_t *from = (const uint64_t *)(const void *)traffic;

	for (size_t i = 0; i < sizeof(*traffic) / sizeof(*to); i++)
		to[i] += from[i];
}

static void line(FILE *err, uint64_t number, const char *before, const char *text)
{
	if (number > 0)
		fprintf(err, "%12" PRIu64 "  %s%s\n", number, before, text);
}

static const char *const words[] = {
#define COUNTER(symbol, text) text,
#include <dnsweir/traffic.def>
#undef COUNTER
};

enum {
#define COUNTER(symbol, text) COUNTER_##symbol,
#include <dnsweir/traffic.def>
#undef COUNTER
};

/* Counts frames that are in a listing of all frames. */
static bool is_frame(size_t index)
{
	return index == COUNTER_other_port || index == COUNTER_encrypted;
}

/* The counters that say why something is not among the messages. */
static bool is_loss(size_t index)
{
	switch (index) {
	case COUNTER_other_port:
	case COUNTER_encrypted:
	case COUNTER_fragments_overlap:
	case COUNTER_fragments_lost:
	case COUNTER_fragments_evicted:
	case COUNTER_fragments_ignored:
	case COUNTER_fragments_cut:
	case COUNTER_fragments_form:
	case COUNTER_tcp_overlap_differs:
	case COUNTER_tcp_holes:
	case COUNTER_tcp_octets_lost:
	case COUNTER_tcp_octets_skipped:
	case COUNTER_tcp_stray:
	case COUNTER_tcp_evicted:
	case COUNTER_tcp_expired:
	case COUNTER_tcp_trailing:
		return true;
	default:
		return false;
	}
}

void show_summary(FILE *err, const struct show_counters *counters, bool frames)
{
	const uint64_t *numbers = (const uint64_t *)(const void *)&counters->traffic;

	line(err, counters->malformed, "", "malformed messages among those shown");
	line(err, counters->left_out, "", "messages left out as asked");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (is_loss(i) && !(frames && is_frame(i)))
			line(err, numbers[i], "not shown: ", words[i]);
	/* Fragments are told by what became of them. */
	for (unsigned i = 1; i < WEIR_STOP_COUNT && !frames; i++)
		if (i != WEIR_STOP_FRAGMENT)
			line(err, counters->traffic.stop[i],
			     "not shown: frames: ", weir_stop_text(i));
	line(err, counters->oddities, "", "records of the file that contradict themselves");
	line(err, counters->octets_lost, "",
	     "octets at the end of a file that are no whole record");
}
