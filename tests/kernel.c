/* kernel.c - attach a program to a socket pair, send packets through it.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "kernel.h"

#include <errno.h>
#include <linux/filter.h>
#include <sys/socket.h>
#include <unistd.h>

static int attach(int out, const struct weir_bpf_program *program)
{
	struct sock_filter filter[WEIR_BPF_OPS_MAX + 1];
	struct sock_fprog attached = { (unsigned short)program->count, filter };

	if (program->count > WEIR_BPF_OPS_MAX)
		attached.len = WEIR_BPF_OPS_MAX + 1;
	for (size_t i = 0; i < attached.len; i++)
		filter[i] = (struct sock_filter){ program->ops[i].code, program->ops[i].jt,
						  program->ops[i].jf, program->ops[i].k };
	return setsockopt(out, SOL_SOCKET, SO_ATTACH_FILTER, &attached, sizeof(attached));
}

enum kernel_answer kernel_open(const struct weir_bpf_program *program, struct kernel *out)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0)
		return KERNEL_CANNOT;
	if (attach(pair[1], program) == 0) {
		*out = (struct kernel){ pair[0], pair[1] };
		return KERNEL_TAKES;
	}
	int reason = errno;
	close(pair[0]);
	close(pair[1]);
	return reason == EINVAL ? KERNEL_REFUSES : KERNEL_CANNOT;
}

void kernel_close(struct kernel *kernel)
{
	close(kernel->in);
	close(kernel->out);
	*kernel = (struct kernel){ -1, -1 };
}

long kernel_run(struct kernel *kernel, struct weir_slice packet)
{
	static uint8_t rest[65536];

	if (send(kernel->in, packet.data, packet.size, 0) != (ssize_t)packet.size) {
		/* What the receiver's filter drops is a success for some kernels, EPERM for others. */
		return errno == EPERM ? KERNEL_DROPPED : KERNEL_FAILED;
	}
	ssize_t size = recv(kernel->out, rest, sizeof(rest), 0);
	if (size >= 0)
		return (long)size;
	return errno == EAGAIN || errno == EWOULDBLOCK ? KERNEL_DROPPED : KERNEL_FAILED;
}

/* Octets kept of one packet, or KERNEL_FAILED. */
static long kept_of(struct weir_bpf_op *ops, size_t count, const void *packet, size_t size)
{
	struct weir_bpf_program program = { ops, count };
	struct kernel kernel;
	long kept;

	if (kernel_open(&program, &kernel) != KERNEL_TAKES)
		return KERNEL_FAILED;
	kept = kernel_run(&kernel, (struct weir_slice){ packet, size });
	kernel_close(&kernel);
	return kept;
}

static const char *find_reason(void)
{
	struct weir_bpf_op first[] = { { BPF_LD | BPF_B | BPF_ABS, 0, 0, 0 },
				       { BPF_RET | BPF_A, 0, 0, 0 } };
	struct weir_bpf_op attribute[] = { { BPF_LD | BPF_IMM, 0, 0, 4 },
					   { BPF_LDX | BPF_IMM, 0, 0, 7 },
					   { BPF_LD | BPF_W | BPF_ABS, 0, 0,
					     (uint32_t)(SKF_AD_OFF + SKF_AD_NLATTR) },
					   { BPF_RET | BPF_A, 0, 0, 0 } };
	uint16_t with_attribute[] = { 0, 0, 4, 7 };

	if (kept_of(first, 2, "\002345", 4) == KERNEL_FAILED)
		return "this system attaches no filter to a socket pair";
	if (kept_of(first, 2, "\002345", 4) != 2 || kept_of(first, 2, "\0xx", 3) != KERNEL_DROPPED)
		return "this system's filters on a socket pair do not cut packets";
	if (kept_of(attribute, 4, with_attribute, sizeof(with_attribute)) != 4)
		return "the kernel is of another byte order: an emulator stands between";
	return NULL;
}

const char *kernel_unfit(void)
{
	static const char *reason;
	static bool asked;

	if (!asked)
		reason = find_reason();
	asked = true;
	return reason;
}
