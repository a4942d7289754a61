/* bpf_frame.c - a frame as a program gets it: sliced where it is attached, with what Linux knows of it.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/bpf.h>
#include <dnsweir/traffic.h>

/* PACKET_HOST and its kin of <linux/if_packet.h>. */
enum { TYPE_HOST, TYPE_BROADCAST, TYPE_MULTICAST, TYPE_OTHER_HOST, TYPE_OUTGOING };
enum { PROTOCOL_802_3 = 1, PROTOCOL_802_2 = 4, PROTOCOL_LEAST = 0x600 };
/* ARPHRD_ of <linux/if_arp.h>. */
enum { DEVICE_ETHERNET = 1, DEVICE_PPP = 512, DEVICE_LOOPBACK = 772, DEVICE_NONE = 0xfffe };
enum { IP_HEADER = 20, IPV6_HEADER = 40, UDP_HEADER = 8, TCP_LENGTH = 2 };

static uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* As the receiving driver tells them: below 0x600 stands a length. */
static void know_ethernet(struct weir_slice bytes, struct weir_bpf_metadata *out)
{
	static const uint8_t all[6] = { 255, 255, 255, 255, 255, 255 };
	const uint8_t *p = bytes.data;

	out->hatype = DEVICE_ETHERNET;
	out->network_offset = 14;
	if (bytes.size < 14)
		return;
	if (p[0] & 1)
		out->packet_type =
			__builtin_memcmp(p, all, 6) == 0 ? TYPE_BROADCAST : TYPE_MULTICAST;
	out->protocol = be16(p + 12);
	if (out->protocol < PROTOCOL_LEAST)
		out->protocol = bytes.size >= 16 && be16(p + 14) == 0xffff ? PROTOCOL_802_3
									   : PROTOCOL_802_2;
}

static void know_sll(struct weir_slice bytes, struct weir_bpf_metadata *out)
{
	out->hatype = DEVICE_NONE;
	out->network_offset = 16;
	if (bytes.size < 16)
		return;
	out->packet_type = be16(bytes.data);
	out->hatype = be16(bytes.data + 2);
	out->protocol = be16(bytes.data + 14);
}

static void know_sll2(struct weir_slice bytes, struct weir_bpf_metadata *out)
{
	out->hatype = DEVICE_NONE;
	out->network_offset = 20;
	if (bytes.size < 20)
		return;
	out->protocol = be16(bytes.data);
	out->ifindex = (uint32_t)be16(bytes.data + 4) << 16 | be16(bytes.data + 6);
	out->hatype = be16(bytes.data + 8);
	out->packet_type = bytes.data[10];
}

static bool is_network(uint8_t layer)
{
	return layer == WEIR_LAYER_IP || layer == WEIR_LAYER_IPV6 || layer == WEIR_LAYER_ARP;
}

/* The first span of a kind that `fits`; NULL: none. */
static const struct weir_span *first_span(const struct weir_packet *packet, bool (*fits)(uint8_t))
{
	for (size_t i = 0; i < packet->span_count; i++)
		if (fits(packet->spans[i].layer))
			return &packet->spans[i];
	return NULL;
}

static uint16_t protocol_of(uint8_t layer)
{
	return layer == WEIR_LAYER_IP ? 0x0800 : layer == WEIR_LAYER_IPV6 ? 0x86dd : 0x0806;
}

/* Any other link: by the first header behind it. */
static void know_other(uint16_t link, const struct weir_packet *packet,
		       struct weir_bpf_metadata *out)
{
	const struct weir_span *network = first_span(packet, is_network);

	out->hatype = link == WEIR_LINK_NULL || link == WEIR_LINK_LOOP      ? DEVICE_LOOPBACK
		      : link == WEIR_LINK_PPP || link == WEIR_LINK_PPP_HDLC ? DEVICE_PPP
									    : DEVICE_NONE;
	if (!network)
		return;
	out->protocol = protocol_of(network->layer);
	out->network_offset = network->at;
}

/* pcapng's epb_flags know more of the direction than the octets do. */
static void know_flags(uint32_t flags, struct weir_bpf_metadata *out)
{
	static const uint8_t types[8] = { TYPE_HOST,      TYPE_HOST,       TYPE_MULTICAST,
					  TYPE_BROADCAST, TYPE_OTHER_HOST, TYPE_HOST,
					  TYPE_HOST,      TYPE_HOST };
	uint32_t reception = flags >> 2 & 7;

	if ((flags & 3) == 2)
		out->packet_type = TYPE_OUTGOING;
	else if (reception >= 1 && reception <= 4)
		out->packet_type = types[reception];
}

static bool is_ip(uint8_t layer)
{
	return layer == WEIR_LAYER_IP || layer == WEIR_LAYER_IPV6;
}

static bool is_udp(uint8_t layer)
{
	return layer == WEIR_LAYER_UDP;
}

/* Where a packet begins and what its headers leave of the frame. */
struct cut {
	uint32_t at;
	uint32_t wire; /* octets from there on, as they were on the wire */
};

/* A claim above what there is, or below the header's own size, is not believed. */
static void cut_claim(struct cut *cut, uint32_t claim, uint32_t least)
{
	if (claim >= least && claim < cut->wire)
		cut->wire = claim;
}

/* Linux takes off what lies behind the IP packet before any program sees it. */
static void cut_ip(const struct weir_frame *frame, const struct weir_span *span, struct cut *cut)
{
	const uint8_t *p = frame->bytes.data + span->at;

	cut->at = span->at;
	cut->wire -= span->at;
	if (span->layer == WEIR_LAYER_IP)
		cut_claim(cut, be16(p + 2), IP_HEADER);
	else if (be16(p + 4) != 0) /* else a jumbogram */
		cut_claim(cut, (uint32_t)be16(p + 4) + IPV6_HEADER, IPV6_HEADER);
}

static bool cut_udp(const struct weir_frame *frame, const struct weir_packet *packet,
		    struct cut *cut)
{
	const struct weir_span *udp = first_span(packet, is_udp);

	if (!udp || udp->at < cut->at || udp->at - cut->at > cut->wire)
		return false;
	cut->wire -= udp->at - cut->at;
	cut->at = udp->at;
	cut_claim(cut, be16(frame->bytes.data + udp->at + 4), UDP_HEADER);
	return true;
}

static bool cut_dns(const struct weir_frame *frame, const struct weir_packet *packet,
		    struct cut *cut)
{
	uint32_t skip = packet->protocol == 6 ? TCP_LENGTH : 0;

	if (packet->stop != WEIR_STOP_NONE || (packet->protocol != 6 && packet->protocol != 17) ||
	    packet->payload.size < skip || packet->payload_size <= skip)
		return false;
	cut->at = (uint32_t)(packet->payload.data - frame->bytes.data) + skip;
	cut->wire = packet->payload_size - skip;
	return true;
}

static bool cut_frame(const struct weir_frame *frame, const struct weir_packet *packet,
		      enum weir_bpf_place place, struct cut *cut)
{
	const struct weir_span *ip = first_span(packet, is_ip);

	/* Nobody has captured more than there was. */
	*cut = (struct cut){ 0, frame->wire_size };
	if (cut->wire < frame->bytes.size)
		cut->wire = (uint32_t)frame->bytes.size;
	if (place == WEIR_BPF_AT_LINK)
		return true;
	if (!ip)
		return false;
	cut_ip(frame, ip, cut);
	switch (place) {
	case WEIR_BPF_AT_UDP:
		return cut_udp(frame, packet, cut);
	case WEIR_BPF_AT_DNS:
		return cut_dns(frame, packet, cut);
	case WEIR_BPF_AT_IP:
	case WEIR_BPF_AT_LINK:
		break;
	}
	return true;
}

bool weir_bpf_frame(const struct weir_frame *frame, enum weir_bpf_place place,
		    struct weir_bpf_metadata *metadata, struct weir_bpf_packet *out)
{
	struct weir_bpf_metadata m = { .has_link = true };
	struct weir_packet packet;
	struct cut cut;

	weir_packet_decode(frame->link, frame->bytes, frame->wire_size, &packet);
	if (!cut_frame(frame, &packet, place, &cut))
		return false;
	if (frame->link == WEIR_LINK_ETHERNET)
		know_ethernet(frame->bytes, &m);
	else if (frame->link == WEIR_LINK_LINUX_SLL)
		know_sll(frame->bytes, &m);
	else if (frame->link == WEIR_LINK_LINUX_SLL2)
		know_sll2(frame->bytes, &m);
	else
		know_other(frame->link, &packet, &m);
	know_flags(frame->flags, &m);
	if (place != WEIR_BPF_AT_LINK) {
		const struct weir_span *ip = first_span(&packet, is_ip);
		m.protocol = protocol_of(ip->layer);
		m.network_offset = ip->at;
		m.before = cut.at;
	}
	uint32_t captured = (uint32_t)frame->bytes.size - cut.at;
	*metadata = m;
	*out = (struct weir_bpf_packet){
		.bytes = { frame->bytes.data + cut.at, captured < cut.wire ? captured : cut.wire },
		.wire_size = cut.wire,
		.metadata = metadata,
	};
	metadata->payload_offset = weir_bpf_payload_offset(out);
	return true;
}
