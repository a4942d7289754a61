/* layer.h - the fields inside a packet's headers: one table, and the values it finds in a view.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * packet.h says where headers lie; this says what is in them. A field has scapy's name, Wireshark's
 * abbreviation and a reach: FIXED (an offset and a width inside its header, so a BPF load gets it),
 * WALKED (found by walking names, options or records), DERIVED (from more than the header's octets). */
#ifndef DNSWEIR_LAYER_H
#define DNSWEIR_LAYER_H

#include <dnsweir/message.h>
#include <dnsweir/name.h>
#include <dnsweir/packet.h>

WEIR_API_BEGIN

enum weir_field_symbol {
#define FIELD(symbol, ...) WEIR_FIELD_##symbol,
#define SCALED(symbol, ...) WEIR_FIELD_##symbol,
#define EITHER(symbol, ...) WEIR_FIELD_##symbol,
#include <dnsweir/layer_field.def>
#undef FIELD
#undef SCALED
#undef EITHER
	WEIR_FIELD_COUNT
};

enum weir_field_kind {
	WEIR_FIELD_NUMBER, /* shown in decimal */
	WEIR_FIELD_HEX,    /* a number, customarily in hex */
	WEIR_FIELD_FLAG,   /* one bit */
	WEIR_FIELD_TIME,   /* nanoseconds since 1970, signed; written as seconds */
	WEIR_FIELD_IPV4,   /* number and octets */
	WEIR_FIELD_IPV6,   /* octets, 16 */
	WEIR_FIELD_ETHER,  /* octets, 6 */
	WEIR_FIELD_NAME,   /* a domain name: see weir_value.octets */
	WEIR_FIELD_OCTETS,
	WEIR_FIELD_TEXT, /* octets meant as text */
};

enum weir_reach { WEIR_REACH_FIXED, WEIR_REACH_WALKED, WEIR_REACH_DERIVED, WEIR_REACH_EITHER };

/* The registry that has words for a field's numbers. */
enum weir_words {
	WEIR_WORDS_NONE,
	WEIR_WORDS_RRTYPE,
	WEIR_WORDS_RRCLASS,
	WEIR_WORDS_RCODE,
	WEIR_WORDS_OPCODE,
	WEIR_WORDS_EDNS_OPTION,
	WEIR_WORDS_ETHERTYPE,
	WEIR_WORDS_IPPROTO,
	WEIR_WORDS_ARP_OPCODE,
	WEIR_WORDS_ICMP_TYPE,
	WEIR_WORDS_ICMPV6_TYPE,
	WEIR_WORDS_IP_OPTION,
	WEIR_WORDS_IPV6_OPTION,
	WEIR_WORDS_TCP_OPTION,
	/* With Wireshark's numbers: 0 bad, 1 good, 2 unverified, 3 none, 4 none where one has to be. */
	WEIR_WORDS_CHECKSUM,
};

struct weir_layer_field {
	enum weir_field_symbol symbol; /* its place in the table */
	enum weir_layer layer;
	const char *scapy;  /* NULL: scapy has none */
	const char *abbrev; /* "ip.ttl" */
	const char *text;
	enum weir_field_kind kind;
	enum weir_reach reach;
	enum weir_words words;
	uint16_t at;   /* FIXED: in bits from the header's first octet */
	uint16_t bits; /* width of the value; NAME, OCTETS and TEXT: 0, it varies */
	uint16_t unit; /* the value is the bits times this; 1 for most */
	/* FIXED, `when_bits` not 0: present only if this part of the same header is one of two values. */
	uint16_t when_at, when_bits;
	uint32_t when[2];
	enum weir_field_symbol either[2]; /* WEIR_REACH_EITHER */
};

/* The row of a symbol; static storage. */
const struct weir_layer_field *weir_field_row(enum weir_field_symbol symbol);
/* By Wireshark's abbreviation, without case; NULL: none. */
const struct weir_layer_field *weir_field_find(struct weir_slice abbrev);
/* A layer by Wireshark's short name ("ip", "udp", "dns"); WEIR_LAYER_NONE: none. */
enum weir_layer weir_layer_find(struct weir_slice name);
/* scapy's name of a layer ("Ether", "Dot1Q", "DNSQR"); NULL: none. */
const char *weir_layer_scapy(enum weir_layer layer);

/* Words of a number and back: "AAAA", "NXDOMAIN", "UDP". NULL or false: none. */
const char *weir_word_of(enum weir_words words, uint64_t number);
bool weir_word_number(enum weir_words words, struct weir_slice word, uint64_t *number);

/* What fields are read from: one packet, or one message with what carried it. Filled by who has it;
 * everything borrowed must outlive the view. Members that are unknown stay zero. */
struct weir_view {
	struct weir_slice octets; /* what the spans count in */
	const struct weir_span
		*spans; /* in the order of the packet; only those a field may be read of */
	unsigned span_count;
	struct weir_slice dns; /* the message as far as it is there; size 0 and data NULL: none */
	uint32_t dns_size;     /* as the UDP length or the TCP prefix claims */
	const struct weir_packet
		*packet; /* for what needs all of it (checksums, payload); may be NULL */
	uint64_t frame_number;
	int64_t frame_time;  /* nanoseconds */
	uint32_t frame_size; /* on the wire */
	uint32_t frame_captured;
	uint32_t stream;
	uint32_t tcp_sequence_base; /* relative numbers count from these; has_base */
	uint32_t tcp_acknowledgement_base;
	/* Who sent the message to whom; fields of addresses and ports are these where has_endpoints says
	 * so, since the headers of what was put together are not all in `octets`. */
	struct weir_address source, target;
	uint16_t source_port, target_port;
	uint8_t version; /* 4 or 6 */
	bool tcp;
	bool has_endpoints;
	uint16_t vlan_tci; /* of a tag that a kernel holds in metadata; has_vlan */
	uint16_t vlan_tpid;
	bool has_vlan;
	bool packet_scope; /* dns.qry.* only with QDCOUNT 1 and without pointers */
	bool has_frame;
	bool has_time;
	bool has_stream;
	bool has_base;
};

/* One value of a field in a view. Borrowed from the view. */
struct weir_value {
	uint64_t number;          /* numbers, flags, IPv4; TIME: an int64_t's bits */
	struct weir_slice octets; /* IPv4, IPv6, ETHER, OCTETS, TEXT, and of FIXED numbers too */
	struct weir_name *name;   /* NAME: expanded into the iterator */
	uint32_t at;              /* in view.octets, or in view.dns for fields of the DNS layers */
	uint32_t size;            /* octets on the wire; 0: DERIVED */
};

/* One field of a header, as weir_dissect_next tells it. */
struct weir_dissected {
	const struct weir_layer_field *field;
	struct weir_value value;
	unsigned option; /* the option of this header that it belongs to, from 1; 0: to none */
	bool broken;     /* octets of an option whose length cannot be: the walk ends with them */
};

/* All that the table knows of one header: FIXED and DERIVED fields in the table's order, then options
 * one by one. Of the layers of DNS there are only the FIXED fields: their parts are walked with
 * weir_values or message.h. */
struct weir_dissect {
	const struct weir_view *view;
	struct weir_span span;
	unsigned next; /* symbol to look at; private, and so is what follows */
	unsigned option;
	unsigned part;
	uint32_t at, end;   /* options that were not walked yet */
	uint32_t option_at; /* the one being walked, */
	uint32_t option_size;
};
/* `span`: one of the view's, or { WEIR_LAYER_FRAME } for what the capture says. */
void weir_dissect_init(struct weir_dissect *dissect, const struct weir_view *view,
		       const struct weir_span *span);
/* WEIR_OK or WEIR_END. */
enum weir_status weir_dissect_next(struct weir_dissect *dissect,
				   struct weir_dissected *out) WEIR_MUST_USE;

/* All values of a field, in the order of the packet: one for most, none where it is absent. */
struct weir_values {
	const struct weir_view *view;
	const struct weir_layer_field *field;
	unsigned span;  /* next span to look at */
	size_t at;      /* inside a walk */
	unsigned state; /* of the walk; private */
	struct weir_dissect dissect;
	struct weir_walk walk;
	struct weir_message message;
	struct weir_name name;
};
void weir_values_init(struct weir_values *values, const struct weir_view *view,
		      const struct weir_layer_field *field);
/* WEIR_OK or WEIR_END; `out` is valid until the next call. A value whose octets are not all there is
 * absent. `values` must not be moved in memory in between. */
enum weir_status weir_values_next(struct weir_values *values, struct weir_value *out) WEIR_MUST_USE;
/* Is a header of this layer in the view (its place, at least)? WEIR_LAYER_FRAME always is. */
bool weir_view_has(const struct weir_view *view, enum weir_layer layer);

WEIR_API_END
#endif
