/* bpf.c - programs read, printed and checked; half of the rows are hostile.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/bpf.h>

#include <stdio.h>
#include <string.h>

#include "tap.h"
#ifdef DNSWEIR_PCAP
#include "peer_bpf.h"
#endif

#define TEXT_SIZE ((size_t)1 << 20)
static char text[TEXT_SIZE];

static struct weir_slice slice_of(const char *words)
{
	return (struct weir_slice){ (const uint8_t *)words, strlen(words) };
}

static const char *print(const struct weir_bpf_program *program, enum weir_bpf_form form)
{
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	weir_bpf_print(program, form, &out);
	return weir_writer_terminate(&out) ? text : "(too long)";
}

/* `bytecode`: what the program prints as; NULL: refused at column `at` with `words` in the text. */
static const struct {
	const char *what, *text, *bytecode;
	enum weir_status status;
	uint64_t at;
	const char *words;
} parses[] = {
	{ "one instruction", "1,6 0 0 65535", "1,6 0 0 65535" },
	{ "a final comma", "1,6 0 0 65535,", "1,6 0 0 65535" },
	{ "blanks at all places", " \t2 , 40 0\n0 12 ,\n 6 0 0 0 ,\n", "2,40 0 0 12,6 0 0 0" },
	{ "highest numbers", "1,65535 255 255 4294967295", "1,65535 255 255 4294967295" },
	{ "zeros in front", "01,006 000 00 000000000000000009", "1,6 0 0 9" },
	{ "tcpdump -ddd", "2\n40 0 0 12\n6 0 0 262144\n", "2,40 0 0 12,6 0 0 262144" },
	{ "tcpdump -ddd, lines ended by CR LF", "1\r\n6 0 0 1\r\n", "1,6 0 0 1" },
	{ "tcpdump -ddd with commas for line ends", "2,40 0 0 12,6 0 0 0,", "2,40 0 0 12,6 0 0 0" },
	{ "nothing", "", NULL, WEIR_E_FORM, 0, "ends before the number" },
	{ "blanks only", "  \n", NULL, WEIR_E_FORM, 3, "ends before the number" },
	{ "a word", "ret", NULL, WEIR_E_FORM, 0, "'r'" },
	{ "a count alone", "1", NULL, WEIR_E_FORM, 1, "ends behind 0" },
	{ "a count and a comma", "1,", NULL, WEIR_E_FORM, 2, "ends behind 0" },
	{ "no instructions", "0,", NULL, WEIR_E_RANGE, 0, "at least one" },
	{ "4097 instructions", "4097,6 0 0 0", NULL, WEIR_E_RANGE, 0, "above 4096" },
	{ "a count beyond 64 bits", "99999999999999999999999", NULL, WEIR_E_RANGE, 0, "4096" },
	{ "a count below 0", "-1,6 0 0 0", NULL, WEIR_E_FORM, 0, "'-'" },
	{ "a count that is too low", "1,6 0 0 0,6 0 0 0", NULL, WEIR_E_FORM, 10, "1 instr" },
	{ "a count that is too high", "3,6 0 0 0,6 0 0 0", NULL, WEIR_E_FORM, 17, "behind 2" },
	{ "a code of 17 bits", "1,65536 0 0 0", NULL, WEIR_E_RANGE, 2, "code is above 65535" },
	{ "a jt of 9 bits", "1,5 256 0 0", NULL, WEIR_E_RANGE, 4, "jt is above 255" },
	{ "a jf of 9 bits", "1,5 0 256 0", NULL, WEIR_E_RANGE, 6, "jf is above 255" },
	{ "a k of 33 bits", "1,5 0 0 4294967296", NULL, WEIR_E_RANGE, 8, "k is above 4294967295" },
	{ "a k below 0", "1,6 0 0 -1", NULL, WEIR_E_FORM, 8, "'-'" },
	{ "a k in hex", "1,6 0 0 0x10", NULL, WEIR_E_FORM, 9, "'x'" },
	{ "a plus", "1,6 0 0 +1", NULL, WEIR_E_FORM, 8, "'+'" },
	{ "three numbers", "1,6 0 0", NULL, WEIR_E_FORM, 7, "before an instruction's k" },
	{ "three numbers and a comma", "2,6 0 0,6 0 0 0", NULL, WEIR_E_FORM, 7, "','" },
	{ "five numbers", "1,6 0 0 0 0", NULL, WEIR_E_FORM, 10, "comma" },
	{ "two commas", "1,,6 0 0 0", NULL, WEIR_E_FORM, 2, "','" },
	{ "two final commas", "1,6 0 0 0,,", NULL, WEIR_E_FORM, 10, "more follow" },
	{ "a comma missing between two", "2,6 0 0 0 6 0 0 0", NULL, WEIR_E_FORM, 10, "comma" },
	{ "a comma in tcpdump's form", "2\n6 0 0 0,6 0 0 0", NULL, WEIR_E_FORM, 9, "','" },
	{ "an escape sequence", "1,6 0 0 \033[2J", NULL, WEIR_E_FORM, 8, "'?'" },
};

static void check_parse(void)
{
	for (size_t i = 0; i < COUNT_OF(parses); i++) {
		struct weir_bpf_program program = { NULL, 77 };
		struct weir_error err = { .text = "" };
		enum weir_status status = weir_bpf_parse(slice_of(parses[i].text), &program, &err);

		if (parses[i].bytecode) {
			checkf(status == WEIR_OK && strcmp(print(&program, WEIR_BPF_BYTECODE),
							   parses[i].bytecode) == 0,
			       "read: %s", parses[i].what);
			weir_bpf_free(&program);
			continue;
		}
		if (!checkf(status == parses[i].status && err.offset == parses[i].at &&
				    strstr(err.text, parses[i].words) && program.count == 77,
			    "read: %s", parses[i].what))
			note("status %d at %llu: %s", status, (unsigned long long)err.offset,
			     err.text);
	}
}

/* Each form of one program. */
static const struct {
	const char *what, *bytecode;
	enum weir_bpf_form form;
	const char *text;
} prints[] = {
	{ "bytecode ends without a comma", "2,40 0 0 12,6 0 0 0", WEIR_BPF_BYTECODE,
	  "2,40 0 0 12,6 0 0 0" },
	{ "tcpdump -ddd", "2,40 0 0 12,6 0 0 0", WEIR_BPF_DDD, "2\n40 0 0 12\n6 0 0 0\n" },
	{ "a C array", "2,21 0 1 4294967295,6 0 0 0", WEIR_BPF_C,
	  "struct sock_filter filter[] = {\n\t{ 0x15,  0,  1, 0xffffffff },\n"
	  "\t{ 0x06,  0,  0, 0x00000000 },\n};\n" },
	{ "labels only where jumps lead", "4,40 0 0 12,21 0 1 2048,6 0 0 65535,6 0 0 0",
	  WEIR_BPF_ASM, "\tldh   [12]\n\tjneq  #0x800, L3\n\tret   #65535\nL3:\tret   #0\n" },
	{ "a branch with two ways", "5,21 0 1 1,37 0 1 2,69 1 0 3,6 0 0 0,6 0 0 1", WEIR_BPF_ASM,
	  "\tjneq  #0x1, L2\n\tjle   #0x2, L3\nL2:\tjset  #0x3, L4\nL3:\tret   #0\nL4:\tret   #1\n" },
	{ "jset leads away when false", "3,69 0 1 3,6 0 0 1,6 0 0 0", WEIR_BPF_ASM,
	  "\tjset  #0x3, L1, L2\nL1:\tret   #1\nL2:\tret   #0\n" },
	{ "branches on X", "4,29 1 0 0,45 0 1 0,61 0 0 0,22 0 0 0", WEIR_BPF_ASM,
	  "\tjeq   x, L2\n\tjle   x, L3\nL2:\tjge   x, L3\nL3:\tret   a\n" },
	{ "a branch to the next one", "2,21 0 0 5,6 0 0 0", WEIR_BPF_ASM,
	  "\tjeq   #0x5, L1\nL1:\tret   #0\n" },
	{ "a far jump", "4,5 0 0 2,6 0 0 1,6 0 0 2,6 0 0 3", WEIR_BPF_ASM,
	  "\tjmp   L3\n\tret   #1\n\tret   #2\nL3:\tret   #3\n" },
	{ "loads",
	  "9,32 0 0 1,64 0 0 2,72 0 0 4294967294,177 0 0 14,0 0 0 10,1 0 0 11,128 0 0 0,"
	  "129 0 0 0,96 0 0 3",
	  WEIR_BPF_ASM,
	  "\tld    [1]\n\tld    [x + 2]\n\tldh   [x + -2]\n\tldxb  4*([14]&0xf)\n"
	  "\tld    #0xa\n\tldx   #0xb\n\tld    len\n\tldx   len\n\tld    M[3]\n" },
	{ "extensions by their names",
	  "6,32 0 0 4294963200,40 0 0 4294963248,48 0 0 4294963260,32 0 0 4294963256,"
	  "32 0 0 4294963240,32 0 0 4293918720",
	  WEIR_BPF_ASM,
	  "\tld    proto\n\tldh   vlan_avail\n\tldb   vlan_tpid\n\tld    rand\n\tld    [-4056]\n"
	  "\tld    [-1048576]\n" },
	{ "arithmetic",
	  "7,4 0 0 4294967295,12 0 0 0,84 0 0 240,116 0 0 4,132 0 0 0,7 0 0 0,135 0 0 0",
	  WEIR_BPF_ASM,
	  "\tadd   #4294967295\n\tadd   x\n\tand   #0xf0\n\trsh   #4\n\tneg\n\ttax\n\ttxa\n" },
	{ "what is no instruction is numbers", "2,14 1 2 3,6 0 0 0", WEIR_BPF_ASM,
	  "\t.insn 0x0e 1 2 0x3 ; no such instruction\n\tret   #0\n" },
	{ "a jump out of the program is numbers", "2,21 255 0 1,5 0 0 4294967295", WEIR_BPF_ASM,
	  "\t.insn 0x15 255 0 0x1 ; jeq #0x1, l256, l1: jumps out of the program\n"
	  "\t.insn 0x05 0 0 0xffffffff ; ja l4294967297: jumps out of the program\n" },
	{ "what has no use is shown in numbers", "4,21 1 0 2,22 0 0 7,6 1 0 0,96 0 0 16",
	  WEIR_BPF_ASM,
	  "\tjeq   #0x2, L2\n\t.insn 0x16 0 0 0x7 ; ret a: a number in it has no use\n"
	  "L2:\t.insn 0x06 1 0 0x0 ; ret #0: a number in it has no use\n"
	  "\t.insn 0x60 0 0 0x10 ; ld M[16]: no such memory word\n" },
	{ "bytecode of old ends with a comma", "2,40 0 0 12,6 0 0 0", WEIR_BPF_OLD,
	  "2,40 0 0 12,6 0 0 0," },
	{ "tcpdump -dd", "2,40 0 0 12,21 12 3 4294967295", WEIR_BPF_DD,
	  "{ 0x28, 0, 0, 0x0000000c },\n{ 0x15, 12, 3, 0xffffffff },\n" },
	{ "bpf_asm -c", "3,0 0 0 0,40 0 0 12,21 12 3 4294967295", WEIR_BPF_ROWS,
	  "{ 0000,  0,  0, 0000000000 },\n{ 0x28,  0,  0, 0x0000000c },\n"
	  "{ 0x15, 12,  3, 0xffffffff },\n" },
	{ "tcpdump -d", "4,40 0 0 12,21 0 1 2048,6 0 0 262144,22 0 0 0", WEIR_BPF_D,
	  "(000) ldh      [12]\n(001) jeq      #0x800           jt 2\tjf 3\n"
	  "(002) ret      #262144\n(003) ret      \n" },
	{ "tcpdump -d, an extension", "2,48 0 0 4294963248,1029 0 0 1", WEIR_BPF_D,
	  "(000) ldb      [vlanp]\n(001) unimp    0x405\n" },
};

static void check_print(void)
{
	for (size_t i = 0; i < COUNT_OF(prints); i++) {
		struct weir_bpf_program program = { 0 };

		if (weir_bpf_parse(slice_of(prints[i].bytecode), &program, NULL) != WEIR_OK) {
			check(prints[i].what, false);
			continue;
		}
		if (!checkf(strcmp(print(&program, prints[i].form), prints[i].text) == 0,
			    "print: %s", prints[i].what))
			note("%s", text);
		weir_bpf_free(&program);
	}
}

/* `words`: what the text says of the refusal; NULL: it passes. */
static const struct {
	const char *what, *bytecode, *words;
	uint64_t at;
} checks[] = {
	{ "ret #k", "1,6 0 0 0", NULL, 0 },
	{ "ret a", "1,22 0 0 0", NULL, 0 },
	{ "ret x", "1,14 0 0 0", "instruction 0 (ret): the kernel returns A", 0 },
	{ "code above an octet", "2,262 0 0 0,6 0 0 0", "no instruction 0x106", 0 },
	{ "no ret at the end", "2,6 0 0 0,0 0 0 0", "instruction 1 (ld): the last", 1 },
	{ "a jump at the end", "1,5 0 0 0", "instruction 0 (ja): jumps out", 0 },
	{ "div #0", "2,52 0 0 0,6 0 0 0", "instruction 0 (div): divides by zero", 0 },
	{ "mod #0", "2,148 0 0 0,6 0 0 0", "(mod): divides by zero", 0 },
	{ "div #1", "2,52 0 0 1,6 0 0 0", NULL, 0 },
	{ "mul #0", "2,36 0 0 0,6 0 0 0", NULL, 0 },
	{ "lsh #31", "2,100 0 0 31,6 0 0 0", NULL, 0 },
	{ "lsh #32", "2,100 0 0 32,6 0 0 0", "(lsh): shifts by 32", 0 },
	{ "rsh #32", "2,116 0 0 32,6 0 0 0", "(rsh): shifts by 32", 0 },
	{ "lsh x", "2,108 0 0 32,6 0 0 0", NULL, 0 },
	{ "M[15]", "2,2 0 0 15,6 0 0 0", NULL, 0 },
	{ "st M[16]", "2,2 0 0 16,6 0 0 0", "(st): the memory words are M[0] to M[15]", 0 },
	{ "stx M[4294967295]", "2,3 0 0 4294967295,6 0 0 0", "(stx): the memory words", 0 },
	{ "ldx M[16]", "2,97 0 0 16,6 0 0 0", "(ldx): the memory words", 0 },
	{ "ja to the last one", "3,5 0 0 1,0 0 0 0,6 0 0 0", NULL, 0 },
	{ "ja one too far", "3,5 0 0 2,0 0 0 0,6 0 0 0", "(ja): jumps out", 0 },
	{ "ja backwards", "2,5 0 0 4294967295,6 0 0 0", "(ja): jumps out", 0 },
	{ "jt to the last one", "3,21 1 0 0,0 0 0 0,6 0 0 0", NULL, 0 },
	{ "jt one too far", "3,0 0 0 0,21 1 0 0,6 0 0 0",
	  "1 (jeq): jumps out of the program if true", 1 },
	{ "jf one too far", "2,77 0 1 0,6 0 0 0", "(jset): jumps out of the program if false", 0 },
	{ "jt and jf of no branch", "2,0 9 9 0,6 9 9 0", NULL, 0 },
	{ "the lowest extension", "2,48 0 0 4294963200,6 0 0 0", NULL, 0 },
	{ "just below it", "2,48 0 0 4294963199,6 0 0 0", NULL, 0 },
	{ "the highest extension", "2,32 0 0 4294963260,6 0 0 0", NULL, 0 },
	{ "behind the highest", "2,32 0 0 4294963264,6 0 0 0", "(ld): loads from an offset", 0 },
	{ "between two", "2,32 0 0 4294963201,6 0 0 0", "is no extension", 0 },
	{ "-1", "2,40 0 0 4294967295,6 0 0 0", "(ldh): loads from an offset that is no", 0 },
	{ "[x - 1]", "2,72 0 0 4294967295,6 0 0 0", NULL, 0 },
	{ "4*([-1]&0xf)", "2,177 0 0 4294967295,6 0 0 0", NULL, 0 },
	{ "M read before it is written", "2,96 0 0 0,6 0 0 0", "0 (ld): reads a memory word", 0 },
	{ "M read after", "3,2 0 0 5,97 0 0 5,6 0 0 0", NULL, 0 },
	{ "another word", "3,2 0 0 5,97 0 0 6,6 0 0 0", "1 (ldx): reads a memory", 1 },
	{ "written on one way only", "4,21 0 1 0,2 0 0 1,96 0 0 1,6 0 0 0", "2 (ld): reads", 2 },
	{ "written on both ways", "6,21 0 2 0,2 0 0 1,5 0 0 1,3 0 0 1,96 0 0 1,6 0 0 0", NULL, 0 },
	{ "jumped over", "4,5 0 0 1,2 0 0 1,96 0 0 1,6 0 0 0", "2 (ld): reads", 2 },
	{ "where nothing leads", "3,5 0 0 1,96 0 0 1,6 0 0 0", NULL, 0 },
	{ "behind a ret, as the kernel sees it",
	  "6,21 0 2 0,2 0 0 0,21 1 1 0,6 0 0 0,96 0 0 0,6 0 0 0", "4 (ld): reads", 4 },
};

static void check_check(void)
{
	for (size_t i = 0; i < COUNT_OF(checks); i++) {
		struct weir_bpf_program program = { 0 };
		struct weir_error err = { .text = "" };
		struct weir_machine *machine = NULL;

		if (weir_bpf_parse(slice_of(checks[i].bytecode), &program, &err) != WEIR_OK) {
			check(checks[i].what, false);
			continue;
		}
		enum weir_status status = weir_bpf_check(&program, &err);
		bool right = checks[i].words
				     ? status == WEIR_E_FORM && err.offset == checks[i].at &&
					       strstr(err.text, checks[i].words)
				     : status == WEIR_OK;
		right &= weir_machine_open(&program, &machine, NULL) == status;
		right &= (machine != NULL) == (status == WEIR_OK);
		if (!checkf(right, "check: %s", checks[i].what))
			note("%s", err.text);
		weir_machine_close(machine);
		weir_bpf_free(&program);
	}
	struct weir_bpf_op ops[WEIR_BPF_OPS_MAX + 1] = { 0 };
	ops[WEIR_BPF_OPS_MAX - 1].code = ops[WEIR_BPF_OPS_MAX].code = 6;
	check("check: 4096 instructions",
	      weir_bpf_check(&(struct weir_bpf_program){ ops, WEIR_BPF_OPS_MAX }, NULL) == WEIR_OK);
	check("check: 4097 instructions",
	      weir_bpf_check(&(struct weir_bpf_program){ ops, WEIR_BPF_OPS_MAX + 1 }, NULL) ==
		      WEIR_E_RANGE);
	check("check: no instructions",
	      weir_bpf_check(&(struct weir_bpf_program){ ops, 0 }, NULL) == WEIR_E_RANGE);
}

/* What a program makes of metadata; its result. */
static const struct {
	const char *what, *bytecode;
	uint32_t result;
} extensions[] = {
	{ "proto", "2,40 0 0 4294963200,22 0 0 0", 0x800 },
	{ "type", "2,32 0 0 4294963204,22 0 0 0", 4 },
	{ "ifidx", "2,32 0 0 4294963208,22 0 0 0", 7 },
	{ "mark", "2,32 0 0 4294963220,22 0 0 0", 0xdeadbeef },
	{ "queue", "2,32 0 0 4294963224,22 0 0 0", 3 },
	{ "hatype", "2,32 0 0 4294963228,22 0 0 0", 1 },
	{ "rxhash", "2,32 0 0 4294963232,22 0 0 0", 0x1234 },
	{ "cpu", "2,32 0 0 4294963236,22 0 0 0", 2 },
	{ "A xor X", "4,0 0 0 12,1 0 0 10,32 0 0 4294963240,22 0 0 0", 6 },
	{ "vlan_tci", "2,32 0 0 4294963244,22 0 0 0", 0x2064 },
	{ "vlan_avail", "2,32 0 0 4294963248,22 0 0 0", 1 },
	{ "poff", "2,32 0 0 4294963252,22 0 0 0", 42 },
	{ "rand", "2,32 0 0 4294963256,22 0 0 0", 99 },
	{ "vlan_tpid", "2,32 0 0 4294963260,22 0 0 0", 0x88a8 },
	{ "len is the length on the wire", "2,128 0 0 0,22 0 0 0", 1500 },
	{ "SKF_NET_OFF", "2,48 0 0 4293918721,22 0 0 0", 0x31 },
	{ "SKF_NET_OFF, last octet", "2,48 0 0 4293918725,22 0 0 0", 0x35 },
	{ "SKF_NET_OFF, behind it", "2,48 0 0 4293918726,22 0 0 0", 0 },
	{ "SKF_LL_OFF by X", "3,1 0 0 4292870144,72 0 0 1,22 0 0 0", 0x2122 },
	{ "below both", "2,48 0 0 4292870143,6 0 0 1", 0 },
};

static void check_metadata(void)
{
	static const uint8_t octets[] = {
		0x10, 0x20, 0x21, 0x22, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35
	};
	struct weir_bpf_metadata metadata = {
		.protocol = 0x800,
		.packet_type = 4,
		.ifindex = 7,
		.mark = 0xdeadbeef,
		.queue = 3,
		.hatype = 1,
		.rxhash = 0x1234,
		.cpu = 2,
		.vlan_tci = 0x2064,
		.vlan_tpid = 0x88a8,
		.vlan_present = true,
		.payload_offset = 42,
		.random = 99,
		.network_offset = 4,
		.link_offset = 1,
		.has_link = true,
	};
	struct weir_bpf_packet packet = { { octets, sizeof(octets) }, 1500, &metadata };

	for (size_t i = 0; i < COUNT_OF(extensions); i++) {
		struct weir_bpf_program program = { 0 };
		struct weir_machine *machine = NULL;
		bool right = weir_bpf_parse(slice_of(extensions[i].bytecode), &program, NULL) ==
				     WEIR_OK &&
			     weir_machine_open(&program, &machine, NULL) == WEIR_OK;

		checkf(right &&
			       weir_bpf_trace(&program, &packet, NULL, NULL) ==
				       extensions[i].result &&
			       weir_machine_run(machine, &packet) == extensions[i].result,
		       "metadata: %s", extensions[i].what);
		weir_machine_close(machine);
		weir_bpf_free(&program);
	}
}

static void check_trace(void)
{
	static const struct weir_bpf_op ops[] = { { 0x30, 0, 0, 0 },
						  { 0x15, 1, 0, 5 },
						  { 6, 0, 0, 1 },
						  { 0x30, 0, 0, 9 },
						  { 6, 0, 0, 2 } };
	struct weir_bpf_op copy[COUNT_OF(ops)];
	struct weir_bpf_program program = { copy, COUNT_OF(ops) };
	struct weir_bpf_packet packet = { WIRE(5, 0), 2, NULL };
	uint64_t hits[COUNT_OF(ops)] = { 0 };
	size_t last = 99;

	memcpy(copy, ops, sizeof(ops));
	check("trace: a load past the end returns 0",
	      weir_bpf_trace(&program, &packet, hits, &last) == 0);
	check("trace: the load is the one that returned", last == 3);
	check("trace: what was executed is counted",
	      hits[0] == 1 && hits[1] == 1 && hits[2] == 0 && hits[3] == 1 && hits[4] == 0);
	packet.bytes = (struct weir_slice)WIRE(6, 0);
	check("trace: the other way", weir_bpf_trace(&program, &packet, hits, &last) == 1 &&
					      last == 2 && hits[0] == 2 && hits[2] == 1);
	copy[1] = (struct weir_bpf_op){ 5, 0, 0, UINT32_MAX };
	check("trace: a jump out of an unchecked program ends it",
	      weir_bpf_trace(&program, &packet, hits, &last) == 0 && last == 1);
}

static void check_print_op(void)
{
	static const struct {
		struct weir_bpf_op op;
		const char *line;
	} lines[] = {
		{ { 0x28, 0, 0, 12 }, "ldh [12]" },
		{ { 0x15, 1, 3, 0x800 }, "jeq #0x800, l9, l11" },
		{ { 0x3d, 0, 255, 9 }, "jge x, l8, l263" },
		{ { 5, 0, 0, UINT32_MAX }, "ja l4294967303" },
		{ { 0x50, 0, 0, 14 }, "ldb [x + 14]" },
		{ { 0xb1, 0, 0, 14 }, "ldxb 4*([14]&0xf)" },
		{ { 0x20, 0, 0, 0xfffff034 }, "ld poff" },
		{ { 0x30, 0, 0, 0xfff00009 }, "ldb [-1048567]" },
		{ { 0x61, 0, 0, 3 }, "ldx M[3]" },
		{ { 0x80, 0, 0, 0 }, "ld len" },
		{ { 0x0c, 0, 0, 0 }, "add x" },
		{ { 0x54, 0, 0, 0xff }, "and #0xff" },
		{ { 0x64, 0, 0, 10 }, "lsh #10" },
		{ { 0x87, 0, 0, 0 }, "txa" },
		{ { 6, 0, 0, 65535 }, "ret #0xffff" },
		{ { 6, 0, 0, 0 }, "ret #0" },
		{ { 0x16, 0, 0, 0 }, "ret a" },
		{ { 0x0e, 1, 2, 3 }, ".insn 0xe 1 2 0x3" },
	};

	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct weir_writer out;

		weir_writer_init(&out, text, sizeof(text));
		weir_bpf_print_op(&lines[i].op, 7, &out);
		checkf(weir_writer_terminate(&out) && strcmp(text, lines[i].line) == 0,
		       "print an instruction: %s", lines[i].line);
	}
}

/* How programs of one end each end, on a packet of two octets: 0 and 7. */
static const struct {
	const char *what;
	struct weir_bpf_op ops[3];
	enum weir_bpf_end end;
	uint32_t at, result;
} ends[] = {
	{ "ret #k", { { 6, 0, 0, 9 } }, WEIR_BPF_RETURNED, 0, 9 },
	{ "ret a", { { 0, 0, 0, 3 }, { 0x16, 0, 0, 9 } }, WEIR_BPF_RETURNED, 1, 3 },
	{ "a load over the end",
	  { { 0x28, 0, 0, 1 }, { 6, 0, 0, 9 } },
	  WEIR_BPF_LEFT_PACKET,
	  0,
	  0 },
	{ "a load of an index", { { 0, 0, 0, 5 }, { 0x50, 0, 0, 2 } }, WEIR_BPF_LEFT_PACKET, 1, 0 },
	{ "a header's length", { { 0xb1, 0, 0, 2 } }, WEIR_BPF_LEFT_PACKET, 0, 0 },
	{ "div x", { { 0, 0, 0, 5 }, { 0x3c, 0, 0, 0 } }, WEIR_BPF_DIVIDED_BY_ZERO, 1, 0 },
	{ "mod #0", { { 0x94, 0, 0, 0 } }, WEIR_BPF_DIVIDED_BY_ZERO, 0, 0 },
	{ "ifidx returns A",
	  { { 0, 0, 0, 5 }, { 0x20, 0, 0, 0xfffff008 } },
	  WEIR_BPF_NO_DEVICE,
	  1,
	  5 },
	{ "no return",
	  { { 7, 0, 0, 0 }, { 7, 0, 0, 0 }, { 7, 0, 0, 0 } },
	  WEIR_BPF_FELL_OFF,
	  3,
	  0 },
	{ "a branch out", { { 0, 0, 0, 5 }, { 0x15, 1, 0, 5 } }, WEIR_BPF_FELL_OFF, 3, 0 },
	{ "a jump far out", { { 5, 0, 0, UINT32_MAX } }, WEIR_BPF_FELL_OFF, 3, 0 },
	{ "no arithmetic", { { 0, 0, 0, 5 }, { 0x104, 0, 0, 1 } }, WEIR_BPF_NO_SUCH_OP, 1, 0 },
	{ "no jump", { { 0x85, 0, 0, 0 } }, WEIR_BPF_NO_SUCH_OP, 0, 0 },
	{ "no move: ret x", { { 0x0e, 0, 0, 9 } }, WEIR_BPF_NO_SUCH_OP, 0, 0 },
};

static void check_step(void)
{
	static const uint8_t octets[] = { 0, 7 };
	struct weir_bpf_packet packet = { { octets, sizeof(octets) }, 2, NULL };
	struct weir_bpf_op ops[3];
	struct weir_bpf_program program = { ops, 3 };

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		struct weir_bpf_state state = { .at = 0 };
		unsigned steps = 0;

		memcpy(ops, ends[i].ops, sizeof(ops));
		while (weir_bpf_step(&program, &packet, &state))
			steps++;
		struct weir_bpf_state after = state;
		bool again = weir_bpf_step(&program, &packet, &state);
		checkf(state.end == ends[i].end && state.at == ends[i].at &&
			       state.result == ends[i].result && steps < 3,
		       "step: %s", ends[i].what);
		checkf(!again && memcmp(&after, &state, sizeof(state)) == 0, "step: %s, once",
		       ends[i].what);
	}
	struct weir_bpf_state state = { .at = 0 };
	memcpy(ops, (struct weir_bpf_op[]){ { 0x30, 0, 0, 1 }, { 2, 0, 0, 15 }, { 7, 0, 0, 0 } },
	       sizeof(ops));
	check("step: a load, and on", weir_bpf_step(&program, &packet, &state) && state.a == 7 &&
					      state.x == 0 && state.at == 1);
	check("step: a store, and on",
	      weir_bpf_step(&program, &packet, &state) && state.memory[15] == 7 && state.at == 2);
	program.count = 0;
	state = (struct weir_bpf_state){ .at = 0 };
	check("step: nothing to execute", !weir_bpf_step(&program, &packet, &state) &&
						  state.end == WEIR_BPF_FELL_OFF && state.at == 0);
}

/* libpcap knows all but `ldx len` and what it calls by another name. */
static void check_image(void)
{
#ifdef DNSWEIR_PCAP
	unsigned wrong = 0, lines = 0;

	for (unsigned code = 0; code < 0x200; code++) {
		struct weir_bpf_op op = { (uint16_t)code, 3, 5, code * 0x01234567U };
		struct weir_bpf_program program = { &op, 1 };

		if (code == 0x81)
			continue;
		print(&program, WEIR_BPF_D);
		text[strcspn(text, "\n")] = 0;
		lines++;
		if (strcmp(text, peer_bpf_line(&op, 0)) == 0)
			continue;
		wrong++;
		note("0x%x: \"%s\", libpcap \"%s\"", code, text, peer_bpf_line(&op, 0));
	}
	checkf(wrong == 0, "print: %u lines of tcpdump -d are libpcap's", lines);
#else
	skip("print: lines of tcpdump -d are libpcap's", "built without libpcap");
#endif
}

int main(void)
{
	check_parse();
	check_print();
	check_check();
	check_metadata();
	check_trace();
	check_print_op();
	check_step();
	check_image();
	return tap_done();
}
