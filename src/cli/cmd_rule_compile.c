/* cmd_rule_compile.c - dnsweir rule compile: a rule as classic BPF.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>
#include <dnsweir/link.h>
#include <dnsweir/rule.h>

#include <stdlib.h>

#include "cli/command.h"
#include "cli/program_words.h"
#include "cli/rule_words.h"
#include "present/programs.h"

enum {
	OPT_FILE,
	OPT_CASE_SENSITIVE,
	OPT_PORT,
	OPT_TARGET,
	OPT_SKIP,
	OPT_BEHIND_UDP,
	OPT_GIVEN,
	OPT_WITHIN_DEPTH,
	OPT_LIMIT,
	OPT_SPLIT,
	OPT_KEEP,
	OPT_READ,
	OPT_FORMAT,
};

static const struct option_choice targets[] = {
	{ "ether", "Ethernet header: packet sockets, tc, captures", .value = WEIR_TARGET_ETHER },
	{ "ip", "IP header: iptables' bpf match, raw IP captures", .value = WEIR_TARGET_IP },
	{ "sll", "Linux cooked header", .value = WEIR_TARGET_SLL },
	{ "sll2", "Linux cooked header, version 2", .value = WEIR_TARGET_SLL2 },
	{ "udp-socket", "UDP header: a UDP socket", .value = WEIR_TARGET_UDP_SOCKET },
	{ 0 },
};

static const struct option_spec options[] = {
	[OPT_FILE] = { 'F', "file", "FILE", "Take the rule from FILE (- is standard input)",
		       .complete = COMPLETE_FILE },
	[OPT_CASE_SENSITIVE] = { 0, "case-sensitive", NULL, "Names compare octet by octet" },
	[OPT_PORT] = { 0, "port", "PORT", "Expect DNS on this port instead of 53",
		       .kind = OPTION_NUMBER, .lowest = 1, .highest = 65535, .repeats = true },
	[OPT_TARGET] = { 't', "target", "TARGET", "What stands at offset 0 where it is attached",
			 .kind = OPTION_CHOICE, .choices = targets },
	[OPT_SKIP] = { 0, "skip", "N", "Octets that stand before it (0)", .rivals = "r",
		       .kind = OPTION_NUMBER, .highest = 65535 },
	[OPT_BEHIND_UDP] = { 0, "behind-udp", NULL,
			     "Only UDP gets there: ask the kernel where it begins", .rivals = "r",
			     .more = "For iptables and ip6tables behind `-p udp`, with target ip: a "
				     "shorter program, above all for IPv6, as it does not walk over "
				     "extension headers. In captures it cannot be used: only the "
				     "kernel answers `ld poff`." },
	[OPT_GIVEN] = { 'g', "given", "RULE", "What holds for every packet that gets there",
			.more = "The place of use guarantees it: `ip.version == 4` under iptables, "
				"`udp.dstport == 53` behind `-p udp --dport 53`. Tests that this "
				"answers are left out; nothing beyond it is assumed." },
	[OPT_WITHIN_DEPTH] = { 0, "within-depth", "N",
			       "`within` means the zone and N labels below it, no more",
			       .kind = OPTION_NUMBER, .lowest = 1, .highest = 127 },
	[OPT_LIMIT] = { 0, "limit", "N", "Instructions that a program may have (4096)",
			.kind = OPTION_NUMBER, .lowest = 1, .highest = 4096 },
	[OPT_SPLIT] = { 0, "split", NULL, "Make several programs where one would be too long" },
	[OPT_KEEP] = { 0, "keep", "N", "Octets to keep of a packet that matches (65535)",
		       .kind = OPTION_NUMBER, .lowest = 1, .highest = UINT32_MAX },
	[OPT_READ] = { 'r', "read", "CAPTURE", "Run it on a capture and count what is executed",
		       .rivals = "r", .complete = COMPLETE_FILE },
	[OPT_FORMAT] = { 0, "format", "FORM", "How it is written", .group = "Output",
			 .kind = OPTION_CHOICE, .choices = program_formats },
	{ 0 },
};

struct job {
	struct invocation *call;
	struct weir_rule_options rules;
	struct weir_compile_options compile;
	const char *words;
	char *text; /* of --file */
	struct weir_rule *rule, *given;
	struct weir_programs programs;
	struct programs_facts facts;
};

static enum exit_code take_options(struct job *job)
{
	struct invocation *call = job->call;
	uint64_t port;

	for (size_t n = 0; call_each_number(call, OPT_PORT, n, &port); n++) {
		if (n == WEIR_PORTS_MAX)
			return call_refuse(call, "more than %d ports", WEIR_PORTS_MAX);
		job->rules.ports[n] = (uint16_t)port;
	}
	job->rules.case_sensitive = call_given(call, OPT_CASE_SENSITIVE);
	job->compile.target = (enum weir_target)call_choice(call, OPT_TARGET, WEIR_TARGET_ETHER);
	job->compile.within_depth = (unsigned)call_number(call, OPT_WITHIN_DEPTH, 0);
	job->compile.limit = (unsigned)call_number(call, OPT_LIMIT, 0);
	job->compile.keep = (uint32_t)call_number(call, OPT_KEEP, 0);
	job->compile.skip = (uint32_t)call_number(call, OPT_SKIP, 0);
	job->compile.behind_udp = call_given(call, OPT_BEHIND_UDP);
	job->compile.split = call_given(call, OPT_SPLIT);
	return EXIT_DONE;
}

static enum exit_code take_rules(struct job *job)
{
	struct invocation *call = job->call;
	const char *path = call_text(call, OPT_FILE, NULL);
	const char *given = call_text(call, OPT_GIVEN, NULL);
	enum exit_code code = EXIT_DONE;

	if (!path == (call->operand_count == 0))
		return call_refuse(call, path ? "--file and a rule exclude each other"
					      : "a rule is missing");
	if (path)
		job->words = job->text = rule_words_read(call, path, &code);
	else
		job->words = call->operands[0];
	if (code == EXIT_DONE)
		code = rule_words_take(call, NULL, job->words, &job->rules, &job->rule);
	if (code == EXIT_DONE && given)
		code = rule_words_take(call, "--given", given, &job->rules, &job->given);
	job->compile.given = job->given;
	return code;
}

/* Is the frame one that the program could be asked about? */
static bool is_meant(const struct job *job, const struct weir_frame *frame)
{
	switch (job->compile.target) {
	case WEIR_TARGET_ETHER:
		return frame->link == WEIR_LINK_ETHERNET;
	case WEIR_TARGET_IP:
		return frame->link == WEIR_LINK_RAW || frame->link == WEIR_LINK_IPV4 ||
		       frame->link == WEIR_LINK_IPV6;
	case WEIR_TARGET_SLL:
		return frame->link == WEIR_LINK_LINUX_SLL;
	case WEIR_TARGET_SLL2:
		return frame->link == WEIR_LINK_LINUX_SLL2;
	case WEIR_TARGET_UDP_SOCKET:
	case WEIR_TARGET_COUNT:
		break;
	}
	return false;
}

static void run_on(struct job *job, const struct weir_frame *frame, uint64_t *hits)
{
	/* What was cut off is not there: `len` is what was captured. */
	struct weir_bpf_packet packet = { .bytes = frame->bytes,
					  .wire_size = (uint32_t)frame->bytes.size };
	uint64_t executed = 0;
	bool kept = false;

	for (size_t i = 0; i < job->programs.count && !kept; i++) {
		const struct weir_bpf_program *program = &job->programs.programs[i];
		for (size_t k = 0; k < program->count; k++)
			hits[k] = 0;
		kept = weir_bpf_trace(program, &packet, hits, NULL) != 0;
		for (size_t k = 0; k < program->count; k++)
			executed += hits[k];
	}
	struct programs_run *run = kept ? &job->facts.hits : &job->facts.misses;
	run->packets++;
	run->instructions += executed;
	if (executed > run->most)
		run->most = executed;
}

static enum exit_code run_capture(struct job *job, const char *path)
{
	uint64_t *hits = calloc(WEIR_BPF_OPS_MAX, sizeof(*hits));
	struct weir_capture *capture = NULL;
	struct weir_frame frame;
	struct weir_error err;

	if (!hits)
		return call_fail(job->call, WEIR_E_MEMORY, NULL);
	enum weir_status status = weir_capture_open(path, NULL, &capture, &err);
	while (status == WEIR_OK) {
		status = weir_capture_next(capture, &frame, &err);
		if (status != WEIR_OK)
			break;
		if (is_meant(job, &frame) && (!job->given || weir_rule_frame(job->given, &frame)))
			run_on(job, &frame, hits);
		else
			job->facts.skipped++;
	}
	weir_capture_close(capture);
	free(hits);
	job->facts.ran = true;
	return status == WEIR_END ? EXIT_DONE : call_fail(job->call, status, &err);
}

static enum exit_code compile(struct job *job)
{
	const struct programs_form *form = job->call->form;
	const char *path = call_text(job->call, OPT_READ, NULL);
	struct weir_error err = { .offset = UINT64_MAX };
	enum exit_code code = EXIT_DONE;

	enum weir_status status = weir_rule_compile(job->rule, &job->compile, &job->programs, &err);
	if (status != WEIR_OK) {
		code = rule_words_refuse(job->call, NULL, job->words, status, &err);
		return status == WEIR_E_SUPPORT ? EXIT_USE : code;
	}
	job->facts.rule = job->rule;
	job->facts.target = job->compile.target;
	job->facts.programs = &job->programs;
	if (path)
		code = run_capture(job, path);
	if (code == EXIT_SYSTEM || code == EXIT_USE)
		return code;
	if (programs_print(job->call->out, form, &job->facts) == WEIR_E_MEMORY)
		return call_fail(job->call, WEIR_E_MEMORY, NULL);
	fflush(job->call->out);
	if (!form->json)
		programs_summary(job->call->err, &job->facts);
	return code;
}

static enum exit_code run(struct invocation *call)
{
	struct job job = { .call = call,
			   .rules = WEIR_RULE_OPTIONS,
			   .compile = WEIR_COMPILE_OPTIONS };
	enum exit_code code = take_options(&job);

	if (code == EXIT_DONE)
		code = take_rules(&job);
	if (code == EXIT_DONE)
		code = compile(&job);
	weir_programs_free(&job.programs);
	weir_rule_close(job.rule);
	weir_rule_close(job.given);
	free(job.text);
	return code;
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
