/* walk_private.h - the states of a walk, shared by walk*.c.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PROVE_WALK_PRIVATE_H
#define PROVE_WALK_PRIVATE_H

#include "prove/facts.h"
#include "prove/walk.h"

/* Scratch words, then A and X. */
enum { REGISTER_A = 16, REGISTER_X = 17, REGISTERS = 18 };
enum { COLUMNS = WALK_PARTS * REGISTERS };

/* Where the parts are; a part that has returned stands behind its last instruction, and its A is what
 * it returned. */
/* The foremost octet that a part has loaded; only for whose turn it is. */
struct walk_reached {
	term base;
	uint32_t offset;
};

struct walk_state {
	uint32_t at[WALK_PARTS];
	term registers[WALK_PARTS][REGISTERS];
	term when;   /* which packets come here */
	facts known; /* and what that says of all of them */
	struct walk_reached reached[WALK_PARTS];
};

/* A state as it is kept: its key has the places of all parts and the registers that are live there. */
struct walk_kept {
	term when;
	facts known;
	struct walk_reached reached[WALK_PARTS]; /* on one of the ways here */
	uint32_t next;                           /* of the same places, + 1; 0: none */
};

struct walk_places {
	uint32_t first; /* kept state + 1 */
	uint32_t count;
	uint32_t next; /* places with the same sum, + 1 */
};

struct walker {
	struct terms *terms;
	const struct walk_order *order;
	struct walk *out;
	struct fact_table facts;
	uint32_t ends[WALK_PARTS];  /* behind the last instruction */
	uint32_t *live[WALK_PARTS]; /* an entry an instruction and the end: a bit a register */
	uint32_t *ways[WALK_PARTS]; /* an entry an instruction: most that may follow */
	struct intern states;       /* keys of kept states */
	struct walk_kept *kept;
	size_t kept_room;
	struct intern controls; /* places of all parts */
	struct walk_places *places;
	size_t places_room;
	uint32_t *sums; /* the first places + 1 by the sum of their instructions */
	enum weir_status status;
};

/* The live registers of all parts, in order. */
uint32_t walk_columns(const struct walker *w, struct walk_state *state, term *columns[COLUMNS]);
/* What comes here refutes the claim. */
void walk_wrong(struct walker *w, term when);
/* Keep a state for later. */
void walk_enter(struct walker *w, struct walk_state *state);
void walk_load_state(const struct walker *w, uint32_t kept, struct walk_state *out);
/* One state in the place of two at the same places, whose registers are choices. */
bool walk_may_join(const struct walker *w, const struct walk_state *one,
		   const struct walk_state *other, bool crowded);
void walk_join(struct walker *w, struct walk_state *one, struct walk_state *other);

/* Whose turn is it? WALK_PARTS: all have returned. */
enum walk_part walk_turn(struct walker *w, const struct walk_state *state);
/* The part loads there. */
void walk_reach(const struct walker *w, struct walk_state *state, enum walk_part part,
		term address);
enum { WALK_TESTED_MAX = 64 };
/* What is known of octets that somebody is about to test, sorted: how many. */
uint32_t walk_tested(const struct walker *w, const struct walk_state *state,
		     uint32_t tested[WALK_TESTED_MAX]);

struct walk_effect {
	uint32_t reads, writes;
};
struct walk_effect walk_effect(const struct weir_bpf_op *op);

/* Execute one instruction of a part. */
void walk_step(struct walker *w, struct walk_state *state, enum walk_part part);
/* Go on only where a truth holds; false: nowhere. */
bool walk_restrict(struct walker *w, struct walk_state *state, term truth);
/* The part has returned a value: keep what is left, or settle it. */
void walk_return(struct walker *w, struct walk_state *state, enum walk_part part, term value);
/* The address that a load of the part's next instruction begins at; false: it loads no octets. */
bool walk_address(struct walker *w, const struct walk_state *state, enum walk_part part,
		  term *address);

#endif
