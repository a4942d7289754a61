/* cmd_bpf_compile.c - dnsweir bpf compile: a program from a tcpdump expression, or from a rule.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/link.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/expression.h"
#include "cli/program_words.h"
#include "cli/rule_compile.h"
#include "present/program.h"

enum {
	OPT_RULE = RULE_COMPILE_OPTIONS,
	OPT_LINKTYPE,
	OPT_SNAPLEN,
	OPT_PLAIN,
	OPT_ZERO,
	OPT_FORMAT,
	OPT_DUMP,
};

/* As tcpdump takes 0. */
enum { SNAP = 65535, SNAP_MAX = 262144 };

static const struct option_spec options[] = {
	RULE_COMPILE_ROWS,
	[OPT_RULE] = { 'f', "filter", "RULE",
		       "Compile a rule; the options above are for it, as with `rule compile`" },
	[OPT_LINKTYPE] = { 'y', "linktype", "TYPE", "What the packets begin with (EN10MB)",
			   .more = "A name as `tcpdump -y` takes it (EN10MB, RAW, LINUX_SLL, "
				   "LINUX_SLL2, IPV4, ...), ether, ip, sll or sll2, or a number of "
				   "tcpdump.org's list.",
			   .group = "Expressions" },
	[OPT_SNAPLEN] = { 's', "snaplen", "N", "What a match returns (65535)",
			  .more = "bpftools wrote 65535. tcpdump itself has 262144 now: that is 0 "
				  "here, as it is there.",
			  .kind = OPTION_NUMBER, .highest = INT32_MAX },
	[OPT_PLAIN] = { 'O', NULL, NULL, "Do not optimise, as tcpdump -O; `-O0` is the same" },
	[OPT_ZERO] = { '0', NULL, NULL, "Only behind -O" },
	[OPT_FORMAT] = { 0, "format", "FORM", "How it is written", .group = "Output",
			 .kind = OPTION_CHOICE, .choices = program_formats },
	[OPT_DUMP] = { 'd', NULL, NULL, "As tcpdump -d, -dd or -ddd prints it" },
	{ 0 },
};

static const struct programs_form *form_of(const struct invocation *call)
{
	static const struct programs_form *const dumps[] = { &programs_d, &programs_dd,
							     &programs_ddd };
	unsigned count = call->values[OPT_DUMP].count;

	return count == 0 ? call->form : dumps[count > 3 ? 2 : count - 1];
}

/* Options of the other kind. */
static enum exit_code refuse_strangers(const struct invocation *call, bool rule)
{
	for (size_t i = 0; i < RULE_COMPILE_OPTIONS && !rule; i++)
		if (call_given(call, i))
			return call_refuse(call, "--%s is for rules: -f RULE or --file",
					   options[i].name);
	if (!rule)
		return EXIT_DONE;
	if (call_given(call, OPT_LINKTYPE) || call_given(call, OPT_SNAPLEN) ||
	    call_given(call, OPT_PLAIN))
		return call_refuse(call, "-y, -s and -O are for expressions: rules have --target "
					 "and --keep");
	if (call->operand_count > 0)
		return call_refuse(call, "a rule and an expression exclude each other");
	return EXIT_DONE;
}

static enum exit_code check_options(const struct invocation *call, bool rule)
{
	if (call_given(call, OPT_ZERO) && !call_given(call, OPT_PLAIN))
		return call_refuse(call, "-0 stands only behind -O");
	if (call_given(call, OPT_DUMP) && call_given(call, OPT_FORMAT))
		return call_refuse(call, "-d and --format exclude each other");
	return refuse_strangers(call, rule);
}

/* One expression of all operands: to be freed. */
static char *join(const struct invocation *call)
{
	size_t room = 1;
	struct weir_writer w;

	for (size_t i = 0; i < call->operand_count; i++)
		room += strlen(call->operands[i]) + 1;
	char *words = malloc(room);
	if (!words)
		return NULL;
	weir_writer_init(&w, words, room);
	for (size_t i = 0; i < call->operand_count; i++) {
		weir_writer_text(&w, i > 0 ? " " : "");
		weir_writer_text(&w, call->operands[i]);
	}
	(void)weir_writer_terminate(&w);
	return words;
}

static enum exit_code compile_expression(struct invocation *call)
{
	const char *name = call_text(call, OPT_LINKTYPE, "EN10MB");
	uint32_t snap = (uint32_t)call_number(call, OPT_SNAPLEN, SNAP);
	uint16_t link = WEIR_LINK_ETHERNET;
	struct weir_bpf_program program = { NULL, 0 };
	struct weir_error err = { .offset = UINT64_MAX };

	if (!expression_supported())
		return call_refuse(call,
				   "built without libpcap, which reads expressions; rules: -f");
	if (call_given(call, OPT_LINKTYPE) && !expression_link(name, &link))
		return call_refuse(call, "--linktype: '%s' is no link type", name);
	char *words = join(call);
	if (!words)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	enum weir_status status = expression_compile(words, link, snap ? snap : SNAP_MAX,
						     !call_given(call, OPT_PLAIN), &program, &err);
	free(words);
	if (status != WEIR_OK) {
		enum exit_code code = call_fail(call, status, &err);
		return status == WEIR_E_USE || status == WEIR_E_SUPPORT ? EXIT_USE : code;
	}
	const struct programs_form *form = call->form;
	status = program_print(call->out, form, &program);
	if (status != WEIR_E_MEMORY && !form->json) {
		fflush(call->out);
		fprintf(call->err, "%zu instruction%s\n", program.count,
			program.count == 1 ? "" : "s");
	}
	weir_bpf_free(&program);
	return status == WEIR_E_MEMORY ? call_fail(call, status, NULL) : EXIT_DONE;
}

static enum exit_code run(struct invocation *call)
{
	bool rule = call_given(call, OPT_RULE) || call_given(call, RULE_COMPILE_FILE);
	enum exit_code code = check_options(call, rule);

	if (code != EXIT_DONE)
		return code;
	call->form = form_of(call);
	if (rule)
		return rule_compile(call, call_text(call, OPT_RULE, NULL));
	return compile_expression(call);
}

static const struct example examples[] = {
	{ "dnsweir bpf compile 'ip and udp and port 53'",
	  "A line for tc and for `dnsweir filter -b`" },
	{ "dnsweir bpf compile -y RAW -s 65535 -ddd 'udp dst port 53'",
	  "As tcpdump -ddd, for what begins with an IP header" },
	{ "dnsweir bpf compile -t ip -f 'dns.qry.type == ANY' --format asm",
	  "The program of a rule" },
	{ 0 },
};

const struct command cmd_bpf_compile = {
	.name = "bpf compile",
	.synopsis = "dnsweir bpf compile [OPTION...] EXPRESSION...\n"
		    "dnsweir bpf compile [OPTION...] -f RULE",
	.summary = "Compile a tcpdump expression or a rule into classic BPF",
	.description =
		"libpcap compiles expressions: the program is the one that tcpdump has, but numbers that "
		"no instruction uses are zero. Names of hosts are looked up in the DNS, as tcpdump does "
		"it; write addresses where that is unwanted. Without an expression everything matches.\n\n"
		"For DNS a rule sees more: `udp[10]` is IPv4 without a word, on any port. "
		"dnsweir-cookbook(7) has the rules.",
	.options = options,
	.operand = { "EXPRESSION", "As pcap-filter(7) has it; several words become one", 0,
		     SIZE_MAX, COMPLETE_NONE },
	.examples = examples,
	.see_also = "pcap-filter(7), dnsweir-rule(7), dnsweir-rule-compile(1), tcpdump(1)",
	.form = &programs_bytecode,
	.run = run,
};
