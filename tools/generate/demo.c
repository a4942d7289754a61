/* demo.c - a few hundred frames of an ordinary morning at a resolver, with some of its troubles.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "cases.h"

enum { ROUNDS = 8 };

static const uint8_t signature[64] =
	"sixty-four octets that stand in for a P-256 signature, r then s";
static const char signature_text[] = "c2l4dHktZm91ciBvY3RldHMgdGhhdCBzdGFuZCBpbiBmb3IgYSBQLTI1NiBz"
				     "aWduYXR1cmUsIHIgdGhlbiBzAA==";

/* The popular names, asked again and again, over both versions of IP. */
static void popular(struct scene *s, unsigned round)
{
	static const struct {
		const char *name;
		const char *address;
	} rows[] = {
		{ "www.example.com", "192.0.2.80" },       { "www.example.com", "2001:db8:80::1" },
		{ "mail.example.org", "192.0.2.25" },      { "time.example.net", "198.51.100.123" },
		{ "time.example.net", "2001:db8:123::1" }, { "api.shop.example", "203.0.113.17" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (i > 0 && (i + round) % 3 == 0)
			continue;
		struct talk t = i % 2 ? talk_make6(s) : talk_make(s);
		talk_address(s, &t, rows[i].name, rows[i].address);
	}
}

/* One answer, written by the caller into the scene's message between these two. */
static struct talk open_talk(struct scene *s, const char *name, unsigned type)
{
	struct talk t = talk_make(s);

	talk_ask(s, &t, name, type);
	talk_answer(s, &t, name, type);
	return t;
}

static void mail(struct scene *s)
{
	struct message *m = &s->message;
	struct talk t = open_talk(s, "example.org", TYPE_MX);

	record_begin(m, SECTION_ANSWER, "example.org", TYPE_MX, 3600);
	message_u16(m, 10);
	message_name(m, "mail.example.org", true);
	record_end(m);
	record_begin(m, SECTION_ANSWER, "example.org", TYPE_MX, 3600);
	message_u16(m, 20);
	message_name(m, "backup.example.net", true);
	record_end(m);
	talk_reply(s, &t);
	expect(s, "example.org.", "MX", "10 mail.example.org.");
	expect(s, "example.org.", "MX", "20 backup.example.net.");

	t = open_talk(s, "example.org", TYPE_TXT);
	record_text(m, SECTION_ANSWER, "example.org", "v=spf1 mx -all");
	talk_reply(s, &t);
	expect(s, "example.org.", "TXT", "\"v=spf1 mx -all\"");
}

static void zone(struct scene *s)
{
	struct message *m = &s->message;
	struct talk t = open_talk(s, "example.com", TYPE_NS);

	record_target(m, SECTION_ANSWER, "example.com", TYPE_NS, "ns1.example.com");
	record_target(m, SECTION_ANSWER, "example.com", TYPE_NS, "ns2.example.net");
	talk_reply(s, &t);
	expect(s, "example.com.", "NS", "ns1.example.com.");
	expect(s, "example.com.", "NS", "ns2.example.net.");

	t = open_talk(s, "example.com", TYPE_SOA);
	record_soa(m, SECTION_ANSWER, "example.com", 2023111401);
	talk_reply(s, &t);
	expect(s, "example.com.", "SOA",
	       "ns1.example.com. adm.example.com. 2023111401 7200 3600 1209600 300");

	t = open_talk(s, "example.com", TYPE_CAA);
	record_begin(m, SECTION_ANSWER, "example.com", TYPE_CAA, 3600);
	message_u8(m, 0);
	message_string(m, "issue", 5);
	message_octets(m, "ca.example.net", 14);
	record_end(m);
	talk_reply(s, &t);
	expect(s, "example.com.", "CAA", "0 issue \"ca.example.net\"");

	t = open_talk(s, "80.2.0.192.in-addr.arpa", TYPE_PTR);
	record_target(m, SECTION_ANSWER, "80.2.0.192.in-addr.arpa", TYPE_PTR, "www.example.com");
	talk_reply(s, &t);
	expect(s, "80.2.0.192.in-addr.arpa.", "PTR", "www.example.com.");
}

static void services(struct scene *s)
{
	/* Priority 1, the owner itself, alpn h2 and h3, ipv4hint 192.0.2.80: RFC 9460. */
	static const uint8_t https[] = { 0,   1,   0, 0, 1, 0, 6,   2, 'h', '2', 2,
					 'h', '3', 0, 4, 0, 4, 192, 0, 2,   80 };
	struct message *m = &s->message;
	struct talk t = open_talk(s, "_xmpp-server._tcp.example.net", TYPE_SRV);

	record_begin(m, SECTION_ANSWER, "_xmpp-server._tcp.example.net", TYPE_SRV, 900);
	message_u16(m, 5);
	message_u16(m, 0);
	message_u16(m, 5269);
	message_name(m, "xmpp.example.net", false);
	record_end(m);
	talk_reply(s, &t);
	expect(s, "_xmpp-server._tcp.example.net.", "SRV", "5 0 5269 xmpp.example.net.");

	t = open_talk(s, "www.example.com", TYPE_HTTPS);
	record_octets(m, SECTION_ANSWER, "www.example.com", TYPE_HTTPS, https, sizeof(https));
	talk_reply(s, &t);
	expect(s, "www.example.com.", "HTTPS", "1 . alpn=\"h2,h3\" ipv4hint=192.0.2.80");
}

/* A query with DO and a cookie, a DS and its signature. */
static void signed_zone(struct scene *s)
{
	static const uint8_t cookie[8] = { 0xc0, 0x01, 0xd0, 0x0d, 0xc0, 0x01, 0xd0, 0x0d };
	static const uint8_t digest[32] = { 0xde, 0xad, 0xbe, 0xef };
	struct message *m = &s->message;
	struct talk t = talk_make(s);
	char text[256];

	for (int answer = 0; answer < 2; answer++) {
		message_begin(m, t.id, answer ? FLAGS_ANSWER | 0x20 : FLAGS_QUERY);
		message_question(m, "example.com", TYPE_DS);
		if (answer) {
			record_begin(m, SECTION_ANSWER, "example.com", TYPE_DS, 86400);
			message_u16(m, 31589);
			message_u8(m, 13);
			message_u8(m, 2);
			message_octets(m, digest, sizeof(digest));
			record_end(m);
			record_begin(m, SECTION_ANSWER, "example.com", TYPE_RRSIG, 86400);
			message_u16(m, TYPE_DS);
			message_u8(m, 13);
			message_u8(m, 2);
			message_u32(m, 86400);
			message_u32(m, 1700604800); /* 2023-11-21 22:13:20 */
			message_u32(m, 1699395200); /* 2023-11-07 22:13:20 */
			message_u16(m, 4711);
			message_name(m, "com", false);
			message_octets(m, signature, sizeof(signature));
			record_end(m);
		}
		record_begin_class(m, SECTION_ADDITIONAL, ".", TYPE_OPT, 1232, 0x8000);
		message_u16(m, 10); /* COOKIE, RFC 7873 */
		message_u16(m, answer ? 16 : 8);
		message_octets(m, cookie, 8);
		if (answer)
			message_octets(m, "answered", 8);
		record_end(m);
		if (answer)
			talk_reply(s, &t);
		else
			talk_send(s, &t.client, &t.server);
	}
	snprintf(text, sizeof(text), "31589 13 2 DEADBEEF%056d", 0);
	expect(s, "example.com.", "DS", text);
	snprintf(text, sizeof(text), "DS 13 2 86400 20231121221320 20231107221320 4711 com. %s",
		 signature_text);
	expect(s, "example.com.", "RRSIG", text);
}

/* What a miner must not count: NXDOMAIN, REFUSED, a question nobody answers, other protocols. */
static void refusals(struct scene *s, unsigned round)
{
	char name[64];
	struct talk t = talk_make(s);

	snprintf(name, sizeof(name), "typo%u.example.com", round);
	talk_ask(s, &t, name, TYPE_A);
	message_begin(&s->message, t.id, FLAGS_ANSWER | RCODE_NXDOMAIN);
	message_question(&s->message, name, TYPE_A);
	record_soa(&s->message, SECTION_AUTHORITY, "example.com", 2023111401);
	talk_reply(s, &t);
	t = talk_make(s);
	talk_ask(s, &t, "internal.example", TYPE_A);
	message_begin(&s->message, t.id, FLAGS_ANSWER | RCODE_REFUSED);
	message_question(&s->message, "internal.example", TYPE_A);
	talk_reply(s, &t);
	t = talk_make(s);
	talk_ask(s, &t, "lost.example", TYPE_A);
}

/* A multicast answer (mDNS, RFC 6762) and a multicast question (LLMNR, RFC 4795). */
static void local_names(struct scene *s)
{
	struct endpoint host = endpoint_make("198.51.100.9", 5353);
	struct endpoint group = endpoint_make("224.0.0.251", 5353);

	message_begin(&s->message, 0, FLAG_QR | FLAG_AA);
	record_address(&s->message, SECTION_ANSWER, "printer.local", "198.51.100.9");
	talk_send(s, &host, &group);
	host.port = 50123;
	group = endpoint_make("224.0.0.252", 5355);
	message_begin(&s->message, 77, 0);
	message_question(&s->message, "wpad", TYPE_A);
	talk_send(s, &host, &group);
}

/* An ARP request and a TLS handshake's first segment: frames without DNS. */
static void other_frames(struct scene *s)
{
	static const uint8_t arp[28] = { 0,   1,  8,   0, 6, 4, 0, 1, 2, 0, 0,   0,  0,   1,
					 198, 51, 100, 7, 0, 0, 0, 0, 0, 0, 198, 51, 100, 1 };
	struct endpoint client = endpoint_make("198.51.100.7", 51515);
	struct endpoint server = endpoint_make("192.0.2.80", 443);
	struct tcp c = { client, server, 1, 1 };

	packet_clear(&s->packet);
	packet_put(&s->packet, arp, sizeof(arp));
	packet_pad(&s->packet, 18);
	packet_ether(&s->packet, ETHER_ARP);
	scene_frame(s);
	tcp_open(s, &c);
	tcp_send(s, &c, true, "\x16\x03\x01\x00\x01\x01", 6);
}

/* A response that the capture shows before its query, as a mirror of two ports can. */
static void reordered(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_answer(s, &t, "early.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "early.example", "192.0.2.77");
	s->step = 20000; /* 20 µs */
	talk_reply(s, &t);
	s->step = 5 * MILLISECOND;
	talk_ask(s, &t, "early.example", TYPE_A);
	expect(s, "early.example.", "A", "192.0.2.77");
}

/* The same answer twice: mirrored by two switches. Its row counts once. */
static void repeated(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_address(s, &t, "mirror.example", "192.0.2.78");
	talk_reply(s, &t);
	expect_total(s, "duplicates", 1);
}

void run_demo(struct scene *s)
{
	s->step = 3 * MILLISECOND;
	for (unsigned round = 0; round < ROUNDS; round++) {
		popular(s, round);
		refusals(s, round);
		run_chain(s);
		s->wrap = round % 2 ? wrap_vlan : NULL;
		mail(s);
		zone(s);
		s->wrap = NULL;
		services(s);
		if (round % 4 == 0)
			signed_zone(s);
		if (round % 4 == 1)
			run_case0x20(s);
		if (round % 4 == 2)
			other_frames(s);
		if (round == 3) {
			run_spoof(s);
			run_short_a(s);
		}
		if (round == 4)
			answer_in_segments(s, 1, 24);
		if (round == 5)
			answer_in_fragments(s, 1, 24);
		if (round == 6) {
			reordered(s);
			repeated(s);
			local_names(s);
		}
		s->now += 900 * (uint64_t)MILLISECOND;
	}
}
