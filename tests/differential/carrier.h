/* carrier.h - what a packet consists of, and its octets.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DIFFERENTIAL_CARRIER_H
#define DIFFERENTIAL_CARRIER_H

#include <dnsweir/rule.h>

#include "random.h"

struct carrier {
	enum weir_target target;
	unsigned vlans;        /* headers in front of IP */
	unsigned version;      /* 4, 6; 0: ARP */
	unsigned option_words; /* of IPv4 */
	unsigned extensions;
	uint8_t extension[8];
	uint16_t fragment_offset;
	uint8_t protocol;
	uint16_t source, destination; /* ports */
	unsigned tcp_words;           /* data offset */
	uint8_t name[400];            /* of the question, as on the wire */
	size_t name_size;
	uint16_t type, class, flags;
	uint16_t counts[4];
	unsigned records; /* small ones behind the question */
	bool opt;         /* the first of them is an OPT record */
};

void carrier_random(struct random *r, enum weir_target target, struct carrier *out);
size_t carrier_write(struct random *r, const struct carrier *carrier, uint8_t *octets, size_t room);

#endif
