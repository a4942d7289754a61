/* cmd_rule_list.c - dnsweir rule list: the cookbook's rules, in short, or one with all there is to say.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <string.h>

#include "cli/command.h"
#include "present/output.h"
#include "present/recipe.h"

enum { JSON, TARGET };

static const struct option_choice targets[] = {
	{ "ether", "Ethernet: packet sockets, tc, captures", NULL, WEIR_TARGET_ETHER },
	{ "ip", "IP: xt_bpf, raw IP", NULL, WEIR_TARGET_IP },
	{ "sll", "Linux cooked header, version 1", NULL, WEIR_TARGET_SLL },
	{ "sll2", "Linux cooked header, version 2", NULL, WEIR_TARGET_SLL2 },
	{ "udp-socket", "a UDP socket", NULL, WEIR_TARGET_UDP_SOCKET },
	{ 0 },
};

static const struct option_spec options[] = {
	[JSON] = { .name = "json", .help = "One JSON object a line, with all there is to say" },
	[TARGET] = { .name = "target",
		     .argument = "TARGET",
		     .kind = OPTION_CHOICE,
		     .choices = targets,
		     .help = "The program for TARGET too, as bytecode" },
	{ 0 },
};

static const struct example examples[] = {
	{ "dnsweir rule list", "All rules with their names" },
	{ "dnsweir rule list nxdomain", "One of them: what it compiles to, and what it replaces" },
	{ "dnsweir rule list --target ip any", "Its program for iptables' xt_bpf" },
	{ 0 },
};

static enum weir_status print_whole(struct invocation *call, struct output *output,
				    const struct weir_recipe *recipe, struct weir_error *err)
{
	enum weir_target target = (enum weir_target)call_choice(call, TARGET, WEIR_TARGET_COUNT);
	struct recipe compiled;
	enum weir_status status = recipe_compile(recipe, &compiled, err);

	if (status != WEIR_OK)
		return status;
	do {
		if (call_given(call, JSON))
			recipe_json(&compiled, target, output_begin(output));
		else
			recipe_whole(&compiled, target, output_begin(output));
	} while (!output_end(output));
	recipe_close(&compiled);
	return output->status;
}

static enum weir_status print_all(struct invocation *call, struct output *output,
				  struct weir_error *err)
{
	bool whole = call_given(call, JSON) || call_given(call, TARGET);
	const struct weir_recipe *recipe = NULL;
	enum weir_status status = WEIR_OK;

	while (status == WEIR_OK && (recipe = weir_cookbook_next(recipe)) &&
	       !call_interrupted(call)) {
		if (whole) {
			status = print_whole(call, output, recipe, err);
			continue;
		}
		do
			recipe_brief(recipe, output_begin(output));
		while (!output_end(output));
		status = output->status;
	}
	return status;
}

static const struct weir_recipe *named(const char *name)
{
	return weir_cookbook_find((struct weir_slice){ (const uint8_t *)name, strlen(name) });
}

static enum exit_code run(struct invocation *call)
{
	struct weir_error err = { 0 };
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
	if (call->operand_count == 0)
		status = print_all(call, &output, &err);
	for (size_t i = 0; i < call->operand_count && status == WEIR_OK; i++)
		status = print_whole(call, &output, named(call->operands[i]), &err);
	output_close(&output);
	if (status == WEIR_E_SYSTEM)
		return EXIT_SYSTEM;
	return status == WEIR_OK ? EXIT_DONE : call_fail(call, status, &err);
}

const struct command cmd_rule_list = {
	.name = "rule list",
	.synopsis = "dnsweir rule list [OPTION...] [NAME...]",
	.summary = "The cookbook: rules for common questions",
	.description =
		"Prints the rules of the cookbook with their names: NXDOMAIN, ANY, tunnels, floods of random "
		"names, EDNS without DO and many more, to use as they are or to adapt.\n\n"
		"With a name the whole entry: what to know about the rule, how many instructions of classic "
		"BPF it takes for each target, or why it cannot be said there, and the tcpdump expressions "
		"that are in wide use in its place, with what is wrong with them.",
	.options = options,
	.operand = { .name = "NAME", .help = "Names of rules", .lowest = 0, .highest = SIZE_MAX },
	.examples = examples,
	.see_also = "dnsweir-cookbook(7), dnsweir-rule(7)",
	.run = run,
};
