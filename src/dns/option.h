/* option.h - how the data of each registered EDNS option is laid out: option.def as a table.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNS_OPTION_H
#define DNS_OPTION_H

#include <dnsweir/edns.h>

/* Letters of option.def. */
enum option_letter {
	OPTION_DONE = 0,
	OPTION_MAYBE = '?', /* the data may end here */
	OPTION_U8 = '1',
	OPTION_U16 = '2',
	OPTION_U32 = '4',
	OPTION_U64 = '8',
	OPTION_U8_LIST = 'b', /* to the end */
	OPTION_U16_LIST = 'h',
	OPTION_TYPES = 't',   /* RR types to the end */
	OPTION_NAME = 'n',    /* uncompressed */
	OPTION_HEX = 'x',     /* to the end */
	OPTION_NSID = 'i',    /* to the end, in hex, with its text where it is printable */
	OPTION_QUOTED = 'q',  /* UTF-8 to the end; nothing is shown where it is empty */
	OPTION_COOKIE = 'c',  /* 8 octets of the client, none or 8 to 32 of the server */
	OPTION_PADDING = 'p', /* to the end; its length where all is zero */
	OPTION_EDE = 'e',     /* 16-bit info-code */
	OPTION_VERSION = 'z', /* 8-bit type, then 32-bit serial for type 0, anything for others */
	OPTION_SUBNET =
		's', /* family, source and scope prefix, as much address as the prefix says */
	OPTION_MAGIC = 'm',    /* four octets that must read as the field's name; not shown */
	OPTION_ELEMENTS = 'u', /* 16-bit type that tells kind and size, value; to the end */
};

enum { OPTION_FIELDS_MAX = 6 };

struct option_field {
	char letter;
	const char *name;
};

struct option_row {
	uint16_t code;
	const char *word;
	struct option_field fields[OPTION_FIELDS_MAX]; /* ends with letter 0 */
};

/* One kind of Umbrella element. */
struct option_element {
	uint16_t type;
	uint8_t size;
	enum weir_kind kind;
	const char *name;
};

/* NULL for a code that is not registered. Static storage. */
const struct option_row *option_row(uint16_t code);
/* NULL for an unknown element. */
const struct option_element *option_element(uint16_t type);
const struct option_element *option_element_named(struct weir_slice name);

#endif
