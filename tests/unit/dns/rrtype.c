/* rrtype.c - types and classes by mnemonic and number; hostile words are refused.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rrtype.h>

#include <string.h>

#include "tap.h"

static struct weir_slice slice(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

static const struct row {
	const char *text;
	int number; /* -1: refused */
	const char *printed;
} rows[] = {
	{ "A", 1, "A" },
	{ "aaaa", 28, "AAAA" },
	{ "nsap-Ptr", 23, "NSAP-PTR" },
	{ "NULL", 10, "NULL" },
	{ "*", 255, "ANY" },
	{ "TYPE0", 0, "TYPE0" },
	{ "type1", 1, "A" },
	{ "TYPE00065", 65, "HTTPS" },
	{ "TYPE65535", 65535, "TYPE65535" },
	{ "TYPE600", 600, "TYPE600" },
	{ "TYPE511", 511, "TYPE511" },
	{ "TYPE512", 512, "TYPE512" },
	{ "TA", 32768, "TA" },
	{ "DLV", 32769, "DLV" },
	{ "TYPE32770", 32770, "TYPE32770" },
	{ "", -1, NULL },
	{ "TYPE", -1, NULL },
	{ "TYPE65536", -1, NULL },
	{ "TYPE000001", -1, NULL },
	{ "TYPE1x", -1, NULL },
	{ "TYPE-1", -1, NULL },
	{ "TYPE+1", -1, NULL },
	{ "AAA", -1, NULL },
	{ "NSAP_PTR", -1, NULL },
	{ "1", -1, NULL },
}, class_rows[] = {
	{ "IN", 1, "IN" },
	{ "ch", 3, "CH" },
	{ "HS", 4, "HS" },
	{ "none", 254, "NONE" },
	{ "ANY", 255, "ANY" },
	{ "CLASS2", 2, "CLASS2" },
	{ "class1", 1, "IN" },
	{ "CLASS65535", 65535, "CLASS65535" },
	{ "CLASS65536", -1, NULL },
	{ "CLASS", -1, NULL },
	{ "TYPE1", -1, NULL },
	{ "", -1, NULL },
};

static void test(const char *kind, const struct row *row,
		 enum weir_status (*parse)(struct weir_slice, uint16_t *),
		 void (*print)(uint16_t, struct weir_writer *))
{
	uint16_t number = 4711;
	char text[16];
	struct weir_writer out;
	enum weir_status status = parse(slice(row->text), &number);

	if (row->number < 0) {
		checkf(status == WEIR_E_UNKNOWN && number == 4711, "%s \"%s\" is refused", kind,
		       row->text);
		return;
	}
	checkf(status == WEIR_OK && number == row->number, "%s \"%s\"", kind, row->text);
	weir_writer_init(&out, text, sizeof(text));
	print(number, &out);
	checkf(weir_writer_terminate(&out) && strcmp(text, row->printed) == 0, "%s prints as %s",
	       kind, row->printed);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test("type", &rows[i], weir_type_parse, weir_type_print);
	for (size_t i = 0; i < COUNT_OF(class_rows); i++)
		test("class", &class_rows[i], weir_class_parse, weir_class_print);
	check("MX has a name, TXT has not, nor has an unknown type",
	      weir_type_has_name(WEIR_TYPE_MX) && weir_type_has_name(WEIR_TYPE_A6) &&
		      weir_type_has_name(WEIR_TYPE_HIP) && !weir_type_has_name(WEIR_TYPE_TXT) &&
		      !weir_type_has_name(65280));
	check("formats", weir_type_has_format(WEIR_TYPE_LOC) &&
				 !weir_type_has_format(WEIR_TYPE_NULL) &&
				 !weir_type_has_format(999));
	check("meta types", weir_type_is_meta(WEIR_TYPE_OPT) && weir_type_is_meta(WEIR_TYPE_ANY) &&
				    weir_type_is_meta(128) && !weir_type_is_meta(WEIR_TYPE_A) &&
				    !weir_type_is_meta(WEIR_TYPE_URI));
	check("the walk ascends to DLV and ends",
	      weir_type_next(-1) == WEIR_TYPE_A && weir_type_next(53) == WEIR_TYPE_HIP &&
		      weir_type_next(264) == WEIR_TYPE_TA && weir_type_next(32769) == -1);
	return tap_done();
}
