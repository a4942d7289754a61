/* hex.c - fuzz target: messages out of text; each has octets, the walk ends, no place lies outside.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/hex.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t octets[4096];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_hex hex = weir_hex((struct weir_slice){ data, size });
	struct weir_error err = { .text = "" };
	struct weir_writer out;
	enum weir_status status;
	size_t total = 0;

	do {
		weir_writer_init(&out, octets, sizeof(octets));
		status = weir_hex_next(&hex, &out, &err);
		total += out.size;
		/* Two digits an octet; a message has some, a failure leaves none. */
		if (total > size / 2 || (status == WEIR_OK) != (out.size > 0))
			__builtin_trap();
	} while (status == WEIR_OK);
	if (status != WEIR_END && (err.text[0] == 0 || err.offset > size))
		__builtin_trap();
	return weir_hex_looks((struct weir_slice){ data, size });
}
