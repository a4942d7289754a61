/* work.h - one frame on its way to other addresses.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANONYMISE_WORK_H
#define ANONYMISE_WORK_H

#include "anonymise/address.h"
#include "anonymise/mend.h"

struct work {
	struct weir_anonymiser *anonymiser;
	struct mend mend;
	size_t source, target; /* places of the addresses in the next transport's pseudo header */
	bool drop;             /* the checksum to be learnt becomes zero */
	bool unsearched;
	enum weir_status status;
};

/* The address at this place, if it is all there. */
void work_address(struct work *w, size_t at, uint8_t version);
/* client_subnet.c: the addresses in DNS messages. */
void work_dns(struct work *w, const struct weir_packet *packet);

#endif
