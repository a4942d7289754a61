/* rdata_parse.c - fuzz target: text read as RDATA of any type; what it gives prints and reads the same.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Input: the mnemonic of a type, a space, text. */
#include <dnsweir/rdata.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t wire[1 << 17];
static uint8_t again[1 << 17];
static char text[1 << 20];

static void demand(bool holds)
{
	if (!holds)
		__builtin_trap();
}

static bool is_generic(struct weir_slice line)
{
	return memmem(line.data, line.size, "\\#", 2) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct weir_name origin = { .size = 8, .octets = "\6origin" };
	const uint8_t *space = size ? memchr(data, ' ', size) : NULL;
	struct weir_error err = { .offset = 0 };
	struct weir_writer out;
	uint16_t type;

	if (!space ||
	    weir_type_parse((struct weir_slice){ data, (size_t)(space - data) }, &type) != WEIR_OK)
		return 0;
	struct weir_slice line = { space + 1, size - (size_t)(space - data) - 1 };
	weir_writer_init(&out, wire, sizeof(wire));
	if (weir_rdata_parse(line, type, WEIR_CLASS_IN, &origin, &out, &err) != WEIR_OK) {
		demand(out.size == 0 && err.text[0] && err.offset <= line.size);
		return 0;
	}
	struct weir_rdata rdata = { { wire, out.size }, 0,    (uint16_t)out.size, type,
				    WEIR_CLASS_IN,      false };
	bool valid = weir_rdata_check(&rdata, NULL) == WEIR_OK;
	demand(out.size <= UINT16_MAX && (valid || is_generic(line)));
	weir_writer_init(&out, text, sizeof(text));
	demand((weir_rdata_print(&rdata, &out, NULL) == WEIR_OK) == valid);
	struct weir_slice printed = { (uint8_t *)text, out.size };
	/* A generic form may hold pointers; printed they are names, read again they are expanded. */
	weir_writer_init(&out, again, sizeof(again));
	demand(weir_rdata_parse(printed, type, WEIR_CLASS_IN, NULL, &out, &err) == WEIR_OK);
	demand(is_generic(line) || (out.size == rdata.size && memcmp(again, wire, out.size) == 0));
	return 0;
}
