/* cmd_bpf_disasm.c - dnsweir bpf disasm: a classic BPF program, in any form, as assembler or another form.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"
#include "cli/program_words.h"
#include "present/program.h"

enum { OPT_FORMAT };

static const struct option_spec options[] = {
	[OPT_FORMAT] = { 0, "format", "FORM", "How the program is written", .kind = OPTION_CHOICE,
			 .choices = program_formats },
	{ 0 },
};

static enum exit_code run(struct invocation *call)
{
	struct weir_bpf_program program = { NULL, 0 };
	const char *words = call->operand_count > 0 ? call->operands[0] : "-";
	enum exit_code code = program_words_open(call, NULL, words, &program, NULL);

	if (code == EXIT_DONE && program_print(call->out, call->form, &program) == WEIR_E_MEMORY)
		code = call_fail(call, WEIR_E_MEMORY, NULL);
	weir_bpf_free(&program);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir bpf disasm '4,40 0 0 12,21 0 1 2048,6 0 0 65535,6 0 0 0'",
	  "What iptables or tc was given" },
	{ "tcpdump -d udp port 53 | dnsweir bpf disasm --format text -",
	  "A line for iptables out of what tcpdump shows" },
	{ "dnsweir bpf disasm --format c filter.json", "A C array" },
	{ 0 },
};

const struct command cmd_bpf_disasm = {
	.name = "bpf disasm",
	.synopsis = "dnsweir bpf disasm [OPTION...] [PROGRAM]",
	.summary = "Show a classic BPF program as assembler",
	.description =
		"Reads a program in any form: numbers in a line, with a comma at the end or without, what "
		"`tcpdump -d`, `-dd` or `-ddd` prints, rows of a C array with their declaration or without, what "
		"bpf_dbg's `disassemble` prints, assembler, JSON. Writes assembler with labels where jumps lead, "
		"or the form asked for.\n\n"
		"`dnsweir bpf asm` makes the same program of the assembler, bit for bit, whatever the "
		"program: what no mnemonic can say is written as `.insn CODE JT JF K`. So does `dnsweir bpf "
		"disasm` of every other form but `d`: tcpdump -d does not show the numbers that an instruction has no use "
		"for.\n\n"
		"PROGRAM is text if it has a comma, a blank or a line end and does not begin with `/` or `./`, "
		"else the name of a file.",
	.options = options,
	.operand = { "PROGRAM", "A file, `-` for standard input, or the program itself", 0, 1,
		     COMPLETE_FILE },
	.examples = examples,
	.see_also = "dnsweir-bpf-asm(1), tcpdump(1)",
	.form = &programs_asm,
	.run = run,
};
