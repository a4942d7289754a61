/* armour.c - hex, base64 and base32hex.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "dns/armour.h"

#include <string.h>

static const char alphabet64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char alphabet32[] = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

static void print(struct weir_slice bytes, unsigned width, const char *alphabet,
		  struct weir_writer *out)
{
	uint32_t bits = 0;
	unsigned count = 0;

	for (size_t i = 0; i < bytes.size && !out->full; i++) {
		bits = (bits & 0xff) << 8 | bytes.data[i];
		for (count += 8; count >= width; count -= width)
			weir_writer_char(out,
					 alphabet[bits >> (count - width) & ((1U << width) - 1)]);
	}
	if (count > 0)
		weir_writer_char(out, alphabet[bits << (width - count) & ((1U << width) - 1)]);
}

void armour_print_base64(struct weir_slice bytes, struct weir_writer *out)
{
	print(bytes, 6, alphabet64, out);
	if (bytes.size % 3 != 0)
		weir_writer_put(out, "==", 3 - bytes.size % 3);
}

void armour_print_base32(struct weir_slice bytes, struct weir_writer *out)
{
	print(bytes, 5, alphabet32, out);
}

/* The value of a character; -1: it has none. */
static int value_of(enum armour_kind kind, uint8_t c)
{
	if (kind == ARMOUR_BASE64) {
		const char *found = c ? strchr(alphabet64, c) : NULL;
		return found ? (int)(found - alphabet64) : -1;
	}
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= (kind == ARMOUR_HEX ? 'f' : 'v') ? c - 'a' + 10 : -1;
}

enum weir_status armour_feed(struct armour *armour, struct weir_slice text, struct weir_writer *out,
			     size_t *at)
{
	for (*at = 0; *at < text.size; ++*at) {
		uint8_t c = text.data[*at];
		int value = value_of(armour->kind, c);
		if (c == '=' && armour->kind == ARMOUR_BASE64 && armour->characters % 4 >= 2) {
			armour->padding++;
			armour->characters++;
			continue;
		}
		if (value < 0 || armour->padding > 0)
			return WEIR_E_FORM;
		armour->characters++;
		armour->bits = (armour->bits << armour->kind | (uint32_t)value) & 0xffff;
		armour->count += armour->kind;
		if (armour->count >= 8) {
			armour->count -= 8;
			weir_writer_char(out, (char)(uint8_t)(armour->bits >> armour->count));
		}
	}
	return WEIR_OK;
}

bool armour_is_whole(const struct armour *armour)
{
	switch (armour->kind) {
	case ARMOUR_BASE64:
		return armour->characters % 4 == 0;
	case ARMOUR_BASE32: /* a last character must bring at least one bit to its octet */
		return armour->count < 5;
	case ARMOUR_HEX:
		return armour->count == 0;
	}
	return false;
}
