/* zero.h - zeros for addresses: fit frames only, and nothing left that was computed from an address.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANONYMISE_ZERO_H
#define ANONYMISE_ZERO_H

#include <dnsweir/packet.h>

/* Are the addresses of all headers found? */
bool zero_fits(const struct weir_packet *packet);
/* What follows the outermost IP packet: padding, or a check sequence that tells of the addresses. */
void zero_trailer(const struct weir_packet *packet, uint8_t *bytes, size_t size);

#endif
