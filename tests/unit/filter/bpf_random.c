/* bpf_random.c - random programs: our check is the kernel's; trace, machine, kernel and libpcap agree.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * filter_bpf_random [PROGRAMS [SEED]]. libpcap has no extensions and no offsets below 0, shifts by 32 to
 * nothing, and does not let X + k wrap: it sees the programs that do none of this. */
#include <dnsweir/bpf.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"
#include "programs.h"
#include "tap.h"
#ifdef DNSWEIR_PCAP
#include "peer_bpf.h"
#endif

enum { PACKETS = 12 };

static uint64_t seed = 1;

static void say(const struct weir_bpf_program *program)
{
	static char text[1 << 16];
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	weir_bpf_print(program, WEIR_BPF_BYTECODE, &out);
	note("%.*s", (int)out.size, text);
	out.size = 0;
	weir_bpf_print(program, WEIR_BPF_D, &out);
	for (size_t at = 0, end; at < out.size; at = end + 1) {
		end = at;
		while (text[end] != '\n')
			end++;
		note("%.*s", (int)(end - at), text + at);
	}
}

/* Does our check take what the kernel takes, and refuse what it refuses? */
static void check_check(unsigned programs)
{
	struct random r = { .state = seed };
	struct program_flavour flavour = { 45, true, true, true };
	struct weir_bpf_op ops[PROGRAM_SIZE_MAX];
	unsigned taken = 0, refused = 0, wrong = 0;

	if (kernel_unfit()) {
		skip("our check and the kernel's", kernel_unfit());
		return;
	}
	for (unsigned i = 0; i < programs; i++) {
		struct weir_bpf_program program = { ops, program_random(&r, &flavour, ops) };
		struct weir_error err = { .text = "" };
		struct kernel kernel;
		bool ours = weir_bpf_check(&program, &err) == WEIR_OK;
		enum kernel_answer theirs = kernel_open(&program, &kernel);

		if (theirs == KERNEL_TAKES)
			kernel_close(&kernel);
		taken += theirs == KERNEL_TAKES;
		refused += theirs == KERNEL_REFUSES;
		if (theirs == KERNEL_CANNOT || ours == (theirs == KERNEL_TAKES))
			continue;
		if (wrong++ < 3) {
			note("program %u of seed %llu: we %s, the kernel %s; %s", i,
			     (unsigned long long)seed, ours ? "take" : "refuse",
			     theirs == KERNEL_TAKES ? "takes" : "refuses", err.text);
			say(&program);
		}
	}
	checkf(wrong == 0, "our check and the kernel's are one: %u programs taken, %u refused",
	       taken, refused);
	checkf(taken > programs / 5 && refused > programs / 5, "both verdicts are common");
}

#ifdef DNSWEIR_PCAP
/* Is X small in any case, or never part of an offset? */
static bool peer_knows(const struct weir_bpf_program *program)
{
	bool indirect = false, large = false;

	for (size_t i = 0; i < program->count; i++) {
		const struct weir_bpf_op *op = &program->ops[i];

		indirect |= (op->code & 0xe7) == 0x40;
		large |= op->code == 0x07 || op->code == 0x61 ||
			 (op->code == 0x01 && op->k > UINT16_MAX);
	}
	return !indirect || !large;
}
#endif

struct tally {
	unsigned runs, kept, kernel, libpcap, wrong;
};

static void one_packet(const struct weir_bpf_program *program, const struct weir_machine *machine,
		       struct kernel *kernel, bool peer, struct weir_slice bytes,
		       struct tally *tally)
{
	/* As a packet of a socket pair has it: no metadata; the kernel's `len` is what it sees. */
	struct weir_bpf_packet packet = { bytes, (uint32_t)bytes.size, NULL };
	uint32_t traced = weir_bpf_trace(program, &packet, NULL, NULL);
	uint32_t ours = weir_machine_run(machine, &packet);
	bool right = traced == ours;

	tally->runs++;
	tally->kept += traced > 0;
	if (kernel) {
		long theirs = kernel_run(kernel, bytes);

		tally->kernel++;
		right &= theirs == kernel_expected(traced, bytes.size);
		if (!right && tally->wrong < 3)
			note("kernel: %ld of %zu", theirs, bytes.size);
	}
#ifdef DNSWEIR_PCAP
	if (peer && peer_knows(program)) {
		uint32_t theirs = peer_bpf_run(program, bytes, (uint32_t)bytes.size);

		tally->libpcap++;
		right &= theirs == traced;
		if (!right && tally->wrong < 3)
			note("libpcap: %u", theirs);
	}
#else
	(void)peer;
#endif
	if (right || tally->wrong++ >= 3)
		return;
	note("seed %llu: trace %u, machine %u", (unsigned long long)seed, traced, ours);
	for (size_t i = 0; i < bytes.size; i += 16) {
		char line[64] = "";
		struct weir_writer out;

		weir_writer_init(&out, line, sizeof(line));
		weir_writer_hex(&out,
				(struct weir_slice){ bytes.data + i,
						     bytes.size - i < 16 ? bytes.size - i : 16 });
		note("%.*s", (int)out.size, line);
	}
	say(program);
}

static void check_verdicts(const char *what, struct program_flavour flavour, unsigned programs,
			   bool peer)
{
	struct random r = { .state = seed + 1 };
	struct weir_bpf_op ops[PROGRAM_SIZE_MAX];
	uint8_t octets[PROGRAM_PACKET_MAX];
	struct tally tally = { 0 };

	for (unsigned i = 0; i < programs; i++) {
		struct weir_bpf_program program = { ops, program_random(&r, &flavour, ops) };
		struct weir_machine *machine;
		struct kernel kernel;

		if (weir_machine_open(&program, &machine, NULL) != WEIR_OK)
			continue;
		bool has_kernel = !kernel_unfit() && kernel_open(&program, &kernel) == KERNEL_TAKES;
		for (unsigned n = 0; n < PACKETS; n++) {
			struct weir_slice bytes = { octets, program_packet(&r, octets) };

			one_packet(&program, machine, has_kernel ? &kernel : NULL, peer, bytes,
				   &tally);
		}
		if (has_kernel)
			kernel_close(&kernel);
		weir_machine_close(machine);
	}
	checkf(tally.wrong == 0 && tally.runs > programs,
	       "%s: one verdict in %u runs, %u of them kept (kernel %u, libpcap %u)", what,
	       tally.runs, tally.kept, tally.kernel, tally.libpcap);
}

int main(int argc, char **argv)
{
	unsigned programs = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 20000;

	if (argc > 2)
		seed = strtoull(argv[2], NULL, 10);
	check_check(programs * 2);
	check_verdicts("plain programs", (struct program_flavour){ 0 }, programs / 2, true);
	check_verdicts("extensions", (struct program_flavour){ .extensions = true }, programs / 4,
		       false);
	check_verdicts("offsets below 0 and shifts of any size",
		       (struct program_flavour){ .far_offsets = true, .long_shifts = true },
		       programs / 4, false);
	if (kernel_unfit())
		skip("the kernel's verdicts", kernel_unfit());
	return tap_done();
}
