/* filter_window.c - inputs that must be seen before they are written: files twice, pipes with a delay.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "cli/filter_job.h"
#include "cli/filter_whole.h"

enum { WINDOW = 1024 };

/* What was read from a pipe and not yet written; the oldest goes when there is no more room. */
struct window {
	struct weir_batch batches[WINDOW];
	unsigned first, count;
};

/* All frames of a batch are asked and told. */
static enum weir_status feed(struct filter_job *job, struct whole *whole,
			     const struct weir_batch *batch, struct weir_error *err)
{
	enum weir_status status = WEIR_OK;

	for (size_t i = 0; i < batch->count && status == WEIR_OK; i++) {
		const struct weir_frame *frame = &batch->frames[i];
		bool matches;

		if (frame->is_block)
			continue;
		status = filter_test_frame(job->test, frame, &matches, err);
		if (status != WEIR_OK)
			return status;
		job->counters.frames++;
		job->counters.matched += matches;
		status = whole_feed(whole, frame, matches);
		if (status != WEIR_OK)
			*err = (struct weir_error){ .text = "" };
	}
	return status;
}

static enum weir_status emit(struct filter_job *job, struct whole *whole,
			     const struct weir_batch *batch, struct weir_error *err)
{
	enum weir_status status = WEIR_OK;

	for (size_t i = 0; i < batch->count && !filter_ended(job); i++) {
		const struct weir_frame *frame = &batch->frames[i];

		if (frame->is_block) {
			filter_output_keep(&job->output, frame);
			continue;
		}
		whole_gone(whole, frame->number);
		if (whole_has(whole, frame->number) == job->invert)
			continue;
		status = filter_keep(job, batch, frame);
		if (status != WEIR_OK) {
			*err = (struct weir_error){ .text = "" };
			break;
		}
	}
	filter_output_settle(&job->output);
	return status;
}

static enum weir_status emit_oldest(struct filter_job *job, struct whole *whole,
				    struct window *window, struct weir_error *err)
{
	struct weir_batch *batch = &window->batches[window->first];
	enum weir_status status = emit(job, whole, batch, err);

	weir_batch_close(batch);
	window->first = (window->first + 1) % WINDOW;
	window->count--;
	return status;
}

static enum weir_status fill(struct filter_job *job, struct whole *whole, struct window *window,
			     struct weir_capture *capture, struct weir_error *err)
{
	enum weir_status status = WEIR_OK;

	*err = (struct weir_error){ .text = "" };
	while (!filter_ended(job) && status == WEIR_OK) {
		if (window->count == WINDOW)
			status = emit_oldest(job, whole, window, err);
		struct weir_batch *batch =
			&window->batches[(window->first + window->count) % WINDOW];
		if (status == WEIR_OK)
			status = weir_batch_open(batch, 0, 0);
		if (status != WEIR_OK)
			return status;
		window->count++;
		status = weir_capture_read(capture, batch, err);
		if (status == WEIR_OK)
			status = feed(job, whole, batch, err);
		filter_progress(job, capture);
	}
	return status;
}

/* Frames wait for what follows them; at the end, and at damage, all that wait go. */
static enum weir_status pass_pipe(struct filter_job *job, struct whole *whole,
				  struct weir_capture *capture, struct weir_error *err)
{
	struct window *window = calloc(1, sizeof(*window));
	struct weir_error later;

	*err = (struct weir_error){ .text = "" };
	if (!window)
		return WEIR_E_MEMORY;
	enum weir_status status = fill(job, whole, window, capture, err);
	enum weir_status finished = whole_finish(whole);
	while (window->count > 0) {
		enum weir_status emitted = emit_oldest(job, whole, window, &later);
		if (finished == WEIR_OK)
			finished = emitted;
	}
	free(window);
	job->counters.late += whole_late(whole);
	return status == WEIR_OK || status == WEIR_END ? finished : status;
}

/* The same file from its beginning, now that it is known what is wanted. */
static enum weir_status write_file(struct filter_job *job, struct whole *whole,
				   struct weir_batch *batch, struct weir_capture *capture,
				   struct weir_error *err)
{
	enum weir_status status = WEIR_OK;

	while (!filter_ended(job) && (status = weir_capture_read(capture, batch, err)) == WEIR_OK) {
		status = emit(job, whole, batch, err);
		if (status != WEIR_OK)
			return status;
	}
	return status;
}

static enum weir_status read_file(struct filter_job *job, struct whole *whole,
				  struct weir_batch *batch, struct weir_capture *capture,
				  struct weir_error *err)
{
	enum weir_status status = WEIR_OK;

	while (!filter_ended(job) && (status = weir_capture_read(capture, batch, err)) == WEIR_OK) {
		status = feed(job, whole, batch, err);
		filter_progress(job, capture);
		if (status != WEIR_OK)
			return status;
	}
	return status;
}

static bool damage(enum weir_status status)
{
	return status == WEIR_E_CUT || status == WEIR_E_FORM || status == WEIR_E_SUPPORT;
}

static enum weir_status pass_file(struct filter_job *job, struct whole *whole,
				  struct filter_input *input, struct weir_error *err)
{
	struct weir_batch batch;
	enum weir_status status = weir_batch_open(&batch, 0, 0);

	*err = (struct weir_error){ .text = "" };
	if (status != WEIR_OK)
		return status;
	status = read_file(job, whole, &batch, input->capture, err);
	/* What comes before damage is written all the same; the second reading tells of it. */
	if (status == WEIR_OK || status == WEIR_END || damage(status))
		status = whole_finish(whole);
	weir_capture_close(input->capture);
	input->capture = NULL;
	if (status == WEIR_OK)
		status = filter_input_open(input, err);
	if (status == WEIR_OK)
		status = write_file(job, whole, &batch, input->capture, err);
	weir_batch_close(&batch);
	return status;
}

enum weir_status filter_window_pass(struct filter_job *job, struct filter_input *input,
				    struct weir_error *err)
{
	const struct whole_options options = { .rule = filter_test_rule(job->test),
					       .ports = job->ports,
					       .pair = job->pair };
	struct whole *whole;
	enum weir_status status = whole_open(&options, &whole, err);

	if (status != WEIR_OK)
		return status;
	status = input->regular ? pass_file(job, whole, input, err)
				: pass_pipe(job, whole, input->capture, err);
	whole_close(whole);
	return status == WEIR_END ? WEIR_OK : status;
}
