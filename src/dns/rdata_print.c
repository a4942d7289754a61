/* rdata_print.c - RDATA as master-file text.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>
#include <dnsweir/rdata.h>

#include "base/address.h"
#include "base/cursor.h"
#include "dns/armour.h"
#include "dns/rdata_text.h"
#include "dns/rdata_words.h"

/* Stands for itself between quotes. */
static bool is_plain(uint8_t c)
{
	return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
}

void text_octet(uint8_t c, struct weir_writer *out)
{
	if (c >= 0x20 && c <= 0x7e) {
		if (!is_plain(c))
			weir_writer_char(out, '\\');
		weir_writer_char(out, (char)c);
		return;
	}
	const char escape[4] = { '\\', (char)('0' + c / 100), (char)('0' + c / 10 % 10),
				 (char)('0' + c % 10) };
	weir_writer_put(out, escape, sizeof(escape));
}

void text_quoted(struct weir_slice octets, struct weir_writer *out)
{
	size_t i = 0;

	weir_writer_char(out, '"');
	while (i < octets.size && !out->full) {
		/* Most text is plain: whole runs of it go at once. */
		size_t run = i;
		while (run < octets.size && is_plain(octets.data[run]))
			run++;
		weir_writer_put(out, octets.data + i, run - i);
		if (run < octets.size)
			text_octet(octets.data[run++], out);
		i = run;
	}
	weir_writer_char(out, '"');
}

void text_generic(struct weir_slice octets, struct weir_writer *out)
{
	weir_writer_text(out, "\\# ");
	weir_writer_u64(out, octets.size);
	if (octets.size > 0)
		weir_writer_char(out, ' ');
	weir_writer_hex(out, octets);
}

static void print_word(const char *word, uint64_t number, struct weir_writer *out)
{
	if (word)
		weir_writer_text(out, word);
	else
		weir_writer_u64(out, number);
}

static void print_digits(uint64_t value, unsigned width, struct weir_writer *out)
{
	char digits[20];

	for (unsigned i = width; i-- > 0; value /= 10)
		digits[i] = (char)('0' + value % 10);
	weir_writer_put(out, digits, width);
}

/* YYYYMMDDHHmmSS, RFC 4034 section 3.2; from 1970 to 2106. */
static void print_time(uint32_t seconds, struct weir_writer *out)
{
	uint32_t day = seconds / 86400;
	/* Years that begin with March put the leap day last; 1970-01-01 is day 719468 of that
	 * calendar, whose eras of 400 years have 146097 days. */
	uint32_t days = day + 719468;
	uint32_t era_day = days % 146097;
	uint32_t era_year = (era_day - era_day / 1460 + era_day / 36524 - era_day / 146096) / 365;
	uint32_t year_day = era_day - (365 * era_year + era_year / 4 - era_year / 100);
	uint32_t march_month = (5 * year_day + 2) / 153;
	uint32_t month = march_month < 10 ? march_month + 3 : march_month - 9;

	print_digits(days / 146097 * 400 + era_year + (month <= 2), 4, out);
	print_digits(month, 2, out);
	print_digits(year_day - (153 * march_month + 2) / 5 + 1, 2, out);
	print_digits(seconds / 3600 % 24, 2, out);
	print_digits(seconds / 60 % 60, 2, out);
	print_digits(seconds % 60, 2, out);
}

/* Octets in hex, `group` of them between separators. */
static void print_grouped(struct weir_slice octets, size_t group, char separator,
			  struct weir_writer *out)
{
	for (size_t i = 0; i < octets.size; i += group) {
		if (i > 0)
			weir_writer_char(out, separator);
		weir_writer_hex(out, (struct weir_slice){ octets.data + i, group });
	}
}

static void print_name(struct weir_slice wire, uint32_t at, struct weir_writer *out)
{
	struct weir_name name;

	if (weir_name_expand(wire, at, &name, NULL) == WEIR_OK)
		weir_name_print(&name, out);
}

static void print_names(const struct rdata_field *f, struct weir_slice wire, size_t start,
			struct weir_writer *out)
{
	size_t at = f->at;

	/* Every name moves `at`; the field ends where the last of them ends. */
	while (at < f->at + f->size && !out->full) {
		text_gap(out, start);
		print_name(wire, (uint32_t)at, out);
		if (weir_name_skip(wire, at, &at, NULL) != WEIR_OK)
			return;
	}
}

static void print_strings(struct weir_slice body, size_t start, struct weir_writer *out)
{
	for (size_t at = 0; at < body.size && !out->full;) {
		size_t size = body.data[at];
		if (size > body.size - at - 1)
			return;
		text_gap(out, start);
		text_quoted((struct weir_slice){ body.data + at + 1, size }, out);
		at += 1 + size;
	}
}

static void print_suffix(struct weir_slice suffix, struct weir_writer *out)
{
	uint8_t address[16] = { 0 };

	for (size_t i = 0; i < suffix.size && i < 16; i++)
		address[16 - suffix.size + i] = suffix.data[i];
	address_print_ipv6(address, out);
}

static void print_atm(struct weir_slice body, struct weir_writer *out)
{
	struct weir_slice address = { body.data + 1, body.size - 1 };

	if (body.data[0] == 1) {
		weir_writer_char(out, '+');
		weir_writer_put(out, address.data, address.size);
	} else {
		weir_writer_hex(out, address);
	}
}

static void print_sized(struct weir_slice octets, struct weir_writer *out)
{
	weir_writer_u64(out, octets.size);
	if (octets.size == 0)
		return;
	weir_writer_char(out, ' ');
	armour_print_base64(octets, out);
}

/* Fields whose text is one word, always there. */
static void print_simple(const struct rdata_field *f, struct weir_slice wire,
			 struct weir_writer *out)
{
	struct weir_slice body = f->content;

	switch (f->letter) {
	case 't':
		weir_type_print((uint16_t)f->number, out);
		break;
	case 'T':
		print_time((uint32_t)f->number, out);
		break;
	case 'c':
		print_word(word_of(words_cert, f->number), f->number, out);
		break;
	case 'f':
		print_word(word_of(words_scheme, f->number), f->number, out);
		break;
	case 'e':
		print_word(weir_tsig_error_name((unsigned)f->number), f->number, out);
		break;
	case 'a':
		address_print_ipv4(body.data, out);
		break;
	case 'A':
		address_print_ipv6(body.data, out);
		break;
	case 'i':
		print_grouped(body, 2, ':', out);
		break;
	case 'E':
	case 'U':
		print_grouped(body, 1, '-', out);
		break;
	case 'y':
		print_suffix(body, out);
		break;
	case 'G':
		weir_writer_char(out, '.');
		break;
	case 'N':
	case 'd':
	case 'n':
	case 'w':
	case 'Y':
		print_name(wire, f->at, out);
		break;
	case 's':
	case 'o':
	case 'x':
	case 'r':
	case 'q':
	case 'Q':
		text_quoted(body, out);
		break;
	case 'v':
		weir_writer_put(out, body.data, body.size);
		break;
	case 'm':
		print_sized(body, out);
		break;
	case 'z':
	case 'h':
	case 'H':
	case 'V':
	case 'Z':
	case 'J':
		weir_writer_hex(out, body);
		if (body.size == 0)
			weir_writer_char(out, '-');
		break;
	case 'b':
	case 'B':
	case '@':
	case 'j':
	case '-':
		armour_print_base64(body, out);
		if (body.size == 0)
			weir_writer_char(out, '-');
		break;
	case '3':
		armour_print_base32(body, out);
		break;
	case '0':
		weir_writer_text(out, "0x");
		weir_writer_hex(out, body);
		break;
	case '+':
		print_atm(body, out);
		break;
	case '*':
		text_generic(body, out);
		break;
	default:
		weir_writer_u64(out, f->number);
		break;
	}
}

/* Fields that the text does not have when they are empty. */
static bool is_silent(const struct rdata_field *f)
{
	switch (f->letter) {
	case 'l':
	case 'L':
		return true;
	case 'o':
	case 'y':
	case 'Y':
	case 'B':
	case '@':
		return f->size == 0;
	default:
		return false;
	}
}

void text_field(const struct rdata_field *f, struct weir_slice wire, size_t start,
		struct weir_writer *out)
{
	switch (f->letter) {
	case 'S':
		print_strings(f->content, start, out);
		break;
	case 'R':
		print_names(f, wire, start, out);
		break;
	case 'M':
	case 'u':
	case 'X':
		text_types(f, start, out);
		break;
	case 'W':
		text_ports(f->content, start, out);
		break;
	case '!':
		text_prefixes(f->content, start, out);
		break;
	case '=':
		text_svc_params(f->content, start, out);
		break;
	case 'C':
		text_location(f->content, start, out);
		break;
	case 'O':
		weir_edns_options_print(f->content, out);
		break;
	default:
		if (is_silent(f))
			break;
		text_gap(out, start);
		print_simple(f, wire, out);
		break;
	}
}

enum weir_status weir_rdata_print_generic(const struct weir_rdata *rdata, struct weir_writer *out)
{
	struct rdata_walk w;

	rdata_begin(&w, rdata);
	text_generic((struct weir_slice){ w.rdata.wire.data + w.at, w.rdata.size }, out);
	return out->full ? WEIR_E_SPACE : WEIR_OK;
}

/* Nothing is printed before the whole RDATA was found good. */
static enum weir_status check(struct rdata_walk *w, struct weir_flaw *flaw)
{
	struct rdata_field f;

	if (w->flaw.reason != WEIR_FLAW_NONE)
		return rdata_fault(w->flaw.reason, w->flaw.at, flaw);
	while (*w->shape) {
		enum weir_reason reason = rdata_step(w, &f);
		if (reason != WEIR_FLAW_NONE)
			return rdata_fault(reason, w->at, flaw);
	}
	return rdata_fault(rdata_finish(w), w->at, flaw);
}

enum weir_status weir_rdata_print(const struct weir_rdata *rdata, struct weir_writer *out,
				  struct weir_flaw *flaw)
{
	size_t start = out->size;
	struct rdata_walk w;
	struct rdata_field f;

	rdata_begin(&w, rdata);
	enum weir_status status = check(&w, flaw);
	if (status != WEIR_OK || w.no_text) {
		weir_rdata_print_generic(rdata, out);
		return out->full ? WEIR_E_SPACE : status;
	}
	rdata_begin(&w, rdata);
	while (*w.shape && rdata_step(&w, &f) == WEIR_FLAW_NONE)
		text_field(&f, w.rdata.wire, start, out);
	return out->full ? WEIR_E_SPACE : WEIR_OK;
}
