/* rule_compile.c - a rule becomes a program, which is printed and may be run on a capture.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/rule_compile.h"

#include <dnsweir/capture.h>
#include <dnsweir/link.h>

#include <stdlib.h>

#include "cli/rule_words.h"
#include "present/programs.h"

const struct option_choice rule_compile_targets[] = {
	{ "ether", "Ethernet header: packet sockets, tc, captures", .value = WEIR_TARGET_ETHER },
	{ "ip", "IP header: iptables' bpf match, raw IP captures", .value = WEIR_TARGET_IP },
	{ "sll", "Linux cooked header", .value = WEIR_TARGET_SLL },
	{ "sll2", "Linux cooked header, version 2", .value = WEIR_TARGET_SLL2 },
	{ "udp-socket", "UDP header: a UDP socket", .value = WEIR_TARGET_UDP_SOCKET },
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

	for (size_t n = 0; call_each_number(call, RULE_COMPILE_PORT, n, &port); n++) {
		if (n == WEIR_PORTS_MAX)
			return call_refuse(call, "more than %d ports", WEIR_PORTS_MAX);
		job->rules.ports[n] = (uint16_t)port;
	}
	job->rules.case_sensitive = call_given(call, RULE_COMPILE_CASE_SENSITIVE);
	job->compile.target =
		(enum weir_target)call_choice(call, RULE_COMPILE_TARGET, WEIR_TARGET_ETHER);
	job->compile.within_depth = (unsigned)call_number(call, RULE_COMPILE_WITHIN_DEPTH, 0);
	job->compile.limit = (unsigned)call_number(call, RULE_COMPILE_LIMIT, 0);
	job->compile.keep = (uint32_t)call_number(call, RULE_COMPILE_KEEP, 0);
	job->compile.skip = (uint32_t)call_number(call, RULE_COMPILE_SKIP, 0);
	job->compile.behind_udp = call_given(call, RULE_COMPILE_BEHIND_UDP);
	job->compile.split = call_given(call, RULE_COMPILE_SPLIT);
	return EXIT_DONE;
}

static enum exit_code take_rules(struct job *job)
{
	struct invocation *call = job->call;
	const char *path = call_text(call, RULE_COMPILE_FILE, NULL);
	const char *given = call_text(call, RULE_COMPILE_GIVEN, NULL);
	enum exit_code code = EXIT_DONE;

	if (!path == !job->words)
		return call_refuse(call, path ? "--file and a rule exclude each other"
					      : "a rule is missing");
	if (path)
		job->words = job->text = rule_words_read(call, path, &code);
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
	const char *path = call_text(job->call, RULE_COMPILE_READ, NULL);
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

enum exit_code rule_compile(struct invocation *call, const char *words)
{
	struct job job = { .call = call,
			   .words = words,
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
