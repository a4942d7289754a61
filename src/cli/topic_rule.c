/* topic_rule.c - dnsweir help rule.7: the rule language, its fields printed from their table.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <string.h>

#include "cli/command.h"
#include "cli/manual.h"
#include "present/ls.h"

static const char *kind_word(const struct weir_layer_field *field)
{
	if (field->reach == WEIR_REACH_EITHER)
		field = weir_field_row(field->either[0]);
	switch (field->kind) {
	case WEIR_FIELD_NUMBER:
	case WEIR_FIELD_HEX:
		return "number";
	case WEIR_FIELD_FLAG:
		return "flag";
	case WEIR_FIELD_TIME:
		return "time";
	case WEIR_FIELD_IPV4:
		return "IPv4";
	case WEIR_FIELD_IPV6:
		return "IPv6";
	case WEIR_FIELD_ETHER:
		return "MAC";
	case WEIR_FIELD_NAME:
		return "name";
	case WEIR_FIELD_OCTETS:
		return "octets";
	case WEIR_FIELD_TEXT:
		return "text";
	}
	return "";
}

/* All fields of a layer, or of its part such as the options, as lines of one block. */
static size_t put_fields(enum weir_layer layer, struct weir_writer *out)
{
	size_t count = 0;

	for (unsigned i = 0; i < WEIR_FIELD_COUNT; i++) {
		const struct weir_layer_field *field = weir_field_row((enum weir_field_symbol)i);

		if (field->layer != layer)
			continue;
		weir_writer_print(out, "%s  %-26s %-6s ", count++ > 0 ? "\n" : "", field->abbrev,
				  kind_word(field));
		if (field->bits > 0)
			weir_writer_print(out, "%3u", field->bits);
		else
			weir_writer_text(out, "  -");
		weir_writer_print(out, " %-7s %c%c%c", ls_reach(field->reach),
				  weir_field_asked(field, WEIR_ENGINE_PACKETS) ? 'p' : '-',
				  weir_field_asked(field, WEIR_ENGINE_BPF) ? 'b' : '-',
				  weir_field_asked(field, WEIR_ENGINE_MESSAGES) ? 'm' : '-');
	}
	return count;
}

static void print_fields(struct manual *manual, const struct manual_format *format)
{
	for (unsigned layer = 0; layer < WEIR_LAYER_COUNT; layer++) {
		char text[16 * 1024];
		char heading[160];
		struct weir_writer w;

		weir_writer_init(&w, text, sizeof(text));
		if (put_fields((enum weir_layer)layer, &w) == 0)
			continue;
		snprintf(heading, sizeof(heading),
			 "`%s`, %s:", weir_layer_name((enum weir_layer)layer),
			 weir_layer_text((enum weir_layer)layer));
		manual_prose(manual, format, heading);
		format->verbatim(manual, (struct weir_slice){ w.data, w.size });
	}
}

/* Layers that have no fields here. */
static void print_layers(struct manual *manual, const struct manual_format *format)
{
	char text[4 * 1024];
	const char *comma = "";
	struct weir_writer w;

	weir_writer_init(&w, text, sizeof(text));
	for (unsigned layer = WEIR_LAYER_NONE + 1; layer < WEIR_LAYER_COUNT; layer++) {
		weir_writer_print(&w, "%s`%s`", comma, weir_layer_name((enum weir_layer)layer));
		comma = ", ";
	}
	weir_writer_text(&w, ".");
	if (weir_writer_terminate(&w))
		manual_prose(manual, format, text);
}

static const struct section sections[] = {
	{ "DESCRIPTION",
	  "A rule says which packets or DNS messages are meant. Its language is that of Wireshark's display "
	  "filters (wireshark-filter(4)), with two operators more for names, `like` and `within`.\n\n"
	  "  dns.qry.name == \"www.example.com\"\n"
	  "  dns.flags.rcode == NXDOMAIN and not dns.flags.authoritative == 1\n"
	  "  dns.qry.type in {A AAAA 64..65} and ip.src == 192.0.2.0/24\n"
	  "  dns.qry.name within {\"example.com\" \"example.net\"} and dns.length > 512\n\n"
	  "`dnsweir rule check` reads a rule, says what is wrong with it and who can apply it." },
	{ "GRAMMAR",
	  "From the weakest binding to the strongest; `and` binds more than `or`:\n\n"
	  "  rule      any-of\n"
	  "  any-of    all-of { (\"or\" | \"||\") all-of }\n"
	  "  all-of    factor { (\"and\" | \"&&\") factor }\n"
	  "  factor    { \"not\" | \"!\" } ( \"(\" rule \")\" | relation )\n"
	  "  relation  [\"any\"] operand [ operator value | set-operator set ]\n"
	  "  operand   field | field \"[\" slice \"]\" | field \"&\" mask | \"(\" field \"&\" mask \")\" | layer\n"
	  "  slice     offset:length | first-last | offset | :length | offset:\n"
	  "  set       \"{\" value [\"..\" value] { [\",\"] value [\"..\" value] } \"}\"\n\n"
	  "Blanks and line ends separate words. Operators in letters may be in capitals. A rule has at most "
	  "1 MiB, nests at most 256 deep, and a set has at most 65536 values." },
	{ "OPERATORS",
	  "  ==  eq    equal; of a network 192.0.2.0/24: inside of it\n"
	  "  !=  ne    the negation of ==\n"
	  "  <   lt    below          <=  le    at most\n"
	  "  >   gt    above          >=  ge    at least\n"
	  "  in        one of a set: in {1 28 64..65}, blanks or commas between\n"
	  "  &         some bit of the mask is set; with a comparison behind it, of\n"
	  "            what the mask leaves: dns.flags & 0x7800 == 0x2000\n"
	  "  contains  octets or text somewhere inside\n"
	  "  like      a name has this pattern, or one of a set of them\n"
	  "  within    a name is this zone or below it, or one of a set of zones\n\n"
	  "A field alone asks whether it is there, and so does a layer. A number takes `==`, `!=`, `<`, `<=`, "
	  "`>`, `>=`, `in` and `&`; a flag `==`, `!=` and `in`; a time what a number takes but `&`; an IPv4 "
	  "address what a number takes, and slices; IPv6 and MAC addresses comparisons, `in` and slices, MAC addresses `contains` too; "
	  "octets and text `==`, `!=`, `in`, `contains` and slices; a name these, `like` and `within`." },
	{ "VALUES",
	  "Numbers are decimal, 0x hexadecimal, 0b binary or, after a leading zero, octal. Where a registry "
	  "has words they stand for numbers: `AAAA`, `TYPE65`, `NXDOMAIN`, `NOTIFY`, `IN`, `UDP`. Flags are "
	  "1 and 0 or `true` and `false`.\n\n"
	  "Times are seconds since 1970, `1700000000.25`, or UTC in quotes, `\"2026-11-21 20:15:00\"`. "
	  "Addresses are written as usual, with `/length` for a network; MAC addresses and octets as "
	  "`00:11:22`, `00-11-22` or `001122`.\n\n"
	  "Text stands in double quotes, with the escapes of C: `\\x41`, `\\101`, `\\n`; `r\"...\"` has none.\n\n"
	  "Names are in presentation form (RFC 1035), in quotes or, if nothing special is in them, without. "
	  "The last dot may be left out; `\".\"` and `\"<Root>\"` are the root. Escapes are those of zone files: "
	  "`\\046` is decimal here. `contains` and slices of a name look at its labels with dots between them." },
	{ "PATTERNS OF NAMES",
	  "`like` compares a whole name, label by label:\n\n"
	  "  *            as a label: one label of 1 to 63 octets\n"
	  "  *{4-20}      as a label: one of 4 to 20 octets\n"
	  "  ?            one octet, inside a label\n"
	  "  %2e          the octet 2e, also if it is a dot, a star or a ?\n"
	  "  \\. \\046      the same, as zone files write it\n"
	  "  example.**   label example, then one label or more\n"
	  "  example**    the last label begins so, anything may follow\n"
	  "  **           one label or more: any name but the root\n\n"
	  "A star next to other characters is a star. Outer dots and blanks do not count. Empty labels, "
	  "labels over 63 and names over 255 octets are errors, since nothing could match." },
	{ "SCOPES",
	  "In packet scope (`dnsweir filter`, classic BPF) a rule is about one packet and its own octets: the "
	  "outermost IP header, the first fragment, DNS on port 53 (or the ports given), over TCP only where a "
	  "segment begins with a message. A question is seen only where QDCOUNT is 1 and the name has no "
	  "pointers; EDNS only where its owner is the root's octet and the question has no pointers. All engines agree on every packet.\n\n"
	  "In message scope (`dnsweir show -f`, `dnsweir mine -f`) it is about a DNS message put together from "
	  "fragments and segments, with the innermost addresses.\n\n"
	  "In iptables, xt_bpf takes programs of at most 64 instructions. Much of a program is about the ways to "
	  "DNS: both versions of IP, extension headers, TCP. `dnsweir rule compile --given` leaves out what is "
	  "known where it is attached, and `--limit 64 --split` puts the alternatives of a rule into several programs." },
	{ "DIFFERENCES FROM WIRESHARK",
	  "A relation on an absent field is false, and `a != b` is exactly `not a == b`: true where the field is "
	  "absent. Wireshark's is false then.\n\n"
	  "A relation on a field that occurs several times holds if any value meets it; `any` says the same, and "
	  "`all`, `===` and `!==` are not there.\n\n"
	  "Names compare without case, as DNS does; `--case-sensitive` compares them as Wireshark does. Escapes "
	  "in names are decimal. `like` and `within` are new.\n\n"
	  "Slices are for addresses, names, text and octets, one at a time, not for layers or numbers. Two "
	  "fields are not compared with each other. There is no `matches`, no function, no arithmetic but `&`, no "
	  "macro, no `#` and no `xor`. What cannot be is an error: a value that a field has no room for, a word "
	  "that no registry knows.\n\n"
	  "Which header: in packet scope the outermost IP header counts, behind at most two VLAN tags, with at "
	  "most six extension headers; in message scope the innermost. Wireshark has the fields of every header "
	  "in tunnels. Of fragments a packet filter sees the first, and of TCP segments those that begin with a "
	  "message; Wireshark shows what it put together in the last one. It guesses DNS on other ports, too.\n\n"
	  "Below DNS: an IPv6 header has no `ip.version`. Outer tags of 802.1ad are `vlan.*` here, "
	  "`ieee8021ad.*` there. In 802.3 frames `eth.type` is what Wireshark calls `eth.len`. RARP is not `arp`, "
	  "UDP-Lite is not `udp`; Wireshark lends them these fields. `tcp.options.sack_le` and `sack_re` are as on "
	  "the wire, there relative to the connection's beginning, as are `tcp.seq` and `tcp.ack`, which rules "
	  "cannot ask for here. A PadN option without octets has no `ipv6.opt.padn`. Checksums are always "
	  "verified. `sll2.*`, `ip.opt.data` and `tcp.option_data` are names of our own.\n\n"
	  "DNS: the root has no labels and length 0 in `dns.count.labels` and `dns.qry.name.len`; there it is the "
	  "text <Root>, 1 and 6. Both count what is on the wire: a dot inside a label ends none, an octet shown "
	  "as an escape is one. `dns.length` is there over UDP, too. The AA, RA and AD bits and the RCODE "
	  "are fields of queries as well as of responses. The header's counts keep their names in UPDATE, and "
	  "its bits in LLMNR. `dns.resp.name` is the owner of SRV records, too (there `dns.srv.name`), and "
	  "`dns.resp.type` is not the types in the bitmap of NSEC and NSEC3." },
	{ "LAYERS", "A layer alone asks whether it is there:", print_layers },
	{ "ALL FIELDS",
	  "Each line: field, kind, bits, reach, who can ask for it. Reach is `fixed` at an offset of its header, "
	  "`walked` to over names, options or records, `derived` from more than the header, or `either` of two "
	  "fields, of which one has to meet the relation. `p` is packet scope in user space, `b` classic BPF, `m` "
	  "message scope. Classic BPF can ask for EDNS (`dns.opt` and the fields of its record, not options) only "
	  "with the counts given, in the rule or by `--given`: `dns.count.queries == 1 and "
	  "dns.count.answers == 0 and dns.count.auth_rr == 0 and dns.count.add_rr == 1`.",
	  print_fields },
	{ 0 },
};

const struct topic topic_rule = {
	.name = "rule",
	.part = "7",
	.summary = "The language of rules over packets and messages",
	.sections = sections,
	.see_also = "dnsweir-rule(1), dnsweir-show(1), dnsweir-mine(1), dnsweir-filter(1), "
		    "dnsweir-ls(1), wireshark-filter(4)",
};
