/* name.c - names off the wire, as text and compared: half of the rows are hostile.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/name.h>

#include <string.h>

#include "tap.h"

static const struct expand_row {
	const char *what;
	struct weir_slice wire;
	size_t at;
	enum weir_status status;
	enum weir_reason reason;
	uint8_t size;
} expand_rows[] = {
	{ "root is one octet", WIRE(0), 0, WEIR_OK, WEIR_FLAW_NONE, 1 },
	{ "two labels", WIRE(1, 'a', 2, 'b', 'c', 0), 0, WEIR_OK, WEIR_FLAW_NONE, 6 },
	{ "pointer to an earlier name", WIRE(1, 'a', 0, 1, 'b', 0xc0, 0), 3, WEIR_OK,
	  WEIR_FLAW_NONE, 5 },
	{ "pointer into the middle of a name", WIRE(1, 'a', 1, 'b', 0, 0xc0, 2), 5, WEIR_OK,
	  WEIR_FLAW_NONE, 3 },
	{ "pointer to itself", WIRE(0xc0, 0), 0, WEIR_E_FORM, WEIR_FLAW_POINTER_LOOP, 0 },
	{ "pointer back into its own labels", WIRE(1, 'a', 0xc0, 0), 0, WEIR_E_FORM,
	  WEIR_FLAW_POINTER_LOOP, 0 },
	{ "two pointers at each other", WIRE(0xc0, 2, 0xc0, 0), 2, WEIR_E_FORM,
	  WEIR_FLAW_POINTER_LOOP, 0 },
	{ "a loop over labels, entered from behind", WIRE(1, 'a', 0xc0, 4, 1, 'b', 0xc0, 0), 4,
	  WEIR_E_FORM, WEIR_FLAW_POINTER_LOOP, 0 },
	{ "forward into a reserved label type", WIRE(0xc0, 2, 0x40), 0, WEIR_E_FORM,
	  WEIR_FLAW_POINTER_FORWARD, 0 },
	{ "forward to half a pointer", WIRE(0xc0, 2, 0xc0), 0, WEIR_E_FORM,
	  WEIR_FLAW_POINTER_FORWARD, 0 },
	{ "into the second octet of itself", WIRE(0xc0, 1), 0, WEIR_E_FORM,
	  WEIR_FLAW_POINTER_FORWARD, 0 },
	{ "pointer forward", WIRE(0xc0, 2, 0), 0, WEIR_E_FORM, WEIR_FLAW_POINTER_FORWARD, 0 },
	{ "pointer beyond the end", WIRE(0, 0xc0, 9), 1, WEIR_E_FORM, WEIR_FLAW_POINTER_BEYOND, 0 },
	{ "half a pointer", WIRE(0, 0xc0), 1, WEIR_E_SHORT, WEIR_FLAW_NAME_CUT, 0 },
	{ "label past the end", WIRE(5, 'a'), 0, WEIR_E_SHORT, WEIR_FLAW_NAME_CUT, 0 },
	{ "label up to the end, no root", WIRE(1, 'a'), 0, WEIR_E_SHORT, WEIR_FLAW_NAME_CUT, 0 },
	{ "label type 0x40", WIRE(0x41, 'a', 0), 0, WEIR_E_FORM, WEIR_FLAW_LABEL_TYPE, 0 },
	{ "label type 0x80", WIRE(0x81, 'a', 0), 0, WEIR_E_FORM, WEIR_FLAW_LABEL_TYPE, 0 },
	{ "start behind the end", WIRE(0), 7, WEIR_E_SHORT, WEIR_FLAW_NAME_CUT, 0 },
};

static void test_expand(void)
{
	for (size_t i = 0; i < COUNT_OF(expand_rows); i++) {
		const struct expand_row *row = &expand_rows[i];
		struct weir_name name = { .size = 0 };
		struct weir_flaw flaw = { WEIR_FLAW_NONE, 0 };
		size_t next = 0;
		enum weir_status status = weir_name_expand(row->wire, row->at, &name, &flaw);
		check(row->what, status == row->status && name.size == row->size &&
					 flaw.reason == row->reason &&
					 weir_name_skip(row->wire, row->at, &next, NULL) == status);
	}
}

/* A name of one-octet labels: `labels` of them take 2 * labels + 1 octets. */
static void test_limits(void)
{
	uint8_t wire[300];
	struct weir_name name = { .size = 0 };

	for (size_t i = 0; i < sizeof(wire); i += 2) {
		wire[i] = 1;
		wire[i + 1] = 'x';
	}
	wire[254] = 0;
	struct weir_slice all = { wire, sizeof(wire) };
	check("127 labels are 255 octets", weir_name_expand(all, 0, &name, NULL) == WEIR_OK &&
						   name.size == 255 &&
						   weir_name_labels(&name) == 127);
	wire[254] = 1;
	wire[256] = 0;
	struct weir_flaw flaw;
	check("128 labels are too many", weir_name_expand(all, 0, &name, &flaw) == WEIR_E_FORM &&
						 flaw.reason == WEIR_FLAW_NAME_LONG);

	/* Pointers only, each to the one before: 127 are followed, the next is refused. */
	uint8_t chain[2 * 130];
	chain[0] = 0;
	chain[1] = 0;
	for (size_t i = 1; i < 130; i++) {
		chain[2 * i] = 0xc0 | (uint8_t)((2 * i - 2) >> 8);
		chain[2 * i + 1] = (uint8_t)(2 * i - 2);
	}
	all = (struct weir_slice){ chain, sizeof(chain) };
	check("127 pointers are followed",
	      weir_name_expand(all, 2 * 127, &name, NULL) == WEIR_OK && name.size == 1);
	check("128 pointers are not", weir_name_expand(all, 2 * 128, &name, &flaw) == WEIR_E_FORM &&
					      flaw.reason == WEIR_FLAW_POINTER_MANY);
}

static const struct text_row {
	const char *text;    /* as typed */
	const char *printed; /* NULL: refused with `status` */
	enum weir_status status;
} text_rows[] = {
	{ ".", ".", WEIR_OK },
	{ "example.com.", "example.com.", WEIR_OK },
	{ "www", "www.origin.", WEIR_OK },
	{ "@", "origin.", WEIR_OK },
	{ "a\\.b.c.", "a\\.b.c.", WEIR_OK },
	{ "\\065\\000\\255.", "A\\000\\255.", WEIR_OK },
	{ "a\\ b.", "a\\032b.", WEIR_OK },
	{ "\\@.", "\\@.", WEIR_OK },
	{ "", NULL, WEIR_E_FORM },
	{ "..", NULL, WEIR_E_FORM },
	{ "a..b.", NULL, WEIR_E_FORM },
	{ ".a", NULL, WEIR_E_FORM },
	{ "a\\", NULL, WEIR_E_FORM },
	{ "\\256.", NULL, WEIR_E_FORM },
	{ "\\12", NULL, WEIR_E_FORM },
	{ "0123456789012345678901234567890123456789012345678901234567890123.", NULL, WEIR_E_RANGE },
	{ "\\", NULL, WEIR_E_FORM },
	{ "a.\\.", "a.\\..origin.", WEIR_OK },
	{ "\\04", NULL, WEIR_E_FORM },
	{ "@.", "\\@.", WEIR_OK },
	{ "a.@", "a.\\@.origin.", WEIR_OK },
};

/* 63 63 63 61 and the root are 255 octets; one more letter, or an origin, is too much. */
static void test_longest_text(void)
{
	const struct weir_name origin = { .size = 8, .octets = "\6origin" };
	struct weir_name name = { .size = 0 };
	char text[300];

	memset(text, 'x', sizeof(text));
	text[63] = text[127] = text[191] = text[253] = '.';
	struct weir_slice all = { (const uint8_t *)text, 254 };
	check("254 characters are 255 octets",
	      weir_name_parse(all, NULL, &name, NULL) == WEIR_OK && name.size == 255);
	all.size = 253;
	check("without the last dot as well",
	      weir_name_parse(all, NULL, &name, NULL) == WEIR_OK && name.size == 255);
	name.size = 0;
	check("an origin behind them does not fit",
	      weir_name_parse(all, &origin, &name, NULL) == WEIR_E_RANGE && name.size == 0);
	text[253] = 'x';
	text[254] = '.';
	all.size = 255;
	check("255 characters are too many",
	      weir_name_parse(all, NULL, &name, NULL) == WEIR_E_RANGE && name.size == 0);

	/* The longest text a name has: every octet but the lengths as \DDD. */
	uint8_t wire[255];
	char printed[WEIR_NAME_TEXT_MAX];
	struct weir_writer out;
	memset(wire, 0, sizeof(wire));
	wire[0] = wire[64] = wire[128] = 63;
	wire[192] = 61;
	weir_writer_init(&out, printed, sizeof(printed));
	bool good = weir_name_expand((struct weir_slice){ wire, sizeof(wire) }, 0, &name, NULL) ==
		    WEIR_OK;
	weir_name_print(&name, &out);
	check("the longest text fits",
	      good && out.size == 4 * 250 + 4 && weir_writer_terminate(&out));
	struct weir_name back;
	check("and reads back", weir_name_parse((struct weir_slice){ out.data, out.size }, NULL,
						&back, NULL) == WEIR_OK &&
					weir_name_compare(&name, &back) == 0);
}

static struct weir_slice slice(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

static void test_text(void)
{
	const struct weir_name origin = { .size = 8, .octets = "\6origin" };

	for (size_t i = 0; i < COUNT_OF(text_rows); i++) {
		const struct text_row *row = &text_rows[i];
		struct weir_name name = { .size = 0 };
		char printed[WEIR_NAME_TEXT_MAX];
		struct weir_writer out;
		enum weir_status status = weir_name_parse(slice(row->text), &origin, &name, NULL);

		weir_writer_init(&out, printed, sizeof(printed));
		if (status == WEIR_OK)
			weir_name_print(&name, &out);
		bool terminated = weir_writer_terminate(&out);
		checkf(terminated && status == row->status &&
			       strcmp(printed, row->printed ? row->printed : "") == 0,
		       "text \"%s\"", row->text);
	}
}

static const struct order_row {
	const char *a, *b;
	int order;   /* sign of weir_name_compare */
	bool within; /* a is b or below */
} order_rows[] = {
	/* The list of RFC 4034 section 6.1. */
	{ "example.", "a.example.", -1, false },
	{ "a.example.", "yljkjljk.a.example.", -1, false },
	{ "yljkjljk.a.example.", "Z.a.example.", -1, false },
	{ "Z.a.example.", "zABC.a.EXAMPLE.", -1, false },
	{ "zABC.a.EXAMPLE.", "z.example.", -1, false },
	{ "z.example.", "\\001.z.example.", -1, false },
	{ "*.z.example.", "\\200.z.example.", -1, false },
	{ "WWW.Example.", "www.eXAMPLE.", 0, true },
	{ "a.b.example.", "B.example.", 1, true },
	{ "ab.example.", "b.example.", -1, false },
	{ "x.", ".", 1, true },
	/* Not a label boundary: "\3c.d" is one label. */
	{ "c\\.d.", "d.", -1, false },
};

static void test_order(void)
{
	for (size_t i = 0; i < COUNT_OF(order_rows); i++) {
		const struct order_row *row = &order_rows[i];
		struct weir_name a = { .size = 0 };
		struct weir_name b = { .size = 0 };
		bool parsed = weir_name_parse(slice(row->a), NULL, &a, NULL) == WEIR_OK &&
			      weir_name_parse(slice(row->b), NULL, &b, NULL) == WEIR_OK;
		int order = weir_name_compare(&a, &b);
		int back = weir_name_compare(&b, &a);
		checkf(parsed && (order > 0) - (order < 0) == row->order &&
			       (back > 0) - (back < 0) == -row->order &&
			       weir_name_equal(&a, &b) == (row->order == 0) &&
			       weir_name_within(&a, &b) == row->within,
		       "%s against %s", row->a, row->b);
	}
}

static void test_fold(void)
{
	bool good = true;

	for (unsigned c = 0; c < 256; c++) {
		struct weir_name name = { .size = 18 };
		name.octets[0] = 16;
		memset(name.octets + 1, (int)c, 16);
		name.octets[17] = 0;
		weir_name_fold(&name);
		uint8_t folded = (uint8_t)(c >= 'A' && c <= 'Z' ? c + 32 : c);
		for (size_t i = 1; i < 17; i++)
			good = good && name.octets[i] == folded;
	}
	check("folding changes A to Z and no other octet", good);
}

int main(void)
{
	test_expand();
	test_limits();
	test_text();
	test_longest_text();
	test_order();
	test_fold();
	return tap_done();
}
