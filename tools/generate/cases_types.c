/* cases_types.c - one answer of many types, and every EDNS option.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "cases.h"

/* RDATA octet by octet, and its master-file form. */
static const struct type_row {
	unsigned type;
	const char *name;
	const char *octets;
	size_t size;
	const char *text;
} types[] = {
#define ROW(type, name, octets, text)                                                              \
	{                                                                                          \
		type, name, octets, sizeof(octets) - 1, text                                       \
	}
	ROW(1, "A", "\300\0\2\1", "192.0.2.1"),
	ROW(2, "NS", "\2ns\1x\0", "ns.x."),
	ROW(6, "SOA", "\1m\0\1r\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5", "m. r. 1 2 3 4 5"),
	ROW(12, "PTR", "\1p\1x\0", "p.x."),
	ROW(13, "HINFO", "\5amd64\5linux", "\"amd64\" \"linux\""),
	ROW(15, "MX", "\0\012\1m\1x\0", "10 m.x."),
	ROW(16, "TXT", "\1a\3b c", "\"a\" \"b c\""),
	ROW(17, "RP", "\1m\0\1t\0", "m. t."),
	ROW(18, "AFSDB", "\0\1\1h\0", "1 h."),
	ROW(28, "AAAA", "\40\1\15\270\0\0\0\0\0\0\0\0\0\0\0\1", "2001:db8::1"),
	ROW(33, "SRV", "\0\1\0\2\23\304\1h\1x\0", "1 2 5060 h.x."),
	ROW(35, "NAPTR", "\0\1\0\2\1s\3SIP\0\1h\0", "1 2 \"s\" \"SIP\" \"\" h."),
	ROW(36, "KX", "\0\1\1k\0", "1 k."),
	ROW(39, "DNAME", "\1d\1x\0", "d.x."),
	ROW(43, "DS",
	    "\60\71\15\1\252\252\252\252\252\252\252\252\252\252\273\273\273\273\273\273"
	    "\273\273\273\273",
	    "12345 13 1 AAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBB"),
	ROW(44, "SSHFP",
	    "\1\1\252\252\252\252\252\252\252\252\252\252\273\273\273\273\273\273\273"
	    "\273\273\273",
	    "1 1 AAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBB"),
	ROW(47, "NSEC", "\1n\0\0\6\100\1\0\0\0\3", "n. A MX RRSIG NSEC"),
	ROW(48, "DNSKEY", "\1\1\3\15abc", "257 3 13 YWJj"),
	ROW(52, "TLSA", "\3\1\0\253\315", "3 1 0 ABCD"),
	ROW(61, "OPENPGPKEY", "abcdef", "YWJjZGVm"),
	ROW(64, "SVCB", "\0\1\1t\0\0\3\0\2\1\273", "1 t. port=443"),
	ROW(65, "HTTPS", "\0\0\1t\1x\0", "0 t.x."),
	ROW(108, "EUI48", "\0\1\2\3\4\5", "00-01-02-03-04-05"),
	ROW(256, "URI", "\0\1\0\2https://x/", "1 2 \"https://x/\""),
	ROW(257, "CAA", "\200\5issue;", "128 issue \";\""),
	ROW(65280, "TYPE65280", "\1\2\3", "\\# 3 010203"),
#undef ROW
};

void run_types(struct scene *s)
{
	char name[64];
	char dotted[68];

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct type_row *row = &types[i];
		struct talk t = talk_make(s);
		snprintf(name, sizeof(name), "type%u.types.example", row->type);
		snprintf(dotted, sizeof(dotted), "%s.", name);
		talk_ask(s, &t, name, row->type);
		talk_answer(s, &t, name, row->type);
		record_octets(&s->message, SECTION_ANSWER, name, row->type, row->octets, row->size);
		talk_reply(s, &t);
		expect(s, dotted, row->name, row->text);
	}
}

/* The same records with their last octet missing: each must be told from a good one behind it. */
void run_types_short(struct scene *s)
{
	char name[64];
	char dotted[68];

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct type_row *row = &types[i];
		/* What lasts to the end of RDATA has no length to fall short of. */
		bool open_ended = row->type == 16 || row->type == 61 || row->type == 65280 ||
				  row->type >= 256 || (row->type >= 43 && row->type <= 52);
		struct talk t = talk_make(s);
		if (open_ended)
			continue;
		snprintf(name, sizeof(name), "short%u.types.example", row->type);
		snprintf(dotted, sizeof(dotted), "%s.", name);
		talk_ask(s, &t, name, row->type);
		talk_answer(s, &t, name, row->type);
		record_octets(&s->message, SECTION_ANSWER, name, row->type, row->octets,
			      row->size - 1);
		record_octets(&s->message, SECTION_ANSWER, name, row->type, row->octets, row->size);
		talk_reply(s, &t);
		expect(s, dotted, row->name, row->text);
		expect_total(s, "malformed_records", 1);
	}
}

/* The data of each option a query or an answer may carry: code, octets. */
static const struct option_row {
	unsigned code;
	const char *octets;
	size_t size;
} options[] = {
#define ROW(code, octets)                                                                          \
	{                                                                                          \
		code, octets, sizeof(octets) - 1                                                   \
	}
	ROW(1, "\0\1\0\1\0\0\0\0\0\0\0\0\0\7\0\0\16\20"), /* LLQ */
	ROW(2, "\0\0\16\20"),                             /* UL: an hour */
	ROW(3, "ns1.fra"),                                /* NSID */
	ROW(5, "\10\15"),                                 /* DAU */
	ROW(6, "\1\2"),                                   /* DHU */
	ROW(7, "\1"),                                     /* N3U */
	ROW(8, "\0\1\30\0\306\63\144"),                   /* ECS 198.51.100.0/24 */
	ROW(8, "\0\2\70\0\40\1\15\270\0\0\0"),            /* ECS 2001:db8::/56 */
	ROW(9, "\0\1\121\200"),                           /* EXPIRE: a day */
	ROW(10, "clientckserver-cookie-16"),              /* COOKIE */
	ROW(11, "\0\144"),                                /* KEEPALIVE: 10 s */
	ROW(12, "\0\0\0\0\0\0\0\0"),                      /* PADDING */
	ROW(13, "\7example\0"),                           /* CHAIN */
	ROW(14, "\111\146\130\225"),                      /* KEY-TAG */
	ROW(15, "\0\22blocked by <b>policy</b>"),         /* EDE */
	ROW(18, "\1a\5agent\7example\0"),                 /* REPORT-CHANNEL */
	ROW(19, "\1\0\0\0\0\7"),                          /* ZONEVERSION */
	ROW(65001, "\336\255\276\357"),                   /* local use */
#undef ROW
};

static void put_options(struct scene *s, bool spoilt)
{
	record_begin_class(&s->message, SECTION_ADDITIONAL, ".", TYPE_OPT, 1232, 0x8000);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		size_t size = options[i].size - spoilt;
		message_u16(&s->message, options[i].code);
		message_u16(&s->message, (unsigned)size);
		message_octets(&s->message, options[i].octets, size);
	}
	record_end(&s->message);
}

/* All options in a question and its answer; then all of them one octet short. */
void run_edns(struct scene *s)
{
	for (int spoilt = 0; spoilt < 2; spoilt++) {
		struct talk t = talk_make(s);
		const char *name = spoilt ? "edns-short.example" : "edns.example";
		message_begin(&s->message, t.id, FLAGS_QUERY);
		message_question(&s->message, name, TYPE_A);
		put_options(s, spoilt);
		talk_send(s, &t.client, &t.server);
		talk_answer(s, &t, name, TYPE_A);
		record_address(&s->message, SECTION_ANSWER, name, "192.0.2.86");
		put_options(s, spoilt);
		talk_reply(s, &t);
	}
	expect(s, "edns.example.", "A", "192.0.2.86");
	expect(s, "edns-short.example.", "A", "192.0.2.86");
}
