/* cmd_rule_check.c - dnsweir rule check: is this a rule, what does it come to, who can apply it?
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/rule_counts.h"
#include "cli/rule_words.h"
#include "present/colour.h"
#include "present/rule.h"

enum { XT_BPF_MOST = 64 }; /* instructions that iptables can load (XT_BPF_MAX_NUM_INSTR) */
enum { OPT_FILE, OPT_READ, OPT_CASE_SENSITIVE, OPT_PORT, OPT_JSON };

static const struct option_spec options[] = {
	[OPT_FILE] = { 'F', "file", "FILE", "Take the rule from FILE (- is standard input)",
		       .complete = COMPLETE_FILE },
	[OPT_READ] = { 'r', "read", "CAPTURE",
		       "Count the frames and the messages of CAPTURE that match",
		       .more = "Says, too, of how many messages the frame that completed them does not match, and "
			       "the other way round, and why: what a filter in a kernel would miss, or take "
			       "besides.",
		       .complete = COMPLETE_FILE },
	[OPT_CASE_SENSITIVE] = { 0, "case-sensitive", NULL,
				 "Names compare octet by octet, as in Wireshark" },
	[OPT_PORT] = { 0, "port", "PORT", "Expect DNS on this port instead of 53",
		       .kind = OPTION_NUMBER, .lowest = 1, .highest = 65535, .repeats = true },
	[OPT_JSON] = { 0, "json", NULL, "One JSON object", .group = "Output", .form = &rule_json },
	{ 0 },
};

struct job {
	struct invocation *call;
	struct weir_rule_options options;
	struct rule_facts facts;
	char *text; /* of --file */
};

static struct rule_engine *add_engine(struct job *job, const char *key, const char *text)
{
	struct rule_engine *engine = &job->facts.engines[job->facts.engine_count++];

	*engine = (struct rule_engine){ .key = key, .text = text, .able = true };
	return engine;
}

static void ask_scope(struct job *job, enum weir_scope scope, const char *key, const char *text)
{
	struct rule_engine *engine = add_engine(job, key, text);
	struct weir_error err;

	if (weir_rule_supported(job->facts.rule, scope, &err) == WEIR_OK)
		return;
	engine->able = false;
	snprintf(engine->reason, sizeof(engine->reason), "%s", err.text);
}

/* False: no memory. */
static bool ask_target(struct job *job, enum weir_target target)
{
	static const char *const texts[WEIR_TARGET_COUNT] = {
		[WEIR_TARGET_ETHER] = "classic BPF from the Ethernet header on",
		[WEIR_TARGET_IP] = "classic BPF from the IP header on, as in xt_bpf",
		[WEIR_TARGET_SLL] = "classic BPF from a Linux cooked header on",
		[WEIR_TARGET_SLL2] = "classic BPF from a Linux cooked header of version 2 on",
		[WEIR_TARGET_UDP_SOCKET] = "classic BPF from the UDP header on, as on a UDP socket",
	};
	struct weir_compile_options compile = WEIR_COMPILE_OPTIONS;
	struct weir_programs programs = { NULL, 0 };
	struct weir_error err = { .text = "" };

	compile.target = target;
	enum weir_status status = weir_rule_compile(job->facts.rule, &compile, &programs, &err);
	if (status == WEIR_E_MEMORY)
		return false;
	struct rule_engine *engine = add_engine(job, weir_target_name(target), texts[target]);
	engine->able = status == WEIR_OK;
	if (status != WEIR_OK)
		snprintf(engine->reason, sizeof(engine->reason), "%s",
			 err.text[0] ? err.text : weir_status_text(status));
	engine->programs = programs.count;
	for (size_t i = 0; i < programs.count; i++)
		engine->instructions += programs.programs[i].count;
	weir_programs_free(&programs);
	if (target == WEIR_TARGET_IP && engine->instructions > XT_BPF_MOST)
		engine->advice =
			"xt_bpf takes at most 64: dnsweir rule compile has --given and --split";
	return true;
}

static enum exit_code ask_engines(struct job *job)
{
	bool fine = true;

	ask_scope(job, WEIR_SCOPE_PACKET, "packets", "packet by packet, dnsweir filter");
	ask_scope(job, WEIR_SCOPE_MESSAGE, "messages",
		  "DNS messages put together, dnsweir show and mine");
	for (unsigned target = 0; target < WEIR_TARGET_COUNT && fine; target++)
		fine = ask_target(job, (enum weir_target)target);
	return fine ? EXIT_DONE : call_fail(job->call, WEIR_E_MEMORY, NULL);
}

static enum exit_code set_ports(struct job *job)
{
	uint64_t port;

	for (size_t n = 0; call_each_number(job->call, OPT_PORT, n, &port); n++) {
		if (n == WEIR_PORTS_MAX)
			return call_refuse(job->call, "more than %d ports", WEIR_PORTS_MAX);
		job->options.ports[n] = (uint16_t)port;
	}
	return EXIT_DONE;
}

/* The words: the operand, or a file. */
static enum exit_code take_words(struct job *job)
{
	const char *path = call_text(job->call, OPT_FILE, NULL);
	enum exit_code code = EXIT_DONE;

	if (!path == (job->call->operand_count == 0))
		return call_refuse(job->call, path ? "--file and a rule exclude each other"
						   : "a rule is missing");
	if (path)
		job->facts.words = job->text = rule_words_read(job->call, path, &code);
	else
		job->facts.words = job->call->operands[0];
	return code;
}

static enum exit_code check(struct job *job)
{
	const struct rule_form *form = job->call->form;
	struct weir_error err = { .text = "" };
	struct weir_rule *rule = NULL;
	const char *words = job->facts.words;
	enum exit_code code = EXIT_DONE;

	if (form == &rule_json) {
		/* The object has warnings and errors in it. */
		job->facts.err = &err;
		enum weir_status status =
			weir_rule_open((struct weir_slice){ (const uint8_t *)words, strlen(words) },
				       &job->options, &rule, &err);
		if (status == WEIR_E_MEMORY) {
			job->facts.err = NULL;
			return call_fail(job->call, status, &err);
		}
		code = status == WEIR_OK ? EXIT_DONE : EXIT_USE;
	} else {
		code = rule_words_take(job->call, NULL, words, &job->options, &rule);
	}
	job->facts.rule = rule;
	if (rule)
		code = ask_engines(job);
	const char *capture = call_text(job->call, OPT_READ, NULL);
	struct rule_counts counts;
	if (rule && capture && code == EXIT_DONE) {
		code = rule_counts_take(job->call, capture, rule, job->options.ports, &counts);
		if (code == EXIT_DONE || counts.frames > 0)
			job->facts.counts = &counts;
	}
	if (!form->facts(job->call->out, palette_of(job->call->colour), &job->facts))
		code = call_fail(job->call, WEIR_E_MEMORY, NULL);
	job->facts.err = NULL;
	job->facts.counts = NULL;
	job->facts.rule = NULL;
	weir_rule_close(rule);
	return code;
}

static enum exit_code run(struct invocation *call)
{
	struct job job = { .call = call, .options = WEIR_RULE_OPTIONS };
	enum exit_code code = set_ports(&job);

	job.options.case_sensitive = call_given(call, OPT_CASE_SENSITIVE);
	if (code == EXIT_DONE)
		code = take_words(&job);
	if (code == EXIT_DONE && job.facts.words)
		code = check(&job);
	free(job.text);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir rule check 'dns.qry.name within \"example.com\" and dns.qry.type == ANY'",
	  "The rule in its normal form, and who can apply it" },
	{ "dnsweir rule check -r capture.pcap 'dns.flags.truncated == 1'",
	  "How many packets, how many messages match, and where the two differ" },
	{ "dnsweir rule check -F big.rule --json", "A long rule, for a program" },
	{ 0 },
};

const struct command cmd_rule_check = {
	.name = "rule check",
	.synopsis = "dnsweir rule check [OPTION...] RULE\ndnsweir rule check [OPTION...] -F FILE",
	.summary = "Check a rule and say who can apply it",
	.description =
		"Reads RULE and prints it in its normal form: the same meaning gives the same words, "
		"wherever that can be told. What is wrong with it is said with a caret below the place, and "
		"so is what looks odd: a relation that is always or never true, a rule that nothing can "
		"match.\n\n"
		"Then follows a line for each way to apply the rule: yes, or no and why not. `packets` is "
		"about single packets and their own octets, as a filter in a kernel sees them. `messages` "
		"is about DNS messages put together from fragments and segments. The others are classic BPF "
		"by the place it is attached to, with the instructions that it takes. The language is explained by "
		"`dnsweir help rule.7`.",
	.options = options,
	.operand = { "RULE", "The rule, best in single quotes", 0, 1, COMPLETE_NONE },
	.examples = examples,
	.see_also = "dnsweir-rule(7)",
	.form = &rule_text,
	.colours = true,
	.run = run,
};
