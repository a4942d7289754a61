/* edns_parse.c - written EDNS options to wire form.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>

#include <dnsweir/name.h>

#include <string.h>

#include "base/address.h"
#include "base/cursor.h"
#include "base/error.h"
#include "dns/escape.h"
#include "dns/fold.h"
#include "dns/option.h"
#include "dns/option_lexer.h"

struct parse {
	struct lexer lexer;
	struct weir_writer *out;
	struct weir_error *err;
};

static enum weir_status fail(struct parse *p, enum weir_status status, const char *why)
{
	return error_set(p->err, status, p->lexer.token.at, "%s", why);
}

static void put_number(struct parse *p, uint64_t value, size_t size)
{
	for (size_t i = size; i > 0; i--)
		weir_writer_char(p->out, (char)(uint8_t)(value >> 8 * (i - 1)));
}

/* Decimal digits, no more than `highest`. */
static bool read_number(struct weir_slice text, uint64_t highest, uint64_t *out)
{
	uint64_t value = 0;

	if (text.size == 0)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		unsigned digit = text.data[i] & 15U;
		if (digit > highest || value > (highest - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

static enum weir_status parse_number(struct parse *p, size_t size)
{
	uint64_t highest = UINT64_MAX >> (64 - 8 * size);
	uint64_t value;

	if (p->lexer.token.kind != TOKEN_WORD)
		return fail(p, WEIR_E_FORM, "a number is missing");
	if (!read_number(p->lexer.token.text, highest, &value))
		return fail(p, WEIR_E_RANGE, "not a number or too large");
	put_number(p, value, size);
	lexer_next(&p->lexer);
	return WEIR_OK;
}

static int nibble(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = fold_octet(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_octet(struct weir_slice text, size_t at, uint8_t *out)
{
	if (text.size - at < 2)
		return false;
	int high = nibble(text.data[at]);
	int low = nibble(text.data[at + 1]);
	if (high < 0 || low < 0)
		return false;
	*out = (uint8_t)(high << 4 | low);
	return true;
}

/* Pairs of digits; "02..17" stands for 02 03 04 and so on up to 17. */
static bool put_hex(struct weir_slice text, struct weir_writer *out)
{
	uint8_t last = 0;
	uint8_t octet;

	for (size_t at = 0; at < text.size; at += 2) {
		bool rising = at > 0 && text.size - at >= 2 && memcmp(text.data + at, "..", 2) == 0;
		at += rising ? 2 : 0;
		if (!read_octet(text, at, &octet) || (rising && octet <= last))
			return false;
		for (unsigned n = rising ? last + 1U : octet; n <= octet; n++)
			weir_writer_char(out, (char)(uint8_t)n);
		last = octet;
	}
	return true;
}

static enum weir_status put_unescaped(struct parse *p, struct weir_slice text)
{
	size_t at = 0;
	uint8_t octet;

	while (at < text.size) {
		if (unescape_octet(text, &at, &octet) != WEIR_OK)
			return fail(p, WEIR_E_FORM, "broken escape in a text");
		weir_writer_char(p->out, (char)octet);
	}
	return WEIR_OK;
}

/* Hex in any number of pieces, or text in quotes, up to the end of the option. */
static enum weir_status parse_octets(struct parse *p)
{
	for (; !lexer_done(&p->lexer); lexer_next(&p->lexer)) {
		struct option_token token = p->lexer.token;
		if (token.kind == TOKEN_QUOTED) {
			enum weir_status status = put_unescaped(p, token.text);
			if (status != WEIR_OK)
				return status;
		} else if (!put_hex(token.text, p->out)) {
			return fail(p, WEIR_E_FORM, "not pairs of hexadecimal digits");
		}
	}
	return WEIR_OK;
}

/* Behind "\#": size and hex, RFC 3597 section 5. */
static enum weir_status parse_raw(struct parse *p)
{
	uint64_t size;

	lexer_next(&p->lexer);
	if (p->lexer.token.kind != TOKEN_WORD ||
	    !read_number(p->lexer.token.text, UINT16_MAX, &size))
		return fail(p, WEIR_E_FORM, "no size behind \\#");
	lexer_next(&p->lexer);
	size_t start = p->out->size;
	enum weir_status status = parse_octets(p);
	if (status == WEIR_OK && !p->out->full && p->out->size - start != size)
		return fail(p, WEIR_E_FORM, "the size behind \\# is not that of the data");
	return status;
}

static enum weir_status parse_list(struct parse *p, size_t unit)
{
	enum weir_status status = WEIR_OK;

	while (status == WEIR_OK && !lexer_done(&p->lexer))
		status = parse_number(p, unit);
	return status;
}

static enum weir_status parse_types(struct parse *p)
{
	for (; !lexer_done(&p->lexer); lexer_next(&p->lexer)) {
		uint16_t type;
		if (weir_type_parse(p->lexer.token.text, &type) != WEIR_OK)
			return fail(p, WEIR_E_UNKNOWN, "unknown RR type");
		put_number(p, type, 2);
	}
	return WEIR_OK;
}

static enum weir_status parse_name(struct parse *p)
{
	struct weir_name name;

	if (p->lexer.token.kind != TOKEN_WORD)
		return fail(p, WEIR_E_FORM, "a domain name is missing");
	if (weir_name_parse(p->lexer.token.text, NULL, &name, NULL) != WEIR_OK)
		return fail(p, WEIR_E_FORM, "not a domain name");
	weir_writer_put(p->out, name.octets, name.size);
	lexer_next(&p->lexer);
	return WEIR_OK;
}

static enum weir_status parse_text(struct parse *p)
{
	if (lexer_done(&p->lexer))
		return WEIR_OK;
	enum weir_status status = put_unescaped(p, p->lexer.token.text);
	if (status == WEIR_OK)
		lexer_next(&p->lexer);
	return status;
}

static enum weir_status parse_info_code(struct parse *p)
{
	uint16_t code;

	if (lexer_done(&p->lexer) || weir_ede_parse(p->lexer.token.text, &code) != WEIR_OK)
		return fail(p, WEIR_E_UNKNOWN, "unknown extended error");
	put_number(p, code, 2);
	lexer_next(&p->lexer);
	return WEIR_OK;
}

static enum weir_status parse_version(struct parse *p)
{
	uint64_t type = 0;

	if (!lexer_is_word(&p->lexer, "SOA-SERIAL") &&
	    !read_number(p->lexer.token.text, UINT8_MAX, &type))
		return fail(p, WEIR_E_UNKNOWN, "unknown type of zone version");
	lexer_next(&p->lexer);
	put_number(p, type, 1);
	return type == 0 ? parse_number(p, 4) : parse_octets(p);
}

/* An address without any prefix behind it; family 1 or 2, or 0 for the word "0". */
static unsigned read_address(struct weir_slice text, uint8_t address[16])
{
	if (text.size == 1 && text.data[0] == '0')
		return 0;
	if (address_parse_ipv4(text, address))
		return 1;
	return address_parse_ipv6(text, address) ? 2 : 3;
}

/* The piece before the next slash; `text` goes behind it. */
static struct weir_slice take_piece(struct weir_slice *text)
{
	const uint8_t *slash = text->size > 0 ? memchr(text->data, '/', text->size) : NULL;
	size_t size = slash ? (size_t)(slash - text->data) : text->size;
	struct weir_slice piece = { text->data, size };

	size += slash != NULL;
	*text = (struct weir_slice){ text->data + size, text->size - size };
	return piece;
}

/* ADDRESS[/SOURCE[/SCOPE]]: without SOURCE all bits; bits behind it are cleared. */
static enum weir_status parse_subnet(struct parse *p)
{
	static const uint8_t longest[] = { 0, 32, 128 };
	struct weir_slice rest = p->lexer.token.text;
	uint8_t address[16] = { 0 };
	uint64_t scope = 0;

	if (p->lexer.token.kind != TOKEN_WORD)
		return fail(p, WEIR_E_FORM, "an address prefix is missing");
	unsigned family = read_address(take_piece(&rest), address);
	if (family > 2)
		return fail(p, WEIR_E_FORM, "not an address");
	uint64_t source = longest[family];
	if ((rest.size > 0 && !read_number(take_piece(&rest), longest[family], &source)) ||
	    (rest.size > 0 && !read_number(rest, longest[family], &scope)))
		return fail(p, WEIR_E_RANGE, "not a prefix length");
	if (source % 8 != 0)
		address[source / 8] &= (uint8_t)(0xff00 >> source % 8);
	put_number(p, family, 2);
	put_number(p, source, 1);
	put_number(p, scope, 1);
	weir_writer_put(p->out, address, (size_t)(source + 7) / 8);
	lexer_next(&p->lexer);
	return WEIR_OK;
}

static enum weir_status parse_element(struct parse *p)
{
	const struct option_element *element = option_element_named(p->lexer.token.text);
	uint8_t address[16] = { 0 };

	if (!element)
		return fail(p, WEIR_E_UNKNOWN, "unknown element");
	put_number(p, element->type, 2);
	lexer_next(&p->lexer);
	if (p->lexer.token.kind != TOKEN_WORD)
		return fail(p, WEIR_E_FORM, "the element has no value");
	if (element->kind == WEIR_KIND_UINT)
		return parse_number(p, element->size);
	if (element->kind == WEIR_KIND_HEX) {
		size_t start = p->out->size;
		if (!put_hex(p->lexer.token.text, p->out) ||
		    (!p->out->full && p->out->size - start != element->size))
			return fail(p, WEIR_E_FORM,
				    "not as many hexadecimal digits as there must be");
	} else {
		if (read_address(p->lexer.token.text, address) != (element->size == 4 ? 1 : 2))
			return fail(p, WEIR_E_FORM, "not an address");
		weir_writer_put(p->out, address, element->size);
	}
	lexer_next(&p->lexer);
	return WEIR_OK;
}

static enum weir_status parse_elements(struct parse *p)
{
	enum weir_status status = WEIR_OK;

	while (status == WEIR_OK && !lexer_done(&p->lexer))
		status = parse_element(p);
	return status;
}

static enum weir_status parse_padding(struct parse *p)
{
	uint64_t size = 0;

	if (p->lexer.token.kind != TOKEN_WORD ||
	    !read_number(p->lexer.token.text, UINT16_MAX, &size))
		return fail(p, WEIR_E_RANGE, "not a length");
	for (; size > 0 && !p->out->full; size--)
		weir_writer_char(p->out, 0);
	lexer_next(&p->lexer);
	return WEIR_OK;
}

static enum weir_status parse_field(struct parse *p, const struct option_field *field)
{
	switch ((enum option_letter)field->letter) {
	case OPTION_U8:
		return parse_number(p, 1);
	case OPTION_U16:
		return parse_number(p, 2);
	case OPTION_U32:
		return parse_number(p, 4);
	case OPTION_U64:
		return parse_number(p, 8);
	case OPTION_U8_LIST:
		return parse_list(p, 1);
	case OPTION_U16_LIST:
		return parse_list(p, 2);
	case OPTION_TYPES:
		return parse_types(p);
	case OPTION_NAME:
		return parse_name(p);
	case OPTION_HEX:
	case OPTION_NSID:
	case OPTION_COOKIE:
		return parse_octets(p);
	case OPTION_QUOTED:
		return parse_text(p);
	case OPTION_PADDING:
		return parse_padding(p);
	case OPTION_EDE:
		return parse_info_code(p);
	case OPTION_VERSION:
		return parse_version(p);
	case OPTION_SUBNET:
		return parse_subnet(p);
	case OPTION_ELEMENTS:
		return parse_elements(p);
	case OPTION_MAGIC:
		weir_writer_put(p->out, field->name, 4);
		return WEIR_OK;
	case OPTION_DONE:
	case OPTION_MAYBE:
		break;
	}
	return WEIR_OK;
}

/* The data in its option's own form. */
static enum weir_status parse_fields(struct parse *p, const struct option_row *row)
{
	enum weir_status status = WEIR_OK;

	for (const struct option_field *f = row->fields; f->letter && status == WEIR_OK; f++) {
		if (f->letter == OPTION_MAYBE && lexer_done(&p->lexer))
			break;
		status = parse_field(p, f);
	}
	return status;
}

static enum weir_status parse_head(struct parse *p, uint16_t *code)
{
	struct weir_slice word = p->lexer.token.text;

	if (p->lexer.token.kind != TOKEN_WORD)
		return fail(p, WEIR_E_FORM, "an EDNS option is missing");
	if (word.size > 1 && word.data[word.size - 1] == ':')
		word.size--;
	enum weir_status status = weir_option_code_parse(word, code);
	if (status != WEIR_OK)
		return fail(p, status, "unknown EDNS option");
	lexer_next(&p->lexer);
	return WEIR_OK;
}

static enum weir_status parse_option(struct parse *p)
{
	struct weir_option option = { .at = 0 };
	struct weir_flaw flaw;
	struct option_token head = p->lexer.token;
	size_t start = p->out->size;
	enum weir_status status = parse_head(p, &option.code);

	if (status != WEIR_OK)
		return status;
	put_number(p, option.code, 2);
	put_number(p, 0, 2);
	const struct option_row *row = option_row(option.code);
	bool raw = lexer_is_word(&p->lexer, "\\#");
	if (raw)
		status = parse_raw(p);
	else if (!row)
		status = parse_octets(p);
	else
		status = parse_fields(p, row);
	if (status != WEIR_OK)
		return status;
	if (!lexer_done(&p->lexer) || p->lexer.token.kind == TOKEN_BROKEN)
		return fail(p, WEIR_E_FORM, "unexpected text behind an EDNS option");
	if (p->out->full)
		return fail(p, WEIR_E_SPACE, "no room for the EDNS options");
	option.data = (struct weir_slice){ p->out->data + start + 4, p->out->size - start - 4 };
	if (option.data.size > UINT16_MAX)
		return fail(p, WEIR_E_RANGE, "EDNS option longer than 65535 octets");
	if (!raw && weir_option_check(&option, &flaw) != WEIR_OK)
		return error_set(p->err, WEIR_E_FORM, head.at, "%s", weir_flaw_text(flaw.reason));
	store_be16(p->out->data + start + 2, (uint16_t)option.data.size);
	return WEIR_OK;
}

/* RDATA that no options can be told in, alone. */
static enum weir_status parse_whole(struct parse *p)
{
	enum weir_status status = parse_raw(p);

	if (status == WEIR_OK && p->lexer.token.kind != TOKEN_END)
		return fail(p, WEIR_E_FORM, "unexpected text behind the data");
	if (status == WEIR_OK && p->out->full)
		return fail(p, WEIR_E_SPACE, "no room for the EDNS options");
	return status;
}

enum weir_status weir_edns_options_parse(struct weir_slice text, struct weir_writer *out,
					 struct weir_error *err)
{
	struct parse p = { .lexer = lexer_at(text), .out = out, .err = err };
	struct weir_writer before = *out;

	if (p.lexer.token.kind == TOKEN_END)
		return WEIR_OK;
	bool raw = lexer_is_word(&p.lexer, "\\#");
	for (;;) {
		enum weir_status status = raw ? parse_whole(&p) : parse_option(&p);
		if (status != WEIR_OK) {
			*out = before; /* all or nothing */
			return status;
		}
		if (p.lexer.token.kind == TOKEN_END)
			return WEIR_OK;
		lexer_next(&p.lexer);
	}
}
