/* link_rare.c - PPP, Cisco HDLC, Frame Relay, radio, and hosts' own captures: half of it hostile.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "tap.h"
#include "unit/packet/frame.h"

#define DNS IP4("0021", "11") UDP("000d") "6162636465"  /* 33 octets */
#define DNS6 IP6("000d", "11") UDP("000d") "6162636465" /* 53 */
#define WHO " 192.0.2.1:1024>192.0.2.53:53 5"
#define WHO6 " 2001:db8::1.1024>2001:db8::35.53 5"
#define SNAP "aaaa03 000000 0800"
#define MACS "020000000001 020000000002 020000000003"
/* Frame control of 802.11, duration, three addresses, sequence. */
#define WLAN(control) control "0000" MACS "1000"

static const struct frame_row rows[] = {
	{ "PPPoE", WEIR_LINK_ETHERNET, ETH "8864 1100 0001 0023 0021" DNS,
	  "eth:pppoes:ppp:ip:udp" WHO },
	{ "PPPoE, IPv6, padding behind", WEIR_LINK_ETHERNET,
	  ETH "8864 1100 0001 0037 0057" DNS6 "00000000", "eth:pppoes:ppp:ipv6:udp" WHO6 },
	{ "PPPoE with protocol field compression", WEIR_LINK_ETHERNET,
	  ETH "8864 1100 0001 0022 21" DNS, "eth:pppoes:ppp:ip:udp" WHO },
	{ "PPPoE as its own link", WEIR_LINK_PPP_ETHER, "1100 0001 0023 0021" DNS,
	  "pppoes:ppp:ip:udp" WHO },
	{ "PPPoE length cuts IP", WEIR_LINK_ETHERNET, ETH "8864 1100 0001 0015 0021" DNS,
	  "eth:pppoes:ppp 19 stop=ip_short" },
	{ "PPPoE length above the frame", WEIR_LINK_ETHERNET, ETH "8864 1100 0001 ffff 0021" DNS,
	  "eth:pppoes:ppp:ip:udp" WHO " bad_length" },
	{ "PPPoE of version 2", WEIR_LINK_ETHERNET, ETH "8864 2100 0001 0023 0021" DNS,
	  "eth:pppoes 35 stop=not_ip" },
	{ "PPPoE with LCP", WEIR_LINK_ETHERNET, ETH "8864 1100 0001 0004 c021 0901",
	  "eth:pppoes:ppp 2 stop=not_ip" },
	{ "PPPoE with nothing inside", WEIR_LINK_ETHERNET, ETH "8864 1100 0001 0000",
	  "eth:pppoes 0 stop=link_short" },
	{ "PPPoE cut", WEIR_LINK_ETHERNET, ETH "8864 1100 00", "eth 3 stop=link_short" },
	{ "PPP with address and control", WEIR_LINK_PPP, "ff03 0021" DNS, "ppp:ip:udp" WHO },
	{ "PPP without them", WEIR_LINK_PPP, "0021" DNS, "ppp:ip:udp" WHO },
	{ "PPP with MPLS", WEIR_LINK_PPP, "ff03 0281 00064140" DNS, "ppp:mpls:ip:udp" WHO },
	{ "PPP of one octet", WEIR_LINK_PPP, "00", " 1 stop=link_short" },
	{ "PPP of nothing but an address", WEIR_LINK_PPP, "ff", " 1 stop=link_short" },
	{ "PPP serial", WEIR_LINK_PPP_HDLC, "ff03 0021" DNS, "ppp:ip:udp" WHO },
	{ "PPP serial with a flag", WEIR_LINK_PPP_HDLC, "7e ff03 0057" DNS6, "ppp:ipv6:udp" WHO6 },
	{ "PPP serial, flag where the protocol should stand", WEIR_LINK_PPP_HDLC,
	  "ff5f 7e 0800" DNS, "ppp:ip:udp" WHO },
	{ "PPP serial of flags only", WEIR_LINK_PPP_HDLC, "7e7e7e7e", "ppp 0 stop=not_ip" },
	{ "PPP serial with Cisco HDLC", WEIR_LINK_PPP_HDLC, "0f00 86dd" DNS6,
	  "chdlc:ipv6:udp" WHO6 },
	{ "Cisco HDLC, multicast", WEIR_LINK_C_HDLC, "8f00 0800" DNS, "chdlc:ip:udp" WHO },
	{ "Cisco HDLC keepalive is no RARP", WEIR_LINK_C_HDLC, "8f00 8035 000000020000000000000000",
	  "chdlc 12 stop=not_ip" },
	{ "Cisco HDLC cut", WEIR_LINK_C_HDLC, "0f00 08", " 3 stop=link_short" },
	{ "Frame Relay", WEIR_LINK_FRELAY, "1841 03 cc" DNS, "fr:ip:udp" WHO },
	{ "Frame Relay with pad and IPv6", WEIR_LINK_FRELAY, "1841 03 00 8e" DNS6,
	  "fr:ipv6:udp" WHO6 },
	{ "Frame Relay with four octets of address", WEIR_LINK_FRELAY, "18404041 03 cc" DNS,
	  "fr:ip:udp" WHO },
	{ "Frame Relay with SNAP", WEIR_LINK_FRELAY, "1841 03 00 80 000000 0800" DNS,
	  "fr:ip:udp" WHO },
	{ "Frame Relay with bridged Ethernet", WEIR_LINK_FRELAY,
	  "1841 03 00 80 0080c2 0007" ETH "0800" DNS, "fr:eth:ip:udp" WHO },
	{ "Frame Relay with PPP", WEIR_LINK_FRELAY, "1841 03 cf 0021" DNS, "fr:ppp:ip:udp" WHO },
	{ "Frame Relay as Cisco does it", WEIR_LINK_FRELAY, "1841 0800" DNS, "fr:ip:udp" WHO },
	{ "Frame Relay, address without end", WEIR_LINK_FRELAY, "18404040404003cc",
	  " 8 stop=not_ip" },
	{ "Frame Relay, nothing behind the address", WEIR_LINK_FRELAY, "1841",
	  " 2 stop=link_short" },
	{ "Frame Relay, nothing behind the pad", WEIR_LINK_FRELAY, "18410300",
	  " 4 stop=link_short" },
	{ "Frame Relay, SNAP cut", WEIR_LINK_FRELAY, "1841 03 80 0000", " 6 stop=link_short" },
	{ "Frame Relay, another NLPID", WEIR_LINK_FRELAY, "1841 03 81 00", "fr 1 stop=not_ip" },

	{ "802.11 data", WEIR_LINK_IEEE802_11, WLAN("0801") SNAP DNS, "wlan:llc:ip:udp" WHO },
	{ "802.11 QoS data", WEIR_LINK_IEEE802_11, WLAN("8801") "0000" SNAP DNS,
	  "wlan:llc:ip:udp" WHO },
	{ "802.11 QoS data with HT control", WEIR_LINK_IEEE802_11,
	  WLAN("8881") "0000 00000000" SNAP DNS, "wlan:llc:ip:udp" WHO },
	{ "802.11 between access points", WEIR_LINK_IEEE802_11,
	  WLAN("8803") "020000000004 0000" SNAP DNS, "wlan:llc:ip:udp" WHO },
	{ "802.11 aggregate", WEIR_LINK_IEEE802_11,
	  WLAN("8801") "8000"
		       "020000000001 020000000002 0029" SNAP DNS,
	  "wlan:eth:llc:ip:udp" WHO },
	{ "802.11 encrypted", WEIR_LINK_IEEE802_11, WLAN("0841") "00000000 ffffffff",
	  "wlan 8 stop=encrypted" },
	{ "802.11 without data", WEIR_LINK_IEEE802_11, WLAN("c801") "0000", "wlan 0 stop=not_ip" },
	{ "802.11 later fragment", WEIR_LINK_IEEE802_11, "0801 0000" MACS "1100" SNAP DNS,
	  "wlan 41 stop=not_ip" },
	{ "802.11 beacon", WEIR_LINK_IEEE802_11, WLAN("8000") "00000000", " 28 stop=not_ip" },
	{ "802.11 acknowledgement: ten octets", WEIR_LINK_IEEE802_11, "d4000000 020000000001",
	  " 10 stop=not_ip" },
	{ "802.11 of a later version", WEIR_LINK_IEEE802_11, WLAN("0901") SNAP DNS,
	  " 65 stop=not_ip" },
	{ "802.11 cut in its QoS", WEIR_LINK_IEEE802_11, WLAN("8801") "00", " 25 stop=link_short" },
	{ "radiotap", WEIR_LINK_IEEE802_11_RADIOTAP, "00 00 0900 02000000 00" WLAN("0801") SNAP DNS,
	  "radiotap:wlan:llc:ip:udp" WHO },
	{ "radiotap says padded, behind a time stamp and a second word of presence",
	  WEIR_LINK_IEEE802_11_RADIOTAP,
	  "00 00 1900 03000080 00000000 00000000 0102030405060708 20" WLAN(
		  "8801") "0000 0000" SNAP DNS,
	  "radiotap:wlan:llc:ip:udp" WHO },
	{ "radiotap words of presence without end", WEIR_LINK_IEEE802_11_RADIOTAP,
	  "00 00 1000 ffffffff ffffffff ffffffff" WLAN("0801") SNAP DNS,
	  "radiotap:wlan:llc:ip:udp" WHO },
	{ "radiotap longer than the frame", WEIR_LINK_IEEE802_11_RADIOTAP, "00 00 ff00 00000000",
	  " 8 stop=link_short" },
	{ "radiotap of length 7", WEIR_LINK_IEEE802_11_RADIOTAP, "00 00 0700 00000000",
	  " 8 stop=not_ip" },
	{ "AVS", WEIR_LINK_IEEE802_11_PRISM, "80211001 0000000c 00000000" WLAN("0801") SNAP DNS,
	  "prism:wlan:llc:ip:udp" WHO },
	{ "AVS of length 4", WEIR_LINK_IEEE802_11_PRISM, "80211001 00000004", " 8 stop=not_ip" },
	{ "Prism cut", WEIR_LINK_IEEE802_11_PRISM, "44000000 90000000", " 8 stop=link_short" },
	{ "PPI with 802.11", WEIR_LINK_PPI, "0000 0800 69000000" WLAN("0801") SNAP DNS,
	  "ppi:wlan:llc:ip:udp" WHO },
	{ "PPI with raw IP by its old number", WEIR_LINK_PPI, "0000 0c00 0c000000 00000000" DNS,
	  "ppi:ip:udp" WHO },
	{ "PPI with what nobody knows", WEIR_LINK_PPI, "0000 0800 01000100 00",
	  "ppi 1 stop=link_unknown" },
	{ "PPI of length 0", WEIR_LINK_PPI, "0000 0000 69000000", " 8 stop=not_ip" },
	{ "PPI longer than the frame", WEIR_LINK_PPI, "0000 0900 69000000", " 8 stop=link_short" },
	{ "PKTAP", WEIR_LINK_PKTAP, "10000000 01000000 01000000 00000000" ETH "0800" DNS,
	  "pktap:eth:ip:udp" WHO },
	{ "PKTAP by its old number", WEIR_LINK_USER2, "0c000000 01000000 0c000000" DNS6,
	  "pktap:ipv6:udp" WHO6 },
	{ "PKTAP longer than the frame", WEIR_LINK_PKTAP, "ffffffff 01000000 01000000",
	  " 12 stop=link_short" },
	{ "PKTAP without a packet", WEIR_LINK_PKTAP, "0c000000 00000000 01000000 00",
	  " 13 stop=not_ip" },
	{ "PFLOG", WEIR_LINK_PFLOG, "0502 00000000 0000" DNS, "pflog:ip:udp" WHO },
	{ "PFLOG of OpenBSD, IPv6", WEIR_LINK_PFLOG, "0418 0000" DNS6, "pflog:ipv6:udp" WHO6 },
	{ "PFLOG of length 0", WEIR_LINK_PFLOG, "0002 0000", " 4 stop=not_ip" },

	{ "BSD's IPsec interface", WEIR_LINK_ENC, "02000000 00000001 00000003" DNS,
	  "enc:ip:udp" WHO },
	{ "BSD's IPsec interface, big-endian, IPv6", WEIR_LINK_ENC,
	  "00000018 00000001 00000003" DNS6, "enc:ipv6:udp" WHO6 },
	{ "BSD's IPsec interface cut", WEIR_LINK_ENC, "02000000 0000", " 6 stop=link_short" },
	{ "Junos, Ethernet", WEIR_LINK_JUNIPER_ETHER, "4d474301" ETH "0800" DNS,
	  "juniper:eth:ip:udp" WHO },
	{ "Junos with extensions and no Ethernet", WEIR_LINK_JUNIPER_ETHER,
	  "4d474383 0003 010203 00000002" DNS6, "juniper:ipv6:udp" WHO6 },
	{ "Junos, extensions past the end", WEIR_LINK_JUNIPER_ETHER, "4d474380 ffff 00",
	  " 7 stop=link_short" },
	{ "Junos, extensions cut", WEIR_LINK_JUNIPER_ETHER, "4d474380 00", " 5 stop=link_short" },
	{ "Junos without its magic", WEIR_LINK_JUNIPER_ETHER, "4d474201" ETH "0800",
	  " 18 stop=not_ip" },
	{ "NFLOG", WEIR_LINK_NFLOG, "02000000 08000100 08000100 2500 0900" DNS,
	  "nflog:ip:udp" WHO },
	{ "NFLOG of a big-endian writer", WEIR_LINK_NFLOG,
	  "0a000000 00080001 86dd0100 0039 0009" DNS6, "nflog:ipv6:udp" WHO6 },
	{ "NFLOG of a bridge, type and tag as metadata", WEIR_LINK_NFLOG,
	  "07000000 08000100 08000100 14001380 06000100 81000000 06000200 00070000 2500 0900" DNS,
	  "nflog:ip:udp" WHO " vlan=7" },
	{ "NFLOG, tag record longer than its nest", WEIR_LINK_NFLOG,
	  "02000000 08000100 08000100 0c001380 ff000200 00070000 2500 0900" DNS,
	  "nflog:ip:udp" WHO },
	{ "NFLOG, payload longer than the frame", WEIR_LINK_NFLOG,
	  "02000000 08000100 08000100 3000 0900" DNS, "nflog:ip:udp" WHO " bad_length" },
	{ "NFLOG, record of length 3", WEIR_LINK_NFLOG, "02000000 08000100 08000100 03000200 00",
	  " 17 stop=not_ip" },
	{ "NFLOG, record longer than the frame", WEIR_LINK_NFLOG,
	  "02000000 08000100 08000100 ff000200", " 16 stop=link_short" },
	{ "NFLOG without a payload", WEIR_LINK_NFLOG, "02000000 08000100 08000100",
	  " 12 stop=link_short" },
	{ "ARCNET of RFC 1201", WEIR_LINK_ARCNET_LINUX, "0102 0000 d4 00 0001" DNS,
	  "arcnet:ip:udp" WHO },
	{ "ARCNET exception packet", WEIR_LINK_ARCNET_LINUX, "0102 0000 c4 ff 0000 c4 00 0001" DNS6,
	  "arcnet:ipv6:udp" WHO6 },
	{ "ARCNET of RFC 1051", WEIR_LINK_ARCNET_BSD, "0102 f0" DNS, "arcnet:ip:udp" WHO },
	{ "ARCNET ARP", WEIR_LINK_ARCNET_BSD, "0102 f1 0007 0800 01 04 0001 01c0000201 00c0000235",
	  "arcnet:arp 0 stop=not_ip" },
	{ "ARCNET later piece", WEIR_LINK_ARCNET_BSD, "0102 d4 02 0001" DNS, " 39 stop=not_ip" },
	{ "ARCNET cut", WEIR_LINK_ARCNET_BSD, "0102 d4 00", " 4 stop=link_short" },
	{ "FDDI", WEIR_LINK_FDDI, "50 020000000001 020000000002" SNAP DNS, "fddi:llc:ip:udp" WHO },
	{ "FDDI token", WEIR_LINK_FDDI, "80 020000000001 020000000002", "fddi 0 stop=not_ip" },
	{ "FDDI cut", WEIR_LINK_FDDI, "50 0200", " 3 stop=link_short" },
	{ "classical IP over ATM", WEIR_LINK_ATM_RFC1483, SNAP DNS, "llc:ip:udp" WHO },
};

/* Prism's header has 144 octets. */
static void test_prism(void)
{
	static uint8_t bytes[400];
	char text[DESCRIPTION_MAX];
	struct weir_packet packet;
	size_t size = 144;

	bytes[0] = 0x44;
	size += frame_bytes(WLAN("0801") SNAP DNS, bytes + size);
	weir_packet_decode(WEIR_LINK_IEEE802_11_PRISM, (struct weir_slice){ bytes, size },
			   (uint32_t)size, &packet);
	frame_describe(&packet, text);
	check("Prism", strcmp(text, "prism:wlan:llc:ip:udp" WHO) == 0 && frame_holds(&packet));
}

/* Hosts' headers may carry link types, theirs too: PPI in PPI without end. */
static void test_deep(void)
{
	static uint8_t bytes[4096];
	struct weir_packet packet;
	size_t size = 0;

	for (unsigned i = 0; i < 200; i++)
		size += frame_bytes("00000800c0000000", bytes + size);
	weir_packet_decode(WEIR_LINK_PPI, (struct weir_slice){ bytes, size }, (uint32_t)size,
			   &packet);
	check("PPI in PPI without end",
	      packet.stop == WEIR_STOP_TUNNEL_DEEP && frame_holds(&packet));
}

int main(void)
{
	frame_check(rows, COUNT_OF(rows));
	test_prism();
	test_deep();
	return tap_done();
}
