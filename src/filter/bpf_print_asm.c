/* bpf_print_asm.c - a program in the syntax of the kernel's bpf_asm: what is printed assembles back.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What no mnemonic can say (an unknown instruction, numbers that an instruction has no use for, a jump
 * that leaves the program) is written as numbers: `.insn CODE JT JF K`, which weir_bpf_assemble reads. */
#include <string.h>

#include "filter/bpf_code.h"
#include "filter/bpf_print.h"

enum { COLUMN = 8 };

/* Where do jumps lead? One bit an instruction. */
struct targets {
	uint64_t bits[WEIR_BPF_OPS_MAX / 64];
};

static void mark(struct targets *targets, uint64_t at)
{
	if (at < WEIR_BPF_OPS_MAX)
		targets->bits[at / 64] |= UINT64_C(1) << at % 64;
}

static bool is_target(const struct targets *targets, size_t at)
{
	return at < WEIR_BPF_OPS_MAX && targets->bits[at / 64] >> at % 64 & 1;
}

/* A branch that only leaves the straight road when false is written with the opposite mnemonic. */
static const char *opposite(uint16_t code)
{
	switch (code) {
	case BPF_JEQ_K:
	case BPF_JEQ_X:
		return "jneq";
	case BPF_JGT_K:
	case BPF_JGT_X:
		return "jle";
	case BPF_JGE_K:
	case BPF_JGE_X:
		return "jlt";
	default:
		return NULL; /* jset has none */
	}
}

/* How a branch is written: `far` and `near` are the labels it names. */
struct branch {
	const char *mnemonic;
	bool names_true, names_false;
};

static struct branch branch_form(const struct weir_bpf_op *op)
{
	const char *mnemonic = bpf_code_row(op->code)->mnemonic;
	const char *other = opposite(op->code);

	if (op->jt == 0 && op->jf > 0 && other)
		return (struct branch){ other, false, true };
	return (struct branch){ mnemonic, true, op->jf > 0 };
}

/* Why a mnemonic cannot say all of an instruction; NULL: it can. */
static const char *raw_reason(const struct weir_bpf_program *program, size_t at)
{
	static const char unused[] = "a number in it has no use";
	static const char leaves[] = "jumps out of the program";
	const struct weir_bpf_op *op = &program->ops[at];
	const struct bpf_code_row *row = bpf_code_row(op->code);

	if (!row)
		return "no such instruction";
	bool no_way = op->jt == 0 && op->jf == 0;
	switch (row->operand) {
	case OPERAND_JUMP_K:
		return bpf_branch_inside(op, at, program->count) ? NULL : leaves;
	case OPERAND_JUMP_X:
		if (op->k != 0)
			return unused;
		return bpf_branch_inside(op, at, program->count) ? NULL : leaves;
	case OPERAND_FAR:
		if (op->k >= program->count - at - 1)
			return leaves;
		break;
	case OPERAND_MEMORY:
		if (op->k >= BPF_MEMORY_WORDS)
			return "no such memory word";
		break;
	case OPERAND_NONE:
	case OPERAND_X:
	case OPERAND_A:
	case OPERAND_LENGTH:
		no_way = no_way && op->k == 0;
		break;
	case OPERAND_ABSOLUTE:
	case OPERAND_INDIRECT:
	case OPERAND_NIBBLE:
	case OPERAND_DECIMAL:
	case OPERAND_HEX:
		break;
	}
	return no_way ? NULL : unused;
}

static void find_targets(const struct weir_bpf_program *program, struct targets *targets)
{
	for (size_t i = 0; i < program->count; i++) {
		const struct weir_bpf_op *op = &program->ops[i];

		if (raw_reason(program, i))
			continue;
		if (op->code == BPF_JA)
			mark(targets, (uint64_t)i + 1 + op->k);
		if (!bpf_is_branch(op->code))
			continue;
		struct branch form = branch_form(op);
		if (form.names_true)
			mark(targets, i + 1 + op->jt);
		if (form.names_false)
			mark(targets, i + 1 + op->jf);
	}
}

static void print_mnemonic(const char *mnemonic, struct weir_writer *out)
{
	size_t size = strlen(mnemonic);

	weir_writer_text(out, mnemonic);
	do
		weir_writer_char(out, ' ');
	while (++size < COLUMN - 2);
}

static void print_branch(const struct weir_bpf_op *op, size_t at, bool with_x,
			 struct weir_writer *out)
{
	struct branch form = branch_form(op);

	print_mnemonic(form.mnemonic, out);
	if (with_x)
		weir_writer_text(out, "x");
	else
		weir_writer_print(out, "#0x%x", op->k);
	if (form.names_true)
		weir_writer_print(out, ", L%zu", at + 1 + op->jt);
	if (form.names_false)
		weir_writer_print(out, ", L%zu", at + 1 + op->jf);
}

static void print_op(const struct weir_bpf_op *op, size_t at, struct weir_writer *out)
{
	const struct bpf_code_row *row = bpf_code_row(op->code);

	if (row->operand == OPERAND_JUMP_K || row->operand == OPERAND_JUMP_X) {
		print_branch(op, at, row->operand == OPERAND_JUMP_X, out);
		return;
	}
	if (row->operand == OPERAND_NONE) {
		weir_writer_text(out, row->mnemonic);
		return;
	}
	print_mnemonic(row->operand == OPERAND_FAR ? "jmp" : row->mnemonic, out);
	if (row->operand == OPERAND_FAR)
		weir_writer_print(out, "L%llu", (unsigned long long)at + 1 + op->k);
	else if (row->operand == OPERAND_HEX)
		weir_writer_print(out, "#0x%x", op->k);
	else
		bpf_print_operand(op, row->operand, out);
}

/* With what it would look like in a comment. */
static void print_raw(const struct weir_bpf_op *op, size_t at, const char *reason,
		      struct weir_writer *out)
{
	weir_writer_print(out, ".insn 0x%02x %u %u 0x%x ; ", op->code, op->jt, op->jf, op->k);
	if (bpf_code_row(op->code)) {
		weir_bpf_print_op(op, at, out);
		weir_writer_text(out, ": ");
	}
	weir_writer_text(out, reason);
}

void bpf_print_asm(const struct weir_bpf_program *program, struct weir_writer *out)
{
	struct targets targets = { 0 };

	find_targets(program, &targets);
	for (size_t i = 0; i < program->count; i++) {
		if (is_target(&targets, i))
			weir_writer_print(out, "L%zu:", i);
		weir_writer_char(out, '\t');
		const struct weir_bpf_op *op = &program->ops[i];
		const char *raw = raw_reason(program, i);
		if (raw)
			print_raw(op, i, raw, out);
		else
			print_op(op, i, out);
		weir_writer_char(out, '\n');
	}
}
