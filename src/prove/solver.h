/* solver.h - is there a packet for which a term is true? Z3 says so.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PROVE_SOLVER_H
#define PROVE_SOLVER_H

#include "prove/term.h"

enum solver_answer {
	SOLVER_NONE, /* there is none */
	SOLVER_SOME, /* solver_value has it */
	SOLVER_UNKNOWN,
};

/* Octets of a packet with different names are different unknowns to it, wherever they lie. */
struct solver;
/* WEIR_E_SUPPORT: built without Z3, or there is no library. `terms` outlives the solver. */
enum weir_status solver_open(struct terms *terms, unsigned memory_mib, struct solver **out,
			     struct weir_error *err) WEIR_MUST_USE;
void solver_close(struct solver *solver); /* NULL is fine */

void solver_require(struct solver *solver, term truth);
/* With `extra` required for this question only; ALWAYS: nothing. */
enum solver_answer solver_ask(struct solver *solver, term extra, unsigned milliseconds);
/* Of a TERM_OCTET, _LENGTH, _FREE or _NETLINK in what was required; 0 of others. */
uint32_t solver_value(struct solver *solver, term leaf);
/* Why the last answer was SOLVER_UNKNOWN. */
const char *solver_reason(const struct solver *solver);
/* Ends solver_ask; from any thread. */
void solver_interrupt(struct solver *solver);

#endif
