/* show_all.c - one line for every frame, as tshark lists them: handshakes, ARP, ICMP and the DNS inside.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "base/address.h"
#include "present/show.h"

static const struct weir_span *span_of(const struct weir_packet *p, enum weir_layer layer)
{
	for (unsigned i = p->span_count; i > 0; i--)
		if (p->spans[i - 1].layer == layer)
			return &p->spans[i - 1];
	return NULL;
}

/* `size` octets at `at` octets into a span, or NULL where they were not captured. */
static const uint8_t *octets_of(const struct weir_packet *p, const struct weir_span *span,
				uint32_t at, size_t size)
{
	if (!span || span->at > p->base.size || at > p->base.size - span->at ||
	    size > p->base.size - span->at - at)
		return NULL;
	return p->base.data + span->at + at;
}

static unsigned be16(const uint8_t *octets)
{
	return octets[0] * 256U + octets[1];
}

static void mac(struct weir_writer *out, const uint8_t *octets)
{
	for (unsigned i = 0; i < 6; i++) {
		if (i > 0)
			weir_writer_char(out, ':');
		weir_writer_hex(out, (struct weir_slice){ octets + i, 1 });
	}
}

/* The packet's own addresses: those outside an ICMP error, else the innermost. */
static bool ip_ends(const struct weir_packet *p, struct weir_writer *out)
{
	const struct weir_span *ip = NULL;
	struct weir_address ends[2] = { p->source, p->target };
	uint8_t version = p->version;

	for (unsigned i = 0; p->in_icmp && i < p->span_count; i++) {
		uint8_t layer = p->spans[i].layer;
		if (layer == WEIR_LAYER_ICMP || layer == WEIR_LAYER_ICMPV6)
			break;
		if (layer == WEIR_LAYER_IP || layer == WEIR_LAYER_IPV6)
			ip = &p->spans[i];
	}
	if (ip) {
		version = ip->layer == WEIR_LAYER_IP ? 4 : 6;
		size_t size = version == 4 ? 4 : 16;
		const uint8_t *from = octets_of(p, ip, version == 4 ? 12 : 8, 2 * size);
		memset(ends, 0, sizeof(ends));
		if (from) {
			memcpy(ends[0].octets, from, size);
			memcpy(ends[1].octets, from + size, size);
		}
	}
	if (version == 0)
		return false;
	weir_address_print(version, &ends[0], out);
	weir_writer_text(out, " > ");
	weir_address_print(version, &ends[1], out);
	return true;
}

static void put_ends(const struct weir_packet *p, struct weir_writer *out)
{
	const struct weir_span *ethernet = span_of(p, WEIR_LAYER_ETHERNET);
	const uint8_t *octets = octets_of(p, ethernet, 0, 12);

	if (ip_ends(p, out))
		return;
	if (!octets) {
		weir_writer_text(out, "- > -");
		return;
	}
	mac(out, octets + 6);
	weir_writer_text(out, " > ");
	mac(out, octets);
}

/* "TCP", "ICMPv6": the innermost layer; its own where an ICMP error quotes something. */
static const char *protocol_of(const struct weir_packet *p)
{
	if (p->in_icmp)
		return span_of(p, WEIR_LAYER_ICMPV6) ? "icmpv6" : "icmp";
	if (p->span_count == 0)
		return "data";
	return weir_layer_name(p->spans[p->span_count - 1].layer);
}

static void upper(struct weir_writer *out, const char *word)
{
	for (; *word; word++)
		weir_writer_char(out, *word >= 'a' && *word <= 'z' ? (char)(*word - 32) : *word);
}

static void tcp_info(const struct show_item *item, struct weir_writer *out)
{
	static const struct {
		const char *name;
		uint8_t bit;
	} flags[] = {
		{ "FIN", WEIR_TCP_FIN }, { "SYN", WEIR_TCP_SYN }, { "RST", WEIR_TCP_RST },
		{ "PSH", WEIR_TCP_PSH }, { "ACK", WEIR_TCP_ACK }, { "URG", WEIR_TCP_URG },
	};
	const struct weir_packet *p = item->packet;
	bool any = false;

	weir_writer_print(out, "%u > %u [", p->source_port, p->target_port);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (!(p->tcp_flags & flags[i].bit))
			continue;
		weir_writer_text(out, any ? ", " : "");
		weir_writer_text(out, flags[i].name);
		any = true;
	}
	weir_writer_print(out, "%s] Seq=%u", any ? "" : "none",
			  p->tcp_sequence - item->conversation.tcp_sequence_base);
	if (p->tcp_flags & WEIR_TCP_ACK)
		weir_writer_print(out, " Ack=%u",
				  p->tcp_acknowledgement -
					  item->conversation.tcp_acknowledgement_base);
	weir_writer_print(out, " Win=%u Len=%u", p->tcp_window, p->payload_size);
}

static void arp_info(const struct weir_packet *p, struct weir_writer *out)
{
	const uint8_t *octets = octets_of(p, span_of(p, WEIR_LAYER_ARP), 0, 28);
	static const char *const words[] = { "", "request", "reply", "reverse request",
					     "reverse reply" };

	/* RFC 826: hardware, protocol, their sizes, operation, sender's both, target's both. */
	if (!octets || be16(octets + 2) != 0x0800 || octets[4] != 6 || octets[5] != 4)
		return;
	unsigned operation = be16(octets + 6);
	if (operation == 1) {
		weir_writer_text(out, "who has ");
		address_print_ipv4(octets + 24, out);
		weir_writer_text(out, "? tell ");
		address_print_ipv4(octets + 14, out);
	} else if (operation == 2) {
		address_print_ipv4(octets + 14, out);
		weir_writer_text(out, " is at ");
		mac(out, octets + 8);
	} else if (operation < sizeof(words) / sizeof(words[0])) {
		weir_writer_text(out, words[operation]);
	} else {
		weir_writer_print(out, "operation %u", operation);
	}
}

static const char *icmp_word(bool v6, uint8_t type)
{
	static const struct {
		uint8_t type;
		const char *word;
	} v4_words[] = { { 0, "echo reply" },        { 3, "destination unreachable" },
			 { 4, "source quench" },     { 5, "redirect" },
			 { 8, "echo request" },      { 11, "time exceeded" },
			 { 12, "parameter problem" } },
	  v6_words[] = { { 1, "destination unreachable" },
			 { 2, "packet too big" },
			 { 3, "time exceeded" },
			 { 4, "parameter problem" },
			 { 128, "echo request" },
			 { 129, "echo reply" },
			 { 130, "multicast listener query" },
			 { 131, "multicast listener report" },
			 { 133, "router solicitation" },
			 { 134, "router advertisement" },
			 { 135, "neighbour solicitation" },
			 { 136, "neighbour advertisement" },
			 { 143, "multicast listener report v2" } };

	for (size_t i = 0; !v6 && i < sizeof(v4_words) / sizeof(v4_words[0]); i++)
		if (v4_words[i].type == type)
			return v4_words[i].word;
	for (size_t i = 0; v6 && i < sizeof(v6_words) / sizeof(v6_words[0]); i++)
		if (v6_words[i].type == type)
			return v6_words[i].word;
	return NULL;
}

static void icmp_info(const struct weir_packet *p, struct weir_writer *out)
{
	const struct weir_span *span = span_of(p, WEIR_LAYER_ICMP);
	bool v6 = !span;

	if (v6)
		span = span_of(p, WEIR_LAYER_ICMPV6);
	const uint8_t *octets = octets_of(p, span, 0, 2);
	if (!octets)
		return;
	const char *word = icmp_word(v6, octets[0]);
	if (word)
		weir_writer_text(out, word);
	else
		weir_writer_print(out, "type %u", octets[0]);
	if (octets[1] != 0)
		weir_writer_print(out, " (code %u)", octets[1]);
	if (!p->in_icmp)
		return;
	weir_writer_text(out, ", about ");
	show_end(out, p->version, &p->source, p->source_port);
	weir_writer_text(out, " > ");
	show_end(out, p->version, &p->target, p->target_port);
}

static void fragment_info(const struct weir_packet *p, struct weir_writer *out)
{
	weir_writer_print(out, "fragment id 0x%x, protocol %u, octets %u to %u%s", p->fragment_id,
			  p->fragment_protocol, p->fragment_at, p->fragment_at + p->payload_size,
			  p->fragment_more ? ", more follow" : "");
}

static void frame_info(const struct show_item *item, struct weir_writer *out)
{
	const struct weir_packet *p = item->packet;

	if (span_of(p, WEIR_LAYER_ICMP) || span_of(p, WEIR_LAYER_ICMPV6)) {
		icmp_info(p, out);
		return;
	}
	if (p->stop == WEIR_STOP_FRAGMENT) {
		fragment_info(p, out);
		return;
	}
	if (span_of(p, WEIR_LAYER_ARP)) {
		arp_info(p, out);
		return;
	}
	if (p->stop != WEIR_STOP_NONE) {
		weir_writer_text(out, weir_stop_text(p->stop));
		if (p->stop == WEIR_STOP_TRANSPORT_OTHER)
			weir_writer_print(out, " (protocol %u)", p->protocol);
		return;
	}
	if (p->protocol == 6)
		tcp_info(item, out);
	else
		weir_writer_print(out, "%u > %u Len=%u", p->source_port, p->target_port,
				  p->payload_size);
}

/* Number, time, ends, protocol, length. */
static void head(struct show_printer *printer, const struct show_item *item,
		 struct weir_writer *out)
{
	const struct palette *palette = printer->palette;
	const struct weir_frame *frame = item->frame;

	for (uint64_t n = frame->number; n < 10000; n *= 10)
		weir_writer_char(out, ' ');
	weir_writer_u64(out, frame->number);
	weir_writer_char(out, ' ');
	if (printer->stamp.style != TIMESTAMP_NONE) {
		weir_writer_text(out, palette->dim);
		if (frame->has_time)
			timestamp_print(&printer->stamp, frame->time, out);
		else
			weir_writer_char(out, '-');
		weir_writer_text(out, palette->end);
		weir_writer_char(out, ' ');
	}
	put_ends(item->packet, out);
	weir_writer_char(out, ' ');
	weir_writer_text(out, palette->type);
	if (item->datagram && !item->datagram->in_icmp)
		upper(out, weir_app_name(item->datagram->app));
	else
		upper(out, protocol_of(item->packet));
	weir_writer_text(out, palette->end);
	weir_writer_char(out, ' ');
	weir_writer_u64(out, frame->wire_size);
	weir_writer_char(out, ' ');
}

static void print(struct show_printer *printer, const struct show_item *item,
		  struct weir_writer *out)
{
	switch (item->piece) {
	case SHOW_WHOLE:
		head(printer, item, out);
		/* A datagram's ports stand in the message's own marks only for TCP. */
		if (!item->datagram || item->datagram->tcp || item->datagram->in_icmp)
			frame_info(item, out);
		else
			weir_writer_print(out, "%u > %u", item->packet->source_port,
					  item->packet->target_port);
		if (item->packet->bad_length)
			weir_writer_text(out, " [a length that its carrier does not hold]");
		if (printer->checksums && !item->datagram)
			show_checksums(item, out);
		if (!item->datagram)
			return;
		break;
	case SHOW_MORE:
		break;
	case SHOW_END:
		weir_writer_char(out, '\n');
		return;
	}
	weir_writer_text(out, " | ");
	show_line_message(printer, item, out);
}

const struct show_form show_all = { .name = "all", .print = print, .every_frame = true };
