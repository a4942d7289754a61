/* cases_dns.c - captures whose point lies in what the messages say.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cases.h"

void run_address(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_address(s, &t, s->row->domain, s->row->address);
}

void run_address6(struct scene *s)
{
	struct talk t = talk_make6(s);

	talk_address(s, &t, s->row->domain, s->row->address);
}

void run_both(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_address(s, &t, s->row->domain, "192.0.2.30");
	t = talk_make6(s);
	talk_address(s, &t, s->row->domain, "2001:db8::30");
}

void run_chain(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_ask(s, &t, "www.paypal.com", TYPE_A);
	talk_answer(s, &t, "www.paypal.com", TYPE_A);
	record_target(&s->message, SECTION_ANSWER, "www.paypal.com", TYPE_CNAME,
		      "paypal.112.2o7.net");
	record_target(&s->message, SECTION_ANSWER, "paypal.112.2o7.net", TYPE_CNAME,
		      "edge.cdn.example");
	record_address(&s->message, SECTION_ANSWER, "edge.cdn.example", "192.0.2.1");
	record_address(&s->message, SECTION_ANSWER, "edge.cdn.example", "192.0.2.2");
	talk_reply(s, &t);
	expect(s, "www.paypal.com.", "CNAME", "paypal.112.2o7.net.");
	expect(s, "paypal.112.2o7.net.", "CNAME", "edge.cdn.example.");
	expect(s, "edge.cdn.example.", "A", "192.0.2.1");
	expect(s, "edge.cdn.example.", "A", "192.0.2.2");
}

void run_short_a(struct scene *s)
{
	static const uint8_t three[] = { 192, 0, 2 };
	struct talk t = talk_make(s);

	talk_ask(s, &t, "good.example", TYPE_A);
	talk_answer(s, &t, "good.example", TYPE_A);
	record_octets(&s->message, SECTION_ANSWER, "good.example", TYPE_A, three, sizeof(three));
	record_address(&s->message, SECTION_ANSWER, "good.example", "192.0.2.9");
	talk_reply(s, &t);
	expect(s, "good.example.", "A", "192.0.2.9");
	expect_total(s, "malformed_records", 1);
}

void run_spoof(struct scene *s)
{
	struct talk t = talk_make(s);
	struct talk wrong = t;
	char address[] = "203.0.113.66";

	talk_ask(s, &t, "victim.example", TYPE_A);
	for (int i = 0; i < 3; i++) {
		wrong.id = (uint16_t)(t.id + 1 + i);
		address[11] = (char)('6' + i);
		talk_answer(s, &wrong, "victim.example", TYPE_A);
		record_address(&s->message, SECTION_ANSWER, "victim.example", address);
		talk_reply(s, &wrong);
	}
	talk_answer(s, &t, "victim.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "victim.example", "192.0.2.14");
	record_address(&s->message, SECTION_ADDITIONAL, "www.bank.example", "203.0.113.69");
	talk_reply(s, &t);
	wrong = talk_make(s);
	talk_answer(s, &wrong, "unasked.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "unasked.example", "203.0.113.70");
	talk_reply(s, &wrong);
	expect(s, "victim.example.", "A", "192.0.2.14");
	expect_total(s, "id_mismatch", 3);
	expect_total(s, "unasked", 1);
	expect_total(s, "withheld", 4);
}

void run_type65(struct scene *s)
{
	/* SvcPriority 1, target ".", key 4 (ipv4hint) of four octets: RFC 9460. */
	static const uint8_t rdata[] = { 0, 1, 0, 0, 4, 0, 4, 192, 0, 2, 27 };
	struct talk t = talk_make(s);

	talk_ask(s, &t, "svc.example", TYPE_HTTPS);
	talk_answer(s, &t, "svc.example", TYPE_HTTPS);
	record_octets(&s->message, SECTION_ANSWER, "svc.example", TYPE_HTTPS, rdata, sizeof(rdata));
	talk_reply(s, &t);
	expect(s, "svc.example.", "HTTPS", "1 . ipv4hint=192.0.2.27");
}

void run_case0x20(struct scene *s)
{
	static const char *const names[] = { "WwW.cAsE.ExAmPlE", "wWw.CaSe.eXaMpLe" };

	for (size_t i = 0; i < 2; i++) {
		struct talk t = talk_make(s);
		talk_ask(s, &t, names[i], TYPE_A);
		talk_answer(s, &t, names[i], TYPE_A);
		record_address(&s->message, SECTION_ANSWER, names[i], "192.0.2.28");
		talk_reply(s, &t);
		expect(s, "www.case.example.", "A", "192.0.2.28");
	}
}
