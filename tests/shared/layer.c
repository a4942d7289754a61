/* layer.c - over all captures: the field table finds in the spans what the packet decoder found.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * layer DIRECTORY: captures in it and in folders below it; for shared captures $DNSWEIR_SHARED/captures
 * goes first. One test a capture. Compared are addresses, ports, protocol, hop limit, VLAN tags,
 * fragments, TCP's numbers, flags and window, lengths, checksums; and each field's values one by one
 * (weir_values) with the header taken apart (weir_dissect). */
#include <dnsweir/capture.h>
#include <dnsweir/layer.h>
#include <dnsweir/traffic.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

enum { NOTES_MAX = 5, PATH_SIZE = 1024, FOUND_MAX = 4096 };

/* All that the table finds in one packet. */
struct found {
	unsigned span;
	struct weir_dissected item;
};
static struct found found[FOUND_MAX];
static size_t found_count;

static struct {
	const char *what;
	uint64_t count;
} compared[] = {
	{ "addresses", 0 },  { "ports", 0 },       { "protocol", 0 },   { "hop limit", 0 },
	{ "VLAN tags", 0 },  { "fragments", 0 },   { "TCP header", 0 }, { "header length", 0 },
	{ "TCP length", 0 }, { "IP checksum", 0 }, { "checksum", 0 },   { "values", 0 },
};
enum {
	ADDRESSES,
	PORTS,
	PROTOCOL,
	HOPS,
	VLANS,
	FRAGMENTS,
	TCP_HEADER,
	HEADER_LENGTH,
	TCP_LENGTH,
	IP_CHECKSUM,
	CHECKSUM,
	VALUES
};

static bool same(unsigned kind, const char *where, uint64_t by_table, uint64_t by_decoder)
{
	compared[kind].count++;
	if (by_table == by_decoder)
		return true;
	note("%s: %s: %llu by the table, %llu by the decoder", where, compared[kind].what,
	     (unsigned long long)by_table, (unsigned long long)by_decoder);
	return false;
}

/* The value of a field in a span; NULL: the table has none there. */
static const struct weir_value *value_in(unsigned span, enum weir_field_symbol symbol)
{
	for (size_t i = 0; i < found_count; i++)
		if (found[i].span == span && found[i].item.field->symbol == symbol)
			return &found[i].item.value;
	return NULL;
}

static bool number_same(unsigned kind, const char *where, unsigned span,
			enum weir_field_symbol symbol, uint64_t expected)
{
	const struct weir_value *value = value_in(span, symbol);

	if (value)
		return same(kind, where, value->number, expected);
	note("%s: no %s in span %u", where, weir_field_row(symbol)->abbrev, span);
	return false;
}

static bool octets_same(const char *where, unsigned span, enum weir_field_symbol symbol,
			const struct weir_address *expected, size_t size)
{
	const struct weir_value *value = value_in(span, symbol);

	compared[ADDRESSES].count++;
	if (value && value->octets.size == size &&
	    memcmp(value->octets.data, expected->octets, size) == 0)
		return true;
	note("%s: %s differs", where, weir_field_row(symbol)->abbrev);
	return false;
}

static bool inside(const struct weir_view *view, const struct weir_value *value)
{
	return value->at <= view->octets.size && value->size <= view->octets.size - value->at;
}

static bool take_apart(const char *where, const struct weir_view *view)
{
	struct weir_dissect dissect;

	found_count = 0;
	for (unsigned i = 0; i < view->span_count; i++) {
		weir_dissect_init(&dissect, view, &view->spans[i]);
		while (found_count < FOUND_MAX &&
		       weir_dissect_next(&dissect, &found[found_count].item) == WEIR_OK) {
			if (!inside(view, &found[found_count].item.value)) {
				note("%s: %s lies outside", where,
				     found[found_count].item.field->abbrev);
				return false;
			}
			found[found_count++].span = i;
		}
	}
	return found_count < FOUND_MAX;
}

/* What is broken is for people to see; rules find no value there. */
static bool values_same(const char *where, const struct weir_view *view)
{
	for (unsigned s = 0; s < WEIR_FIELD_COUNT; s++) {
		const struct weir_layer_field *field = weir_field_row((enum weir_field_symbol)s);
		struct weir_values values;
		struct weir_value value;
		size_t next = 0;
		if (field->layer == WEIR_LAYER_FRAME || field->layer >= WEIR_LAYER_DNS ||
		    field->reach == WEIR_REACH_EITHER)
			continue;
		weir_values_init(&values, view, field);
		for (;;) {
			while (next < found_count &&
			       (found[next].item.field != field || found[next].item.broken))
				next++;
			bool more = weir_values_next(&values, &value) == WEIR_OK;
			if (!more && next == found_count)
				break;
			compared[VALUES].count++;
			const struct weir_value *other = &found[next].item.value;
			if (!more || next++ == found_count || value.number != other->number ||
			    value.at != other->at || value.size != other->size) {
				note("%s: %s has other values one by one", where, field->abbrev);
				return false;
			}
		}
	}
	return true;
}

static bool ip_same(const char *where, const struct weir_packet *p)
{
	unsigned ip = p->ip_index;
	bool right = true;

	if (ip == WEIR_SPAN_NONE)
		return true;
	if (p->version == 4) {
		right &= octets_same(where, ip, WEIR_FIELD_IP_SRC, &p->source, 4);
		right &= octets_same(where, ip, WEIR_FIELD_IP_DST, &p->target, 4);
		right &= number_same(HOPS, where, ip, WEIR_FIELD_IP_TTL, p->hop_limit);
		right &= number_same(HEADER_LENGTH, where, ip, WEIR_FIELD_IP_HDR_LEN,
				     p->spans[ip].size);
		right &= number_same(HEADER_LENGTH, where, ip, WEIR_FIELD_IP_VERSION, 4);
	} else {
		right &= octets_same(where, ip, WEIR_FIELD_IPV6_SRC, &p->source, 16);
		right &= octets_same(where, ip, WEIR_FIELD_IPV6_DST, &p->target, 16);
		right &= number_same(HOPS, where, ip, WEIR_FIELD_IPV6_HLIM, p->hop_limit);
		right &= number_same(HEADER_LENGTH, where, ip, WEIR_FIELD_IPV6_VERSION, 6);
	}
	return right;
}

/* The field that says what follows a header of IP's family. */
static enum weir_field_symbol next_field(uint8_t layer)
{
	switch (layer) {
	case WEIR_LAYER_IP:
		return WEIR_FIELD_IP_PROTO;
	case WEIR_LAYER_IPV6:
		return WEIR_FIELD_IPV6_NXT;
	case WEIR_LAYER_IPV6_HOPOPTS:
		return WEIR_FIELD_IPV6_HOPOPTS_NXT;
	case WEIR_LAYER_IPV6_ROUTING:
		return WEIR_FIELD_IPV6_ROUTING_NXT;
	case WEIR_LAYER_IPV6_DSTOPTS:
		return WEIR_FIELD_IPV6_DSTOPTS_NXT;
	case WEIR_LAYER_IPV6_FRAGMENT:
		return WEIR_FIELD_IPV6_FRAG_NXT;
	default:
		return WEIR_FIELD_COUNT;
	}
}

static bool fragment_same(const char *where, const struct weir_packet *p)
{
	unsigned last = p->span_count - 1U;
	bool right = true;

	if (p->stop != WEIR_STOP_FRAGMENT || p->span_count == 0)
		return true;
	if (p->spans[last].layer == WEIR_LAYER_IP) {
		right &= number_same(FRAGMENTS, where, last, WEIR_FIELD_IP_FRAG_OFFSET,
				     p->fragment_at / 8U);
		right &= number_same(FRAGMENTS, where, last, WEIR_FIELD_IP_FLAGS_MF,
				     p->fragment_more);
		right &= number_same(FRAGMENTS, where, last, WEIR_FIELD_IP_ID, p->fragment_id);
	} else if (p->spans[last].layer == WEIR_LAYER_IPV6_FRAGMENT) {
		right &= number_same(FRAGMENTS, where, last, WEIR_FIELD_IPV6_FRAG_OFFSET,
				     p->fragment_at / 8U);
		right &= number_same(FRAGMENTS, where, last, WEIR_FIELD_IPV6_FRAG_MORE,
				     p->fragment_more);
		right &= number_same(FRAGMENTS, where, last, WEIR_FIELD_IPV6_FRAG_IDENT,
				     p->fragment_id);
	}
	if (next_field(p->spans[last].layer) < WEIR_FIELD_COUNT)
		right &= number_same(PROTOCOL, where, last, next_field(p->spans[last].layer),
				     p->fragment_protocol);
	return right;
}

static bool tcp_same(const char *where, const struct weir_packet *p, unsigned span)
{
	const struct weir_value *flags = value_in(span, WEIR_FIELD_TCP_FLAGS);
	bool right = flags && same(TCP_HEADER, where, flags->number & 0xff, p->tcp_flags);

	right &= number_same(PORTS, where, span, WEIR_FIELD_TCP_SRCPORT, p->source_port);
	right &= number_same(PORTS, where, span, WEIR_FIELD_TCP_DSTPORT, p->target_port);
	right &= number_same(TCP_HEADER, where, span, WEIR_FIELD_TCP_SEQ_RAW, p->tcp_sequence);
	right &= number_same(TCP_HEADER, where, span, WEIR_FIELD_TCP_ACK_RAW,
			     p->tcp_acknowledgement);
	right &= number_same(TCP_HEADER, where, span, WEIR_FIELD_TCP_WINDOW, p->tcp_window);
	right &= number_same(TCP_HEADER, where, span, WEIR_FIELD_TCP_FLAGS_SYN,
			     (p->tcp_flags & WEIR_TCP_SYN) != 0);
	right &= number_same(TCP_HEADER, where, span, WEIR_FIELD_TCP_FLAGS_FIN,
			     (p->tcp_flags & WEIR_TCP_FIN) != 0);
	right &= number_same(HEADER_LENGTH, where, span, WEIR_FIELD_TCP_HDR_LEN,
			     p->spans[span].size);
	right &= number_same(TCP_LENGTH, where, span, WEIR_FIELD_TCP_LEN, p->payload_size);
	return right;
}

static bool transport_same(const char *where, const struct weir_packet *p)
{
	unsigned span = p->transport_index;
	bool right = true;

	if (span == WEIR_SPAN_NONE)
		return true;
	if (p->spans[span].layer == WEIR_LAYER_UDP) {
		right &= number_same(PORTS, where, span, WEIR_FIELD_UDP_SRCPORT, p->source_port);
		right &= number_same(PORTS, where, span, WEIR_FIELD_UDP_DSTPORT, p->target_port);
	} else if (p->spans[span].layer == WEIR_LAYER_TCP) {
		right = tcp_same(where, p, span);
	}
	if (span > 0 && next_field(p->spans[span - 1].layer) < WEIR_FIELD_COUNT)
		right &= number_same(PROTOCOL, where, span - 1,
				     next_field(p->spans[span - 1].layer), p->protocol);
	return right;
}

/* Tags that only metadata tells of have no span: then there is nothing to compare. */
static bool vlans_same(const char *where, const struct weir_packet *p)
{
	unsigned tags[WEIR_SPANS_MAX];
	unsigned count = 0;
	bool right = true;

	for (unsigned i = 0; i < p->span_count; i++)
		if (p->spans[i].layer == WEIR_LAYER_VLAN)
			tags[count++] = i;
	for (unsigned i = 0; i < count && i < p->vlan_count && count >= p->vlan_count; i++) {
		right &=
			number_same(VLANS, where, tags[i], WEIR_FIELD_VLAN_ID, p->vlan[i] & 0xfffU);
		right &= number_same(VLANS, where, tags[i], WEIR_FIELD_VLAN_DEI,
				     p->vlan[i] >> 12 & 1U);
		right &= number_same(VLANS, where, tags[i], WEIR_FIELD_VLAN_PRIORITY,
				     p->vlan[i] >> 13);
	}
	return right;
}

static enum weir_field_symbol status_field(uint8_t layer)
{
	switch (layer) {
	case WEIR_LAYER_UDP:
		return WEIR_FIELD_UDP_CHECKSUM_STATUS;
	case WEIR_LAYER_TCP:
		return WEIR_FIELD_TCP_CHECKSUM_STATUS;
	case WEIR_LAYER_ICMP:
		return WEIR_FIELD_ICMP_CHECKSUM_STATUS;
	case WEIR_LAYER_ICMPV6:
		return WEIR_FIELD_ICMPV6_CHECKSUM_STATUS;
	default:
		return WEIR_FIELD_COUNT;
	}
}

/* Wireshark's 2 and 3 are both "unseen", 4 is a bad one. */
static bool status_same(unsigned kind, const char *where, unsigned span,
			enum weir_field_symbol symbol, enum weir_checksum expected)
{
	const struct weir_value *value = value_in(span, symbol);
	uint64_t number = expected == WEIR_CHECKSUM_GOOD  ? 1
			  : expected == WEIR_CHECKSUM_BAD ? 0
							  : 2;

	return value ? same(kind, where,
			    value->number == 4  ? 0
			    : value->number < 2 ? value->number
						: 2,
			    number)
		     : number_same(kind, where, span, symbol, number);
}

static bool checksums_same(const char *where, const struct weir_packet *p)
{
	struct weir_checksums sums;
	bool right = true;

	weir_packet_checksums(p, &sums);
	if (p->ip_index != WEIR_SPAN_NONE && p->version == 4)
		right &= status_same(IP_CHECKSUM, where, p->ip_index, WEIR_FIELD_IP_CHECKSUM_STATUS,
				     sums.ip);
	if (p->transport_index != WEIR_SPAN_NONE &&
	    status_field(p->spans[p->transport_index].layer) < WEIR_FIELD_COUNT)
		right &= status_same(CHECKSUM, where, p->transport_index,
				     status_field(p->spans[p->transport_index].layer),
				     sums.transport);
	return right;
}

static bool packet_right(const char *where, const struct weir_packet *p)
{
	struct weir_view view = {
		.octets = p->base, .spans = p->spans, .span_count = p->span_count, .packet = p
	};

	return take_apart(where, &view) && values_same(where, &view) && ip_same(where, p) &&
	       fragment_same(where, p) && transport_same(where, p) && vlans_same(where, p) &&
	       checksums_same(where, p);
}

static bool frame_right(struct weir_traffic *traffic, const struct weir_frame *frame)
{
	struct weir_packet packet;
	struct weir_datagram unused;
	char where[32];
	bool right;

	snprintf(where, sizeof(where), "frame %llu", (unsigned long long)frame->number);
	weir_packet_decode(frame->link, frame->bytes, frame->wire_size, &packet);
	right = packet_right(where, &packet);
	if (weir_traffic_feed(traffic, frame) != WEIR_OK)
		return false;
	/* Put together from fragments it is another one. */
	if (weir_traffic_packet(traffic)->base.data != packet.base.data)
		right &= packet_right(where, weir_traffic_packet(traffic));
	while (weir_traffic_next(traffic, &unused) == WEIR_OK)
		;
	return right;
}

static void check_capture(const char *path, const char *name)
{
	struct weir_capture *capture;
	struct weir_traffic *traffic;
	struct weir_frame frame;
	unsigned wrong = 0;
	uint64_t frames = 0;

	if (weir_capture_open(path, NULL, &capture, NULL) != WEIR_OK)
		return;
	if (weir_traffic_open(NULL, &traffic, NULL) != WEIR_OK) {
		weir_capture_close(capture);
		return;
	}
	while (wrong < NOTES_MAX && weir_capture_next(capture, &frame, NULL) == WEIR_OK) {
		wrong += !frame_right(traffic, &frame);
		frames++;
	}
	weir_traffic_close(traffic);
	weir_capture_close(capture);
	checkf(wrong == 0, "%s: %llu frames", name, (unsigned long long)frames);
}

static void walk_folder(const char *folder, unsigned depth)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		char path[PATH_SIZE];
		snprintf(path, sizeof(path), "%s/%s", folder, name);
		if (name[0] != '.' && entries[i]->d_type == DT_DIR && depth < 3)
			walk_folder(path, depth + 1);
		else if (name[0] != '.' && entries[i]->d_type != DT_DIR)
			check_capture(path, name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

int main(int argc, char **argv)
{
	const char *shared = getenv("DNSWEIR_SHARED");
	char path[PATH_SIZE];
	DIR *folder;

	snprintf(path, sizeof(path), "%s", argc > 1 ? argv[1] : "../shared/captures");
	if (argc > 2 && shared) /* "layer DIRECTORY shared" */
		snprintf(path, sizeof(path), "%s/captures", shared);
	folder = opendir(path);
	if (!folder) {
		skip("fields of captures", "no captures here");
		return tap_done();
	}
	closedir(folder);
	walk_folder(path, 0);
	for (size_t i = 0; i < COUNT_OF(compared); i++)
		checkf(compared[i].count > 0, "compared: %s, %llu times", compared[i].what,
		       (unsigned long long)compared[i].count);
	return tap_done();
}
