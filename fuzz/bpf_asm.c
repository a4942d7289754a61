/* bpf_asm.c - fuzz target: what assembles is printed, and assembles to the same program.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/bpf.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t text[(WEIR_BPF_OPS_MAX + 4) * 128];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_bpf_program program = { 0 };
	struct weir_bpf_program again = { 0 };
	struct weir_error err = { .text = "" };
	struct weir_writer out;

	if (weir_bpf_assemble((struct weir_slice){ data, size }, &program, &err) != WEIR_OK) {
		if (strncmp(err.text, "line ", 5) != 0 || err.offset > size || program.ops)
			__builtin_trap();
		return 0;
	}
	weir_writer_init(&out, text, sizeof(text));
	weir_bpf_print(&program, WEIR_BPF_ASM, &out);
	if (out.full || program.count == 0 || program.count > WEIR_BPF_OPS_MAX)
		__builtin_trap();
	if (weir_bpf_assemble((struct weir_slice){ text, out.size }, &again, NULL) != WEIR_OK ||
	    again.count != program.count ||
	    memcmp(again.ops, program.ops, again.count * sizeof(again.ops[0])) != 0)
		__builtin_trap();
	weir_bpf_free(&program);
	weir_bpf_free(&again);
	return 0;
}
