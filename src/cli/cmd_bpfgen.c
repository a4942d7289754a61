/* cmd_bpfgen.c - dnsweir bpfgen: programs by the command line of bpftools' bpfgen.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "cli/bpfgen.h"
#include "cli/command.h"
#include "present/output.h"

enum {
	OPT_INET6,
	OPT_NEGATE,
	OPT_OFFSET,
	OPT_ASSEMBLY,
};

static const struct option_spec options[] = {
	[OPT_INET6] = { '6', "inet6", NULL, "IPv6 in place of IPv4" },
	[OPT_NEGATE] = { 'n', "negate", NULL,
			 "Match all packets that would not match, and no other" },
	[OPT_OFFSET] = { 'o', "offset", "N", "Octets before the IP header (0)",
			 .kind = OPTION_NUMBER, .highest = 1024 },
	[OPT_ASSEMBLY] = { 's', "assembly", NULL, "Write assembler" },
	{ 0 },
};

static void put(struct weir_writer *w, const struct invocation *call,
		const struct bpfgen_request *request, const struct bpfgen_result *result)
{
	const struct weir_bpf_program *program = &result->programs.programs[0];

	if (call_given(call, OPT_ASSEMBLY)) {
		weir_writer_print(w, "; %s\n; IPv%u header at octet %u%s\n", result->says,
				  request->version, (unsigned)request->offset,
				  result->needs_udp ? ", behind -p udp --dport 53" : "");
		weir_bpf_print(program, WEIR_BPF_ASM, w);
	} else {
		weir_bpf_print(program, WEIR_BPF_BYTECODE, w);
		weir_writer_text(w, ",\n");
	}
}

static enum exit_code print(const struct invocation *call, const struct bpfgen_request *request,
			    const struct bpfgen_result *result)
{
	struct output output;

	if (output_open(&output, call->out) != WEIR_OK)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	do {
		put(output_begin(&output), call, request, result);
	} while (!output_end(&output));
	enum weir_status status = output.status;
	output_close(&output);
	return status == WEIR_E_MEMORY ? call_fail(call, status, NULL) : EXIT_DONE;
}

static enum exit_code run(struct invocation *call)
{
	struct bpfgen_request request = {
		.type = call->operands[0],
		.words = call->operands + 1,
		.word_count = call->operand_count - 1,
		.version = call_given(call, OPT_INET6) ? 6 : 4,
		.offset = (uint32_t)call_number(call, OPT_OFFSET, 0),
		.negate = call_given(call, OPT_NEGATE),
	};
	struct bpfgen_result result;
	enum exit_code code = bpfgen_make(call, &request, &result);

	if (code == EXIT_DONE && !result.help)
		code = print(call, &request, &result);
	bpfgen_free(&result);
	return code;
}

const struct command cmd_bpfgen = {
	.name = "bpfgen",
	.synopsis = "dnsweir bpfgen [OPTION...] TYPE [--] PARAMETER...",
	.summary = "Make a classic BPF program by bpftools' command line",
	.description = "",
	.options = options,
	.operand = { "TYPE", "dns; what follows is the type's own", 1, SIZE_MAX, COMPLETE_NONE },
	.run = run,
};
