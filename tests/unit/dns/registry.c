/* registry.c - words and numbers of the small registries, both ways.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/registry.h>

#include <string.h>

#include "tap.h"

typedef enum weir_status parse_words(struct weir_slice text, uint16_t *out);
typedef void print_word(unsigned number, struct weir_writer *out);

static const struct row {
	const char *text;
	parse_words *parse;
	enum weir_status status;
	uint16_t number;
} rows[] = {
	{ "NXDOMAIN", weir_rcode_parse, WEIR_OK, 3 },
	{ "nxdomain", weir_rcode_parse, WEIR_OK, 3 },
	{ "BADVERS", weir_rcode_parse, WEIR_OK, 16 },
	{ "badsig", weir_rcode_parse, WEIR_OK, 16 },
	{ "BADCOOKIE", weir_rcode_parse, WEIR_OK, 23 },
	{ "RCODE12", weir_rcode_parse, WEIR_OK, 12 },
	{ "4095", weir_rcode_parse, WEIR_OK, 4095 },
	{ "4096", weir_rcode_parse, WEIR_E_RANGE, 0 },
	{ "65535", weir_tsig_error_parse, WEIR_OK, 65535 },
	{ "65536", weir_tsig_error_parse, WEIR_E_RANGE, 0 },
	{ "99999999999999999999999999", weir_rcode_parse, WEIR_E_RANGE, 0 },
	{ "", weir_rcode_parse, WEIR_E_UNKNOWN, 0 },
	{ "RCODE", weir_rcode_parse, WEIR_E_UNKNOWN, 0 },
	{ "RCODE-1", weir_rcode_parse, WEIR_E_UNKNOWN, 0 },
	{ "NOERROR ", weir_rcode_parse, WEIR_E_UNKNOWN, 0 },
	{ "NOERRO", weir_rcode_parse, WEIR_E_UNKNOWN, 0 },
	{ "Update", weir_opcode_parse, WEIR_OK, 5 },
	{ "opcode15", weir_opcode_parse, WEIR_OK, 15 },
	{ "16", weir_opcode_parse, WEIR_E_RANGE, 0 },
	{ "cookie", weir_option_code_parse, WEIR_OK, 10 },
	{ "client-subnet", weir_option_code_parse, WEIR_OK, 8 },
	{ "OPT65001", weir_option_code_parse, WEIR_OK, 65001 },
	{ "OPT65536", weir_option_code_parse, WEIR_E_RANGE, 0 },
	{ "OPT 1", weir_option_code_parse, WEIR_E_UNKNOWN, 0 },
	{ "stale nxdomain answer", weir_ede_parse, WEIR_OK, 19 },
	{ "EDE99", weir_ede_parse, WEIR_OK, 99 },
	{ "Stale", weir_ede_parse, WEIR_E_UNKNOWN, 0 },
};

static void test_parse(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct row *row = &rows[i];
		uint16_t number = 0;
		struct weir_slice text = { (const uint8_t *)row->text, strlen(row->text) };
		enum weir_status status = row->parse(text, &number);
		checkf(status == row->status && number == row->number, "\"%s\" is %u: %s",
		       row->text, number, weir_status_text(status));
	}
}

/* Every number prints as a word that reads back as itself. */
static void test_round(const char *what, print_word *print, parse_words *parse, unsigned highest)
{
	unsigned wrong = 0;

	for (unsigned n = 0; n <= highest; n++) {
		char text[80];
		struct weir_writer out;
		uint16_t back = (uint16_t)~n;
		weir_writer_init(&out, text, sizeof(text));
		print(n, &out);
		struct weir_slice printed = { out.data, out.size };
		wrong += parse(printed, &back) != WEIR_OK || back != n;
	}
	checkf(wrong == 0, "%s: all of 0 to %u read back", what, highest);
}

int main(void)
{
	test_parse();
	test_round("rcode", weir_rcode_print, weir_rcode_parse, 4095);
	test_round("opcode", weir_opcode_print, weir_opcode_parse, 15);
	test_round("option", weir_option_code_print, weir_option_code_parse, 65535);
	test_round("ede", weir_ede_print, weir_ede_parse, 65535);
	check("16 in a header", strcmp(weir_rcode_name(16), "BADVERS") == 0);
	check("16 in TSIG", strcmp(weir_tsig_error_name(16), "BADSIG") == 0 &&
				    strcmp(weir_tsig_error_name(18), "BADTIME") == 0);
	check("no word for an unassigned number", !weir_rcode_name(12) && !weir_opcode_name(3) &&
							  !weir_option_name(4) &&
							  !weir_ede_text(9999));
	return tap_done();
}
