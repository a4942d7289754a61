/* cases_pair.c - questions and answers that do not fit each other, or not at once.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cases.h"

/* Only the answers were captured: nobody can tell which of them were asked for. */
void run_one_sided(struct scene *s)
{
	static const char *const names[] = { "one.side.example", "two.side.example",
					     "three.side.example" };

	for (size_t i = 0; i < 3; i++) {
		struct talk t = talk_make(s);
		talk_answer(s, &t, names[i], TYPE_A);
		record_address(&s->message, SECTION_ANSWER, names[i], "192.0.2.67");
		talk_reply(s, &t);
	}
	expect_total(s, "unasked", 3);
	expect_total(s, "withheld", 3);
}

/* Every frame twice within 50 microseconds, as a mirror of two ports shows it. */
void run_retransmit(struct scene *s)
{
	struct talk t = talk_make(s);

	for (int answer = 0; answer < 2; answer++) {
		message_begin(&s->message, t.id, answer ? FLAGS_ANSWER : FLAGS_QUERY);
		message_question(&s->message, "span.example", TYPE_A);
		if (answer)
			record_address(&s->message, SECTION_ANSWER, "span.example", "192.0.2.68");
		for (int copy = 0; copy < 2; copy++) {
			s->step = copy ? 5 * MILLISECOND : 50000;
			if (answer)
				talk_reply(s, &t);
			else
				talk_send(s, &t.client, &t.server);
		}
	}
	expect(s, "span.example.", "A", "192.0.2.68");
	expect_total(s, "retransmitted", 1);
	expect_total(s, "duplicates", 1);
}

/* The answer 20 microseconds before its question, three times. */
void run_reorder(struct scene *s)
{
	static const char *const names[] = { "early-one.example", "early-two.example",
					     "early-three.example" };

	for (size_t i = 0; i < 3; i++) {
		struct talk t = talk_make(s);
		talk_answer(s, &t, names[i], TYPE_A);
		record_address(&s->message, SECTION_ANSWER, names[i], "192.0.2.69");
		s->step = 20000;
		talk_reply(s, &t);
		s->step = 5 * MILLISECOND;
		talk_ask(s, &t, names[i], TYPE_A);
	}
	expect(s, "early-one.example.", "A", "192.0.2.69");
	expect(s, "early-two.example.", "A", "192.0.2.69");
	expect(s, "early-three.example.", "A", "192.0.2.69");
}

/* A second answer that differs: one of the two is a lie, and which one cannot be seen. */
void run_conflict(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_address(s, &t, "conflict.example", "192.0.2.70");
	talk_answer(s, &t, "conflict.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "conflict.example", "203.0.113.70");
	talk_reply(s, &t);
	expect_total(s, "conflicts", 1);
}

/* An answer after half a minute. */
void run_late(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_ask(s, &t, "late.example", TYPE_A);
	s->now += 30000 * (uint64_t)MILLISECOND;
	talk_answer(s, &t, "late.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "late.example", "203.0.113.71");
	talk_reply(s, &t);
	t = talk_make(s);
	talk_address(s, &t, "in-time.example", "192.0.2.71");
	expect_total(s, "late", 1);
}

/* The question comes back in other case than it was sent. */
void run_case_mismatch(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_ask(s, &t, "cAsE.eXaMpLe", TYPE_A);
	talk_answer(s, &t, "case.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "case.example", "192.0.2.72");
	talk_reply(s, &t);
	expect(s, "case.example.", "A", "192.0.2.72");
	expect_total(s, "case_mismatch", 1);
}

/* Right id, ports and addresses, another name asked. */
void run_question_mismatch(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_ask(s, &t, "asked.example", TYPE_A);
	talk_answer(s, &t, "other.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "other.example", "203.0.113.73");
	talk_reply(s, &t);
	talk_answer(s, &t, "asked.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "asked.example", "192.0.2.73");
	talk_reply(s, &t);
	expect(s, "asked.example.", "A", "192.0.2.73");
	expect_total(s, "question_mismatch", 1);
}

/* An error without the question, as old servers send it; then the question again. */
void run_formerr(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_ask(s, &t, "formerr.example", TYPE_A);
	message_begin(&s->message, t.id, FLAGS_ANSWER | RCODE_FORMERR);
	talk_reply(s, &t);
	t = talk_make(s);
	talk_address(s, &t, "formerr.example", "192.0.2.74");
}

/* An answer too large for UDP: empty with TC, then over TCP. */
void run_truncated(struct scene *s)
{
	static uint8_t stream[MESSAGE_MAX + 2];
	struct talk t = talk_make(s);

	talk_ask(s, &t, "tc.example", TYPE_A);
	message_begin(&s->message, t.id, FLAGS_ANSWER | FLAG_TC);
	message_question(&s->message, "tc.example", TYPE_A);
	talk_reply(s, &t);
	t = talk_make(s);
	struct tcp c = tcp_make(&t);
	tcp_open(s, &c);
	message_begin(&s->message, t.id, FLAGS_QUERY);
	message_question(&s->message, "tc.example", TYPE_A);
	tcp_send(s, &c, true, stream, tcp_message(&s->message, stream));
	talk_answer(s, &t, "tc.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "tc.example", "192.0.2.75");
	tcp_send(s, &c, false, stream, tcp_message(&s->message, stream));
	tcp_close(s, &c);
	expect(s, "tc.example.", "A", "192.0.2.75");
}

/* Answers that say no and carry an address all the same; BADVERS says it in OPT only (RFC 6891). */
void run_rcodes(struct scene *s)
{
	static const uint16_t codes[] = { 2, RCODE_NXDOMAIN, RCODE_REFUSED, 0 };

	for (size_t i = 0; i < 4; i++) {
		struct talk t = talk_make(s);
		talk_ask(s, &t, "refused.example", TYPE_A);
		message_begin(&s->message, t.id, FLAGS_ANSWER | codes[i]);
		message_question(&s->message, "refused.example", TYPE_A);
		record_address(&s->message, SECTION_ANSWER, "refused.example", "203.0.113.76");
		if (codes[i] == 0) {
			record_begin_class(&s->message, SECTION_ADDITIONAL, ".", TYPE_OPT, 1232,
					   1u << 24); /* 16 = 1 * 16 + 0: BADVERS */
			record_end(&s->message);
		}
		talk_reply(s, &t);
	}
	expect_total(s, "nxdomain", 1);
	expect_total(s, "other_rcode", 4);
}

/* NOTIFY (RFC 1996) and UPDATE (RFC 2136) with records, and their answers. */
void run_opcodes(struct scene *s)
{
	for (unsigned opcode = 4; opcode <= 5; opcode++) {
		struct talk t = talk_make(s);
		for (int answer = 0; answer < 2; answer++) {
			uint16_t flags = (uint16_t)(opcode << 11 | (answer ? FLAG_QR : 0));
			message_begin(&s->message, t.id, flags);
			message_question(&s->message, "zone.example", TYPE_SOA);
			record_soa(&s->message, SECTION_ANSWER, "zone.example", 8);
			if (answer)
				talk_reply(s, &t);
			else
				talk_send(s, &t.client, &t.server);
		}
	}
}

/* `dig version.bind txt ch` */
void run_class_ch(struct scene *s)
{
	struct talk t = talk_make(s);

	for (int answer = 0; answer < 2; answer++) {
		message_begin(&s->message, t.id, answer ? FLAGS_ANSWER : FLAGS_QUERY);
		message_question(&s->message, "version.bind", TYPE_TXT);
		set_u16(s->message.wire + s->message.size - 2, 3);
		if (answer) {
			record_begin_class(&s->message, SECTION_ANSWER, "version.bind", TYPE_TXT, 3,
					   0);
			message_string(&s->message, "9.18.1", 6);
			record_end(&s->message);
			talk_reply(s, &t);
		} else {
			talk_send(s, &t.client, &t.server);
		}
	}
}

static void multicast(struct scene *s, const char *source, const char *group, uint16_t port,
		      const char *name)
{
	struct endpoint host = endpoint_make(source, port);
	struct endpoint all = endpoint_make(group, port);
	bool mdns = port == 5353;

	message_begin(&s->message, 0, 0);
	message_question(&s->message, name, TYPE_A);
	if (!mdns)
		host.port = 50123;
	talk_send(s, &host, &all);
	message_begin(&s->message, 0, mdns ? FLAG_QR | FLAG_AA : FLAG_QR);
	if (!mdns)
		message_question(&s->message, name, TYPE_A);
	/* The highest bit of the class says "flush" in multicast DNS: RFC 6762. */
	record_begin_class(&s->message, SECTION_ANSWER, name, TYPE_A, mdns ? 0x8001 : 1, 120);
	message_octets(&s->message, (const uint8_t[]){ 198, 51, 100, 9 }, 4);
	record_end(&s->message);
	if (mdns) {
		talk_send(s, &host, &all);
		return;
	}
	all = endpoint_make(host.version == 6 ? "2001:db8::9" : "198.51.100.9", port);
	talk_send(s, &all, &host);
}

void run_mdns(struct scene *s)
{
	multicast(s, "198.51.100.7", "224.0.0.251", 5353, "printer.local");
	multicast(s, "2001:db8::7", "ff02::fb", 5353, "printer.local");
	expect_total(s, "messages_mdns", 4);
}

void run_llmnr(struct scene *s)
{
	multicast(s, "198.51.100.7", "224.0.0.252", 5355, "wpad");
	multicast(s, "2001:db8::7", "ff02::1:3", 5355, "wpad");
	expect_total(s, "messages_llmnr", 4);
}
