/* program_check.h - what there is to say of a BPF program: faults, remarks, who can load it.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_PROGRAM_CHECK_H
#define PRESENT_PROGRAM_CHECK_H

#include <dnsweir/bpf.h>

#include <stdio.h>

struct palette;

struct program_finding {
	enum weir_bpf_finding finding;
	size_t at;
	uint32_t value;
};

/* A place where a program can be loaded. */
struct program_place {
	const char *key;
	bool able;
	char reason[240];
	char note[240]; /* empty: none */
};

enum { PROGRAM_PLACES_MAX = 8 };

struct program_check {
	const struct weir_bpf_program *program;
	const struct program_finding *findings;
	size_t finding_count;
	struct program_place places[PROGRAM_PLACES_MAX];
	size_t place_count;
};

/* Is a rule of the kernel broken? */
bool program_check_faulty(const struct program_check *check);

struct program_check_form {
	/* False: no memory. */
	bool (*print)(FILE *out, const struct palette *palette, const struct program_check *check);
};
extern const struct program_check_form program_check_text;
extern const struct program_check_form program_check_json;

#endif
