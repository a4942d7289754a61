/* bpf_check.c - would the kernel take this program? Its rules one by one, in plain words.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's bpf_check_classic() and check_load_and_stores(): the same programs pass here and there, and
 * tests/unit/filter/bpf_kernel.c asks the running kernel. */
#include <string.h>

#include "base/error.h"
#include "filter/bpf_code.h"

static enum weir_status refuse(struct weir_error *err, size_t at, const struct weir_bpf_op *op,
			       const char *rule)
{
	const struct bpf_code_row *row = bpf_code_row(op->code);

	return error_set(err, WEIR_E_FORM, at, "instruction %zu (%s): %s", at,
			 row ? row->mnemonic : "unknown", rule);
}

static enum weir_status check_operand(const struct weir_bpf_program *program, size_t at,
				      struct weir_error *err)
{
	const struct weir_bpf_op *op = &program->ops[at];
	const struct bpf_code_row *row = bpf_code_row(op->code);

	if (!row)
		return error_set(err, WEIR_E_FORM, at,
				 "instruction %zu: the kernel knows no instruction 0x%02x", at,
				 op->code);
	switch (row->operand) {
	case OPERAND_ABSOLUTE:
		if (op->k >= BPF_AD_OFF && !bpf_extension_row(op->k))
			return refuse(err, at, op, "loads from an offset that is no extension");
		break;
	case OPERAND_MEMORY:
		if (op->k >= BPF_MEMORY_WORDS)
			return refuse(err, at, op, "the memory words are M[0] to M[15]");
		break;
	case OPERAND_DECIMAL:
		if ((op->code == BPF_DIV_K || op->code == BPF_MOD_K) && op->k == 0)
			return refuse(err, at, op, "divides by zero");
		if ((op->code == BPF_LSH_K || op->code == BPF_RSH_K) && op->k >= 32)
			return refuse(err, at, op, "shifts by 32 bits or more");
		break;
	case OPERAND_FAR:
		if (op->k >= program->count - at - 1)
			return refuse(err, at, op, "jumps out of the program");
		break;
	case OPERAND_JUMP_K:
	case OPERAND_JUMP_X:
		if (!bpf_branch_inside(op, at, program->count))
			return refuse(err, at, op,
				      op->jt >= program->count - at - 1
					      ? "jumps out of the program if true"
					      : "jumps out of the program if false");
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
	return WEIR_OK;
}

/* Which memory words are surely written when an instruction is reached: a bit each. As the kernel does
 * it, a `ret` hands its set on to the next instruction as if it fell through. */
static enum weir_status check_memory(const struct weir_bpf_program *program, struct weir_error *err)
{
	uint16_t written_at[WEIR_BPF_OPS_MAX];
	uint16_t written = 0;

	memset(written_at, 0xff, program->count * sizeof(written_at[0]));
	for (size_t at = 0; at < program->count; at++) {
		const struct weir_bpf_op *op = &program->ops[at];

		written &= written_at[at];
		if (op->code == BPF_ST || op->code == BPF_STX) {
			written |= (uint16_t)(1U << op->k);
		} else if (op->code == BPF_LD_MEM || op->code == BPF_LDX_MEM) {
			if (!(written & 1U << op->k))
				return refuse(
					err, at, op,
					"reads a memory word that some way here leaves unwritten");
		} else if (op->code == BPF_JA) {
			written_at[at + 1 + op->k] &= written;
			written = UINT16_MAX;
		} else if (bpf_is_branch(op->code)) {
			written_at[at + 1 + op->jt] &= written;
			written_at[at + 1 + op->jf] &= written;
			written = UINT16_MAX;
		}
	}
	return WEIR_OK;
}

enum weir_status weir_bpf_check(const struct weir_bpf_program *program, struct weir_error *err)
{
	if (program->count == 0)
		return error_set(err, WEIR_E_RANGE, NO_PLACE,
				 "a program has at least one instruction");
	if (program->count > WEIR_BPF_OPS_MAX)
		return error_set(err, WEIR_E_RANGE, NO_PLACE,
				 "the program has %zu instructions; the kernel takes %d",
				 program->count, WEIR_BPF_OPS_MAX);
	for (size_t at = 0; at < program->count; at++) {
		enum weir_status status = check_operand(program, at, err);
		if (status != WEIR_OK)
			return status;
	}
	const struct weir_bpf_op *last = &program->ops[program->count - 1];
	if (last->code != BPF_RET_K && last->code != BPF_RET_A)
		return refuse(err, program->count - 1, last, "the last instruction must be a ret");
	return check_memory(program, err);
}
