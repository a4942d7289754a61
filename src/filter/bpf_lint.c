/* bpf_lint.c - what a program can and cannot do, without a packet: an instruction after the other, on all
 * ways at once.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * All jumps lead forward, so one pass sees every way to an instruction before the instruction. */
#include <stdlib.h>

#include "filter/bpf_check.h"
#include "filter/bpf_known.h"

enum { A, X, MEMORY, REGISTERS = MEMORY + BPF_MEMORY_WORDS };

/* Before an instruction. */
struct place {
	bool reached;
	uint16_t least,
		most; /* instructions executed on the shortest and on the longest way here */
	struct bpf_known known[REGISTERS];
};

struct walk {
	const struct weir_bpf_program *program;
	struct place *places;
	void (*tell)(void *context, enum weir_bpf_finding finding, size_t at, uint32_t value);
	void *context;
	size_t at;
	struct place now; /* behind the instruction at hand */
	/* How the program ends. */
	bool fails, returns, returns_unknown, returns_several;
	uint32_t result;
	uint32_t least, most; /* instructions executed */
};

static void tell(const struct walk *w, enum weir_bpf_finding finding, uint32_t value)
{
	w->tell(w->context, finding, w->at, value);
}

static void go(struct walk *w, size_t to)
{
	struct place *place = &w->places[to];

	if (!place->reached) {
		*place = w->now;
		place->reached = true;
		return;
	}
	for (size_t i = 0; i < REGISTERS; i++)
		place->known[i] = bpf_known_join(place->known[i], w->now.known[i]);
	if (w->now.least < place->least)
		place->least = w->now.least;
	if (w->now.most > place->most)
		place->most = w->now.most;
}

/* The program may end at this instruction. */
static void end(struct walk *w)
{
	if (w->now.least < w->least)
		w->least = w->now.least;
	if (w->now.most > w->most)
		w->most = w->now.most;
}

static void fail(struct walk *w)
{
	w->fails = true;
	end(w);
}

static void give(struct walk *w, const struct bpf_known *value)
{
	end(w);
	if (!bpf_known_is_number(value)) {
		w->returns_unknown = true;
		return;
	}
	w->returns_several = w->returns_several || (w->returns && w->result != value->low);
	w->returns = true;
	w->result = value->low;
}

static const struct bpf_known any = { UINT32_MAX, 0, 0, UINT32_MAX };

static void load_extension(struct walk *w, uint32_t k)
{
	struct bpf_known *a = &w->now.known[A];
	enum bpf_extension extension = (enum bpf_extension)(k - BPF_AD_OFF);

	tell(w, WEIR_BPF_FINDING_ASKS, (k - BPF_AD_OFF) / 4);
	switch (extension) {
	case BPF_AD_IFINDEX:
	case BPF_AD_HATYPE:
		give(w, a); /* where there is no device */
		*a = any;
		break;
	case BPF_AD_ALU_XOR_X:
		*a = bpf_known_compute(BPF_XOR_X, *a, w->now.known[X]);
		break;
	case BPF_AD_PROTOCOL:
	case BPF_AD_VLAN_TAG:
	case BPF_AD_VLAN_TPID:
		*a = bpf_known_below(1 << 16);
		break;
	case BPF_AD_VLAN_TAG_PRESENT:
		*a = bpf_known_below(2);
		break;
	case BPF_AD_PKTTYPE:
	case BPF_AD_NLATTR:
	case BPF_AD_NLATTR_NEST:
	case BPF_AD_MARK:
	case BPF_AD_QUEUE:
	case BPF_AD_RXHASH:
	case BPF_AD_CPU:
	case BPF_AD_PAY_OFFSET:
	case BPF_AD_RANDOM:
		*a = any;
		break;
	}
}

static struct bpf_known loaded(uint16_t code)
{
	return (code & 0x18) == 0 ? any : bpf_known_below((code & 0x18) == 8 ? 1 << 16 : 1 << 8);
}

/* False: it ends the program. */
static bool load(struct walk *w, const struct weir_bpf_op *op)
{
	bool absolute = (op->code & 0xe0) != 0x40;

	if (absolute && op->k >= BPF_AD_OFF && op->code != BPF_LDX_MSH) {
		load_extension(w, op->k);
		return true;
	}
	fail(w);
	if (absolute && op->k > INT32_MAX && op->k < BPF_LL_OFF) {
		tell(w, WEIR_BPF_FINDING_NOWHERE, op->k);
		return false;
	}
	if (op->code == BPF_LDX_MSH)
		w->now.known[X] = bpf_known_compute(BPF_AND_K, any, bpf_known_number(0x3c));
	else
		w->now.known[A] = loaded(op->code);
	return true;
}

/* False: it ends the program. */
static bool compute(struct walk *w, const struct weir_bpf_op *op)
{
	struct bpf_known operand = op->code & 8 ? w->now.known[X] : bpf_known_number(op->k);

	if (op->code == BPF_DIV_X || op->code == BPF_MOD_X) {
		if (operand.low == 0)
			fail(w);
		if (operand.high == 0) {
			tell(w, WEIR_BPF_FINDING_ZERO_DIVISOR, 0);
			return false;
		}
	}
	w->now.known[A] = bpf_known_compute(op->code, w->now.known[A], operand);
	return true;
}

static void branch(struct walk *w, const struct weir_bpf_op *op)
{
	struct bpf_known a = w->now.known[A];
	struct bpf_known operand = op->code & 8 ? w->now.known[X] : bpf_known_number(op->k);
	struct bpf_known yes = a;
	struct bpf_known no = a;
	bool may = true;
	bool may_not = true;

	if (bpf_known_is_number(&operand)) {
		may = bpf_known_branch(op->code, true, operand.low, &yes);
		may_not = bpf_known_branch(op->code, false, operand.low, &no);
	}
	if (op->jt == op->jf)
		tell(w, WEIR_BPF_FINDING_SAME_WAY, 0);
	else if (!may || !may_not)
		tell(w, may ? WEIR_BPF_FINDING_ALWAYS_TRUE : WEIR_BPF_FINDING_NEVER_TRUE, 0);
	if (may) {
		w->now.known[A] = yes;
		go(w, w->at + 1 + op->jt);
	}
	if (may_not) {
		w->now.known[A] = no;
		go(w, w->at + 1 + op->jf);
	}
}

static void give_number(struct walk *w, uint32_t value)
{
	struct bpf_known number = bpf_known_number(value);

	tell(w, WEIR_BPF_FINDING_RETURNS, value);
	give(w, &number);
}

/* What goes on behind the instruction is left in `now`; false: nothing goes straight on. */
static bool execute(struct walk *w, const struct weir_bpf_op *op)
{
	struct bpf_known *known = w->now.known;

	switch (bpf_code_row(op->code)->operand) {
	case OPERAND_ABSOLUTE:
	case OPERAND_INDIRECT:
	case OPERAND_NIBBLE:
		return load(w, op);
	case OPERAND_JUMP_K:
	case OPERAND_JUMP_X:
		branch(w, op);
		return false;
	case OPERAND_FAR:
		go(w, w->at + 1 + op->k);
		return false;
	default:
		break;
	}
	switch (op->code) {
	case BPF_LD_IMM:
	case BPF_LDX_IMM:
		known[op->code & 1 ? X : A] = bpf_known_number(op->k);
		return true;
	case BPF_LD_LEN:
	case BPF_LDX_LEN:
		known[op->code & 1 ? X : A] = any;
		return true;
	case BPF_LD_MEM:
	case BPF_LDX_MEM:
		known[op->code & 1 ? X : A] = known[MEMORY + op->k];
		return true;
	case BPF_ST:
	case BPF_STX:
		known[MEMORY + op->k] = known[op->code & 1 ? X : A];
		return true;
	case BPF_TAX:
		known[X] = known[A];
		return true;
	case BPF_TXA:
		known[A] = known[X];
		return true;
	case BPF_RET_K:
		give_number(w, op->k);
		return false;
	case BPF_RET_A:
		tell(w, WEIR_BPF_FINDING_RETURNS_A, 0);
		give(w, &known[A]);
		return false;
	default:
		return compute(w, op);
	}
}

static void sum_up(struct walk *w)
{
	w->at = w->program->count;
	if (w->returns_unknown || w->returns_several) {
		/* nothing to say */
	} else if (!w->returns || !w->fails || w->result == 0) {
		tell(w, WEIR_BPF_FINDING_ALWAYS_RETURNS, w->returns ? w->result : 0);
	} else {
		tell(w, WEIR_BPF_FINDING_ALWAYS_UNLESS_SHORT, w->result);
	}
	tell(w, WEIR_BPF_FINDING_EXECUTES_LEAST, w->least);
	tell(w, WEIR_BPF_FINDING_EXECUTES_MOST, w->most);
}

static void walk(struct walk *w)
{
	w->places[0].reached = true;
	for (size_t i = 0; i < REGISTERS; i++)
		w->places[0].known[i] = bpf_known_number(0);
	for (w->at = 0; w->at < w->program->count; w->at++) {
		w->now = w->places[w->at];
		if (!w->now.reached) {
			tell(w, WEIR_BPF_FINDING_UNREACHABLE, 0);
			continue;
		}
		w->now.least++;
		w->now.most++;
		if (execute(w, &w->program->ops[w->at]))
			go(w, w->at + 1);
	}
	sum_up(w);
}

struct faults {
	void (*tell)(void *context, enum weir_bpf_finding finding, size_t at, uint32_t value);
	void *context;
	size_t count;
};

static bool count_fault(void *context, enum weir_bpf_finding finding, size_t at)
{
	struct faults *faults = context;

	faults->count++;
	faults->tell(faults->context, finding, at, 0);
	return true;
}

enum weir_status weir_bpf_lint(const struct weir_bpf_program *program,
			       void (*tell_one)(void *context, enum weir_bpf_finding finding,
						size_t at, uint32_t value),
			       void *context)
{
	struct faults faults = { tell_one, context, 0 };
	struct walk w = {
		.program = program, .tell = tell_one, .context = context, .least = UINT32_MAX
	};

	bpf_faults(program, count_fault, &faults);
	if (faults.count > 0)
		return WEIR_OK;
	w.places = calloc(program->count, sizeof(*w.places));
	if (!w.places)
		return WEIR_E_MEMORY;
	walk(&w);
	free(w.places);
	return WEIR_OK;
}
