/* cases_file.c - captures that test the readers of files: formats, byte orders, containers, cuts.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cases.h"

void run_cut(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_address(s, &t, s->row->domain, s->row->address);
	t = talk_make(s);
	talk_ask(s, &t, "two.example", TYPE_A);
	talk_answer(s, &t, "two.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "two.example", "192.0.2.11");
	talk_reply(s, &t);
	s->sink.size -= 7;
	s->frames--;
	expect_total(s, "cut", 1);
}

void run_null_swapped(struct scene *s)
{
	s->sink.swapped = true;
	pcap_begin(&s->sink, PCAP_MICRO, LINK_NULL);
	s->form = FORM_MICRO;
	run_both(s);
}
