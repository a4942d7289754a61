/* filter_output.c - what is kept goes out in the form it came in.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/filter_job.h"

enum {
	AT_SNAP = 16, /* in a pcap header, draft-ietf-opsawg-pcap section 4 */
	AT_LINK = 20,
	SNAP_DEFAULT = 262144,
	BLOCK_SECTION = 0x0a,
	AT_LENGTH = 16, /* of the section, in its header block */
};

static uint32_t load32(const uint8_t *p, bool big)
{
	return big ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
		   : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static uint32_t snap_of(const uint8_t *header)
{
	return load32(header + AT_SNAP, header[0] == 0xa1);
}

/* All but the snap length: byte order, resolution, version, time zone, link type. */
static bool headers_agree(const uint8_t *a, const uint8_t *b)
{
	return memcmp(a, b, AT_SNAP) == 0 &&
	       memcmp(a + AT_LINK, b + AT_LINK, WEIR_PCAP_HEADER - AT_LINK) == 0;
}

/* The form for all inputs, and for pcap the header: the first one's with the largest snap length. */
static enum filter_form choose_form(const struct filter_job *job, uint8_t *header)
{
	const struct filter_input *first = NULL;
	const struct filter_input *widest = NULL;

	for (size_t i = 0; i < job->input_count; i++) {
		const struct filter_input *input = &job->inputs[i];

		if (!input->usable)
			continue;
		if (!first)
			first = widest = input;
		if (input->pcap != first->pcap)
			return FILTER_MIXED;
		if (!input->pcap)
			continue;
		if (!headers_agree(input->header, first->header))
			return FILTER_MIXED;
		/* 0 stands for no limit: below it by one there is no other. */
		if (snap_of(input->header) - 1 > snap_of(widest->header) - 1)
			widest = input;
	}
	if (!first || !first->pcap)
		return FILTER_PCAPNG;
	memcpy(header, first->header, WEIR_PCAP_HEADER);
	memcpy(header + AT_SNAP, widest->header + AT_SNAP, AT_LINK - AT_SNAP);
	return FILTER_PCAP;
}

static enum exit_code refuse_input(const struct filter_job *job, const char *path)
{
	struct stat about;

	if (stat(path, &about) != 0)
		return EXIT_DONE;
	for (size_t i = 0; i < job->input_count; i++)
		if (job->inputs[i].regular && job->inputs[i].device == about.st_dev &&
		    job->inputs[i].inode == about.st_ino)
			return call_refuse(job->call, "-w: '%s' is also read; it would be lost",
					   path);
	return EXIT_DONE;
}

enum exit_code filter_output_open(struct filter_job *job, const char *path,
				  enum weir_packing packing)
{
	struct weir_capture_writer_options options = WEIR_CAPTURE_WRITER_OPTIONS;
	struct filter_output *output = &job->output;
	uint8_t header[WEIR_PCAP_HEADER];
	enum weir_status status;
	struct weir_error err;

	output->form = choose_form(job, header);
	if (job->anonymiser && output->form == FILTER_PCAPNG)
		output->form = FILTER_MIXED;
	output->packed = packing != WEIR_PACKING_NONE;
	options.raw = true;
	options.pcapng = output->form != FILTER_PCAP;
	options.packing = packing;
	if (strcmp(path, "-") != 0 && refuse_input(job, path) != EXIT_DONE)
		return EXIT_USE;
	status = weir_capture_writer_open(path, &options, &output->writer, &err);
	if (status == WEIR_OK && output->form == FILTER_PCAP)
		status = weir_capture_write_raw(
			output->writer, &(struct weir_slice){ header, sizeof(header) }, 1, &err);
	return status == WEIR_OK ? EXIT_DONE : call_fail(job->call, status, &err);
}

/* A section for frames that are written anew. */
static void begin_section(struct filter_output *output, uint16_t link, uint32_t snap)
{
	if (output->status == WEIR_OK)
		output->status =
			weir_capture_writer_section(output->writer, link, snap, &output->error);
	output->section = true;
	output->any = true;
}

void filter_output_begin(struct filter_job *job, const struct filter_input *input)
{
	struct filter_output *output = &job->output;
	uint32_t snap = snap_of(input->header);

	output->live = !input->regular;
	output->converts = output->form == FILTER_MIXED && (input->pcap || job->anonymiser);
	output->section = false;
	/* A frame above its file's snap length shall not be cut by ours. */
	if (snap < SNAP_DEFAULT)
		snap = SNAP_DEFAULT;
	if (snap > WEIR_FRAME_SIZE_MAX)
		snap = WEIR_FRAME_SIZE_MAX;
	if (output->converts && input->pcap)
		begin_section(output, input->link, snap);
}

static void write_runs(struct filter_output *output)
{
	if (output->run_count > 0 && output->status == WEIR_OK)
		output->status = weir_capture_write_raw(output->writer, output->runs,
							output->run_count, &output->error);
	output->run_count = 0;
}

static inline void add_run(struct filter_output *output, struct weir_slice piece)
{
	struct weir_slice *last = output->runs + output->run_count;

	if (output->run_count > 0 && last[-1].data + last[-1].size == piece.data) {
		last[-1].size += piece.size;
		return;
	}
	*last = piece;
	if (++output->run_count == FILTER_RUNS)
		write_runs(output);
}

/* A section's length does not hold any more when frames are missing: it is not given then. */
static void add_section(struct filter_output *output, struct weir_slice block)
{
	static const uint8_t unknown[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	size_t behind = AT_LENGTH + sizeof(unknown);

	add_run(output, (struct weir_slice){ block.data, AT_LENGTH });
	add_run(output, (struct weir_slice){ unknown, sizeof(unknown) });
	add_run(output, (struct weir_slice){ block.data + behind, block.size - behind });
}

/* Blocks say what a section written anew says itself, or what it must not say. */
static void write_anew(struct filter_output *output, const struct weir_frame *frame)
{
	if (frame->is_block)
		return;
	if (!output->section)
		begin_section(output, frame->link, 0);
	if (output->status == WEIR_OK)
		output->status = weir_capture_write(output->writer, frame, &output->error);
}

void filter_output_keep(struct filter_output *output, const struct weir_frame *frame)
{
	if (output->converts) {
		write_anew(output, frame);
	} else if (frame->is_block && frame->bytes.data[0] == BLOCK_SECTION) {
		add_section(output, frame->bytes);
	} else {
		add_run(output, weir_frame_record(frame));
	}
}

void filter_output_settle(struct filter_output *output)
{
	write_runs(output);
	if (output->live && !output->packed && output->status == WEIR_OK)
		output->status = weir_capture_writer_flush(output->writer, &output->error);
}

enum exit_code filter_output_close(struct filter_job *job)
{
	struct filter_output *output = &job->output;
	struct weir_error err;

	/* pcapng without frames, written anew, is a capture all the same. */
	if (output->converts && !output->any)
		begin_section(output, WEIR_LINK_ETHERNET, 0);
	enum weir_status status = weir_capture_writer_close(output->writer, &err);

	output->writer = NULL;
	if (output->status != WEIR_OK) {
		status = output->status;
		err = output->error;
	}
	if (status == WEIR_OK)
		return EXIT_DONE;
	progress_erase(&job->progress);
	/* `| head -c1` has what it wanted. */
	if (status == WEIR_E_SYSTEM && job->to_stdout && call_reader_left(job->call))
		return EXIT_DONE;
	return call_fail(job->call, status, &err);
}
