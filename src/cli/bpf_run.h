/* bpf_run.h - one run of dnsweir bpf run: what its files share.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_BPF_RUN_H
#define CLI_BPF_RUN_H

#include <dnsweir/rule.h>

#include "cli/bpf_metadata.h"
#include "cli/command.h"
#include "present/program_run.h"

/* Where the program comes from. A rule or an expression becomes one when the first packet's link type is
 * known. */
struct bpf_source {
	const char *words;      /* at most one of the three */
	const char *rule;       /* -f */
	const char *expression; /* -e */
	enum weir_bpf_place place;
	struct weir_bpf_program program;
	uint16_t link; /* that a rule or an expression was compiled for */
};

struct bpf_run {
	struct invocation *call;
	struct bpf_source source;
	struct bpf_metadata_given given;
	struct program_run run;
	struct output output;
	uint64_t limit; /* packets */
	bool quiet, coverage;
	bool why_refused;
	uint64_t why; /* a packet's number; 0: none asked for */
	enum exit_code code;
};

/* bpf_run_source.c: a program given as such is read and checked at once. Complains. */
enum exit_code bpf_source_open(struct invocation *call, struct bpf_source *source);
/* The program for frames of a link type; complains. */
enum exit_code bpf_source_ready(struct invocation *call, struct bpf_source *source, uint16_t link);
/* Is the frame one that it was compiled for? */
bool bpf_source_fits(const struct bpf_source *source, uint16_t link);
void bpf_source_close(struct bpf_source *source);

/* bpf_run_input.c: all packets of a capture, or of text in hex. False: nothing more is wanted. */
bool bpf_run_capture(struct bpf_run *job, const char *path);
bool bpf_run_hex(struct bpf_run *job, const char *name, struct weir_slice text);
bool bpf_run_hex_file(struct bpf_run *job, const char *path);

/* cmd_bpf_run.c: the frame through the program; false: nothing more is wanted. */
bool bpf_run_frame(struct bpf_run *job, const struct weir_frame *frame);

#endif
