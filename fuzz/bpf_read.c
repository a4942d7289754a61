/* bpf_read.c - fuzz target: a program is read in any form; what tcpdump -d shows in full comes back.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/bpf.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t text[(WEIR_BPF_OPS_MAX + 4) * 128];

/* Prints and reads; the form read has to be the one printed. */
static bool comes_back(const struct weir_bpf_program *program, enum weir_bpf_form form)
{
	struct weir_bpf_program again = { 0 };
	enum weir_bpf_form read_as = WEIR_BPF_ROWS;
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	weir_bpf_print(program, form, &out);
	if (out.full)
		__builtin_trap();
	if (weir_bpf_read((struct weir_slice){ text, out.size }, &again, &read_as, NULL) != WEIR_OK)
		return false;
	bool same = again.count == program->count &&
		    memcmp(again.ops, program->ops, again.count * sizeof(again.ops[0])) == 0;
	weir_bpf_free(&again);
	if (read_as != (form == WEIR_BPF_ROWS ? WEIR_BPF_DD : form))
		__builtin_trap();
	return same;
}

/* Where assembler has mnemonics for all, -d hides nothing. */
static bool is_shown(const struct weir_bpf_program *program)
{
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text) - 1);
	weir_bpf_print(program, WEIR_BPF_ASM, &out);
	text[out.size] = 0;
	return strstr((char *)text, ".insn") == NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_bpf_program program = { 0 };
	struct weir_error err = { .text = "" };

	if (weir_bpf_read((struct weir_slice){ data, size }, &program, NULL, &err) != WEIR_OK) {
		if (strncmp(err.text, "line ", 5) != 0 || err.offset > size || program.ops)
			__builtin_trap();
		return 0;
	}
	bool shown = is_shown(&program);
	for (int form = WEIR_BPF_BYTECODE; form <= WEIR_BPF_ROWS; form++)
		if (!comes_back(&program, (enum weir_bpf_form)form) &&
		    (form != WEIR_BPF_D || shown))
			__builtin_trap();
	weir_bpf_free(&program);
	return 0;
}
