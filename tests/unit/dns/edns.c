/* edns.c - the OPT record and its options: read, checked, printed, read back, as typed fields.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>

#include <stdio.h>
#include <string.h>

#include "tap.h"

static struct weir_slice slice(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

static bool same(struct weir_slice a, struct weir_slice b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

#define C8 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7

/* Options that are as they must be, with the text they print and its reading back. */
static const struct good_row {
	const char *text;
	struct weir_slice wire; /* RDATA of OPT */
} good_rows[] = {
	{ "LLQ 1 2 3 72623859790382856 7200",
	  WIRE(0, 1, 0, 18, 0, 1, 0, 2, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0x1c, 0x20) },
	{ "UL 7200", WIRE(0, 2, 0, 4, 0, 0, 0x1c, 0x20) },
	{ "UL 7200 65537", WIRE(0, 2, 0, 8, 0, 0, 0x1c, 0x20, 0, 1, 0, 1) },
	{ "NSID:", WIRE(0, 3, 0, 0) },
	{ "NSID: 6120622229 (\"a b\\\")\")", WIRE(0, 3, 0, 5, 'a', ' ', 'b', '"', ')') },
	{ "NSID: 1b5b324a", WIRE(0, 3, 0, 4, 0x1b, '[', '2', 'J') },
	{ "DAU 8 13 255", WIRE(0, 5, 0, 3, 8, 13, 255) },
	{ "DHU", WIRE(0, 6, 0, 0) },
	{ "N3U 1", WIRE(0, 7, 0, 1, 1) },
	{ "ECS 198.51.100.0/22/0", WIRE(0, 8, 0, 7, 0, 1, 22, 0, 198, 51, 100) },
	{ "ECS 198.51.100.7/32/24", WIRE(0, 8, 0, 8, 0, 1, 32, 24, 198, 51, 100, 7) },
	{ "ECS 2001:db8::/33/0", WIRE(0, 8, 0, 9, 0, 2, 33, 0, 0x20, 1, 0x0d, 0xb8, 0) },
	{ "ECS ::/0/0", WIRE(0, 8, 0, 4, 0, 2, 0, 0) },
	{ "ECS 0/0/0", WIRE(0, 8, 0, 4, 0, 0, 0, 0) },
	{ "EXPIRE", WIRE(0, 9, 0, 0) },
	{ "EXPIRE 4294967295", WIRE(0, 9, 0, 4, 255, 255, 255, 255) },
	{ "COOKIE d0d1d2d3d4d5d6d7", WIRE(0, 10, 0, 8, C8) },
	{ "COOKIE d0d1d2d3d4d5d6d7d0d1d2d3d4d5d6d7", WIRE(0, 10, 0, 16, C8, C8) },
	{ "KEEPALIVE", WIRE(0, 11, 0, 0) },
	{ "KEEPALIVE 300", WIRE(0, 11, 0, 2, 1, 44) },
	{ "PADDING 0", WIRE(0, 12, 0, 0) },
	{ "PADDING 3", WIRE(0, 12, 0, 3, 0, 0, 0) },
	{ "PADDING \\# 2 0001", WIRE(0, 12, 0, 2, 0, 1) },
	{ "CHAIN com.", WIRE(0, 13, 0, 5, 3, 'c', 'o', 'm', 0) },
	{ "KEY-TAG 19036 20326", WIRE(0, 14, 0, 4, 0x4a, 0x5c, 0x4f, 0x66) },
	{ "EDE 22 (No Reachable Authority)", WIRE(0, 15, 0, 2, 0, 22) },
	{ "EDE 49152 \"\\\"x\\\\\\009\\195\\164\"",
	  WIRE(0, 15, 0, 8, 0xc0, 0, '"', 'x', '\\', 9, 0xc3, 0xa4) },
	{ "CLIENT-TAG 65535", WIRE(0, 16, 0, 2, 255, 255) },
	{ "SERVER-TAG 0", WIRE(0, 17, 0, 2, 0, 0) },
	{ "REPORT-CHANNEL a,\\032b.", WIRE(0, 18, 0, 6, 4, 'a', ',', ' ', 'b', 0) },
	{ "REPORT-CHANNEL ,.", WIRE(0, 18, 0, 3, 1, ',', 0) },
	{ "CHAIN \\@,x\\..", WIRE(0, 13, 0, 6, 4, '@', ',', 'x', '.', 0) },
	{ "ZONEVERSION", WIRE(0, 19, 0, 0) },
	{ "ZONEVERSION 2 SOA-SERIAL 2024010203", WIRE(0, 19, 0, 6, 2, 0, 0x78, 0xa3, 0xf1, 0xdb) },
	{ "ZONEVERSION 1 246 beef", WIRE(0, 19, 0, 4, 1, 246, 0xbe, 0xef) },
	{ "ZONEVERSION 0 246", WIRE(0, 19, 0, 2, 0, 246) },
	{ "MQTYPE-QUERY AAAA HTTPS TYPE65280", WIRE(0, 20, 0, 6, 0, 28, 0, 65, 255, 0) },
	{ "MQTYPE-RESPONSE", WIRE(0, 21, 0, 0) },
	{ "UMBRELLA 1 0 organization 7 ipv4 192.0.2.1 device d0d1d2d3d4d5d6d7",
	  WIRE(0x4f, 0x44, 0, 28, 'O', 'D', 'N', 'S', 1, 0, 0, 8, 0, 0, 0, 7, 0, 0x10, 192, 0, 2, 1,
	       0, 0x40, C8) },
	{ "DEVICEID 4f70", WIRE(0x69, 0x42, 0, 2, 'O', 'p') },
	{ "OPT65534 00ff", WIRE(255, 254, 0, 2, 0, 255) },
	{ "OPT0", WIRE(0, 0, 0, 0) },
	{ "NSID:, EDE 3 (Stale Answer) \"a, b\", DAU 8, PADDING 1, REPORT-CHANNEL x,.",
	  WIRE(0, 3, 0, 0, 0, 15, 0, 6, 0, 3, 'a', ',', ' ', 'b', 0, 5, 0, 1, 8, 0, 12, 0, 1, 0, 0,
	       18, 0, 4, 2, 'x', ',', 0) },
};

static void test_good(void)
{
	for (size_t i = 0; i < COUNT_OF(good_rows); i++) {
		const struct good_row *row = &good_rows[i];
		struct weir_options options = weir_options_over(row->wire, 0);
		struct weir_option option;
		bool good = true;
		while (weir_options_next(&options, &option) == WEIR_OK)
			good = good && weir_option_check(&option, NULL) == WEIR_OK;

		char text[300];
		struct weir_writer out;
		weir_writer_init(&out, text, sizeof(text));
		weir_edns_options_print(row->wire, &out);
		weir_writer_terminate(&out);
		if (!checkf(good && strcmp(text, row->text) == 0, "prints %s", row->text))
			note("got %s", text);

		uint8_t wire[300];
		struct weir_error err = { .text = "" };
		weir_writer_init(&out, wire, sizeof(wire));
		enum weir_status status = weir_edns_options_parse(slice(row->text), &out, &err);
		struct weir_slice back = { wire, out.size };
		if (!checkf(status == WEIR_OK && same(back, row->wire), "reads %s", row->text))
			note("%s", err.text);
	}
}

/* Option data that breaks its document: the reason, the place, and text that loses nothing. */
static const struct bad_row {
	const char *what;
	struct weir_slice wire;
	enum weir_reason reason;
	uint32_t at;
} bad_rows[] = {
	{ "LLQ of 17 octets", WIRE(0, 1, 0, 17, 0, 1, 0, 2, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0),
	  WEIR_FLAW_OPTION_SIZE, 18 },
	{ "UL of 6 octets", WIRE(0, 2, 0, 6, 0, 0, 0, 0, 0, 0), WEIR_FLAW_OPTION_SIZE, 8 },
	{ "UL of 9 octets", WIRE(0, 2, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 9), WEIR_FLAW_OPTION_SIZE,
	  12 },
	{ "ECS without its address", WIRE(0, 8, 0, 4, 0, 1, 24, 0), WEIR_FLAW_OPTION_SIZE, 8 },
	{ "ECS with an octet too many", WIRE(0, 8, 0, 6, 0, 1, 8, 0, 10, 0), WEIR_FLAW_OPTION_SIZE,
	  8 },
	{ "ECS with a bit behind the prefix", WIRE(0, 8, 0, 6, 0, 1, 15, 0, 10, 1),
	  WEIR_FLAW_OPTION_VALUE, 9 },
	{ "ECS of a third family", WIRE(0, 8, 0, 4, 0, 3, 0, 0), WEIR_FLAW_OPTION_VALUE, 4 },
	{ "ECS /33 in IPv4", WIRE(0, 8, 0, 9, 0, 1, 33, 0, 1, 2, 3, 4, 0), WEIR_FLAW_OPTION_VALUE,
	  6 },
	{ "ECS scope /129 in IPv6", WIRE(0, 8, 0, 4, 0, 2, 0, 129), WEIR_FLAW_OPTION_VALUE, 7 },
	{ "ECS of 3 octets", WIRE(0, 8, 0, 3, 0, 1, 0), WEIR_FLAW_OPTION_SIZE, 7 },
	{ "EXPIRE of 3 octets", WIRE(0, 9, 0, 3, 0, 0, 0), WEIR_FLAW_OPTION_SIZE, 4 },
	{ "empty COOKIE", WIRE(0, 10, 0, 0), WEIR_FLAW_OPTION_SIZE, 4 },
	{ "COOKIE of 9 octets", WIRE(0, 10, 0, 9, C8, 0), WEIR_FLAW_OPTION_SIZE, 4 },
	{ "COOKIE of 15 octets", WIRE(0, 10, 0, 15, C8, 0, 0, 0, 0, 0, 0, 0), WEIR_FLAW_OPTION_SIZE,
	  4 },
	{ "COOKIE of 41 octets", WIRE(0, 10, 0, 41, C8, C8, C8, C8, C8, 0), WEIR_FLAW_OPTION_SIZE,
	  4 },
	{ "KEEPALIVE of 1 octet", WIRE(0, 11, 0, 1, 0), WEIR_FLAW_OPTION_SIZE, 4 },
	{ "CHAIN with a pointer", WIRE(0, 13, 0, 4, 1, 'a', 0xc0, 0), WEIR_FLAW_POINTER_FORBIDDEN,
	  6 },
	{ "CHAIN that is a pointer", WIRE(0, 13, 0, 2, 0xff, 0xff), WEIR_FLAW_POINTER_FORBIDDEN,
	  4 },
	{ "CHAIN with half a pointer", WIRE(0, 13, 0, 1, 0xc0), WEIR_FLAW_POINTER_FORBIDDEN, 4 },
	{ "CHAIN with a reserved label type", WIRE(0, 13, 0, 3, 0x41, 'a', 0), WEIR_FLAW_LABEL_TYPE,
	  4 },
	{ "REPORT-CHANNEL with a second name", WIRE(0, 18, 0, 4, 0, 1, 'a', 0),
	  WEIR_FLAW_OPTION_SIZE, 5 },
	{ "CHAIN without root", WIRE(0, 13, 0, 2, 1, 'a'), WEIR_FLAW_NAME_CUT, 6 },
	{ "empty CHAIN", WIRE(0, 13, 0, 0), WEIR_FLAW_NAME_CUT, 4 },
	{ "KEY-TAG of 3 octets", WIRE(0, 14, 0, 3, 0, 1, 2), WEIR_FLAW_OPTION_SIZE, 6 },
	{ "EDE of 1 octet", WIRE(0, 15, 0, 1, 0), WEIR_FLAW_OPTION_SIZE, 4 },
	{ "REPORT-CHANNEL with octets behind it", WIRE(0, 18, 0, 2, 0, 0), WEIR_FLAW_OPTION_SIZE,
	  5 },
	{ "ZONEVERSION of 1 octet", WIRE(0, 19, 0, 1, 2), WEIR_FLAW_OPTION_SIZE, 5 },
	{ "ZONEVERSION with a short serial", WIRE(0, 19, 0, 5, 2, 0, 1, 2, 3),
	  WEIR_FLAW_OPTION_SIZE, 6 },
	{ "MQTYPE-QUERY of 1 octet", WIRE(0, 20, 0, 1, 2), WEIR_FLAW_OPTION_SIZE, 4 },
	{ "UMBRELLA of 3 octets", WIRE(0x4f, 0x44, 0, 3, 'O', 'D', 'N'), WEIR_FLAW_OPTION_SIZE, 4 },
	{ "UMBRELLA with half an element's type",
	  WIRE(0x4f, 0x44, 0, 7, 'O', 'D', 'N', 'S', 1, 0, 0), WEIR_FLAW_OPTION_SIZE, 10 },
	{ "UMBRELLA without its magic", WIRE(0x4f, 0x44, 0, 6, 'O', 'D', 'N', 'X', 1, 0),
	  WEIR_FLAW_OPTION_VALUE, 4 },
	{ "UMBRELLA with an unknown element",
	  WIRE(0x4f, 0x44, 0, 8, 'O', 'D', 'N', 'S', 1, 0, 9, 9), WEIR_FLAW_OPTION_VALUE, 10 },
	{ "UMBRELLA with a cut element", WIRE(0x4f, 0x44, 0, 9, 'O', 'D', 'N', 'S', 1, 0, 0, 8, 0),
	  WEIR_FLAW_OPTION_SIZE, 12 },
};

static void test_bad(void)
{
	for (size_t i = 0; i < COUNT_OF(bad_rows); i++) {
		const struct bad_row *row = &bad_rows[i];
		struct weir_options options = weir_options_over(row->wire, 100);
		struct weir_option option;
		struct weir_flaw flaw = { WEIR_FLAW_NONE, 0 };
		bool framed = weir_options_next(&options, &option) == WEIR_OK;
		enum weir_status status = framed ? weir_option_check(&option, &flaw) : WEIR_E_USE;
		if (!checkf(status == WEIR_E_FORM && flaw.reason == row->reason &&
				    flaw.at == 100 + row->at,
			    "%s is refused", row->what))
			note("%s at %u", weir_flaw_text(flaw.reason), flaw.at);

		struct weir_option_fields fields = weir_option_fields(&option);
		struct weir_field field = { .size = 0 };
		bool opaque = weir_option_fields_next(&fields, &field) ==
				      (option.data.size ? WEIR_OK : WEIR_END) &&
			      field.size == option.data.size &&
			      weir_option_fields_next(&fields, &field) == WEIR_END;

		char text[300];
		uint8_t wire[100];
		struct weir_writer out;
		weir_writer_init(&out, text, sizeof(text));
		weir_edns_option_print(&option, &out);
		struct weir_slice printed = { (uint8_t *)text, out.size };
		weir_writer_init(&out, wire, sizeof(wire));
		status = weir_edns_options_parse(printed, &out, NULL);
		struct weir_slice back = { wire, out.size };
		checkf(opaque && memmem(text, printed.size, "\\# ", 3) && status == WEIR_OK &&
			       same(back, row->wire),
		       "%s is kept as %.*s", row->what, (int)printed.size, text);
	}
}

/* What people type: other spellings of the same, and mistakes. */
static const struct typed_row {
	const char *text;
	enum weir_status status;
	struct weir_slice wire;
} typed_rows[] = {
	{ "", WEIR_OK, { NULL, 0 } },
	{ "  ( nothing )  ", WEIR_OK, { NULL, 0 } },
	{ "nsid", WEIR_OK, WIRE(0, 3, 0, 0) },
	{ "nsid \"a\\\"b\\010\"", WEIR_OK, WIRE(0, 3, 0, 4, 'a', '"', 'b', 10) },
	{ "nsid \"\\25\"", WEIR_E_FORM, { NULL, 0 } },
	{ "nsid \"a\\", WEIR_E_FORM, { NULL, 0 } },
	{ "nsid (\"a", WEIR_E_FORM, { NULL, 0 } },
	{ "nsid ) 61", WEIR_E_FORM, { NULL, 0 } },
	{ "zoneversion 1 nonsense 7", WEIR_E_UNKNOWN, { NULL, 0 } },
	{ "zoneversion 1", WEIR_E_UNKNOWN, { NULL, 0 } },
	{ "zoneversion 1 0 7", WEIR_OK, WIRE(0, 19, 0, 6, 1, 0, 0, 0, 0, 7) },
	{ "umbrella 1 0 ipv4", WEIR_E_FORM, { NULL, 0 } },
	{ "umbrella 1 0 ipv4 300.0.0.1", WEIR_E_FORM, { NULL, 0 } },
	{ "umbrella 1 0 asset 1", WEIR_OK,
	  WIRE(0x4f, 0x44, 0, 12, 'O', 'D', 'N', 'S', 1, 0, 0, 4, 0, 0, 0, 1) },
	{ "NSID 61 6 2", WEIR_E_FORM, { NULL, 0 } },
	{ "NSID 6162 63", WEIR_OK, WIRE(0, 3, 0, 3, 'a', 'b', 'c') },
	{ "cookie: d0..d7", WEIR_OK, WIRE(0, 10, 0, 8, C8) },
	{ "cookie d0d1d2..d7", WEIR_OK, WIRE(0, 10, 0, 8, C8) },
	{ "cookie d7..d0", WEIR_E_FORM, { NULL, 0 } },
	{ "cookie ..07", WEIR_E_FORM, { NULL, 0 } },
	{ "cookie 00..", WEIR_E_FORM, { NULL, 0 } },
	{ "cookie 00", WEIR_E_FORM, { NULL, 0 } },
	{ "cookie \\# 1 00", WEIR_OK, WIRE(0, 10, 0, 1, 0) },
	{ "cookie \\# 2 00", WEIR_E_FORM, { NULL, 0 } },
	{ "cookie \\#", WEIR_E_FORM, { NULL, 0 } },
	{ "subnet 10.1.2.3/9", WEIR_OK, WIRE(0, 8, 0, 6, 0, 1, 9, 0, 10, 0) },
	{ "subnet 10.1.2.3", WEIR_OK, WIRE(0, 8, 0, 8, 0, 1, 32, 0, 10, 1, 2, 3) },
	{ "subnet 10.1.2.3/33", WEIR_E_RANGE, { NULL, 0 } },
	{ "subnet 10.1.2/24", WEIR_E_FORM, { NULL, 0 } },
	{ "subnet ::/0/129", WEIR_E_RANGE, { NULL, 0 } },
	{ "subnet", WEIR_E_FORM, { NULL, 0 } },
	{ "EDE prohibited why", WEIR_OK, WIRE(0, 15, 0, 5, 0, 18, 'w', 'h', 'y') },
	{ "EDE \"stale answer\"", WEIR_OK, WIRE(0, 15, 0, 2, 0, 3) },
	{ "EDE 65536", WEIR_E_UNKNOWN, { NULL, 0 } },
	{ "EDE 1 \"a\" \"b\"", WEIR_E_FORM, { NULL, 0 } },
	{ "EDE 1 \"a", WEIR_E_FORM, { NULL, 0 } },
	{ "EDE 1 (a", WEIR_E_FORM, { NULL, 0 } },
	{ "dau 256", WEIR_E_RANGE, { NULL, 0 } },
	{ "dau -1", WEIR_E_RANGE, { NULL, 0 } },
	{ "expire 4294967296", WEIR_E_RANGE, { NULL, 0 } },
	{ "llq 1 1 0 18446744073709551616 0", WEIR_E_RANGE, { NULL, 0 } },
	{ "llq 1 1 0 18446744073709551615", WEIR_E_FORM, { NULL, 0 } },
	{ "chain a..b", WEIR_E_FORM, { NULL, 0 } },
	{ "report-channel", WEIR_E_FORM, { NULL, 0 } },
	{ "report-channel agent", WEIR_OK, WIRE(0, 18, 0, 7, 5, 'a', 'g', 'e', 'n', 't', 0) },
	{ "pad 70000", WEIR_E_RANGE, { NULL, 0 } },
	{ "umbrella 1 0 device d0", WEIR_E_FORM, { NULL, 0 } },
	{ "umbrella 1 0 ipv6 192.0.2.1", WEIR_E_FORM, { NULL, 0 } },
	{ "umbrella 1 0 colour 3", WEIR_E_UNKNOWN, { NULL, 0 } },
	{ "mqtype aaaa type1", WEIR_OK, WIRE(0, 20, 0, 4, 0, 28, 0, 1) },
	{ "mqtype nonsense", WEIR_E_UNKNOWN, { NULL, 0 } },
	{ "65001 01", WEIR_OK, WIRE(0xfd, 0xe9, 0, 1, 1) },
	{ "OPT65001 0", WEIR_E_FORM, { NULL, 0 } },
	{ "nonsense 1", WEIR_E_UNKNOWN, { NULL, 0 } },
	{ "dau 8,", WEIR_E_FORM, { NULL, 0 } },
	{ ", dau 8", WEIR_E_FORM, { NULL, 0 } },
	{ "dau 8 ,dhu 1", WEIR_E_RANGE, { NULL, 0 } },
	{ "dau 8 ,, dhu 1", WEIR_E_RANGE, { NULL, 0 } },
	{ "dau 8 , dhu 1", WEIR_OK, WIRE(0, 5, 0, 1, 8, 0, 6, 0, 1, 1) },
	{ "\\# 3 000102", WEIR_OK, WIRE(0, 1, 2) },
	{ "\\# 3 000102, dau 8", WEIR_E_FORM, { NULL, 0 } },
};

static void test_typed(void)
{
	for (size_t i = 0; i < COUNT_OF(typed_rows); i++) {
		const struct typed_row *row = &typed_rows[i];
		uint8_t wire[100] = { 0xaa };
		struct weir_error err = { .text = "" };
		struct weir_writer out;
		weir_writer_init(&out, wire, sizeof(wire));
		weir_writer_char(&out, 'x'); /* what was there stays */
		enum weir_status status = weir_edns_options_parse(slice(row->text), &out, &err);
		struct weir_slice got = { wire + 1, out.size - 1 };
		checkf(status == row->status && same(got, row->wire) && wire[0] == 'x' &&
			       (status == WEIR_OK) == (err.text[0] == 0),
		       "\"%s\": %s", row->text, status ? err.text : "read");
	}
	struct weir_writer out;
	uint8_t wire[7];
	weir_writer_init(&out, wire, sizeof(wire));
	check("no room is said and nothing written",
	      weir_edns_options_parse(slice("COOKIE 00..07"), &out, NULL) == WEIR_E_SPACE &&
		      out.size == 0 && !out.full);
	weir_writer_init(&out, wire, 2);
	check("nor for octets given as they are",
	      weir_edns_options_parse(slice("\\# 3 000102"), &out, NULL) == WEIR_E_SPACE &&
		      out.size == 0);

	static char text[200000] = "65001 ";
	static uint8_t large[70000];
	memset(text + 6, '0', 2 * 65535);
	weir_writer_init(&out, large, sizeof(large));
	check("65535 octets are an option",
	      weir_edns_options_parse(slice(text), &out, NULL) == WEIR_OK && out.size == 65539 &&
		      large[2] == 255 && large[3] == 255);
	memset(text + 6, '0', 2 * 65536);
	weir_writer_init(&out, large, sizeof(large));
	check("65536 are not",
	      weir_edns_options_parse(slice(text), &out, NULL) == WEIR_E_RANGE && out.size == 0);
}

#define OPT(size, high, version, flags, rdlen)                                                     \
	0, 0, 41, (size) >> 8, (size)&255, high, version, (flags) >> 8, (flags)&255, 0, rdlen

static void test_record(void)
{
	static const uint8_t wire[] = {
		0x12, 0x34, 0x81, 0x87, 0, 0,  0, 0, 0, 0, 0, 2,
		0,    0,    1,    0,    1, 0,  0, 0, 0, 0, 0, OPT(1232, 1, 2, 0xc001, 10),
		0,    3,    0,    0,    0, 15, 0, 9, 0, 6
	};
	struct weir_message message;
	struct weir_edns edns;
	struct weir_option option;

	bool read =
		weir_message_read((struct weir_slice){ wire, sizeof(wire) }, &message) == WEIR_OK &&
		weir_message_edns(&message, &edns) == WEIR_OK;
	check("an OPT behind another record is found", read);
	check("its fixed part", read && edns.udp_size == 1232 && edns.version == 2 &&
					edns.flags == 0xc001 && edns.rcode == 23 && edns.at == 34 &&
					edns.options.size == 10);
	struct weir_options options = weir_edns_options(&edns);
	check("first option", weir_options_next(&options, &option) == WEIR_OK && option.code == 3 &&
				      option.at == 34 && option.data.size == 0);
	check("the second runs past the end",
	      weir_options_next(&options, &option) == WEIR_E_SHORT &&
		      options.flaw.reason == WEIR_FLAW_OPTION_CUT && options.flaw.at == 38 &&
		      weir_options_next(&options, &option) == WEIR_E_SHORT && option.code == 3);
	check("without OPT the header's four bits count",
	      weir_message_rcode_full(&message, NULL) == 7);

	char text[60];
	struct weir_writer out;
	weir_writer_init(&out, text, sizeof(text));
	weir_edns_options_print(edns.options, &out);
	weir_writer_terminate(&out);
	check("options that cannot be framed are kept in hex",
	      strcmp(text, "\\# 10 00030000000f00090006") == 0);

	message.wire.size -= 3;
	check("an OPT that is cut is not read", weir_message_edns(&message, &edns) == WEIR_E_SHORT);
	message.count[WEIR_ADDITIONAL] = 1;
	check("no OPT", weir_message_edns(&message, &edns) == WEIR_END);
	message.count[WEIR_ADDITIONAL] = 0;
	check("no additional record", weir_message_edns(&message, &edns) == WEIR_END);
}

/* Fields as "name=value" with kind-independent values, joined by spaces. */
static void describe(struct weir_slice wire, char *text, size_t size)
{
	struct weir_options options = weir_options_over(wire, 0);
	struct weir_option option;
	struct weir_field field;
	struct weir_writer out;

	weir_writer_init(&out, text, size);
	while (weir_options_next(&options, &option) == WEIR_OK) {
		struct weir_option_fields it = weir_option_fields(&option);
		while (weir_option_fields_next(&it, &field) == WEIR_OK) {
			weir_writer_print(&out, "%s%s%s@%u+%u=", out.size ? " " : "", field.name,
					  field.list ? "[]" : "", field.at, field.size);
			if (field.word)
				weir_writer_text(&out, field.word);
			else if (field.kind == WEIR_KIND_UINT || field.kind == WEIR_KIND_TYPE ||
				 field.kind == WEIR_KIND_WORD)
				weir_writer_u64(&out, field.number);
			else if (field.kind == WEIR_KIND_TEXT)
				weir_writer_put(&out, field.bytes.data, field.bytes.size);
			else
				weir_writer_hex(&out, field.bytes);
		}
	}
	weir_writer_terminate(&out);
}

static const struct field_row {
	const char *fields;
	struct weir_slice wire;
} field_rows[] = {
	{ "family@4+2=1 source_prefix@6+1=22 scope_prefix@7+1=0 address@8+3=c6336400",
	  WIRE(0, 8, 0, 7, 0, 1, 22, 0, 198, 51, 100) },
	{ "family@4+2=0 source_prefix@6+1=0 scope_prefix@7+1=0", WIRE(0, 8, 0, 4, 0, 0, 0, 0) },
	{ "client@4+8=d0d1d2d3d4d5d6d7 server@12+8=d0d1d2d3d4d5d6d7", WIRE(0, 10, 0, 16, C8, C8) },
	{ "info_code@4+2=Blocked extra_text@6+2=no", WIRE(0, 15, 0, 4, 0, 15, 'n', 'o') },
	{ "info_code@4+2=99", WIRE(0, 15, 0, 2, 0, 99) },
	{ "algorithms[]@4+1=8 algorithms[]@5+1=13", WIRE(0, 5, 0, 2, 8, 13) },
	{ "types[]@4+2=1 types[]@6+2=28", WIRE(0, 20, 0, 4, 0, 1, 0, 28) },
	{ "nsid@4+2=6162 nsid_text@4+2=ab", WIRE(0, 3, 0, 2, 'a', 'b') },
	{ "nsid@4+1=00", WIRE(0, 3, 0, 1, 0) },
	{ "length@4+2=2", WIRE(0, 12, 0, 2, 0, 0) },
	{ "padding@4+2=0100", WIRE(0, 12, 0, 2, 1, 0) },
	{ "labels@4+1=3 type@5+1=SOA-SERIAL serial@6+4=1", WIRE(0, 19, 0, 6, 3, 0, 0, 0, 0, 1) },
	{ "version@8+1=1 flags@9+1=0 organization@12+4=7 ipv4@18+4=c0000201",
	  WIRE(0x4f, 0x44, 0, 18, 'O', 'D', 'N', 'S', 1, 0, 0, 8, 0, 0, 0, 7, 0, 0x10, 192, 0, 2,
	       1) },
	{ "lease@4+4=1 trust_point@12+1=00", WIRE(0, 2, 0, 4, 0, 0, 0, 1, 0, 13, 0, 1, 0) },
	{ "data@4+3=010203", WIRE(0, 10, 0, 3, 1, 2, 3) },
	{ "data@4+1=01", WIRE(250, 250, 0, 1, 1) },
	{ "", WIRE(0, 11, 0, 0) },
};

static void test_fields(void)
{
	for (size_t i = 0; i < COUNT_OF(field_rows); i++) {
		char text[300];
		describe(field_rows[i].wire, text, sizeof(text));
		if (!checkf(strcmp(text, field_rows[i].fields) == 0, "fields %s",
			    field_rows[i].fields))
			note("got %s", text);
	}
}

int main(void)
{
	test_record();
	test_good();
	test_bad();
	test_typed();
	test_fields();
	return tap_done();
}
