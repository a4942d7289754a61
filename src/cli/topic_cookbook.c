/* topic_cookbook.c - dnsweir help cookbook: rules for common questions, and what they replace.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include "cli/manual.h"

enum { TEXT_MAX = 2000 };

static void print_wrong(struct manual *m, const struct manual_format *format,
			const struct weir_recipe_wrong *wrong)
{
	char text[TEXT_MAX];

	snprintf(text, sizeof(text), "Not `%s`: %s.", wrong->expression, wrong->why);
	manual_prose(m, format, text);
}

static void print_rules(struct manual *m, const struct manual_format *format)
{
	const struct weir_recipe *recipe = NULL;
	char text[TEXT_MAX];

	format->list_begin(m);
	while ((recipe = weir_cookbook_next(recipe))) {
		const struct weir_recipe_wrong *wrong;

		format->item_term(m, recipe->name);
		snprintf(text, sizeof(text), "%s:", recipe->summary);
		manual_prose(m, format, text);
		snprintf(text, sizeof(text), "`%s`", recipe->rule);
		manual_prose(m, format, text);
		if (recipe->note)
			manual_prose(m, format, recipe->note);
		for (size_t n = 0; (wrong = weir_cookbook_wrong(recipe, n)); n++)
			print_wrong(m, format, wrong);
	}
	format->list_end(m);
}

static const struct section sections[] = {
	{ "DESCRIPTION",
	  "Rules for common questions, to copy and to adapt. Each is a rule as `-f` of several commands takes "
	  "it; zones and addresses in them are examples. `dnsweir rule list` has them one by one.\n\n"
	  "Below each rule stand expressions of tcpdump's language that are in wide use in its place, "
	  "and what is wrong with them.",
	  NULL },
	{ "WHAT OCTETS OF UDP MISS",
	  "Expressions over `udp[...]` reach into a datagram by counting octets. Whatever they look for, "
	  "they have in common that\n\n"
	  "they match IPv4 only: tcpdump makes `udp[10]` a test of IPv4 without a word, and half of the "
	  "traffic of a resolver is missed;\n\n"
	  "they match on every port, so that NTP, QUIC and whatever else travels over UDP is taken for "
	  "DNS, unless `port 53` stands beside them;\n\n"
	  "they never match DNS over TCP, where zone transfers and large answers are;\n\n"
	  "they see nothing behind a VLAN tag, unless `vlan and` stands in front;\n\n"
	  "and what they count from the end of the datagram is somewhere else as soon as the message has "
	  "EDNS, which most have.\n\n"
	  "A rule tests port and protocol by itself, over IPv4 with options, IPv6 with extension headers, "
	  "VLAN and TCP, in user space as in the program that is compiled from it.",
	  NULL },
	{ "RULES", NULL, print_rules },
	{ 0 },
};

const struct topic topic_cookbook = {
	.name = "cookbook",
	.part = "7",
	.summary = "Rules for common questions about DNS traffic",
	.sections = sections,
	.see_also = "dnsweir-rule(7), pcap-filter(7)",
};
