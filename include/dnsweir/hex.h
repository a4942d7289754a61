/* hex.h - octets out of text: plain hex, dumps of xxd, hexdump, od, tcpdump, Wireshark, and escapes.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Plain hex is pairs of digits, apart or joined by blanks, colons, commas or hyphens; "0x" or "\x" may
 * stand before each word. A line of a dump begins with its offset ("0010", "0x0010:", "00000010:");
 * what stands behind its octets is not read. A blank line, or an offset of zero, begins another
 * message. Lines of words between dumps (tcpdump's own lines) are passed over. */
#ifndef DNSWEIR_HEX_H
#define DNSWEIR_HEX_H

#include <dnsweir/base.h>

WEIR_API_BEGIN

/* A walk over the messages in a text; `text` must outlive it, all members are private. */
struct weir_hex {
	struct weir_slice text;
	size_t at;
	size_t line;
	size_t words_at; /* where words stood that only a dump may have before it; SIZE_MAX: none */
};

struct weir_hex weir_hex(struct weir_slice text);

/* WEIR_OK: the next message was put into `out`. WEIR_END: there is none. WEIR_E_FORM: `err` says in
 * which line what cannot be read, and where in the text. WEIR_E_SPACE: `out` is too small. After a
 * failure the walk is over and `out` is as it was. */
enum weir_status weir_hex_next(struct weir_hex *hex, struct weir_writer *out,
			       struct weir_error *err) WEIR_MUST_USE;

/* One line of hex2pcap's input, its end left out: pairs of digits in any case, blanks between them (`0d 0A`,
 * `0d0a`). What stands behind a TAB is not read; blanks and TABs before the first digit do not count.
 * WEIR_END: blank, or a comment, which begins with # or ;. WEIR_E_FORM: err->offset is the octet in the
 * line, and the text begins "column C: ". WEIR_E_SPACE: `out` is too small. After a failure `out` is as it was.
 */
enum weir_status weir_hex_line(struct weir_slice line, struct weir_writer *out,
			       struct weir_error *err) WEIR_MUST_USE;

/* Octets of a text with Python's escapes: \xHH, \OOO (one to three octal digits), \a \b \f \n \r \t \v,
 * \\ \' \", and a backslash before a line end, which stands for nothing; another character keeps its
 * backslash. WEIR_E_FORM: a backslash at the end, \x without two digits, an octal number above 377; text
 * and offset as for weir_hex_line. WEIR_E_SPACE: `out` is too small; size of `text` always suffices. */
enum weir_status weir_unescape(struct weir_slice text, struct weir_writer *out,
			       struct weir_error *err) WEIR_MUST_USE;

/* May these be the first octets of such a text? For who must tell it from a capture. */
bool weir_hex_looks(struct weir_slice begin);

WEIR_API_END
#endif
