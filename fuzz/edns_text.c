/* edns_text.c - fuzz target: written EDNS options to wire, and what they print read back the same.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t wire[70000];
static uint8_t again[70000];
static uint8_t text[600000];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_error err = { .text = "" };
	struct weir_writer first;
	struct weir_writer second;
	struct weir_writer out;

	weir_writer_init(&first, wire, sizeof(wire));
	if (weir_edns_options_parse((struct weir_slice){ data, size }, &first, &err) != WEIR_OK) {
		if (first.size != 0 || err.text[0] == 0 || err.offset > size)
			__builtin_trap();
		return 0;
	}
	weir_writer_init(&out, text, sizeof(text));
	weir_edns_options_print((struct weir_slice){ wire, first.size }, &out);
	weir_writer_init(&second, again, sizeof(again));
	if (weir_edns_options_parse((struct weir_slice){ text, out.size }, &second, &err) !=
		    WEIR_OK ||
	    first.size != second.size || memcmp(wire, again, first.size) != 0)
		__builtin_trap();
	return 0;
}
