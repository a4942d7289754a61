/* bpf_places.h - where a classic BPF program can be loaded, and what limits there are.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_BPF_PLACES_H
#define CLI_BPF_PLACES_H

#include "present/program_check.h"

enum bpf_place {
	BPF_PLACE_XT_BPF,
	BPF_PLACE_TC,
	BPF_PLACE_SOCKET,
	BPF_PLACE_BSD,
	BPF_PLACES,
};
extern const char *const bpf_place_words[BPF_PLACES];

/* Would it be loaded there? `check` has the program and its findings. */
void bpf_place_judge(const struct program_check *check, enum bpf_place place,
		     struct program_place *out);
/* What the running kernel says of it: by attaching it to a socket of our own. */
void bpf_place_kernel(const struct program_check *check, struct program_place *out);

#endif
