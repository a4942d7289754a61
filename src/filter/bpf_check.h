/* bpf_check.h - the kernel's rules, each told where it is broken.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_BPF_CHECK_H
#define FILTER_BPF_CHECK_H

#include "filter/bpf_code.h"

/* Tells each fault until `tell` says false; `at` is the program's size where it is about the whole. */
void bpf_faults(const struct weir_bpf_program *program,
		bool (*tell)(void *context, enum weir_bpf_finding finding, size_t at),
		void *context);

#endif
