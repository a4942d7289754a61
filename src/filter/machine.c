/* machine.c - run a program's wide instructions over a packet.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One bounds check a load. Each handler ends in its own jump to the next one, so that the processor
 * learns what follows what. The check of the program has seen to it that jumps and memory words are
 * inside, and that no word is read before it is written. */
#include "filter/machine.h"

#include "filter/bpf_load.h"

/* Go on at the wide instruction so many octets behind the first. */
#define NEXT(octets)                                                                               \
	do {                                                                                       \
		op = (const struct wide *)(const void *)(first + (octets));                        \
		goto * op->handler;                                                                \
	} while (0)

/* A load and what is joined to it; GET leaves the octets in A or ends the program. */
#define HANDLE_LOADS(name, GET)                                                                    \
	name:                                                                                      \
	GET a = (a & op->keep) | op->set;                                                          \
	NEXT(op->yes);                                                                             \
	name##_JEQ : GET a = (a & op->keep) | op->set;                                             \
	NEXT(a == op->value ? op->yes : op->no);                                                   \
	name##_JGT : GET a = (a & op->keep) | op->set;                                             \
	NEXT(a > op->value ? op->yes : op->no);                                                    \
	name##_JGE : GET a = (a & op->keep) | op->set;                                             \
	NEXT(a >= op->value ? op->yes : op->no);                                                   \
	name##_JSET : GET a = (a & op->keep) | op->set;                                            \
	NEXT((a & op->value) != 0 ? op->yes : op->no);

#define ABSOLUTE(get)                                                                              \
	if (op->need > size)                                                                       \
		return 0;                                                                          \
	a = (get)(data + op->k);

/* Offsets from 2^31 on are below 0 and never pass the first comparison: `size` is at most 2^31. */
#define INDIRECT(get, width)                                                                       \
	{                                                                                          \
		uint32_t at = x + op->k;                                                           \
                                                                                                   \
		if (__builtin_expect((uint64_t)at + (width) <= size, 1))                           \
			a = (get)(data + at);                                                      \
		else if (!bpf_load(packet, at, width, &a))                                         \
			return 0;                                                                  \
	}

#define FAR(width)                                                                                 \
	if (!bpf_load(packet, op->k, width, &a))                                                   \
		return 0;                                                                          \
	NEXT(op->yes);

#define STEP(name, ...)                                                                            \
	name:                                                                                      \
	__VA_ARGS__;                                                                               \
	NEXT(op->yes);
#define BRANCH(name, condition)                                                                    \
	name:                                                                                      \
	NEXT((condition) ? op->yes : op->no);
#define DIVIDE(name, ...)                                                                          \
	name:                                                                                      \
	if (x == 0)                                                                                \
		return 0;                                                                          \
	__VA_ARGS__;                                                                               \
	NEXT(op->yes);

static inline uint32_t get_b(const uint8_t *p)
{
	return *p;
}

/* clang-format off: the handlers are a table */
uint32_t machine_execute(const struct weir_machine *machine, const struct weir_bpf_packet *packet,
			 const void *const **handlers)
{
	static const void *const labels[] = {
#define KIND(name) &&name,
#include "filter/machine_kind.def"
#undef KIND
	};
	if (__builtin_expect(handlers != NULL, 0)) {
		*handlers = labels;
		return 0;
	}
	const uint8_t *data = packet->bytes.data;
	size_t size = packet->bytes.size > UINT32_C(0x80000000) ? UINT32_C(0x80000000)
								: packet->bytes.size;
	const uint8_t *first = (const uint8_t *)machine->ops;
	const struct wide *op;
	uint32_t a = 0, x = 0, memory[BPF_MEMORY_WORDS];

	NEXT(0);
	HANDLE_LOADS(W, ABSOLUTE(bpf_get_w))
	HANDLE_LOADS(H, ABSOLUTE(bpf_get_h))
	HANDLE_LOADS(B, ABSOLUTE(get_b))
	HANDLE_LOADS(XW, INDIRECT(bpf_get_w, 4))
	HANDLE_LOADS(XH, INDIRECT(bpf_get_h, 2))
	HANDLE_LOADS(XB, INDIRECT(get_b, 1))
FAR_W:
	FAR(4)
FAR_H:
	FAR(2)
FAR_B:
	FAR(1)
FAR_MSH:
	if (!bpf_load(packet, op->k, 1, &x))
		return 0;
	x = 4 * (x & 15);
	NEXT(op->yes);
MSH:
	if (op->need > size)
		return 0;
	x = 4 * (data[op->k] & 15U);
	NEXT(op->yes);
EXTENSION : {
	uint32_t before = a;

	if (!bpf_extension_load(packet, op->k, a, x, &a))
		return before;
}
	NEXT(op->yes);
	STEP(LD_IMM, a = op->k)
	STEP(LD_LEN, a = packet->wire_size)
	STEP(LD_MEM, a = memory[op->k])
	STEP(LDX_IMM, x = op->k)
	STEP(LDX_LEN, x = packet->wire_size)
	STEP(LDX_MEM, x = memory[op->k])
	STEP(ST, memory[op->k] = a)
	STEP(STX, memory[op->k] = x)
	STEP(ADD_K, a += op->k)
	STEP(ADD_X, a += x)
	STEP(SUB_X, a -= x)
	STEP(MUL_K, a *= op->k)
	STEP(MUL_X, a *= x)
	STEP(DIV_K, a /= op->k)
	STEP(MOD_K, a %= op->k)
	DIVIDE(DIV_X, a /= x)
	DIVIDE(MOD_X, a %= x)
	STEP(BITS_K, a = (a & op->keep) | op->set)
	STEP(OR_X, a |= x)
	STEP(AND_X, a &= x)
	STEP(XOR_K, a ^= op->k)
	STEP(XOR_X, a ^= x)
	STEP(LSH_K, a <<= op->k)
	STEP(LSH_X, a <<= x & 31)
	STEP(RSH_K, a >>= op->k)
	STEP(RSH_X, a >>= x & 31)
	STEP(NEG, a = 0 - a)
	STEP(TAX, x = a)
	STEP(TXA, a = x)
	BRANCH(JEQ_K, a == op->value)
	BRANCH(JGT_K, a > op->value)
	BRANCH(JGE_K, a >= op->value)
	BRANCH(JSET_K, (a & op->value) != 0)
	BRANCH(JEQ_X, a == x)
	BRANCH(JGT_X, a > x)
	BRANCH(JGE_X, a >= x)
	BRANCH(JSET_X, (a & x) != 0)
	STEP(GO, (void)0)
RET_K:
	return op->k;
RET_A:
	return a;
}
/* clang-format on */

uint32_t weir_machine_run(const struct weir_machine *machine, const struct weir_bpf_packet *packet)
{
	return machine_execute(machine, packet, NULL);
}
