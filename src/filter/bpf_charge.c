/* bpf_charge.c - how much memory Linux wants for a program on a socket.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What sk_filter_charge() takes is the size of the program that bpf_convert_filter() makes of ours, in
 * instructions of eight octets. The counts are those of 64-bit kernels from 4.20 on that can load unaligned
 * words; tests/unit/filter/bpf_border.c asks the running kernel where its limit lies. */
#include "filter/bpf_code.h"

enum { OP_SIZE = 8, HEADER = 96, PROLOGUE = 3, PROLOGUE_LOADS = 4 };

/* Loads of octets: straight ones, and a call for what lies outside the head of the packet. */
static size_t load_ops(const struct weir_bpf_op *op, unsigned size, bool indirect)
{
	size_t ops = 8; /* arguments, call, and the end where that failed */

	if (indirect)
		return ops + (op->k != 0);
	if (op->k > INT32_MAX)
		return ops;
	ops += 4; /* how much is left, branch, load, jump */
	ops += op->k != 0;
	ops += size > 1;
	ops += op->k > INT16_MAX ? 2 : 0;
	return ops;
}

static size_t extension_ops(uint32_t k)
{
	switch ((enum bpf_extension)(k - BPF_AD_OFF)) {
	case BPF_AD_MARK:
	case BPF_AD_QUEUE:
	case BPF_AD_RXHASH:
	case BPF_AD_VLAN_TAG:
	case BPF_AD_ALU_XOR_X:
		return 1;
	case BPF_AD_PROTOCOL:
	case BPF_AD_PKTTYPE:
	case BPF_AD_VLAN_TPID:
		return 2;
	case BPF_AD_VLAN_TAG_PRESENT:
		return 3;
	case BPF_AD_IFINDEX:
	case BPF_AD_HATYPE:
	case BPF_AD_NLATTR:
	case BPF_AD_NLATTR_NEST:
	case BPF_AD_CPU:
	case BPF_AD_PAY_OFFSET:
	case BPF_AD_RANDOM:
		return 4;
	}
	return 1;
}

/* There is an instruction for each comparison and its opposite, but none for "no bit is set". */
static size_t branch_ops(const struct weir_bpf_op *op)
{
	size_t ops = 1;

	if (!(op->code & 8) && op->k > INT32_MAX)
		ops++;
	if (op->jf != 0 && (op->jt != 0 || (op->code & 0xf0) == (BPF_JSET_K & 0xf0)))
		ops++;
	return ops;
}

static size_t op_ops(const struct weir_bpf_op *op)
{
	unsigned size = (op->code & 0x18) == 0 ? 4 : (op->code & 0x18) == 8 ? 2 : 1;

	switch (op->code) {
	case BPF_LD_ABS_W:
	case BPF_LD_ABS_H:
	case BPF_LD_ABS_B:
		return op->k >= BPF_AD_OFF ? extension_ops(op->k) : load_ops(op, size, false);
	case BPF_LD_IND_W:
	case BPF_LD_IND_H:
	case BPF_LD_IND_B:
		return load_ops(op, size, true);
	case BPF_LDX_MSH:
		return load_ops(op, 1, false) + 6;
	case BPF_DIV_X:
	case BPF_MOD_X:
		return 5;
	case BPF_RET_K:
		return 2;
	default:
		return bpf_is_branch(op->code) ? branch_ops(op) : 1;
	}
}

static bool loads_octets(const struct weir_bpf_op *op)
{
	const struct bpf_code_row *row = bpf_code_row(op->code);

	return row && (row->operand == OPERAND_INDIRECT || row->operand == OPERAND_NIBBLE ||
		       (row->operand == OPERAND_ABSOLUTE && op->k < BPF_AD_OFF));
}

size_t weir_bpf_charge(const struct weir_bpf_program *program)
{
	size_t ops = PROLOGUE;
	bool loads = false;

	for (size_t i = 0; i < program->count; i++) {
		ops += op_ops(&program->ops[i]);
		loads = loads || loads_octets(&program->ops[i]);
	}
	return HEADER + OP_SIZE * (ops + (loads ? PROLOGUE_LOADS : 0));
}
