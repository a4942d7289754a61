/* packet.h - one frame taken apart into spans: link, tunnels, IP, transport, payload.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A hand-written decoder that allocates nothing and never fails: it says how far it came and why it
 * stopped. Fields inside the spans are not its business. */
#ifndef DNSWEIR_PACKET_H
#define DNSWEIR_PACKET_H

#include <dnsweir/base.h>

WEIR_API_BEGIN

enum weir_layer {
	WEIR_LAYER_NONE = 0,
#define LAYER(symbol, ...) WEIR_LAYER_##symbol,
#include <dnsweir/layer.def>
#undef LAYER
	WEIR_LAYER_COUNT
};

/* "ip", "udp", "vlan": Wireshark's short name. Static storage. */
const char *weir_layer_name(enum weir_layer layer);
const char *weir_layer_text(enum weir_layer layer); /* "Internet Protocol Version 4" */

/* Why a packet yields no datagram or segment (or a lesser one). */
enum weir_stop {
	WEIR_STOP_NONE = 0, /* transport header read, payload at hand */
#define STOP(symbol, key, text) WEIR_STOP_##symbol,
#include <dnsweir/stop.def>
#undef STOP
	WEIR_STOP_COUNT
};
const char *weir_stop_key(enum weir_stop stop); /* "ip_short": stable, for JSON and counters */
const char *weir_stop_text(enum weir_stop stop);

/* The octets of one header: from its first octet to the first of what it carries. */
struct weir_span {
	uint8_t layer; /* enum weir_layer */
	uint32_t at;   /* in the frame (or in the reassembled datagram, see weir_packet.base) */
	uint32_t size;
};

enum { WEIR_SPANS_MAX = 32, WEIR_VLANS_MAX = 4, WEIR_SPAN_NONE = 255 };

/* Addresses as on the wire; IPv4 in the first four octets, the rest zero. */
struct weir_address {
	uint8_t octets[16];
};

struct weir_packet {
	struct weir_slice base;    /* what the spans' offsets count in */
	struct weir_slice payload; /* behind the last span; may be cut by the snap length */
	uint32_t payload_size;     /* as the headers say; above payload.size: cut */
	uint8_t version;           /* 4 or 6 for the innermost IP; 0: none seen */
	uint8_t protocol;          /* innermost: 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6, ... */
	uint8_t hop_limit;         /* TTL of the innermost IP */
	uint8_t stop;              /* enum weir_stop */
	uint16_t source_port;      /* TCP and UDP; else 0 */
	uint16_t target_port;
	struct weir_address source; /* innermost IP */
	struct weir_address target;
	bool spans_lost; /* more headers than WEIR_SPANS_MAX: decoded, not listed */
	bool in_icmp;    /* the innermost IP header is one quoted in an ICMP error */
	bool bad_length; /* a header claims more than its carrier holds, or less than itself */
	uint8_t span_count;
	uint8_t ip_index;        /* span of the innermost IP header, or WEIR_SPAN_NONE */
	uint8_t transport_index; /* span of its transport header, or WEIR_SPAN_NONE */
	uint8_t vlan_count;      /* tags kept, at most WEIR_VLANS_MAX */
	/* A fragment (stop is WEIR_STOP_FRAGMENT; else zero): what reassembly needs. The payload is the
	 * fragment's own octets. Fragments quoted in ICMP errors are not among them. */
	bool fragment_more;
	uint8_t fragment_protocol; /* of what the whole datagram carries */
	uint16_t fragment_at;      /* octets */
	uint32_t fragment_id;
	/* TCP (else zero): what reassembly needs. */
	uint32_t tcp_sequence;
	uint32_t tcp_acknowledgement;
	uint16_t tcp_window; /* as on the wire, unscaled */
	uint8_t tcp_flags;   /* WEIR_TCP_FIN | ... */
	/* Only the counted members of these two are written. */
	uint16_t vlan[WEIR_VLANS_MAX]; /* TCI, outermost first, from bytes and from metadata */
	struct weir_span spans[WEIR_SPANS_MAX];
};

enum {
	WEIR_TCP_FIN = 1,
	WEIR_TCP_SYN = 2,
	WEIR_TCP_RST = 4,
	WEIR_TCP_PSH = 8,
	WEIR_TCP_ACK = 16,
	WEIR_TCP_URG = 32,
};

/* Take `bytes` apart. `link` is a LINKTYPE_ number (dnsweir/link.h), `wire_size` the length on the
 * wire. The octets of `bytes` must stay as long as the packet is used.
 *
 * Lengths: the IP total length decides where an IP packet ends (what follows is padding); 0 stands
 * for "all the rest" (segmentation offload). The UDP length decides where a datagram ends, also when
 * it says that nothing is in it; 0 is for IPv6 jumbograms only. A length above what the carrier holds
 * sets bad_length and payload_size keeps the claim.
 *
 * Tunnels over UDP are known by their ports, and only where the octets form the tunnel's header; a
 * datagram from or to port 53, 5353 or 5355 is never one. A tunnel that carries no IP leaves the
 * addresses and ports of the tunnel itself, and stop says why. */
void weir_packet_decode(uint16_t link, struct weir_slice bytes, uint32_t wire_size,
			struct weir_packet *out);

/* Go on inside an IP payload that was put together from fragments: `whole` (what `first` carries,
 * complete) becomes the base; addresses come from `first`, any fragment's packet. */
void weir_packet_decode_whole(const struct weir_packet *first, struct weir_slice whole,
			      struct weir_packet *out);

/* Checksums, for who asks. WEIR_CHECKSUM_UNSEEN: the header has none, or the snap cut the bytes. */
enum weir_checksum { WEIR_CHECKSUM_UNSEEN = 0, WEIR_CHECKSUM_GOOD, WEIR_CHECKSUM_BAD };
struct weir_checksums {
	enum weir_checksum ip;        /* innermost IPv4 header */
	enum weir_checksum transport; /* innermost TCP, UDP, ICMP or ICMPv6 */
	uint16_t ip_found, ip_right;
	uint16_t transport_found, transport_right;
};
void weir_packet_checksums(const struct weir_packet *packet, struct weir_checksums *out);
/* The checksum of any span: of an IPv4 header, or of UDP, TCP, ICMP and ICMPv6 with what they carry,
 * inside tunnels and around them. */
struct weir_sum {
	enum weir_checksum status;
	uint16_t found, right;
	bool none; /* UDP over IPv4 that says it has none; then WEIR_CHECKSUM_UNSEEN */
};
void weir_packet_sum(const struct weir_packet *packet, unsigned span, struct weir_sum *out);

/* 192.0.2.1 or 2001:db8::1 (RFC 5952). */
void weir_address_print(uint8_t version, const struct weir_address *address,
			struct weir_writer *out);

WEIR_API_END
#endif
