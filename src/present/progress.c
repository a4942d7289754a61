/* progress.c - how far a long run has come: one line on a terminal that erases itself.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/progress.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <time.h>

#include "present/terminal.h"
#include "present/units.h"

static const int64_t second = 1000000000;

/* Coarse is enough, and costs a few nanoseconds. */
static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
	return (int64_t)time.tv_sec * second + time.tv_nsec;
}

void progress_open(struct progress *progress, FILE *err, bool wanted)
{
	*progress = (struct progress){ .err = err, .wanted = wanted && terminal_obeys(err) };
	if (progress->wanted) {
		progress->started = now();
		progress->next = progress->started + second / 2;
	}
}

/* `part` of `total` elapsed units, scaled; doubles, for the product may pass 64 bits and the result
 * is only an estimate. */
static uint64_t scale(uint64_t value, double part, double total)
{
	double scaled = total > 0 ? (double)value * part / total : 0;

	return scaled < 1e18 ? (uint64_t)scaled : (uint64_t)1e18;
}

void progress_print(const struct progress_state *state, int64_t elapsed, struct weir_writer *out)
{
	/* A file that grows while it is read has no end to wait for. */
	bool known = state->octets_total > 0 && state->octets <= state->octets_total;

	units_octets(out, state->octets);
	if (known) {
		weir_writer_text(out, " of ");
		units_octets(out, state->octets_total);
		weir_writer_print(out, " (%" PRIu64 " %%)",
				  scale(100, (double)state->octets, (double)state->octets_total));
	}
	weir_writer_text(out, ", ");
	units_count(out, state->packets);
	weir_writer_text(out, " packets");
	if (elapsed <= 0)
		return;
	weir_writer_text(out, ", ");
	units_count(out, scale(state->packets, (double)second, (double)elapsed));
	weir_writer_text(out, " packets/s");
	if (known && state->octets > 0) {
		uint64_t left = state->octets_total - state->octets;

		weir_writer_text(out, ", ");
		units_duration(out, scale((uint64_t)elapsed, (double)left,
					  (double)state->octets * (double)second));
		weir_writer_text(out, " left");
	}
}

uint64_t progress_total(const char *const *paths, size_t count)
{
	uint64_t total = 0;

	for (size_t i = 0; i < count; i++) {
		struct stat file;

		if (stat(paths[i], &file) != 0 || !S_ISREG(file.st_mode))
			return 0;
		total += (uint64_t)file.st_size;
	}
	return total;
}

void progress_step(struct progress *progress, const struct progress_state *state)
{
	char line[200];
	struct weir_writer out;

	if (!progress->wanted)
		return;
	int64_t time = now();
	if (time < progress->next)
		return;
	progress->next = time + second / 5;
	/* A line that wraps could not be erased. */
	size_t width = terminal_width(progress->err) - 1;
	weir_writer_init(&out, line, width < sizeof(line) ? width : sizeof(line));
	progress_print(state, time - progress->started, &out);
	fprintf(progress->err, "\r%.*s\033[K", (int)out.size, line);
	fflush(progress->err);
	progress->shown = true;
}

void progress_erase(struct progress *progress)
{
	if (!progress->shown)
		return;
	fputs("\r\033[K", progress->err);
	fflush(progress->err);
	progress->shown = false;
}
