/* programs.c - classic BPF programs that a rule became, and what running them took.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/programs.h"

#include <inttypes.h>

#include "base/json.h"
#include "present/output.h"

const struct programs_form programs_bytecode = { WEIR_BPF_BYTECODE, false };
const struct programs_form programs_asm = { WEIR_BPF_ASM, false };
const struct programs_form programs_c = { WEIR_BPF_C, false };
const struct programs_form programs_d = { WEIR_BPF_D, false };
const struct programs_form programs_ddd = { WEIR_BPF_DDD, false };
const struct programs_form programs_old = { WEIR_BPF_OLD, false };
const struct programs_form programs_dd = { WEIR_BPF_DD, false };
const struct programs_form programs_rows = { WEIR_BPF_ROWS, false };
const struct programs_form programs_json = { WEIR_BPF_BYTECODE, true };

static void end_line(struct weir_writer *out)
{
	if (out->size > 0 && !out->full && out->data[out->size - 1] != '\n')
		weir_writer_char(out, '\n');
}

/* Programs of several lines have an empty one between them. */
static void put_text(const struct programs_facts *facts, enum weir_bpf_form form,
		     struct weir_writer *out)
{
	for (size_t i = 0; i < facts->programs->count; i++) {
		if (i > 0 && form != WEIR_BPF_BYTECODE && form != WEIR_BPF_OLD)
			weir_writer_char(out, '\n');
		weir_bpf_print(&facts->programs->programs[i], form, out);
		end_line(out);
	}
}

static void put_run(struct json *j, const char *key, const struct programs_run *run)
{
	json_member_object(j, key);
	json_member_u64(j, "packets", run->packets);
	json_member_u64(j, "executed", run->instructions);
	json_member_u64(j, "most", run->most);
	json_close_object(j);
}

static void put_json(const struct programs_facts *facts, struct weir_writer *out)
{
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_key(&j, "rule");
	weir_rule_print(facts->rule, json_open_string(&j));
	json_close_string(&j);
	json_member_text(&j, "target", weir_target_name(facts->target));
	json_key(&j, "programs");
	json_open_array(&j);
	for (size_t i = 0; i < facts->programs->count; i++) {
		const struct weir_bpf_program *program = &facts->programs->programs[i];
		json_open_object(&j);
		json_member_u64(&j, "instructions", program->count);
		json_key(&j, "bytecode");
		weir_bpf_print(program, WEIR_BPF_BYTECODE, json_open_string(&j));
		json_close_string(&j);
		json_close_object(&j);
	}
	json_close_array(&j);
	if (facts->ran) {
		put_run(&j, "hits", &facts->hits);
		put_run(&j, "misses", &facts->misses);
		json_member_u64(&j, "skipped", facts->skipped);
	}
	json_close_object(&j);
	json_line_end(&j);
}

enum weir_status programs_print(FILE *file, const struct programs_form *form,
				const struct programs_facts *facts)
{
	struct output output;
	enum weir_status status = output_open(&output, file);

	if (status != WEIR_OK)
		return status;
	do {
		struct weir_writer *out = output_begin(&output);
		if (form->json)
			put_json(facts, out);
		else
			put_text(facts, form->form, out);
	} while (!output_end(&output));
	status = output.status;
	output_close(&output);
	return status;
}

static void run_line(FILE *file, const char *what, const struct programs_run *run)
{
	double mean = run->packets ? (double)run->instructions / (double)run->packets : 0;

	fprintf(file,
		"%s: %" PRIu64 " packets, %.1f instructions executed on average, %" PRIu64
		" at most\n",
		what, run->packets, mean, run->most);
}

void programs_summary(FILE *file, const struct programs_facts *facts)
{
	const struct weir_programs *programs = facts->programs;
	struct programs_run all = facts->hits;
	size_t most = 0;

	for (size_t i = 0; i < programs->count; i++)
		if (programs->programs[i].count > most)
			most = programs->programs[i].count;
	if (programs->count == 1)
		fprintf(file, "%zu instruction%s\n", most, most == 1 ? "" : "s");
	else
		fprintf(file,
			"%zu programs of at most %zu instructions; one of them keeps a match\n",
			programs->count, most);
	if (!facts->ran)
		return;
	all.packets += facts->misses.packets;
	all.instructions += facts->misses.instructions;
	all.most = all.most > facts->misses.most ? all.most : facts->misses.most;
	run_line(file, "hits", &facts->hits);
	run_line(file, "misses", &facts->misses);
	run_line(file, "all", &all);
	if (facts->skipped > 0)
		fprintf(file, "skipped: %" PRIu64 " frames of other link types, or not as given\n",
			facts->skipped);
}
