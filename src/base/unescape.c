/* unescape.c - octets of a text with Python's escapes.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/hex.h>

#include <string.h>

#include "base/digit.h"
#include "base/error.h"

/* What an escape stands for: `size` characters behind the backslash. */
struct escape {
	size_t size;
	int octet; /* -1: nothing */
};

static enum weir_status refuse(struct weir_error *err, size_t at, const char *what)
{
	return error_set(err, WEIR_E_FORM, at, "column %zu: %s", at + 1, what);
}

static bool is_octal(uint8_t c)
{
	return c >= '0' && c <= '7';
}

/* `rest` begins behind the backslash, which stands at `at`. */
static enum weir_status read_octal(struct weir_slice rest, size_t at, struct escape *out,
				   struct weir_error *err)
{
	int value = 0;
	size_t size = 0;

	while (size < 3 && size < rest.size && is_octal(rest.data[size]))
		value = value * 8 + (rest.data[size++] - '0');
	if (value > UINT8_MAX)
		return refuse(err, at, "an octal escape above \\377");
	*out = (struct escape){ size, value };
	return WEIR_OK;
}

static enum weir_status read_escape(struct weir_slice rest, size_t at, struct escape *out,
				    struct weir_error *err)
{
	static const char letters[] = "abfnrtv\\'\"";
	static const char octets[] = "\a\b\f\n\r\t\v\\'\"";
	const char *letter;

	if (rest.size == 0)
		return refuse(err, at, "a backslash with nothing behind it");
	if (is_octal(rest.data[0]))
		return read_octal(rest, at, out, err);
	if (rest.data[0] == 'x') {
		int high = rest.size > 2 ? hex_digit(rest.data[1]) : -1;
		int low = rest.size > 2 ? hex_digit(rest.data[2]) : -1;

		if (high < 0 || low < 0)
			return refuse(err, at, "\\x without two hexadecimal digits");
		*out = (struct escape){ 3, high << 4 | low };
		return WEIR_OK;
	}
	letter = rest.data[0] ? strchr(letters, rest.data[0]) : NULL;
	if (letter)
		*out = (struct escape){ 1, (uint8_t)octets[letter - letters] };
	else if (rest.data[0] == '\n')
		*out = (struct escape){ 1, -1 };
	else
		*out = (struct escape){ 0, '\\' };
	return WEIR_OK;
}

enum weir_status weir_unescape(struct weir_slice text, struct weir_writer *out,
			       struct weir_error *err)
{
	struct weir_writer begun = *out;

	for (size_t at = 0; at < text.size;) {
		struct escape escape = { 0, text.data[at] };
		struct weir_slice rest = { text.data + at + 1, text.size - at - 1 };
		enum weir_status status = WEIR_OK;

		if (text.data[at] == '\\')
			status = read_escape(rest, at, &escape, err);
		if (status != WEIR_OK) {
			*out = begun;
			return status;
		}
		if (escape.octet >= 0)
			weir_writer_char(out, (char)escape.octet);
		at += 1 + escape.size;
	}
	if (!out->full)
		return WEIR_OK;
	*out = begun;
	return error_set(err, WEIR_E_SPACE, 0, "more than %zu octets", out->capacity - out->size);
}
