/* hex_line.c - one packet a line in hex, as hex2pcap reads it.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/hex.h>

#include "base/digit.h"
#include "base/error.h"

/* Without the TAB, which ends what is read. */
static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\r' || c == '\v' || c == '\f';
}

static enum weir_status refuse(struct weir_error *err, struct weir_slice line, size_t at)
{
	uint8_t c = at < line.size ? line.data[at] : 0;

	if (hex_digit(c) >= 0)
		return error_set(err, WEIR_E_FORM, at,
				 "column %zu: a digit without its second half", at + 1);
	if (c > 0x20 && c < 0x7f)
		return error_set(err, WEIR_E_FORM, at, "column %zu: '%c' is no hexadecimal digit",
				 at + 1, c);
	return error_set(err, WEIR_E_FORM, at, "column %zu: octet 0x%02x is no hexadecimal digit",
			 at + 1, c);
}

enum weir_status weir_hex_line(struct weir_slice line, struct weir_writer *out,
			       struct weir_error *err)
{
	struct weir_writer begun = *out;
	size_t at = 0;

	while (at < line.size && (is_blank(line.data[at]) || line.data[at] == '\t'))
		at++;
	if (at == line.size || line.data[at] == '#' || line.data[at] == ';')
		return WEIR_END;
	while (at < line.size && line.data[at] != '\t') {
		if (is_blank(line.data[at])) {
			at++;
			continue;
		}
		int high = hex_digit(line.data[at]);
		int low = at + 1 < line.size ? hex_digit(line.data[at + 1]) : -1;

		if (high < 0 || low < 0) {
			*out = begun;
			return refuse(err, line, at);
		}
		weir_writer_char(out, (char)(high << 4 | low));
		at += 2;
	}
	if (!out->full)
		return WEIR_OK;
	*out = begun;
	return error_set(err, WEIR_E_SPACE, 0, "more than %zu octets", out->capacity - out->size);
}
