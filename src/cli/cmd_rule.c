/* cmd_rule.c - dnsweir rule: what is done with a rule itself.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

static const struct example examples[] = {
	{ "dnsweir rule check 'dns.flags.rcode == NXDOMAIN and not dns.flags.authoritative == 1'",
	  "Is that a rule, and who can apply it?" },
	{ 0 },
};

const struct command cmd_rule = {
	.name = "rule",
	.synopsis = "dnsweir rule ACTION [OPTION...] [OPERAND...]",
	.summary = "Check a rule and see what it comes to",
	.description =
		"A rule says which packets or messages are meant, in the words of Wireshark's display "
		"filters: `dns.qry.type == AAAA and ip.src == 192.0.2.0/24`. Other commands take one with "
		"`-f`; the actions of this one look at the rule itself. The language is explained by "
		"`dnsweir help rule.7`, dnsweir-rule(7).",
	.examples = examples,
	.see_also = "dnsweir-rule(7), wireshark-filter(4)",
};
