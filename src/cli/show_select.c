/* show_select.c - frames chosen by their numbers.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/show_job.h"

/* Decimal digits at *at; false: none, or more than 64 bits. */
static bool take_number(struct weir_slice text, size_t *at, uint64_t *out)
{
	size_t begin = *at;
	uint64_t value = 0;

	for (; *at < text.size && text.data[*at] >= '0' && text.data[*at] <= '9'; (*at)++) {
		uint64_t digit = text.data[*at] - '0';
		if (value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return *at > begin;
}

/* "3", "5-9", "20-" */
static bool take_range(struct weir_slice text, uint64_t *first, uint64_t *last)
{
	size_t at = 0;

	if (!take_number(text, &at, first) || *first == 0)
		return false;
	*last = *first;
	if (at == text.size)
		return true;
	if (text.data[at++] != '-')
		return false;
	*last = UINT64_MAX;
	return at == text.size ||
	       (take_number(text, &at, last) && at == text.size && *last >= *first);
}

enum exit_code show_ranges_set(struct show_job *job, size_t option)
{
	struct call_pieces at = { 0 };
	struct weir_slice piece;

	while (call_piece(job->call, option, &at, &piece)) {
		if (job->range_count == SHOW_RANGES_MAX)
			return call_refuse(job->call, "--frame: more than %d of them",
					   SHOW_RANGES_MAX);
		if (!take_range(piece, &job->ranges[job->range_count].first,
				&job->ranges[job->range_count].last))
			return call_refuse(job->call,
					   "--frame: '%.*s' is no number from 1 on and no range "
					   "such as 3-7 or 20-",
					   (int)piece.size, piece.data);
		job->range_count++;
	}
	return EXIT_DONE;
}

bool show_range_has(const struct show_job *job, uint64_t number)
{
	for (size_t i = 0; i < job->range_count; i++)
		if (number >= job->ranges[i].first && number <= job->ranges[i].last)
			return true;
	return job->range_count == 0;
}

bool show_range_past(const struct show_job *job, uint64_t number)
{
	for (size_t i = 0; i < job->range_count; i++)
		if (number <= job->ranges[i].last)
			return false;
	return job->range_count > 0;
}
