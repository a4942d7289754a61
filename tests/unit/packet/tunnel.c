/* tunnel.c - packets inside packets: half of the rows are hostile.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "tap.h"
#include "unit/packet/frame.h"

#define DNS IP4("0021", "11") UDP("000d") "6162636465"  /* 33 octets */
#define DNS6 IP6("000d", "11") UDP("000d") "6162636465" /* 53 */
#define DNS_ETH ETH "0800" DNS                          /* 47 */
#define WHO " 192.0.2.1:1024>192.0.2.53:53 5"
#define WHO6 " 2001:db8::1.1024>2001:db8::35.53 5"
#define OUTER(total, protocol) "4500" total "0001000040" protocol "0000c6336401c6336402"
#define FROM " 198.51.100.1>198.51.100.2"
#define FROM_UDP " 198.51.100.1:65534>198.51.100.2:"
#define OVER(port, size) "fffe" port size "0000"

static const struct frame_row rows[] = {
	{ "MPLS, one label", WEIR_LINK_ETHERNET, ETH "8847 00064140" DNS, "eth:mpls:ip:udp" WHO },
	{ "MPLS, three labels, multicast type, IPv6", WEIR_LINK_ETHERNET,
	  ETH "8848 00064040 00065040 00002140" DNS6, "eth:mpls:mpls:mpls:ipv6:udp" WHO6 },
	{ "MPLS pseudowire with control word", WEIR_LINK_ETHERNET,
	  ETH "8847 00064140 00000001" DNS_ETH, "eth:mpls:pwethcw:eth:ip:udp" WHO },
	{ "MPLS pseudowire without one, address begins with 0", WEIR_LINK_ETHERNET,
	  ETH "8847 00064140" DNS_ETH, "eth:mpls:eth:ip:udp" WHO },
	{ "MPLS pseudowire without one, address begins with 8", WEIR_LINK_ETHERNET,
	  ETH "8847 00064140 820000000001 020000000002 0800" DNS, "eth:mpls:eth:ip:udp" WHO },
	{ "MPLS over IP", WEIR_LINK_RAW, OUTER("0039", "89") "00064140" DNS, "ip:mpls:ip:udp" WHO },
	{ "MPLS associated channel", WEIR_LINK_ETHERNET, ETH "8847 00064140 10000007 00000000",
	  "eth:mpls 8 stop=not_ip" },
	{ "MPLS stack without a bottom", WEIR_LINK_ETHERNET, ETH "8847 00064040 00064040",
	  "eth:mpls:mpls 0 stop=tunnel_short" },
	{ "MPLS label cut", WEIR_LINK_ETHERNET, ETH "8847 0006", "eth 2 stop=tunnel_short" },
	{ "MPLS with nothing below", WEIR_LINK_ETHERNET, ETH "8847 00064140 45",
	  "eth:mpls 1 stop=tunnel_short" },
	{ "provider backbone bridge", WEIR_LINK_ETHERNET, ETH "88e7 00000064" DNS_ETH,
	  "eth:ieee8021ah:eth:ip:udp" WHO },
	{ "MACsec, integrity only", WEIR_LINK_ETHERNET,
	  ETH "88e5 00 00 00000001 0800" DNS "00000000000000000000000000000000",
	  "eth:macsec:ip:udp" WHO },
	{ "MACsec with channel, encrypted", WEIR_LINK_ETHERNET,
	  ETH "88e5 2c 00 00000001 0200000000010001 ffff ffff", "eth:macsec 2 stop=encrypted" },
	{ "MACsec cut", WEIR_LINK_ETHERNET, ETH "88e5 2c 00 00000001 0200",
	  "eth 8 stop=tunnel_short" },
	{ "service function chain", WEIR_LINK_ETHERNET, ETH "894f 0fc2 02 03 000001ff" DNS_ETH,
	  "eth:nsh:eth:ip:udp" WHO },
	{ "service function chain of length 4", WEIR_LINK_ETHERNET, ETH "894f 0fc1 02 03 000001ff",
	  "eth 8 stop=tunnel_form" },
	{ "service function chain, unknown inside", WEIR_LINK_ETHERNET,
	  ETH "894f 0fc2 02 77 000001ff 00", "eth:nsh 1 stop=not_ip" },

	{ "GRE", WEIR_LINK_RAW, OUTER("0039", "2f") "0000 0800" DNS, "ip:gre:ip:udp" WHO },
	{ "GRE with checksum, key, sequence", WEIR_LINK_RAW,
	  OUTER("0059", "2f") "b000 86dd 00000000 00000007 00000001" DNS6, "ip:gre:ipv6:udp" WHO6 },
	{ "GRE with routing", WEIR_LINK_RAW,
	  OUTER("0049", "2f") "4000 0800 00000000 08000004 c0000207 00000000" DNS,
	  "ip:gre:ip:udp" WHO },
	{ "GRE with routing that does not end", WEIR_LINK_RAW,
	  OUTER("0024", "2f") "4000 0800 00000000 08000004 c0000207",
	  "ip" FROM " 16 stop=tunnel_short" },
	{ "GRE with Ethernet", WEIR_LINK_RAW, OUTER("0047", "2f") "0000 6558" DNS_ETH,
	  "ip:gre:eth:ip:udp" WHO },
	{ "GRE with PPP", WEIR_LINK_RAW, OUTER("003d", "2f") "0000 880b ff03 0021" DNS,
	  "ip:gre:ppp:ip:udp" WHO },
	{ "PPTP", WEIR_LINK_RAW,
	  OUTER("0049", "2f") "3081 880b 0025 0007 00000001 00000001 ff03 0021" DNS,
	  "ip:gre:ppp:ip:udp" WHO },
	{ "PPTP with nothing but an acknowledgement", WEIR_LINK_RAW,
	  OUTER("0020", "2f") "2081 880b 0000 0007 00000001", "ip:gre" FROM " 0 stop=not_ip" },
	{ "PPTP with another type", WEIR_LINK_RAW,
	  OUTER("0020", "2f") "3001 0800 0000 0007 00000001", "ip" FROM " 12 stop=tunnel_form" },
	{ "PPTP length above the carrier", WEIR_LINK_RAW,
	  OUTER("0045", "2f") "3001 880b ffff 0007 00000001 ff03 0021" DNS,
	  "ip:gre:ppp:ip:udp" WHO " bad_length" },
	{ "GRE version 2", WEIR_LINK_RAW, OUTER("0018", "2f") "0002 0800",
	  "ip" FROM " 4 stop=tunnel_form" },
	{ "GRE cut", WEIR_LINK_RAW, OUTER("0018", "2f") "2000 0800",
	  "ip" FROM " 4 stop=tunnel_short" },
	{ "GRE with nothing known", WEIR_LINK_RAW, OUTER("0018", "2f") "0000 0000",
	  "ip:gre" FROM " 0 stop=not_ip" },
	{ "WCCP 2", WEIR_LINK_RAW, OUTER("003d", "2f") "0000 883e 00000000" DNS,
	  "ip:gre:wccp:ip:udp" WHO },
	{ "WCCP 1", WEIR_LINK_RAW, OUTER("0039", "2f") "0000 883e" DNS, "ip:gre:ip:udp" WHO },
	{ "ERSPAN I", WEIR_LINK_RAW, OUTER("0047", "2f") "0000 88be" DNS_ETH,
	  "ip:gre:eth:ip:udp" WHO },
	{ "ERSPAN II", WEIR_LINK_RAW,
	  OUTER("0053", "2f") "1000 88be 00000001 1007000100000000" DNS_ETH,
	  "ip:gre:erspan:eth:ip:udp" WHO },
	{ "ERSPAN III", WEIR_LINK_RAW,
	  OUTER("0057", "2f") "1000 22eb 00000001 200700010000000000000000" DNS_ETH,
	  "ip:gre:erspan:eth:ip:udp" WHO },
	{ "ERSPAN III with platform header and IP", WEIR_LINK_RAW,
	  OUTER("0051", "2f") "1000 22eb 00000001 200700010000000000000801 0000000000000000" DNS,
	  "ip:gre:erspan:ip:udp" WHO },
	{ "ERSPAN II cut", WEIR_LINK_RAW, OUTER("0020", "2f") "1000 88be 00000001 10070001",
	  "ip:gre" FROM " 4 stop=tunnel_short" },
	{ "ERSPAN III cut", WEIR_LINK_RAW,
	  OUTER("0028", "2f") "1000 22eb 00000001 200700010000000000000001",
	  "ip:gre" FROM " 12 stop=tunnel_short" },
	{ "Ethernet in IP", WEIR_LINK_RAW, OUTER("0045", "61") "3000" DNS_ETH,
	  "ip:etherip:eth:ip:udp" WHO },
	{ "Ethernet in IP of another version", WEIR_LINK_RAW, OUTER("0045", "61") "2000" DNS_ETH,
	  "ip:etherip" FROM " 47 stop=tunnel_form" },

	{ "VXLAN", WEIR_LINK_RAW,
	  OUTER("0053", "11") OVER("12b5", "003f") "0800000000000700" DNS_ETH,
	  "ip:udp:vxlan:eth:ip:udp" WHO },
	{ "VXLAN on Linux's old port, with a tag", WEIR_LINK_RAW,
	  OUTER("0057", "11") OVER("2118", "0043") "0800000000000700" ETH "81000007 0800" DNS,
	  "ip:udp:vxlan:eth:vlan:ip:udp" WHO " vlan=7" },
	{ "VXLAN with group policy", WEIR_LINK_RAW,
	  OUTER("0053", "11") OVER("12b5", "003f") "8840000100000700" DNS_ETH,
	  "ip:udp:vxlan:eth:ip:udp" WHO },
	{ "VXLAN port, other octets: a datagram", WEIR_LINK_RAW,
	  OUTER("0024", "11") OVER("12b5", "0010") "1234010000010000", "ip:udp" FROM_UDP "4789 8" },
	{ "VXLAN header cut: a datagram", WEIR_LINK_RAW,
	  OUTER("0020", "11") OVER("12b5", "000c") "08000000", "ip:udp" FROM_UDP "4789 4" },
	{ "a resolver's client was given VXLAN's port", WEIR_LINK_RAW,
	  "4500 0033 0001 0000 4011 0000 c6336401 c6336402"
	  "0035 12b5 001f 0000 0800000000000700 020000000001020000000002 0800 00",
	  "ip:udp 198.51.100.1:53>198.51.100.2:4789 23" },
	{ "VXLAN-GPE with IPv4", WEIR_LINK_RAW,
	  OUTER("0045", "11") OVER("12b6", "0031") "0c00000100000700" DNS,
	  "ip:udp:vxlan:ip:udp" WHO },
	{ "VXLAN-GPE with a service function chain", WEIR_LINK_RAW,
	  OUTER("004d", "11") OVER("12b6", "0039") "0c00000400000700 0fc2 01 01 000001ff" DNS,
	  "ip:udp:vxlan:nsh:ip:udp" WHO },
	{ "Geneve", WEIR_LINK_RAW,
	  OUTER("0053", "11") OVER("17c1", "003f") "0000655800000700" DNS_ETH,
	  "ip:udp:geneve:eth:ip:udp" WHO },
	{ "Geneve with options and IPv6", WEIR_LINK_RAW,
	  OUTER("0061", "11") OVER("17c1", "004d") "024086dd00000700 0102030100000000" DNS6,
	  "ip:udp:geneve:ipv6:udp" WHO6 },
	{ "Geneve options past the end: a datagram", WEIR_LINK_RAW,
	  OUTER("0024", "11") OVER("17c1", "0010") "0100080000000700", "ip:udp" FROM_UDP "6081 8" },
	{ "Geneve version 1: a datagram", WEIR_LINK_RAW,
	  OUTER("0053", "11") OVER("17c1", "003f") "4000655800000700" DNS_ETH,
	  "ip:udp" FROM_UDP "6081 55" },
	{ "Geneve with an unknown type: a datagram", WEIR_LINK_RAW,
	  OUTER("0024", "11") OVER("17c1", "0010") "0000ffff00000700", "ip:udp" FROM_UDP "6081 8" },
	{ "GTP-U", WEIR_LINK_RAW, OUTER("0045", "11") OVER("0868", "0031") "30ff002100000007" DNS,
	  "ip:udp:gtp:ip:udp" WHO },
	{ "GTP-U with sequence", WEIR_LINK_RAW,
	  OUTER("0049", "11") OVER("0868", "0035") "32ff002500000007 00010000" DNS,
	  "ip:udp:gtp:ip:udp" WHO },
	{ "GTP-U with two extension headers", WEIR_LINK_RAW,
	  OUTER("0055", "11")
		  OVER("0868", "0041") "34ff003100000007 00000085 01100785 0200000000000000" DNS,
	  "ip:udp:gtp:ip:udp" WHO },
	{ "GTP-U extension of length 0: a datagram", WEIR_LINK_RAW,
	  OUTER("002c", "11") OVER("0868", "0018") "34ff000800000007 00000085 00000000",
	  "ip:udp" FROM_UDP "2152 16" },
	{ "GTP-U extensions past the end: a datagram", WEIR_LINK_RAW,
	  OUTER("002c", "11") OVER("0868", "0018") "34ff000800000007 00000085 ff000000",
	  "ip:udp" FROM_UDP "2152 16" },
	{ "GTP-U length below its own header: a datagram", WEIR_LINK_RAW,
	  OUTER("0049", "11") OVER("0868", "0035") "32ff000300000007 00010000" DNS,
	  "ip:udp" FROM_UDP "2152 45" },
	{ "GTP-U echo: a datagram", WEIR_LINK_RAW,
	  OUTER("0028", "11") OVER("0868", "0014") "3201000400000000 00010000",
	  "ip:udp" FROM_UDP "2152 12" },
	{ "GTP-U with neither IP", WEIR_LINK_RAW,
	  OUTER("0028", "11") OVER("0868", "0014") "30ff000400000007 00000000",
	  "ip:udp:gtp" FROM_UDP "2152 4 stop=not_ip" },
	{ "Teredo", WEIR_LINK_RAW, OUTER("0051", "11") OVER("0dd8", "003d") DNS6,
	  "ip:udp:ipv6:udp" WHO6 },
	{ "Teredo with authentication and origin", WEIR_LINK_RAW,
	  OUTER("0066", "11")
		  OVER("0dd8", "0052") "00010000000000000000000000 0000ffffffffffff" DNS6,
	  "ip:udp:teredo:ipv6:udp" WHO6 },
	{ "Teredo from the server's port", WEIR_LINK_RAW,
	  OUTER("0051", "11") "0dd8ffff003d0000" DNS6, "ip:udp:ipv6:udp" WHO6 },
	{ "Teredo authentication past the end: a datagram", WEIR_LINK_RAW,
	  OUTER("0029", "11") OVER("0dd8", "0015") "0001ffff000000000000000000",
	  "ip:udp" FROM_UDP "3544 13" },
	{ "L2TP", WEIR_LINK_RAW,
	  OUTER("0047", "11") OVER("06a5", "0033") "0002 0001 0002 ff03 0021" DNS,
	  "ip:udp:l2tp:ppp:ip:udp" WHO },
	{ "L2TP with length, sequence, offset", WEIR_LINK_RAW,
	  OUTER("0051", "11")
		  OVER("06a5", "003d") "4a02 0035 0001 0002 00010001 0002 0000 ff03 0021" DNS,
	  "ip:udp:l2tp:ppp:ip:udp" WHO },
	{ "L2TP control: a datagram", WEIR_LINK_RAW,
	  OUTER("0028", "11") OVER("06a5", "0014") "c802 000c 0001 0000 0000 0001",
	  "ip:udp" FROM_UDP "1701 12" },
	{ "L2TP length below its own header: a datagram", WEIR_LINK_RAW,
	  OUTER("0028", "11") OVER("06a5", "0014") "4002 0007 0001 0002 ff03 0021",
	  "ip:udp" FROM_UDP "1701 12" },
	{ "L2TP offset past the end: a datagram", WEIR_LINK_RAW,
	  OUTER("0028", "11") OVER("06a5", "0014") "0202 0001 0002 ffff ff03 0021",
	  "ip:udp" FROM_UDP "1701 12" },
	{ "the tunnel ends before its carrier", WEIR_LINK_RAW,
	  OUTER("0045", "11") OVER("0868", "0031") "30ff001d00000007" DNS,
	  "ip:udp:gtp:ip:udp 192.0.2.1:1024>192.0.2.53:53 1/5 bad_length" },
};

/* VXLAN in VXLAN without end: the walk stops, the spans have their ceiling. */
static void test_deep(void)
{
	static uint8_t bytes[FRAME_MAX];
	struct weir_packet packet;
	size_t size = 0;

	for (unsigned i = 0; i < 100; i++)
		size += frame_bytes(ETH "0800" OUTER("0000", "11")
					    OVER("12b5", "ffff") "0800000000000700",
				    bytes + size);
	weir_packet_decode(WEIR_LINK_ETHERNET, (struct weir_slice){ bytes, size }, 0, &packet);
	check("VXLAN in VXLAN without end",
	      packet.stop == WEIR_STOP_TUNNEL_DEEP && packet.spans_lost && frame_holds(&packet));
}

int main(void)
{
	frame_check(rows, COUNT_OF(rows));
	test_deep();
	return tap_done();
}
