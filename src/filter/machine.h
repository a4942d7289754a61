/* machine.h - the wide instructions that a program is turned into before it runs.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Wide instruction n does what the program's n-th does, and often what its next ones do too: a load
 * takes the ANDs, ORs and the comparison behind it along. So jumps keep their targets, whatever was
 * joined before them. */
#ifndef FILTER_MACHINE_H
#define FILTER_MACHINE_H

#include <dnsweir/bpf.h>

enum machine_kind {
#define KIND(name) MACHINE_##name,
#include "filter/machine_kind.def"
#undef KIND
};

struct wide {
	const void *handler; /* of machine_execute */
	uint32_t k;
	uint32_t need; /* octets that the packet must have for an absolute load */
	uint32_t keep, set;
	uint32_t value;
	uint32_t yes,
		no; /* what comes next, in octets from the first; the same for all but comparisons */
	uint32_t kind;
};

struct weir_machine {
	uint32_t count;
	struct wide ops[];
};

/* Run it; or, where `handlers` is not NULL, only tell the handler of each kind. */
uint32_t machine_execute(const struct weir_machine *machine, const struct weir_bpf_packet *packet,
			 const void *const **handlers);

#endif
