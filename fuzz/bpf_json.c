/* bpf_json.c - fuzz target: a program in JSON is read or refused, and is one that other forms can say.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/program_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_slice text = { data, size };
	struct weir_bpf_program program = { 0 };
	struct weir_error err = { .text = "" };

	if (!program_json_is(text))
		return 0;
	if (program_json_read(text, &program, &err) != WEIR_OK) {
		if (!err.text[0] || (err.offset > size && err.offset != UINT64_MAX) || program.ops)
			__builtin_trap();
		for (const char *c = err.text; *c; c++)
			if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7e)
				__builtin_trap();
		return 0;
	}
	if (program.count == 0 || program.count > WEIR_BPF_OPS_MAX)
		__builtin_trap();
	weir_bpf_free(&program);
	return 0;
}
