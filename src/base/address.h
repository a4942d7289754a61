/* address.h - IPv4 and IPv6 addresses to and from text, for every floor that shows them.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <dnsweir/base.h>

enum { ADDRESS_TEXT_MAX = 40 }; /* eight groups of four and their colons take 39 */

/* Write without NUL and return the end. IPv6 as RFC 5952 wants it. */
char *address_put_ipv4(char *to, const uint8_t octets[4]);
char *address_put_ipv6(char *to, const uint8_t octets[16]);

void address_print_ipv4(const uint8_t octets[4], struct weir_writer *out);
void address_print_ipv6(const uint8_t octets[16], struct weir_writer *out);

/* Strict: four decimal numbers without leading zeros, or RFC 4291 section 2.2. False leaves `octets`
 * as it was. */
bool address_parse_ipv4(struct weir_slice text, uint8_t octets[4]);
bool address_parse_ipv6(struct weir_slice text, uint8_t octets[16]);

#endif
