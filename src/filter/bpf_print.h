/* bpf_print.h - the two readable forms of a program.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_BPF_PRINT_H
#define FILTER_BPF_PRINT_H

#include "filter/bpf_code.h"

void bpf_print_asm(const struct weir_bpf_program *program, struct weir_writer *out);
void bpf_print_d(const struct weir_bpf_program *program, struct weir_writer *out);

/* What an instruction works on, as assembler: of a branch what it compares with, of `ja` nothing. */
void bpf_print_operand(const struct weir_bpf_op *op, enum bpf_operand operand,
		       struct weir_writer *out);

#endif
