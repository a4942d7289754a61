/* machine_open.c - turn a checked program into wide instructions.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "base/error.h"
#include "filter/bpf_code.h"
#include "filter/machine.h"

/* Where control really arrives when it is sent to `at`: behind all jumps that stand there. */
static uint32_t arrive(const struct weir_bpf_program *program, size_t at)
{
	while (program->ops[at].code == BPF_JA)
		at += 1 + (size_t)program->ops[at].k;
	return (uint32_t)at;
}

static void set_branch(const struct weir_bpf_program *program, size_t at, struct wide *wide)
{
	const struct weir_bpf_op *op = &program->ops[at];

	wide->value = op->k;
	wide->yes = arrive(program, at + 1 + op->jt);
	wide->no = arrive(program, at + 1 + op->jf);
}

/* Take the ANDs, ORs and the comparison with a constant behind a load along. */
static void join(const struct weir_bpf_program *program, size_t at, struct wide *wide)
{
	size_t next = at + 1;

	wide->keep = UINT32_MAX;
	for (;; next++) { /* the last instruction is a ret */
		const struct weir_bpf_op *op = &program->ops[next];

		if (op->code == BPF_AND_K) {
			wide->keep &= op->k;
			wide->set &= op->k;
		} else if (op->code == BPF_OR_K) {
			wide->set |= op->k;
		} else {
			break;
		}
	}
	wide->yes = wide->no = arrive(program, next);
	switch (program->ops[wide->yes].code) {
	case BPF_JEQ_K:
		wide->kind += 1;
		break;
	case BPF_JGT_K:
		wide->kind += 2;
		break;
	case BPF_JGE_K:
		wide->kind += 3;
		break;
	case BPF_JSET_K:
		wide->kind += 4;
		break;
	default:
		return;
	}
	set_branch(program, wide->yes, wide);
}

static void widen_absolute(const struct weir_bpf_program *program, size_t at, struct wide *wide)
{
	const struct weir_bpf_op *op = &program->ops[at];
	unsigned size = op->code == BPF_LD_ABS_W ? 4 : op->code == BPF_LD_ABS_H ? 2 : 1;

	if (op->k >= BPF_AD_OFF) {
		wide->kind = MACHINE_EXTENSION;
	} else if (op->k > INT32_MAX) {
		wide->kind = size == 4 ? MACHINE_FAR_W : size == 2 ? MACHINE_FAR_H : MACHINE_FAR_B;
	} else {
		wide->kind = size == 4 ? MACHINE_W : size == 2 ? MACHINE_H : MACHINE_B;
		wide->need = op->k + size;
		join(program, at, wide);
	}
}

static void widen(const struct weir_bpf_program *program, size_t at, struct wide *wide)
{
	const struct weir_bpf_op *op = &program->ops[at];

	*wide = (struct wide){ .k = op->k };
	if (bpf_is_branch(op->code)) {
		set_branch(program, at, wide);
	} else if (op->code == BPF_JA) {
		wide->yes = wide->no = arrive(program, at);
	} else if (op->code != BPF_RET_K && op->code != BPF_RET_A) {
		wide->yes = wide->no = arrive(program, at + 1);
	}
	switch ((enum bpf_code)op->code) {
	case BPF_LD_ABS_W:
	case BPF_LD_ABS_H:
	case BPF_LD_ABS_B:
		widen_absolute(program, at, wide);
		return;
	case BPF_LD_IND_W:
		wide->kind = MACHINE_XW;
		join(program, at, wide);
		return;
	case BPF_LD_IND_H:
		wide->kind = MACHINE_XH;
		join(program, at, wide);
		return;
	case BPF_LD_IND_B:
		wide->kind = MACHINE_XB;
		join(program, at, wide);
		return;
	case BPF_LDX_MSH:
		wide->kind = op->k > INT32_MAX ? MACHINE_FAR_MSH : MACHINE_MSH;
		wide->need = op->k + 1;
		return;
	case BPF_SUB_K:
		wide->kind = MACHINE_ADD_K;
		wide->k = 0 - op->k;
		return;
	case BPF_AND_K:
		wide->kind = MACHINE_BITS_K;
		wide->keep = op->k;
		return;
	case BPF_OR_K:
		wide->kind = MACHINE_BITS_K;
		wide->keep = UINT32_MAX;
		wide->set = op->k;
		return;
	case BPF_JA:
		wide->kind = MACHINE_GO;
		return;
#define SAME(name)                                                                                 \
	case BPF_##name:                                                                           \
		wide->kind = MACHINE_##name;                                                       \
		return;
		SAME(LD_IMM)
		SAME(LD_LEN)
		SAME(LD_MEM)
		SAME(LDX_IMM)
		SAME(LDX_LEN)
		SAME(LDX_MEM)
		SAME(ST)
		SAME(STX)
		SAME(ADD_K)
		SAME(ADD_X)
		SAME(SUB_X)
		SAME(MUL_K)
		SAME(MUL_X)
		SAME(DIV_K)
		SAME(DIV_X)
		SAME(MOD_K)
		SAME(MOD_X)
		SAME(OR_X)
		SAME(AND_X)
		SAME(XOR_K)
		SAME(XOR_X)
		SAME(LSH_K)
		SAME(LSH_X)
		SAME(RSH_K)
		SAME(RSH_X)
		SAME(NEG)
		SAME(TAX)
		SAME(TXA)
		SAME(JEQ_K)
		SAME(JEQ_X)
		SAME(JGT_K)
		SAME(JGT_X)
		SAME(JGE_K)
		SAME(JGE_X)
		SAME(JSET_K)
		SAME(JSET_X)
		SAME(RET_K)
		SAME(RET_A)
#undef SAME
	}
}

enum weir_status weir_machine_open(const struct weir_bpf_program *program,
				   struct weir_machine **out, struct weir_error *err)
{
	enum weir_status status = weir_bpf_check(program, err);

	if (status != WEIR_OK)
		return status;
	struct weir_machine *machine =
		malloc(sizeof(*machine) + program->count * sizeof(machine->ops[0]));
	if (!machine)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE,
				 "no memory for a machine of %zu instructions", program->count);
	machine->count = (uint32_t)program->count;
	const void *const *handlers;
	(void)machine_execute(NULL, NULL, &handlers);
	for (size_t i = 0; i < program->count; i++) {
		struct wide *wide = &machine->ops[i];

		widen(program, i, wide);
		wide->handler = handlers[wide->kind];
		wide->yes *= (uint32_t)sizeof(*wide);
		wide->no *= (uint32_t)sizeof(*wide);
	}
	*out = machine;
	return WEIR_OK;
}

void weir_machine_close(struct weir_machine *machine)
{
	free(machine);
}
