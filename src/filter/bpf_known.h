/* bpf_known.h - what is known of a register's value without knowing the packet.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_BPF_KNOWN_H
#define FILTER_BPF_KNOWN_H

#include "filter/bpf_code.h"

/* A value v that could be there has must <= v, v <= may bit by bit, and low <= v <= high. */
struct bpf_known {
	uint32_t may, must;
	uint32_t low, high;
};

struct bpf_known bpf_known_number(uint32_t value);
struct bpf_known bpf_known_below(uint64_t limit); /* any value under `limit` */
bool bpf_known_is_number(const struct bpf_known *known);
/* What is known where two ways meet. */
struct bpf_known bpf_known_join(struct bpf_known one, struct bpf_known other);
/* A `code` operand, for instructions of class ALU; X is not 0 in a division. */
struct bpf_known bpf_known_compute(uint16_t code, struct bpf_known a, struct bpf_known operand);
/* What A is behind a branch that compares it with `k`; false: A cannot be so. */
bool bpf_known_branch(uint16_t code, bool holds, uint32_t k, struct bpf_known *a);

#endif
