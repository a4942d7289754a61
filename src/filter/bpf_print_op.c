/* bpf_print_op.c - one instruction on a line, with a label at every place: bpf_dbg's layout.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * With the labels l0, l1, ... in front the lines of a program are assembler text. */
#include "filter/bpf_code.h"
#include "filter/bpf_print.h"

static void put_absolute(const struct weir_bpf_op *op, struct weir_writer *out)
{
	const struct bpf_extension_row *extension = bpf_extension_row(op->k);

	if (extension && extension->assembler)
		weir_writer_text(out, extension->assembler);
	else
		weir_writer_print(out, "[%d]", (int32_t)op->k);
}

void bpf_print_operand(const struct weir_bpf_op *op, enum bpf_operand operand,
		       struct weir_writer *out)
{
	switch (operand) {
	case OPERAND_ABSOLUTE:
		put_absolute(op, out);
		break;
	case OPERAND_INDIRECT:
		weir_writer_print(out, "[x + %d]", (int32_t)op->k);
		break;
	case OPERAND_NIBBLE:
		weir_writer_print(out, "4*([%d]&0xf)", (int32_t)op->k);
		break;
	case OPERAND_LENGTH:
		weir_writer_text(out, "len");
		break;
	case OPERAND_MEMORY:
		weir_writer_print(out, "M[%u]", op->k);
		break;
	case OPERAND_DECIMAL:
		weir_writer_print(out, "#%u", op->k);
		break;
	case OPERAND_HEX:
	case OPERAND_JUMP_K:
		weir_writer_print(out, "#%#x", op->k);
		break;
	case OPERAND_X:
	case OPERAND_JUMP_X:
		weir_writer_text(out, "x");
		break;
	case OPERAND_A:
		weir_writer_text(out, "a");
		break;
	case OPERAND_FAR: /* a label, which its caller names */
	case OPERAND_NONE:
		break;
	}
}

void weir_bpf_print_op(const struct weir_bpf_op *op, size_t at, struct weir_writer *out)
{
	const struct bpf_code_row *row = bpf_code_row(op->code);

	if (!row) {
		weir_writer_print(out, ".insn 0x%x %u %u 0x%x", op->code, op->jt, op->jf, op->k);
		return;
	}
	weir_writer_text(out, row->mnemonic);
	if (row->operand == OPERAND_NONE)
		return;
	weir_writer_char(out, ' ');
	/* A result is a length: bpf_dbg shows it in hexadecimal, as it does masks. */
	bpf_print_operand(op, op->code == BPF_RET_K ? OPERAND_HEX : row->operand, out);
	if (row->operand == OPERAND_FAR)
		weir_writer_print(out, "l%llu", (unsigned long long)at + 1 + op->k);
	else if (bpf_is_branch(op->code))
		weir_writer_print(out, ", l%zu, l%zu", at + 1 + op->jt, at + 1 + op->jf);
}
