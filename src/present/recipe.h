/* recipe.h - a rule of the cookbook: a line, the whole entry, or JSON.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_RECIPE_H
#define PRESENT_RECIPE_H

#include <dnsweir/rule.h>

/* Name, summary and rule. */
void recipe_brief(const struct weir_recipe *recipe, struct weir_writer *out);
/* The whole entry. */
void recipe_whole(const struct weir_recipe *recipe, struct weir_writer *out);
/* One object and the line's end. */
void recipe_json(const struct weir_recipe *recipe, struct weir_writer *out);

#endif
