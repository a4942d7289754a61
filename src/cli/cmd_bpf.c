/* cmd_bpf.c - dnsweir bpf: what is done with classic BPF programs.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

static const struct example examples[] = {
	{ "dnsweir bpf asm filter.bpf", "Assembler into numbers for iptables or tc" },
	{ "dnsweir bpf disasm '4,40 0 0 12,21 0 1 2048,6 0 0 65535,6 0 0 0'",
	  "And back into something to read" },
	{ "dnsweir bpf check --for xt_bpf filter.bpf",
	  "Would iptables take it, and what is odd about it?" },
	{ "dnsweir bpf run --at ip --why filter.bpf capture.pcap",
	  "Its verdict on each packet, and why packets are refused" },
	{ 0 },
};

const struct command cmd_bpf = {
	.name = "bpf",
	.synopsis = "dnsweir bpf ACTION [OPTION...] [OPERAND...]",
	.summary = "Work on classic BPF programs",
	.description =
		"Classic BPF is what tcpdump, iptables and tc filter packets with: up to 4096 "
		"instructions, two registers, jumps that lead ahead only.\n\n"
		"Wherever a program is asked for it may stand in a file, come from standard input (`-`), or "
		"be the text itself. Its form is told by what it looks like: the numbers that iptables and tc "
		"take, what `tcpdump -d`, `-dd` or `-ddd` prints, rows of a C array, assembler, JSON.",
	.examples = examples,
	.see_also = "tcpdump(1), iptables-extensions(8), tc-bpf(8)",
};
