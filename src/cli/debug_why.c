/* debug_why.c - why a packet passed or not, and which instructions the packets came by.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/debug_session.h"

enum { WIDTH = 78, INDENT = 11, CLASS = 0x07, CLASS_JUMP = 5, CODE_JUMP_ALWAYS = 5, SOURCE_X = 8 };

/* The way through the program: what was executed, and what is to come if nobody interferes. */
struct way {
	size_t executed;
	unsigned column; /* while it is printed */
	bool decided;    /* by a branch: */
	struct weir_bpf_state branch;
	struct weir_bpf_state last; /* before the instruction that ended it */
	struct weir_bpf_state end;
};

static bool is_branch(const struct weir_bpf_op *op)
{
	return (op->code & CLASS) == CLASS_JUMP && op->code != CODE_JUMP_ALWAYS && op->jt != op->jf;
}

static void note_step(struct debug *d, struct way *way, const struct weir_bpf_state *before)
{
	if (before->at >= d->program.count)
		return;
	if (is_branch(&d->program.ops[before->at])) {
		way->branch = *before;
		way->decided = true;
	}
	way->last = *before;
	way->executed++;
}

static void put_step(struct debug *d, struct way *way, const struct weir_bpf_state *before)
{
	if (way->column + 8 > WIDTH) {
		fputs("\n           ", d->out);
		way->column = INDENT;
	}
	way->column += (unsigned)fprintf(d->out, " l%u", before->at);
}

static void walk(struct debug *d, struct way *way,
		 void (*visit)(struct debug *d, struct way *way,
			       const struct weir_bpf_state *before))
{
	struct weir_bpf_state state;

	for (size_t i = 0; i < d->steps; i++)
		visit(d, way, &d->states[i]);
	state = *debug_now(d);
	while (state.end == WEIR_BPF_RUNS) { /* jumps lead forward */
		visit(d, way, &state);
		weir_bpf_step(&d->program, &d->packet, &state);
	}
	way->end = state;
}

static void put_decision(struct debug *d, const struct way *way)
{
	const struct weir_bpf_op *op = &d->program.ops[way->branch.at];
	struct weir_bpf_state after = way->branch;

	fputs("decided by: ", d->out);
	debug_put_op(d, way->branch.at);
	weir_bpf_step(&d->program, &d->packet, &after);
	fprintf(d->out, "            A is %#x", way->branch.a);
	if (op->code & SOURCE_X)
		fprintf(d->out, ", X is %#x", way->branch.x);
	fprintf(d->out, ": %s\n", after.at == way->branch.at + 1 + op->jt ? "true" : "false");
}

enum exit_code debug_do_why(struct debug *d, const char *rest)
{
	enum exit_code code = debug_no_more(d, rest);
	struct way way = { 0 };

	if (code == EXIT_DONE)
		code = debug_needs_both(d);
	if (code != EXIT_DONE)
		return code;
	if (!d->has_packet) {
		fputs("the packet has nothing for the program to see\n", d->out);
		return EXIT_DONE;
	}
	walk(d, &way, note_step);
	fprintf(d->out, "packet %llu %s: %u\n", (unsigned long long)d->frame.number,
		way.end.result != 0 ? "passes" : "fails", way.end.result);
	fputs("ended by:   ", d->out);
	debug_put_op(d, way.last.at);
	if (way.end.end != WEIR_BPF_RETURNED) {
		fputs("            ", d->out);
		debug_put_end(d, &way.end);
	}
	if (way.decided)
		put_decision(d, &way);
	fputs("way:       ", d->out);
	way.column = INDENT;
	walk(d, &way, put_step);
	fprintf(d->out, "\n            %zu of %zu instructions\n", way.executed, d->program.count);
	return EXIT_DONE;
}

enum exit_code debug_do_coverage(struct debug *d, const char *rest)
{
	enum exit_code code = debug_needs_program(d);
	size_t executed = 0;

	if (code != EXIT_DONE)
		return code;
	struct weir_slice word = debug_word(&rest);
	code = debug_no_more(d, rest);
	if (code != EXIT_DONE)
		return code;
	if (debug_begins(word, "reset")) {
		memset(d->hits, 0, d->program.count * sizeof(*d->hits));
		d->counted = 0;
		return EXIT_DONE;
	}
	if (word.size > 0)
		return debug_refuse(d, EXIT_USE, "'%.*s' is not 'reset'",
				    word.size < 40 ? (int)word.size : 40, (const char *)word.data);
	for (size_t i = 0; i < d->program.count; i++) {
		uint64_t hits = d->hits[i];

		for (size_t k = 0; k < d->steps; k++)
			hits += d->states[k].at == i;
		executed += hits > 0;
		fprintf(d->out, "%12llu  ", (unsigned long long)hits);
		debug_put_op(d, i);
	}
	uint64_t packets = d->counted + (d->steps > 0);
	fprintf(d->out, "%zu of %zu instructions executed, %llu packet%s\n", executed,
		d->program.count, (unsigned long long)packets, packets == 1 ? "" : "s");
	return EXIT_DONE;
}
