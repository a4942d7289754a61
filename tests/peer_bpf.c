/* peer_bpf.c - hand programs to libpcap.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "peer_bpf.h"

#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

/* struct weir_bpf_op and struct bpf_insn are laid out alike. */
_Static_assert(sizeof(struct weir_bpf_op) == sizeof(struct bpf_insn), "the same instruction");

static const struct bpf_insn *theirs(const struct weir_bpf_op *ops)
{
	return (const struct bpf_insn *)(const void *)ops;
}

uint32_t peer_bpf_run(const struct weir_bpf_program *program, struct weir_slice packet,
		      uint32_t wire_size)
{
	return bpf_filter(theirs(program->ops), packet.data, wire_size, (u_int)packet.size);
}

const char *peer_bpf_line(const struct weir_bpf_op *op, size_t at)
{
	return bpf_image(theirs(op), (int)at);
}

bool peer_bpf_valid(const struct weir_bpf_program *program)
{
	return bpf_validate(theirs(program->ops), (int)program->count) != 0;
}

bool peer_bpf_compile(const char *expression, struct weir_bpf_program *out)
{
	struct bpf_program program = { 0 };
	pcap_t *nothing = pcap_open_dead(DLT_EN10MB, 262144);
	bool fine = nothing &&
		    pcap_compile(nothing, &program, expression, 1, PCAP_NETMASK_UNKNOWN) == 0;

	if (fine)
		out->ops = calloc(program.bf_len, sizeof(*out->ops));
	if (fine && out->ops) {
		memcpy(out->ops, program.bf_insns, program.bf_len * sizeof(*out->ops));
		out->count = program.bf_len;
	}
	pcap_freecode(&program);
	if (nothing)
		pcap_close(nothing);
	return fine && out->ops;
}
