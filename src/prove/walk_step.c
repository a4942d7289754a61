/* walk_step.c - what one instruction does to a state.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * As weir_bpf_trace does it to numbers: tests/unit/prove/random.c holds the two equal. */
#include "filter/bpf_code.h"
#include "prove/walk_load.h"

enum { BIT_A = 1 << REGISTER_A, BIT_X = 1 << REGISTER_X };

static struct walk_effect load_effect(const struct weir_bpf_op *op)
{
	switch (op->code) {
	case BPF_LD_ABS_W:
	case BPF_LD_ABS_H:
	case BPF_LD_ABS_B:
		/* Some extensions read A and X, or return A. */
		return (struct walk_effect){ op->k >= BPF_AD_OFF ? BIT_A | BIT_X : 0, BIT_A };
	case BPF_LD_IND_W:
	case BPF_LD_IND_H:
	case BPF_LD_IND_B:
		return (struct walk_effect){ BIT_X, BIT_A };
	case BPF_LD_LEN:
	case BPF_LD_IMM:
		return (struct walk_effect){ 0, BIT_A };
	case BPF_LD_MEM:
		return (struct walk_effect){ 1U << op->k, BIT_A };
	case BPF_LDX_MEM:
		return (struct walk_effect){ 1U << op->k, BIT_X };
	default:
		return (struct walk_effect){ 0, BIT_X };
	}
}

struct walk_effect walk_effect(const struct weir_bpf_op *op)
{
	switch (op->code & 7) {
	case 0:
	case 1:
		return load_effect(op);
	case 2:
		return (struct walk_effect){ BIT_A, 1U << op->k };
	case 3:
		return (struct walk_effect){ BIT_X, 1U << op->k };
	case 4:
		return (struct walk_effect){ BIT_A | (op->code & 8 ? BIT_X : 0), BIT_A };
	case 5:
		if (op->code == BPF_JA)
			return (struct walk_effect){ 0, 0 };
		return (struct walk_effect){ BIT_A | (op->code & 8 ? BIT_X : 0), 0 };
	case 6:
		return (struct walk_effect){ op->code == BPF_RET_A ? BIT_A : 0, 0 };
	default:
		return op->code == BPF_TAX ? (struct walk_effect){ BIT_A, BIT_X }
					   : (struct walk_effect){ BIT_X, BIT_A };
	}
}

bool walk_restrict(struct walker *w, struct walk_state *state, term truth)
{
	switch (facts_decide(&w->facts, w->terms, state->known, truth)) {
	case FACT_TRUE:
		return true;
	case FACT_FALSE:
		return false;
	case FACT_OPEN:
		break;
	}
	state->when = term_both(w->terms, state->when, truth);
	state->known = facts_add(&w->facts, w->terms, state->known, truth);
	return state->when != NEVER;
}

static bool is_over(const struct walker *w, const struct walk_state *state, enum walk_part part)
{
	return state->at[part] == w->ends[part];
}

static term is_match(struct walker *w, const struct walk_state *state, enum walk_part part)
{
	return term_not(w->terms, term_equal(w->terms, state->registers[part][REGISTER_A], ZERO));
}

/* What refutes the claim, of values that were returned. */
static term is_wrong(struct walker *w, const struct walk_state *state)
{
	struct terms *terms = w->terms;
	term a = is_match(w, state, PART_A);
	term b = w->order->parts[PART_B] ? is_match(w, state, PART_B) : NEVER;

	switch (w->order->claim) {
	case WEIR_PROVE_EQUAL:
		if (w->order->values)
			return term_not(terms,
					term_equal(terms, state->registers[PART_A][REGISTER_A],
						   state->registers[PART_B][REGISTER_A]));
		return term_either(terms, term_both(terms, a, term_not(terms, b)),
				   term_both(terms, b, term_not(terms, a)));
	case WEIR_PROVE_IMPLIES:
		return term_both(terms, a, term_not(terms, b));
	case WEIR_PROVE_DISJOINT:
		return term_both(terms, a, b);
	case WEIR_PROVE_NEVER:
		return a;
	case WEIR_PROVE_ALWAYS:
		break;
	}
	return term_not(terms, a);
}

void walk_return(struct walker *w, struct walk_state *state, enum walk_part part, term value)
{
	state->at[part] = w->ends[part];
	state->registers[part][REGISTER_A] = value;
	if (part == PART_GIVEN) {
		if (!walk_restrict(w, state, is_match(w, state, part)))
			return;
		state->registers[part][REGISTER_A] = ZERO;
	}
	for (enum walk_part other = 0; other < WALK_PARTS; other++)
		if (!is_over(w, state, other)) {
			walk_enter(w, state);
			return;
		}
	if (walk_restrict(w, state, is_wrong(w, state)))
		walk_wrong(w, state->when);
}

/* Go on behind a load where it is there; else the part returns `value`. */
static void go_on(struct walker *w, struct walk_state *state, enum walk_part part, term there,
		  term value)
{
	struct walk_state gone = *state;

	if (walk_restrict(w, &gone, term_not(w->terms, there)))
		walk_return(w, &gone, part, value);
	if (walk_restrict(w, state, there)) {
		state->at[part]++;
		walk_enter(w, state);
	}
}

static void step_load(struct walker *w, struct walk_state *state, enum walk_part part)
{
	const struct weir_bpf_op *op = &w->order->parts[part]->ops[state->at[part]];
	struct terms *terms = w->terms;
	term there = ALWAYS;
	term otherwise = ZERO;
	term address;
	term *a = &state->registers[part][REGISTER_A];
	term *x = &state->registers[part][REGISTER_X];
	term *to = (op->code & 7) == 0 ? a : x;

	if (walk_address(w, state, part, &address)) {
		walk_reach(w, state, part, address);
		*to = walk_load(w, state, address, walk_load_size(op), &there);
		if (op->code == BPF_LDX_MSH)
			*to = term_shl(terms, term_and(terms, *to, term_constant(terms, 15)),
				       term_constant(terms, 2));
	} else if (op->code == BPF_LD_ABS_W || op->code == BPF_LD_ABS_H ||
		   op->code == BPF_LD_ABS_B) {
		otherwise = *a;
		*a = walk_extension(terms, op->k, *a, *x, &there);
	} else if (op->code == BPF_LD_LEN || op->code == BPF_LDX_LEN) {
		*to = term_length(terms);
	} else if (op->code == BPF_LD_IMM || op->code == BPF_LDX_IMM) {
		*to = term_constant(terms, op->k);
	} else { /* from a scratch word */
		*to = state->registers[part][op->k];
	}
	go_on(w, state, part, there, otherwise);
}

static term compute(struct terms *terms, uint16_t code, term a, term b)
{
	term minus = term_constant(terms, UINT32_MAX);

	switch (code & 0xf0) {
	case BPF_ADD_K & 0xf0:
		return term_add(terms, a, b);
	case BPF_SUB_K & 0xf0: /* of a constant that is a constant again */
		return term_add(terms, a, term_mul(terms, b, minus));
	case BPF_MUL_K & 0xf0:
		return term_mul(terms, a, b);
	case BPF_DIV_K & 0xf0:
		return term_div(terms, a, b);
	case BPF_MOD_K & 0xf0:
		return term_mod(terms, a, b);
	case BPF_OR_K & 0xf0:
		return term_or(terms, a, b);
	case BPF_AND_K & 0xf0:
		return term_and(terms, a, b);
	case BPF_XOR_K & 0xf0:
		return term_xor(terms, a, b);
	case BPF_LSH_K & 0xf0:
		return term_shl(terms, a, b);
	case BPF_RSH_K & 0xf0:
		return term_shr(terms, a, b);
	default: /* BPF_NEG */
		return term_mul(terms, a, minus);
	}
}

/* The operand of arithmetic and comparisons. */
static term operand(struct walker *w, const struct walk_state *state, enum walk_part part)
{
	const struct weir_bpf_op *op = &w->order->parts[part]->ops[state->at[part]];

	return op->code & 8 ? state->registers[part][REGISTER_X] : term_constant(w->terms, op->k);
}

static void step_compute(struct walker *w, struct walk_state *state, enum walk_part part)
{
	uint16_t code = w->order->parts[part]->ops[state->at[part]].code;
	term *a = &state->registers[part][REGISTER_A];
	term b = operand(w, state, part);
	term there = ALWAYS;

	if ((code & 0xf0) == (BPF_DIV_K & 0xf0) || (code & 0xf0) == (BPF_MOD_K & 0xf0))
		there = term_not(w->terms, term_equal(w->terms, b, ZERO));
	if (there != NEVER)
		*a = compute(w->terms, code, *a, b);
	go_on(w, state, part, there, ZERO);
}

static term comparison(struct terms *terms, uint16_t code, term a, term b)
{
	switch (code & 0xf0) {
	case BPF_JEQ_K & 0xf0:
		return term_equal(terms, a, b);
	case BPF_JGT_K & 0xf0:
		return term_less(terms, b, a);
	case BPF_JGE_K & 0xf0:
		return term_not(terms, term_less(terms, a, b));
	default:
		return term_not(terms, term_equal(terms, term_and(terms, a, b), ZERO));
	}
}

static void step_branch(struct walker *w, struct walk_state *state, enum walk_part part)
{
	const struct weir_bpf_op *op = &w->order->parts[part]->ops[state->at[part]];
	struct walk_state other = *state;

	if (op->code == BPF_JA) {
		state->at[part] += 1 + op->k;
		walk_enter(w, state);
		return;
	}
	term holds = comparison(w->terms, op->code, state->registers[part][REGISTER_A],
				operand(w, state, part));
	state->at[part] += 1U + op->jt;
	if (walk_restrict(w, state, holds))
		walk_enter(w, state);
	other.at[part] += 1U + op->jf;
	if (walk_restrict(w, &other, term_not(w->terms, holds)))
		walk_enter(w, &other);
}

void walk_step(struct walker *w, struct walk_state *state, enum walk_part part)
{
	const struct weir_bpf_op *op = &w->order->parts[part]->ops[state->at[part]];
	term *registers = state->registers[part];

	switch (op->code & 7) {
	case 0:
	case 1:
		step_load(w, state, part);
		return;
	case 4:
		step_compute(w, state, part);
		return;
	case 5:
		step_branch(w, state, part);
		return;
	case 6:
		walk_return(w, state, part,
			    op->code == BPF_RET_A ? registers[REGISTER_A]
						  : term_constant(w->terms, op->k));
		return;
	case 2:
		registers[op->k] = registers[REGISTER_A];
		break;
	case 3:
		registers[op->k] = registers[REGISTER_X];
		break;
	default:
		if (op->code == BPF_TAX)
			registers[REGISTER_X] = registers[REGISTER_A];
		else
			registers[REGISTER_A] = registers[REGISTER_X];
		break;
	}
	state->at[part]++;
	walk_enter(w, state);
}
