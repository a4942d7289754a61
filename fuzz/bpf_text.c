/* bpf_text.c - fuzz target: what is read as a program prints in each form and reads back the same.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/bpf.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The longest line of any form, for each instruction there may be. */
static uint8_t text[(WEIR_BPF_OPS_MAX + 4) * 128];

static void read_back(const struct weir_bpf_program *program, enum weir_bpf_form form)
{
	struct weir_bpf_program again;
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	weir_bpf_print(program, form, &out);
	if (out.full)
		__builtin_trap();
	if (form == WEIR_BPF_D) /* does not show all; fuzz/bpf_read.c */
		return;
	if (weir_bpf_read((struct weir_slice){ text, out.size }, &again, NULL, NULL) != WEIR_OK ||
	    again.count != program->count ||
	    memcmp(again.ops, program->ops, again.count * sizeof(again.ops[0])) != 0)
		__builtin_trap();
	weir_bpf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_bpf_program program = { 0 };
	struct weir_error err = { .text = "" };

	if (weir_bpf_parse((struct weir_slice){ data, size }, &program, &err) != WEIR_OK) {
		if (err.text[0] == 0 || err.offset > size || program.ops)
			__builtin_trap();
		return 0;
	}
	for (int form = WEIR_BPF_BYTECODE; form <= WEIR_BPF_ROWS; form++)
		read_back(&program, (enum weir_bpf_form)form);
	weir_bpf_free(&program);
	return 0;
}
