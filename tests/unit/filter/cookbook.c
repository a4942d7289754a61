/* cookbook.c - the cookbook's table: every rule has a name, its wrong forms, and labels to be tested by.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <string.h>

#include "tap.h"

/* The generator's rows, of which the conditions are nothing to us. */
static const char *const labels[] = {
#define LABEL(name, condition) name,
#include "../../../tools/generate/labels.def"
#undef LABEL
};

static struct weir_slice words(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

static bool plain(const char *name)
{
	return name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* A summary is a line without a full stop; a note is sentences. */
static void look_at(const struct weir_recipe *recipe)
{
	size_t wrongs = 0;

	checkf(weir_cookbook_find(words(recipe->name)) == recipe, "%s is found by its name",
	       recipe->name);
	checkf(plain(recipe->name) && strlen(recipe->name) < 32, "%s is a name to type",
	       recipe->name);
	size_t end = strlen(recipe->summary);
	checkf(end > 0 && end < 80 && recipe->summary[end - 1] != '.', "%s has a summary",
	       recipe->name);
	if (recipe->note) {
		end = strlen(recipe->note);
		checkf(recipe->note[end - 1] == '.', "the note of %s is sentences", recipe->name);
	}
	while (weir_cookbook_wrong(recipe, wrongs)) {
		const struct weir_recipe_wrong *wrong = weir_cookbook_wrong(recipe, wrongs++);
		checkf(wrong->expression && wrong->why && wrong->why[strlen(wrong->why) - 1] != '.',
		       "%s: a wrong form and why", recipe->name);
	}
	checkf(wrongs > 0, "%s says what is wrong in its place", recipe->name);
	checkf(!weir_cookbook_wrong(recipe, wrongs + 1) && !weir_cookbook_wrong(recipe, SIZE_MAX),
	       "%s ends", recipe->name);
}

int main(void)
{
	const struct weir_recipe *recipe = NULL;
	size_t count = 0;

	while ((recipe = weir_cookbook_next(recipe))) {
		count++;
		look_at(recipe);
	}
	checkf(count == COUNT_OF(labels), "%zu rules, %zu of them have labels", count,
	       COUNT_OF(labels));
	for (size_t i = 0; i < COUNT_OF(labels); i++)
		checkf(weir_cookbook_find(words(labels[i])), "%s, which is labelled, is a rule",
		       labels[i]);
	check("no name finds nothing", !weir_cookbook_find(words("")));
	check("half a name finds nothing", !weir_cookbook_find(words("nxdo")));
	check("a name and more finds nothing", !weir_cookbook_find(words("query ")));
	struct weir_recipe strange = { .name = "query" };
	check("a recipe that is none of ours has no wrong forms",
	      !weir_cookbook_wrong(&strange, 0));
	check("nor a next one", !weir_cookbook_next(&strange));
	return tap_done();
}
