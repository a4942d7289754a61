/* bpfgen_complement.c - the exact complement of a program: what it drops since a load fails is kept, too.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Before each load from the packet it is asked whether the octets are there. */
#include <stdlib.h>

#include "cli/bpfgen_type.h"

enum {
	LD_W_ABS = 0x20,
	LD_H_ABS = 0x28,
	LD_B_ABS = 0x30,
	LD_W_IND = 0x40,
	LD_H_IND = 0x48,
	LD_B_IND = 0x50,
	LDX_MSH = 0xb1,
	LD_MEM = 0x60,
	LDX_MEM = 0x61,
	LD_LEN = 0x80,
	ST = 0x02,
	STX = 0x03,
	SUB_X = 0x1c,
	DIV_X = 0x3c,
	MOD_X = 0x9c,
	JA = 0x05,
	JGE_K = 0x35,
	JGE_X = 0x3d,
	RET_K = 0x06,
	CLASS = 0x07,
	CLASS_JUMP = 0x05,
	CLASS_RET = 0x06,
	LENT = 15, /* the memory word that keeps A */
	KEEP = 65535,
};
#define EXTENSIONS 0xfffff000U /* loads from here on are none from the packet */

static unsigned width_of(uint16_t code)
{
	return code == LD_W_ABS || code == LD_W_IND   ? 4
	       : code == LD_H_ABS || code == LD_H_IND ? 2
						      : 1;
}

/* Instructions before this one. */
static unsigned guard_size(const struct weir_bpf_op *op)
{
	switch (op->code) {
	case LD_W_ABS:
	case LD_H_ABS:
	case LD_B_ABS:
		return op->k >= EXTENSIONS ? 0 : 3;
	case LD_W_IND:
	case LD_H_IND:
	case LD_B_IND:
		return 6;
	case LDX_MSH:
		return 5;
	default:
		return 0;
	}
}

/* What would need more than a look at lengths. */
static bool is_strange(const struct weir_bpf_op *op)
{
	switch (op->code) {
	case LD_W_IND:
	case LD_H_IND:
	case LD_B_IND:
		return op->k > INT32_MAX;
	case LD_MEM:
	case LDX_MEM:
	case ST:
	case STX:
		return op->k == LENT;
	case DIV_X:
	case MOD_X:
		return true;
	default:
		return (op->code & CLASS) == CLASS_RET && op->code != RET_K;
	}
}

struct writing {
	const struct weir_bpf_program *in;
	uint32_t
		*start; /* where each instruction's guard begins; behind the last: where all fail */
	struct weir_bpf_op *ops;
	size_t count;
};

static void put(struct writing *w, uint16_t code, uint8_t jt, uint32_t k)
{
	w->ops[w->count++] = (struct weir_bpf_op){ code, jt, 0, k };
}

/* A holds the length: at least so much, or all is lost. */
static void put_test(struct writing *w, uint16_t code, uint32_t least)
{
	put(w, code, 1, least);
	put(w, JA, 0, w->start[w->in->count] - (uint32_t)w->count - 1);
}

static void put_guard(struct writing *w, const struct weir_bpf_op *op)
{
	switch (guard_size(op)) {
	case 3:
		put(w, LD_LEN, 0, 0);
		put_test(w, JGE_K, op->k + width_of(op->code));
		break;
	case 5:
		put(w, ST, 0, LENT);
		put(w, LD_LEN, 0, 0);
		put_test(w, JGE_K, op->k + 1);
		put(w, LD_MEM, 0, LENT);
		break;
	case 6: /* X may be anything */
		put(w, LD_LEN, 0, 0);
		put_test(w, JGE_X, 0);
		put(w, SUB_X, 0, 0);
		put_test(w, JGE_K, op->k + width_of(op->code));
		break;
	default:
		break;
	}
}

/* False: it leads too far. */
static bool put_op(struct writing *w, size_t at)
{
	struct weir_bpf_op op = w->in->ops[at];
	uint32_t next = (uint32_t)w->count + 1;

	if (op.code == JA) {
		op.k = w->start[at + 1 + op.k] - next;
	} else if ((op.code & CLASS) == CLASS_JUMP) {
		uint32_t yes = w->start[at + 1 + op.jt] - next;
		uint32_t no = w->start[at + 1 + op.jf] - next;
		if (yes > UINT8_MAX || no > UINT8_MAX)
			return false;
		op.jt = (uint8_t)yes;
		op.jf = (uint8_t)no;
	} else if (op.code == RET_K) {
		op.k = op.k ? 0 : KEEP;
	}
	w->ops[w->count++] = op;
	return true;
}

bool bpfgen_complement(const struct weir_bpf_program *in, struct weir_bpf_program *out)
{
	struct writing w = { .in = in, .start = calloc(in->count + 1, sizeof(*w.start)) };
	size_t size = 0;
	bool fine = w.start != NULL;

	for (size_t i = 0; i < in->count && fine; i++) {
		w.start[i] = (uint32_t)size;
		size += guard_size(&in->ops[i]) + 1;
		fine = !is_strange(&in->ops[i]);
	}
	fine = fine && size + 1 <= WEIR_BPF_OPS_MAX;
	if (fine) {
		w.start[in->count] = (uint32_t)size;
		w.ops = calloc(size + 1, sizeof(*w.ops));
		fine = w.ops != NULL;
	}
	for (size_t i = 0; i < in->count && fine; i++) {
		put_guard(&w, &in->ops[i]);
		fine = put_op(&w, i);
	}
	free(w.start);
	if (!fine) {
		free(w.ops);
		return false;
	}
	put(&w, RET_K, 0, KEEP);
	*out = (struct weir_bpf_program){ w.ops, w.count };
	return true;
}
