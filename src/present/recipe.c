/* recipe.c - a rule of the cookbook, what it compiles to, and the expressions it replaces.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/recipe.h"

#include <string.h>

#include "base/json.h"

static size_t instructions(const struct weir_programs *programs)
{
	size_t count = 0;

	for (size_t i = 0; i < programs->count; i++)
		count += programs->programs[i].count;
	return count;
}

enum weir_status recipe_compile(const struct weir_recipe *recipe, struct recipe *out,
				struct weir_error *err)
{
	struct weir_slice words = { (const uint8_t *)recipe->rule, strlen(recipe->rule) };
	struct weir_rule *rule = NULL;
	enum weir_status status = weir_rule_open(words, NULL, &rule, err);

	memset(out, 0, sizeof(*out));
	out->recipe = recipe;
	for (unsigned t = 0; t < WEIR_TARGET_COUNT && status == WEIR_OK; t++) {
		struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
		options.target = (enum weir_target)t;
		out->targets[t].status = weir_rule_compile(
			rule, &options, &out->targets[t].programs, &out->targets[t].err);
		if (out->targets[t].status != WEIR_OK && out->targets[t].status != WEIR_E_SUPPORT) {
			status = out->targets[t].status;
			if (err)
				*err = out->targets[t].err;
		}
	}
	weir_rule_close(rule);
	if (status != WEIR_OK)
		recipe_close(out);
	return status;
}

void recipe_close(struct recipe *recipe)
{
	for (unsigned t = 0; recipe && t < WEIR_TARGET_COUNT; t++) {
		if (recipe->targets[t].status == WEIR_OK)
			weir_programs_free(&recipe->targets[t].programs);
		recipe->targets[t].status = WEIR_E_SUPPORT;
	}
}

void recipe_brief(const struct weir_recipe *recipe, struct weir_writer *out)
{
	weir_writer_print(out, "%-28s%s\n    %s\n", recipe->name, recipe->summary, recipe->rule);
}

static void write_bytecode(const struct weir_programs *programs, const char *indent,
			   struct weir_writer *out)
{
	for (size_t i = 0; i < programs->count; i++) {
		weir_writer_text(out, indent);
		weir_bpf_print(&programs->programs[i], WEIR_BPF_BYTECODE, out);
		weir_writer_char(out, '\n');
	}
}

/* A reason that holds for every target is said once. */
static bool same_reason(const struct recipe *recipe)
{
	for (unsigned t = 0; t < WEIR_TARGET_COUNT; t++) {
		if (recipe->targets[t].status == WEIR_OK ||
		    strcmp(recipe->targets[t].err.text, recipe->targets[0].err.text) != 0)
			return false;
	}
	return true;
}

void recipe_whole(const struct recipe *recipe, enum weir_target target, struct weir_writer *out)
{
	const struct weir_recipe *r = recipe->recipe;
	const struct weir_recipe_wrong *wrong;

	weir_writer_print(out, "%s: %s\n\n    %s\n\n", r->name, r->summary, r->rule);
	if (r->note)
		weir_writer_print(out, "%s\n\n", r->note);
	weir_writer_text(out, "In classic BPF, instructions by target:\n");
	if (same_reason(recipe)) {
		weir_writer_print(out, "    not at all: %s\n", recipe->targets[0].err.text);
	} else {
		for (unsigned t = 0; t < WEIR_TARGET_COUNT; t++) {
			const char *name = weir_target_name((enum weir_target)t);
			if (recipe->targets[t].status == WEIR_OK)
				weir_writer_print(out, "    %-12s%zu\n", name,
						  instructions(&recipe->targets[t].programs));
			else
				weir_writer_print(out, "    %-12s%s\n", name,
						  recipe->targets[t].err.text);
		}
	}
	if (target < WEIR_TARGET_COUNT && recipe->targets[target].status == WEIR_OK) {
		weir_writer_print(out, "\nFor %s:\n", weir_target_name(target));
		write_bytecode(&recipe->targets[target].programs, "", out);
	}
	weir_writer_text(out, "\nIn wide use in its place, and wrong:\n");
	for (size_t n = 0; (wrong = weir_cookbook_wrong(r, n)); n++)
		weir_writer_print(out, "    %s\n        %s\n", wrong->expression, wrong->why);
}

static void json_targets(struct json *j, const struct recipe *recipe)
{
	json_member_object(j, "targets");
	for (unsigned t = 0; t < WEIR_TARGET_COUNT; t++) {
		json_member_object(j, weir_target_name((enum weir_target)t));
		if (recipe->targets[t].status == WEIR_OK)
			json_member_u64(j, "instructions",
					instructions(&recipe->targets[t].programs));
		else
			json_member_text(j, "reason", recipe->targets[t].err.text);
		json_close_object(j);
	}
	json_close_object(j);
}

static void json_programs(struct json *j, const struct weir_programs *programs)
{
	json_member_array(j, "bytecode");
	for (size_t i = 0; i < programs->count; i++) {
		weir_bpf_print(&programs->programs[i], WEIR_BPF_BYTECODE, json_open_string(j));
		json_close_string(j);
	}
	json_close_array(j);
}

void recipe_json(const struct recipe *recipe, enum weir_target target, struct weir_writer *out)
{
	const struct weir_recipe *r = recipe->recipe;
	const struct weir_recipe_wrong *wrong;
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_member_text(&j, "name", r->name);
	json_member_text(&j, "summary", r->summary);
	json_member_text(&j, "rule", r->rule);
	if (r->note)
		json_member_text(&j, "note", r->note);
	json_targets(&j, recipe);
	if (target < WEIR_TARGET_COUNT && recipe->targets[target].status == WEIR_OK)
		json_programs(&j, &recipe->targets[target].programs);
	json_member_array(&j, "wrong");
	for (size_t n = 0; (wrong = weir_cookbook_wrong(r, n)); n++) {
		json_open_object(&j);
		json_member_text(&j, "expression", wrong->expression);
		json_member_text(&j, "why", wrong->why);
		json_close_object(&j);
	}
	json_close_array(&j);
	json_close_object(&j);
	json_line_end(&j);
}
