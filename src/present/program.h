/* program.h - one classic BPF program in the form asked for.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_PROGRAM_H
#define PRESENT_PROGRAM_H

#include <dnsweir/bpf.h>

#include "present/programs.h"

/* WEIR_E_MEMORY: nothing was written. */
enum weir_status program_print(FILE *file, const struct programs_form *form,
			       const struct weir_bpf_program *program);

#endif
