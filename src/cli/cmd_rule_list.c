/* cmd_rule_list.c - dnsweir rule list: the cookbook's rules, in short, or one with all there is to say.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <string.h>

#include "cli/command.h"
#include "present/output.h"
#include "present/recipe.h"

enum { JSON };

static const struct option_spec options[] = {
	[JSON] = { .name = "json", .help = "One JSON object a line, with all there is to say" },
	{ 0 },
};

static const struct example examples[] = {
	{ "dnsweir rule list", "All rules with their names" },
	{ "dnsweir rule list nxdomain", "One of them, and what it replaces" },
	{ 0 },
};

static void print(struct invocation *call, struct output *output, const struct weir_recipe *recipe,
		  bool whole)
{
	do {
		if (call_given(call, JSON))
			recipe_json(recipe, output_begin(output));
		else if (whole)
			recipe_whole(recipe, output_begin(output));
		else
			recipe_brief(recipe, output_begin(output));
	} while (!output_end(output));
}

static const struct weir_recipe *named(const char *name)
{
	return weir_cookbook_find((struct weir_slice){ (const uint8_t *)name, strlen(name) });
}

static enum exit_code run(struct invocation *call)
{
	const struct weir_recipe *recipe = NULL;
	struct output output;

	for (size_t i = 0; i < call->operand_count; i++) {
		if (!named(call->operands[i]))
			return call_refuse(call,
					   "no rule is called %s; without a name all are listed",
					   call->operands[i]);
	}
	enum weir_status status = output_open(&output, call->out);
	if (status != WEIR_OK)
		return call_fail(call, status, NULL);
	for (size_t i = 0; i < call->operand_count && !call_out_lost(call); i++)
		print(call, &output, named(call->operands[i]), true);
	while (call->operand_count == 0 && (recipe = weir_cookbook_next(recipe)) &&
	       !call_out_lost(call))
		print(call, &output, recipe, false);
	status = output.status;
	output_close(&output);
	if (status == WEIR_E_SYSTEM)
		return EXIT_SYSTEM;
	return status == WEIR_OK ? EXIT_DONE : call_fail(call, status, NULL);
}

const struct command cmd_rule_list = {
	.name = "rule list",
	.synopsis = "dnsweir rule list [OPTION...] [NAME...]",
	.summary = "The cookbook: rules for common questions",
	.description =
		"Prints the rules of the cookbook with their names: NXDOMAIN, ANY, tunnels, floods of random "
		"names, EDNS without DO and many more, to use as they are or to adapt.\n\n"
		"With a name the whole entry: what to know about the rule, and the tcpdump expressions that are "
		"in wide use in its place, with what is wrong with them.",
	.options = options,
	.operand = { .name = "NAME", .help = "Names of rules", .lowest = 0, .highest = SIZE_MAX },
	.examples = examples,
	.see_also = "dnsweir-cookbook(7), dnsweir-rule(7)",
	.run = run,
};
