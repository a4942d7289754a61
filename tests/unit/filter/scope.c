/* scope.c - packet scope by its definition: which headers, which message, which question are seen.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/scope.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "unit/packet/frame.h"

/* www.example.com A IN: 12 + 21 octets, 41 with the UDP header. */
#define NAME "03777777 076578616d706c65 03636f6d 00"
#define HEADER "1234 0100 0001 0000 0000 0000"
#define ASK HEADER NAME "0001 0001"
#define IPV4 "4500003d 00010000 40110000 c0000201 c0000235"
#define IPV6(next) "60000000 0029" next "40 20010db8000000000000000000000001" IP6_B
#define MAC "020000000001 020000000002"
#define ETHER4 MAC "0800"
#define ETHER6 MAC "86dd"
#define PREFIX "04000035 00000001 00000002 5018 0400 0000 0000"
#define EMPTY8 "0104 00000000" /* PadN behind next header and length 0 */

static const struct row {
	const char *what;
	enum weir_target target;
	const char *hex;
	const char *expect;
} rows[] = {
	{ "Ethernet, IPv4, UDP", WEIR_TARGET_ETHER, ETHER4 IPV4 UDP("0029") ASK,
	  "eth@0 ip@14 udp@34 dns@42+33/33 qry 17 type class" },
	{ "Ethernet, IPv6, UDP", WEIR_TARGET_ETHER, ETHER6 IPV6("11") UDP("0029") ASK,
	  "eth@0 ipv6@14 udp@54 dns@62+33/33 qry 17 type class" },
	{ "no octet", WEIR_TARGET_ETHER, "", "eth@0" },
	{ "Ethernet without the first octet of IP", WEIR_TARGET_ETHER, ETHER4, "eth@0" },
	{ "Ethernet with another EtherType", WEIR_TARGET_ETHER, MAC "0801" IPV4 UDP("0029") ASK,
	  "eth@0" },
	{ "ARP", WEIR_TARGET_ETHER, MAC "0806", "eth@0 arp@14" },
	{ "ARP behind a tag", WEIR_TARGET_ETHER, MAC "8100 0001 0806", "eth@0 vlan@14 arp@18" },
	{ "RARP is not looked at", WEIR_TARGET_ETHER, MAC "8035 00", "eth@0" },
	{ "one VLAN tag", WEIR_TARGET_ETHER, MAC "8100 0001 0800" IPV4 UDP("0029") ASK,
	  "eth@0 vlan@14 ip@18 udp@38 dns@46+33/33 qry 17 type class" },
	{ "two VLAN tags", WEIR_TARGET_ETHER,
	  MAC "88a8 0001 9100 0002 86dd" IPV6("11") UDP("0029") ASK,
	  "eth@0 vlan@14 vlan@18 ipv6@22 udp@62 dns@70+33/33 qry 17 type class" },
	{ "three VLAN tags are one too many", WEIR_TARGET_ETHER,
	  MAC "8100 0001 8100 0002 8100 0003 0800" IPV4 UDP("0029") ASK, "eth@0 vlan@14 vlan@18" },
	{ "the tag's own octets are cut off", WEIR_TARGET_ETHER, MAC "8100", "eth@0 vlan@14" },
	{ "a nibble that is not the EtherType's", WEIR_TARGET_ETHER, ETHER6 IPV4 UDP("0029") ASK,
	  "eth@0" },
	{ "IPv4 alone", WEIR_TARGET_IP, IPV4 UDP("0029") ASK,
	  "ip@0 udp@20 dns@28+33/33 qry 17 type class" },
	{ "IPv6 alone", WEIR_TARGET_IP, IPV6("11") UDP("0029") ASK,
	  "ipv6@0 udp@40 dns@48+33/33 qry 17 type class" },
	{ "neither version", WEIR_TARGET_IP, "55" IPV4, "" },
	{ "header length 4 is no IPv4", WEIR_TARGET_IP,
	  "44"
	  "00003d"
	  "00010000 40110000",
	  "" },
	{ "header length 15", WEIR_TARGET_IP,
	  "4f000065 00010000 40110000 c0000201 c0000235"
	  "0101010101010101010101010101010101010101 0101010101010101010101010101010101010101" UDP(
		  "0029") ASK,
	  "ip@0 udp@60 dns@68+33/33 qry 17 type class" },
	{ "UDP lies behind the last octet", WEIR_TARGET_IP, "4f000065 00010000 4011",
	  "ip@0 udp@60" },
	{ "the protocol is cut off", WEIR_TARGET_IP, "45000065 00010000 40", "ip@0" },
	{ "a first fragment", WEIR_TARGET_IP,
	  "4500003d 00012000 40110000 c0000201 c0000235" UDP("0829") ASK,
	  "ip@0 udp@20 dns@28+33/2081 qry 17 type class" },
	{ "a later fragment", WEIR_TARGET_IP,
	  "4500003d 00010001 40110000 c0000201 c0000235" UDP("0029") ASK, "ip@0" },
	{ "the reserved bit is no offset", WEIR_TARGET_IP,
	  "4500003d 00018000 40110000 c0000201 c0000235" UDP("0029") ASK,
	  "ip@0 udp@20 dns@28+33/33 qry 17 type class" },
	{ "no total length is looked at", WEIR_TARGET_IP,
	  "45000001 00010000 40110000 c0000201 c0000235" UDP("0029") ASK,
	  "ip@0 udp@20 dns@28+33/33 qry 17 type class" },
	{ "ICMP", WEIR_TARGET_IP, "4500003d 00010000 40010000 c0000201 c0000235 08",
	  "ip@0 icmp@20" },
	{ "ICMPv6 does not belong to IPv4", WEIR_TARGET_IP,
	  "4500003d 00010000 403a0000 c0000201 c0000235 80", "ip@0" },
	{ "ICMPv6", WEIR_TARGET_IP, IPV6("3a") "80", "ipv6@0 icmpv6@40" },
	{ "ICMP does not belong to IPv6", WEIR_TARGET_IP, IPV6("01") "08", "ipv6@0" },
	{ "a tunnel is not looked into", WEIR_TARGET_IP,
	  "45000051 00010000 40040000 c0000201 c0000235" IPV4 UDP("0029") ASK, "ip@0" },
	{ "hop-by-hop", WEIR_TARGET_IP, IPV6("00") "1100" EMPTY8 UDP("0029") ASK,
	  "ipv6@0 ipv6.hopopts@40 udp@48 dns@56+33/33 qry 17 type class" },
	{ "a routing header of 16 octets", WEIR_TARGET_IP,
	  IPV6("2b") "1101" EMPTY8 "0000000000000000" UDP("0029") ASK,
	  "ipv6@0 ipv6.routing@40 udp@56 dns@64+33/33 qry 17 type class" },
	{ "six extension headers", WEIR_TARGET_IP,
	  IPV6("00") "2b00" EMPTY8 "3c00" EMPTY8 "3c00" EMPTY8 "3c00" EMPTY8 "3c00" EMPTY8
		     "1100" EMPTY8 UDP("0029") ASK,
	  "ipv6@0 ipv6.hopopts@40 ipv6.routing@48 ipv6.dstopts@56 ipv6.dstopts@64 ipv6.dstopts@72 "
	  "ipv6.dstopts@80 udp@88 dns@96+33/33 qry 17 type class" },
	{ "seven are one too many", WEIR_TARGET_IP,
	  IPV6("00") "2b00" EMPTY8 "3c00" EMPTY8 "3c00" EMPTY8 "3c00" EMPTY8 "3c00" EMPTY8
		     "3c00" EMPTY8 "1100" EMPTY8 UDP("0029") ASK,
	  "ipv6@0 ipv6.hopopts@40 ipv6.routing@48 ipv6.dstopts@56 ipv6.dstopts@64 ipv6.dstopts@72 "
	  "ipv6.dstopts@80" },
	{ "a first fragment of IPv6", WEIR_TARGET_IP,
	  IPV6("2c") "11000001 00000007" UDP("0029") ASK,
	  "ipv6@0 ipv6.fraghdr@40 udp@48 dns@56+33/33 qry 17 type class" },
	{ "a later fragment of IPv6", WEIR_TARGET_IP,
	  IPV6("2c") "11000009 00000007" UDP("0029") ASK, "ipv6@0 ipv6.fraghdr@40" },
	{ "a fragment header cut behind its type", WEIR_TARGET_IP, IPV6("2c") "110000",
	  "ipv6@0 ipv6.fraghdr@40" },
	{ "an extension header cut behind its type", WEIR_TARGET_IP, IPV6("3c") "11",
	  "ipv6@0 ipv6.dstopts@40" },
	{ "an extension header that leads past the end", WEIR_TARGET_IP, IPV6("3c") "11ff",
	  "ipv6@0 ipv6.dstopts@40 udp@2088" },
	{ "an authentication header ends the walk", WEIR_TARGET_IP,
	  IPV6("33") "1104" UDP("0029") ASK, "ipv6@0" },
	{ "cooked, version 1", WEIR_TARGET_SLL,
	  "0000 0001 0006 0200000000010000 0800" IPV4 UDP("0029") ASK,
	  "sll@0 ip@16 udp@36 dns@44+33/33 qry 17 type class" },
	{ "cooked, version 1, with a tag", WEIR_TARGET_SLL,
	  "0000 0001 0006 0200000000010000 8100 0005 86dd" IPV6("11") UDP("0029") ASK,
	  "sll@0 vlan@16 ipv6@20 udp@60 dns@68+33/33 qry 17 type class" },
	{ "cooked, version 2", WEIR_TARGET_SLL2,
	  "0800 0000 00000002 0001 00 06 0200000000010000" IPV4 UDP("0029") ASK,
	  "sll2@0 ip@20 udp@40 dns@48+33/33 qry 17 type class" },
	{ "a UDP socket", WEIR_TARGET_UDP_SOCKET, UDP("0029") ASK,
	  "udp@0 dns@8+33/33 qry 17 type class" },
	{ "a UDP socket without octets", WEIR_TARGET_UDP_SOCKET, "", "udp@0" },
	{ "a response to port 53", WEIR_TARGET_UDP_SOCKET, "00350400 0029 0000" ASK,
	  "udp@0 dns@8+33/33 qry 17 type class" },
	{ "neither port is 53", WEIR_TARGET_UDP_SOCKET, "00360400 0029 0000" ASK, "udp@0" },
	{ "the rule's other port", WEIR_TARGET_UDP_SOCKET, "040014e9 0029 0000" ASK,
	  "udp@0 dns@8+33/33 qry 17 type class" },
	{ "UDP length 19 has no room for a header", WEIR_TARGET_UDP_SOCKET, UDP("0013") ASK,
	  "udp@0" },
	{ "UDP length 20 has just room for one", WEIR_TARGET_UDP_SOCKET, UDP("0014") ASK,
	  "udp@0 dns@8+12/12" },
	{ "UDP length 0", WEIR_TARGET_UDP_SOCKET, UDP("0000") ASK, "udp@0" },
	{ "the message is cut off whole", WEIR_TARGET_UDP_SOCKET, UDP("0029"), "udp@0 dns@8+0/33" },
	{ "the UDP length is cut in half", WEIR_TARGET_UDP_SOCKET, "04000035 00", "udp@0" },
	{ "padding is not the message's", WEIR_TARGET_UDP_SOCKET, UDP("0029") ASK "000000000000",
	  "udp@0 dns@8+33/33 qry 17 type class" },
	{ "a UDP length that claims more", WEIR_TARGET_UDP_SOCKET, UDP("ffff") ASK "00",
	  "udp@0 dns@8+34/65527 qry 17 type class" },
	{ "the name ends with the message", WEIR_TARGET_UDP_SOCKET, UDP("0025") ASK,
	  "udp@0 dns@8+29/29 qry 17" },
	{ "the name's last octet lies behind the message", WEIR_TARGET_UDP_SOCKET, UDP("0024") ASK,
	  "udp@0 dns@8+28/28" },
	{ "the name's last octet lies behind the capture", WEIR_TARGET_UDP_SOCKET,
	  UDP("0029") HEADER "03777777 076578616d706c65 03636f6d", "udp@0 dns@8+28/33" },
	{ "half a type", WEIR_TARGET_UDP_SOCKET, UDP("0026") ASK, "udp@0 dns@8+30/30 qry 17" },
	{ "the type ends with the message", WEIR_TARGET_UDP_SOCKET, UDP("0027") ASK,
	  "udp@0 dns@8+31/31 qry 17 type" },
	{ "half a class", WEIR_TARGET_UDP_SOCKET, UDP("0028") ASK,
	  "udp@0 dns@8+32/32 qry 17 type" },
	{ "the root", WEIR_TARGET_UDP_SOCKET, UDP("0019") HEADER "00 0002 0001",
	  "udp@0 dns@8+17/17 qry 1 type class" },
	{ "no question", WEIR_TARGET_UDP_SOCKET,
	  UDP("0029") "1234 0100 0000 0000 0000 0000" NAME "0001 0001", "udp@0 dns@8+33/33" },
	{ "two questions", WEIR_TARGET_UDP_SOCKET,
	  UDP("0029") "1234 0100 0002 0000 0000 0000" NAME "0001 0001", "udp@0 dns@8+33/33" },
	{ "a name that is a pointer", WEIR_TARGET_UDP_SOCKET,
	  UDP("001a") "0001 0100 0001 0000 0000 0000 c000 0001 0001", "udp@0 dns@8+18/18" },
	{ "a pointer behind a label", WEIR_TARGET_UDP_SOCKET,
	  UDP("001c") "0001 0100 0001 0000 0000 0000 0161 c000 0001 0001", "udp@0 dns@8+20/20" },
	{ "a label of 64 octets", WEIR_TARGET_UDP_SOCKET,
	  UDP("0060") HEADER
	  "40 61616161616161616161616161616161616161616161616161616161616161616161"
	  "61616161616161616161616161616161616161616161616161616161616161616161 00 0001 "
	  "0001",
	  "udp@0 dns@8+86/88" },
	{ "TCP with a message", WEIR_TARGET_IP,
	  "4500004b 00010000 40060000 c0000201 c0000235" PREFIX "0021" ASK,
	  "ip@0 tcp@20 dns@42+33/33 qry 17 type class" },
	{ "TCP with options", WEIR_TARGET_IP,
	  "4500004f 00010000 40060000 c0000201 c0000235 04000035 00000001 00000002 6018 0400 0000 "
	  "0000 01010101 0021" ASK,
	  "ip@0 tcp@20 dns@46+33/33 qry 17 type class" },
	{ "a data offset of 4", WEIR_TARGET_IP,
	  "4500004f 00010000 40060000 c0000201 c0000235 04000035 00000001 00000002 4018 0400 0000 "
	  "0000 0021" ASK,
	  "ip@0 tcp@20" },
	{ "a length prefix of 11", WEIR_TARGET_IP,
	  "4500004b 00010000 40060000 c0000201 c0000235" PREFIX "000b" ASK, "ip@0 tcp@20" },
	{ "a length prefix of 12", WEIR_TARGET_IP,
	  "4500004b 00010000 40060000 c0000201 c0000235" PREFIX "000c" ASK,
	  "ip@0 tcp@20 dns@42+12/12" },
	{ "two questions are not plausible in TCP", WEIR_TARGET_IP,
	  "4500004b 00010000 40060000 c0000201 c0000235" PREFIX
	  "0021 1234 0100 0002 0000 0000 0000",
	  "ip@0 tcp@20" },
	{ "TCP cut before QDCOUNT", WEIR_TARGET_IP,
	  "4500004b 00010000 40060000 c0000201 c0000235" PREFIX "0021 1234 0100 00",
	  "ip@0 tcp@20" },
	{ "TCP cut behind QDCOUNT", WEIR_TARGET_IP,
	  "4500004b 00010000 40060000 c0000201 c0000235" PREFIX "0021 1234 0100 0001",
	  "ip@0 tcp@20 dns@42+6/33" },
	{ "TCP without payload", WEIR_TARGET_IP,
	  "45000028 00010000 40060000 c0000201 c0000235" PREFIX, "ip@0 tcp@20" },
	{ "TCP on other ports", WEIR_TARGET_IP,
	  "4500004b 00010000 40060000 c0000201 c0000235 04000036 00000001 00000002 5018 0400 0000 "
	  "0000 0021" ASK,
	  "ip@0 tcp@20" },
};

static const uint16_t ports[] = { 53, 5353 };

static bool first_value(const struct weir_view *view, enum weir_field_symbol symbol, uint64_t *out)
{
	struct weir_values values;
	struct weir_value value;

	weir_values_init(&values, view, weir_field_row(symbol));
	if (weir_values_next(&values, &value) != WEIR_OK)
		return false;
	*out = value.name ? value.name->size : value.number;
	return true;
}

static void describe(const struct weir_view *view, char *text, size_t size)
{
	struct weir_writer out;
	uint64_t number;

	weir_writer_init(&out, text, size);
	for (unsigned i = 0; i < view->span_count; i++)
		weir_writer_print(&out, "%s%s@%u", i ? " " : "",
				  weir_layer_name(view->spans[i].layer), view->spans[i].at);
	if (view->dns.data)
		weir_writer_print(&out, " dns@%zu+%zu/%u",
				  (size_t)(view->dns.data - view->octets.data), view->dns.size,
				  view->dns_size);
	if (first_value(view, WEIR_FIELD_DNS_QRY_NAME, &number))
		weir_writer_print(&out, " qry %u", (unsigned)number);
	if (first_value(view, WEIR_FIELD_DNS_QRY_TYPE, &number))
		weir_writer_text(&out, " type");
	if (first_value(view, WEIR_FIELD_DNS_QRY_CLASS, &number))
		weir_writer_text(&out, " class");
	weir_writer_terminate(&out);
}

/* Every field of every cut of the packet, in allocations that a sanitizer watches: the message never
 * reaches past the cut, and what is there with fewer octets is there with more. */
static bool holds_when_cut(const struct row *row, struct weir_slice whole)
{
	unsigned spans_before = 0;
	bool fine = true;

	for (size_t cut = 0; cut <= whole.size && fine; cut++) {
		struct scope_view scope;
		uint8_t *copy = malloc(cut + 1);
		if (!copy)
			return false;
		memcpy(copy, whole.data, cut);
		scope_target(row->target, (struct weir_slice){ copy, cut }, (uint32_t)whole.size,
			     NULL, ports, COUNT_OF(ports), &scope);
		for (unsigned i = 0; i < WEIR_FIELD_COUNT; i++) {
			struct weir_values values;
			struct weir_value value;
			weir_values_init(&values, &scope.view,
					 weir_field_row((enum weir_field_symbol)i));
			while (weir_values_next(&values, &value) == WEIR_OK)
				fine = fine && value.at + value.size <= cut;
		}
		fine = fine && scope.view.span_count >= spans_before;
		spans_before = scope.view.span_count;
		free(copy);
		if (!fine)
			note("cut at %zu", cut);
	}
	return fine;
}

static void check_row(const struct row *row)
{
	uint8_t bytes[512];
	char text[400];
	struct scope_view scope;
	struct weir_slice whole = { bytes, frame_bytes(row->hex, bytes) };

	memset(&scope, 0xa5, sizeof(scope)); /* what is not written must not be read */
	scope_target(row->target, whole, (uint32_t)whole.size, NULL, ports, COUNT_OF(ports),
		     &scope);
	describe(&scope.view, text, sizeof(text));
	if (!check(row->what, strcmp(text, row->expect) == 0 && holds_when_cut(row, whole)))
		note("got \"%s\", not \"%s\"", text, row->expect);
}

/* A name of exactly 255 octets is one, one of 256 is none. */
static void check_long_names(void)
{
	for (unsigned last = 61; last <= 62; last++) {
		uint8_t bytes[400] = { 4, 0, 0, 53, 1, 100, 0, 0, 0, 1, 1, 0, 0, 1 };
		struct scope_view scope;
		size_t at = 20;
		uint64_t size = 0;
		for (unsigned label = 0; label < 4; label++) {
			unsigned length = label < 3 ? 63 : last;
			bytes[at] = (uint8_t)length;
			memset(bytes + at + 1, 'x', length);
			at += length + 1;
		}
		scope_target(WEIR_TARGET_UDP_SOCKET, (struct weir_slice){ bytes, at + 5 },
			     (uint32_t)at + 5, NULL, ports, 1, &scope);
		bool there = first_value(&scope.view, WEIR_FIELD_DNS_QRY_NAME, &size);
		checkf(there == (last == 61), "a name of %u octets is %s", last + 194,
		       last == 61 ? "seen" : "not");
	}
}

static void check_metadata(void)
{
	const struct weir_bpf_metadata tag = { .vlan_present = true, .vlan_tci = 0xb007 };
	const struct weir_bpf_metadata none = { .vlan_tci = 0xb007 };
	uint8_t bytes[64];
	size_t size = frame_bytes(MAC "8100 0009 0800 45", bytes);
	struct scope_view scope;
	struct weir_values values;
	struct weir_value value;
	uint64_t number = 0;

	scope_target(WEIR_TARGET_ETHER, (struct weir_slice){ bytes, size }, 60, &tag, ports, 1,
		     &scope);
	weir_values_init(&values, &scope.view, weir_field_row(WEIR_FIELD_VLAN_ID));
	check("the tag in metadata comes first",
	      weir_values_next(&values, &value) == WEIR_OK && value.number == 7);
	check("then the one in octets",
	      weir_values_next(&values, &value) == WEIR_OK && value.number == 9 && value.at == 14);
	check("then none", weir_values_next(&values, &value) == WEIR_END);
	check("its priority and DEI",
	      first_value(&scope.view, WEIR_FIELD_VLAN_PRIORITY, &number) && number == 5 &&
		      first_value(&scope.view, WEIR_FIELD_VLAN_DEI, &number) && number == 1);
	check("vlan.etype is of the tag in octets",
	      first_value(&scope.view, WEIR_FIELD_VLAN_ETYPE, &number) && number == 0x0800);
	scope_target(WEIR_TARGET_ETHER, (struct weir_slice){ bytes, 12 }, 60, &tag, ports, 1,
		     &scope);
	check("a tag in metadata alone makes the layer",
	      weir_view_has(&scope.view, WEIR_LAYER_VLAN) &&
		      !first_value(&scope.view, WEIR_FIELD_VLAN_ETYPE, &number));
	scope_target(WEIR_TARGET_ETHER, (struct weir_slice){ bytes, 12 }, 60, &none, ports, 1,
		     &scope);
	check("without the tag there is none", !weir_view_has(&scope.view, WEIR_LAYER_VLAN));
}

static void check_links(void)
{
	static const struct {
		const char *what;
		uint16_t link;
		const char *hex;
		const char *expect;
	} links[] = {
		{ "Ethernet", WEIR_LINK_ETHERNET, ETHER4 IPV4 UDP("0029") ASK,
		  "eth@0 ip@14 udp@34 dns@42+33/33 qry 17 type class" },
		{ "RAW", WEIR_LINK_RAW, IPV4 UDP("0029") ASK,
		  "ip@0 udp@20 dns@28+33/33 qry 17 type class" },
		{ "IPV6 that holds IPv4", WEIR_LINK_IPV6, IPV4 UDP("0029") ASK,
		  "ip@0 udp@20 dns@28+33/33 qry 17 type class" },
		{ "cooked", WEIR_LINK_LINUX_SLL,
		  "0000 0001 0006 0200000000010000 0800" IPV4 UDP("0029") ASK,
		  "sll@0 ip@16 udp@36 dns@44+33/33 qry 17 type class" },
		{ "cooked 2", WEIR_LINK_LINUX_SLL2,
		  "0800 0000 00000002 0001 00 06 0200000000010000" IPV4 UDP("0029") ASK,
		  "sll2@0 ip@20 udp@40 dns@48+33/33 qry 17 type class" },
		{ "PPP, by the decoder", WEIR_LINK_PPP, "ff03 0021" IPV4 UDP("0029") ASK,
		  "ppp@0 ip@4 udp@24 dns@32+33/33 qry 17 type class" },
		{ "a link that nobody knows", 999, IPV4 UDP("0029") ASK, "" },
	};

	for (size_t i = 0; i < COUNT_OF(links); i++) {
		uint8_t bytes[512];
		char text[400];
		struct scope_view scope;
		struct weir_frame frame = { .link = links[i].link, .number = 3 };
		frame.bytes = (struct weir_slice){ bytes, frame_bytes(links[i].hex, bytes) };
		frame.wire_size = (uint32_t)frame.bytes.size;
		scope_packet(&frame, ports, 1, &scope);
		describe(&scope.view, text, sizeof(text));
		if (!checkf(strcmp(text, links[i].expect) == 0, "link type %s", links[i].what))
			note("got \"%s\", not \"%s\"", text, links[i].expect);
	}
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_row(&rows[i]);
	check_long_names();
	check_metadata();
	check_links();
	return tap_done();
}
