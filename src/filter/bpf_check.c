/* bpf_check.c - would the kernel take this program? Its rules one by one.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's bpf_check_classic() and check_load_and_stores(): the same programs pass here and there, and
 * tests/unit/filter/bpf_random.c and bpf_border.c ask the running kernel. */
#include "filter/bpf_check.h"

#include <string.h>

#include "base/error.h"

enum { RET_X = 0x0e }; /* BSD's machines never had it either; bpf_asm assembles it */

struct checking {
	const struct weir_bpf_program *program;
	bool (*tell)(void *context, enum weir_bpf_finding finding, size_t at);
	void *context;
	bool broken, ended; /* a rule; by `tell` */
};

static void tell(struct checking *c, enum weir_bpf_finding finding, size_t at)
{
	c->broken = true;
	if (!c->ended)
		c->ended = !c->tell(c->context, finding, at);
}

static void check_number(struct checking *c, const struct weir_bpf_op *op, size_t at)
{
	if ((op->code == BPF_DIV_K || op->code == BPF_MOD_K) && op->k == 0)
		tell(c, WEIR_BPF_FINDING_DIVIDES_BY_ZERO, at);
	if ((op->code == BPF_LSH_K || op->code == BPF_RSH_K) && op->k >= 32)
		tell(c, WEIR_BPF_FINDING_SHIFTS_FAR, at);
}

static void check_op(struct checking *c, size_t at)
{
	const struct weir_bpf_op *op = &c->program->ops[at];
	const struct bpf_code_row *row = bpf_code_row(op->code);
	size_t behind = c->program->count - at - 1;

	if (!row) {
		tell(c, op->code == RET_X ? WEIR_BPF_FINDING_RET_X : WEIR_BPF_FINDING_UNKNOWN_OP,
		     at);
		return;
	}
	switch (row->operand) {
	case OPERAND_ABSOLUTE:
		if (op->k >= BPF_AD_OFF && !bpf_extension_row(op->k))
			tell(c, WEIR_BPF_FINDING_NO_EXTENSION, at);
		break;
	case OPERAND_MEMORY:
		if (op->k >= BPF_MEMORY_WORDS)
			tell(c, WEIR_BPF_FINDING_MEMORY_INDEX, at);
		break;
	case OPERAND_DECIMAL:
		check_number(c, op, at);
		break;
	case OPERAND_FAR:
		if (op->k >= behind)
			tell(c, WEIR_BPF_FINDING_JUMPS_OUT, at);
		break;
	case OPERAND_JUMP_K:
	case OPERAND_JUMP_X:
		if (op->jt >= behind)
			tell(c, WEIR_BPF_FINDING_JUMPS_OUT_TRUE, at);
		if (op->jf >= behind)
			tell(c, WEIR_BPF_FINDING_JUMPS_OUT_FALSE, at);
		break;
	case OPERAND_NONE:
	case OPERAND_INDIRECT:
	case OPERAND_NIBBLE:
	case OPERAND_LENGTH:
	case OPERAND_HEX:
	case OPERAND_X:
	case OPERAND_A:
		break;
	}
}

/* A jump out of the program hands nothing on: it has been told already. */
static void hand_on(const struct checking *c, uint16_t *written_at, uint64_t to, uint16_t written)
{
	if (to < c->program->count)
		written_at[to] &= written;
}

/* Which memory words are surely written when an instruction is reached: a bit each. As the kernel does
 * it, a `ret` hands its set on to the next instruction as if it fell through. */
static void check_memory(struct checking *c)
{
	uint16_t written_at[WEIR_BPF_OPS_MAX];
	uint16_t written = 0;

	memset(written_at, 0xff, c->program->count * sizeof(written_at[0]));
	for (size_t at = 0; at < c->program->count && !c->ended; at++) {
		const struct weir_bpf_op *op = &c->program->ops[at];

		written &= written_at[at];
		if (op->code == BPF_JA) {
			hand_on(c, written_at, (uint64_t)at + 1 + op->k, written);
			written = UINT16_MAX;
		} else if (bpf_is_branch(op->code)) {
			hand_on(c, written_at, at + 1 + op->jt, written);
			hand_on(c, written_at, at + 1 + op->jf, written);
			written = UINT16_MAX;
		} else if (op->k >= BPF_MEMORY_WORDS) {
			continue;
		} else if (op->code == BPF_ST || op->code == BPF_STX) {
			written |= (uint16_t)(1U << op->k);
		} else if (op->code == BPF_LD_MEM || op->code == BPF_LDX_MEM) {
			if (!(written & 1U << op->k))
				tell(c, WEIR_BPF_FINDING_UNWRITTEN, at);
		}
	}
}

void bpf_faults(const struct weir_bpf_program *program,
		bool (*tell_one)(void *context, enum weir_bpf_finding finding, size_t at),
		void *context)
{
	struct checking c = { .program = program, .tell = tell_one, .context = context };

	if (program->count == 0 || program->count > WEIR_BPF_OPS_MAX) {
		tell(&c, program->count == 0 ? WEIR_BPF_FINDING_EMPTY : WEIR_BPF_FINDING_TOO_LONG,
		     program->count);
		return;
	}
	for (size_t at = 0; at < program->count && !c.ended; at++)
		check_op(&c, at);
	uint16_t last = program->ops[program->count - 1].code;
	if (last != BPF_RET_K && last != BPF_RET_A && !c.ended)
		tell(&c, WEIR_BPF_FINDING_NO_RET, program->count - 1);
	if (!c.ended)
		check_memory(&c);
}

struct refusal {
	const struct weir_bpf_program *program;
	struct weir_error *err;
	enum weir_status status;
};

/* The first is enough. */
static bool refuse(void *context, enum weir_bpf_finding finding, size_t at)
{
	struct refusal *r = context;

	if (finding == WEIR_BPF_FINDING_EMPTY) {
		r->status = error_set(r->err, WEIR_E_RANGE, NO_PLACE, "%s",
				      weir_bpf_finding_text(finding));
	} else if (finding == WEIR_BPF_FINDING_TOO_LONG) {
		r->status = error_set(r->err, WEIR_E_RANGE, NO_PLACE,
				      "the program has %zu instructions; the kernel takes %d",
				      r->program->count, WEIR_BPF_OPS_MAX);
	} else if (finding == WEIR_BPF_FINDING_UNKNOWN_OP) {
		r->status = error_set(r->err, WEIR_E_FORM, at,
				      "instruction %zu: the kernel knows no instruction 0x%02x", at,
				      r->program->ops[at].code);
	} else {
		const struct bpf_code_row *row = bpf_code_row(r->program->ops[at].code);
		r->status = error_set(r->err, WEIR_E_FORM, at, "instruction %zu (%s): %s", at,
				      row ? row->mnemonic : "ret", weir_bpf_finding_text(finding));
	}
	return false;
}

enum weir_status weir_bpf_check(const struct weir_bpf_program *program, struct weir_error *err)
{
	struct refusal refusal = { program, err, WEIR_OK };

	bpf_faults(program, refuse, &refusal);
	return refusal.status;
}
