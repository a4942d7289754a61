/* bpf_trace.c - the plain interpreter: one instruction after the other, each counted.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's semantics: 32 bits that wrap, shifts by the low five bits of X, 0 as the program's result
 * where a load leaves the packet or X divides by zero. It stays inside any program, checked or not;
 * all jumps lead forward, so it ends. */
#include "filter/bpf_load.h"

struct registers {
	uint32_t a, x;
	uint32_t memory[BPF_MEMORY_WORDS];
};

/* ALU on A; false: division by zero. */
static bool compute(uint16_t code, uint32_t *a, uint32_t operand)
{
	switch (code & 0xf0) {
	case BPF_ADD_K & 0xf0:
		*a += operand;
		return true;
	case BPF_SUB_K & 0xf0:
		*a -= operand;
		return true;
	case BPF_MUL_K & 0xf0:
		*a *= operand;
		return true;
	case BPF_DIV_K & 0xf0:
		if (operand != 0)
			*a /= operand;
		return operand != 0;
	case BPF_MOD_K & 0xf0:
		if (operand != 0)
			*a %= operand;
		return operand != 0;
	case BPF_OR_K & 0xf0:
		*a |= operand;
		return true;
	case BPF_AND_K & 0xf0:
		*a &= operand;
		return true;
	case BPF_XOR_K & 0xf0:
		*a ^= operand;
		return true;
	case BPF_LSH_K & 0xf0:
		*a <<= operand & 31;
		return true;
	case BPF_RSH_K & 0xf0:
		*a >>= operand & 31;
		return true;
	case BPF_NEG & 0xf0:
		*a = 0 - *a;
		return true;
	default:
		return false;
	}
}

static bool holds(uint16_t code, uint32_t a, uint32_t operand)
{
	switch (code & 0xf0) {
	case BPF_JEQ_K & 0xf0:
		return a == operand;
	case BPF_JGT_K & 0xf0:
		return a > operand;
	case BPF_JGE_K & 0xf0:
		return a >= operand;
	default:
		return (a & operand) != 0;
	}
}

static unsigned load_size(uint16_t code)
{
	return (code & 0x18) == 0 ? 4 : (code & 0x18) == 8 ? 2 : 1;
}

/* Loads and stores; false: the program ends and returns *result. */
static bool move(const struct weir_bpf_op *op, const struct weir_bpf_packet *packet,
		 struct registers *r, uint32_t *result)
{
	uint32_t value;

	*result = 0;
	switch (op->code) {
	case BPF_LD_ABS_W:
	case BPF_LD_ABS_H:
	case BPF_LD_ABS_B:
		if (op->k < BPF_AD_OFF)
			return bpf_load(packet, op->k, load_size(op->code), &r->a);
		*result = r->a;
		return bpf_extension_load(packet, op->k, r->a, r->x, &r->a);
	case BPF_LD_IND_W:
	case BPF_LD_IND_H:
	case BPF_LD_IND_B:
		return bpf_load(packet, r->x + op->k, load_size(op->code), &r->a);
	case BPF_LDX_MSH:
		if (!bpf_load(packet, op->k, 1, &value))
			return false;
		r->x = 4 * (value & 15);
		return true;
	case BPF_LD_LEN:
		r->a = packet->wire_size;
		return true;
	case BPF_LDX_LEN:
		r->x = packet->wire_size;
		return true;
	case BPF_LD_IMM:
		r->a = op->k;
		return true;
	case BPF_LDX_IMM:
		r->x = op->k;
		return true;
	case BPF_LD_MEM:
		r->a = r->memory[op->k % BPF_MEMORY_WORDS];
		return true;
	case BPF_LDX_MEM:
		r->x = r->memory[op->k % BPF_MEMORY_WORDS];
		return true;
	case BPF_ST:
		r->memory[op->k % BPF_MEMORY_WORDS] = r->a;
		return true;
	case BPF_STX:
		r->memory[op->k % BPF_MEMORY_WORDS] = r->x;
		return true;
	case BPF_TAX:
		r->x = r->a;
		return true;
	case BPF_TXA:
		r->a = r->x;
		return true;
	case BPF_RET_K:
		*result = op->k;
		return false;
	case BPF_RET_A:
		*result = r->a;
		return false;
	default:
		return false;
	}
}

uint32_t weir_bpf_trace(const struct weir_bpf_program *program,
			const struct weir_bpf_packet *packet, uint64_t *hits, size_t *last)
{
	struct registers r = { 0 };
	uint32_t result = 0;
	uint64_t at = 0;

	for (bool runs = true; runs && at < program->count;) {
		const struct weir_bpf_op *op = &program->ops[at];
		uint32_t operand = op->code & 8 ? r.x : op->k;

		if (hits)
			hits[at]++;
		if (last)
			*last = at;
		at++;
		switch (op->code & 7) {
		case 4:
			runs = compute(op->code, &r.a, operand);
			result = 0;
			break;
		case 5:
			at += op->code == BPF_JA              ? op->k
			      : holds(op->code, r.a, operand) ? op->jt
							      : op->jf;
			break;
		default:
			runs = move(op, packet, &r, &result);
			break;
		}
	}
	return result;
}
