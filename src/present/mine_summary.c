/* mine_summary.c - what mining read, found, kept out and could not see, for the human.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>

#include "present/mine.h"

static const struct {
	size_t at;
	const char *text;
} mine_words[] = {
#define COUNTER(symbol, text) { offsetof(struct weir_mine_counters, symbol), text },
#include <dnsweir/mine.def>
#undef COUNTER
};

static const struct {
	size_t at;
	const char *text;
} traffic_words[] = {
#define COUNTER(symbol, text) { offsetof(struct weir_traffic_counters, symbol), text },
#include <dnsweir/traffic.def>
#undef COUNTER
};

static uint64_t number_at(const void *base, size_t at)
{
	return *(const uint64_t *)(const void *)((const char *)base + at);
}

static void line(FILE *err, uint64_t number, const char *text)
{
	if (number > 0)
		fprintf(err, "%12" PRIu64 "  %s\n", number, text);
}

static void flaws(FILE *err, const uint64_t *numbers, const char *what)
{
	for (unsigned i = 1; i < WEIR_FLAW_COUNT; i++)
		if (numbers[i] > 0)
			fprintf(err, "%12" PRIu64 "  %s: %s\n", numbers[i], what,
				weir_flaw_text(i));
}

void mine_summary(FILE *err, const struct weir_mine_counters *counters, double seconds)
{
	for (size_t i = 0; i < sizeof(mine_words) / sizeof(mine_words[0]); i++)
		line(err, number_at(counters, mine_words[i].at), mine_words[i].text);
	flaws(err, counters->malformed_records, "malformed records");
	flaws(err, counters->malformed_messages, "malformed messages");
	for (size_t i = 0; i < sizeof(traffic_words) / sizeof(traffic_words[0]); i++)
		line(err, number_at(&counters->traffic, traffic_words[i].at),
		     traffic_words[i].text);
	for (unsigned i = 1; i < WEIR_STOP_COUNT; i++)
		if (counters->traffic.stop[i] > 0)
			fprintf(err, "%12" PRIu64 "  frames without a datagram: %s\n",
				counters->traffic.stop[i], weir_stop_text(i));
	if (seconds > 0)
		fprintf(err, "%12.2f  seconds, %.2f million frames a second\n", seconds,
			(double)counters->frames / seconds / 1e6);
}
