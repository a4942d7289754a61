/* mine_summary.c - what mining read, found, kept out and could not see, for the human.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>

#include "present/mine.h"
#include "present/units.h"

/* A row of a summary: a heading (text alone) or a counter. */
struct summary_row {
	const char *heading;
	const char *text;
	size_t at; /* offset of the counter in its struct */
};

static const struct summary_row mine_rows[] = {
#define HEADING(text) { text, NULL, 0 },
#define COUNTER(symbol, text) { NULL, text, offsetof(struct weir_mine_counters, symbol) },
#include <dnsweir/mine.def>
#undef COUNTER
};

static const struct summary_row traffic_rows[] = {
#define HEADING(text) { text, NULL, 0 },
#define COUNTER(symbol, text) { NULL, text, offsetof(struct weir_traffic_counters, symbol) },
#include <dnsweir/traffic.def>
#undef COUNTER
};

/* Prints a heading before the first line of its group that says something. */
struct summary {
	FILE *err;
	const char *heading; /* not yet printed; NULL: none due */
};

static void line(struct summary *s, uint64_t number, const char *before, const char *text)
{
	if (number == 0)
		return;
	if (s->heading)
		fprintf(s->err, "%s:\n", s->heading);
	s->heading = NULL;
	fprintf(s->err, "%12" PRIu64 "  %s%s\n", number, before, text);
}

static void rows(struct summary *s, const struct summary_row *list, size_t count, const void *base)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i].heading)
			s->heading = list[i].heading;
		else
			line(s, *(const uint64_t *)(const void *)((const char *)base + list[i].at),
			     "", list[i].text);
	}
}

static void faults(struct summary *s, const struct weir_mine_counters *counters)
{
	s->heading = "malformed";
	for (unsigned i = 1; i < WEIR_FLAW_COUNT; i++)
		line(s, counters->malformed_records[i], "malformed records: ", weir_flaw_text(i));
	for (unsigned i = 1; i < WEIR_FLAW_COUNT; i++)
		line(s, counters->malformed_messages[i], "malformed messages: ", weir_flaw_text(i));
	s->heading = "frames without a datagram";
	for (unsigned i = 1; i < WEIR_STOP_COUNT; i++)
		line(s, counters->traffic.stop[i], "", weir_stop_text(i));
}

static void files(struct summary *s, const struct mine_read *read)
{
	s->heading = "files";
	line(s, read->octets_lost, "", "octets lost: part of no whole record");
	line(s, read->blocks_skipped, "", "pcapng blocks that hold no frames");
	line(s, read->kernel_drops, "", "frames that the capturing kernel dropped");
}

static void rate(struct summary *s, uint64_t frames, double seconds)
{
	char text[64];
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	units_count(&out, seconds > 0 ? (uint64_t)((double)frames / seconds) : 0);
	if (weir_writer_terminate(&out))
		fprintf(s->err, "%12.2f  seconds, %s frames a second\n", seconds, text);
}

void mine_summary(FILE *err, const struct weir_mine_counters *counters,
		  const struct mine_read *read)
{
	struct summary s = { .err = err };

	rows(&s, traffic_rows, sizeof(traffic_rows) / sizeof(traffic_rows[0]), &counters->traffic);
	files(&s, read);
	faults(&s, counters);
	rows(&s, mine_rows, sizeof(mine_rows) / sizeof(mine_rows[0]), counters);
	rate(&s, counters->traffic.frames, read->seconds);
}
