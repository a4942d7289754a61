/* address.c - IPv4 and IPv6 addresses to and from text.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/address.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/cursor.h"

static char *put_decimal(char *to, uint8_t value)
{
	if (value >= 100)
		*to++ = (char)('0' + value / 100);
	if (value >= 10)
		*to++ = (char)('0' + value / 10 % 10);
	*to++ = (char)('0' + value % 10);
	return to;
}

char *address_put_ipv4(char *to, const uint8_t octets[4])
{
	for (size_t i = 0; i < 4; i++) {
		if (i > 0)
			*to++ = '.';
		to = put_decimal(to, octets[i]);
	}
	return to;
}

static char *put_group(char *to, uint16_t value)
{
	static const char digits[] = "0123456789abcdef";

	if (value >= 0x1000)
		*to++ = digits[value >> 12];
	if (value >= 0x100)
		*to++ = digits[value >> 8 & 15];
	if (value >= 0x10)
		*to++ = digits[value >> 4 & 15];
	*to++ = digits[value & 15];
	return to;
}

/* The longest run of zero groups, the first of equals, two or more (RFC 5952 section 4.2). */
static size_t find_zeros(const uint16_t *group, size_t count, size_t *size)
{
	size_t best = count;
	size_t run = 0;

	*size = 1;
	for (size_t i = 0; i < count; i++) {
		run = group[i] == 0 ? run + 1 : 0;
		if (run > *size) {
			*size = run;
			best = i + 1 - run;
		}
	}
	return best;
}

char *address_put_ipv6(char *to, const uint8_t octets[16])
{
	uint16_t group[8];
	size_t zeros;

	for (size_t i = 0; i < 8; i++)
		group[i] = load_be16(octets + 2 * i);
	/* An IPv4-mapped address keeps its IPv4 text (section 5). */
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	if (memcmp(octets, mapped, sizeof(mapped)) == 0) {
		memcpy(to, "::ffff:", 7);
		return address_put_ipv4(to + 7, octets + 12);
	}
	size_t gap = find_zeros(group, 8, &zeros);
	for (size_t i = 0; i < 8;) {
		if (i == gap) {
			*to++ = ':';
			*to++ = ':';
			i += zeros;
			continue;
		}
		if (i > 0 && i != gap + zeros)
			*to++ = ':';
		to = put_group(to, group[i]);
		i++;
	}
	return to;
}

void address_print_ipv4(const uint8_t octets[4], struct weir_writer *out)
{
	char text[ADDRESS_TEXT_MAX];

	weir_writer_put(out, text, (size_t)(address_put_ipv4(text, octets) - text));
}

void address_print_ipv6(const uint8_t octets[16], struct weir_writer *out)
{
	char text[ADDRESS_TEXT_MAX];

	weir_writer_put(out, text, (size_t)(address_put_ipv6(text, octets) - text));
}

static bool parse(int family, struct weir_slice text, uint8_t *octets, size_t size)
{
	char copy[INET6_ADDRSTRLEN + 1];
	uint8_t binary[16];

	if (text.size >= sizeof(copy) || (text.size > 0 && memchr(text.data, 0, text.size)))
		return false;
	if (text.size > 0)
		memcpy(copy, text.data, text.size);
	copy[text.size] = 0;
	if (inet_pton(family, copy, binary) != 1)
		return false;
	memcpy(octets, binary, size);
	return true;
}

bool address_parse_ipv4(struct weir_slice text, uint8_t octets[4])
{
	return parse(AF_INET, text, octets, 4);
}

bool address_parse_ipv6(struct weir_slice text, uint8_t octets[16])
{
	return parse(AF_INET6, text, octets, 16);
}
