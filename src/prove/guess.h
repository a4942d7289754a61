/* guess.h - packets steered by the programs themselves: a refutation without a proof.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PROVE_GUESS_H
#define PROVE_GUESS_H

#include "prove/inquiry.h"

/* Makes up to `tries` packets and runs the programs on them; where one refutes the claim the answer is
 * in in->out, the packet as short and as plain as it gets. */
enum weir_status guess(struct inquiry *in, size_t tries, struct weir_error *err) WEIR_MUST_USE;

#endif
