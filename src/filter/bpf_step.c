/* bpf_step.c - the plain interpreter: one instruction at a time, its state open to who looks on.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's semantics: 32 bits that wrap, shifts by the low five bits of X, 0 as the program's result
 * where a load leaves the packet or X divides by zero. It stays inside any program, checked or not;
 * all jumps lead forward, so it ends. */
#include "filter/bpf_load.h"

/* ALU on A. */
static inline enum weir_bpf_end compute(uint16_t code, uint32_t *a, uint32_t operand)
{
	switch (code) {
	case BPF_ADD_K:
	case BPF_ADD_X:
		*a += operand;
		return WEIR_BPF_RUNS;
	case BPF_SUB_K:
	case BPF_SUB_X:
		*a -= operand;
		return WEIR_BPF_RUNS;
	case BPF_MUL_K:
	case BPF_MUL_X:
		*a *= operand;
		return WEIR_BPF_RUNS;
	case BPF_DIV_K:
	case BPF_DIV_X:
		if (operand == 0)
			return WEIR_BPF_DIVIDED_BY_ZERO;
		*a /= operand;
		return WEIR_BPF_RUNS;
	case BPF_MOD_K:
	case BPF_MOD_X:
		if (operand == 0)
			return WEIR_BPF_DIVIDED_BY_ZERO;
		*a %= operand;
		return WEIR_BPF_RUNS;
	case BPF_OR_K:
	case BPF_OR_X:
		*a |= operand;
		return WEIR_BPF_RUNS;
	case BPF_AND_K:
	case BPF_AND_X:
		*a &= operand;
		return WEIR_BPF_RUNS;
	case BPF_XOR_K:
	case BPF_XOR_X:
		*a ^= operand;
		return WEIR_BPF_RUNS;
	case BPF_LSH_K:
	case BPF_LSH_X:
		*a <<= operand & 31;
		return WEIR_BPF_RUNS;
	case BPF_RSH_K:
	case BPF_RSH_X:
		*a >>= operand & 31;
		return WEIR_BPF_RUNS;
	case BPF_NEG:
		*a = 0 - *a;
		return WEIR_BPF_RUNS;
	default:
		return WEIR_BPF_NO_SUCH_OP;
	}
}

/* How many instructions a jump skips. */
static inline enum weir_bpf_end jump(const struct weir_bpf_op *op, uint32_t a, uint32_t operand,
				     uint64_t *skip)
{
	bool holds;

	switch (op->code) {
	case BPF_JA:
		*skip = op->k;
		return WEIR_BPF_RUNS;
	case BPF_JEQ_K:
	case BPF_JEQ_X:
		holds = a == operand;
		break;
	case BPF_JGT_K:
	case BPF_JGT_X:
		holds = a > operand;
		break;
	case BPF_JGE_K:
	case BPF_JGE_X:
		holds = a >= operand;
		break;
	case BPF_JSET_K:
	case BPF_JSET_X:
		holds = (a & operand) != 0;
		break;
	default:
		return WEIR_BPF_NO_SUCH_OP;
	}
	*skip = holds ? op->jt : op->jf;
	return WEIR_BPF_RUNS;
}

static inline unsigned load_size(uint16_t code)
{
	return (code & 0x18) == 0 ? 4 : (code & 0x18) == 8 ? 2 : 1;
}

/* Loads from the packet, and what the kernel knows of it. The state's address is handed to nobody, so
 * that it stays in registers in weir_bpf_trace. */
static inline enum weir_bpf_end load(const struct weir_bpf_op *op,
				     const struct weir_bpf_packet *packet, struct weir_bpf_state *s)
{
	uint32_t offset = op->k;
	uint32_t value;

	switch (op->code) {
	case BPF_LD_ABS_W:
	case BPF_LD_ABS_H:
	case BPF_LD_ABS_B:
		if (offset < BPF_AD_OFF)
			break;
		if (!bpf_extension_load(packet, offset, s->a, s->x, &value)) {
			s->result = s->a;
			return WEIR_BPF_NO_DEVICE;
		}
		s->a = value;
		return WEIR_BPF_RUNS;
	case BPF_LD_IND_W:
	case BPF_LD_IND_H:
	case BPF_LD_IND_B:
		offset += s->x;
		break;
	case BPF_LDX_MSH:
		if (!bpf_load(packet, offset, 1, &value))
			return WEIR_BPF_LEFT_PACKET;
		s->x = 4 * (value & 15);
		return WEIR_BPF_RUNS;
	case BPF_LD_LEN:
		s->a = packet->wire_size;
		return WEIR_BPF_RUNS;
	case BPF_LDX_LEN:
		s->x = packet->wire_size;
		return WEIR_BPF_RUNS;
	default:
		return WEIR_BPF_NO_SUCH_OP;
	}
	if (!bpf_load(packet, offset, load_size(op->code), &value))
		return WEIR_BPF_LEFT_PACKET;
	s->a = value;
	return WEIR_BPF_RUNS;
}

/* All that is no jump and no arithmetic. */
static inline enum weir_bpf_end move(const struct weir_bpf_op *op,
				     const struct weir_bpf_packet *packet, struct weir_bpf_state *s)
{
	switch (op->code) {
	case BPF_LD_IMM:
		s->a = op->k;
		return WEIR_BPF_RUNS;
	case BPF_LDX_IMM:
		s->x = op->k;
		return WEIR_BPF_RUNS;
	case BPF_LD_MEM:
		s->a = s->memory[op->k % BPF_MEMORY_WORDS];
		return WEIR_BPF_RUNS;
	case BPF_LDX_MEM:
		s->x = s->memory[op->k % BPF_MEMORY_WORDS];
		return WEIR_BPF_RUNS;
	case BPF_ST:
		s->memory[op->k % BPF_MEMORY_WORDS] = s->a;
		return WEIR_BPF_RUNS;
	case BPF_STX:
		s->memory[op->k % BPF_MEMORY_WORDS] = s->x;
		return WEIR_BPF_RUNS;
	case BPF_TAX:
		s->x = s->a;
		return WEIR_BPF_RUNS;
	case BPF_TXA:
		s->a = s->x;
		return WEIR_BPF_RUNS;
	case BPF_RET_K:
		s->result = op->k;
		return WEIR_BPF_RETURNED;
	case BPF_RET_A:
		s->result = s->a;
		return WEIR_BPF_RETURNED;
	default:
		return load(op, packet, s);
	}
}

__attribute__((always_inline)) static inline bool step(const struct weir_bpf_program *program,
						       const struct weir_bpf_packet *packet,
						       struct weir_bpf_state *s)
{
	if (s->end != WEIR_BPF_RUNS)
		return false;
	if (s->at >= program->count) {
		s->result = 0;
		s->end = WEIR_BPF_FELL_OFF;
		return false;
	}

	const struct weir_bpf_op *op = &program->ops[s->at];
	uint32_t operand = op->code & 8 ? s->x : op->k;
	uint64_t next = (uint64_t)s->at + 1;
	uint64_t skip = 0;

	s->result = 0;
	switch (op->code & 7) {
	case 4:
		s->end = compute(op->code, &s->a, operand);
		break;
	case 5:
		s->end = jump(op, s->a, operand, &skip);
		break;
	default:
		s->end = move(op, packet, s);
		break;
	}
	if (s->end != WEIR_BPF_RUNS)
		return false;
	if (next + skip < program->count) {
		s->at = (uint32_t)(next + skip);
		return true;
	}
	s->at = (uint32_t)program->count;
	s->end = WEIR_BPF_FELL_OFF;
	s->result = 0;
	return false;
}

bool weir_bpf_step(const struct weir_bpf_program *program, const struct weir_bpf_packet *packet,
		   struct weir_bpf_state *state)
{
	return step(program, packet, state);
}

uint32_t weir_bpf_trace(const struct weir_bpf_program *program,
			const struct weir_bpf_packet *packet, uint64_t *hits, size_t *last)
{
	struct weir_bpf_state state = { .at = 0 };

	if (program->count == 0)
		return 0;
	do {
		if (hits)
			hits[state.at]++;
		if (last)
			*last = state.at;
	} while (step(program, packet, &state));
	return state.result;
}
