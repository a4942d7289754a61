/* bpfgen_rule.c - a program of bpfgen's from a rule over requests.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/bpfgen_type.h"

/* What an offset of the IP header says of the headers before it. */
static void place(const struct bpfgen_request *request, struct weir_compile_options *options)
{
	switch (request->offset) {
	case 14:
	case 18:
		options->target = WEIR_TARGET_ETHER;
		break;
	case 16:
		options->target = WEIR_TARGET_SLL;
		break;
	case 20:
		options->target = WEIR_TARGET_SLL2;
		break;
	default:
		options->target = WEIR_TARGET_IP;
		options->skip = request->offset;
		break;
	}
}

/* "not (ip and udp.dstport == 53 and ...)": to be freed. */
static char *whole_words(const struct bpfgen_request *request, const char *words)
{
	size_t room = strlen(words) + 100;
	char *text = malloc(room);
	struct weir_writer w;

	if (!text)
		return NULL;
	weir_writer_init(&w, text, room);
	weir_writer_print(&w, "%s%s%s and udp.dstport == 53 and %s%s",
			  request->negate ? "not (" : "",
			  request->offset == 18 ? "vlan.etype and " : "",
			  request->version == 6 ? "ipv6" : "ip", words, request->negate ? ")" : "");
	(void)weir_writer_terminate(&w);
	return text;
}

/* The words are ours: what was the user's was read before, and no place in them would tell anything. */
static enum weir_status open_rule(const char *words, const struct weir_rule_options *options,
				  struct weir_rule **out, struct weir_error *err)
{
	return weir_rule_open((struct weir_slice){ (const uint8_t *)words, strlen(words) }, options,
			      out, err);
}

static enum exit_code compile(struct invocation *call, const char *words,
			      const struct weir_rule_options *rules,
			      struct weir_compile_options *options, const char *given,
			      struct bpfgen_result *out)
{
	struct weir_rule *rule = NULL;
	struct weir_rule *holds = NULL;
	struct weir_error err = { .offset = UINT64_MAX };

	enum weir_status status = open_rule(words, rules, &rule, &err);
	if (status == WEIR_OK && given)
		status = open_rule(given, rules, &holds, &err);
	options->given = holds;
	if (status == WEIR_OK)
		status = weir_rule_compile(rule, options, &out->programs, &err);
	weir_rule_close(rule);
	weir_rule_close(holds);
	if (status == WEIR_OK)
		return EXIT_DONE;
	enum exit_code code = call_fail(call, status, &err);
	return status == WEIR_E_MEMORY ? code : EXIT_USE;
}

enum exit_code bpfgen_rule(struct invocation *call, const struct bpfgen_request *request,
			   const char *words, bool case_sensitive, struct bpfgen_result *out)
{
	struct weir_rule_options rules = WEIR_RULE_OPTIONS;
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
	bool ipv6 = request->version == 6;
	bool short_one = request->behind_udp53;
	bool either = ipv6 && !short_one && request->offset == 0; /* a walk, if it fits */
	char *text = whole_words(request, words);
	const char *given = NULL;

	if (!text)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	rules.case_sensitive = case_sensitive;
	place(request, &options);
	options.limit = either ? 0 : request->limit;
	options.split = !either && request->split && !request->negate;
	options.behind_udp = short_one && ipv6;
	options.open_names = true;
	if (short_one)
		given = ipv6 ? "ipv6 and udp.dstport == 53"
			     : "ip and udp.dstport == 53 and ip.frag_offset == 0";
	enum exit_code code = compile(call, text, &rules, &options, given, out);
	if (code == EXIT_DONE && either && out->programs.programs[0].count > XT_BPF_OPS_MAX) {
		weir_programs_free(&out->programs);
		options.limit = request->limit;
		options.split = request->split && !request->negate;
		options.behind_udp = true;
		code = compile(call, text, &rules, &options, "ipv6", out);
		out->needs_udp = true;
	}
	free(text);
	return code;
}
