/* address.h - the stand-in of an address, whole or its first bits, and of a MAC address.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANONYMISE_ADDRESS_H
#define ANONYMISE_ADDRESS_H

#include <dnsweir/anonymise.h>

#include "anonymise/crypto_pan.h"

enum { MAC_SIZE = 6, CACHE_FOUR = 8192, CACHE_SIX = 4096 };

/* What was asked before, by a hash of the address. */
struct known {
	bool used;
	struct weir_address in, out;
};

struct weir_anonymiser {
	struct crypto_pan *pan;
	bool macs;
	bool zeros; /* and no `pan` */
	struct known four[CACHE_FOUR];
	struct known six[CACHE_SIX];
};

/* Group addresses stay (but for the last octets of a solicited-node group), and so does 0; others
 * become locally administered ones. */
enum weir_status anonymise_mac(struct weir_anonymiser *a, uint8_t mac[MAC_SIZE]) WEIR_MUST_USE;

#endif
