/* parsedns.c - fuzz target: octets in parsedns' layout; its lines of hex are all of them, in order.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "present/parsedns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t text[1 << 22];

static bool is_text(const struct weir_writer *out)
{
	for (size_t i = 0; i < out->size; i++)
		if ((out->data[i] < 0x20 && out->data[i] != '\n') || out->data[i] > 0x7e)
			return false;
	return true;
}

/* Are the two digits those of the octet? */
static bool agrees(const uint8_t *digits, uint8_t octet)
{
	static const char hex[] = "0123456789abcdef";

	return digits[0] == (uint8_t)hex[octet >> 4] && digits[1] == (uint8_t)hex[octet & 15];
}

/* Octets of one line "[.] l5: HEX" against those that are left; false: others. */
static bool take(const uint8_t *hex, const uint8_t *end, struct weir_slice *left)
{
	for (; hex < end; hex += 2) {
		if (end - hex < 2 || left->size == 0 || !agrees(hex, left->data[0]))
			return false;
		left->data++;
		left->size--;
	}
	return true;
}

static bool shows_all(const struct weir_writer *out, struct weir_slice left)
{
	const uint8_t *at = out->data;
	const uint8_t *end = at + out->size;

	while (at < end) {
		const uint8_t *next = memchr(at, '\n', (size_t)(end - at));
		if (!next)
			return false;
		if (next - at > 4 && memcmp(at, "[.] ", 4) == 0) {
			const uint8_t *colon = memchr(at, ':', (size_t)(next - at));
			if (!colon || !take(colon + 2, next, &left))
				return false;
		}
		at = next + 1;
	}
	return left.size == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_slice octets = { data, size };
	struct weir_error err = { .text = "" };
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	enum weir_status status = parsedns(octets, &out, &err);
	if ((status != WEIR_OK) != (err.text[0] != 0) || !is_text(&out))
		abort();
	if (!out.full && !shows_all(&out, octets))
		abort();
	return 0;
}
