/* bpf_print.c - programs as numbers: as iptables and tc take them, as tcpdump -dd and -ddd, as a C array.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/bpf_print.h"

#include "filter/bpf_code.h"

static void print_numbers(const struct weir_bpf_program *program, const char *before,
			  const char *after, struct weir_writer *out)
{
	weir_writer_u64(out, program->count);
	weir_writer_text(out, after);
	for (size_t i = 0; i < program->count; i++) {
		const struct weir_bpf_op *op = &program->ops[i];

		weir_writer_text(out, before);
		weir_writer_print(out, "%u %u %u %u", op->code, op->jt, op->jf, op->k);
		weir_writer_text(out, after);
	}
}

static void print_c(const struct weir_bpf_program *program, struct weir_writer *out)
{
	weir_writer_text(out, "struct sock_filter filter[] = {\n");
	for (size_t i = 0; i < program->count; i++) {
		const struct weir_bpf_op *op = &program->ops[i];

		weir_writer_print(out, "\t{ 0x%02x, %2u, %2u, 0x%08x },\n", op->code, op->jt,
				  op->jf, op->k);
	}
	weir_writer_text(out, "};\n");
}

static void print_dd(const struct weir_bpf_program *program, struct weir_writer *out)
{
	for (size_t i = 0; i < program->count; i++) {
		const struct weir_bpf_op *op = &program->ops[i];

		weir_writer_print(out, "{ 0x%x, %u, %u, 0x%08x },\n", op->code, op->jt, op->jf,
				  op->k);
	}
}

/* Zero has no 0x in front, as printf's # has it. */
static void print_rows(const struct weir_bpf_program *program, struct weir_writer *out)
{
	for (size_t i = 0; i < program->count; i++) {
		const struct weir_bpf_op *op = &program->ops[i];

		weir_writer_print(out, "{ %#04x, %2u, %2u, %#010x },\n", op->code, op->jt, op->jf,
				  op->k);
	}
}

void weir_bpf_print(const struct weir_bpf_program *program, enum weir_bpf_form form,
		    struct weir_writer *out)
{
	switch (form) {
	case WEIR_BPF_BYTECODE:
		print_numbers(program, ",", "", out);
		break;
	case WEIR_BPF_DDD:
		print_numbers(program, "", "\n", out);
		break;
	case WEIR_BPF_C:
		print_c(program, out);
		break;
	case WEIR_BPF_ASM:
		bpf_print_asm(program, out);
		break;
	case WEIR_BPF_D:
		bpf_print_d(program, out);
		break;
	case WEIR_BPF_OLD:
		print_numbers(program, ",", "", out);
		weir_writer_char(out, ',');
		break;
	case WEIR_BPF_DD:
		print_dd(program, out);
		break;
	case WEIR_BPF_ROWS:
		print_rows(program, out);
		break;
	}
}
