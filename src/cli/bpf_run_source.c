/* bpf_run_source.c - the program that packets shall run through: given, or made of a rule or an expression.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/bpf_run.h"
#include "cli/expression.h"
#include "cli/program_words.h"
#include "cli/rule_words.h"

enum { KEEP = 65535 };

enum exit_code bpf_source_open(struct invocation *call, struct bpf_source *source)
{
	struct weir_error err = { .text = "" };

	if (!source->words) {
		if (source->place == WEIR_BPF_AT_DNS ||
		    (source->expression && source->place == WEIR_BPF_AT_UDP))
			return call_refuse(call, "--at: %s has no program for this place",
					   source->rule ? "a rule" : "an expression");
		return EXIT_DONE;
	}
	enum exit_code code = program_words_open(call, NULL, source->words, &source->program, NULL);
	if (code != EXIT_DONE)
		return code;
	enum weir_status status = weir_bpf_check(&source->program, &err);
	return status == WEIR_OK ? EXIT_DONE : call_fail(call, status, &err);
}

/* What stands at offset 0 of the frame decides for which target a rule is compiled; false: no target. */
static bool target_of(enum weir_bpf_place place, uint16_t link, enum weir_target *out)
{
	if (place == WEIR_BPF_AT_UDP || place == WEIR_BPF_AT_IP) {
		*out = place == WEIR_BPF_AT_IP ? WEIR_TARGET_IP : WEIR_TARGET_UDP_SOCKET;
		return true;
	}
	switch (link) {
	case WEIR_LINK_ETHERNET:
		*out = WEIR_TARGET_ETHER;
		return true;
	case WEIR_LINK_RAW:
	case WEIR_LINK_IPV4:
	case WEIR_LINK_IPV6:
		*out = WEIR_TARGET_IP;
		return true;
	case WEIR_LINK_LINUX_SLL:
		*out = WEIR_TARGET_SLL;
		return true;
	case WEIR_LINK_LINUX_SLL2:
		*out = WEIR_TARGET_SLL2;
		return true;
	default:
		return false;
	}
}

static enum exit_code compile_rule(struct invocation *call, struct bpf_source *source,
				   uint16_t link)
{
	struct weir_rule_options options = WEIR_RULE_OPTIONS;
	struct weir_compile_options compile = WEIR_COMPILE_OPTIONS;
	struct weir_programs programs = { NULL, 0 };
	struct weir_error err = { .text = "", .offset = UINT64_MAX };
	struct weir_rule *rule = NULL;

	if (!target_of(source->place, link, &compile.target)) {
		call_note(call, "-f: rules have no program for link type %u; --at ip has one",
			  link);
		return EXIT_USE;
	}
	enum exit_code code = rule_words_take(call, "-f", source->rule, &options, &rule);
	if (code != EXIT_DONE)
		return code;
	enum weir_status status = weir_rule_compile(rule, &compile, &programs, &err);
	if (status == WEIR_OK) {
		source->program = programs.programs[0];
		programs.programs[0] = (struct weir_bpf_program){ NULL, 0 };
	} else {
		code = rule_words_refuse(call, "-f", source->rule,
					 status == WEIR_E_SUPPORT ? WEIR_E_USE : status, &err);
	}
	weir_programs_free(&programs);
	weir_rule_close(rule);
	return code;
}

enum exit_code bpf_source_ready(struct invocation *call, struct bpf_source *source, uint16_t link)
{
	struct weir_error err = { .text = "" };

	if (source->program.ops)
		return EXIT_DONE;
	source->link = link;
	if (source->rule)
		return compile_rule(call, source, link);
	uint16_t target = source->place == WEIR_BPF_AT_IP ? WEIR_LINK_RAW : link;
	enum weir_status status =
		expression_compile(source->expression, target, KEEP, true, &source->program, &err);
	return status == WEIR_OK ? EXIT_DONE : call_fail(call, status, &err);
}

bool bpf_source_fits(const struct bpf_source *source, uint16_t link)
{
	return source->words || source->place != WEIR_BPF_AT_LINK || source->link == link;
}

void bpf_source_close(struct bpf_source *source)
{
	weir_bpf_free(&source->program);
}
