/* mend.h - change octets of a frame, and the checksums over them with it.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANONYMISE_MEND_H
#define ANONYMISE_MEND_H

#include <dnsweir/packet.h>

/* One checksum: what it covers, beside the octets of a pseudo header. */
struct mend_sum {
	size_t from, to; /* octets of the frame */
	size_t field;    /* where it stands */
	size_t source;   /* places of the pseudo header's addresses; MEND_NOWHERE: none */
	size_t target;
	bool may_lack;   /* UDP: zero stands for none */
	bool drop;       /* becomes zero */
	uint64_t change; /* sum of the words that came, and of the complements of those that went */
};

enum { MEND_SUMS = WEIR_SPANS_MAX + 1 };
#define MEND_NOWHERE SIZE_MAX

struct mend {
	uint8_t *bytes;
	size_t size;
	struct mend_sum sums[MEND_SUMS]; /* outermost first */
	unsigned count;
};

/* Sums whose field is not there are not taken. */
void mend_add(struct mend *mend, struct mend_sum sum);
/* Octets that lie outside the frame are not written. */
void mend_put(struct mend *mend, size_t at, const uint8_t *octets, size_t size);
/* Write the sums. */
void mend_settle(struct mend *mend);

#endif
