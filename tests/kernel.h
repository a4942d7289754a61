/* kernel.h - the running kernel as an oracle of classic BPF, without any right: a filter on a socket.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * SO_ATTACH_FILTER on one end of a pair of AF_UNIX datagram sockets: what is sent into the other end
 * comes out cut to what the program returned, or does not. So results are told apart up to the
 * packet's size. An empty packet that passes also reads 0 and counts as kept with 0 octets. The packet
 * has no device and no link header, and offset 0 is also its network header. */
#ifndef TESTS_KERNEL_H
#define TESTS_KERNEL_H

#include <dnsweir/bpf.h>

struct kernel {
	int in, out; /* sockets: packets go into `in` */
};

enum kernel_answer {
	KERNEL_TAKES,
	KERNEL_REFUSES, /* EINVAL: the program breaks a rule */
	KERNEL_CANNOT,  /* no such system call here, no memory for it */
};

/* Why this system is no oracle; NULL: it is. Asked once. */
const char *kernel_unfit(void);
/* Attach a program; on KERNEL_TAKES `out` is ready and to be closed. */
enum kernel_answer kernel_open(const struct weir_bpf_program *program, struct kernel *out);
void kernel_close(struct kernel *kernel);
/* Octets of the packet that the program keeps: min(size, result); KERNEL_DROPPED: none of it. The packet
 * has at most 60,000 octets. */
enum { KERNEL_DROPPED = -1, KERNEL_FAILED = -2 };
long kernel_run(struct kernel *kernel, struct weir_slice packet);
/* What kernel_run says of a packet for which a program returns `result`. */
static inline long kernel_expected(uint32_t result, size_t size)
{
	return result == 0 ? KERNEL_DROPPED : result < size ? (long)result : (long)size;
}

#endif
