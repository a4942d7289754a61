/* filter_input.c - what the operands are, and their frames through the test to the output.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/filter_job.h"

void filter_blame(struct filter_job *job, enum exit_code code)
{
	if (code > job->code)
		job->code = code;
}

void filter_fault(struct filter_job *job, enum weir_status status, const struct weir_error *err)
{
	progress_erase(&job->progress);
	filter_blame(job, call_fail(job->call, status, err));
}

bool filter_ended(const struct filter_job *job)
{
	return job->counters.written >= job->limit || job->interrupted ||
	       job->output.status != WEIR_OK;
}

enum weir_status filter_input_open(struct filter_input *input, struct weir_error *err)
{
	struct weir_capture_options options = WEIR_CAPTURE_OPTIONS;

	options.keep_blocks = true;
	return weir_capture_open(input->path, &options, &input->capture, err);
}

/* `again`: there are others, which shall not all be open at once. */
static void look(struct filter_job *job, struct filter_input *input, bool again)
{
	struct weir_error err;
	struct stat about;

	if (strcmp(input->path, "-") != 0 && stat(input->path, &about) == 0 &&
	    S_ISREG(about.st_mode)) {
		input->regular = true;
		input->device = about.st_dev;
		input->inode = about.st_ino;
	}
	enum weir_status status = filter_input_open(input, &err);
	if (status != WEIR_OK) {
		filter_fault(job, status, &err);
		return;
	}
	struct weir_slice header = weir_capture_header(input->capture);
	input->link = weir_capture_link(input->capture);
	input->pcap = header.size > 0;
	memcpy(input->header, header.data, header.size);
	input->usable = true;
	if (again && input->regular) {
		weir_capture_close(input->capture);
		input->capture = NULL;
	}
}

enum exit_code filter_inputs_open(struct filter_job *job)
{
	static const char *const standard_input[] = { "-" };
	struct invocation *call = job->call;
	const char *const *paths = call->operand_count > 0 ? call->operands : standard_input;
	size_t count = call->operand_count > 0 ? call->operand_count : 1;
	bool any = false;

	job->inputs = calloc(count, sizeof(*job->inputs));
	if (!job->inputs)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	job->input_count = count;
	for (size_t i = 0; i < count; i++) {
		job->inputs[i].path = paths[i];
		look(job, &job->inputs[i], count > 1);
		any = any || job->inputs[i].usable;
	}
	return any ? EXIT_DONE : job->code;
}

void filter_inputs_close(struct filter_job *job)
{
	for (size_t i = 0; i < job->input_count; i++)
		weir_capture_close(job->inputs[i].capture);
	free(job->inputs);
}

/* A frame that matches goes out, changed where that was asked for. */
enum weir_status filter_keep(struct filter_job *job, const struct weir_batch *batch,
			     const struct weir_frame *frame)
{
	/* The batch is ours to change. */
	uint8_t *bytes = batch->data + (frame->bytes.data - batch->data);
	enum weir_status status = WEIR_OK;

	if (job->anonymiser && !filter_anonymise(job, frame, bytes, &status))
		return status;
	filter_output_keep(&job->output, frame);
	job->counters.written++;
	return WEIR_OK;
}

/* Frames up to the limit through the test. */
static enum weir_status pass_batch(struct filter_job *job, const struct weir_batch *batch,
				   struct weir_error *err)
{
	uint64_t frames = 0;
	uint64_t matched = 0;
	enum weir_status status = WEIR_OK;

	for (size_t i = 0; i < batch->count && job->counters.written < job->limit; i++) {
		const struct weir_frame *frame = &batch->frames[i];
		bool matches;

		if (frame->is_block) {
			filter_output_keep(&job->output, frame);
			continue;
		}
		status = filter_test_frame(job->test, frame, &matches, err);
		if (status != WEIR_OK)
			break;
		frames++;
		if (matches == job->invert)
			continue;
		matched++;
		status = filter_keep(job, batch, frame);
		if (status != WEIR_OK) {
			*err = (struct weir_error){ .text = "" };
			break;
		}
	}
	job->counters.frames += frames;
	job->counters.matched += matched;
	return status;
}

void filter_progress(struct filter_job *job, const struct weir_capture *capture)
{
	struct progress_state state = job->done;
	struct weir_capture_info info;

	weir_capture_info(capture, &info);
	state.octets += info.file_done;
	state.packets = job->counters.frames;
	progress_step(&job->progress, &state);
	job->interrupted = call_interrupted(job->call);
}

static enum weir_status pass(struct filter_job *job, struct weir_capture *capture,
			     struct weir_error *err)
{
	struct weir_batch batch;
	enum weir_status status = weir_batch_open(&batch, 0, 0);

	if (status != WEIR_OK) {
		*err = (struct weir_error){ .text = "" };
		return status;
	}
	while (!filter_ended(job) &&
	       (status = weir_capture_read(capture, &batch, err)) == WEIR_OK) {
		status = pass_batch(job, &batch, err);
		filter_output_settle(&job->output);
		filter_progress(job, capture);
		if (status != WEIR_OK)
			break;
	}
	weir_batch_close(&batch);
	return status == WEIR_END ? WEIR_OK : status;
}

static void add_info(struct filter_job *job, const struct filter_input *input)
{
	struct weir_capture_info info;

	/* A file that could not be opened again has nothing to say. */
	if (!input->capture)
		return;
	weir_capture_info(input->capture, &info);
	job->done.octets += info.file_done;
	job->counters.frames_cut += info.frames_cut;
	job->counters.oddities += info.oddities;
	job->counters.octets_lost += info.octets_lost;
	job->counters.sections_skipped += info.sections_skipped;
}

void filter_input_pass(struct filter_job *job, struct filter_input *input)
{
	struct weir_error err;
	enum weir_status status = WEIR_OK;

	if (!input->capture)
		status = filter_input_open(input, &err);
	if (status != WEIR_OK) {
		filter_fault(job, status, &err);
		return;
	}
	filter_output_begin(job, input);
	if (job->whole)
		status = filter_window_pass(job, input, &err);
	else
		status = pass(job, input->capture, &err);
	add_info(job, input);
	if (status != WEIR_OK)
		filter_fault(job, status, &err);
	weir_capture_close(input->capture);
	input->capture = NULL;
}
