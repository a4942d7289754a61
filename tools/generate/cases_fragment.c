/* cases_fragment.c - answers in IP fragments: in order, out of order, twice, forged, incomplete.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cases.h"

enum { PIECES_MAX = 16, TEXT_SIZE = 250 };

/* A datagram cut into fragments that are not sent yet. */
struct pieces {
	struct endpoint from, to;
	size_t count;
	size_t at[PIECES_MAX];
	size_t size[PIECES_MAX];
	size_t whole_size;
	uint32_t id;
	uint8_t whole[PACKET_MAX];
};

static struct pieces pieces;

/* The datagram at hand in fragments of `piece` octets, a multiple of 8. */
static void cut(struct scene *s, const struct endpoint *from, const struct endpoint *to,
		size_t piece)
{
	pieces.from = *from;
	pieces.to = *to;
	pieces.count = 0;
	pieces.whole_size = packet_size(&s->packet);
	pieces.id = ++s->packet.ip_id;
	memcpy(pieces.whole, s->packet.octets + s->packet.at, pieces.whole_size);
	for (size_t at = 0; at < pieces.whole_size; at += piece) {
		size_t left = pieces.whole_size - at;
		if (pieces.count == PIECES_MAX)
			generate_fail("fragments", "too many");
		pieces.at[pieces.count] = at;
		pieces.size[pieces.count++] = left < piece ? left : piece;
	}
}

static void put_piece(struct scene *s, size_t at, size_t size)
{
	bool more = at + size < pieces.whole_size;

	packet_clear(&s->packet);
	packet_put(&s->packet, pieces.whole + at, size);
	if (pieces.from.version == 6) {
		uint8_t *header = packet_front(&s->packet, 8);
		header[0] = IP_UDP;
		set_u16(header + 2, (uint32_t)at | more);
		set_u32(header + 4, pieces.id);
		packet_ip6(&s->packet, &pieces.from, &pieces.to, IP_FRAGMENT);
	} else {
		packet_ip4(&s->packet, &pieces.from, &pieces.to, IP_UDP, (uint16_t)pieces.id,
			   (uint16_t)(at / 8 | (more ? IP4_MORE : 0)));
	}
	scene_ip(s);
}

static void send_piece(struct scene *s, size_t number)
{
	put_piece(s, pieces.at[number], pieces.size[number]);
}

/* Asks for `name` and has the answer ready in fragments of a third. */
static void prepare(struct scene *s, struct talk t, const char *name, const char *address,
		    unsigned texts, size_t length)
{
	message_begin(&s->message, t.id, FLAGS_QUERY);
	message_question(&s->message, name, TYPE_TXT);
	talk_send(s, &t.client, &t.server);
	answer_long(s, &t, name, address, texts, length);
	talk_datagram(s, &t.server, &t.client);
	cut(s, &t.server, &t.client, packet_size(&s->packet) / 24 * 8 + 8);
}

void answer_in_fragments(struct scene *s, unsigned texts, size_t length)
{
	prepare(s, talk_make(s), "frag.example", "192.0.2.13", texts, length);
	for (size_t i = 0; i < pieces.count; i++)
		send_piece(s, i);
}

void run_fragments(struct scene *s)
{
	answer_in_fragments(s, 4, TEXT_SIZE);
}

void run_ip6frag(struct scene *s)
{
	prepare(s, talk_make6(s), "ip6frag.example", "2001:db8::13", 4, TEXT_SIZE);
	for (size_t i = 0; i < pieces.count; i++)
		send_piece(s, i);
}

/* Last first, over both versions of IP. */
void run_frag_reordered(struct scene *s)
{
	for (int six = 0; six < 2; six++) {
		prepare(s, six ? talk_make6(s) : talk_make(s), "frag-reordered.example",
			six ? "2001:db8::41" : "192.0.2.41", 4, TEXT_SIZE);
		for (size_t i = pieces.count; i-- > 0;)
			send_piece(s, i);
	}
}

/* Each fragment twice, as a mirror port shows them. */
void run_frag_duplicate(struct scene *s)
{
	prepare(s, talk_make(s), "frag-duplicate.example", "192.0.2.42", 4, TEXT_SIZE);
	for (size_t i = 0; i < pieces.count; i++) {
		send_piece(s, i);
		send_piece(s, i);
	}
	expect_total(s, "fragments_duplicate", pieces.count);
}

/* The middle fragment once more, eight octets earlier and with other octets: RFC 5722 says drop. */
void run_frag_overlap(struct scene *s)
{
	struct truth *truth = s->truth;
	struct talk t = talk_make(s);

	s->truth = NULL;
	prepare(s, talk_make(s), "frag-overlap.example", "203.0.113.43", 4, TEXT_SIZE);
	s->truth = truth;
	send_piece(s, 0);
	send_piece(s, 1);
	pieces.whole[pieces.at[1]] ^= 0x20;
	put_piece(s, pieces.at[1] - 8, pieces.size[1]);
	send_piece(s, 2);
	expect_total(s, "fragments_overlap", 1);
	talk_address(s, &t, "behind.example", "192.0.2.43");
}

/* The last fragment is missing. */
void run_frag_lost(struct scene *s)
{
	struct truth *truth = s->truth;
	struct talk t = talk_make(s);

	s->truth = NULL;
	prepare(s, talk_make(s), "frag-lost.example", "203.0.113.44", 4, TEXT_SIZE);
	s->truth = truth;
	send_piece(s, 0);
	send_piece(s, 1);
	expect_total(s, "fragments_lost", 1);
	talk_address(s, &t, "behind.example", "192.0.2.44");
}

/* A fragment that would end behind octet 65,535, and one that is no multiple of eight. */
void run_frag_form(struct scene *s)
{
	struct talk t = talk_make(s);

	message_begin(&s->message, t.id, FLAGS_ANSWER);
	talk_datagram(s, &t.server, &t.client);
	packet_ip4(&s->packet, &t.server, &t.client, IP_UDP, 99, 0x1fff | IP4_MORE);
	scene_ip(s);
	packet_clear(&s->packet);
	packet_pad(&s->packet, 13);
	packet_ip4(&s->packet, &t.server, &t.client, IP_UDP, 100, IP4_MORE);
	scene_ip(s);
	talk_address(s, &t, "behind.example", "192.0.2.45");
}
