/* rdata_parse.c - master-file text of one record to RDATA.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rdata.h>

#include "base/cursor.h"
#include "base/error.h"
#include "dns/rdata_parse.h"

enum weir_status parse_token(struct rdata_parse *p, const char *what)
{
	enum weir_status status = token_next(&p->tokens, &p->token);

	if (status == WEIR_END)
		return error_set(p->tokens.err, WEIR_E_SHORT, p->tokens.at, "%s is missing", what);
	return status;
}

enum weir_status parse_decimal(struct rdata_parse *p, struct weir_slice text, uint64_t most,
			       uint64_t *value)
{
	uint64_t number = 0;

	if (text.size == 0)
		return parse_fail(p, WEIR_E_FORM, "a number is missing");
	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];
		if (c < '0' || c > '9')
			return parse_fail(p, WEIR_E_FORM, "not a decimal number");
		if (number > (UINT64_MAX - (c - '0')) / 10 || number * 10 + c - '0' > most)
			return parse_fail(p, WEIR_E_RANGE, "number larger than %llu",
					  (unsigned long long)most);
		number = number * 10 + c - '0';
	}
	*value = number;
	return WEIR_OK;
}

void parse_put(struct rdata_parse *p, uint64_t value, size_t size)
{
	uint8_t octets[8];

	for (size_t i = size; i-- > 0; value >>= 8)
		octets[i] = (uint8_t)value;
	weir_writer_put(p->out, octets, size);
}

/* The octets of a token, escapes undone, up to `most` of them. */
static enum weir_status put_string(struct rdata_parse *p, size_t most)
{
	struct weir_slice text = p->token.text;
	size_t size = 0;

	for (size_t at = 0; at < text.size; size++) {
		uint8_t octet;
		if (unescape_octet(text, &at, &octet) != WEIR_OK)
			return parse_fail(p, WEIR_E_FORM, "broken escape");
		if (size == most)
			return parse_fail(p, WEIR_E_RANGE, "string longer than %zu octets", most);
		weir_writer_char(p->out, (char)octet);
	}
	return WEIR_OK;
}

/* The token as length octet and octets. */
static enum weir_status put_counted(struct rdata_parse *p)
{
	size_t length_at = p->out->size;

	parse_put(p, 0, 1);
	enum weir_status status = put_string(p, 255);
	parse_patch(p, length_at, p->out->size - length_at - 1, 1);
	return status;
}

void parse_patch(struct rdata_parse *p, size_t at, size_t value, size_t size)
{
	if (p->out->full)
		return;
	for (size_t i = size; i-- > 0; value >>= 8)
		p->out->data[at + i] = (uint8_t)value;
}

static enum weir_status parse_strings(struct rdata_parse *p)
{
	enum weir_status status = parse_token(p, "a string");

	while (status == WEIR_OK) {
		status = put_counted(p);
		if (status != WEIR_OK)
			return status;
		status = token_next(&p->tokens, &p->token);
	}
	return status == WEIR_END ? WEIR_OK : status;
}

static enum weir_status put_name(struct rdata_parse *p)
{
	struct weir_name name;
	struct weir_error why;
	enum weir_status status = weir_name_parse(p->token.text, p->origin, &name, &why);

	if (status != WEIR_OK)
		return error_set(p->tokens.err, status, p->token.at + why.offset, "%s", why.text);
	weir_writer_put(p->out, name.octets, name.size);
	return WEIR_OK;
}

static enum weir_status parse_name(struct rdata_parse *p)
{
	enum weir_status status = parse_token(p, "a name");

	return status == WEIR_OK ? put_name(p) : status;
}

static enum weir_status parse_names(struct rdata_parse *p)
{
	enum weir_status status;

	while ((status = token_next(&p->tokens, &p->token)) == WEIR_OK) {
		status = put_name(p);
		if (status != WEIR_OK)
			return status;
	}
	return status == WEIR_END ? WEIR_OK : status;
}

/* Fields of one letter and no or any number of tokens. */
static enum weir_status parse_letter(struct rdata_parse *p)
{
	enum weir_status status;

	switch (*p->shape) {
	case 'N':
	case 'd':
	case 'n':
	case 'w':
		return parse_name(p);
	case 'Y':
		return p->selector == 0 ? WEIR_OK : parse_name(p);
	case 'R':
		return parse_names(p);
	case 'S':
		return parse_strings(p);
	case 's':
	case 'x':
	case 'r':
	case 'v':
		status = parse_token(p, "a string");
		return status == WEIR_OK ? put_counted(p) : status;
	case 'o':
		status = token_next(&p->tokens, &p->token);
		if (status == WEIR_OK)
			return put_counted(p);
		return status == WEIR_END ? WEIR_OK : status;
	case 'q':
	case 'Q':
		status = parse_token(p, "a string");
		return status == WEIR_OK ? put_string(p, UINT16_MAX) : status;
	case 'M':
	case 'u':
		return parse_types(p);
	case 'X':
		return parse_nxt_types(p);
	case 'W':
		return parse_ports(p);
	case '!':
		return parse_prefixes(p);
	case '=':
		return parse_svc_params(p);
	case 'C':
		return parse_location(p);
	case '*':
		p->token.at = 0;
		return parse_fail(p, WEIR_E_FORM,
				  "this type has no text but \\# and its octets in hex");
	default:
		return parse_value(p);
	}
}

static enum weir_status parse_shape(struct rdata_parse *p)
{
	for (; *p->shape; p->shape++) {
		enum weir_status status = parse_letter(p);
		if (status != WEIR_OK)
			return status;
	}
	return WEIR_OK;
}

/* \# n hex, behind the \#. */
static enum weir_status parse_generic(struct rdata_parse *p)
{
	enum weir_status status = parse_token(p, "the number of octets");
	uint64_t size = 0;

	if (status == WEIR_OK)
		status = parse_decimal(p, p->token.text, UINT16_MAX, &size);
	if (status != WEIR_OK)
		return status;
	size_t start = p->out->size;
	status = parse_hex_rest(p);
	if (status == WEIR_OK && !p->out->full && p->out->size - start != size)
		return parse_fail(p, WEIR_E_FORM, "%zu octets where %zu were announced",
				  p->out->size - start, (size_t)size);
	return status;
}

static bool is_generic(const struct token *token)
{
	return !token->quoted && token->text.size == 2 && token->text.data[0] == '\\' &&
	       token->text.data[1] == '#';
}

static enum weir_status parse_options(struct rdata_parse *p)
{
	struct weir_slice all = p->tokens.text;

	p->tokens.at = all.size;
	return weir_edns_options_parse(all, p->out, p->tokens.err);
}

/* What was read must be what check takes: lengths and values that no single token shows wrong. */
static enum weir_status check_result(struct rdata_parse *p, uint16_t type, uint16_t rrclass)
{
	struct weir_slice wire = { p->out->data + p->start, p->out->size - p->start };
	struct weir_rdata rdata = { wire, 0, (uint16_t)wire.size, type, rrclass, false };
	struct weir_flaw flaw;
	enum weir_status status = weir_rdata_check(&rdata, &flaw);

	if (status == WEIR_OK)
		return WEIR_OK;
	return error_set(p->tokens.err, WEIR_E_FORM, 0, "%s (octet %u of the RDATA)",
			 weir_flaw_text(flaw.reason), (unsigned)flaw.at);
}

static enum weir_status parse_all(struct rdata_parse *p, uint16_t type, uint16_t rrclass)
{
	struct token_reader rewind = p->tokens;
	enum weir_status status = token_next(&p->tokens, &p->token);
	bool generic = status == WEIR_OK && is_generic(&p->token);

	if (status != WEIR_OK && status != WEIR_END)
		return status;
	if (generic) {
		status = parse_generic(p);
	} else {
		p->tokens = rewind;
		status = *p->shape == 'O' ? parse_options(p) : parse_shape(p);
	}
	if (status != WEIR_OK)
		return status;
	status = token_next(&p->tokens, &p->token);
	if (status == WEIR_OK)
		return parse_fail(p, WEIR_E_FORM, "text behind the last field");
	if (status != WEIR_END)
		return status;
	if (p->out->full)
		return error_set(p->tokens.err, WEIR_E_SPACE, 0, "no room for the RDATA");
	if (p->out->size - p->start > UINT16_MAX)
		return error_set(p->tokens.err, WEIR_E_RANGE, 0, "RDATA longer than 65535 octets");
	return generic ? WEIR_OK : check_result(p, type, rrclass);
}

enum weir_status weir_rdata_parse(struct weir_slice text, uint16_t type, uint16_t rrclass,
				  const struct weir_name *origin, struct weir_writer *out,
				  struct weir_error *err)
{
	struct weir_rdata nothing = { { NULL, 0 }, 0, 0, type, rrclass, false };
	struct weir_writer before = *out;
	struct rdata_walk w;

	/* Classes NONE and ANY have opaque RDATA only where it is empty; here it is to be filled. */
	if (rrclass == WEIR_CLASS_NONE || rrclass == WEIR_CLASS_ANY)
		nothing.rrclass = WEIR_CLASS_IN;
	rdata_begin(&w, &nothing);
	struct rdata_parse p = { .tokens = { text, 0, 0, err },
				 .origin = origin,
				 .out = out,
				 .start = out->size,
				 .shape = w.shape };
	if (!text.data)
		p.tokens.text.data = (const uint8_t *)"";
	enum weir_status status = parse_all(&p, type, rrclass);
	if (status != WEIR_OK)
		*out = before;
	return status;
}
