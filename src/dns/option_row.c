/* option_row.c - look up the table rows of EDNS options and Umbrella elements.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "dns/option.h"

#include <string.h>

#include "dns/fold.h"

static const struct option_row rows[] = {
#define OPTION(symbol, code, word, ...) { code, word, { __VA_ARGS__ } },
#define OPTION_ALIAS(code, word)
#include <dnsweir/option.def>
#undef OPTION_ALIAS
#undef OPTION
};

static const struct option_element elements[] = {
	{ 0x0004, 4, WEIR_KIND_UINT, "asset" }, { 0x0008, 4, WEIR_KIND_UINT, "organization" },
	{ 0x0010, 4, WEIR_KIND_IPV4, "ipv4" },  { 0x0020, 16, WEIR_KIND_IPV6, "ipv6" },
	{ 0x0040, 8, WEIR_KIND_HEX, "device" },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

const struct option_row *option_row(uint16_t code)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].code == code)
			return &rows[i];
	return NULL;
}

const struct option_element *option_element(uint16_t type)
{
	for (size_t i = 0; i < COUNT(elements); i++)
		if (elements[i].type == type)
			return &elements[i];
	return NULL;
}

const struct option_element *option_element_named(struct weir_slice name)
{
	for (size_t i = 0; i < COUNT(elements); i++)
		if (strlen(elements[i].name) == name.size &&
		    fold_equal((const uint8_t *)elements[i].name, name.data, name.size))
			return &elements[i];
	return NULL;
}
