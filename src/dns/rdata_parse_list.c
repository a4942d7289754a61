/* rdata_parse_list.c - lists inside RDATA read from text: types, ports, prefixes.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "dns/rdata_parse.h"
#include "dns/rdata_words.h"

/* 65536 bits, the first in the top bit of the first octet. */
struct bits {
	uint8_t map[8192];
};

static void set_bit(struct bits *bits, uint16_t bit)
{
	bits->map[bit / 8] |= (uint8_t)(0x80U >> bit % 8);
}

/* Octets of the map up to the last that is not zero. */
static size_t used(const uint8_t *map, size_t size)
{
	while (size > 0 && map[size - 1] == 0)
		size--;
	return size;
}

static enum weir_status read_types(struct rdata_parse *p, struct bits *bits, uint16_t most)
{
	enum weir_status status;
	uint16_t type;

	while ((status = token_next(&p->tokens, &p->token)) == WEIR_OK) {
		if (p->token.quoted || weir_type_parse(p->token.text, &type) != WEIR_OK) {
			uint64_t number;
			/* RFC 2535 section 5.3 lets NXT have plain numbers. */
			if (most != 127 ||
			    parse_decimal(p, p->token.text, most, &number) != WEIR_OK)
				return parse_fail(p, WEIR_E_UNKNOWN, "no such RR type");
			type = (uint16_t)number;
		}
		if (type > most)
			return parse_fail(p, WEIR_E_RANGE, "NXT knows types up to 127 only");
		set_bit(bits, type);
	}
	return status == WEIR_END ? WEIR_OK : status;
}

enum weir_status parse_types(struct rdata_parse *p)
{
	struct bits bits = { { 0 } };
	enum weir_status status = read_types(p, &bits, UINT16_MAX);

	for (size_t window = 0; window < 256 && status == WEIR_OK; window++) {
		const uint8_t *map = bits.map + window * 32;
		size_t size = used(map, 32);
		if (size == 0)
			continue;
		parse_put(p, window, 1);
		parse_put(p, size, 1);
		weir_writer_put(p->out, map, size);
	}
	return status;
}

enum weir_status parse_nxt_types(struct rdata_parse *p)
{
	struct bits bits = { { 0 } };
	enum weir_status status = read_types(p, &bits, 127);

	if (status == WEIR_OK)
		weir_writer_put(p->out, bits.map, used(bits.map, 16));
	return status;
}

enum weir_status parse_ports(struct rdata_parse *p)
{
	struct bits bits = { { 0 } };
	enum weir_status status;

	while ((status = token_next(&p->tokens, &p->token)) == WEIR_OK) {
		uint16_t port;
		if (!word_find(words_service, p->token.text, &port)) {
			uint64_t number;
			status = parse_decimal(p, p->token.text, UINT16_MAX, &number);
			if (status != WEIR_OK)
				return status;
			port = (uint16_t)number;
		}
		set_bit(&bits, port);
	}
	if (status != WEIR_END)
		return status;
	weir_writer_put(p->out, bits.map, used(bits.map, sizeof(bits.map)));
	return WEIR_OK;
}

static struct weir_slice split(struct weir_slice *text, uint8_t separator)
{
	const uint8_t *found = text->size ? memchr(text->data, separator, text->size) : NULL;
	size_t size = found ? (size_t)(found - text->data) : text->size;
	struct weir_slice part = { text->data, size };

	text->data += size + (found != NULL);
	text->size -= size + (found != NULL);
	return part;
}

/* [!]FAMILY:ADDRESS/PREFIX, RFC 3123 section 5. */
static enum weir_status parse_prefix(struct rdata_parse *p)
{
	struct weir_slice text = p->token.text;
	bool negated = text.size > 0 && text.data[0] == '!';
	uint8_t address[16];
	uint64_t family;
	uint64_t prefix;

	if (negated) {
		text.data++;
		text.size--;
	}
	struct weir_slice family_text = split(&text, ':');
	enum weir_status status = parse_decimal(p, family_text, 2, &family);
	if (status != WEIR_OK)
		return status;
	size_t size = family == 1 ? 4 : 16;
	struct weir_slice address_text = split(&text, '/');
	if (family == 0 || !(family == 1 ? address_parse_ipv4(address_text, address)
					 : address_parse_ipv6(address_text, address)))
		return parse_fail(p, WEIR_E_FORM, "not an address of family 1 or 2");
	status = parse_decimal(p, text, size * 8, &prefix);
	if (status != WEIR_OK)
		return status;
	size = used(address, size);
	parse_put(p, family, 2);
	parse_put(p, prefix, 1);
	parse_put(p, size | (negated ? 0x80 : 0), 1);
	weir_writer_put(p->out, address, size);
	return WEIR_OK;
}

enum weir_status parse_prefixes(struct rdata_parse *p)
{
	enum weir_status status;

	while ((status = token_next(&p->tokens, &p->token)) == WEIR_OK) {
		status = parse_prefix(p);
		if (status != WEIR_OK)
			return status;
	}
	return status == WEIR_END ? WEIR_OK : status;
}
