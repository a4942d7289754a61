/* bpf_print_d.c - a program as tcpdump -d lays it out: numbered, jumps as the numbers they lead to.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/bpf_code.h"
#include "filter/bpf_print.h"

enum { OPERAND_SIZE_MAX = 40 };

static void write_operand(const struct weir_bpf_op *op, size_t at, const struct bpf_code_row *row,
			  struct weir_writer *out)
{
	const struct bpf_extension_row *extension = bpf_extension_row(op->k);

	switch (row->operand) {
	case OPERAND_ABSOLUTE:
		if (extension)
			weir_writer_print(out, "[%s]", extension->tcpdump);
		else
			weir_writer_print(out, "[%d]", (int32_t)op->k);
		break;
	case OPERAND_INDIRECT:
		weir_writer_print(out, "[x + %d]", (int32_t)op->k);
		break;
	case OPERAND_NIBBLE:
		weir_writer_print(out, "4*([%d]&0xf)", (int32_t)op->k);
		break;
	case OPERAND_LENGTH:
		weir_writer_text(out, "#pktlen");
		break;
	case OPERAND_MEMORY:
		weir_writer_print(out, "M[%d]", (int32_t)op->k);
		break;
	case OPERAND_DECIMAL:
		weir_writer_print(out, "#%d", (int32_t)op->k);
		break;
	case OPERAND_JUMP_K:
	case OPERAND_HEX:
		weir_writer_print(out, "#0x%x", op->k);
		break;
	case OPERAND_JUMP_X:
	case OPERAND_X:
		weir_writer_text(out, "x");
		break;
	case OPERAND_FAR:
		weir_writer_print(out, "%llu", (unsigned long long)at + 1 + op->k);
		break;
	case OPERAND_NONE:
	case OPERAND_A: /* what else could it be */
		break;
	}
}

/* What is no instruction is "unimp", as there; of the class of jumps it shows where it would lead. */
static void print_op(const struct weir_bpf_op *op, size_t at, struct weir_writer *out)
{
	const struct bpf_code_row *row = bpf_code_row(op->code);
	const char *mnemonic = row ? row->mnemonic : "unimp";
	char operand[OPERAND_SIZE_MAX];
	struct weir_writer text;

	weir_writer_init(&text, operand, sizeof(operand));
	if (row)
		write_operand(op, at, row, &text);
	else
		weir_writer_print(&text, "0x%x", op->code);
	int size = (int)text.size;
	if ((op->code & 7) == 5 && (op->code & 0xf0) != 0)
		weir_writer_print(out, "(%03zu) %-8s %-16.*s jt %zu\tjf %zu\n", at, mnemonic, size,
				  operand, at + 1 + op->jt, at + 1 + op->jf);
	else
		weir_writer_print(out, "(%03zu) %-8s %.*s\n", at, mnemonic, size, operand);
}

void bpf_print_d(const struct weir_bpf_program *program, struct weir_writer *out)
{
	for (size_t i = 0; i < program->count; i++)
		print_op(&program->ops[i], i, out);
}
