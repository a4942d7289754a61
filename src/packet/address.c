/* address.c - a packet's addresses as text.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/packet.h>

#include "base/address.h"

void weir_address_print(uint8_t version, const struct weir_address *address,
			struct weir_writer *out)
{
	if (version == 4)
		address_print_ipv4(address->octets, out);
	else
		address_print_ipv6(address->octets, out);
}
