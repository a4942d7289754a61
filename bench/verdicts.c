/* verdicts.c - what a verdict costs: our machine, our trace, libpcap's bpf_filter and the kernel's.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * verdicts CAPTURE [RULE...]: Ethernet. The first 20,000 frames lie in memory; every engine runs each
 * program over all of them, in rounds that take turns; a figure is the median of the rounds' CPU time by
 * the number of verdicts. The kernel's is what a program adds to sending a packet into a socket that drops
 * it all the same: interrupts and the socket make it a rough figure. */
#include <dnsweir/rule.h>

#include <linux/filter.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

enum { ROUNDS = 9, PASSES = 20, KERNEL_ROUNDS = 5 };

struct subject {
	const struct weir_bpf_program *program;
	const struct weir_machine *machine;
	uint64_t kept;
};

/* Each gives the number of packets kept. */
static uint64_t by_machine(const struct subject *s)
{
	uint64_t kept = 0;

	for (size_t i = 0; i < packets.count; i++)
		kept += weir_machine_run(s->machine, &packets.list[i]) != 0;
	return kept;
}

static uint64_t by_libpcap(const struct subject *s)
{
	const struct bpf_insn *ops = (const struct bpf_insn *)(const void *)s->program->ops;
	uint64_t kept = 0;

	for (size_t i = 0; i < packets.count; i++) {
		const struct weir_bpf_packet *p = &packets.list[i];

		kept += bpf_filter(ops, p->bytes.data, p->wire_size, (u_int)p->bytes.size) != 0;
	}
	return kept;
}

static uint64_t by_trace(const struct subject *s)
{
	uint64_t kept = 0;

	for (size_t i = 0; i < packets.count; i++)
		kept += weir_bpf_trace(s->program, &packets.list[i], NULL, NULL) != 0;
	return kept;
}

static const struct engine {
	const char *name;
	uint64_t (*run)(const struct subject *);
} engines[] = { { "machine", by_machine }, { "libpcap", by_libpcap }, { "trace", by_trace } };
enum { ENGINES = sizeof(engines) / sizeof(engines[0]) };

/* CPU time to send every packet into a filter that drops all; below 0: this system cannot. `program`
 * has its constants replaced so that it drops what it would keep. */
static double by_kernel(const struct weir_bpf_program *program)
{
	static struct sock_filter filter[WEIR_BPF_OPS_MAX];
	struct sock_fprog attached = { (unsigned short)program->count, filter };
	int pair[2];

	for (size_t i = 0; i < program->count; i++) {
		const struct weir_bpf_op *op = &program->ops[i];
		bool ends = op->code == (BPF_RET | BPF_K);

		filter[i] = (struct sock_filter){ op->code, op->jt, op->jf, ends ? 0 : op->k };
	}
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0)
		return -1;
	if (setsockopt(pair[1], SOL_SOCKET, SO_ATTACH_FILTER, &attached, sizeof(attached)) != 0) {
		close(pair[0]);
		close(pair[1]);
		return -1;
	}
	double start = cpu_ns();
	for (size_t i = 0; i < packets.count; i++)
		if (send(pair[0], packets.list[i].bytes.data, packets.list[i].bytes.size,
			 MSG_DONTWAIT) < 0)
			continue; /* dropped, as all are */
	double used = cpu_ns() - start;
	close(pair[0]);
	close(pair[1]);
	return used;
}

static double kernel_adds(const struct weir_bpf_program *program)
{
	struct weir_bpf_op none[] = { { BPF_RET | BPF_K, 0, 0, 0 } };
	struct weir_bpf_program nothing = { none, 1 };
	double difference[KERNEL_ROUNDS];

	for (size_t i = 0; i < KERNEL_ROUNDS; i++) {
		double without = by_kernel(&nothing), with = by_kernel(program);

		if (without < 0 || with < 0)
			return -1;
		difference[i] = with - without;
	}
	double adds = median(difference, KERNEL_ROUNDS) / (double)packets.count;
	return adds > 0 ? adds : 0;
}

static void measure(const char *name, const struct weir_bpf_program *program)
{
	static double times[ENGINES][ROUNDS];
	struct weir_machine *machine;
	struct weir_error err;
	uint64_t kept[ENGINES] = { 0 }, executed = 0;
	uint64_t *hits = calloc(program->count, sizeof(*hits));

	if (!hits || weir_machine_open(program, &machine, &err) != WEIR_OK)
		die(name, hits ? err.text : "out of memory");
	for (size_t i = 0; i < packets.count; i++)
		(void)weir_bpf_trace(program, &packets.list[i], hits, NULL);
	for (size_t i = 0; i < program->count; i++)
		executed += hits[i];
	struct subject subject = { program, machine, 0 };
	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t e = 0; e < ENGINES; e++) {
			double start = cpu_ns();

			for (int pass = 0; pass < PASSES; pass++)
				kept[e] = engines[e].run(&subject);
			times[e][round] = (cpu_ns() - start) / PASSES / (double)packets.count;
			if (kept[e] != kept[0])
				die(name, "the engines differ");
		}
	}
	printf("%-52s %5zu %9.1f %6.1f", name, program->count,
	       (double)executed / (double)packets.count,
	       100.0 * (double)kept[0] / (double)packets.count);
	for (size_t e = 0; e < ENGINES; e++)
		printf(" %8.1f", median(times[e], ROUNDS));
	double adds = kernel_adds(program);
	if (adds < 0)
		printf("        -\n");
	else
		printf(" %8.1f\n", adds);
	fflush(stdout);
	weir_machine_close(machine);
	free(hits);
}

static void measure_expression(const char *expression)
{
	pcap_t *dead = pcap_open_dead(DLT_EN10MB, 262144);
	struct bpf_program theirs;
	char name[100];

	if (!dead || pcap_compile(dead, &theirs, expression, 1, PCAP_NETMASK_UNKNOWN) != 0)
		die(expression, "libpcap does not compile it");
	struct weir_bpf_program program = { (struct weir_bpf_op *)(void *)theirs.bf_insns,
					    theirs.bf_len };
	snprintf(name, sizeof(name), "tcpdump: %s", expression);
	measure(name, &program);
	pcap_freecode(&theirs);
	pcap_close(dead);
}

static void measure_rule(const char *words)
{
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
	struct weir_slice text = { (const uint8_t *)words, strlen(words) };
	struct weir_programs programs;
	struct weir_rule *rule;
	struct weir_error err;

	if (weir_rule_open(text, NULL, &rule, &err) != WEIR_OK ||
	    weir_rule_compile(rule, &options, &programs, &err) != WEIR_OK)
		die(words, err.text);
	measure(words, &programs.programs[0]);
	weir_programs_free(&programs);
	weir_rule_close(rule);
}

int main(int argc, char **argv)
{
	static const char *const rules[] = {
		"dns.flags.response == 1",
		"udp.dstport == 53",
		"dns.qry.type == ANY",
		"dns.qry.name == \"www.example.com\"",
		"dns.qry.name within \"victim.example\"",
		"dns.qry.name like \"*.victim.example\"",
		"ip.src == 192.0.2.0/24 and dns.flags.rcode == NXDOMAIN",
	};

	if (argc < 2)
		die("usage", "verdicts CAPTURE [RULE...]");
	load_packets(argv[1]);
	printf("%-52s %5s %9s %6s %8s %8s %8s %8s\n", "ns a verdict", "insns", "executed", "kept %",
	       engines[0].name, engines[1].name, engines[2].name, "kernel");
	if (argc == 2) {
		measure_expression("udp port 53");
		measure_expression("ip and udp port 53 and udp[10] & 0x80 = 128");
		for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
			measure_rule(rules[i]);
	}
	for (int i = 2; i < argc; i++)
		measure_rule(argv[i]);
	return 0;
}
