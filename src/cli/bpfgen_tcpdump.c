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

enum exit_code bpfgen_expression(struct invocation *call, const struct bpfgen_request *request,
				 const char *words, struct bpfgen_result *out)
{
	size_t room = strlen(words) + 32;
	char *text = malloc(room);
	struct weir_bpf_program program;
	struct weir_error err = { .offset = UINT64_MAX };
	uint16_t link;

	if (!link_of(request, &link)) {
		free(text);
		return call_refuse(call,
				   "--offset: expressions are for 0 (IP), 14 (Ethernet), 16 and 20 "
				   "(Linux cooked), 18 (Ethernet with a VLAN tag)");
	}
	if (!text)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	const char *tag = request->offset == 18 ? "vlan and " : "";
	if (request->negate)
		snprintf(text, room, "not (%s(%s))", tag, words);
	else
		snprintf(text, room, *tag ? "%s(%s)" : "%s%s", tag, words);
	enum weir_status status = expression_compile(text, link, 65535, true, &program, &err);
	free(text);
	if (status == WEIR_OK)
		return bpfgen_take(call, request, program, out);
	enum exit_code code = call_fail(call, status, &err);
	return status == WEIR_E_USE ? EXIT_USE : code;
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
