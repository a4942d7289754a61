/* rdata_parse_value.c - numbers, mnemonics, times, addresses and encoded octets read from text.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/address.h"
#include "base/error.h"
#include "dns/armour.h"
#include "dns/fold.h"
#include "dns/rdata_parse.h"
#include "dns/rdata_words.h"

static enum weir_status parse_number(struct rdata_parse *p, size_t size, uint64_t most)
{
	uint64_t value;
	enum weir_status status = parse_decimal(p, p->token.text, most, &value);

	if (status == WEIR_OK)
		parse_put(p, value, size);
	return status;
}

/* A mnemonic of the table, or a number. */
static enum weir_status parse_word(struct rdata_parse *p, const struct word *table, size_t size)
{
	uint16_t number;

	if (!word_find(table, p->token.text, &number))
		return parse_number(p, size, size == 1 ? UINT8_MAX : UINT16_MAX);
	parse_put(p, number, size);
	return WEIR_OK;
}

/* A number, or words joined by "|". */
static enum weir_status parse_key_flags(struct rdata_parse *p)
{
	struct weir_slice text = p->token.text;
	uint16_t flags = 0;

	if (text.size > 0 && text.data[0] >= '0' && text.data[0] <= '9')
		return parse_number(p, 2, UINT16_MAX);
	for (size_t at = 0; at <= text.size;) {
		size_t end = at;
		uint16_t flag;
		while (end < text.size && text.data[end] != '|')
			end++;
		if (!word_find(words_key_flag, (struct weir_slice){ text.data + at, end - at },
			       &flag))
			return parse_fail(p, WEIR_E_UNKNOWN, "no such KEY flag");
		flags |= flag;
		at = end + 1;
	}
	parse_put(p, flags, 2);
	return WEIR_OK;
}

static enum weir_status parse_type(struct rdata_parse *p)
{
	uint16_t type;

	if (weir_type_parse(p->token.text, &type) != WEIR_OK)
		return parse_number(p, 2, UINT16_MAX);
	parse_put(p, type, 2);
	return WEIR_OK;
}

static enum weir_status parse_error_code(struct rdata_parse *p)
{
	uint16_t code;

	if (weir_tsig_error_parse(p->token.text, &code) != WEIR_OK)
		return parse_fail(p, WEIR_E_UNKNOWN, "no such error code");
	parse_put(p, code, 2);
	return WEIR_OK;
}

static uint32_t digits(const uint8_t *text, size_t size)
{
	uint32_t value = 0;

	for (size_t i = 0; i < size; i++)
		value = value * 10 + text[i] - '0';
	return value;
}

/* YYYYMMDDHHmmSS, or seconds since 1970 (RFC 4034 section 3.2), modulo 2^32. */
static enum weir_status parse_time(struct rdata_parse *p)
{
	static const uint16_t before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	static const uint8_t days_of[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const uint8_t *text = p->token.text.data;
	uint64_t number;

	if (p->token.text.size != 14)
		return parse_number(p, 4, UINT32_MAX);
	enum weir_status status = parse_decimal(p, p->token.text, UINT64_MAX, &number);
	if (status != WEIR_OK)
		return status;
	uint32_t year = digits(text, 4);
	uint32_t month = digits(text + 4, 2);
	uint32_t day = digits(text + 6, 2);
	uint32_t hour = digits(text + 8, 2);
	uint32_t minute = digits(text + 10, 2);
	uint32_t second = digits(text + 12, 2);
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (year < 1901 || month < 1 || month > 12 || day < 1 ||
	    day > days_of[month - 1] + (leap && month == 2 ? 1U : 0U) || hour > 23 || minute > 59 ||
	    second > 60)
		return parse_fail(p, WEIR_E_RANGE, "no such time");
	/* Leap days of the years before this one, less those before 1970. */
	int64_t past = (int64_t)year - 1;
	int64_t leaps = past / 4 - past / 100 + past / 400 - 477;
	int64_t days =
		(past - 1969) * 365 + leaps + before[month - 1] + (leap && month > 2) + day - 1;
	int64_t seconds = days * 86400 + hour * 3600 + minute * 60 + second;
	/* Other software writes the upper half of the range as the years before 1970. */
	if (seconds > UINT32_MAX || seconds < INT32_MIN)
		return parse_fail(p, WEIR_E_RANGE, "time outside 1901 to 2106");
	parse_put(p, (uint32_t)seconds, 4);
	return WEIR_OK;
}

static int hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `groups` hex numbers of `least` to `most` digits each, `size` octets each. */
static enum weir_status parse_groups(struct rdata_parse *p, size_t groups, uint8_t separator,
				     size_t least, size_t most)
{
	struct weir_slice text = p->token.text;
	size_t at = 0;

	for (size_t i = 0; i < groups; i++) {
		uint32_t value = 0;
		size_t count = 0;
		if (i > 0 && (at == text.size || text.data[at++] != separator))
			return parse_fail(p, WEIR_E_FORM, "not %zu groups with '%c' between them",
					  groups, separator);
		for (; at < text.size && count < most && hex_value(text.data[at]) >= 0; count++)
			value = value << 4 | (uint32_t)hex_value(text.data[at++]);
		if (count < least)
			return parse_fail(p, WEIR_E_FORM, "hex digits are missing");
		parse_put(p, value, most / 2);
	}
	return at == text.size ? WEIR_OK : parse_fail(p, WEIR_E_FORM, "too many hex digits");
}

static enum weir_status put_ipv4(struct rdata_parse *p)
{
	uint8_t address[4];

	if (!address_parse_ipv4(p->token.text, address))
		return parse_fail(p, WEIR_E_FORM, "not an IPv4 address");
	weir_writer_put(p->out, address, sizeof(address));
	return WEIR_OK;
}

/* The last `size` octets of an IPv6 address; `spare` bits more and all before them are zero. */
static enum weir_status put_ipv6(struct rdata_parse *p, size_t size, unsigned spare)
{
	uint8_t address[16];

	if (!address_parse_ipv6(p->token.text, address))
		return parse_fail(p, WEIR_E_FORM, "not an IPv6 address");
	/* Software differs on whether the prefix's bits may be written: they do not count. */
	if (spare > 0)
		address[16 - size] &= (uint8_t)(0xff >> spare);
	weir_writer_put(p->out, address + 16 - size, size);
	return WEIR_OK;
}

static enum weir_status parse_gateway(struct rdata_parse *p)
{
	struct weir_name name;

	switch (p->selector) {
	case 0:
		if (p->token.text.size != 1 || p->token.text.data[0] != '.')
			return parse_fail(p, WEIR_E_FORM, "gateway type 0 is written as \".\"");
		return WEIR_OK;
	case 1:
		return put_ipv4(p);
	case 2:
		return put_ipv6(p, 16, 0);
	case 3:
		if (weir_name_parse(p->token.text, p->origin, &name, NULL) != WEIR_OK)
			return parse_fail(p, WEIR_E_FORM, "not a name");
		weir_writer_put(p->out, name.octets, name.size);
		return WEIR_OK;
	default:
		return parse_fail(p, WEIR_E_RANGE, "no such gateway type");
	}
}

/* One-octet fields that a later field depends on. */
static enum weir_status parse_selector(struct rdata_parse *p)
{
	char letter = *p->shape;
	uint16_t word;
	uint64_t value;

	if ((letter == 'I' && word_find(words_ip_protocol, p->token.text, &word)) ||
	    (letter == 'k' && p->shape[1] == 'V' &&
	     word_find(words_digest, p->token.text, &word))) {
		value = word;
	} else {
		uint64_t most = letter == 'p' ? 128 : letter == 'K' ? 127 : letter == 'D' ? 1 : 255;
		enum weir_status status = parse_decimal(p, p->token.text, most, &value);
		if (status != WEIR_OK)
			return status;
	}
	if (letter == 'D') {
		p->discovery = value ? 0x80 : 0;
		return WEIR_OK;
	}
	p->selector = (uint8_t)value;
	parse_put(p, letter == 'K' ? value | p->discovery : value, 1);
	return WEIR_OK;
}

static enum weir_status feed(struct rdata_parse *p, struct armour *armour)
{
	size_t at;

	if (armour_feed(armour, p->token.text, p->out, &at) == WEIR_OK)
		return WEIR_OK;
	p->token.at += at;
	return parse_fail(p, WEIR_E_FORM, "character that does not belong to %s",
			  armour->kind == ARMOUR_HEX      ? "hex"
			  : armour->kind == ARMOUR_BASE32 ? "base32"
							  : "base64");
}

static enum weir_status finish(struct rdata_parse *p, const struct armour *armour)
{
	if (armour_is_whole(armour))
		return WEIR_OK;
	return parse_fail(p, WEIR_E_FORM, "encoded octets end in the middle of one");
}

/* All tokens that are left, as one value. */
static enum weir_status parse_rest(struct rdata_parse *p, enum armour_kind kind)
{
	struct armour armour = { .kind = kind };
	enum weir_status status;

	while ((status = token_next(&p->tokens, &p->token)) == WEIR_OK) {
		status = feed(p, &armour);
		if (status != WEIR_OK)
			return status;
	}
	return status == WEIR_END ? finish(p, &armour) : status;
}

enum weir_status parse_hex_rest(struct rdata_parse *p)
{
	return parse_rest(p, ARMOUR_HEX);
}

/* The current token as a whole value; "-" is nothing where `dash` allows it. */
static enum weir_status put_armoured(struct rdata_parse *p, enum armour_kind kind, bool dash)
{
	struct armour armour = { .kind = kind };

	if (dash && p->token.text.size == 1 && p->token.text.data[0] == '-')
		return WEIR_OK;
	enum weir_status status = feed(p, &armour);
	return status == WEIR_OK ? finish(p, &armour) : status;
}

/* The current token behind a length of one octet, written here. */
static enum weir_status put_sized(struct rdata_parse *p, enum armour_kind kind, bool dash)
{
	size_t length_at = p->out->size;

	parse_put(p, 0, 1);
	enum weir_status status = put_armoured(p, kind, dash);
	size_t size = p->out->size - length_at - 1;
	if (status == WEIR_OK && !p->out->full && size > UINT8_MAX)
		return parse_fail(p, WEIR_E_RANGE, "more than 255 octets");
	parse_patch(p, length_at, size, 1);
	return status;
}

/* The current token whose length l or L was left open before. */
static enum weir_status put_measured(struct rdata_parse *p, bool is_short)
{
	size_t start = p->out->size;
	enum weir_status status = put_armoured(p, is_short ? ARMOUR_HEX : ARMOUR_BASE64, false);
	size_t size = p->out->size - start;

	if (status == WEIR_OK && size > (is_short ? UINT8_MAX : UINT16_MAX))
		return parse_fail(p, WEIR_E_RANGE, "too many octets");
	if (is_short)
		parse_patch(p, p->short_at, size, 1);
	else
		parse_patch(p, p->long_at, size, 2);
	return status;
}

/* A count and so many octets in base64, in as many tokens as it takes. */
static enum weir_status parse_counted(struct rdata_parse *p)
{
	struct armour armour = { .kind = ARMOUR_BASE64 };
	uint64_t size;
	enum weir_status status = parse_decimal(p, p->token.text, UINT16_MAX, &size);

	if (status != WEIR_OK)
		return status;
	parse_put(p, size, 2);
	size_t start = p->out->size;
	/* Every round takes a token. */
	while (status == WEIR_OK && !p->out->full &&
	       (p->out->size - start < size || !armour_is_whole(&armour))) {
		status = parse_token(p, "base64");
		if (status == WEIR_OK)
			status = feed(p, &armour);
	}
	if (status == WEIR_OK && !p->out->full && p->out->size - start != size)
		return parse_fail(p, WEIR_E_FORM, "more octets than were announced");
	return status;
}

/* Hex with dots for the eye: NSAP behind 0x, ATM address alone. */
static enum weir_status put_dotted_hex(struct rdata_parse *p, size_t from)
{
	struct armour armour = { .kind = ARMOUR_HEX };
	struct weir_slice text = p->token.text;

	for (size_t i = from; i < text.size; i++) {
		size_t at;
		if (text.data[i] != '.' &&
		    armour_feed(&armour, (struct weir_slice){ text.data + i, 1 }, p->out, &at) !=
			    WEIR_OK)
			return parse_fail(p, WEIR_E_FORM, "not hex digits and dots");
	}
	return finish(p, &armour);
}

/* 0x, then hex; a token may be cut into several (RFC 1706 section 7 does not say). */
static enum weir_status parse_nsap(struct rdata_parse *p)
{
	struct weir_slice text = p->token.text;

	if (text.size < 2 || text.data[0] != '0' || fold_octet(text.data[1]) != 'x')
		return parse_fail(p, WEIR_E_FORM, "an NSAP begins with 0x");
	return put_dotted_hex(p, 2);
}

static enum weir_status parse_atm(struct rdata_parse *p)
{
	struct weir_slice text = p->token.text;

	if (text.size == 0 || text.data[0] != '+') {
		parse_put(p, 0, 1);
		return put_dotted_hex(p, 0);
	}
	parse_put(p, 1, 1);
	for (size_t i = 1; i < text.size; i++)
		if (text.data[i] < '0' || text.data[i] > '9')
			return parse_fail(p, WEIR_E_FORM, "E.164 numbers are digits");
	weir_writer_put(p->out, text.data + 1, text.size - 1);
	return WEIR_OK;
}

/* Letters whose text is exactly one token, now in p->token. */
static enum weir_status parse_one(struct rdata_parse *p)
{
	switch (*p->shape) {
	case '1':
		return parse_number(p, 1, UINT8_MAX);
	case '2':
		return parse_number(p, 2, UINT16_MAX);
	case '4':
		return parse_number(p, 4, UINT32_MAX);
	case '6':
		return parse_number(p, 6, 0xffffffffffff);
	case '8':
		return parse_number(p, 8, UINT64_MAX);
	case 't':
		return parse_type(p);
	case 'T':
	case '~':
		return parse_time(p);
	case 'g':
		return parse_word(p, words_algorithm, 1);
	case 'c':
		return parse_word(p, words_cert, 2);
	case 'P':
		return parse_word(p, words_key_protocol, 1);
	case 'f':
		return parse_word(p, words_scheme, 1);
	case 'F':
		return parse_key_flags(p);
	case 'e':
		return parse_error_code(p);
	case 'a':
		return put_ipv4(p);
	case 'A':
		return put_ipv6(p, 16, 0);
	case 'y':
		return put_ipv6(p, 16U - p->selector / 8U, p->selector % 8U);
	case 'i':
		return parse_groups(p, 4, ':', 1, 4);
	case 'E':
		return parse_groups(p, 6, '-', 2, 2);
	case 'U':
		return parse_groups(p, 8, '-', 2, 2);
	case 'G':
		return parse_gateway(p);
	case 'H':
		return put_measured(p, true);
	case 'j':
		return put_measured(p, false);
	case 'z':
		return put_sized(p, ARMOUR_HEX, true);
	case '3':
		return put_sized(p, ARMOUR_BASE32, false);
	case 'm':
		return parse_counted(p);
	case '0':
		return parse_nsap(p);
	case '+':
		return parse_atm(p);
	default: /* k K D p I */
		return parse_selector(p);
	}
}

/* "-", or base64 to the end. */
static enum weir_status parse_dash(struct rdata_parse *p)
{
	struct token_reader rewind = p->tokens;
	enum weir_status status = parse_token(p, "base64 or \"-\"");

	if (status != WEIR_OK || (p->token.text.size == 1 && p->token.text.data[0] == '-'))
		return status;
	p->tokens = rewind;
	return parse_rest(p, ARMOUR_BASE64);
}

enum weir_status parse_value(struct rdata_parse *p)
{
	enum weir_status status;

	switch (*p->shape) {
	case 'l':
		p->short_at = p->out->size;
		parse_put(p, 0, 1);
		return WEIR_OK;
	case 'L':
		p->long_at = p->out->size;
		parse_put(p, 0, 2);
		return WEIR_OK;
	case 'h':
	case 'V':
	case 'Z':
	case 'J':
		return parse_rest(p, ARMOUR_HEX);
	case 'b':
	case 'B':
	case '@':
		return parse_rest(p, ARMOUR_BASE64);
	case '-':
		return parse_dash(p);
	case 'y':
		if (p->selector == 128)
			return WEIR_OK;
		break;
	default:
		break;
	}
	status = parse_token(p, "a field");
	return status == WEIR_OK ? parse_one(p) : status;
}
