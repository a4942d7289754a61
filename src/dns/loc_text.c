/* loc_text.c - LOC: a place on earth as text, RFC 1876 section 3.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/cursor.h"
#include "base/error.h"
#include "dns/rdata_parse.h"
#include "dns/rdata_text.h"

enum { LOC_SEA_LEVEL = 10000000 }; /* centimetres: altitudes count from 100 km below */

/* Metres with two decimals from centimetres. */
static void print_metres(uint64_t centimetres, struct weir_writer *out)
{
	weir_writer_u64(out, centimetres / 100);
	weir_writer_char(out, '.');
	weir_writer_char(out, (char)('0' + centimetres / 10 % 10));
	weir_writer_char(out, (char)('0' + centimetres % 10));
	weir_writer_char(out, 'm');
}

/* Degrees, minutes, seconds with three decimals, hemisphere; `angle` in 1/1000 seconds of arc. */
static void print_angle(uint32_t angle, char above, char below, struct weir_writer *out)
{
	uint32_t size = angle >= 0x80000000U ? angle - 0x80000000U : 0x80000000U - angle;
	uint32_t rest = size % 60000;

	weir_writer_u64(out, size / 3600000);
	weir_writer_char(out, ' ');
	weir_writer_u64(out, size / 60000 % 60);
	weir_writer_char(out, ' ');
	weir_writer_u64(out, rest / 1000);
	weir_writer_char(out, '.');
	weir_writer_char(out, (char)('0' + rest / 100 % 10));
	weir_writer_char(out, (char)('0' + rest / 10 % 10));
	weir_writer_char(out, (char)('0' + rest % 10));
	weir_writer_char(out, ' ');
	weir_writer_char(out, angle >= 0x80000000U ? above : below);
	weir_writer_char(out, ' ');
}

static void print_size(uint8_t octet, struct weir_writer *out)
{
	uint64_t centimetres = octet >> 4;

	for (unsigned i = octet & 15; i > 0; i--)
		centimetres *= 10;
	weir_writer_char(out, ' ');
	print_metres(centimetres, out);
}

void text_location(struct weir_slice body, size_t start, struct weir_writer *out)
{
	if (body.size != 16)
		return;
	uint32_t altitude = load_be32(body.data + 12);

	text_gap(out, start);
	print_angle(load_be32(body.data + 4), 'N', 'S', out);
	print_angle(load_be32(body.data + 8), 'E', 'W', out);
	if (altitude < LOC_SEA_LEVEL)
		weir_writer_char(out, '-');
	print_metres(altitude < LOC_SEA_LEVEL ? LOC_SEA_LEVEL - altitude : altitude - LOC_SEA_LEVEL,
		     out);
	for (size_t i = 1; i < 4; i++)
		print_size(body.data[i], out);
}

/* digits [. digits] as thousandths or hundredths: `decimals` of them, no more may be written. */
static bool read_decimal(struct weir_slice text, unsigned decimals, uint64_t most, uint64_t *out)
{
	uint64_t value = 0;
	size_t digits = 0;
	size_t at = 0;

	for (; at < text.size && text.data[at] != '.'; at++, digits++) {
		if (text.data[at] < '0' || text.data[at] > '9' || value > most)
			return false;
		value = value * 10 + text.data[at] - '0';
	}
	at += at < text.size;
	for (unsigned i = 0; i < decimals; i++) {
		value *= 10;
		if (at == text.size)
			continue;
		if (text.data[at] < '0' || text.data[at] > '9')
			return false;
		value += text.data[at++] - '0';
		digits++;
	}
	/* More decimals than the wire can hold are fine as long as they say nothing. */
	while (at < text.size && text.data[at] == '0')
		at++;
	if (at < text.size || digits == 0 || value > most)
		return false;
	*out = value;
	return true;
}

static bool is_letter(const struct token *token, char letter)
{
	return token->text.size == 1 && (token->text.data[0] | 0x20) == letter;
}

/* d [m [s]] and a hemisphere. */
static enum weir_status parse_angle(struct rdata_parse *p, uint32_t degrees, char above, char below)
{
	static const char *const what[] = { "degrees", "minutes", "seconds", "hemisphere" };
	uint64_t most[3] = { degrees, 59, 59999 };
	uint64_t part[3] = { 0 };

	for (unsigned i = 0; i < 4; i++) {
		enum weir_status status = parse_token(p, what[i]);
		if (status != WEIR_OK)
			return status;
		bool north = is_letter(&p->token, above);
		if (i > 0 && (north || is_letter(&p->token, below))) {
			uint64_t angle = (part[0] * 3600 + part[1] * 60) * 1000 + part[2];
			if (angle > degrees * 3600000ULL)
				return parse_fail(p, WEIR_E_RANGE, "angle too large");
			parse_put(p, north ? 0x80000000U + angle : 0x80000000U - angle, 4);
			return WEIR_OK;
		}
		if (i == 3 || !read_decimal(p->token.text, i == 2 ? 3 : 0, most[i], &part[i]))
			return parse_fail(p, WEIR_E_FORM, "these are not %s of an angle", what[i]);
	}
	return WEIR_OK;
}

/* Centimetres from metres, with or without "m". */
static enum weir_status parse_metres(struct rdata_parse *p, uint64_t most, uint64_t *out)
{
	struct weir_slice text = p->token.text;

	if (text.size > 1 && (text.data[text.size - 1] | 0x20) == 'm')
		text.size--;
	if (!read_decimal(text, 2, most, out))
		return parse_fail(p, WEIR_E_FORM, "not a number of metres in range");
	return WEIR_OK;
}

static enum weir_status parse_altitude(struct rdata_parse *p)
{
	uint64_t centimetres = 0;
	enum weir_status status = parse_token(p, "altitude");

	if (status != WEIR_OK)
		return status;
	bool negative = p->token.text.size > 0 && p->token.text.data[0] == '-';
	if (negative || (p->token.text.size > 0 && p->token.text.data[0] == '+')) {
		p->token.text.data++;
		p->token.text.size--;
	}
	status = parse_metres(p, negative ? LOC_SEA_LEVEL : UINT32_MAX - LOC_SEA_LEVEL,
			      &centimetres);
	if (status == WEIR_OK)
		parse_put(p, negative ? LOC_SEA_LEVEL - centimetres : LOC_SEA_LEVEL + centimetres,
			  4);
	return status;
}

/* One digit and a power of ten; what does not fit is cut off, as the RFC's own code does. */
static uint8_t pack_size(uint64_t centimetres)
{
	unsigned exponent = 0;

	for (; centimetres > 9; centimetres /= 10)
		exponent++;
	return (uint8_t)(centimetres == 0 ? 0 : centimetres << 4 | exponent);
}

enum weir_status parse_location(struct rdata_parse *p)
{
	size_t sizes = p->out->size;
	uint8_t packed[3] = { 0x12, 0x16, 0x13 }; /* 1 m, 10000 m, 10 m */

	/* Version and sizes stand first on the wire and last in the text. */
	parse_put(p, 0, 1);
	parse_put(p, 0x121613, 3);
	enum weir_status status = parse_angle(p, 90, 'n', 's');
	if (status == WEIR_OK)
		status = parse_angle(p, 180, 'e', 'w');
	if (status == WEIR_OK)
		status = parse_altitude(p);
	for (unsigned i = 0; i < 3 && status == WEIR_OK; i++) {
		uint64_t centimetres = 0;
		status = token_next(&p->tokens, &p->token);
		if (status == WEIR_END)
			break;
		if (status == WEIR_OK)
			status = parse_metres(p, 9000000000, &centimetres);
		if (status == WEIR_OK)
			packed[i] = pack_size(centimetres);
	}
	if (status == WEIR_END)
		status = WEIR_OK;
	for (size_t i = 0; i < 3 && status == WEIR_OK && !p->out->full; i++)
		p->out->data[sizes + 1 + i] = packed[i];
	return status;
}
