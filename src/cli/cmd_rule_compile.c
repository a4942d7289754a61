/* cmd_rule_compile.c - dnsweir rule compile: a rule as classic BPF.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"
#include "cli/program_words.h"
#include "cli/rule_compile.h"
#include "present/programs.h"

enum { OPT_FORMAT = RULE_COMPILE_OPTIONS };

static const struct option_spec options[] = {
	RULE_COMPILE_ROWS,
	[OPT_FORMAT] = { 0, "format", "FORM", "How it is written", .group = "Output",
			 .kind = OPTION_CHOICE, .choices = program_formats },
	{ 0 },
};

static enum exit_code run(struct invocation *call)
{
	return rule_compile(call, call->operand_count > 0 ? call->operands[0] : NULL);
}

static const struct example examples[] = {
	{ "dnsweir rule compile -t ip -g 'ip.version == 4' --limit 64 'dns.qry.name like \"*.example.uk\"'",
	  "For `iptables -m bpf --bytecode`" },
	{ "dnsweir rule compile --format asm -r flood.pcap 'dns.qry.type == ANY'",
	  "Assembler, and how many instructions a packet takes" },
	{ 0 },
};

const struct command cmd_rule_compile = {
	.name = "rule compile",
	.synopsis = "dnsweir rule compile [OPTION...] RULE\n"
		    "dnsweir rule compile [OPTION...] -F FILE",
	.summary = "Compile a rule into classic BPF",
	.description =
		"Writes a program that gives the same verdict on every packet as `dnsweir filter -f RULE`: "
		"IPv4 and IPv6 with extension headers, VLAN tags, UDP and the first octets of TCP in one. "
		"How many instructions it has goes to standard error. A rule that classic BPF cannot "
		"express, or not within the limit, is refused, with the reason and who can.\n\n"
		"With `--split` there may be several programs: a packet matches if one of them keeps it. "
		"On frames that a capture has cut, `len` must be the length captured.",
	.options = options,
	.operand = { "RULE", "The rule, best in single quotes", 0, 1, COMPLETE_NONE },
	.examples = examples,
	.see_also = "dnsweir-rule(7), iptables-extensions(8), tcpdump(1)",
	.form = &programs_bytecode,
	.run = run,
};
