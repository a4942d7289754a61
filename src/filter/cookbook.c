/* cookbook.c - the table of rules for common questions.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <string.h>

/* Each rule is followed by the expressions that are wrong in its place. */
struct row {
	struct weir_recipe recipe; /* name NULL: a wrong expression */
	struct weir_recipe_wrong wrong;
};

static const struct row rows[] = {
#define RULE(name, summary, rule, note) { .recipe = { name, summary, rule, note } },
#define WRONG(expression, why) { .wrong = { expression, why } },
#include "filter/cookbook.def"
#undef RULE
#undef WRONG
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static size_t place(const struct weir_recipe *recipe)
{
	size_t i = 0;

	while (i < ROWS && recipe != &rows[i].recipe)
		i++;
	return i;
}

const struct weir_recipe *weir_cookbook_next(const struct weir_recipe *recipe)
{
	for (size_t i = recipe ? place(recipe) + 1 : 0; i < ROWS; i++) {
		if (rows[i].recipe.name)
			return &rows[i].recipe;
	}
	return NULL;
}

const struct weir_recipe *weir_cookbook_find(struct weir_slice name)
{
	const struct weir_recipe *recipe = NULL;

	while ((recipe = weir_cookbook_next(recipe))) {
		if (strlen(recipe->name) == name.size &&
		    memcmp(recipe->name, name.data, name.size) == 0)
			return recipe;
	}
	return NULL;
}

const struct weir_recipe_wrong *weir_cookbook_wrong(const struct weir_recipe *recipe, size_t n)
{
	size_t at = place(recipe);

	if (n >= ROWS - at) /* also where it is none of ours */
		return NULL;
	for (size_t i = at + 1; i < ROWS && i <= at + 1 + n; i++) {
		if (rows[i].recipe.name)
			return NULL;
	}
	return at + 1 + n < ROWS ? &rows[at + 1 + n].wrong : NULL;
}
