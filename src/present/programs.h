/* programs.h - classic BPF programs that a rule became, and what running them took.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_PROGRAMS_H
#define PRESENT_PROGRAMS_H

#include <dnsweir/rule.h>

#include <stdio.h>

/* Instructions executed, over the packets of a capture. */
struct programs_run {
	uint64_t packets, instructions, most;
};

struct programs_facts {
	const struct weir_rule *rule;
	enum weir_target target;
	const struct weir_programs *programs;
	bool ran;
	struct programs_run hits, misses;
	uint64_t skipped; /* frames of other link types, and where what is given does not hold */
};

struct programs_form {
	enum weir_bpf_form form;
	bool json;
};
extern const struct programs_form programs_bytecode;
extern const struct programs_form programs_asm;
extern const struct programs_form programs_c;
extern const struct programs_form programs_d;
extern const struct programs_form programs_ddd;
extern const struct programs_form programs_old;
extern const struct programs_form programs_dd;
extern const struct programs_form programs_rows;
extern const struct programs_form programs_json;

/* WEIR_E_MEMORY: nothing was written. */
enum weir_status programs_print(FILE *file, const struct programs_form *form,
				const struct programs_facts *facts);
/* A line or two of numbers, for people. */
void programs_summary(FILE *file, const struct programs_facts *facts);

#endif
