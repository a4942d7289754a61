/* recipe.h - a rule of the cookbook: a line, the whole entry, or JSON.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_RECIPE_H
#define PRESENT_RECIPE_H

#include <dnsweir/rule.h>

/* A recipe with what it compiles to. */
struct recipe {
	const struct weir_recipe *recipe;
	struct {
		enum weir_status status;
		struct weir_programs programs; /* status WEIR_OK */
		struct weir_error err;         /* else why not */
	} targets[WEIR_TARGET_COUNT];
};

/* Compile for every target. A status other than WEIR_OK is none of the rule's: memory. */
enum weir_status recipe_compile(const struct weir_recipe *recipe, struct recipe *out,
				struct weir_error *err) WEIR_MUST_USE;
void recipe_close(struct recipe *recipe); /* NULL is fine */

/* Name, summary and rule. */
void recipe_brief(const struct weir_recipe *recipe, struct weir_writer *out);
/* The whole entry; with the bytecode of `target`, WEIR_TARGET_COUNT: of none. */
void recipe_whole(const struct recipe *recipe, enum weir_target target, struct weir_writer *out);
/* One object and the line's end. */
void recipe_json(const struct recipe *recipe, enum weir_target target, struct weir_writer *out);

#endif
