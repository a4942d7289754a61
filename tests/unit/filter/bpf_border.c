/* bpf_border.c - programs just inside and just outside the kernel's rules: our check and its are one.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * filter_bpf_border [PROGRAMS [SEED]]. Right programs with one thing changed, every instruction code there
 * is, lengths at the limit, and what the kernel charges a socket for (as root, where a network namespace has
 * a limit of its own). */
#include <dnsweir/bpf.h>

#include <errno.h>
#include <linux/filter.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"
#include "programs.h"
#include "tap.h"

enum { OPS_ROOM = WEIR_BPF_OPS_MAX + 1 };

static uint64_t seed = 1;
static struct weir_bpf_op ops[OPS_ROOM];

struct tally {
	unsigned taken, refused, unsaid, wrong;
};

static void say(const struct weir_bpf_program *program, const char *text)
{
	static char line[1 << 16];
	struct weir_writer out;

	weir_writer_init(&out, line, sizeof(line));
	weir_bpf_print(program, WEIR_BPF_BYTECODE, &out);
	note("%s", text);
	note("%.*s", (int)(out.size > 4000 ? 4000 : out.size), line);
}

static void ask(const struct weir_bpf_program *program, struct tally *tally)
{
	struct weir_error err = { .text = "" };
	struct kernel kernel;
	bool ours = weir_bpf_check(program, &err) == WEIR_OK;
	enum kernel_answer theirs = kernel_open(program, &kernel);

	if (theirs == KERNEL_TAKES)
		kernel_close(&kernel);
	tally->taken += theirs == KERNEL_TAKES;
	tally->refused += theirs == KERNEL_REFUSES;
	tally->unsaid += theirs == KERNEL_CANNOT;
	if (theirs == KERNEL_CANNOT ? ours : ours == (theirs == KERNEL_TAKES))
		return;
	if (tally->wrong++ < 3)
		say(program, ours ? "we take, the kernel does not" : err.text);
}

/* `what` happens to a program of `count` instructions; returns its new count. */
static const char *const changes[] = { "codes",   "jumps",      "stores",  "shifts", "divisors",
				       "offsets", "last words", "lengths", "random" };

static void change_jump(struct random *r, struct weir_bpf_op *op, size_t behind)
{
	uint32_t to = (uint32_t)behind + random_below(r, 4) - 2;

	if (random_below(r, 4) == 0) {
		*op = (struct weir_bpf_op){ 0x05, 0, 0, random_below(r, 8) ? to : ~to };
		return;
	}
	op->code = (uint16_t)(0x15 + 0x10 * random_below(r, 4) + 8 * random_below(r, 2));
	op->jt = (uint8_t)(random_below(r, 3) ? to : 0);
	op->jf = (uint8_t)(random_below(r, 3) ? to : 0);
}

/* A word is written on one way only, or on both. */
static void change_store(struct random *r, size_t count, size_t at)
{
	uint32_t word = random_below(r, 17);

	if (at + 4 > count)
		return;
	ops[at] = (struct weir_bpf_op){ 0x15, (uint8_t)random_below(r, 2),
					(uint8_t)random_below(r, 2), 7 };
	ops[at + 1] = (struct weir_bpf_op){ (uint16_t)(2 + random_below(r, 2)), 0, 0, word };
	ops[at + 2 + random_below(r, (unsigned)(count - at - 2))] =
		(struct weir_bpf_op){ (uint16_t)(0x60 + random_below(r, 2)), 0, 0,
				      random_below(r, 8) ? word : word + 1 };
}

static void change_offset(struct random *r, struct weir_bpf_op *op)
{
	static const uint16_t codes[] = { 0x20, 0x28, 0x30, 0x40, 0x48, 0x50, 0xb1 };
	static const uint32_t bases[] = { 0xfffff000, 0xfffff000, 0xfff00000, 0xffe00000,
					  0x7fffffff };

	op->code = codes[random_below(r, COUNT_OF(codes))];
	op->k = bases[random_below(r, COUNT_OF(bases))] + random_below(r, 80) - 8;
}

static size_t change_length(struct random *r, size_t count)
{
	size_t to = random_below(r, 3) ? OPS_ROOM - random_below(r, 3) : random_below(r, 2);

	if (to <= count)
		return to;
	/* What is right at the end stays there. */
	memmove(ops + (to - count), ops, count * sizeof(ops[0]));
	for (size_t i = 0; i < to - count; i++)
		ops[i] = (struct weir_bpf_op){ 0x04, 0, 0, (uint32_t)i };
	return to;
}

static size_t change(struct random *r, size_t what, size_t count)
{
	static const uint16_t lasts[] = { 0x06, 0x16, 0x0e, 0x1e, 0x26, 0x00, 0x05, 0x15, 0x87 };
	size_t at = random_below(r, (unsigned)count);
	struct weir_bpf_op *op = &ops[at];

	switch (what) {
	case 0:
		op->code ^= (uint16_t)(1U << random_below(r, random_below(r, 4) ? 8 : 16));
		break;
	case 1:
		change_jump(r, op, count - at - 1);
		break;
	case 2:
		change_store(r, count, at);
		break;
	case 3:
		op->code = (uint16_t)(0x64 + 0x10 * random_below(r, 2) + 8 * random_below(r, 2));
		op->k = random_below(r, 4) ? 30 + random_below(r, 4) : (uint32_t)random_next(r);
		break;
	case 4:
		op->code = (uint16_t)((random_below(r, 2) ? 0x34 : 0x94) + 8 * random_below(r, 2));
		op->k = random_below(r, 3);
		break;
	case 5:
		change_offset(r, op);
		break;
	case 6:
		ops[count - 1].code = lasts[random_below(r, COUNT_OF(lasts))];
		break;
	case 7:
		return change_length(r, count);
	default:
		break;
	}
	return count;
}

static void check_changes(unsigned programs)
{
	const struct program_flavour whole = { 0, true, true, true };
	const struct program_flavour broken = { 45, true, true, true };
	struct tally tallies[COUNT_OF(changes)] = { { 0 } };
	struct tally all = { 0 };
	struct random r = { .state = seed };

	for (unsigned i = 0; i < programs; i++) {
		/* Long ones take their time. */
		size_t what = random_below(&r, 64) == 0 ? 7 : random_below(&r, 8);
		if (what == 7 && i % 4 != 0)
			what = 8;
		size_t count = program_random(&r, what == 8 ? &broken : &whole, ops);
		count = change(&r, what, count);
		ask(&(struct weir_bpf_program){ ops, count }, &tallies[what]);
	}
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		const struct tally *t = &tallies[i];

		checkf(t->wrong == 0 && t->taken > 0 && t->refused > 0,
		       "%s: %u programs taken, %u refused, here as there", changes[i], t->taken,
		       t->refused);
		all.taken += t->taken;
		all.refused += t->refused;
		all.unsaid += t->unsaid;
		all.wrong += t->wrong;
	}
	checkf(all.wrong == 0 && all.unsaid == 0, "of %u programs %u taken, %u refused, %u wrong",
	       programs, all.taken, all.refused, all.wrong);
}

/* Each code alone, so that nothing but the code can be wrong; k fits a shift, a divisor, a word. */
static void check_codes(void)
{
	struct tally tally = { 0 };

	for (uint32_t code = 0; code <= UINT16_MAX; code++) {
		struct weir_bpf_op some[] = { { 0x02, 0, 0, 1 },
					      { 0x00, 0, 0, 1 },
					      { (uint16_t)code, 0, 0, 1 },
					      { 0x06, 0, 0, 1 },
					      { 0x06, 0, 0, 1 } };
		ask(&(struct weir_bpf_program){ some, COUNT_OF(some) }, &tally);
	}
	checkf(tally.wrong == 0 && tally.taken + tally.refused == UINT16_MAX + 1,
	       "every code of 65536: %u taken, %u refused", tally.taken, tally.refused);
}

/* 0: taken; else errno. */
static int attach_error(const struct weir_bpf_program *program)
{
	static struct sock_filter filter[OPS_ROOM];
	struct sock_fprog attached = { (unsigned short)program->count, filter };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	for (size_t i = 0; i < program->count; i++)
		filter[i] = (struct sock_filter){ program->ops[i].code, program->ops[i].jt,
						  program->ops[i].jf, program->ops[i].k };
	int error = setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &attached, sizeof(attached)) != 0
			    ? errno
			    : 0;
	close(fd);
	return error;
}

static bool set_limit(size_t octets)
{
	FILE *file = fopen("/proc/sys/net/core/optmem_max", "w");
	bool fine = file && fprintf(file, "%zu", octets) > 0;

	return file && fclose(file) == 0 && fine;
}

/* With a limit of as much as we say it must not fit, as the kernel wants less than the limit; with eight
 * octets more it must. */
static void check_charges(unsigned programs)
{
	const struct program_flavour whole = { 0, true, true, true };
	struct random r = { .state = seed };
	unsigned wrong = 0;
	unsigned asked = 0;

	if (geteuid() != 0 || unshare(CLONE_NEWNET) != 0) {
		skip("what a socket is charged for", "not root");
		return;
	}
	if (!set_limit(8192)) {
		skip("what a socket is charged for", "a namespace has no limit of its own here");
		return;
	}
	for (unsigned i = 0; i < programs; i++) {
		size_t count = program_random(&r, &whole, ops);
		/* The kernel wants 2048 at least as its limit. */
		for (; count < 320; count++)
			ops[count] = (struct weir_bpf_op){ 0x06, 0, 0, 1 };
		const struct weir_bpf_program program = { ops, count };
		size_t charge = weir_bpf_charge(&program);

		if (weir_bpf_check(&program, NULL) != WEIR_OK)
			continue;
		asked++;

		bool fits = set_limit(charge + 8) && attach_error(&program) == 0;
		bool fits_not = set_limit(charge) && attach_error(&program) == ENOMEM;
		if (!(fits && fits_not) && wrong++ < 3)
			say(&program, fits ? "charged less" : "charged more");
	}
	checkf(wrong == 0 && asked > programs / 2,
	       "of %u programs we know what a socket is charged for", asked);
}

int main(int argc, char **argv)
{
	unsigned programs = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10000;

	if (argc > 2)
		seed = strtoull(argv[2], NULL, 10);
	if (kernel_unfit()) {
		skip("our check and the kernel's at the border", kernel_unfit());
		return tap_done();
	}
	check_changes(programs);
	check_codes();
	check_charges(programs / 50);
	return tap_done();
}
