/* cmd_bpf_check.c - dnsweir bpf check: would the kernel take this program, and where can it be loaded?
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "cli/bpf_places.h"
#include "cli/command.h"
#include "cli/program_words.h"
#include "present/colour.h"

enum { OPT_FOR, OPT_KERNEL, OPT_JSON };

static const struct option_choice places[] = {
	{ "xt_bpf", "iptables -m bpf --bytecode", .value = BPF_PLACE_XT_BPF },
	{ "tc", "tc filter ... bpf bytecode-file", .value = BPF_PLACE_TC },
	{ "socket", "SO_ATTACH_FILTER", .value = BPF_PLACE_SOCKET },
	{ "bsd", "the packet filter device of the BSDs and macOS", .value = BPF_PLACE_BSD },
	{ 0 },
};

static const struct option_spec options[] = {
	[OPT_FOR] = { 't', "for", "PLACE", "Only whether it can be loaded there",
		      .more = "The exit code is 1 if it cannot.", .kind = OPTION_CHOICE,
		      .choices = places },
	[OPT_KERNEL] = { 'k', "kernel", NULL, "Ask the running kernel, too",
			 .more = "The program is attached to a socket of our own, which nothing is sent to, "
				 "and is gone when that is closed. No right is needed for it. The exit code is 1 if "
				 "the kernel refuses what keeps its rules." },
	[OPT_JSON] = { 0, "json", NULL, "One JSON object", .group = "Output",
		       .form = &program_check_json },
	{ 0 },
};

/* No instruction has as many findings, and a few are about the whole. */
enum { FINDINGS_EACH = 4, FINDINGS_MORE = 8 };

struct gathering {
	struct program_finding *findings;
	size_t count, room;
};

static void gather(void *context, enum weir_bpf_finding finding, size_t at, uint32_t value)
{
	struct gathering *g = context;

	if (g->count < g->room)
		g->findings[g->count++] = (struct program_finding){ finding, at, value };
}

static void judge(const struct invocation *call, struct program_check *check)
{
	int only = call_choice(call, OPT_FOR, -1);
	bool nowhere = program_check_faulty(check); /* which goes without saying */

	for (int place = 0; place < BPF_PLACES; place++)
		if (only < 0 ? !nowhere : only == place)
			bpf_place_judge(check, (enum bpf_place)place,
					&check->places[check->place_count++]);
	if (call_given(call, OPT_KERNEL))
		bpf_place_kernel(check, &check->places[check->place_count++]);
}

/* A fault is a malformed program; a place that was asked for by name, and says no, is nothing found. */
static enum exit_code code_of(const struct invocation *call, const struct program_check *check)
{
	bool asked = call_given(call, OPT_FOR);

	if (program_check_faulty(check))
		return EXIT_BROKEN;
	if (asked && !check->places[0].able)
		return EXIT_NOTHING;
	if (call_given(call, OPT_KERNEL) && !check->places[check->place_count - 1].able)
		return EXIT_NOTHING;
	return EXIT_DONE;
}

static enum exit_code check_program(struct invocation *call, const struct weir_bpf_program *program)
{
	const struct program_check_form *form = call->form;
	struct gathering g = { .room = program->count * FINDINGS_EACH + FINDINGS_MORE };
	struct program_check check = { .program = program };

	g.findings = calloc(g.room, sizeof(*g.findings));
	if (!g.findings)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	enum weir_status status = weir_bpf_lint(program, gather, &g);
	enum exit_code code;
	if (status == WEIR_OK) {
		check.findings = g.findings;
		check.finding_count = g.count;
		judge(call, &check);
		code = code_of(call, &check);
		if (!form->print(call->out, palette_of(call->colour), &check))
			code = call_fail(call, WEIR_E_MEMORY, NULL);
	} else {
		code = call_fail(call, status, NULL);
	}
	free(g.findings);
	return code;
}

static enum exit_code run(struct invocation *call)
{
	struct weir_bpf_program program = { NULL, 0 };
	const char *words = call->operand_count > 0 ? call->operands[0] : "-";
	enum exit_code code = program_words_open(call, NULL, words, &program, NULL);

	if (code == EXIT_DONE)
		code = check_program(call, &program);
	weir_bpf_free(&program);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir bpf check '4,40 0 0 12,21 0 1 2048,6 0 0 65535,6 0 0 0'",
	  "Its faults or what is odd about it, and where it can be loaded" },
	{ "dnsweir bpf asm filter.bpf | dnsweir bpf check --for xt_bpf -",
	  "Would iptables take it?" },
	{ "dnsweir bpf check --kernel --json program",
	  "For a script, with the running kernel's word" },
	{ 0 },
};

const struct command cmd_bpf_check = {
	.name = "bpf check",
	.synopsis = "dnsweir bpf check [OPTION...] [PROGRAM]",
	.summary = "Check a classic BPF program as the kernel does",
	.description =
		"Says every rule of the kernel that PROGRAM breaks, with the instruction: its number, counted from "
		"0, and its text. These are the rules of Linux's bpf_check_classic, so the program is refused here "
		"exactly where the kernel refuses it.\n\n"
		"Of a program that keeps them it says what looks like a mistake: instructions that are never "
		"executed, comparisons that always or never hold, a result that is the same for every packet. "
		"What is said holds for all packets; that nothing is said does not mean that nothing is odd. Then "
		"follow what it returns, how many instructions it executes, and which of Linux's extensions it "
		"asks for.\n\n"
		"The last lines are the places where such programs are loaded, each with its own limit: 64 "
		"instructions in iptables, about 2,000 in tc, 4,096 on a socket, 512 on the BSDs. A socket has a limit "
		"on memory, too: Linux translates a load of the packet into a dozen or more instructions of its "
		"own, of eight octets each, and all of them together have to stay under net.core.optmem_max. So of "
		"a program that does nothing but load, some 1,250 instructions fit into the 131,072 octets that newer "
		"kernels allow.",
	.options = options,
	.operand = { "PROGRAM", "A file, `-` for standard input, or the program itself", 0, 1,
		     COMPLETE_FILE },
	.examples = examples,
	.see_also = "dnsweir-bpf-asm(1), iptables-extensions(8), tc-bpf(8)",
	.form = &program_check_text,
	.colours = true,
	.run = run,
};
