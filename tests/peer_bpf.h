/* peer_bpf.h - libpcap's interpreter and its printer as oracles; without Linux's extensions.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_PEER_BPF_H
#define TESTS_PEER_BPF_H

#include <dnsweir/bpf.h>

uint32_t peer_bpf_run(const struct weir_bpf_program *program, struct weir_slice packet,
		      uint32_t wire_size);
/* One line of tcpdump -d, without its end; valid until the next call. */
const char *peer_bpf_line(const struct weir_bpf_op *op, size_t at);
bool peer_bpf_valid(const struct weir_bpf_program *program);
/* An expression of tcpdump's language, for Ethernet; freed with weir_bpf_free. */
bool peer_bpf_compile(const char *expression, struct weir_bpf_program *out);

#endif
