/* program_walk.c - a packet through a BPF program, instruction by instruction.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/program_walk.h"

enum { CLASS = 7, JUMP = 5, JUMP_ALWAYS = 5, RETURN = 6, WITH_X = 8 };

static bool is_branch(const struct weir_bpf_op *op)
{
	return (op->code & CLASS) == JUMP && op->code != JUMP_ALWAYS;
}

static bool holds(const struct weir_bpf_op *op, uint32_t a, uint32_t x)
{
	uint32_t operand = op->code & WITH_X ? x : op->k;

	switch (op->code >> 4) {
	case 1:
		return a == operand;
	case 2:
		return a > operand;
	case 3:
		return a >= operand;
	default:
		return (a & operand) != 0;
	}
}

/* A branch or a load of octets becomes the last one so far. */
static void remember(const struct weir_bpf_op *op, const struct program_step *step,
		     struct program_counts *counts, struct program_step *load, bool *loaded,
		     struct program_verdict *out)
{
	if (is_branch(op)) {
		out->branched = true;
		out->branch = *step;
		out->held = holds(op, step->a, step->x);
		/* What was loaded behind it had no say in it. */
		out->loaded = *loaded;
		out->load = *load;
		counts->held += out->held;
		counts->held_not += !out->held;
	} else if (program_reach(op, 0).size > 0) {
		*loaded = true;
		*load = *step;
	}
}

void program_walk(struct program_run *run, const struct weir_bpf_packet *packet,
		  struct program_verdict *out)
{
	const struct weir_bpf_program *program = run->program;
	struct weir_bpf_state state = { 0 };
	struct program_step step;
	struct program_step load = { 0 };
	bool loaded = false;
	bool more = true;

	out->branched = out->loaded = false;
	while (more) { /* all jumps lead forward */
		const struct weir_bpf_op *op = &program->ops[state.at];

		step = (struct program_step){ state.at, state.a, state.x };
		run->counts[step.at].executed++;
		remember(op, &step, &run->counts[step.at], &load, &loaded, out);
		more = weir_bpf_step(program, packet, &state);
	}
	out->decided = out->branched && program->ops[step.at].code == RETURN;
	/* Where A itself was returned, or no branch was, any load counts. */
	if (!out->decided) {
		out->loaded = loaded && load.at != step.at;
		out->load = load;
	}
	out->last = step;
	out->end = state.end;
	out->result = state.result;
	out->bytes = packet->bytes;
	run->matched += state.result > 0;
	run->refused += state.result == 0;
	if (state.result > 0)
		return;
	if (!out->decided)
		run->counts[step.at].ended++;
	else if (out->held)
		run->counts[out->branch.at].ended_held++;
	else
		run->counts[out->branch.at].ended_held_not++;
}
