/* bpf_asm.c - assembler into programs; half of the rows are hostile.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/bpf.h>

#include <string.h>

#include "tap.h"

static char text[(size_t)WEIR_BPF_OPS_MAX * 160];

static struct weir_slice slice_of(const char *words)
{
	return (struct weir_slice){ (const uint8_t *)words, strlen(words) };
}

static struct weir_slice print(const struct weir_bpf_program *program, enum weir_bpf_form form)
{
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	weir_bpf_print(program, form, &out);
	return (struct weir_slice){ (const uint8_t *)text,
				    weir_writer_terminate(&out) ? out.size : 0 };
}

/* What the assembler makes of a text, as bytecode. */
static const struct {
	const char *what, *text, *bytecode;
} rows[] = {
	{ "ldb [k]", "ldb [9]", "1,48 0 0 9" },
	{ "ldh [k]", "ldh [12]", "1,40 0 0 12" },
	{ "ld [k]", "ld [26]", "1,32 0 0 26" },
	{ "[x + k]", "ldb [x + 1] ldh [x+2] ld [ x +3 ]", "3,80 0 0 1,72 0 0 2,64 0 0 3" },
	{ "[x - k]", "ldh [x - 2] ldh [x + -2] ldh [x-2] ldh [x - -2]",
	  "4,72 0 0 4294967294,72 0 0 4294967294,72 0 0 4294967294,72 0 0 2" },
	{ "[%x + k]", "ldh [%x + 2] ldh [%X+2]", "2,72 0 0 2,72 0 0 2" },
	{ "[x]", "ldh [x] ld [%x]", "2,72 0 0 0,64 0 0 0" },
	{ "[-k]", "ld [-4096] ld [-1048576]", "2,32 0 0 4294963200,32 0 0 4293918720" },
	{ "ld #k", "ld #1", "1,0 0 0 1" },
	{ "ldi", "ldi 5 ldi #6 ldi -1", "3,0 0 0 5,0 0 0 6,0 0 0 4294967295" },
	{ "ldxi", "ldxi 5 ldxi #0x6", "2,1 0 0 5,1 0 0 6" },
	{ "ldx", "ldx #7 ldx M[3] ldx len ldx #len", "4,1 0 0 7,97 0 0 3,129 0 0 0,129 0 0 0" },
	{ "ld M", "ld M[0] ld m[15]", "2,96 0 0 0,96 0 0 15" },
	{ "ld len", "ld len ld #len ld #pktlen", "3,128 0 0 0,128 0 0 0,128 0 0 0" },
	{ "ldx and ldxb 4*([k]&0xf)", "ldx 4*([14]&0xf) ldxb 4 * ( [ 0 ] & 15 )",
	  "2,177 0 0 14,177 0 0 0" },
	{ "st and stx", "st M[1] stx M[0xf]", "2,2 0 0 1,3 0 0 15" },
	{ "arithmetic by #k",
	  "add #1 sub #2 mul #3 div #4 mod #5 and #6 or #7 xor #8 lsh #9 rsh #10",
	  "10,4 0 0 1,20 0 0 2,36 0 0 3,52 0 0 4,148 0 0 5,84 0 0 6,68 0 0 7,164 0 0 8,"
	  "100 0 0 9,116 0 0 10" },
	{ "arithmetic by x", "add x sub %x mul x div x mod x and x or x xor x lsh x rsh x neg",
	  "11,12 0 0 0,28 0 0 0,44 0 0 0,60 0 0 0,156 0 0 0,92 0 0 0,76 0 0 0,172 0 0 0,"
	  "108 0 0 0,124 0 0 0,132 0 0 0" },
	{ "tax and txa", "tax txa", "2,7 0 0 0,135 0 0 0" },
	{ "ret", "ret #65535 ret a ret %a ret #-1",
	  "4,6 0 0 65535,22 0 0 0,22 0 0 0,6 0 0 4294967295" },
	{ "jmp and ja", "jmp end ja end end: ret a", "3,5 0 0 1,5 0 0 0,22 0 0 0" },
	{ "jeq with two ways", "jeq #1, yes, no yes: ret #1 no: ret #0",
	  "3,21 0 1 1,6 0 0 1,6 0 0 0" },
	{ "jeq with one way", "jeq #1, yes ret #0 yes: ret #1", "3,21 1 0 1,6 0 0 0,6 0 0 1" },
	{ "jneq, jne, jlt, jle go where it is false",
	  "jneq #1, no jne x, no jlt #2, no jle %x, no ret #1 no: ret #0",
	  "6,21 0 4 1,29 0 3 0,53 0 2 2,45 0 1 0,6 0 0 1,6 0 0 0" },
	{ "jgt, jge, jset", "jgt #1,a,b jge x,a,b jset #3,a a:ret #0 b:ret #1",
	  "5,37 2 3 1,61 1 2 0,69 0 0 3,6 0 0 0,6 0 0 1" },
	{ "extensions",
	  "ld proto ldh #proto ldb type ld ifidx ld nla ld nlan ld mark ld queue ld hatype "
	  "ld rxhash ld cpu",
	  "11,32 0 0 4294963200,40 0 0 4294963200,48 0 0 4294963204,32 0 0 4294963208,"
	  "32 0 0 4294963212,32 0 0 4294963216,32 0 0 4294963220,32 0 0 4294963224,"
	  "32 0 0 4294963228,32 0 0 4294963232,32 0 0 4294963236" },
	{ "extensions with several names",
	  "ld vlan_tci ld vlan_avail ld #vlan_pr ld [vlanp] ld poff ld rand ld #random ld vlan_tpid",
	  "8,32 0 0 4294963244,32 0 0 4294963248,32 0 0 4294963248,32 0 0 4294963248,"
	  "32 0 0 4294963252,32 0 0 4294963256,32 0 0 4294963256,32 0 0 4294963260" },
	{ "numbers",
	  "ld #0x1F ld #0b101 ld #017 ld #0 ld #00 ld #+4 ld #4294967295 ld #-2147483648",
	  "8,0 0 0 31,0 0 0 5,0 0 0 15,0 0 0 0,0 0 0 0,0 0 0 4,0 0 0 4294967295,"
	  "0 0 0 2147483648" },
	{ "words in any case", "LDH [12]\nJEQ #0x800, L1, L2\nL1: RET A\nL2: Ret #0",
	  "4,40 0 0 12,21 0 1 2048,22 0 0 0,6 0 0 0" },
	{ "labels in their own case", "jeq #1, L, l\nL: ret #1\nl: ret #0",
	  "3,21 0 1 1,6 0 0 1,6 0 0 0" },
	{ "labels like registers, extensions and mnemonics",
	  "jeq #1, x, len\njeq x, a, ret\nlen: ret #1\nx: ret #2\na: ret #3\nret: ret #4",
	  "6,21 2 1 1,29 2 3 0,6 0 0 1,6 0 0 2,6 0 0 3,6 0 0 4" },
	{ "two labels at one place", "jeq #1, a, b a: b: ret #0", "2,21 0 0 1,6 0 0 0" },
	{ "a label that nothing leads to", "a: ret #0", "1,6 0 0 0" },
	{ "comments", "; one\n# two\nld #1 ; three\n/* four\n */ ret a // five\n#ret x",
	  "2,0 0 0 1,22 0 0 0" },
	{ "lines ended by CR LF", "ld #1\r\nret a\r\n", "2,0 0 0 1,22 0 0 0" },
	{ "no blank where none is needed", "ldh[12]jeq#0x800,l\nl:ret#0",
	  "3,40 0 0 12,21 0 0 2048,6 0 0 0" },
	{ "any bits at all", ".insn 0x0e 1 2 3 .INSN 65535 255 255 -1",
	  "2,14 1 2 3,65535 255 255 4294967295" },
	{ "bpf_dbg's disassembly",
	  "l0:\tldh [12]\nl1:\tjeq #0x800, l2, l4\nl2:\tldh [x+2]\nl3:\tja 5\nl4:\tret #0\n"
	  "l5:\tret #0xffff\n",
	  "6,40 0 0 12,21 0 2 2048,72 0 0 2,5 0 0 1,6 0 0 0,6 0 0 65535" },
	{ "division by zero is not the assembler's business", "div #0 ret a",
	  "2,52 0 0 0,22 0 0 0" },
};

static void check_rows(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct weir_bpf_program program = { 0 };
		struct weir_error err = { .text = "" };
		enum weir_status status = weir_bpf_assemble(slice_of(rows[i].text), &program, &err);
		bool right = status == WEIR_OK;

		if (right)
			right = print(&program, WEIR_BPF_BYTECODE).size > 0 &&
				strcmp(text, rows[i].bytecode) == 0;
		if (!checkf(right, "assembles: %s", rows[i].what))
			note("%s", status == WEIR_OK ? text : err.text);
		weir_bpf_free(&program);
	}
}

/* Refused, with these words and at that octet. */
static const struct {
	const char *what, *text;
	enum weir_status status;
	uint64_t at;
	const char *words;
} faults[] = {
	{ "nothing", "", WEIR_E_FORM, 0, "line 1, column 1: a program has at least one" },
	{ "a comment only", "; ret a\n", WEIR_E_FORM, 8, "line 2, column 1: a program" },
	{ "a word that is none", "ldh [12]\n  foo\n", WEIR_E_UNKNOWN, 11,
	  "line 2, column 3: 'foo' is no instruction" },
	{ "ret x", "ret x", WEIR_E_FORM, 4, "the kernel has no 'ret x'" },
	{ "ret without an operand", "ret\n", WEIR_E_FORM, 4, "ends where an operand" },
	{ "ret k", "ret 5", WEIR_E_FORM, 4, "begins with '#'" },
	{ "ret [k]", "ret [5]", WEIR_E_FORM, 4,
	  "'ret' does not take [k] or an extension but #k, a" },
	{ "M[16]", "ld M[16]", WEIR_E_RANGE, 5, "memory word is 16; it is a number from 0 to 15" },
	{ "M[-1]", "st M[-1]", WEIR_E_RANGE, 5, "is -1" },
	{ "st #k", "st #1", WEIR_E_FORM, 3, "'st' does not take #k but M[k]" },
	{ "ldh len", "ldh len", WEIR_E_FORM, 4, "'ldh' does not take len" },
	{ "ldx [k]", "ldx [4]", WEIR_E_FORM, 4, "'ldx' does not take [k]" },
	{ "ldi [k]", "ldi [4]", WEIR_E_FORM, 4, "'ldi' does not take" },
	{ "ldb M[k]", "ldb M[1]", WEIR_E_FORM, 4, "'ldb' does not take M[k]" },
	{ "neg with an operand", "neg #1", WEIR_E_FORM, 4, "'#'" },
	{ "an unknown extension", "ld #foo", WEIR_E_UNKNOWN, 4, "'foo' is no operand" },
	{ "an unknown extension in brackets", "ld [foo]", WEIR_E_FORM, 4, "'foo' stands" },
	{ "#x", "add #x", WEIR_E_FORM, 5, "'x' stands where a number" },
	{ "%len", "ld %len", WEIR_E_FORM, 4, "'len' stands where x or a" },
	{ "5*([k]&0xf)", "ldx 5*([0]&0xf)", WEIR_E_FORM, 4, "the only product" },
	{ "4*([k]&0xff)", "ldx 4*([0]&0xff)", WEIR_E_FORM, 11, "the only product" },
	{ "4*([k]", "ldx 4*([0]", WEIR_E_FORM, 10, "ends where '&'" },
	{ "a number of 33 bits", "ret #4294967296", WEIR_E_RANGE, 5, "does not fit into 32 bits" },
	{ "a number beyond 64 bits", "ld [99999999999999999999999]", WEIR_E_RANGE, 4, "32 bits" },
	{ "a number below -2^31", "ret #-2147483649", WEIR_E_RANGE, 5, "-2147483649 does not" },
	{ "0x without digits", "ret #0x", WEIR_E_FORM, 5, "'0x' is no number" },
	{ "0b with a 2", "ret #0b12", WEIR_E_FORM, 5, "'0b12' is no number" },
	{ "octal with an 8", "ret #08", WEIR_E_FORM, 5, "'08' is no number" },
	{ "letters behind a number", "ret #12ab", WEIR_E_FORM, 5, "'12ab' is no number" },
	{ "two signs", "ret #--1", WEIR_E_FORM, 6, "'-' stands" },
	{ "x + k beyond 32 bits", "ldh [x - 4294967295]", WEIR_E_RANGE, 7, "32 bits" },
	{ "[x * 2]", "ldh [x * 2]", WEIR_E_FORM, 7, "'*'" },
	{ "a bracket that stays open", "ldh [12\nret a", WEIR_E_FORM, 8, "'ret' stands where ']'" },
	{ "jeq without a label", "jeq #1\nret a", WEIR_E_FORM, 7, "a comma and a label" },
	{ "jeq with three labels", "jeq #1, a, b, c", WEIR_E_FORM, 12, "','" },
	{ "jneq with two labels", "jneq #1, a, b a: b: ret a", WEIR_E_FORM, 10,
	  "'jneq' takes one label" },
	{ "jmp with #k", "jmp #1", WEIR_E_FORM, 4, "'#' stands where a label" },
	{ "jmp to a number that is not ahead", "ret a jmp 1", WEIR_E_RANGE, 10, "leads back" },
	{ "no such label", "ret #0\njeq #1, nowhere\nret #1", WEIR_E_UNKNOWN, 15,
	  "line 2, column 9: there is no label 'nowhere'" },
	{ "a label in another case", "jmp End end: ret a", WEIR_E_UNKNOWN, 4, "no label 'End'" },
	{ "a label twice", "a: ret #0\nb: ret #1\na: ret #2", WEIR_E_FORM, 20,
	  "line 3, column 1: label 'a' stands on line 1 already" },
	{ "a jump back", "a: ret #0\njmp a", WEIR_E_RANGE, 14, "only lead ahead" },
	{ "a jump to itself", "a: jmp a ret a", WEIR_E_RANGE, 7, "only lead ahead" },
	{ "a branch back", "a: ld #1\njeq #1, a\nret a", WEIR_E_RANGE, 17, "leads back" },
	{ "a label at the end", "jmp a a:", WEIR_E_FORM, 6, "no instruction stands behind label" },
	{ "a label alone", "a:", WEIR_E_FORM, 0, "no instruction stands behind" },
	{ "a colon alone", ": ret a", WEIR_E_FORM, 0, "':' stands where an instruction" },
	{ "a comment without an end", "ret a /* ret", WEIR_E_FORM, 6, "has no end" },
	{ "an octet that is no character", "ret \x80", WEIR_E_FORM, 4, "octet 0x80" },
	{ "an escape sequence", "ret \033[2J", WEIR_E_FORM, 4, "octet 0x1b" },
	{ "a sign that has no meaning", "ret $1", WEIR_E_FORM, 4, "'$' stands where an operand" },
	{ ".insn with three numbers", ".insn 1 2 3", WEIR_E_FORM, 11, "a number" },
	{ ".insn with a jt of 9 bits", ".insn 5 256 0 0", WEIR_E_RANGE, 8, "jt is 256" },
	{ ".insn with a code of 17 bits", ".insn 0x10000 0 0 0", WEIR_E_RANGE, 6,
	  "a code is 65536" },
	{ "another word with a dot", ".word 5", WEIR_E_UNKNOWN, 0, "'.word' is no instruction" },
};

static void check_faults(void)
{
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		struct weir_bpf_program program = { NULL, 77 };
		struct weir_error err = { .text = "" };
		enum weir_status status =
			weir_bpf_assemble(slice_of(faults[i].text), &program, &err);

		if (!checkf(status == faults[i].status && err.offset == faults[i].at &&
				    strncmp(err.text, "line ", 5) == 0 &&
				    strstr(err.text, faults[i].words) && program.count == 77,
			    "refuses: %s", faults[i].what))
			note("status %d at %llu: %s", status, (unsigned long long)err.offset,
			     err.text);
	}
	struct weir_error err = { .text = "" };
	struct weir_bpf_program program = { NULL, 77 };
	check("refuses: a zero octet",
	      weir_bpf_assemble((struct weir_slice)WIRE('r', 'e', 't', ' ', 0, 'a'), &program,
				&err) == WEIR_E_FORM &&
		      err.offset == 4);
}

/* `count` times `line` with its number in it, then `end`. */
static struct weir_slice repeat(const char *format, size_t count, const char *end)
{
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	for (size_t i = 0; i < count; i++) {
		for (const char *c = format; *c; c++) {
			if (*c == '%')
				weir_writer_u64(&out, i);
			else if (*c == '^')
				weir_writer_u64(&out, i + 1);
			else
				weir_writer_char(&out, *c);
		}
	}
	weir_writer_text(&out, end);
	return (struct weir_slice){ (const uint8_t *)text, out.size };
}

static void check_sizes(void)
{
	struct weir_bpf_program program = { 0 };
	struct weir_error err = { .text = "" };

	check("4096 instructions, each with a label and a jump to the next",
	      weir_bpf_assemble(repeat("a_long_label_%: jmp a_long_label_^\n", 4095,
				       "a_long_label_4095: ret a"),
				&program, &err) == WEIR_OK &&
		      program.count == 4096 && program.ops[4094].k == 0);
	weir_bpf_free(&program);
	check("4097 instructions",
	      weir_bpf_assemble(repeat("ld #%\n", 4097, ""), &program, &err) == WEIR_E_RANGE &&
		      strstr(err.text, "line 4097, column 1: a program has at most 4096"));
	check("4096 instructions and many labels more",
	      weir_bpf_assemble(repeat("l%:\n", 70000, "ret a"), &program, &err) == WEIR_E_RANGE &&
		      strstr(err.text, "more than 65536 labels"));
	check("a branch over 255 instructions",
	      weir_bpf_assemble(repeat("jeq #1, end\n", 256, "end: ret a"), &program, &err) ==
			      WEIR_OK &&
		      program.ops[0].jt == 255);
	weir_bpf_free(&program);
	check("a branch over 256 instructions",
	      weir_bpf_assemble(repeat("jne #1, end\n", 257, "end: ret a"), &program, &err) ==
			      WEIR_E_RANGE &&
		      err.offset == 8 && strstr(err.text, "at most 256 ahead"));
	check("a jmp over 4094 instructions",
	      weir_bpf_assemble(repeat("jmp end\n", 4095, "end: ret a"), &program, &err) ==
			      WEIR_OK &&
		      program.ops[0].k == 4094);
	weir_bpf_free(&program);
	check("a label of 100,000 letters",
	      weir_bpf_assemble(repeat("L", 100000, ": ret a"), &program, &err) == WEIR_OK);
	weir_bpf_free(&program);
	check("a name of 100,000 letters in an error",
	      weir_bpf_assemble(repeat("L", 100000, " ret a"), &program, &err) == WEIR_E_UNKNOWN &&
		      strlen(err.text) < 100);
}

int main(void)
{
	check_rows();
	check_faults();
	check_sizes();
	return tap_done();
}
