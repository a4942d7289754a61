/* programs.h - random BPF programs and packets for them, the same for the same seed.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_PROGRAMS_H
#define TESTS_PROGRAMS_H

#include <dnsweir/bpf.h>

#include "random.h"

enum { PROGRAM_SIZE_MAX = 300, PROGRAM_PACKET_MAX = 128 };

struct program_flavour {
	unsigned faults; /* of a hundred programs, about so many have something mended into wrong */
	bool extensions; /* those whose values do not differ between machines */
	bool far_offsets; /* loads from below 0, and X + k that wraps */
	bool long_shifts; /* by X, of any size */
};

/* `ops` has room for PROGRAM_SIZE_MAX instructions; returns how many it wrote. */
size_t program_random(struct random *r, const struct program_flavour *flavour,
		      struct weir_bpf_op *ops);
/* Up to PROGRAM_PACKET_MAX octets into `octets`: few different values, and netlink attributes. */
size_t program_packet(struct random *r, uint8_t *octets);

#endif
