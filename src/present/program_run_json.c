/* program_run_json.c - what a BPF program made of packets, as JSON: an object a packet, and one at the end.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/json.h"
#include "present/program_run.h"

static const char *end_key(enum weir_bpf_end end)
{
	switch (end) {
	case WEIR_BPF_RETURNED:
		return "returned";
	case WEIR_BPF_LEFT_PACKET:
		return "left_packet";
	case WEIR_BPF_DIVIDED_BY_ZERO:
		return "divided_by_zero";
	case WEIR_BPF_NO_DEVICE:
		return "no_device";
	case WEIR_BPF_RUNS:
	case WEIR_BPF_FELL_OFF:
	case WEIR_BPF_NO_SUCH_OP:
		break;
	}
	return "broken";
}

static void put_op(struct json *j, const struct program_run *run, size_t at)
{
	json_member_u64(j, "at", at);
	json_key(j, "instruction");
	weir_bpf_print_op(&run->program->ops[at], at, json_open_string(j));
	json_close_string(j);
}

static void put_step(struct json *j, const struct program_run *run, const struct program_step *step)
{
	put_op(j, run, step->at);
	json_member_u64(j, "a", step->a);
	json_member_u64(j, "x", step->x);
}

/* Where a load read, and the octets if they are there. */
static void put_reach(struct json *j, const struct program_run *run,
		      const struct program_verdict *v, const struct program_step *step)
{
	struct program_reach reach = program_reach(&run->program->ops[step->at], step->x);

	if (reach.size == 0)
		return;
	json_member_u64(j, "offset", reach.offset);
	if (reach.from[0])
		json_member_text(j, "from", reach.from);
	else if (reach.offset <= v->bytes.size && reach.size <= v->bytes.size - reach.offset)
		json_member_hex(j, "octets",
				(struct weir_slice){ v->bytes.data + reach.offset, reach.size });
}

static void put_why(struct json *j, const struct program_run *run, const struct program_verdict *v)
{
	json_member_object(j, "why");
	put_step(j, run, &v->last);
	put_reach(j, run, v, &v->last);
	json_member_u64(j, "octets_captured", v->bytes.size);
	if (v->branched) {
		json_member_object(j, "branch");
		put_step(j, run, &v->branch);
		json_member_bool(j, "held", v->held);
		json_close_object(j);
	}
	if (v->loaded) {
		json_member_object(j, "load");
		put_op(j, run, v->load.at);
		put_reach(j, run, v, &v->load);
		json_close_object(j);
	}
	json_close_object(j);
}

static void put_verdict(const struct program_run *run, const struct program_verdict *v, bool why,
			struct weir_writer *out)
{
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_member_u64(&j, "packet", v->number);
	if (v->skipped) {
		json_member_text(&j, "skipped", v->skipped);
	} else {
		json_member_bool(&j, "matched", v->result > 0);
		json_member_u64(&j, "returned", v->result);
		json_member_text(&j, "end", end_key(v->end));
		json_member_u64(&j, "at", v->last.at);
		if (v->result == 0 && v->decided)
			json_member_u64(&j, "by", v->branch.at);
		if (why)
			put_why(&j, run, v);
	}
	json_close_object(&j);
	json_line_end(&j);
}

static void verdict_json(struct output *output, const struct palette *palette,
			 const struct program_run *run, const struct program_verdict *verdict,
			 bool why)
{
	(void)palette;
	do
		put_verdict(run, verdict, why, output_begin(output));
	while (!output_end(output));
}

static void put_coverage(struct json *j, const struct program_run *run)
{
	struct program_ways ways = program_ways(run);

	json_member_object(j, "coverage");
	json_member_u64(j, "instructions", ways.ops);
	json_member_u64(j, "instructions_executed", ways.ops_done);
	json_member_u64(j, "ways", ways.ways);
	json_member_u64(j, "ways_taken", ways.ways_done);
	json_member_array(j, "each");
	for (size_t i = 0; i < run->program->count; i++) {
		const struct weir_bpf_op *op = &run->program->ops[i];

		json_open_object(j);
		put_op(j, run, i);
		json_member_u64(j, "executed", run->counts[i].executed);
		if ((op->code & 7) == 5 && op->code != 5) {
			json_member_u64(j, "held", run->counts[i].held);
			json_member_u64(j, "held_not", run->counts[i].held_not);
		}
		json_close_object(j);
	}
	json_close_array(j);
	json_close_object(j);
}

static void put_refused(struct json *j, const struct program_run *run, size_t at, const bool *held,
			uint64_t packets)
{
	json_open_object(j);
	put_op(j, run, at);
	if (held)
		json_member_bool(j, "held", *held);
	json_member_u64(j, "packets", packets);
	json_close_object(j);
}

static void put_end(const struct program_run *run, bool coverage, struct weir_writer *out)
{
	static const bool yes = true, no = false;
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_member_u64(&j, "packets", run->packets);
	json_member_u64(&j, "matched", run->matched);
	json_member_u64(&j, "refused", run->refused);
	json_member_u64(&j, "skipped", run->skipped);
	json_member_array(&j, "refused_by");
	for (size_t i = 0; i < run->program->count; i++) {
		const struct program_counts *c = &run->counts[i];

		if (c->ended > 0)
			put_refused(&j, run, i, NULL, c->ended);
		if (c->ended_held > 0)
			put_refused(&j, run, i, &yes, c->ended_held);
		if (c->ended_held_not > 0)
			put_refused(&j, run, i, &no, c->ended_held_not);
	}
	json_close_array(&j);
	if (coverage)
		put_coverage(&j, run);
	json_close_object(&j);
	json_line_end(&j);
}

static void end_json(struct output *output, const struct palette *palette,
		     const struct program_run *run, bool coverage)
{
	(void)palette;
	do
		put_end(run, coverage, output_begin(output));
	while (!output_end(output));
}

const struct program_run_form program_run_json = { verdict_json, end_json };
