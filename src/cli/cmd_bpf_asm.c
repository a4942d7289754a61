/* cmd_bpf_asm.c - dnsweir bpf asm: assembler into a classic BPF program.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"
#include "cli/program_words.h"
#include "present/program.h"

enum { OPT_C, OPT_FORMAT };

static const struct option_spec options[] = {
	[OPT_C] = { 'c', NULL, NULL, "Rows of a C array, as bpf_asm -c", .form = &programs_rows },
	[OPT_FORMAT] = { 0, "format", "FORM", "How the program is written", .kind = OPTION_CHOICE,
			 .choices = program_formats },
	{ 0 },
};

static enum exit_code run(struct invocation *call)
{
	struct weir_bpf_program program = { NULL, 0 };
	const char *path = call->operand_count > 0 ? call->operands[0] : "-";
	enum exit_code code = program_file_assemble(call, NULL, path, &program);

	if (code == EXIT_DONE && program_print(call->out, call->form, &program) == WEIR_E_MEMORY)
		code = call_fail(call, WEIR_E_MEMORY, NULL);
	weir_bpf_free(&program);
	return code;
}

static const struct section sections[] = {
	{ "LANGUAGE",
	  "One instruction behind the other; lines mean nothing. Words are read in any case, labels in "
	  "their own. `; ...`, `// ...`, `/* ... */` and lines that begin with `#` are comments.\n\n"
	  "  ld ldh ldb    [k]  [x + k]  [x - k]  [x]  an extension\n"
	  "  ld ldx        M[k]  #k  len\n"
	  "  ldi ldxi      #k  k\n"
	  "  ldx ldxb      4*([k]&0xf)\n"
	  "  st stx        M[k]\n"
	  "  jmp ja        label\n"
	  "  jeq jgt jge jset        #k|x, label if true[, label if false]\n"
	  "  jneq jne jlt jle        #k|x, label\n"
	  "  add sub mul div mod and or xor lsh rsh    #k  x\n"
	  "  neg tax txa\n"
	  "  ret           #k  a\n"
	  "  .insn         CODE JT JF K\n\n"
	  "Registers may be written `%a` and `%x`, extensions with a `#`. Extensions: `proto`, `type`, "
	  "`ifidx`, `nla`, `nlan`, `mark`, `queue`, `hatype`, `rxhash`, `cpu`, `vlan_tci`, "
	  "`vlan_avail` (`vlan_pr`, `vlanp`), `vlan_tpid`, `poff`, `rand` (`random`), `xor_x`; `len` is `pktlen`, "
	  "too. Numbers are decimal, with a sign or without, `0x` hexadecimal, `0b` binary, or octal "
	  "behind a `0`, of 32 bits. A label is letters, digits and `_`, and any word may be one.\n\n"
	  "`.insn` writes any four numbers; `dnsweir bpf disasm` uses it for what no mnemonic says. "
	  "`jmp` takes the number of an instruction, too, since disassemblers print that." },
	{ "REFUSED",
	  "What does not fit is never cut: numbers of more than 32 bits, memory words but M[0] to M[15], "
	  "branches more than 256 instructions ahead (a `jmp` leads farther), jumps back, labels that are "
	  "not there or there twice, `ret x`, which no kernel takes, programs of no or more than 4096 "
	  "instructions. The complaint has line and column. Whether the kernel takes the program otherwise "
	  "is what `dnsweir bpf check` says." },
	{ 0 },
};

static const struct example examples[] = {
	{ "dnsweir bpf asm filter.bpf", "A line for iptables and tc" },
	{ "printf 'ldh [12]\\njne #0x800, no\\nret #-1\\nno: ret #0\\n' | dnsweir bpf asm -c",
	  "Rows for a C program, from standard input" },
	{ 0 },
};

const struct command cmd_bpf_asm = {
	.name = "bpf asm",
	.synopsis = "dnsweir bpf asm [OPTION...] [FILE]",
	.summary = "Assemble a classic BPF program",
	.description =
		"Reads the language of the kernel's bpf_asm from FILE, or from standard input, and writes the "
		"program: without an option in one line with a comma at its end, as bpf_asm does.",
	.options = options,
	.operand = { "FILE", "Assembler; `-` or none is standard input", 0, 1, COMPLETE_FILE },
	.sections = sections,
	.examples = examples,
	.see_also = "dnsweir-bpf-disasm(1)",
	.form = &programs_old,
	.run = run,
};
