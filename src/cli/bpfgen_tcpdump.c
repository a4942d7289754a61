/* bpfgen_tcpdump.c - bpfgen tcpdump: expressions of pcap-filter(7).
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/link.h>

#include <stdlib.h>
#include <string.h>

#include "cli/bpfgen_type.h"
#include "cli/expression.h"

static bool link_of(const struct bpfgen_request *request, uint16_t *link)
{
	switch (request->offset) {
	case 0:
		*link = request->version == 6 ? WEIR_LINK_IPV6 : WEIR_LINK_IPV4;
		return true;
	case 14:
	case 18:
		*link = WEIR_LINK_ETHERNET;
		return true;
	case 16:
		*link = WEIR_LINK_LINUX_SLL;
		return true;
	case 20:
		*link = WEIR_LINK_LINUX_SLL2;
		return true;
	default:
		return false;
	}
}

/* The words with what stands around them. */
static enum weir_status compile(const struct bpfgen_request *request, const char *words,
				bool negate, uint16_t link, struct weir_bpf_program *out,
				struct weir_error *err)
{
	const char *tag = request->offset == 18 ? "vlan and " : "";
	size_t room = strlen(words) + 32;
	char *text = malloc(room);

	if (!text) {
		*err = (struct weir_error){ .status = WEIR_E_MEMORY, .offset = UINT64_MAX };
		return WEIR_E_MEMORY;
	}
	if (negate)
		snprintf(text, room, "not (%s(%s))", tag, words);
	else
		snprintf(text, room, *tag ? "%s(%s)" : "%s%s", tag, words);
	enum weir_status status = expression_compile(text, link, 65535, true, out, err);
	free(text);
	return status;
}

/* libpcap's own negation keeps no packet that ends before a load; iptables has no room for more. */
static bool negate_exactly(const struct bpfgen_request *request, struct weir_bpf_program *program)
{
	size_t most = request->limit         ? request->limit
		      : request->offset == 0 ? XT_BPF_OPS_MAX
					     : WEIR_BPF_OPS_MAX;
	struct weir_bpf_program negated;

	if (!bpfgen_complement(program, &negated))
		return false;
	if (negated.count > most) {
		weir_bpf_free(&negated);
		return false;
	}
	weir_bpf_free(program);
	*program = negated;
	return true;
}

enum exit_code bpfgen_expression(struct invocation *call, const struct bpfgen_request *request,
				 const char *words, struct bpfgen_result *out)
{
	struct weir_bpf_program program;
	struct weir_error err = { .offset = UINT64_MAX };
	uint16_t link;

	if (!link_of(request, &link))
		return call_refuse(call,
				   "--offset: expressions are for 0 (IP), 14 (Ethernet), 16 and 20 "
				   "(Linux cooked), 18 (Ethernet with a VLAN tag)");
	enum weir_status status = compile(request, words, false, link, &program, &err);
	if (status == WEIR_OK && request->negate && !negate_exactly(request, &program)) {
		weir_bpf_free(&program);
		status = compile(request, words, true, link, &program, &err);
		out->inexact = true;
	}
	if (status == WEIR_OK)
		return bpfgen_take(call, request, program, out);
	enum exit_code code = call_fail(call, status, &err);
	return status == WEIR_E_USE || status == WEIR_E_SUPPORT ? EXIT_USE : code;
}

static enum exit_code make(struct invocation *call, const struct bpfgen_request *request,
			   struct bpfgen_result *out)
{
	size_t room = 1;

	for (size_t i = 0; i < call->operand_count; i++)
		room += strlen(call->operands[i]) + 1;
	char *words = malloc(room);
	if (!words)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	struct weir_writer w;
	weir_writer_init(&w, words, room);
	for (size_t i = 0; i < call->operand_count; i++) {
		weir_writer_text(&w, i > 0 ? " " : "");
		weir_writer_text(&w, call->operands[i]);
	}
	(void)weir_writer_terminate(&w);
	enum exit_code code = bpfgen_expression(call, request, words, out);
	free(words);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir bpfgen -o 14 tcpdump -- 'udp and dst port 53'",
	  "What tcpdump would compile, for Ethernet" },
	{ 0 },
};

const struct bpfgen_type bpfgen_tcpdump = {
	.word = "tcpdump",
	.command = {
		.name = "bpfgen",
		.synopsis = "dnsweir bpfgen [OPTION...] tcpdump -- EXPRESSION...",
		.summary = "Packets that match an expression of tcpdump's",
		.operand = { "EXPRESSION", "As pcap-filter(7) has it; several words become one", 1,
			     SIZE_MAX, COMPLETE_NONE },
		.examples = examples,
		.run = bpfgen_type_run,
	},
	.make = make,
};
