/* bpf_forms.c - programs read in every form that tools print, and what is printed comes back.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/bpf.h>
#include <dnsweir/rule.h>

#include <string.h>

#include "programs.h"
#include "tap.h"
#ifdef DNSWEIR_PCAP
#include "peer_bpf.h"
#endif

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

/* The form it was read as, and bytecode; NULL: refused with `words`. */
static const struct {
	const char *what, *text;
	enum weir_bpf_form form;
	const char *bytecode;
	const char *words;
} forms[] = {
	{ "bytecode", "1,6 0 0 1", WEIR_BPF_BYTECODE, "1,6 0 0 1", NULL },
	{ "bytecode with a final comma", " 1,6 0 0 1, \n", WEIR_BPF_OLD, "1,6 0 0 1", NULL },
	{ "-ddd", "2\n40 0 0 12\n6 0 0 1\n", WEIR_BPF_DDD, "2,40 0 0 12,6 0 0 1", NULL },
	{ "-dd", "{ 0x28, 0, 0, 0x0000000c },\n{ 0x6, 0, 0, 0x00000000 },\n", WEIR_BPF_DD,
	  "2,40 0 0 12,6 0 0 0", NULL },
	{ "rows without commas at the end", "{0x6,0,0,1,}", WEIR_BPF_DD, "1,6 0 0 1", NULL },
	{ "bpf_asm -c", "{ 0000,  0,  0, 0000000000 },\n{ 0x16,  0,  0, 0000000000 },", WEIR_BPF_DD,
	  "2,0 0 0 0,22 0 0 0", NULL },
	{ "a C array",
	  "/* made */\nstatic const struct sock_filter code[] = {\n\t{ 0x06, 0, 0, 0xffffu },\n};\n",
	  WEIR_BPF_C, "1,6 0 0 65535", NULL },
	{ "-d",
	  "(000) ldh      [12]\n(001) jeq      #0x800           jt 2\tjf 3\n"
	  "(002) ret      #262144\n(003) ret      \n",
	  WEIR_BPF_D, "4,40 0 0 12,21 0 1 2048,6 0 0 262144,22 0 0 0", NULL },
	{ "-d, other operands",
	  "(000) ldxb 4*([14]&0xf)\n(001) ldh [x + 16]\n(002) ld M[3]\n(003) ja 8\n"
	  "(004) jset x jt 5\tjf 6\n(005) ld #pktlen\n(006) ldb [vlanp]\n(007) neg\n(008) tax\n",
	  WEIR_BPF_D,
	  "9,177 0 0 14,72 0 0 16,96 0 0 3,5 0 0 4,77 0 1 0,128 0 0 0,48 0 0 4294963248,"
	  "132 0 0 0,7 0 0 0",
	  NULL },
	{ "assembler", "; x\nldh [12]\nret a", WEIR_BPF_ASM, "2,40 0 0 12,22 0 0 0", NULL },
	{ "assembler that begins with a label", "struct: ret a", WEIR_BPF_ASM, "1,22 0 0 0", NULL },
	{ "nothing", " ", WEIR_BPF_ASM, NULL, "at least one instruction" },
	{ "bytecode, wrong", "1,6 0 0\n x", WEIR_BPF_BYTECODE, NULL, "line 2, column 2: 'x'" },
	{ "-dd with a jt of 9 bits", "{ 0x15, 256, 0, 1 },", WEIR_BPF_DD, NULL, "jt is 256" },
	{ "-dd with three numbers", "{ 0x15, 0, 1 },", WEIR_BPF_DD, NULL,
	  "'}' stands where a comma" },
	{ "-dd without a comma between", "{ 6, 0, 0, 0 } { 6, 0, 0, 0 }", WEIR_BPF_DD, NULL,
	  "'{' stands where a comma" },
	{ "JSON", "{\"ops\":[]}", WEIR_BPF_DD, NULL, "'\"' stands where a number" },
	{ "a C array without an end", "struct sock_filter f[] = { { 6, 0, 0, 0 },", WEIR_BPF_C,
	  NULL, "ends where" },
	{ "a C array and something more", "int f[] = { { 6, 0, 0, 0 } } ret", WEIR_BPF_C, NULL,
	  "'ret' stands where the end" },
	{ "a C array of nothing", "int f[] = { };", WEIR_BPF_C, NULL, "at least one" },
	{ "-d with a number left out", "(000) ld #1\n(002) ret a", WEIR_BPF_D, NULL,
	  "line 2, column 2: instruction 2 stands where 1" },
	{ "-d without jf", "(000) jeq #1 jt 2", WEIR_BPF_D, NULL, "ends where jf" },
	{ "-d with a jump back", "(000) ja 0", WEIR_BPF_D, NULL, "leads back" },
	{ "-d with a branch too far", "(000) jeq #1 jt 257 jf 1", WEIR_BPF_D, NULL, "at most 256" },
	{ "-d with an instruction that it does not show", "(000) unimp 0x405", WEIR_BPF_D, NULL,
	  "does not show" },
	{ "-d with an instruction of the assembler's", "(000) ldi #1", WEIR_BPF_D, NULL, "'ldi'" },
};

static void check_forms(void)
{
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		struct weir_bpf_program program = { NULL, 0 };
		struct weir_error err = { .text = "" };
		enum weir_bpf_form form = WEIR_BPF_ROWS;
		enum weir_status status =
			weir_bpf_read(slice_of(forms[i].text), &program, &form, &err);
		bool right = form == forms[i].form;

		if (forms[i].bytecode)
			right &= status == WEIR_OK && print(&program, WEIR_BPF_BYTECODE).size > 0 &&
				 strcmp(text, forms[i].bytecode) == 0;
		else
			right &= status != WEIR_OK && strncmp(err.text, "line ", 5) == 0 &&
				 strstr(err.text, forms[i].words) && !program.ops;
		if (!checkf(right, "reads: %s", forms[i].what))
			note("form %d: %s", form, err.text[0] ? err.text : text);
		weir_bpf_free(&program);
	}
}

static bool same(const struct weir_bpf_program *a, const struct weir_bpf_program *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->ops[i].code != b->ops[i].code || a->ops[i].jt != b->ops[i].jt ||
		    a->ops[i].jf != b->ops[i].jf || a->ops[i].k != b->ops[i].k)
			return false;
	return true;
}

static bool comes_back(const struct weir_bpf_program *program, enum weir_bpf_form form)
{
	struct weir_bpf_program again = { 0 };
	struct weir_error err = { .text = "" };
	enum weir_status status = weir_bpf_read(print(program, form), &again, NULL, &err);
	bool right = status == WEIR_OK && same(program, &again);

	if (!right)
		note("form %d: %s\n%.2000s", form, err.text, text);
	weir_bpf_free(&again);
	return right;
}

/* tcpdump -d shows all of a program that assembler has mnemonics for. Not so of all that libpcap makes: it
 * leaves numbers where an instruction has no use for them. */
static bool is_shown(const struct weir_bpf_program *program)
{
	print(program, WEIR_BPF_ASM);
	return strstr(text, ".insn") == NULL;
}

/* Bits as they come; a code that means something more often than chance would have it. */
static void make_any(struct random *r, struct weir_bpf_program *program)
{
	program->count = 1 + random_below(r, 40);
	for (size_t i = 0; i < program->count; i++) {
		uint64_t bits = random_next(r), more = random_next(r);
		struct weir_bpf_op *op = &program->ops[i];

		*op = (struct weir_bpf_op){ (uint16_t)bits, (uint8_t)(bits >> 16),
					    (uint8_t)(bits >> 24), (uint32_t)(bits >> 32) };
		if (more & 3)
			op->code &= 0xbf;
		if (more & 4)
			op->jt = op->jf = 0;
		if (more & 8)
			op->k &= 0x1f;
		if (more & 16)
			op->k |= 0xfffff000;
		if (more & 32)
			op->jt &= 7;
		if (more & 64)
			op->jf &= 7;
	}
}

enum { PROGRAMS = 12000 };

static void check_random(void)
{
	static const enum weir_bpf_form whole[] = { WEIR_BPF_BYTECODE, WEIR_BPF_ASM, WEIR_BPF_C,
						    WEIR_BPF_DDD,      WEIR_BPF_OLD, WEIR_BPF_DD,
						    WEIR_BPF_ROWS };
	const struct program_flavour flavour = { 30, true, true, true };
	struct weir_bpf_op ops[PROGRAM_SIZE_MAX];
	struct weir_bpf_program program = { ops, 0 };
	struct random r = { 4 };
	unsigned wrong = 0, d_wrong = 0;

	for (unsigned i = 0; i < PROGRAMS; i++) {
		bool any = i % 2;

		if (any)
			make_any(&r, &program);
		else
			program.count = program_random(&r, &flavour, ops);
		wrong += !comes_back(&program, WEIR_BPF_ASM);
		wrong += !comes_back(&program, whole[i / 2 % COUNT_OF(whole)]);
		if (is_shown(&program))
			d_wrong += !comes_back(&program, WEIR_BPF_D);
	}
	checkf(wrong == 0,
	       "%d random programs print as assembler and as another form, and come back",
	       PROGRAMS);
	check("those that mnemonics can say come back from tcpdump -d", d_wrong == 0);
}

static unsigned lost_forms(const struct weir_bpf_program *program)
{
	unsigned lost = 0;

	for (int form = WEIR_BPF_BYTECODE; form <= WEIR_BPF_ROWS; form++)
		lost += (form != WEIR_BPF_D || is_shown(program)) &&
			!comes_back(program, (enum weir_bpf_form)form);
	return lost;
}

static void check_rules(void)
{
	const struct weir_recipe *recipe = NULL;
	unsigned programs = 0, lost = 0;

	while ((recipe = weir_cookbook_next(recipe))) {
		struct weir_rule_options options = WEIR_RULE_OPTIONS;
		struct weir_rule *rule = NULL;

		if (weir_rule_open(slice_of(recipe->rule), &options, &rule, NULL) != WEIR_OK)
			continue;
		for (unsigned target = 0; target < WEIR_TARGET_COUNT; target++) {
			struct weir_compile_options compile = WEIR_COMPILE_OPTIONS;
			struct weir_programs made = { NULL, 0 };

			compile.target = (enum weir_target)target;
			if (weir_rule_compile(rule, &compile, &made, NULL) != WEIR_OK)
				continue;
			for (size_t i = 0; i < made.count; i++)
				lost += lost_forms(&made.programs[i]);
			programs += (unsigned)made.count;
			weir_programs_free(&made);
		}
		weir_rule_close(rule);
	}
	checkf(lost == 0 && programs > 50, "programs of %u rules come back from every form",
	       programs);
}

/* What libpcap compiles, as it prints it itself. */
static void check_expressions(void)
{
#ifdef DNSWEIR_PCAP
	static const char *const expressions[] = {
		"",
		"udp port 53",
		"ip and udp and port 53",
		"ip6",
		"vlan 5 and udp port 53",
		"host 192.0.2.1 or net 2001:db8::/32",
		"tcp[tcpflags] & (tcp-syn|tcp-ack) != 0",
		"udp[10]&0x80 = 0 and ip[8] < 5",
		"greater 100 and less 1000",
		"not arp and not stp",
		"ether multicast",
		"len % 3 == 1 and ip[(ip[0]&0xf)*4] / 2 > 3",
		"icmp6 or pppoes",
		"portrange 53-5353",
		"udp[udp[4:2] - 2:2] = 1",
	};
	unsigned lost = 0, lines_lost = 0;

	for (size_t i = 0; i < COUNT_OF(expressions); i++) {
		struct weir_bpf_program program = { NULL, 0 }, again = { NULL, 0 };
		struct weir_writer out;

		if (!peer_bpf_compile(expressions[i], &program)) {
			lost++;
			continue;
		}
		lost += lost_forms(&program);
		bool shown = is_shown(&program);
		weir_writer_init(&out, text, sizeof(text));
		for (size_t at = 0; at < program.count; at++)
			weir_writer_print(&out, "%s\n", peer_bpf_line(&program.ops[at], at));
		lines_lost += weir_bpf_read((struct weir_slice){ out.data, out.size }, &again, NULL,
					    NULL) != WEIR_OK ||
			      (shown && !same(&program, &again));
		weir_bpf_free(&program);
		weir_bpf_free(&again);
	}
	checkf(lost == 0, "%zu of libpcap's programs come back from every form",
	       COUNT_OF(expressions));
	check("and from the lines that libpcap prints", lines_lost == 0);
#else
	skip("libpcap's programs come back from every form", "built without libpcap");
#endif
}

int main(void)
{
	check_forms();
	check_random();
	check_rules();
	check_expressions();
	return tap_done();
}
