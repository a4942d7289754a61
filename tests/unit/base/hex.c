/* hex.c - octets out of plain hex and out of dumps; half of the rows are hostile.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/hex.h>

#include <string.h>

#include "tap.h"

/* `messages`: each in plain hex, separated by blanks; `status` is what comes behind the last. */
static const struct row {
	const char *what;
	const char *text;
	const char *messages;
	enum weir_status status;
} rows[] = {
	{ "pairs of digits", "0102aBcD", "0102abcd", WEIR_END },
	{ "blanks, colons, commas, hyphens", "01 02:03,04-05\t06", "010203040506", WEIR_END },
	{ "0x and \\x before words", "0x0102 \\x03\\x04 0X05", "0102030405", WEIR_END },
	{ "over several lines", "0102\r\n03\n04", "01020304", WEIR_END },
	{ "a blank line parts two", "01\n\n\n02\n", "01 02", WEIR_END },
	{ "xxd",
	  "00000000: 0102 0304 0506 0708 090a 0b0c 0d0e 0f10  ................\n"
	  "00000010: ab63                                     .c\n",
	  "0102030405060708090a0b0c0d0e0f10ab63", WEIR_END },
	{ "hexdump -C",
	  "00000000  01 02 03 04 05 06 07 08  09 0a 0b 0c 0d 0e 0f 10  |abcdefgh|\n"
	  "00000010  11                                                |a|\n00000011\n",
	  "0102030405060708090a0b0c0d0e0f1011", WEIR_END },
	{ "tcpdump -X, with its own lines",
	  "12:00:01.5 IP 192.0.2.1.53 > 192.0.2.2.9: 1 q\n"
	  "\t0x0000:  0102 0304 0506 0708 090a 0b0c 0d0e 0f10  ................\n"
	  "\t0x0010:  1112                                     ..\n"
	  "12:00:02.5 IP 192.0.2.1.53 > 192.0.2.2.9: 2 q\n"
	  "\t0x0000:  21                                       !\n",
	  "0102030405060708090a0b0c0d0e0f101112 21", WEIR_END },
	{ "Wireshark, a short line's text that reads as hex",
	  "0000   61 62 63 64                                       abcd\n", "61626364", WEIR_END },
	{ "an offset of zero begins another", "0000  01 02\n0000  03\n", "0102 03", WEIR_END },
	{ "nothing at all", "", "", WEIR_END },
	{ "blank lines", "\n \n\t\r\n", "", WEIR_END },
	{ "a word", "hello, world", "", WEIR_E_FORM },
	{ "an odd digit", "012", "", WEIR_E_FORM },
	{ "an odd digit at a line's end", "0102\n030\n04", "", WEIR_E_FORM },
	{ "a letter among the digits", "01g2", "", WEIR_E_FORM },
	{ "words behind plain hex", "0102\nand so on\n", "", WEIR_E_FORM },
	{ "words before plain hex", "a message:\n0102\n", "", WEIR_E_FORM },
	{ "a dump with a hole", "0000  01 02\n0010  03\n", "", WEIR_E_FORM },
	{ "a dump whose second line repeats", "0000  01 02\n0001  03\n", "", WEIR_E_FORM },
	{ "0x in the middle of an octet", "00x010", "", WEIR_E_FORM },
	{ "0x alone", "0x", "", WEIR_END },
	{ "a backslash alone", "\\", "", WEIR_E_FORM },
	{ "more than fits", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00",
	  "", WEIR_E_SPACE },
};

static bool run(const struct row *row)
{
	struct weir_hex hex =
		weir_hex((struct weir_slice){ (const uint8_t *)row->text, strlen(row->text) });
	struct weir_error err = { .text = "" };
	uint8_t octets[32];
	char text[256] = "";
	struct weir_writer out;
	struct weir_writer all;
	enum weir_status status;

	weir_writer_init(&all, text, sizeof(text) - 1);
	for (;;) {
		weir_writer_init(&out, octets, sizeof(octets));
		status = weir_hex_next(&hex, &out, &err);
		if (status != WEIR_OK)
			break;
		if (all.size > 0)
			weir_writer_char(&all, ' ');
		weir_writer_hex(&all, (struct weir_slice){ octets, out.size });
	}
	(void)weir_writer_terminate(&all);
	bool words = status == WEIR_END || (err.text[0] != 0 && err.offset <= strlen(row->text));
	if (strcmp(text, row->messages) != 0 || status != row->status)
		note("%s: %s, then %s (%s)", row->what, text, weir_status_text(status), err.text);
	return strcmp(text, row->messages) == 0 && status == row->status && words &&
	       out.size == 0 && weir_hex_next(&hex, &out, &err) == WEIR_END;
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(rows[i].what, run(&rows[i]));
	check("text may be hex",
	      weir_hex_looks((struct weir_slice){ (const uint8_t *)"00 01\n", 6 }));
	check("a capture is none",
	      !weir_hex_looks((struct weir_slice){ (const uint8_t *)"\xd4\xc3\xb2\xa1", 4 }));
	check("nothing is none", !weir_hex_looks((struct weir_slice){ NULL, 0 }));
	return tap_done();
}
