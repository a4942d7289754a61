/* ip.c - IPv4, IPv6, extension headers, fragments and transports: half of the rows are hostile.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "unit/packet/frame.h"
#include "tap.h"

#define FIVE "6162636465"
#define WHO " 192.0.2.1:1024>192.0.2.53:53"
#define WHO6 " 2001:db8::1.1024>2001:db8::35.53"
#define BARE " 192.0.2.1>192.0.2.53"
#define BARE6 " 2001:db8::1>2001:db8::35"
#define FRAGMENT4(total, place) "4500" total "1234" place "4011 0000 c0000201 c0000235"

static const struct frame_row rows[] = {
	{ "UDP", WEIR_LINK_RAW, IP4("0021", "11") UDP("000d") FIVE, "ip:udp" WHO " 5" },
	{ "TCP", WEIR_LINK_RAW, IP4("002d", "06") TCP FIVE, "ip:tcp" WHO " 5 tcp=1,2,24" },
	{ "TCP with options", WEIR_LINK_RAW,
	  IP4("0031", "06") "04000035 00000001 00000000 6002 0400 0000 0000 020405b4" FIVE,
	  "ip:tcp" WHO " 5 tcp=1,0,2" },
	{ "IPv4 options", WEIR_LINK_RAW,
	  "4700 0029 0001 0000 4011 0000 c0000201 c0000235 0101010101010100" UDP("000d") FIVE,
	  "ip:udp" WHO " 5" },
	{ "IP total length 0: segmentation offload", WEIR_LINK_RAW, IP4("0000", "06") TCP FIVE,
	  "ip:tcp" WHO " 5 tcp=1,2,24" },
	{ "IPv6 payload length 0 before TCP", WEIR_LINK_RAW, IP6("0000", "06") TCP FIVE,
	  "ipv6:tcp" WHO6 " 5 tcp=1,2,24" },
	{ "IPv6 with nothing inside", WEIR_LINK_RAW, IP6("0000", "3b") "00000000",
	  "ipv6" BARE6 " 0 stop=transport_other" },
	{ "total length above the frame", WEIR_LINK_RAW, IP4("0030", "11") UDP("000d") FIVE,
	  "ip:udp" WHO " 5 bad_length" },
	{ "total length below the header", WEIR_LINK_RAW, IP4("0013", "11") UDP("000d") FIVE,
	  " 33 stop=ip_form" },
	{ "total length cuts UDP", WEIR_LINK_RAW, IP4("001b", "11") UDP("000d") FIVE,
	  "ip" BARE " 7 stop=transport_short" },
	{ "header length 16", WEIR_LINK_RAW,
	  "4400 0021 0001 0000 4011 0000 c0000201 c0000235" UDP("000d") FIVE, " 33 stop=ip_form" },
	{ "header length past the end", WEIR_LINK_RAW,
	  "4f00 003c 0001 0000 4011 0000 c0000201 c0000235" UDP("000d") FIVE, " 33 stop=ip_short" },
	{ "version 5", WEIR_LINK_IPV4, "55000021", " 4 stop=not_ip" },
	{ "UDP length shorter than the IP payload", WEIR_LINK_RAW,
	  IP4("0021", "11") UDP("000a") FIVE, "ip:udp" WHO " 2" },
	{ "UDP length says empty: it is", WEIR_LINK_RAW, IP4("0021", "11") UDP("0008") FIVE,
	  "ip:udp" WHO " 0" },
	{ "UDP length above the IP payload", WEIR_LINK_RAW, IP4("0021", "11") UDP("0100") FIVE,
	  "ip:udp" WHO " 5/248 bad_length" },
	{ "UDP length 7", WEIR_LINK_RAW, IP4("0021", "11") UDP("0007") FIVE,
	  "ip:udp" WHO " 5 bad_length stop=transport_form" },
	{ "UDP length 0 on IPv4", WEIR_LINK_RAW, IP4("0021", "11") UDP("0000") FIVE,
	  "ip:udp" WHO " 5 bad_length stop=transport_form" },
	{ "UDP length 0 on IPv6", WEIR_LINK_RAW, IP6("000d", "11") UDP("0000") FIVE,
	  "ipv6:udp" WHO6 " 5" },
	{ "TCP header length 16", WEIR_LINK_RAW,
	  IP4("0028", "06") "04000035 00000001 00000002 4018 0400 0000 0000",
	  "ip" WHO " 20 bad_length stop=transport_form" },
	{ "TCP header length past the segment", WEIR_LINK_RAW,
	  IP4("0028", "06") "04000035 00000001 00000002 f018 0400 0000 0000",
	  "ip" WHO " 20 bad_length stop=transport_form" },
	{ "SCTP", WEIR_LINK_RAW, IP4("0020", "84") "0400003500000001 00000000",
	  "ip:sctp" BARE " 0 stop=transport_other" },
	{ "ESP", WEIR_LINK_RAW, IP4("0020", "32") "00000001 00000001 ffffffff",
	  "ip:esp" BARE " 4 stop=encrypted" },
	{ "OSPF", WEIR_LINK_RAW, IP4("0018", "59") "02010000",
	  "ip" BARE " 4 stop=transport_other" },
	{ "authentication header", WEIR_LINK_RAW,
	  IP4("002d", "33") "11 01 0000 00000001 00000001" UDP("000d") FIVE, "ip:ah:udp" WHO " 5" },
	{ "authentication header too small", WEIR_LINK_RAW,
	  IP4("0020", "33") "11 00 0000 00000001 00000001", "ip" BARE " 12 stop=ip_extension" },
	{ "authentication header past the end", WEIR_LINK_RAW,
	  IP4("0020", "33") "11 02 0000 00000001 00000001", "ip" BARE " 12 stop=ip_extension" },

	{ "hop-by-hop options", WEIR_LINK_RAW,
	  IP6("0015", "00") "11 00 05020000 0100" UDP("000d") FIVE,
	  "ipv6:ipv6.hopopts:udp" WHO6 " 5" },
	{ "hop-by-hop, routing, destination", WEIR_LINK_RAW,
	  IP6("0025",
	      "00") "2b 00 05020000 0100 3c 00 04 00 00000000 11 00 0104 00000000" UDP("000d") FIVE,
	  "ipv6:ipv6.hopopts:ipv6.routing:ipv6.dstopts:udp" WHO6 " 5" },
	{ "destination options of 16 octets", WEIR_LINK_RAW,
	  IP6("001d", "3c") "11 01 010c 000000000000000000000000" UDP("000d") FIVE,
	  "ipv6:ipv6.dstopts:udp" WHO6 " 5" },
	{ "mobility, HIP, shim6", WEIR_LINK_RAW,
	  IP6("0018", "87") "8b 00 0000 00000000 8c 00 0000 00000000 3b 00 0000 00000000",
	  "ipv6:mipv6:hip:shim6" BARE6 " 0 stop=transport_other" },
	{ "extension header past the end", WEIR_LINK_RAW, IP6("0008", "3c") "11 01 010c 00000000",
	  "ipv6" BARE6 " 8 stop=ip_extension" },
	{ "extension header cut", WEIR_LINK_RAW, IP6("0004", "2b") "11000000",
	  "ipv6" BARE6 " 4 stop=ip_extension" },
	{ "IPv6 extension header in IPv4", WEIR_LINK_RAW,
	  IP4("0029", "3c") "11 00 0104 00000000" UDP("000d") FIVE,
	  "ip" BARE " 21 stop=transport_other" },
	{ "jumbo length above the frame", WEIR_LINK_RAW,
	  IP6("0000", "00") "11 00 c204 00010010" UDP("0000") FIVE,
	  "ipv6:ipv6.hopopts:udp" WHO6 " 5/65536 bad_length" },
	{ "jumbo length of a small packet", WEIR_LINK_RAW,
	  IP6("0000", "00") "11 00 c204 00000015" UDP("0000") FIVE,
	  "ipv6:ipv6.hopopts" BARE6 " 13 stop=jumbo" },
	{ "jumbo length beside a payload length", WEIR_LINK_RAW,
	  IP6("0015", "00") "11 00 c204 00010010" UDP("0000") FIVE,
	  "ipv6:ipv6.hopopts" BARE6 " 13 stop=jumbo" },
	{ "an option longer than its header", WEIR_LINK_RAW,
	  IP6("0015", "00") "11 00 c2ff 00010010" UDP("000d") FIVE,
	  "ipv6:ipv6.hopopts:udp" WHO6 " 5" },

	{ "first IPv4 fragment", WEIR_LINK_RAW,
	  FRAGMENT4("0024", "2000") UDP("000d") "61626364"
						"65666768",
	  "ip" BARE " 16 fragment=4660@0+/17 stop=fragment" },
	{ "last IPv4 fragment", WEIR_LINK_RAW, FRAGMENT4("0019", "0002") FIVE "000000",
	  "ip" BARE " 5 fragment=4660@16/17 stop=fragment" },
	{ "furthest IPv4 fragment", WEIR_LINK_RAW, FRAGMENT4("0019", "1fff") FIVE,
	  "ip" BARE " 5 fragment=4660@65528/17 stop=fragment" },
	{ "do not fragment is no fragment", WEIR_LINK_RAW,
	  FRAGMENT4("0021", "4000") UDP("000d") FIVE, "ip:udp" WHO " 5" },
	{ "IPv6 fragment", WEIR_LINK_RAW, IP6("0010", "2c") "11 00 0011 89abcdef 6162636465666768",
	  "ipv6:ipv6.fraghdr" BARE6 " 8 fragment=2309737967@16+/17 stop=fragment" },
	{ "IPv6 fragment behind destination options", WEIR_LINK_RAW,
	  IP6("0018", "3c") "2c 00 0104 00000000 06 00 0008 00000001 6162636465666768",
	  "ipv6:ipv6.dstopts:ipv6.fraghdr" BARE6 " 8 fragment=1@8/6 stop=fragment" },
	{ "atomic fragment", WEIR_LINK_RAW,
	  IP6("0015", "2c") "11 00 0000 89abcdef" UDP("000d") FIVE,
	  "ipv6:ipv6.fraghdr:udp" WHO6 " 5" },
	{ "fragment header cut", WEIR_LINK_RAW, IP6("0005", "2c") "11 00 0011 89",
	  "ipv6" BARE6 " 5 stop=ip_extension" },

	{ "UDP quoted by an ICMP error", WEIR_LINK_RAW,
	  IP4("003d", "01") "0303 0000 00000000"
			    "4500 0100 0001 0000 4011 0000 c6336401 c6336435" UDP("00ec") FIVE,
	  "ip:icmp:ip:udp 198.51.100.1:1024>198.51.100.53:53 5/228 icmp" },
	{ "ICMPv6 error quotes IPv6", WEIR_LINK_RAW,
	  IP6("003d", "3a") "0104 0000 00000000" IP6("000d", "11") UDP("000d") FIVE,
	  "ipv6:icmpv6:ipv6:udp" WHO6 " 5 icmp" },
	{ "ICMP error quotes eight octets of TCP", WEIR_LINK_RAW,
	  IP4("0038", "01") "0b00 0000 00000000" IP4("0040", "06") "04000035 00000001",
	  "ip:icmp:ip" WHO " 8/44 icmp stop=transport_short" },
	{ "ICMP error quotes a first fragment", WEIR_LINK_RAW,
	  IP4("0038", "01") "0b01 0000 00000000" FRAGMENT4("0024", "2000") UDP("0100"),
	  "ip:icmp:ip:udp" WHO " 0/248 icmp" },
	{ "ICMP error quotes a later fragment", WEIR_LINK_RAW,
	  IP4("0038", "01") "0b01 0000 00000000" FRAGMENT4("0024", "0002") "6162636465666768",
	  "ip:icmp:ip" BARE " 8/16 icmp stop=quoted_fragment" },
	{ "an error about an error is not followed", WEIR_LINK_RAW,
	  IP4("0059", "01") "0303 0000 00000000" IP4("003d", "01") "0303 0000 00000000" IP4(
		  "0021", "11") UDP("000d") FIVE,
	  "ip:icmp:ip:icmp" BARE " 33 icmp stop=transport_other" },
	{ "ICMP error with half a quoted header", WEIR_LINK_RAW,
	  IP4("0024", "01") "0303 0000 00000000 45000021 00010000",
	  "ip:icmp" BARE " 8 stop=transport_other" },
	{ "ICMP error that quotes no IP", WEIR_LINK_RAW,
	  IP4("0030", "01") "0303 0000 00000000 0000000000000000000000000000000000000000",
	  "ip:icmp" BARE " 20 stop=transport_other" },
	{ "echo is no error", WEIR_LINK_RAW, IP4("0020", "01") "0800 0000 00000000 61626364",
	  "ip:icmp" BARE " 4 stop=transport_other" },
	{ "ICMP cut", WEIR_LINK_RAW, IP4("0018", "01") "08000000",
	  "ip" BARE " 4 stop=transport_short" },
	{ "IPv4 in IPv4", WEIR_LINK_RAW,
	  "4500 0035 0001 0000 4004 0000 c6336401 c6336435" IP4("0021", "11") UDP("000d") FIVE,
	  "ip:ip:udp" WHO " 5" },
	{ "IPv6 in IPv4 in IPv6", WEIR_LINK_RAW,
	  IP6("0049", "04") IP4("0049", "29") IP6("000d", "11") UDP("000d") FIVE,
	  "ipv6:ip:ipv6:udp" WHO6 " 5" },
	{ "the inner packet ends before the outer", WEIR_LINK_RAW,
	  IP4("0040", "04") IP4("0021", "11") UDP("000d") FIVE "ffffffffffffffffffffff",
	  "ip:ip:udp" WHO " 5" },
	{ "the inner packet claims more than the outer", WEIR_LINK_RAW,
	  IP4("0033", "04") IP4("0021", "11") UDP("000d") FIVE, "ip:ip:udp" WHO " 3/5 bad_length" },
};

/* 80 headers inside each other: the walk stops at its ceiling. */
static void test_deep(void)
{
	static uint8_t bytes[4096];
	struct weir_packet packet;
	size_t size = 0;

	for (unsigned i = 0; i < 80; i++)
		size += frame_bytes(IP4("0000", "04"), bytes + size);
	weir_packet_decode(WEIR_LINK_RAW, (struct weir_slice){ bytes, size }, (uint32_t)size,
			   &packet);
	check("IP in IP without end", packet.stop == WEIR_STOP_TUNNEL_DEEP && frame_holds(&packet));
}

/* A jumbogram that is really there. */
static void test_jumbo(void)
{
	static uint8_t bytes[FRAME_MAX];
	struct weir_packet packet;
	size_t size = frame_bytes(IP6("0000", "00") "11 00 c204 00010010" UDP("0000"), bytes);

	weir_packet_decode(WEIR_LINK_RAW, (struct weir_slice){ bytes, size + 65600 },
			   (uint32_t)size + 65600, &packet);
	check("a jumbogram's payload is told by its option",
	      packet.stop == WEIR_STOP_NONE && packet.payload_size == 65536 &&
		      packet.payload.size == 65536 && !packet.bad_length);
}

static void test_snap(void)
{
	static uint8_t bytes[FRAME_MAX];
	struct weir_packet packet;
	size_t size = frame_bytes(ETH "0800" IP4("0100", "11") UDP("00ec") FIVE, bytes);

	weir_packet_decode(WEIR_LINK_ETHERNET, (struct weir_slice){ bytes, size }, 270, &packet);
	check("the snap length cut the payload: no lie of the headers",
	      packet.stop == WEIR_STOP_NONE && packet.payload.size == 5 &&
		      packet.payload_size == 228 && !packet.bad_length);
	weir_packet_decode(WEIR_LINK_ETHERNET, (struct weir_slice){ bytes, size }, 3, &packet);
	check("a length on the wire below what was captured counts as that",
	      packet.payload.size == 5 && packet.bad_length);
}

static void test_whole(void)
{
	static uint8_t bytes[FRAME_MAX];
	char text[DESCRIPTION_MAX];
	struct weir_packet first;
	struct weir_packet packet;
	size_t size = frame_bytes(ETH "81000007 0800" FRAGMENT4("0024", "2000")
					  UDP("0012") "6162636465666768",
				  bytes);

	weir_packet_decode(WEIR_LINK_ETHERNET, (struct weir_slice){ bytes, size }, (uint32_t)size,
			   &first);
	uint8_t whole[100];
	size = frame_bytes(UDP("0012") "6162636465666768696a", whole);
	weir_packet_decode_whole(&first, (struct weir_slice){ whole, size }, &packet);
	frame_describe(&packet, text);
	check("a datagram put together from fragments",
	      strcmp(text, "udp" WHO " 10 vlan=7") == 0 && packet.ip_index == WEIR_SPAN_NONE &&
		      packet.transport_index == 0 && packet.hop_limit == 64);
	first.fragment_protocol = 4;
	size = frame_bytes(IP4("0021", "11") UDP("000d") FIVE, whole);
	weir_packet_decode_whole(&first, (struct weir_slice){ whole, size }, &packet);
	frame_describe(&packet, text);
	check("a tunnelled packet put together from fragments of the tunnel",
	      strcmp(text, "ip:udp" WHO " 5 vlan=7") == 0 && packet.ip_index == 0);
}

int main(void)
{
	frame_check(rows, COUNT_OF(rows));
	test_deep();
	test_jumbo();
	test_snap();
	test_whole();
	return tap_done();
}
