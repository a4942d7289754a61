/* link.h - the link types of captured frames, by their LINKTYPE_ numbers of tcpdump.org.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNSWEIR_LINK_H
#define DNSWEIR_LINK_H

#include <dnsweir/base.h>

/* The numbers that the packet decoder knows by name; a frame may carry any other. */
enum weir_link {
	WEIR_LINK_NULL = 0,
	WEIR_LINK_ETHERNET = 1,
	WEIR_LINK_ARCNET_BSD = 7,
	WEIR_LINK_PPP = 9,
	WEIR_LINK_FDDI = 10,
	WEIR_LINK_PPP_HDLC = 50, /* "PPP_SERIAL" */
	WEIR_LINK_PPP_ETHER = 51,
	WEIR_LINK_ATM_RFC1483 = 100,
	WEIR_LINK_RAW = 101,
	WEIR_LINK_C_HDLC = 104,
	WEIR_LINK_IEEE802_11 = 105,
	WEIR_LINK_FRELAY = 107,
	WEIR_LINK_LOOP = 108,
	WEIR_LINK_ENC = 109,
	WEIR_LINK_LINUX_SLL = 113,
	WEIR_LINK_PFLOG = 117,
	WEIR_LINK_IEEE802_11_PRISM = 119,
	WEIR_LINK_IEEE802_11_RADIOTAP = 127,
	WEIR_LINK_ARCNET_LINUX = 129,
	WEIR_LINK_USER2 = 149, /* what old macOS wrote for PKTAP */
	WEIR_LINK_IEEE802_11_AVS = 163,
	WEIR_LINK_JUNIPER_ETHER = 178,
	WEIR_LINK_PPI = 192,
	WEIR_LINK_IPV4 = 228,
	WEIR_LINK_IPV6 = 229,
	WEIR_LINK_NFLOG = 239,
	WEIR_LINK_PKTAP = 258,
	WEIR_LINK_LINUX_SLL2 = 276,
};

#endif
