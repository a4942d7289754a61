/* walk_load.h - what loads get, as terms.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PROVE_WALK_LOAD_H
#define PROVE_WALK_LOAD_H

#include "prove/walk_private.h"

unsigned walk_load_size(const struct weir_bpf_op *op);
/* The value of a load from the packet; *there is the condition under which it is there. */
term walk_load(struct walker *w, const struct walk_state *state, term address, unsigned size,
	       term *there);
/* The same of an extension, by its absolute offset: where it is not there, the program returns A. */
term walk_extension(struct terms *terms, uint32_t k, term a, term x, term *there);

#endif
