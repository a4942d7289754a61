/* name_key.c - turn names round for sorting, and back.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "store/name_key.h"

#include <string.h>

static size_t put_label(const uint8_t *label, uint8_t *out)
{
	size_t size = label[0];
	bool plain = true;

	for (size_t i = 0; i < size; i++) {
		out[i] = label[i + 1];
		plain &= out[i] > 1;
	}
	if (!plain) {
		size = 0;
		for (unsigned i = 1; i <= label[0]; i++) {
			if (label[i] <= 1)
				out[size++] = 1;
			out[size++] = (uint8_t)(label[i] + (label[i] <= 1));
		}
	}
	out[size++] = 0;
	return size;
}

size_t name_key_make(const struct weir_name *name, uint8_t *out)
{
	uint8_t at[WEIR_LABELS_MAX];
	unsigned labels = 0;
	size_t size = 0;

	for (unsigned i = 0; name->octets[i] != 0; i += name->octets[i] + 1U)
		at[labels++] = (uint8_t)i;
	while (labels > 0)
		size += put_label(name->octets + at[--labels], out + size);
	return size;
}

void name_key_name(const uint8_t *key, size_t size, struct weir_name *out)
{
	size_t start = WEIR_NAME_SIZE_MAX - 1; /* the name grows downwards from its root */
	uint8_t octets[WEIR_NAME_SIZE_MAX];
	size_t at = 0;

	octets[start] = 0;
	while (at < size) {
		uint8_t label[WEIR_LABEL_SIZE_MAX + 1];
		uint8_t length = 0;
		for (; key[at] != 0; at++) {
			uint8_t c = key[at];
			if (c == 1)
				c = (uint8_t)(key[++at] - 1);
			label[++length] = c;
		}
		at++;
		label[0] = length;
		start -= length + 1U;
		memcpy(octets + start, label, length + 1U);
	}
	out->size = (uint8_t)(WEIR_NAME_SIZE_MAX - start);
	memcpy(out->octets, octets + start, out->size);
}
