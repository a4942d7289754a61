/* bpf_prove.h - one run of dnsweir bpf prove: what its files share.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_BPF_PROVE_H
#define CLI_BPF_PROVE_H

#include <dnsweir/prove.h>
#include <dnsweir/rule.h>

#include "cli/command.h"
#include "present/proof.h"

enum {
	OPT_RULE,
	OPT_EXPRESSION,
	OPT_TARGET,
	OPT_WITHIN_DEPTH,
	OPT_GIVEN,
	OPT_GIVEN_PROGRAM,
	OPT_SHORTEST,
	OPT_LONGEST,
	OPT_CLAIM,
	OPT_IMPLIES,
	OPT_NEVER_BOTH,
	OPT_VALUES,
	OPT_TIMEOUT,
	OPT_MEMORY,
	OPT_WRITE,
	OPT_JSON,
};

/* A program, and the rule that it was compiled from. */
struct prove_side {
	struct weir_bpf_program program;
	struct weir_rule *rule; /* NULL: none */
};

struct prove_job {
	struct invocation *call;
	enum weir_target target;
	struct prove_side sides[2];
	size_t side_count;
	struct prove_side given, liked; /* without instructions where there is none */
	struct weir_prove_question question;
	struct weir_prove_result result;
};

/* bpf_prove_sides.c: the programs that operands and options name. */
enum exit_code prove_take_sides(struct prove_job *job);
void prove_close_sides(struct prove_job *job);

/* bpf_prove_packet.c: the counterexample as a line, as a file, and held against the rules. */
enum exit_code prove_show_packet(struct prove_job *job);
/* The link type of a target's packets; false: it has none. */
bool prove_link(enum weir_target target, uint16_t *link);

#endif
