/* client_subnet.c - the addresses that EDNS carries, RFC 7871, in the messages of one packet.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>

#include <string.h>

#include "anonymise/work.h"
#include "base/cursor.h"

enum { PROTOCOL_TCP = 6, PROTOCOL_UDP = 17, OPT = 41, CLIENT_SUBNET = 8, BEFORE_ADDRESS = 4 };

/* Bits behind the prefix that were zero stay zero: RFC 7871 section 6 wants them so. */
static void cut_to_prefix(uint8_t *address, const uint8_t *before, size_t size, unsigned prefix)
{
	for (size_t n = prefix; n < size * 8; n++) {
		uint8_t bit = (uint8_t)(0x80 >> n % 8);

		if (!(before[n / 8] & bit))
			address[n / 8] &= (uint8_t)~bit;
	}
}

/* `at`: in the frame. */
static void put_subnet(struct work *w, struct weir_slice data, size_t at)
{
	struct weir_address address = { .octets = { 0 } };
	struct weir_address other;

	if (data.size <= BEFORE_ADDRESS || w->status != WEIR_OK)
		return;
	unsigned family = load_be16(data.data);
	size_t size = data.size - BEFORE_ADDRESS;
	size_t most = family == 1 ? 4 : family == 2 ? 16 : 0;
	size_t known = size < most ? size : most;
	memcpy(address.octets, data.data + BEFORE_ADDRESS, known);
	other = address;
	if (most > 0)
		w->status = weir_anonymise_address(w->anonymiser, family == 1 ? 4 : 6, &other);
	if (w->status != WEIR_OK)
		return;
	cut_to_prefix(other.octets, address.octets, known, data.data[2]);
	mend_put(&w->mend, at + BEFORE_ADDRESS, other.octets, known);
	/* What no family has is nobody's address, but may be somebody's. */
	for (size_t i = known; i < size; i++)
		mend_put(&w->mend, at + BEFORE_ADDRESS + i, (const uint8_t[]){ 0 }, 1);
}

static void put_options(struct work *w, struct weir_slice rdata, size_t at)
{
	struct weir_options options = weir_options_over(rdata, 0);
	struct weir_option option;
	enum weir_status status;

	while ((status = weir_options_next(&options, &option)) == WEIR_OK)
		if (option.code == CLIENT_SUBNET)
			put_subnet(w, option.data, at + (size_t)(option.data.data - rdata.data));
	if (status != WEIR_END)
		w->unsearched = true;
}

/* A message, as far as it is there, `at` octets into the frame. */
static void put_message(struct work *w, struct weir_slice wire, size_t at)
{
	struct weir_message message;
	struct weir_record record;
	enum weir_status status;

	if (weir_message_read(wire, &message) != WEIR_OK) {
		w->unsearched = w->unsearched || wire.size > 0;
		return;
	}
	struct weir_walk walk = weir_message_walk(&message);
	while ((status = weir_walk_next(&walk, &record)) == WEIR_OK)
		if (record.type == OPT && record.section != WEIR_QUESTION)
			put_options(w,
				    (struct weir_slice){ wire.data + record.rdata_at,
							 record.rdata_size },
				    at + record.rdata_at);
	if (status != WEIR_END)
		w->unsearched = true;
}

/* The messages that begin in this segment, if it begins with one. Each turn takes 14 octets or more. */
static void put_segment(struct work *w, struct weir_slice payload, size_t at)
{
	while (payload.size > 0) {
		size_t length = payload.size >= 2 ? load_be16(payload.data) : 0;

		if (length < WEIR_HEADER_SIZE || length > payload.size - 2) {
			w->unsearched = true;
			if (length < WEIR_HEADER_SIZE)
				return;
			length = payload.size - 2;
		}
		put_message(w, (struct weir_slice){ payload.data + 2, length }, at + 2);
		payload.data += length + 2;
		payload.size -= length + 2;
		at += length + 2;
	}
}

static bool is_dns(uint16_t port)
{
	return port == 53 || port == 5353 || port == 5355;
}

void work_dns(struct work *w, const struct weir_packet *packet)
{
	size_t at = (size_t)(packet->payload.data - packet->base.data);

	/* Nobody can tell what is in a fragment alone. */
	if (packet->stop == WEIR_STOP_FRAGMENT && packet->fragment_protocol == PROTOCOL_UDP)
		w->unsearched = true;
	if (packet->stop != WEIR_STOP_NONE ||
	    (!is_dns(packet->source_port) && !is_dns(packet->target_port)))
		return;
	if (packet->protocol == PROTOCOL_UDP)
		put_message(w, packet->payload, at);
	else if (packet->protocol == PROTOCOL_TCP)
		put_segment(w, packet->payload, at);
}
