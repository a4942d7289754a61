/* cases_hostile.c - names and texts made to break who prints them, and names that never end.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "cases.h"

/* Each label in master-file form, which is also how it has to be shown (RFC 1035 section 5.1). */
static const char *const labels[] = {
	"nul\\000nul",
	"line\\010feed",
	"carriage\\013return",
	"tab\\009tab",
	"\\027[31mred\\027[0m",
	"\\027]0\\;title\\007",
	"quote\\\"quote",
	"apostrophe'apostrophe",
	"<script>alert\\(1\\)</script>",
	"\\$\\(id\\)",
	"`id`",
	"back\\\\slash",
	"comma,comma",
	"space\\032space",
	"dot\\.dot",
	"semicolon\\;comment",
	"\\@origin",
	"*",
	"=1+1",
	"-rf",
	"%s%n%x",
	"\\195\\164\\195\\182", /* UTF-8 */
	"\\226\\128\\174rtl",   /* U+202E: right to left */
	"\\192\\128",           /* NUL as UTF-8 should not be */
	"\\127\\128\\255",
	"\\000",
	"&lt\\;&amp\\;",
	"\\.\\./\\.\\./etc/passwd",
	"{\\\"a\\\":1}",
};

static void hostile_names(struct scene *s)
{
	char name[300];
	char dotted[304];
	char target[312];

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		struct talk t = talk_make(s);
		snprintf(name, sizeof(name), "%s.hostile.example", labels[i]);
		snprintf(dotted, sizeof(dotted), "%s.", name);
		snprintf(target, sizeof(target), "t.%s", dotted);
		talk_ask(s, &t, name, TYPE_A);
		talk_answer(s, &t, name, TYPE_A);
		record_target(&s->message, SECTION_ANSWER, name, TYPE_CNAME, target);
		record_address(&s->message, SECTION_ANSWER, target, "192.0.2.81");
		talk_reply(s, &t);
		expect(s, dotted, "CNAME", target);
		expect(s, target, "A", "192.0.2.81");
	}
}

/* The octets of a text and how it has to be shown. */
static const struct text_row {
	const char *octets;
	size_t size;
	const char *shown;
} texts[] = {
#define TEXT(octets, shown)                                                                        \
	{                                                                                          \
		octets, sizeof(octets) - 1, shown                                                  \
	}
	TEXT("", "\"\""),
	TEXT("nul\0nul", "\"nul\\000nul\""),
	TEXT("line\nfeed\r", "\"line\\010feed\\013\""),
	TEXT("\033[2Jclear", "\"\\027[2Jclear\""),
	TEXT("quote\"back\\slash", "\"quote\\\"back\\\\slash\""),
	TEXT("<script>alert('x')</script>", "\"<script>alert('x')</script>\""),
	TEXT("$(id) `id` ; rm -rf /", "\"$(id) `id` ; rm -rf /\""),
	TEXT("a,b,\tc", "\"a,b,\\009c\""),
	TEXT("\xc3\xa4 \xff\x7f", "\"\\195\\164 \\255\\127\""),
	TEXT("=cmd|' /C calc'!A0", "\"=cmd|' /C calc'!A0\""),
#undef TEXT
};

static void hostile_texts(struct scene *s)
{
	struct message *m = &s->message;
	struct talk t = talk_make(s);

	talk_ask(s, &t, "txt.hostile.example", TYPE_TXT);
	talk_answer(s, &t, "txt.hostile.example", TYPE_TXT);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		record_begin(m, SECTION_ANSWER, "txt.hostile.example", TYPE_TXT, 60);
		message_string(m, texts[i].octets, texts[i].size);
		record_end(m);
		expect(s, "txt.hostile.example.", "TXT", texts[i].shown);
	}
	talk_reply(s, &t);

	t = talk_make(s);
	talk_ask(s, &t, "naptr.hostile.example", TYPE_NAPTR);
	talk_answer(s, &t, "naptr.hostile.example", TYPE_NAPTR);
	record_begin(m, SECTION_ANSWER, "naptr.hostile.example", TYPE_NAPTR, 60);
	message_u16(m, 1);
	message_u16(m, 2);
	message_string(m, "\"", 1);
	message_string(m, "E2U\n", 4);
	message_string(m, "!^.*$!<b>\\1</b>!", 16);
	message_name(m, "\\000\\.x.example", false);
	record_end(m);
	talk_reply(s, &t);
	expect(s, "naptr.hostile.example.", "NAPTR",
	       "1 2 \"\\\"\" \"E2U\\010\" \"!^.*$!<b>\\\\1</b>!\" \\000\\.x.example.");

	t = talk_make(s);
	talk_ask(s, &t, "caa.hostile.example", TYPE_CAA);
	talk_answer(s, &t, "caa.hostile.example", TYPE_CAA);
	record_begin(m, SECTION_ANSWER, "caa.hostile.example", TYPE_CAA, 60);
	message_u8(m, 0);
	message_string(m, "issue", 5);
	message_octets(m, "x\";\n\0\\", 6);
	record_end(m);
	talk_reply(s, &t);
	expect(s, "caa.hostile.example.", "CAA", "0 issue \"x\\\";\\010\\000\\\\\"");
}

void run_hostile(struct scene *s)
{
	hostile_names(s);
	hostile_texts(s);
}

/* An answer whose owner is `pointer`, written by hand, between two answers that are whole. */
static void pointer_owner(struct scene *s, uint16_t pointer)
{
	struct talk t = talk_make(s);
	struct message *m = &s->message;

	talk_ask(s, &t, "loop.example", TYPE_A);
	talk_answer(s, &t, "loop.example", TYPE_A);
	set_u16(m->wire + 6, 1);
	message_u16(m, pointer);
	message_u16(m, TYPE_A);
	message_u16(m, 1);
	message_u32(m, 60);
	message_u16(m, 4);
	message_octets(m, (const uint8_t[]){ 203, 0, 113, 82 }, 4);
	talk_reply(s, &t);
}

/* Pointers at themselves, at each other, forward, into the header and beyond the end. */
void run_loop(struct scene *s)
{
	/* The question is "loop.example": 14 octets from 12, then 4; the answer begins at 30. */
	static const uint16_t pointers[] = { 0xc000 | 30, 0xc000 | 31, 0xc000 | 32, 0xfffe };
	struct talk t = talk_make(s);

	for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++)
		pointer_owner(s, pointers[i]);
	/* A question that is nothing but a pointer at itself. */
	message_begin(&s->message, t.id, FLAGS_QUERY);
	set_u16(s->message.wire + 4, 1);
	message_u16(&s->message, 0xc00c);
	message_u16(&s->message, TYPE_A);
	message_u16(&s->message, 1);
	talk_send(s, &t.client, &t.server);
	t = talk_make(s);
	talk_address(s, &t, "behind.example", "192.0.2.82");
}

/* CNAMEs in a circle: both rows are true, and the walk has to end. */
void run_cname_loop(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_ask(s, &t, "a.circle.example", TYPE_A);
	talk_answer(s, &t, "a.circle.example", TYPE_A);
	record_target(&s->message, SECTION_ANSWER, "a.circle.example", TYPE_CNAME,
		      "b.circle.example");
	record_target(&s->message, SECTION_ANSWER, "b.circle.example", TYPE_CNAME,
		      "a.circle.example");
	talk_reply(s, &t);
	expect(s, "a.circle.example.", "CNAME", "b.circle.example.");
	expect(s, "b.circle.example.", "CNAME", "a.circle.example.");
}

/* Forty hops: where a miner stops is for it to say. */
void run_chain_long(struct scene *s)
{
	struct talk t = talk_make(s);
	char owner[40];
	char target[40];

	talk_ask(s, &t, "hop0.example", TYPE_A);
	talk_answer(s, &t, "hop0.example", TYPE_A);
	for (unsigned i = 0; i < 40; i++) {
		snprintf(owner, sizeof(owner), "hop%u.example", i);
		snprintf(target, sizeof(target), "hop%u.example", i + 1);
		record_target(&s->message, SECTION_ANSWER, owner, TYPE_CNAME, target);
	}
	record_address(&s->message, SECTION_ANSWER, "hop40.example", "192.0.2.83");
	talk_reply(s, &t);
	expect_total(s, "rows_open", 1);
}

/* The chain written from its end to its beginning: servers may, and some do. */
void run_chain_reversed(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_ask(s, &t, "start.example", TYPE_A);
	talk_answer(s, &t, "start.example", TYPE_A);
	record_address(&s->message, SECTION_ANSWER, "end.example", "192.0.2.84");
	record_target(&s->message, SECTION_ANSWER, "middle.example", TYPE_CNAME, "end.example");
	record_target(&s->message, SECTION_ANSWER, "start.example", TYPE_CNAME, "middle.example");
	talk_reply(s, &t);
	expect(s, "start.example.", "CNAME", "middle.example.");
	expect(s, "middle.example.", "CNAME", "end.example.");
	expect(s, "end.example.", "A", "192.0.2.84");
}

/* DNAME, the CNAME made from it, and the address: RFC 6672. */
void run_dname(struct scene *s)
{
	struct talk t = talk_make(s);

	talk_ask(s, &t, "www.old.example", TYPE_A);
	talk_answer(s, &t, "www.old.example", TYPE_A);
	record_target(&s->message, SECTION_ANSWER, "old.example", TYPE_DNAME, "new.example");
	record_target(&s->message, SECTION_ANSWER, "www.old.example", TYPE_CNAME,
		      "www.new.example");
	record_address(&s->message, SECTION_ANSWER, "www.new.example", "192.0.2.85");
	talk_reply(s, &t);
	expect(s, "old.example.", "DNAME", "new.example.");
	expect(s, "www.old.example.", "CNAME", "www.new.example.");
	expect(s, "www.new.example.", "A", "192.0.2.85");
}
