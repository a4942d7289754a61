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

/* Before `words`. Where the kernel is asked for UDP only the first header's number is at hand. */
static const char *whole_gate(const struct bpfgen_request *request, unsigned flags,
			      bool asks_kernel)
{
	if (!(flags & BPFGEN_WHOLE))
		return "";
	if (request->version != 6)
		return "ip.frag_offset == 0 and ip.flags.mf == 0 and ";
	return asks_kernel ? "ipv6.nxt != 44 and " : "not ipv6.fraghdr and ";
}

/* "not (ip and udp.dstport == 53 and ...)": to be freed. */
static char *whole_words(const struct bpfgen_request *request, const char *words, unsigned flags,
			 bool asks_kernel)
{
	size_t room = strlen(words) + 200;
	char *text = malloc(room);
	struct weir_writer w;

	if (!text)
		return NULL;
	weir_writer_init(&w, text, room);
	weir_writer_print(
		&w, "%s%s%s and udp.dstport == 53 and %s%s%s", request->negate ? "not (" : "",
		request->offset == 18 ? "vlan.etype and " : "",
		request->version == 6 ? "ipv6" : "ip", whole_gate(request, flags, asks_kernel),
		words, request->negate ? ")" : "");
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

struct making {
	struct invocation *call;
	const struct bpfgen_request *request;
	const char *words;
	unsigned flags;
	struct weir_compile_options options;
};

static enum exit_code compile(struct making *m, const char *given, struct bpfgen_result *out)
{
	struct weir_rule_options rules = WEIR_RULE_OPTIONS;
	struct weir_rule *rule = NULL;
	struct weir_rule *holds = NULL;
	struct weir_error err = { .offset = UINT64_MAX };

	char *text = whole_words(m->request, m->words, m->flags, m->options.behind_udp);
	if (!text)
		return call_fail(m->call, WEIR_E_MEMORY, NULL);
	rules.case_sensitive = m->flags & BPFGEN_CASE;
	enum weir_status status = open_rule(text, &rules, &rule, &err);
	if (status == WEIR_OK && given)
		status = open_rule(given, &rules, &holds, &err);
	m->options.given = holds;
	if (status == WEIR_OK)
		status = weir_rule_compile(rule, &m->options, &out->programs, &err);
	weir_rule_close(rule);
	weir_rule_close(holds);
	free(text);
	if (status == WEIR_OK)
		return EXIT_DONE;
	enum exit_code code = call_fail(m->call, status, &err);
	return status == WEIR_E_MEMORY ? code : EXIT_USE;
}

enum exit_code bpfgen_rule(struct invocation *call, const struct bpfgen_request *request,
			   const char *words, unsigned flags, struct bpfgen_result *out)
{
	struct making m = { call, request, words, flags, WEIR_COMPILE_OPTIONS };
	bool ipv6 = request->version == 6;
	bool behind = request->behind_udp53;
	bool either = ipv6 && !behind && request->offset == 0; /* a walk, if it fits */
	bool split = request->split && !request->negate;
	const char *given = NULL;

	place(request, &m.options);
	m.options.limit = either ? 0 : request->limit;
	m.options.split = !either && split;
	m.options.behind_udp = behind && ipv6;
	m.options.open_names = true;
	if (behind)
		given = ipv6 ? "ipv6 and udp.dstport == 53"
			     : "ip and udp.dstport == 53 and ip.frag_offset == 0";
	enum exit_code code = compile(&m, given, out);
	if (code == EXIT_DONE && either && out->programs.programs[0].count > XT_BPF_OPS_MAX) {
		weir_programs_free(&out->programs);
		m.options.limit = request->limit;
		m.options.split = split;
		m.options.behind_udp = true;
		code = compile(&m, "ipv6", out);
		out->needs_udp = true;
	}
	return code;
}
