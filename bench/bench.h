/* bench.h - what programs that measure verdicts share: packets in memory, CPU time, medians.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <dnsweir/bpf.h>

enum { PACKETS_MAX = 20000 };

extern struct packets {
	struct weir_bpf_packet list[PACKETS_MAX];
	size_t count;
} packets;

_Noreturn void die(const char *what, const char *why);
/* The first frames of a capture, into `packets`. */
void load_packets(const char *path);
double cpu_ns(void); /* of this process */
double median(double *list, size_t count);

#endif
