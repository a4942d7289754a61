/* cmd_bpf_prove.c - dnsweir bpf prove: two programs held against each other for all packets.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/bpf_prove.h"
#include "cli/rule_compile.h"

static const struct option_choice claims[] = {
	{ "equal", "both match the same packets", .value = WEIR_PROVE_EQUAL },
	{ "implies", "what A matches, B matches", .value = WEIR_PROVE_IMPLIES },
	{ "disjoint", "no packet matches both", .value = WEIR_PROVE_DISJOINT },
	{ "never", "A, which stands alone, matches nothing", .value = WEIR_PROVE_NEVER },
	{ "always", "A, which stands alone, matches everything", .value = WEIR_PROVE_ALWAYS },
	{ 0 },
};

static const struct option_spec options[] = {
	[OPT_RULE] = { 'f', "filter", "RULE", "A rule in the place of a program",
		       .more = "It is compiled as `dnsweir rule compile` does it.", .repeats = true,
		       .operand = true, .group = "What is compared" },
	[OPT_EXPRESSION] = { 'e', "expression", "EXPRESSION",
			     "An expression of tcpdump's language in the place of a program",
			     .repeats = true, .operand = true },
	[OPT_TARGET] = { 't', "target", "TARGET", "What stands at offset 0 (ether)",
			 .kind = OPTION_CHOICE, .choices = rule_compile_targets },
	[OPT_WITHIN_DEPTH] = { 0, "within-depth", "N",
			       "`within` means the zone and N labels below it, no more",
			       .kind = OPTION_NUMBER, .lowest = 1, .highest = 127 },
	[OPT_GIVEN] = { 'g', "given", "RULE", "Only of packets that this rule holds for",
			.more = "The rules of -f are compiled without it." },
	[OPT_GIVEN_PROGRAM] = { 0, "given-program", "PROGRAM", "The same, with a program",
				.complete = COMPLETE_FILE },
	[OPT_SHORTEST] = { 0, "shortest", "N", "Only of packets of N octets and more (0)",
			   .kind = OPTION_NUMBER, .highest = 65535 },
	[OPT_LONGEST] = { 0, "longest", "N", "Only of packets of N octets and less (65535)",
			  .kind = OPTION_NUMBER, .lowest = 1, .highest = 65535 },
	[OPT_CLAIM] = { 'c', "claim", "CLAIM",
			"What is to be proved (equal; of one program: never)",
			.kind = OPTION_CHOICE, .choices = claims, .rivals = "c",
			.group = "What is proved" },
	[OPT_IMPLIES] = { 0, "implies", NULL, "The same as --claim=implies", .rivals = "c" },
	[OPT_NEVER_BOTH] = { 0, "never-both", NULL, "The same as --claim=disjoint", .rivals = "c" },
	[OPT_VALUES] = { 0, "values", NULL, "Equal means: the numbers they return are equal too" },
	[OPT_TIMEOUT] = { 0, "timeout", "SECONDS", "Give up after this time (60)",
			  .kind = OPTION_NUMBER, .lowest = 1, .highest = 86400 },
	[OPT_MEMORY] = { 0, "memory", "SIZE", "What the solver may take of it (2G)",
			 .kind = OPTION_SIZE, .lowest = 16 * 1024 * 1024,
			 .highest = (uint64_t)1 << 40 },
	[OPT_WRITE] = { 'w', "write", "FILE", "Write the counterexample as pcap too",
			.complete = COMPLETE_FILE, .group = "Output" },
	[OPT_JSON] = { 0, "json", NULL, "One JSON object", .form = &proof_json },
	{ 0 },
};

static enum exit_code ask(struct prove_job *job)
{
	struct weir_error err = { .offset = UINT64_MAX };

	job->question.a = &job->sides[0].program;
	job->question.b = job->side_count > 1 ? &job->sides[1].program : NULL;
	job->question.given = job->given.program.count > 0 ? &job->given.program : NULL;
	job->question.liked = job->liked.program.count > 0 ? &job->liked.program : NULL;
	job->question.interrupted = job->call->interrupted;
	enum weir_status status = weir_prove(&job->question, &job->result, &err);
	if (status != WEIR_OK)
		return call_fail(job->call, status, &err);
	const struct proof proof = { job->question.claim, job->question.values,
				     job->question.given != NULL, &job->result };
	if (proof_print(job->call->out, job->call->form, &proof) == WEIR_E_MEMORY)
		return call_fail(job->call, WEIR_E_MEMORY, NULL);
	return EXIT_DONE;
}

static enum exit_code answer_code(const struct prove_job *job)
{
	switch (job->result.answer) {
	case WEIR_PROVE_PROVED:
		return EXIT_DONE;
	case WEIR_PROVE_REFUTED:
		return EXIT_NOTHING;
	case WEIR_PROVE_UNKNOWN:
		break;
	}
	return EXIT_BROKEN;
}

static enum exit_code take_claim(struct prove_job *job)
{
	const struct invocation *call = job->call;
	bool two = call->operand_count == 2;
	enum weir_prove_claim claim = (enum weir_prove_claim)call_choice(
		call, OPT_CLAIM, two ? WEIR_PROVE_EQUAL : WEIR_PROVE_NEVER);

	if (call_given(call, OPT_IMPLIES))
		claim = WEIR_PROVE_IMPLIES;
	if (call_given(call, OPT_NEVER_BOTH))
		claim = WEIR_PROVE_DISJOINT;
	if (two != (claim != WEIR_PROVE_NEVER && claim != WEIR_PROVE_ALWAYS))
		return call_refuse(call, two ? "never and always are claims about one program"
					     : "this claim is about two programs");
	if (call_given(call, OPT_VALUES) && claim != WEIR_PROVE_EQUAL)
		return call_refuse(call, "--values: only with the claim equal");
	job->question.claim = claim;
	job->question.values = call_given(call, OPT_VALUES);
	job->question.shortest = (uint32_t)call_number(call, OPT_SHORTEST, 0);
	job->question.longest = (uint32_t)call_number(call, OPT_LONGEST, 65535);
	job->question.milliseconds = (unsigned)call_number(call, OPT_TIMEOUT, 60) * 1000;
	job->question.memory_mib = (unsigned)(call_number(call, OPT_MEMORY, 0) >> 20);
	if (job->question.shortest > job->question.longest)
		return call_refuse(call, "--shortest is longer than --longest");
	return EXIT_DONE;
}

static enum exit_code run(struct invocation *call)
{
	struct prove_job job = {
		.call = call,
		.question = WEIR_PROVE_QUESTION,
		.target = (enum weir_target)call_choice(call, OPT_TARGET, WEIR_TARGET_ETHER),
	};
	enum exit_code code = take_claim(&job);

	if (code == EXIT_DONE)
		code = prove_take_sides(&job);
	if (code == EXIT_DONE)
		code = ask(&job);
	if (code == EXIT_DONE && job.result.answer == WEIR_PROVE_REFUTED)
		code = prove_show_packet(&job);
	if (code == EXIT_DONE)
		code = answer_code(&job);
	weir_prove_free(&job.result);
	prove_close_sides(&job);
	return code;
}

static const struct section sections[] = {
	{ "WHAT IS PROVED",
	  "A proof is about all packets: every string of octets up to 65535, captured whole, so that "
	  "`len` is its length. What extensions read (`proto`, `mark`, `vlan_tci`, `poff` and so on) may be "
	  "anything, independent of the octets, but it is the same for both programs, and so is `rand`. "
	  "A load behind the packet's end returns 0, as the kernel does it.\n\n"
	  "Both programs are executed side by side with unknown octets. What is then still open is a "
	  "question to the solver Z3. A packet that it finds is tried: `refuted` is said only where both "
	  "programs, run on the packet, show it. `unknown` means that time or memory did not suffice, or "
	  "that it hangs on what is not modelled: netlink attributes, and loads at computed offsets "
	  "below 0.\n\n"
	  "The libz3 library is opened when the solver is needed, and not before; package libz3-4." },
	{ "ANSWERS",
	  "The exit status is 0 where the claim is proved, 1 where it is refuted, 3 where it was not found "
	  "out, within the time or before ^C.\n\n"
	  "A counterexample has its octets in hex, then a line that says what they are. Where a rule is one "
	  "of the two, its own evaluator is asked about the packet too: that it says something else than "
	  "its program would be a bug of the compiler, and is told." },
	{ 0 },
};

static const struct example examples[] = {
	{ "dnsweir bpf prove -t ip old.bpf -f 'dns.qry.name == \"example.com\"'",
	  "Does an old filter do what a rule says? If not, a packet shows it" },
	{ "dnsweir bpf prove -g 'ip.version == 4' -e 'udp port 53' -f 'udp and dns' -w why.pcap",
	  "The same of a tcpdump expression, over IPv4, with the packet in a file" },
	{ "dnsweir bpf prove --implies one.bpf other.bpf",
	  "Does the other filter drop all that one drops?" },
	{ "dnsweir bpf prove -e 'greater 180 and less 50'", "Can it match at all?" },
	{ 0 },
};

const struct command cmd_bpf_prove = {
	.name = "bpf prove",
	.synopsis = "dnsweir bpf prove [OPTION...] A B\n"
		    "dnsweir bpf prove [OPTION...] A",
	.summary = "Prove that two programs are equal, or show a packet that tells them apart",
	.description =
		"A and B are programs, or by -f and -e rules and expressions, in the order typed. They are "
		"equal where they match the same packets, whatever number they return. Of one program alone "
		"it is proved that it never matches.",
	.options = options,
	.operand = { "PROGRAM", "A file, - for standard input, or the program itself", 1, 2,
		     COMPLETE_FILE },
	.sections = sections,
	.examples = examples,
	.see_also = "dnsweir-bpf-compile(1), dnsweir-rule(7), dnsweir-bpf-check(1)",
	.form = &proof_text,
	.run = run,
};
