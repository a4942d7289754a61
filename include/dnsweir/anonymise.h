/* anonymise.h - other addresses in the place of those in a frame, prefixes kept, checksums mended.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Crypto-PAn (Xu, Fan, Ammar, Moon 2002; its AES form, extended to IPv6): two addresses that share
 * their first n bits share exactly n bits afterwards, and one key gives one address the same stand-in
 * everywhere. Unlike plain Crypto-PAn, what an address is stays: 0.0.0.0/8, 127.0.0.0/8 and
 * 224.0.0.0/3, ::/96 and ff00::/8 are left alone, fe80::/10 keeps its ten bits, and nothing else ever
 * becomes one of these. So the first bits on the way to such a prefix are kept too (of IPv4 one to
 * three). IPv4 inside ::ffff:0:0/96 and 64:ff9b::/96 becomes what it becomes elsewhere; of
 * a solicited-node group (ff02::1:ff00:0/104) the last 24 bits change. */
#ifndef DNSWEIR_ANONYMISE_H
#define DNSWEIR_ANONYMISE_H

#include <dnsweir/packet.h>

WEIR_API_BEGIN

enum { WEIR_ANONYMISE_KEY = 32 };

struct weir_anonymiser; /* one thread at a time */

struct weir_anonymise_options {
	size_t size;
	bool macs; /* MAC addresses too */
	/* Every address becomes zeros, special ones and groups too, and so does what would tell of it: octets
	 * behind the IP packet, and checksums that were not right (right ones stay right). Nothing can be
	 * undone, and no key is needed. Frames with headers that may hold other addresses are WEIR_E_SUPPORT:
	 * all but the common ones, mobile IPv6, multipath TCP, IP protocols other than UDP, TCP and ICMP. */
	bool zeros;
};
#define WEIR_ANONYMISE_OPTIONS                                                                     \
	{                                                                                          \
		.size = sizeof(struct weir_anonymise_options)                                      \
	}

/* The key of a secret. 64 hexadecimal digits are the key itself, as Crypto-PAn has it (16 octets of AES
 * key, 16 of padding); all else is stretched with scrypt. WEIR_E_SUPPORT: built without OpenSSL. */
enum weir_status weir_anonymise_key(struct weir_slice secret, uint8_t key[WEIR_ANONYMISE_KEY],
				    struct weir_error *err) WEIR_MUST_USE;

/* `options` may be NULL, and with options->zeros the key. */
enum weir_status weir_anonymise_open(const uint8_t key[WEIR_ANONYMISE_KEY],
				     const struct weir_anonymise_options *options,
				     struct weir_anonymiser **out,
				     struct weir_error *err) WEIR_MUST_USE;
void weir_anonymise_close(struct weir_anonymiser *anonymiser); /* NULL is fine */

/* One address, version 4 or 6, in place. WEIR_E_SYSTEM: the cipher failed, and nothing was changed. */
enum weir_status weir_anonymise_address(struct weir_anonymiser *anonymiser, uint8_t version,
					struct weir_address *address) WEIR_MUST_USE;

/* A frame in place: addresses in IP headers, inside tunnels too, in source routes and record routes, in
 * what ICMP errors quote, in ICMP redirects and neighbour discovery, in ARP, and in the client subnet
 * option of DNS messages on ports 53, 5353 and 5355. Checksums of IP, UDP, TCP, ICMP and GRE change
 * with them, so that a right one stays right and a wrong one wrong. Names, other DNS data and payloads
 * stay as they are; so do frame check sequences and the check values of AH.
 *
 * WEIR_E_SUPPORT: headers that cannot all be read, so that an address could be missed: the frame is
 * not fit to be shown. `*unsearched` is set where a DNS message was not all there (fragments, segments,
 * snap length), so that a client subnet in it may have been missed. */
enum weir_status weir_anonymise_frame(struct weir_anonymiser *anonymiser, uint16_t link,
				      uint8_t *bytes, size_t size, uint32_t wire_size,
				      bool *unsearched) WEIR_MUST_USE;

WEIR_API_END
#endif
