/* proof.h - what came of a proof about BPF programs, as text and as JSON.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_PROOF_H
#define PRESENT_PROOF_H

#include <dnsweir/prove.h>

#include <stdio.h>

struct proof {
	enum weir_prove_claim claim;
	bool values;
	bool given; /* something is */
	const struct weir_prove_result *result;
};

struct proof_form {
	bool json;
};
extern const struct proof_form proof_text;
extern const struct proof_form proof_json;

/* WEIR_E_MEMORY: nothing was written. */
enum weir_status proof_print(FILE *file, const struct proof_form *form, const struct proof *proof);

#endif
