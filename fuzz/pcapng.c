/* pcapng.c - fuzz target: the bodies of pcapng blocks, framed properly so that each is reached.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The input is a row of blocks: type (one octet), size in units of four (one octet), body. */
#include <string.h>

#include "capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_MAX = 1 << 16 };

static uint8_t *put_u32(uint8_t *p, uint32_t value)
{
	memcpy(p, &value, sizeof(value));
	return p + sizeof(value);
}

static uint8_t *put_block(uint8_t *p, uint32_t type, const uint8_t *body, uint32_t size)
{
	p = put_u32(put_u32(p, type), size + 12);
	memcpy(p, body, size);
	return put_u32(p + size, size + 12);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t file[FILE_MAX];
	uint8_t section[16] = { 0 };
	size_t at = 0;

	memcpy(section, &(uint32_t){ 0x1a2b3c4d }, 4);
	memcpy(section + 4, &(uint16_t){ 1 }, 2);
	uint8_t *p = put_block(file, 0x0a0d0d0a, section, sizeof(section));
	while (size - at >= 2) {
		uint32_t body = data[at + 1] * 4U;

		if (body > size - at - 2 || body + 12 > (size_t)(file + FILE_MAX - p))
			break;
		p = put_block(p, data[at] == 10 ? 0x0a0d0d0a : data[at], data + at + 2, body);
		at += 2 + body;
	}
	capture_compare((struct weir_slice){ file, (size_t)(p - file) });
	return 0;
}
