/* program_run.h - what a BPF program made of packets: verdicts, reasons, counts, coverage.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_PROGRAM_RUN_H
#define PRESENT_PROGRAM_RUN_H

#include <dnsweir/bpf.h>

#include <stdio.h>

#include "present/output.h"

struct palette;

/* A step worth telling: an instruction, and the registers before it. */
struct program_step {
	uint32_t at, a, x;
};

/* What became of one packet. */
struct program_verdict {
	uint64_t number;
	const char *skipped; /* why no program saw it; NULL: one did */
	enum weir_bpf_end end;
	struct program_step last; /* the instruction that ended it */
	uint32_t result;
	/* What led there: the last branch, and the last load of octets up to it (where the program ended by
	 * itself, else before the end). */
	bool branched, held, loaded;
	bool decided; /* it was the branch that decided: what ended the program is a `ret` of a number */
	struct program_step branch, load;
	struct weir_slice bytes;
};

/* Per instruction, as many as the program has. */
struct program_counts {
	uint64_t executed;
	uint64_t held, held_not; /* of a branch */
	/* Packets refused here: by ending the program; as the branch, which held or did not, that led to a
	 * `ret` of a number. */
	uint64_t ended, ended_held, ended_held_not;
};

struct program_run {
	const struct weir_bpf_program *program;
	struct program_counts *counts;
	uint64_t packets, matched, refused, skipped;
};

struct program_run_form {
	/* A packet's line; with `why` the reason, too. */
	void (*verdict)(struct output *out, const struct palette *palette,
			const struct program_run *run, const struct program_verdict *verdict,
			bool why);
	void (*end)(struct output *out, const struct palette *palette,
		    const struct program_run *run, bool coverage);
};
extern const struct program_run_form program_run_text;
extern const struct program_run_form program_run_json;

/* What an instruction reads of a packet: where, as it is counted, and how much. */
struct program_reach {
	uint32_t offset;
	unsigned size; /* 0: it reads no octets */
	/* "", or what an offset below 0 counts from; "nowhere" where it stays above INT32_MAX. */
	const char *from;
};
struct program_reach program_reach(const struct weir_bpf_op *op, uint32_t x);

/* Do the counts say that a branch was executed, and went one way only? */
struct program_ways {
	unsigned ops, ops_done;   /* instructions, and those executed */
	unsigned ways, ways_done; /* of branches: two each where they differ */
};
struct program_ways program_ways(const struct program_run *run);

#endif
