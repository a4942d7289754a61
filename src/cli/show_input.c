/* show_input.c - frames and messages from each input to the printer, by the user's choice.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/hex.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/show_job.h"

void show_blame(struct show_job *job, enum exit_code code)
{
	if (code > job->code)
		job->code = code;
}

bool show_ended(struct show_job *job)
{
	job->interrupted = call_interrupted(job->call);
	return job->counters.shown >= job->limit || job->interrupted || call_out_lost(job->call) ||
	       job->printer.output.status != WEIR_OK;
}

void show_message(struct show_job *job, struct show_item *item)
{
	show_print(&job->printer, item);
	job->counters.shown++;
	job->counters.malformed += item->flaw_count > 0;
}

bool show_rule_holds(const struct show_job *job, const struct weir_datagram *datagram)
{
	return !job->rule || weir_rule_message(job->rule, datagram);
}

static void drain(struct show_job *job, struct weir_traffic *traffic)
{
	struct weir_datagram datagram;
	struct show_item item;

	while (weir_traffic_next(traffic, &datagram) == WEIR_OK) {
		if (show_ended(job))
			continue;
		if (!job->matched || !show_range_has(job, datagram.number) ||
		    !show_rule_holds(job, &datagram)) {
			job->counters.left_out++;
			continue;
		}
		show_item_of(&item, &datagram);
		item.timeless = datagram.frame && !datagram.frame->has_time;
		show_message(job, &item);
	}
}

/* --all: the frame's line with all messages that it completes. */
static void show_line_of_frame(struct show_job *job, struct weir_traffic *traffic,
			       const struct weir_frame *frame)
{
	struct show_item item = { .frame = frame, .packet = weir_traffic_packet(traffic) };
	bool wanted = job->matched && show_range_has(job, frame->number);
	bool holds = wanted && (!job->rule || weir_rule_frame(job->rule, frame));
	struct weir_datagram datagram;
	bool any = false;

	weir_traffic_conversation(traffic, &item.conversation);
	struct show_item first = item;
	while (weir_traffic_next(traffic, &datagram) == WEIR_OK) {
		if (!wanted || (!holds && !show_rule_holds(job, &datagram)))
			continue;
		show_item_of(&item, &datagram);
		job->counters.malformed += item.flaw_count > 0;
		item.frame = first.frame;
		item.packet = first.packet;
		item.conversation = first.conversation;
		item.piece = any ? SHOW_MORE : SHOW_WHOLE;
		any = true;
		show_print(&job->printer, &item);
	}
	if (!holds && !any)
		return;
	if (!any)
		show_print(&job->printer, &first);
	item.piece = SHOW_END;
	show_print(&job->printer, &item);
	job->counters.shown++;
}

enum weir_status show_frame(struct show_job *job, struct weir_traffic *traffic,
			    const struct weir_frame *frame, struct weir_error *err)
{
	enum weir_status status = WEIR_OK;

	job->matched = true;
	if (job->filter)
		status = expression_match(job->filter, frame, &job->matched, err);
	if (status == WEIR_OK)
		status = weir_traffic_feed(traffic, frame);
	if (status != WEIR_OK)
		return status;
	if (job->printer.form->every_frame)
		show_line_of_frame(job, traffic, frame);
	else
		drain(job, traffic);
	return WEIR_OK;
}

enum weir_status show_finish(struct show_job *job, struct weir_traffic *traffic)
{
	enum weir_status status = weir_traffic_finish(traffic);
	struct weir_datagram unused;

	/* The end of a file belongs to no frame: --all has no line for it, -e nothing to look at. */
	job->matched = !job->filter;
	if (status == WEIR_OK && !job->printer.form->every_frame)
		drain(job, traffic);
	while (status == WEIR_OK && weir_traffic_next(traffic, &unused) == WEIR_OK)
		job->counters.left_out++;
	return status;
}

static enum weir_status show_frames(struct show_job *job, struct weir_capture *capture,
				    struct weir_traffic *traffic, struct weir_error *err)
{
	struct weir_frame frame;
	enum weir_status status = WEIR_OK;

	while (!show_ended(job) && (status = weir_capture_next(capture, &frame, err)) == WEIR_OK) {
		if (show_range_past(job, frame.number))
			return WEIR_OK;
		status = show_frame(job, traffic, &frame, err);
		if (status != WEIR_OK)
			return status;
	}
	if (status == WEIR_OK)
		return WEIR_OK;
	enum weir_status finished = show_finish(job, traffic);
	if (finished != WEIR_OK)
		return finished;
	return status == WEIR_END ? WEIR_OK : status;
}

static enum weir_status show_capture(struct show_job *job, struct weir_capture *capture,
				     struct weir_error *err)
{
	struct weir_traffic_counters counters;
	struct weir_capture_info info;
	struct weir_traffic *traffic;
	enum weir_status status = weir_traffic_open(&job->traffic, &traffic, err);

	if (status == WEIR_OK) {
		*err = (struct weir_error){ .text = "" };
		status = show_frames(job, capture, traffic, err);
		weir_traffic_counters(traffic, &counters);
		show_counters_add(&job->counters, &counters);
		weir_traffic_close(traffic);
	}
	weir_capture_info(capture, &info);
	job->counters.oddities += info.oddities;
	job->counters.octets_lost += info.octets_lost;
	return status;
}

static enum weir_status show_file(struct show_job *job, const char *path,
				  const struct weir_capture_options *options,
				  struct weir_error *err)
{
	struct weir_capture *capture;
	enum weir_status status = weir_capture_open(path, options, &capture, err);

	if (status != WEIR_OK)
		return status;
	status = show_capture(job, capture, err);
	weir_capture_close(capture);
	return status;
}

/* Fill `text` from standard input until it ends; *size is what is there already. A failing read is
 * left to the next one. */
static void read_on(uint8_t *text, size_t capacity, size_t *size)
{
	ssize_t n;

	do {
		n = read(STDIN_FILENO, text + *size, capacity - *size);
		if (n > 0)
			*size += (size_t)n;
	} while (*size < capacity && (n > 0 || (n < 0 && errno == EINTR)));
}

/* A capture or hex: its first octets tell. */
static enum weir_status show_standard_input(struct show_job *job, struct weir_error *err)
{
	enum { FIRST = 4096 };
	struct weir_capture_options options = WEIR_CAPTURE_OPTIONS;
	uint8_t first[FIRST];
	ssize_t n;

	do
		n = read(STDIN_FILENO, first, sizeof(first));
	while (n < 0 && errno == EINTR);
	size_t size = n > 0 ? (size_t)n : 0;
	options.prefix = (struct weir_slice){ first, size };
	if (!weir_hex_looks(options.prefix))
		return show_file(job, "-", &options, err);
	uint8_t *text = malloc(SHOW_HEX_MAX);
	if (!text) {
		*err = (struct weir_error){ .text = "standard input: out of memory" };
		return WEIR_E_MEMORY;
	}
	memcpy(text, first, size);
	read_on(text, SHOW_HEX_MAX, &size);
	enum weir_status status = WEIR_E_RANGE;
	if (size == SHOW_HEX_MAX)
		*err = (struct weir_error){ .text = "standard input: more than 4 MiB of hex" };
	else
		status = show_hex_text(job, (struct weir_slice){ text, size }, err);
	if (status == WEIR_E_FORM)
		call_note(job->call, "standard input is no capture, so it was read as hex");
	free(text);
	return status;
}

enum weir_status show_input(struct show_job *job, const char *operand, struct weir_error *err)
{
	static const char prefix[] = "hex:";
	size_t size = sizeof(prefix) - 1;

	if (strncmp(operand, prefix, size) == 0)
		return show_hex_text(job,
				     (struct weir_slice){ (const uint8_t *)operand + size,
							  strlen(operand) - size },
				     err);
	if (strcmp(operand, "-") == 0)
		return show_standard_input(job, err);
	return show_file(job, operand, NULL, err);
}
