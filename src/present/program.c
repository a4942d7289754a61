/* program.c - one classic BPF program in the form asked for.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/program.h"

#include "base/json.h"
#include "present/output.h"

static void put_json(const struct weir_bpf_program *program, struct weir_writer *out)
{
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_member_u64(&j, "instructions", program->count);
	json_key(&j, "bytecode");
	weir_bpf_print(program, WEIR_BPF_BYTECODE, json_open_string(&j));
	json_close_string(&j);
	json_member_array(&j, "ops");
	for (size_t i = 0; i < program->count; i++) {
		const struct weir_bpf_op *op = &program->ops[i];

		json_open_object(&j);
		json_member_u64(&j, "code", op->code);
		json_member_u64(&j, "jt", op->jt);
		json_member_u64(&j, "jf", op->jf);
		json_member_u64(&j, "k", op->k);
		json_key(&j, "text");
		weir_bpf_print_op(op, i, json_open_string(&j));
		json_close_string(&j);
		json_close_object(&j);
	}
	json_close_array(&j);
	json_close_object(&j);
	json_line_end(&j);
}

enum weir_status program_print(FILE *file, const struct programs_form *form,
			       const struct weir_bpf_program *program)
{
	struct output output;
	enum weir_status status = output_open(&output, file);

	if (status != WEIR_OK)
		return status;
	do {
		struct weir_writer *out = output_begin(&output);
		if (form->json)
			put_json(program, out);
		else
			weir_bpf_print(program, form->form, out);
		if (form->form == WEIR_BPF_OLD || (form->form == WEIR_BPF_BYTECODE && !form->json))
			weir_writer_char(out, '\n');
	} while (!output_end(&output));
	status = output.status;
	output_close(&output);
	return status;
}
