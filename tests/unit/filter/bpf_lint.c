/* bpf_lint.c - what is said of a program holds: rows, and random programs on random packets.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/bpf.h>

#include <stdlib.h>
#include <string.h>

#include "programs.h"
#include "tap.h"

enum { PACKETS = 40 };

static const struct {
	const char *what, *bytecode;
	const char *said; /* "AT:KEY[=VALUE]", in order, with blanks; without asks and executes_ */
} rows[] = {
	{ "every fault is told", "5,14 0 0 0,96 0 0 99,52 0 0 0,100 0 0 32,21 9 9 0",
	  "0:ret_x 1:memory_index 2:divides_by_zero 3:shifts_far 4:jumps_out_true "
	  "4:jumps_out_false 4:no_ret" },
	{ "jump and memory", "3,5 0 0 4294967295,96 0 0 1,6 0 0 0", "0:jumps_out" },
	{ "a word of no value", "2,96 0 0 1,6 0 0 0", "0:unwritten" },
	{ "no extension", "2,32 0 0 4294963264,6 0 0 0", "0:no_extension" },
	{ "unknown", "2,999 0 0 0,6 0 0 0", "0:unknown_instruction" },
	{ "always", "1,6 0 0 5", "0:returns=5 1:always_returns=5" },
	{ "always unless short", "2,48 0 0 0,6 0 0 5", "1:returns=5 2:always_unless_short=5" },
	{ "never", "2,48 0 0 0,6 0 0 0", "1:returns=0 2:always_returns=0" },
	{ "dead", "3,6 0 0 1,48 0 0 0,6 0 0 2",
	  "0:returns=1 1:unreachable 2:unreachable 3:always_returns=1" },
	{ "a mask that the number does not fit", "5,48 0 0 10,84 0 0 4,21 0 1 1,6 0 0 1,6 0 0 0",
	  "2:never_true 3:unreachable 4:returns=0 5:always_returns=0" },
	{ "an octet above 255", "4,48 0 0 0,37 0 1 255,6 0 0 1,6 0 0 0",
	  "1:never_true 2:unreachable 3:returns=0 4:always_returns=0" },
	{ "asked twice", "5,40 0 0 12,21 0 2 2048,21 0 1 2048,6 0 0 1,6 0 0 0",
	  "2:always_true 3:returns=1 4:returns=0" },
	{ "greater and less", "5,128 0 0 0,37 0 2 180,53 1 0 50,6 0 0 1,6 0 0 0",
	  "2:always_true 3:unreachable 4:returns=0 5:always_returns=0" },
	{ "A begins as 0", "3,21 0 1 0,6 0 0 1,6 0 0 0",
	  "0:always_true 1:returns=1 2:unreachable 3:always_returns=1" },
	{ "both ways", "3,48 0 0 0,21 0 0 7,22 0 0 0", "1:same_way 2:returns_a" },
	{ "division by X that is 0", "2,60 0 0 0,6 0 0 7",
	  "0:zero_divisor 1:unreachable 2:always_returns=0" },
	{ "an offset of no packet", "2,48 0 0 2147483648,6 0 0 7",
	  "0:nowhere 1:unreachable 2:always_returns=0" },
};

static void say(void *context, enum weir_bpf_finding finding, size_t at, uint32_t value)
{
	struct weir_writer *out = context;

	if (finding == WEIR_BPF_FINDING_ASKS || finding >= WEIR_BPF_FINDING_EXECUTES_LEAST)
		return;
	weir_writer_print(out, "%s%zu:%s", out->size ? " " : "", at, weir_bpf_finding_key(finding));
	if (finding == WEIR_BPF_FINDING_RETURNS || finding == WEIR_BPF_FINDING_ALWAYS_RETURNS ||
	    finding == WEIR_BPF_FINDING_ALWAYS_UNLESS_SHORT)
		weir_writer_print(out, "=%u", value);
}

static void check_rows(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct weir_slice text = { (const uint8_t *)rows[i].bytecode,
					   strlen(rows[i].bytecode) };
		struct weir_bpf_program program = { NULL, 0 };
		char said[512] = "";
		struct weir_writer out;

		weir_writer_init(&out, said, sizeof(said));
		bool fine = weir_bpf_parse(text, &program, NULL) == WEIR_OK &&
			    weir_bpf_lint(&program, say, &out) == WEIR_OK;
		(void)weir_writer_terminate(&out);
		if (!checkf(fine && strcmp(said, rows[i].said) == 0, "%s", rows[i].what))
			note("%s", said);
		weir_bpf_free(&program);
	}
}

/* What was said of one program. */
struct claims {
	bool faults, always, unless_short;
	bool unreachable[PROGRAM_SIZE_MAX], always_true[PROGRAM_SIZE_MAX],
		never_true[PROGRAM_SIZE_MAX], returns[PROGRAM_SIZE_MAX];
	uint32_t result, least, most;
	unsigned count;
};

static void claim(void *context, enum weir_bpf_finding finding, size_t at, uint32_t value)
{
	struct claims *c = context;

	c->count += weir_bpf_finding_kind(finding) == WEIR_BPF_REMARK;
	switch (finding) {
	case WEIR_BPF_FINDING_UNREACHABLE:
		c->unreachable[at] = true;
		break;
	case WEIR_BPF_FINDING_ALWAYS_TRUE:
		c->always_true[at] = true;
		break;
	case WEIR_BPF_FINDING_NEVER_TRUE:
		c->never_true[at] = true;
		break;
	case WEIR_BPF_FINDING_ALWAYS_RETURNS:
	case WEIR_BPF_FINDING_ALWAYS_UNLESS_SHORT:
		c->always = true;
		c->unless_short = finding == WEIR_BPF_FINDING_ALWAYS_UNLESS_SHORT;
		c->result = value;
		break;
	case WEIR_BPF_FINDING_RETURNS:
	case WEIR_BPF_FINDING_RETURNS_A:
		c->returns[at] = true;
		break;
	case WEIR_BPF_FINDING_EXECUTES_LEAST:
		c->least = value;
		break;
	case WEIR_BPF_FINDING_EXECUTES_MOST:
		c->most = value;
		break;
	default:
		c->faults |= weir_bpf_finding_kind(finding) == WEIR_BPF_FAULT;
		break;
	}
}

/* Does one packet's way through the program fit what was said? */
static bool holds(const struct weir_bpf_program *program, const struct weir_bpf_packet *packet,
		  const struct claims *c)
{
	struct weir_bpf_state state = { 0 };
	bool right = true;
	uint32_t steps = 1;

	for (;;) {
		uint32_t at = state.at;
		const struct weir_bpf_op *op = &program->ops[at];

		right &= !c->unreachable[at];
		if (!weir_bpf_step(program, packet, &state))
			break;
		steps++;
		if ((op->code & 7) == 5 && op->code != 5 && op->jt != op->jf) {
			right &= !c->always_true[at] || state.at == at + 1 + op->jt;
			right &= !c->never_true[at] || state.at == at + 1 + op->jf;
		}
	}
	right &= steps >= c->least && steps <= c->most;
	if (state.end == WEIR_BPF_RETURNED)
		right &= c->returns[state.at];
	if (c->always)
		right &= state.result == c->result || (c->unless_short && state.result == 0);
	return right;
}

static void check_random(unsigned programs, uint64_t seed)
{
	const struct program_flavour flavour = { 30, true, true, true };
	struct random r = { .state = seed };
	unsigned broken = 0, wrong = 0, remarks = 0, runs = 0;
	struct weir_bpf_op ops[PROGRAM_SIZE_MAX];
	uint8_t octets[PROGRAM_PACKET_MAX];

	for (unsigned i = 0; i < programs; i++) {
		const struct weir_bpf_program program = { ops, program_random(&r, &flavour, ops) };
		struct weir_bpf_metadata metadata = { .protocol = (uint16_t)random_next(&r),
						      .hatype = random_below(&r, 2),
						      .vlan_present = random_below(&r, 2),
						      .network_offset = random_below(&r, 20) };
		struct claims c = { 0 };

		if (weir_bpf_lint(&program, claim, &c) != WEIR_OK)
			continue;
		broken += c.faults;
		wrong += c.faults == (weir_bpf_check(&program, NULL) == WEIR_OK);
		remarks += c.count;
		for (unsigned n = 0; n < PACKETS && !c.faults; n++) {
			struct weir_bpf_packet packet = {
				{ octets, program_packet(&r, octets) },
				random_below(&r, 300),
				&metadata,
			};
			runs++;
			if (!holds(&program, &packet, &c) && wrong++ < 3) {
				static char text[1 << 16];
				struct weir_writer out;
				weir_writer_init(&out, text, sizeof(text));
				weir_bpf_print(&program, WEIR_BPF_BYTECODE, &out);
				note("%.*s", (int)out.size, text);
			}
		}
	}
	checkf(wrong == 0 && broken > 0 && remarks > 0,
	       "%u remarks on %u programs hold in %u runs; %u programs have faults, as the check says",
	       remarks, programs, runs, broken);
}

int main(int argc, char **argv)
{
	check_rows();
	check_random(argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 5000,
		     argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
	return tap_done();
}
