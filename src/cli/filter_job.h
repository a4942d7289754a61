/* filter_job.h - one run of dnsweir filter: what its files share.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_FILTER_JOB_H
#define CLI_FILTER_JOB_H

#include <dnsweir/anonymise.h>
#include <dnsweir/capture.h>

#include <sys/types.h>

#include "cli/command.h"
#include "cli/filter_test.h"
#include "present/filter_summary.h"
#include "present/progress.h"

/* One operand. What can be opened twice is opened again when its turn comes; a pipe stays open. */
struct filter_input {
	const char *path;
	struct weir_capture *capture; /* NULL: to be opened */
	uint8_t header[WEIR_PCAP_HEADER];
	uint16_t link; /* of a pcap file */
	bool pcap;     /* `header` is that of the file */
	bool regular;
	bool usable;
	dev_t device; /* of a regular file, to find it again as the output */
	ino_t inode;
};

enum filter_form {
	FILTER_PCAP,   /* all inputs are pcap and agree: records are copied */
	FILTER_PCAPNG, /* all are pcapng: sections are copied */
	FILTER_MIXED,  /* pcapng; a pcap file becomes a section */
};

enum { FILTER_RUNS = 1024 };

/* What is kept, on its way out. */
struct filter_output {
	struct weir_capture_writer *writer;
	enum filter_form form;
	bool converts; /* frames of the input being read become a section of their own */
	bool section;  /* ... which was begun */
	bool any;      /* ... as was one before */
	bool live;     /* it is no file: what is kept is written at once */
	bool packed;
	/* Pieces of the batch being read that go out as they are. */
	struct weir_slice runs[FILTER_RUNS];
	size_t run_count;
	enum weir_status status; /* the first failure */
	struct weir_error error;
};

struct filter_job {
	struct invocation *call;
	struct filter_test *test;
	struct weir_anonymiser *anonymiser; /* NULL: addresses stay */
	bool invert;
	bool whole; /* all frames of a message, and with `pair` those of its counterpart */
	bool pair;
	uint16_t ports[WEIR_PORTS_MAX];
	bool to_stdout;
	uint64_t limit; /* frames written; UINT64_MAX: all */
	struct filter_input *inputs;
	size_t input_count;
	struct filter_output output;
	struct filter_counters counters;
	struct progress progress;
	struct progress_state done; /* inputs read to their end */
	bool interrupted;
	enum exit_code code; /* the worst that happened */
};

void filter_blame(struct filter_job *job, enum exit_code code);
/* Complain about an input and remember the exit code. */
void filter_fault(struct filter_job *job, enum weir_status status, const struct weir_error *err);
/* Nothing more is wanted, or nobody takes it. */
bool filter_ended(const struct filter_job *job);

/* filter_input.c: look at each operand's beginning; false: none can be read. */
enum exit_code filter_inputs_open(struct filter_job *job);
void filter_inputs_close(struct filter_job *job);
/* All frames of one input through the test to the output. */
void filter_input_pass(struct filter_job *job, struct filter_input *input);

/* filter_anonymise.c: `key` as typed. */
enum exit_code filter_anonymiser_open(struct filter_job *job, const char *key, bool macs);
/* In place; false: the frame is not fit to be shown, and counted. */
bool filter_anonymise(struct filter_job *job, const struct weir_frame *frame, uint8_t *bytes,
		      enum weir_status *status);

/* The frame goes out, changed where that was asked for. */
enum weir_status filter_keep(struct filter_job *job, const struct weir_batch *batch,
			     const struct weir_frame *frame) WEIR_MUST_USE;
enum weir_status filter_input_open(struct filter_input *input,
				   struct weir_error *err) WEIR_MUST_USE;
void filter_progress(struct filter_job *job, const struct weir_capture *capture);
/* filter_window.c: the same as a plain pass, with --whole and --pair. */
enum weir_status filter_window_pass(struct filter_job *job, struct filter_input *input,
				    struct weir_error *err) WEIR_MUST_USE;

/* filter_output.c: what form is right for these inputs, and its beginning. `path` "-": standard output. */
enum exit_code filter_output_open(struct filter_job *job, const char *path,
				  enum weir_packing packing);
void filter_output_begin(struct filter_job *job, const struct filter_input *input);
/* The frame or block; its octets must stay until filter_output_settle. */
void filter_output_keep(struct filter_output *output, const struct weir_frame *frame);
void filter_output_settle(struct filter_output *output);
enum exit_code filter_output_close(struct filter_job *job);

#endif
