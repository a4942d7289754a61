/* rdata_parse_value.c - addresses, selectors and encoded octets read from text.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/address.h"
#include "base/error.h"
#include "dns/armour.h"
#include "dns/fold.h"
#include "dns/rdata_parse.h"
#include "dns/rdata_words.h"

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

/* Hex with dots for the eye: NSAP behind 0x, ATM addresses alone. */
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
	for (size_t i = 1; i < text.size; i++) {
		if (text.data[i] == '.')
			continue;
		if (text.data[i] < '0' || text.data[i] > '9')
			return parse_fail(p, WEIR_E_FORM, "E.164 numbers are digits");
		weir_writer_char(p->out, (char)text.data[i]);
	}
	return WEIR_OK;
}

/* Letters whose text is exactly one token, now in p->token. */
static enum weir_status parse_one(struct rdata_parse *p)
{
	switch (*p->shape) {
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
	case 'k':
	case 'K':
	case 'D':
	case 'p':
	case 'I':
		return parse_selector(p);
	default:
		return parse_numeric(p);
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

/* "." stands for no gateway; some software leaves it out. */
static enum weir_status parse_no_gateway(struct rdata_parse *p)
{
	struct token_reader rewind = p->tokens;
	enum weir_status status = token_next(&p->tokens, &p->token);

	if (status == WEIR_OK && (p->token.text.size != 1 || p->token.text.data[0] != '.'))
		p->tokens = rewind;
	return status == WEIR_END ? WEIR_OK : status;
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
	case 'G':
		if (p->selector == 0)
			return parse_no_gateway(p);
		break;
	default:
		break;
	}
	status = parse_token(p, "a field");
	return status == WEIR_OK ? parse_one(p) : status;
}
