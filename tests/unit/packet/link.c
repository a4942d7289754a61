/* link.c - link layers up to IP: half of the rows are hostile.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "unit/packet/frame.h"
#include "tap.h"

#define DNS IP4("0021", "11") UDP("000d") "6162636465"
#define DNS6 IP6("000d", "11") UDP("000d") "6162636465"
#define WHO " 192.0.2.1:1024>192.0.2.53:53 5"
#define WHO6 " 2001:db8::1.1024>2001:db8::35.53 5"

static const struct frame_row rows[] = {
	{ "Ethernet, IPv4", WEIR_LINK_ETHERNET, ETH "0800" DNS, "eth:ip:udp" WHO },
	{ "Ethernet, IPv6", WEIR_LINK_ETHERNET, ETH "86dd" DNS6, "eth:ipv6:udp" WHO6 },
	{ "padding is no payload", WEIR_LINK_ETHERNET, ETH "0800" DNS "00000000000000000000",
	  "eth:ip:udp" WHO },
	{ "one tag", WEIR_LINK_ETHERNET, ETH "81000007 0800" DNS, "eth:vlan:ip:udp" WHO " vlan=7" },
	{ "802.1ad with 802.1Q", WEIR_LINK_ETHERNET, ETH "88a80007 81000008 0800" DNS,
	  "eth:vlan:vlan:ip:udp" WHO " vlan=7,8" },
	{ "0x9100 three deep", WEIR_LINK_ETHERNET, ETH "91000007 91000008 81000009 86dd" DNS6,
	  "eth:vlan:vlan:vlan:ipv6:udp" WHO6 " vlan=7,8,9" },
	{ "five tags, four kept", WEIR_LINK_ETHERNET,
	  ETH "81000001 81000002 81000003 81000004 81000005 0800" DNS,
	  "eth:vlan:vlan:vlan:vlan:vlan:ip:udp" WHO " vlan=1,2,3,4" },
	{ "802.3 with LLC and SNAP", WEIR_LINK_ETHERNET, ETH "0029 aaaa03 000000 0800" DNS,
	  "eth:llc:ip:udp" WHO },
	{ "802.3 with LLC's own IP", WEIR_LINK_ETHERNET, ETH "0024 060603" DNS,
	  "eth:llc:ip:udp" WHO },
	{ "802.3 length above the frame", WEIR_LINK_ETHERNET, ETH "0500 aaaa03 000000 0800" DNS,
	  "eth:llc:ip:udp" WHO },
	{ "spanning tree is no IP", WEIR_LINK_ETHERNET, ETH "0026 424203 0000000000",
	  "eth:llc 5 stop=not_ip" },
	{ "SNAP of another owner", WEIR_LINK_ETHERNET, ETH "0008 aaaa03 00000c 2000",
	  "eth:llc 0 stop=not_ip" },
	{ "SNAP cut by its length", WEIR_LINK_ETHERNET, ETH "0007 aaaa03 00000c 2000",
	  "eth 7 stop=link_short" },
	{ "ARP", WEIR_LINK_ETHERNET,
	  ETH "0806 0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000235",
	  "eth:arp 0 stop=not_ip" },
	{ "ARP with sizes past the end", WEIR_LINK_ETHERNET, ETH "0806 0001 0800 ff ff 0001",
	  "eth 8 stop=not_ip" },
	{ "EtherType of nothing", WEIR_LINK_ETHERNET, ETH "ffff", "eth 0 stop=not_ip" },
	{ "half an Ethernet header", WEIR_LINK_ETHERNET, "0200000000", " 5 stop=link_short" },
	{ "empty frame", WEIR_LINK_ETHERNET, "", " 0 stop=link_short" },
	{ "tag cut", WEIR_LINK_ETHERNET, ETH "8100 0007 81", "eth 3 stop=link_short" },
	{ "Linux cooked", WEIR_LINK_LINUX_SLL, "0000 0001 0006 0200000000010000 0800" DNS,
	  "sll:ip:udp" WHO },
	{ "Linux cooked with a tag", WEIR_LINK_LINUX_SLL,
	  "0000 0001 0006 0200000000010000 8100 0007 0800" DNS, "sll:vlan:ip:udp" WHO " vlan=7" },
	{ "Linux cooked with LLC", WEIR_LINK_LINUX_SLL,
	  "0000 0001 0006 0200000000010000 0004 aaaa03 000000 86dd" DNS6, "sll:llc:ipv6:udp" WHO6 },
	{ "Linux cooked cut", WEIR_LINK_LINUX_SLL, "0000 0001 0006", " 6 stop=link_short" },
	{ "Linux cooked 2", WEIR_LINK_LINUX_SLL2,
	  "86dd 0000 00000002 0001 00 06 0200000000010000" DNS6, "sll2:ipv6:udp" WHO6 },
	{ "Linux cooked 2 cut", WEIR_LINK_LINUX_SLL2, "86dd 0000 00000002", " 8 stop=link_short" },
	{ "loopback, little-endian writer", WEIR_LINK_NULL, "02000000" DNS, "null:ip:udp" WHO },
	{ "loopback, big-endian writer", WEIR_LINK_NULL, "00000002" DNS, "null:ip:udp" WHO },
	{ "loopback, IPv6 of NetBSD", WEIR_LINK_NULL, "18000000" DNS6, "null:ipv6:udp" WHO6 },
	{ "loopback, IPv6 of FreeBSD", WEIR_LINK_NULL, "1c000000" DNS6, "null:ipv6:udp" WHO6 },
	{ "loopback, IPv6 of macOS", WEIR_LINK_NULL, "1e000000" DNS6, "null:ipv6:udp" WHO6 },
	{ "loopback, IPv6 of Linux", WEIR_LINK_NULL, "0000000a" DNS6, "null:ipv6:udp" WHO6 },
	{ "loopback of OpenBSD", WEIR_LINK_LOOP, "00000018" DNS6, "null:ipv6:udp" WHO6 },
	{ "loopback, another family", WEIR_LINK_NULL, "07000000" DNS, "null 33 stop=not_ip" },
	{ "loopback cut", WEIR_LINK_NULL, "0200", " 2 stop=link_short" },
	{ "raw IPv4", WEIR_LINK_RAW, DNS, "ip:udp" WHO },
	{ "raw IPv6", WEIR_LINK_RAW, DNS6, "ipv6:udp" WHO6 },
	{ "raw, neither", WEIR_LINK_RAW, "5500", " 2 stop=not_ip" },
	{ "raw, nothing", WEIR_LINK_RAW, "", " 0 stop=link_short" },
	{ "IPv4 by its link type", WEIR_LINK_IPV4, DNS, "ip:udp" WHO },
	{ "IPv6 by its link type", WEIR_LINK_IPV6, DNS6, "ipv6:udp" WHO6 },
	{ "IPv6 where the link type says IPv4", WEIR_LINK_IPV4, DNS6, "ipv6:udp" WHO6 },
	{ "IPv6 where the EtherType says IPv4", WEIR_LINK_ETHERNET, ETH "0800" DNS6,
	  "eth 53 stop=ip_form" },
	{ "an EtherType for a family", WEIR_LINK_NULL, "00080000" DNS, "null:ip:udp" WHO },
	{ "Cisco HDLC for a family", WEIR_LINK_NULL, "0f000800" DNS, "null:ip:udp" WHO },
	{ "a link type that nobody knows", 65535, DNS, " 33 stop=link_unknown" },
};

/* 300 tags: all are read, the spans end at their ceiling, the first four are kept. */
static void test_tags(void)
{
	static uint8_t bytes[4096];
	struct weir_packet packet;
	size_t size = frame_bytes(ETH, bytes);

	for (unsigned i = 0; i < 300; i++)
		size += frame_bytes("81000001", bytes + size);
	size += frame_bytes("0800" DNS, bytes + size);
	weir_packet_decode(WEIR_LINK_ETHERNET, (struct weir_slice){ bytes, size }, (uint32_t)size,
			   &packet);
	check("300 tags", packet.stop == WEIR_STOP_NONE && packet.target_port == 53 &&
				  packet.spans_lost && packet.span_count == WEIR_SPANS_MAX &&
				  packet.vlan_count == WEIR_VLANS_MAX &&
				  packet.transport_index == WEIR_SPAN_NONE && frame_holds(&packet));
}

int main(void)
{
	frame_check(rows, COUNT_OF(rows));
	test_tags();
	return tap_done();
}
