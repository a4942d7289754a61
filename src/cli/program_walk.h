/* program_walk.h - a packet through a BPF program: the verdict, what led to it, and counts.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_PROGRAM_WALK_H
#define CLI_PROGRAM_WALK_H

#include "present/program_run.h"

/* Executes the program, which has been checked, and counts into `run`; `out` has number and skipped set by the
 * caller. */
void program_walk(struct program_run *run, const struct weir_bpf_packet *packet,
		  struct program_verdict *out);

#endif
