/* show_input_hex.c - messages given in hex, with or without the headers of a packet before them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/hex.h>

#include <string.h>

#include "cli/show_job.h"

enum { OCTETS_MAX = 65535 + 64 * 1024, UDP_HEADER = 8 };

/* Does it decode to a datagram or segment whose lengths and checksums speak for it? */
static bool is_packet(uint16_t link, struct weir_slice octets)
{
	struct weir_packet packet;
	struct weir_checksums sums;

	weir_packet_decode(link, octets, (uint32_t)octets.size, &packet);
	if (packet.version == 0 || packet.bad_length)
		return false;
	if (packet.stop != WEIR_STOP_NONE && packet.stop != WEIR_STOP_FRAGMENT &&
	    packet.stop != WEIR_STOP_TRANSPORT_OTHER)
		return false;
	weir_packet_checksums(&packet, &sums);
	/* Four octets that begin a DNS message can look like IPv4; hardly with this sum. IPv6 has
	 * none of its own, its transport does. */
	if (packet.version == 4)
		/* Where a network card fills it in, the sender's own capture has it zero. */
		return sums.ip == WEIR_CHECKSUM_GOOD ||
		       (sums.ip_found == 0 && packet.stop == WEIR_STOP_NONE);
	return link == WEIR_LINK_ETHERNET || sums.transport == WEIR_CHECKSUM_GOOD;
}

static unsigned be16(const uint8_t *octets)
{
	return octets[0] * 256U + octets[1];
}

static bool is_udp(struct weir_slice octets)
{
	return octets.size >= UDP_HEADER && be16(octets.data + 4) == octets.size &&
	       (be16(octets.data) == 53 || be16(octets.data + 2) == 53);
}

static enum show_from detect(struct weir_slice octets)
{
	if (is_packet(WEIR_LINK_ETHERNET, octets))
		return FROM_ETHERNET;
	if (is_packet(WEIR_LINK_RAW, octets))
		return FROM_IP;
	return is_udp(octets) ? FROM_UDP : FROM_MESSAGE;
}

static void show_bare(struct show_job *job, struct weir_slice octets)
{
	struct weir_datagram datagram = { .wire = octets, .claimed_size = (uint32_t)octets.size };
	struct show_item item;

	if (!show_rule_holds(job, &datagram)) {
		job->counters.left_out++;
		return;
	}
	show_item_of(&item, &datagram);
	item.alone = true;
	show_message(job, &item);
}

/* One piece of the text; its frame has the number of the piece. */
static enum weir_status show_octets(struct show_job *job, struct weir_traffic *traffic,
				    struct weir_slice octets, uint64_t number,
				    struct weir_error *err)
{
	enum show_from from = job->from == FROM_DETECT ? detect(octets) : job->from;
	struct weir_frame frame = { .bytes = octets,
				    .number = number,
				    .wire_size = (uint32_t)octets.size,
				    .link = WEIR_LINK_ETHERNET };

	switch (from) {
	case FROM_UDP:
		if (octets.size >= UDP_HEADER) {
			octets.data += UDP_HEADER;
			octets.size -= UDP_HEADER;
		}
		break;
	case FROM_IP:
		frame.link = WEIR_LINK_RAW;
		return show_frame(job, traffic, &frame, err);
	case FROM_ETHERNET:
		return show_frame(job, traffic, &frame, err);
	case FROM_DETECT:
	case FROM_MESSAGE:
		break;
	}
	if (job->printer.form->every_frame) {
		*err = (struct weir_error){ .status = WEIR_E_USE,
					    .text = "--all: the hex is a message without a frame" };
		return WEIR_E_USE;
	}
	if (show_range_has(job, number))
		show_bare(job, octets);
	return WEIR_OK;
}

enum weir_status show_hex_text(struct show_job *job, struct weir_slice text, struct weir_error *err)
{
	static uint8_t octets[OCTETS_MAX]; /* one command runs at a time */
	struct weir_traffic_counters counters;
	struct weir_traffic *traffic;
	struct weir_writer out;
	struct weir_hex hex = weir_hex(text);
	uint64_t number = 0;
	enum weir_status status = weir_traffic_open(&job->traffic, &traffic, err);

	if (status != WEIR_OK)
		return status;
	while (status == WEIR_OK && !show_ended(job)) {
		weir_writer_init(&out, octets, sizeof(octets));
		status = weir_hex_next(&hex, &out, err);
		if (status == WEIR_OK)
			status = show_octets(job, traffic, (struct weir_slice){ octets, out.size },
					     ++number, err);
	}
	if (status == WEIR_END) {
		status = show_finish(job, traffic);
		if (number == 0) {
			*err = (struct weir_error){ .text = "no hex in it" };
			status = WEIR_E_FORM;
		}
	}
	weir_traffic_counters(traffic, &counters);
	show_counters_add(&job->counters, &counters);
	weir_traffic_close(traffic);
	return status;
}
