/* recipe.c - a rule of the cookbook, and the expressions it replaces.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/recipe.h"

#include "base/json.h"

void recipe_brief(const struct weir_recipe *recipe, struct weir_writer *out)
{
	weir_writer_print(out, "%-28s%s\n    %s\n", recipe->name, recipe->summary, recipe->rule);
}

void recipe_whole(const struct weir_recipe *recipe, struct weir_writer *out)
{
	const struct weir_recipe_wrong *wrong;

	weir_writer_print(out, "%s: %s\n\n    %s\n\n", recipe->name, recipe->summary, recipe->rule);
	if (recipe->note)
		weir_writer_print(out, "%s\n\n", recipe->note);
	weir_writer_text(out, "In wide use in its place, and wrong:\n");
	for (size_t n = 0; (wrong = weir_cookbook_wrong(recipe, n)); n++)
		weir_writer_print(out, "    %s\n        %s\n", wrong->expression, wrong->why);
}

void recipe_json(const struct weir_recipe *recipe, struct weir_writer *out)
{
	const struct weir_recipe_wrong *wrong;
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_member_text(&j, "name", recipe->name);
	json_member_text(&j, "summary", recipe->summary);
	json_member_text(&j, "rule", recipe->rule);
	if (recipe->note)
		json_member_text(&j, "note", recipe->note);
	json_member_array(&j, "wrong");
	for (size_t n = 0; (wrong = weir_cookbook_wrong(recipe, n)); n++) {
		json_open_object(&j);
		json_member_text(&j, "expression", wrong->expression);
		json_member_text(&j, "why", wrong->why);
		json_close_object(&j);
	}
	json_close_array(&j);
	json_close_object(&j);
	json_line_end(&j);
}
