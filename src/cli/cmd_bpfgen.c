/* cmd_bpfgen.c - dnsweir bpfgen: programs by the command line of bpftools' bpfgen.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/bpfgen.h"
#include "cli/command.h"
#include "cli/manual.h"
#include "present/output.h"

enum {
	OPT_INET6,
	OPT_NEGATE,
	OPT_OFFSET,
	OPT_ASSEMBLY,
};

static const struct option_spec options[] = {
	[OPT_INET6] = { '6', "inet6", NULL, "IPv6 in place of IPv4",
			.more = "At offset 0 a program that walks over IPv6 extension headers is "
				"mostly too long for iptables. Then the kernel is asked where UDP "
				"begins: such a program is for ip6tables behind `-p udp`, and for "
				"`dnsweir filter -b`, which answers as the kernel does. A remark says "
				"so." },
	[OPT_NEGATE] = { 'n', "negate", NULL,
			 "Match all packets that would not match, and no other",
			 .more = "Packets that are too short for a test are among them, too. With "
				 "the types tcpdump and p0f that takes many instructions: where "
				 "iptables has no room for them, at offset 0, libpcap's own negation "
				 "is written, and a remark says so." },
	[OPT_OFFSET] = { 'o', "offset", "N", "Octets before the IP header (0)",
			 .more = "0 is for iptables and captures without link headers, 14 for "
				 "Ethernet, 16 and 20 for Linux cooked captures (versions 1 and 2): "
				 "with these three VLAN tags may stand before IP, one or two. 18 is "
				 "Ethernet with a tag, that has to be there. With any other number "
				 "nothing is asked of the octets before.",
			 .kind = OPTION_NUMBER, .highest = 65535 },
	[OPT_ASSEMBLY] = { 's', "assembly", NULL, "Write assembler, with what it matches above" },
	{ 0 },
};

static void put(struct weir_writer *w, const struct invocation *call,
		const struct bpfgen_request *request, const struct bpfgen_result *result)
{
	const struct weir_bpf_program *program = &result->programs.programs[0];

	if (!call_given(call, OPT_ASSEMBLY)) {
		weir_bpf_print(program, WEIR_BPF_OLD, w);
		weir_writer_char(w, '\n');
		return;
	}
	weir_writer_print(w, "; %s\n; IPv%u header at octet %u%s\n", result->says, request->version,
			  (unsigned)request->offset, result->needs_udp ? ", behind -p udp" : "");
	weir_bpf_print(program, WEIR_BPF_ASM, w);
	if (w->size > 0 && !w->full && w->data[w->size - 1] != '\n')
		weir_writer_char(w, '\n');
}

static enum exit_code print(const struct invocation *call, const struct bpfgen_request *request,
			    const struct bpfgen_result *result)
{
	size_t count = result->programs.programs[0].count;
	struct output output;

	if (output_open(&output, call->out) != WEIR_OK)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	do {
		put(output_begin(&output), call, request, result);
	} while (!output_end(&output));
	enum weir_status status = output.status;
	output_close(&output);
	if (status == WEIR_E_MEMORY)
		return call_fail(call, status, NULL);
	fflush(call->out);
	if (result->needs_udp)
		call_note(call,
			  "remark: right only behind -p udp: the kernel says where UDP begins");
	if (result->inexact)
		call_note(call, "remark: a packet that ends before a test matches neither this nor "
				"what it negates");
	if (request->offset == 0 && count > XT_BPF_OPS_MAX)
		call_note(call, "remark: %zu instructions; iptables takes %d", count,
			  XT_BPF_OPS_MAX);
	return EXIT_DONE;
}

static enum exit_code run(struct invocation *call)
{
	struct bpfgen_request request = {
		.type = call->operands[0],
		.words = call->operands + 1,
		.word_count = call->operand_count - 1,
		.version = call_given(call, OPT_INET6) ? 6 : 4,
		.offset = (uint32_t)call_number(call, OPT_OFFSET, 0),
		.negate = call_given(call, OPT_NEGATE),
	};
	struct bpfgen_result result;
	enum exit_code code = bpfgen_make(call, &request, &result);

	if (code == EXIT_DONE && !result.help)
		code = print(call, &request, &result);
	bpfgen_free(&result);
	return code;
}

static void print_types(struct manual *m, const struct manual_format *format)
{
	char text[200];

	format->list_begin(m);
	for (size_t i = 0; bpfgen_type(i); i++) {
		format->item_term(m, bpfgen_type(i));
		snprintf(text, sizeof(text), "%s.", bpfgen_type_summary(i));
		manual_prose(m, format, text);
	}
	format->list_end(m);
}

static const struct section sections[] = {
	{ "TYPES",
	  "Each type has options and a help of its own: `dnsweir bpfgen dns -- --help` prints one.",
	  print_types },
	{ "PATTERNS",
	  "Of the type dns. They are those of `like` in dnsweir-rule(7): `*` as a whole label is one "
	  "label, `*{2-10}` one of 2 to 10 octets, `?` one octet, `%2e` the octet with this number. "
	  "`example.**` is a name that goes on behind example, `example**` one whose label only begins "
	  "so; whether a name goes on there as names do is not looked at. Dots and blanks around are dropped. What no name can match, such as a label of 64 octets, "
	  "is refused.\n\n"
	  "Letters match as they are written, unless `-i` is given. A query has to go to UDP port 53, not to "
	  "be a response, nor the rear part of a fragmented packet, and to have one question.",
	  NULL },
	{ "MALFORMED REQUESTS",
	  "Of the type dns_validate: what goes to UDP port 53, is not a fragment, and is no sound request. A "
	  "sound one has a UDP length that is what the IP header leaves, a message of at least 17 octets, one "
	  "question, and neither QR nor TC nor an RCODE. RD, RA, Z, AD and CD may be set; with `--strict` not "
	  "RD and RA. In a query AA and ANCOUNT are 0, NSCOUNT is at most 1 (IXFR has one), ARCOUNT at most 2 "
	  "(EDNS, and TSIG or SIG(0)). A NOTIFY may have AA and an answer. The counts of an UPDATE are its own "
	  "affair. Other opcodes are malformed.\n\n"
	  "What a capture has cut off is taken for malformed.",
	  NULL },
	{ "TCPDUMP AND P0F",
	  "libpcap compiles expressions. Names of hosts in them are looked up in the DNS, as tcpdump does it; "
	  "write addresses where that is unwanted.\n\n"
	  "A signature of p0f 3 is one of SYN packets: SYN is set, ACK, FIN and RST are not. All its quirks "
	  "have to be there, and those that it does not list must not. The TTL may be up to 35 below the "
	  "first. `mss*N` and `mtu*N` count from the packet's own MSS; the MTU is 40 octets more, over IPv6 "
	  "60. Options of no fixed size, `sack` and `?N`, are refused. With `bad` the length of the options is "
	  "not tested. `linux` is bpftools' own quirk: the IP ID is the low half of the sequence number XOR "
	  "the own timestamp.",
	  NULL },
	{ 0 },
};

static const struct example examples[] = {
	{ "dnsweir bpfgen -o 14 dns -- '*.www.example.uk'",
	  "For `dnsweir filter -b` on an Ethernet capture" },
	{ "dnsweir bpfgen dns -- -i '*.example.uk' www.example.com",
	  "For `iptables -m bpf --bytecode`; either pattern, letters in either case" },
	{ "dnsweir bpfgen dns -- --help", "The options of a type" },
	{ 0 },
};

const struct command cmd_bpfgen = {
	.name = "bpfgen",
	.old = true,
	.synopsis = "dnsweir bpfgen [OPTION...] TYPE [--] PARAMETER...",
	.summary = "Make a classic BPF program by the command line of bpftools' bpfgen",
	.description =
		"Writes the program in one line, `N,code jt jf k,...,`: it returns 65535 for a packet that "
		"matches and 0 for all others. `dnsweir rule compile` can do more; this is for who knows "
		"bpftools.",
	.options = options,
	.operand = { "TYPE", "dns, dns_validate, suffix, tcpdump, p0f; the rest is its own", 1,
		     SIZE_MAX, COMPLETE_NONE },
	.sections = sections,
	.examples = examples,
	.see_also =
		"dnsweir-rule(7), dnsweir-rule-compile(1), pcap-filter(7), iptables-extensions(8)",
	.run = run,
};
