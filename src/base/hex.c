/* hex.c - octets out of text: plain hex and dumps with offsets.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/hex.h>

#include <string.h>

#include "base/digit.h"
#include "base/error.h"

/* Where the reading of one message is. */
struct reading {
	struct weir_hex *hex;
	struct weir_writer *out;
	struct weir_error *err;
	size_t start; /* out->size before it */
	bool any;     /* octets or not, a line of it was read */
	bool dump;    /* lines with offsets */
};

enum line_kind { LINE_BLANK, LINE_DUMP, LINE_PLAIN, LINE_WORDS };

struct weir_hex weir_hex(struct weir_slice text)
{
	return (struct weir_hex){ .text = text, .words_at = SIZE_MAX };
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static bool is_joint(uint8_t c)
{
	return is_blank(c) || c == ':' || c == ',' || c == '-' || c == ';';
}

/* The line at hex->at without its end; the walk goes behind it. */
static struct weir_slice take_line(struct weir_hex *hex)
{
	const uint8_t *begin = hex->text.data + hex->at;
	size_t left = hex->text.size - hex->at;
	const uint8_t *end = memchr(begin, '\n', left);
	size_t size = end ? (size_t)(end - begin) : left;

	hex->at += size + (end ? 1 : 0);
	hex->line++;
	return (struct weir_slice){ begin, size };
}

/* "0x" or "\x" at `at`; its length or 0. */
static size_t prefix_at(struct weir_slice line, size_t at)
{
	if (line.size - at < 2 || (line.data[at + 1] | 0x20) != 'x')
		return 0;
	return line.data[at] == '0' || line.data[at] == '\\' ? 2 : 0;
}

/* An offset at the line's begin: 3 to 16 digits, then a colon or a blank. *at goes behind it. */
static bool take_offset(struct weir_slice line, bool in_dump, size_t *at, uint64_t *offset)
{
	size_t i = 0;
	uint64_t value = 0;
	bool prefixed;

	while (i < line.size && is_blank(line.data[i]))
		i++;
	prefixed = prefix_at(line, i) > 0;
	i += prefixed ? 2 : 0;
	size_t from = i;
	for (; i < line.size && hex_digit(line.data[i]) >= 0 && i - from < 16; i++)
		value = value << 4 | (uint64_t)hex_digit(line.data[i]);
	if (i - from < 3)
		return false;
	*at = i;
	*offset = value;
	if (i == line.size)
		return in_dump; /* hexdump's last line: the size */
	bool colon = line.data[i] == ':';
	if (!colon && !is_blank(line.data[i]))
		return false;
	/* 12:34:56 is no offset. */
	if (colon && i + 1 < line.size && !is_blank(line.data[i + 1]))
		return false;
	return true;
}

/* Is the line nothing but pairs of digits and what may join them? */
static bool is_plain(struct weir_slice line)
{
	for (size_t i = 0; i < line.size;) {
		size_t prefix = prefix_at(line, i);
		if (prefix > 0)
			i += prefix;
		else if (hex_digit(line.data[i]) >= 0 || is_joint(line.data[i]))
			i++;
		else
			return false;
	}
	return true;
}

static enum line_kind kind_of(const struct reading *r, struct weir_slice line, size_t *at)
{
	uint64_t offset;
	size_t i = 0;

	while (i < line.size && is_blank(line.data[i]))
		i++;
	if (i == line.size)
		return LINE_BLANK;
	/* A dump begins at zero and goes on where it was; anything else with digits is plain hex. */
	if ((r->dump || !r->any) && take_offset(line, r->dump, at, &offset) &&
	    (offset == 0 || (r->dump && offset == r->out->size - r->start)))
		return LINE_DUMP;
	return is_plain(line) ? LINE_PLAIN : LINE_WORDS;
}

static enum weir_status refuse(const struct reading *r, const uint8_t *place, const char *what)
{
	return error_set(r->err, WEIR_E_FORM, (uint64_t)(place - r->hex->text.data),
			 "line %zu of the hex: %s", r->hex->line, what);
}

/* Both are known to be digits. */
static void put_pair(struct weir_writer *out, const uint8_t *digits)
{
	unsigned high = (unsigned)hex_digit(digits[0]);

	weir_writer_char(out, (char)(high << 4 | (unsigned)hex_digit(digits[1])));
}

/* The octets of a dump's line, which ends in text: at a wide gap, at what is no pair of digits, or
 * when it has as many as a line ever has. */
static void dump_line(struct reading *r, struct weir_slice line, size_t at)
{
	enum { LINE_OCTETS = 16, MIDDLE = 8 };
	unsigned count = 0;

	while (at < line.size && (is_blank(line.data[at]) || line.data[at] == ':'))
		at++;
	while (at < line.size && count < LINE_OCTETS) {
		size_t run = 0;
		while (run < line.size - at && hex_digit(line.data[at + run]) >= 0)
			run++;
		bool ends = run == line.size - at || is_blank(line.data[at + run]) ||
			    line.data[at + run] == ':' || line.data[at + run] == '-';
		if (run < 2 || run % 2 != 0 || !ends)
			return;
		for (size_t i = 0; i < run && count < LINE_OCTETS; i += 2, count++)
			put_pair(r->out, line.data + at + i);
		at += run;
		size_t gap = 0;
		while (at < line.size &&
		       (is_blank(line.data[at]) || line.data[at] == ':' || line.data[at] == '-')) {
			at++;
			gap++;
		}
		if (gap > 2 || (gap == 2 && count != MIDDLE))
			return;
	}
}

static enum weir_status plain_line(struct reading *r, struct weir_slice line)
{
	for (size_t i = 0; i < line.size;) {
		size_t prefix = prefix_at(line, i);
		if (prefix > 0 || is_joint(line.data[i])) {
			i += prefix > 0 ? prefix : 1;
			continue;
		}
		if (hex_digit(line.data[i]) < 0)
			return refuse(r, line.data + i, "a prefix in the middle of an octet");
		if (line.size - i < 2 || hex_digit(line.data[i + 1]) < 0)
			return refuse(r, line.data + i, "a digit without its second half");
		put_pair(r->out, line.data + i);
		i += 2;
	}
	return WEIR_OK;
}

/* WEIR_END: the line belongs to what comes next, or ends the message. */
static enum weir_status one_line(struct reading *r)
{
	struct weir_hex before = *r->hex;
	struct weir_slice line = take_line(r->hex);
	size_t at = 0;
	enum line_kind kind = kind_of(r, line, &at);
	uint64_t offset = 0;
	size_t unused;

	switch (kind) {
	case LINE_BLANK:
		return r->any ? WEIR_END : WEIR_OK;
	case LINE_WORDS:
		if (r->any && !r->dump)
			return refuse(r, line.data, "neither hex nor a line of a dump");
		if (r->any) {
			*r->hex = before;
			return WEIR_END;
		}
		if (r->hex->words_at == SIZE_MAX)
			r->hex->words_at = (size_t)(line.data - r->hex->text.data);
		return WEIR_OK;
	case LINE_DUMP:
		(void)take_offset(line, r->dump, &unused, &offset);
		if (offset == 0 && r->out->size > r->start) {
			*r->hex = before;
			return WEIR_END;
		}
		r->hex->words_at = SIZE_MAX;
		r->any = r->dump = true;
		dump_line(r, line, at);
		return WEIR_OK;
	case LINE_PLAIN:
		break;
	}
	if (r->dump)
		return refuse(r, line.data, "its offset is not where the octets before it end");
	if (r->hex->words_at != SIZE_MAX)
		return refuse(r, r->hex->text.data + r->hex->words_at,
			      "words before it, and hex without offsets behind them");
	r->any = true;
	return plain_line(r, line);
}

enum weir_status weir_hex_next(struct weir_hex *hex, struct weir_writer *out,
			       struct weir_error *err)
{
	struct reading r = { .hex = hex, .out = out, .err = err, .start = out->size };
	enum weir_status status = WEIR_OK;

	/* Every round takes a line. Lines without an octet are no message of their own. */
	while (hex->at < hex->text.size && !out->full && status == WEIR_OK) {
		status = one_line(&r);
		if (status == WEIR_END && out->size == r.start) {
			r.any = r.dump = false;
			status = WEIR_OK;
		}
	}
	if (out->full)
		status = error_set(err, WEIR_E_SPACE, hex->at,
				   "line %zu of the hex: too many octets", hex->line);
	else if (status <= WEIR_END && out->size > r.start)
		return WEIR_OK;
	else if (status <= WEIR_END && hex->words_at != SIZE_MAX)
		status = refuse(&r, hex->text.data + hex->words_at,
				"neither hex nor a line of a dump");
	else if (status <= WEIR_END)
		status = WEIR_END;
	out->size = r.start;
	out->full = false;
	hex->at = hex->text.size;
	hex->words_at = SIZE_MAX;
	return status;
}

bool weir_hex_looks(struct weir_slice begin)
{
	bool digits = false;

	for (size_t i = 0; i < begin.size; i++) {
		uint8_t c = begin.data[i];
		if (c != '\n' && !is_blank(c) && (c < 0x20 || c > 0x7e))
			return false;
		digits = digits || hex_digit(c) >= 0;
	}
	return digits;
}
