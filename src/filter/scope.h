/* scope.h - what a rule sees of one packet: the definition that every engine follows.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * PACKET SCOPE. Of the octets b[0..n) that were captured of one packet, and of nothing else:
 *
 * Link.  Ethernet: EtherType at 12; while it is 0x8100, 0x88a8 or 0x9100, and at most twice, a VLAN
 *   header of 4 octets follows and holds the next one. SLL: EtherType at 14, header of 16; SLL2: at 0,
 *   header of 20; VLAN tags behind both as with Ethernet. RAW, IPV4, IPV6: the first nibble tells. A
 *   kernel may hold a tag in metadata: then vlan.priority, vlan.dei and vlan.id have that tag's value
 *   first (any tag that matches counts) and `vlan` is there; vlan.etype is of tags in octets only. A
 *   link type without a target (PPP, 802.11, ...) is read by weir_packet_decode up to its outermost IP
 *   header; no other engine sees those.
 * ARP.   EtherType 0x0806, behind VLAN headers too; what follows them is its place.
 * IPv4.  EtherType 0x0800 (or the nibble), and first octet 0x45 to 0x4f; header of 4 * IHL octets, N its
 *   offset. No total length is looked at: what lies behind a packet's end is told by UDP.
 * IPv6.  EtherType 0x86dd (or the nibble), first nibble 6; header of 40. Then at most SCOPE_EXTENSIONS
 *   headers out of hop-by-hop (0), routing (43), destination options (60), each of 8 + 8 * octet 1, and
 *   fragment (44), 8. Behind a fragment header with an offset that is not 0 nothing is seen; nor behind
 *   the last of SCOPE_EXTENSIONS, if one more follows. To be led on by such a header, its octets 0 and 1
 *   must be there, of a fragment header octets 0, 2 and 3.
 * udp.length.bad.  1 where T + UDP length is not where the IP header ends the packet (IPv4: N + total length;
 *   IPv6: N + 40 + payload length), so in first fragments, too; else not there. On a UDP socket it never is.
 * Transport T.  IPv4: only if the fragment offset (13 bits at N + 6) is 0; first fragments count. UDP 17,
 *   TCP 6, ICMP 1 under IPv4, ICMPv6 58 under IPv6. Outermost IP only; tunnels are not looked into.
 * Presence.  A field is there if its header's place is known and all octets that its value lies in are
 *   among b[0..n). A header need not be whole. A layer's presence (`udp`) is that its place is known:
 *   the type octet that leads to it is there and leads to it (its own octets may be cut off; but IP
 *   needs its first octet, see above). `frame` and the link's own layer are always there.
 * DNS in UDP.  One of the ports is the rule's (53); UDP length at least 20. The message starts at
 *   D = T + 8 and ends at E = T + UDP length.
 * DNS in TCP.  One of the ports is the rule's; data offset at least 5; P = T + 4 * data offset; the two
 *   octets at P are a length of at least 12, and QDCOUNT (P + 6, 2 octets) is at most 1: a plausible
 *   beginning. D = P + 2, E = D + that length.
 * UDP socket.  Offset 0 is T of a UDP datagram; no fragments, no IP.
 * `dns` is there if these gates hold. Fields of the DNS header: 12 octets from D; each by its own octets.
 * dns.length is E - D.
 * Question.  dns.qry.* are there only if QDCOUNT is 1 and the name, from D + 12, consists of labels of at
 *   most 63 octets each, ends with the root's zero octet below min(n, E), and is no longer than 255
 *   octets. No pointer. dns.qry.type needs its 2 octets below min(n, E) too, dns.qry.class its own 2.
 *   dns.qry.name.len counts the labels' octets and the dots between them: the size on the wire less 2,
 *   but 0 for the root. dns.count.labels does not count the root. `dns.qry` is there if the name is.
 * dns.resp.*, EDNS.  The records that lie wholly below min(n, E), walked from the front (weir_walk_next
 *   with pointers followed), whatever QDCOUNT; the walk ends at the first that does not. An OPT record
 *   (of any of the three sections) has dns.resp.name, .type and .len; its class and TTL are EDNS fields
 *   instead. In packet scope it has EDNS fields only if its owner is the one octet 0 (RFC 6891 section
 *   6.1.2) and, where QDCOUNT is 1, the question's name has no pointer. `dns.resp` is there if a record
 *   is, `dns.opt` if an OPT record with EDNS fields is. Classic BPF has EDNS fields, but not options, only
 *   where the rule or what is given says QDCOUNT 1, ANCOUNT 0, NSCOUNT 0, ARCOUNT 1.
 * frame.len is the length on the wire, frame.cap_len n. udp.stream, tcp.stream and relative numbers need
 *   other packets: not in packet scope. Options are there if they are whole among b[0..n). Checksums,
 *   tcp.len and options: user space only; of checksums and tcp.len what weir_packet_decode sees.
 *
 * MESSAGE SCOPE. One DNS message as `show` and `mine` see it: put together, innermost addresses, any
 * port that they take for DNS. Fields of DNS come from the whole message (dns.qry.* with the first
 * question, pointers followed; QDCOUNT may be any). Addresses and ports are the datagram's; other fields
 * of the headers below come from the frame that completed the message (innermost IP and what belongs
 * to it, and link headers), and are absent where there is none.
 *   On port 5353 classes are without their top bit (RFC 6762). tcp.seq and tcp.ack, which count from
 *   the connection's beginning, are in neither scope.
 *
 * VERDICT, both. A relation on an absent field is false; one on a repeated field holds if any value
 * does; `a != b` is `not a == b`. Slices and `contains` of a name look at its labels with dots between
 * them, no dot at the end, octets as they are. */
#ifndef FILTER_SCOPE_H
#define FILTER_SCOPE_H

#include <dnsweir/rule.h>

enum {
	SCOPE_VLANS = 2,
	SCOPE_EXTENSIONS = 6,
	SCOPE_SPANS = 2 + SCOPE_VLANS + SCOPE_EXTENSIONS + 6,
	SCOPE_UDP_LEAST = 20, /* UDP length of a datagram that has room for a DNS header */
	SCOPE_TCP_LEAST = 12, /* length prefix */
};

/* A view with room for its spans; view.spans points into it. */
struct scope_view {
	struct weir_view view;
	struct weir_span spans[SCOPE_SPANS];
	struct weir_packet packet; /* for link types without a target, and of scope_decode */
};

/* Fill `out` for a frame in packet scope; `metadata` may be NULL. Ports: where DNS is expected. */
void scope_packet(const struct weir_frame *frame, const uint16_t *ports, unsigned port_count,
		  struct scope_view *out);
/* After scope_packet: what checksums and tcp.len need, from the decoder. Costs as much again. */
void scope_decode(const struct weir_frame *frame, struct scope_view *out);
void scope_message(const struct weir_datagram *datagram, struct scope_view *out);
/* For tests and targets whose octets are no frame: `bytes` as the target says. */
void scope_target(enum weir_target target, struct weir_slice bytes, uint32_t wire_size,
		  const struct weir_bpf_metadata *metadata, const uint16_t *ports,
		  unsigned port_count, struct scope_view *out);

#endif
