/* bpf_prove_sides.c - the programs of a proof: given as such, as rules, or as expressions.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/bpf_prove.h"
#include "cli/expression.h"
#include "cli/program_words.h"
#include "cli/rule_words.h"

enum { SNAP = 65535 };

/* A packet that reads well where there is a choice. */
#define LIKED                                                                                      \
	"ip.version == 4 and ip.hdr_len == 20 and udp and dns.count.queries == 1 and "             \
	"dns.count.answers == 0 and dns.count.auth_rr == 0 and dns.count.add_rr == 0"

static struct weir_slice slice_of(const char *words)
{
	return (struct weir_slice){ (const uint8_t *)words, strlen(words) };
}

static enum weir_status compile(const struct prove_job *job, struct prove_side *side,
				struct weir_error *err)
{
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
	struct weir_programs programs = { 0 };

	options.target = job->target;
	options.within_depth = (unsigned)call_number(job->call, OPT_WITHIN_DEPTH, 0);
	enum weir_status status = weir_rule_compile(side->rule, &options, &programs, err);
	if (status == WEIR_OK) {
		side->program = programs.programs[0];
		programs.programs[0] = (struct weir_bpf_program){ 0 };
		weir_programs_free(&programs);
	}
	return status;
}

static enum exit_code take_rule(struct prove_job *job, const char *option, const char *words,
				struct prove_side *side)
{
	struct weir_error err = { .offset = UINT64_MAX };
	enum exit_code code = rule_words_take(job->call, option, words, NULL, &side->rule);

	if (code != EXIT_DONE)
		return code;
	enum weir_status status = compile(job, side, &err);
	if (status == WEIR_OK)
		return EXIT_DONE;
	code = rule_words_refuse(job->call, option, words, status, &err);
	return status == WEIR_E_SUPPORT ? EXIT_USE : code;
}

static enum exit_code take_expression(struct prove_job *job, const char *words,
				      struct prove_side *side)
{
	struct weir_error err = { .offset = UINT64_MAX };
	uint16_t link;

	if (!prove_link(job->target, &link))
		return call_refuse(job->call, "-e: expressions know no packets of this target");
	enum weir_status status = expression_compile(words, link, SNAP, true, &side->program, &err);
	if (status == WEIR_OK)
		return EXIT_DONE;
	enum exit_code code = call_fail(job->call, status, &err);
	return status == WEIR_E_USE || status == WEIR_E_SUPPORT ? EXIT_USE : code;
}

/* Is the operand a value of this option? Then it is the very word that was typed behind it. */
static bool is_of(const struct invocation *call, size_t option, const char *operand)
{
	const char *value;

	for (size_t n = 0; (value = call_each(call, option, n)) != NULL; n++)
		if (value == operand)
			return true;
	return false;
}

static enum exit_code take_side(struct prove_job *job, const char *operand, struct prove_side *side)
{
	if (is_of(job->call, OPT_RULE, operand))
		return take_rule(job, "-f", operand, side);
	if (is_of(job->call, OPT_EXPRESSION, operand))
		return take_expression(job, operand, side);
	return program_words_open(job->call, NULL, operand, &side->program, NULL);
}

static enum exit_code take_given(struct prove_job *job)
{
	const char *rule = call_text(job->call, OPT_GIVEN, NULL);
	const char *program = call_text(job->call, OPT_GIVEN_PROGRAM, NULL);

	if (rule && program)
		return call_refuse(job->call, "--given and --given-program exclude each other");
	if (rule)
		return take_rule(job, "--given", rule, &job->given);
	if (program)
		return program_words_open(job->call, "--given-program", program,
					  &job->given.program, NULL);
	return EXIT_DONE;
}

enum exit_code prove_take_sides(struct prove_job *job)
{
	const struct invocation *call = job->call;
	struct weir_error err;
	enum exit_code code = EXIT_DONE;

	for (; job->side_count < call->operand_count && code == EXIT_DONE; job->side_count++)
		code = take_side(job, call->operands[job->side_count],
				 &job->sides[job->side_count]);
	if (code == EXIT_DONE)
		code = take_given(job);
	/* Only a wish: without it the packet is another one. */
	if (code == EXIT_DONE && (job->sides[0].rule || job->sides[1].rule || job->given.rule) &&
	    weir_rule_open(slice_of(LIKED), NULL, &job->liked.rule, &err) == WEIR_OK &&
	    compile(job, &job->liked, &err) != WEIR_OK)
		job->liked.program = (struct weir_bpf_program){ 0 };
	return code;
}

static void close_side(struct prove_side *side)
{
	weir_bpf_free(&side->program);
	weir_rule_close(side->rule);
}

void prove_close_sides(struct prove_job *job)
{
	close_side(&job->sides[0]);
	close_side(&job->sides[1]);
	close_side(&job->given);
	close_side(&job->liked);
}
