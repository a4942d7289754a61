/* hex_line.c - lines of hex and strings with escapes; half of the rows are hostile.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/hex.h>

#include <string.h>

#include "tap.h"

/* `text` of the size of its literal; `says` is the octets in hex, or how the complaint begins. */
struct row {
	const char *what;
	const char *text;
	size_t size;
	enum weir_status status;
	const char *says;
};
#define TEXT(literal) literal, sizeof(literal) - 1

static const struct row lines[] = {
	{ "pairs of digits", TEXT("0102aBcD"), WEIR_OK, "0102abcd" },
	{ "blanks between octets", TEXT("  01 02  0304 \r"), WEIR_OK, "01020304" },
	{ "text behind a TAB", TEXT("0102\t..zz"), WEIR_OK, "0102" },
	{ "a TAB in front", TEXT("\t 0102"), WEIR_OK, "0102" },
	{ "a comment", TEXT("#0102"), WEIR_END, "" },
	{ "a comment behind blanks", TEXT("  ;0102"), WEIR_END, "" },
	{ "nothing", TEXT(""), WEIR_END, "" },
	{ "blanks alone", TEXT(" \t\r"), WEIR_END, "" },
	{ "eight octets fit", TEXT("0102030405060708"), WEIR_OK, "0102030405060708" },
	{ "nine do not", TEXT("010203040506070809"), WEIR_E_SPACE, "more than 8 octets" },
	{ "an odd digit", TEXT("01 2"), WEIR_E_FORM, "column 4: a digit without its second half" },
	{ "an octet in two pieces", TEXT("0 1"), WEIR_E_FORM, "column 1: a digit without" },
	{ "an odd digit before a TAB", TEXT("010\t2"), WEIR_E_FORM, "column 3: a digit" },
	{ "0x is none", TEXT("0x01"), WEIR_E_FORM, "column 1: a digit without" },
	{ "a comment behind octets", TEXT("01 # x"), WEIR_E_FORM,
	  "column 4: '#' is no hexadecimal digit" },
	{ "an escape sequence", TEXT("\33[2J"), WEIR_E_FORM, "column 1: octet 0x1b is no" },
	{ "a zero octet", TEXT("01\0"), WEIR_E_FORM, "column 3: octet 0x00 is no" },
	{ "a colon", TEXT("01:02"), WEIR_E_FORM, "column 3: ':' is no" },
};

static const struct row strings[] = {
	{ "no escape", TEXT("www"), WEIR_OK, "777777" },
	{ "octets in hex", TEXT("\\x00\\xfF"), WEIR_OK, "00ff" },
	{ "octets in octal", TEXT("\\0\\12\\377\\0011"), WEIR_OK, "000aff0131" },
	{ "octal ends at an 8", TEXT("\\18"), WEIR_OK, "0138" },
	{ "control characters", TEXT("\\a\\b\\f\\n\\r\\t\\v"), WEIR_OK, "07080c0a0d090b" },
	{ "quotes and a backslash", TEXT("\\\\\\'\\\""), WEIR_OK, "5c2722" },
	{ "others keep the backslash", TEXT("\\q\\N"), WEIR_OK, "5c715c4e" },
	{ "a line goes on", TEXT("a\\\nb"), WEIR_OK, "6162" },
	{ "nothing", TEXT(""), WEIR_OK, "" },
	{ "octets above 127", TEXT("\xc3\xa9"), WEIR_OK, "c3a9" },
	{ "a zero octet behind a backslash", TEXT("\\\0"), WEIR_OK, "5c00" },
	{ "nine octets", TEXT("123456789"), WEIR_E_SPACE, "more than 8" },
	{ "a backslash at the end", TEXT("ab\\"), WEIR_E_FORM,
	  "column 3: a backslash with nothing behind it" },
	{ "hex of one digit", TEXT("\\x1"), WEIR_E_FORM, "column 1: \\x without two" },
	{ "hex of none", TEXT("a\\xg0"), WEIR_E_FORM, "column 2: \\x without two" },
	{ "octal above an octet", TEXT("\\400"), WEIR_E_FORM, "column 1: an octal escape above" },
};

static void test(const struct row *row,
		 enum weir_status (*read)(struct weir_slice text, struct weir_writer *out,
					  struct weir_error *err))
{
	struct weir_slice text = { (const uint8_t *)row->text, row->size };
	struct weir_error err = { .text = "" };
	char told[sizeof(err.text)];
	uint8_t octets[8];
	struct weir_writer out, w;

	weir_writer_init(&out, octets, sizeof(octets));
	enum weir_status status = read(text, &out, &err);
	weir_writer_init(&w, told, sizeof(told));
	weir_writer_hex(&w, (struct weir_slice){ octets, out.size });
	if (status > WEIR_END)
		weir_writer_text(&w, err.text);
	(void)weir_writer_terminate(&w);
	size_t size = status == WEIR_OK ? sizeof(told) : strlen(row->says);
	if (!check(row->what, status == row->status && strncmp(told, row->says, size) == 0 &&
				      (status == WEIR_OK || (out.size == 0 && !out.full))))
		note("%s: %s", weir_status_text(status), told);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		test(&lines[i], weir_hex_line);
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		test(&strings[i], weir_unescape);
	return tap_done();
}
