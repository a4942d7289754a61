/* name.c - fuzz target: a name off the wire at every start, and its text read back.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/name.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_slice wire = { data, size };
	struct weir_name name;
	struct weir_name again;
	struct weir_writer out;
	uint8_t text[WEIR_NAME_TEXT_MAX];
	size_t next;

	if (size == 0)
		return 0;
	/* The first octet is also the start, so that pointers have something to lead to. */
	size_t at = data[0] % size;
	enum weir_status status = weir_name_expand(wire, at, &name, NULL);
	if (weir_name_skip(wire, at, &next, NULL) != status)
		__builtin_trap();
	if (status == WEIR_OK) {
		weir_writer_init(&out, text, sizeof(text));
		weir_name_print(&name, &out);
		if (out.full)
			__builtin_trap();
		struct weir_slice printed = { text, out.size };
		if (weir_name_parse(printed, NULL, &again, NULL) != WEIR_OK ||
		    weir_name_compare(&name, &again) != 0)
			__builtin_trap();
	}
	if (weir_name_parse(wire, NULL, &name, NULL) == WEIR_OK &&
	    (name.size == 0 || name.octets[name.size - 1] != 0))
		__builtin_trap();
	return 0;
}
