/* armour.h - octets as hex, base64 and base32hex, RFC 4648: written, and read piece by piece.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNS_ARMOUR_H
#define DNS_ARMOUR_H

#include <dnsweir/base.h>

void armour_print_base64(struct weir_slice bytes, struct weir_writer *out);
/* With the extended hex alphabet and without padding, as NSEC3 has it (RFC 5155 section 3.3). */
void armour_print_base32(struct weir_slice bytes, struct weir_writer *out);

enum armour_kind { ARMOUR_HEX = 4, ARMOUR_BASE32 = 5, ARMOUR_BASE64 = 6 }; /* bits a character */

/* A reader of one encoded value whose text may come in pieces. */
struct armour {
	enum armour_kind kind;
	uint32_t bits;    /* read, not yet written */
	unsigned count;   /* of them */
	unsigned padding; /* '=' seen */
	size_t characters;
};

/* Decode a piece into `out`. WEIR_E_FORM: a character that does not belong there; *at is its place. */
enum weir_status armour_feed(struct armour *armour, struct weir_slice text, struct weir_writer *out,
			     size_t *at);
/* Were the characters a whole value? */
bool armour_is_whole(const struct armour *armour);

#endif
