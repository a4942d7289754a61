/* program_run.c - what a BPF program made of packets, as text.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/program_run.h"

#include <inttypes.h>

#include "present/colour.h"

enum { COLUMN = 26 };

static bool is_branch(const struct weir_bpf_op *op)
{
	return (op->code & 7) == 5 && op->code != 5;
}

struct program_reach program_reach(const struct weir_bpf_op *op, uint32_t x)
{
	struct program_reach reach = { 0, 0, "" };
	bool indirect = (op->code & 0xe7) == 0x40;
	bool nibble = op->code == 0xb1;
	const uint32_t extensions = (uint32_t)-0x1000;
	const uint32_t network = (uint32_t)-0x100000;
	const uint32_t link = (uint32_t)-0x200000;

	if (!indirect && !nibble && ((op->code & 0xe7) != 0x20 || op->k >= extensions))
		return reach;
	reach.offset = indirect ? op->k + x : op->k;
	reach.size = nibble || (op->code & 0x18) == 0x10 ? 1 : (op->code & 0x18) == 8 ? 2 : 4;
	if (reach.offset <= INT32_MAX)
		return reach;
	reach.from = reach.offset >= network ? "from the network header"
		     : reach.offset >= link  ? "from the link header"
					     : "nowhere";
	reach.offset -= reach.offset >= network ? network : reach.offset >= link ? link : 0;
	return reach;
}

struct program_ways program_ways(const struct program_run *run)
{
	struct program_ways ways = { 0 };

	for (size_t i = 0; i < run->program->count; i++) {
		const struct weir_bpf_op *op = &run->program->ops[i];
		const struct program_counts *c = &run->counts[i];

		ways.ops++;
		ways.ops_done += c->executed > 0;
		if (!is_branch(op) || op->jt == op->jf)
			continue;
		ways.ways += 2;
		ways.ways_done += (c->held > 0 ? 1U : 0) + (c->held_not > 0 ? 1U : 0);
	}
	return ways;
}

/* "(003) ldh [12]", and blanks up to a column where `wide`. */
static void put_op(const struct program_run *run, size_t at, bool wide, struct weir_writer *out)
{
	weir_writer_print(out, "(%03zu) ", at);
	size_t before = out->size;
	weir_bpf_print_op(&run->program->ops[at], at, out);
	for (size_t size = out->size - before; wide && size < COLUMN && !out->full; size++)
		weir_writer_char(out, ' ');
}

static const char *held_text(bool held)
{
	return held ? ", which holds" : ", which does not hold";
}

static void put_end(const struct program_verdict *v, struct weir_writer *out)
{
	switch (v->end) {
	case WEIR_BPF_LEFT_PACKET:
		weir_writer_text(out, ", past the packet's end");
		break;
	case WEIR_BPF_DIVIDED_BY_ZERO:
		weir_writer_text(out, ", X is 0");
		break;
	case WEIR_BPF_NO_DEVICE:
		weir_writer_text(out, ", no device");
		break;
	case WEIR_BPF_RUNS:
	case WEIR_BPF_RETURNED:
	case WEIR_BPF_FELL_OFF:
	case WEIR_BPF_NO_SUCH_OP:
		break;
	}
}

/* What a load wanted, and what was there. */
static void put_reach(const struct program_run *run, const struct program_verdict *v,
		      const struct program_step *step, struct weir_writer *out)
{
	struct program_reach reach = program_reach(&run->program->ops[step->at], step->x);

	if (reach.offset > INT32_MAX) {
		weir_writer_text(out, "no packet has octets there");
		return;
	}
	weir_writer_print(out, "octet%s %u", reach.size == 1 ? "" : "s", reach.offset);
	if (reach.size > 1)
		weir_writer_print(out, " to %" PRIu64, (uint64_t)reach.offset + reach.size - 1);
	if (reach.from[0])
		weir_writer_print(out, " %s", reach.from);
	else if (reach.offset <= v->bytes.size && reach.size <= v->bytes.size - reach.offset) {
		weir_writer_text(out, ": ");
		weir_writer_hex(out,
				(struct weir_slice){ v->bytes.data + reach.offset, reach.size });
		return;
	}
	weir_writer_print(out, ", of %zu", v->bytes.size);
}

static void put_why(const struct program_run *run, const struct program_verdict *v,
		    struct weir_writer *out)
{
	weir_writer_text(out, "        ");
	put_op(run, v->last.at, true, out);
	weir_writer_print(out, " A %" PRIu32 " (0x%" PRIx32 "), X %" PRIu32 " (0x%" PRIx32 ")",
			  v->last.a, v->last.a, v->last.x, v->last.x);
	if (v->end == WEIR_BPF_LEFT_PACKET) {
		weir_writer_text(out, "; ");
		put_reach(run, v, &v->last, out);
	}
	weir_writer_char(out, '\n');
	if (v->branched) {
		weir_writer_text(out, "  after ");
		put_op(run, v->branch.at, true, out);
		weir_writer_print(
			out, " A %" PRIu32 " (0x%" PRIx32 "), X %" PRIu32 " (0x%" PRIx32 "): %s\n",
			v->branch.a, v->branch.a, v->branch.x, v->branch.x,
			v->held ? "holds" : "does not hold");
	}
	if (v->loaded) {
		weir_writer_text(out, "  after ");
		put_op(run, v->load.at, true, out);
		weir_writer_char(out, ' ');
		put_reach(run, v, &v->load, out);
		weir_writer_char(out, '\n');
	}
}

static void put_verdict(const struct palette *palette, const struct program_run *run,
			const struct program_verdict *v, bool why, struct weir_writer *out)
{
	weir_writer_print(out, "%5" PRIu64 " ", v->number);
	if (v->skipped) {
		weir_writer_print(out, "%sskipped%s %s\n", palette->dim, palette->end, v->skipped);
		return;
	}
	if (v->result > 0)
		weir_writer_print(out, "%smatch%s %" PRIu32 "\n", palette->good, palette->end,
				  v->result);
	else {
		weir_writer_print(out, "%sno%s 0 by ", palette->bad, palette->end);
		put_op(run, v->decided ? v->branch.at : v->last.at, false, out);
		if (v->decided)
			weir_writer_text(out, held_text(v->held));
		put_end(v, out);
		weir_writer_char(out, '\n');
	}
	if (why)
		put_why(run, v, out);
}

static void verdict_text(struct output *output, const struct palette *palette,
			 const struct program_run *run, const struct program_verdict *verdict,
			 bool why)
{
	do
		put_verdict(palette, run, verdict, why, output_begin(output));
	while (!output_end(output));
}

static unsigned percent(unsigned part, unsigned all)
{
	return all == 0 ? 100 : part * 100 / all;
}

static void put_way(const char *word, uint64_t count, const struct palette *palette,
		    struct weir_writer *out)
{
	weir_writer_print(out, " %s%s %" PRIu64 "%s", count > 0 ? "" : palette->warn, word, count,
			  count > 0 ? "" : palette->end);
}

static void put_coverage(const struct palette *palette, const struct program_run *run,
			 struct weir_writer *out)
{
	struct program_ways ways = program_ways(run);

	weir_writer_print(out, "coverage: %u of %u instructions (%u%%), %u of %u ways (%u%%)\n",
			  ways.ops_done, ways.ops, percent(ways.ops_done, ways.ops), ways.ways_done,
			  ways.ways, percent(ways.ways_done, ways.ways));
	for (size_t i = 0; i < run->program->count; i++) {
		const struct weir_bpf_op *op = &run->program->ops[i];
		const struct program_counts *c = &run->counts[i];
		const char *never = c->executed > 0 ? "" : palette->warn;

		weir_writer_print(out, "%s%10" PRIu64 " ", never, c->executed);
		uint64_t refused = c->ended + c->ended_held + c->ended_held_not;
		put_op(run, i, is_branch(op) || refused > 0, out);
		if (is_branch(op)) {
			put_way("yes", c->held, palette, out);
			put_way("no", c->held_not, palette, out);
		}
		if (refused > 0)
			weir_writer_print(out, ", refused %" PRIu64, refused);
		weir_writer_print(out, "%s\n", c->executed > 0 ? "" : palette->end);
	}
}

/* An instruction that is no ret refuses for the one reason that it can have. */
static const char *reason_of(const struct weir_bpf_op *op)
{
	switch (op->code & 7) {
	case 4:
		return ", X is 0";
	case 6:
		return "";
	default:
		return program_reach(op, 0).size > 0 ? ", past the packet's end" : ", no device";
	}
}

static void put_count(const struct program_run *run, size_t at, uint64_t count, const char *reason,
		      struct weir_writer *out)
{
	if (count == 0)
		return;
	weir_writer_print(out, "%10" PRIu64 " by ", count);
	put_op(run, at, false, out);
	weir_writer_print(out, "%s\n", reason);
}

static void put_end_text(const struct palette *palette, const struct program_run *run,
			 bool coverage, struct weir_writer *out)
{
	weir_writer_print(out, "%s%" PRIu64 " packet%s%s: %" PRIu64 " matched, %" PRIu64 " refused",
			  palette->heading, run->packets, run->packets == 1 ? "" : "s",
			  palette->end, run->matched, run->refused);
	if (run->skipped > 0)
		weir_writer_print(out, ", %" PRIu64 " skipped", run->skipped);
	weir_writer_char(out, '\n');
	if (coverage) {
		put_coverage(palette, run, out);
		return;
	}
	for (size_t i = 0; i < run->program->count; i++) {
		const struct program_counts *c = &run->counts[i];

		put_count(run, i, c->ended, reason_of(&run->program->ops[i]), out);
		put_count(run, i, c->ended_held, held_text(true), out);
		put_count(run, i, c->ended_held_not, held_text(false), out);
	}
}

static void end_text(struct output *output, const struct palette *palette,
		     const struct program_run *run, bool coverage)
{
	do
		put_end_text(palette, run, coverage, output_begin(output));
	while (!output_end(output));
}

const struct program_run_form program_run_text = { verdict_text, end_text };
