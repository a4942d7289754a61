/* rrtype.h - RR types and classes: numbers, mnemonics and what the record table knows of them.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 1035 section 3.2, RFC 3597 section 5 (TYPEnnn, CLASSnnn) and IANA's registry. */
#ifndef DNSWEIR_RRTYPE_H
#define DNSWEIR_RRTYPE_H

#include <dnsweir/base.h>

WEIR_API_BEGIN

enum weir_type {
#define RR_TYPE(symbol, mnemonic, number, classes, shape, fields) WEIR_TYPE_##symbol = number,
#include <dnsweir/rrtype.def>
#undef RR_TYPE
};

enum weir_class {
	WEIR_CLASS_IN = 1,
	WEIR_CLASS_CH = 3,
	WEIR_CLASS_HS = 4,
	WEIR_CLASS_NONE = 254, /* RFC 2136 */
	WEIR_CLASS_ANY = 255,
};

/* "MX"; NULL for a number without a row. Static storage. */
const char *weir_type_mnemonic(uint16_t type);
const char *weir_class_mnemonic(uint16_t rrclass);

/* The mnemonic, or TYPEnnn or CLASSnnn. */
void weir_type_print(uint16_t type, struct weir_writer *out);
void weir_class_print(uint16_t rrclass, struct weir_writer *out);

/* Without regard to case; TYPEnnn and CLASSnnn are understood for every number, "*" is ANY.
 * WEIR_E_UNKNOWN leaves the output as it was. */
enum weir_status weir_type_parse(struct weir_slice text, uint16_t *type) WEIR_MUST_USE;
enum weir_status weir_class_parse(struct weir_slice text, uint16_t *rrclass) WEIR_MUST_USE;

/* The table has fields for the RDATA: false for unknown types, NULL, UNSPEC and question types. */
bool weir_type_has_format(uint16_t type);
/* The RDATA may hold a domain name. */
bool weir_type_has_name(uint16_t type);
/* Not data of a zone: OPT, NXNAME and the range of RFC 6895 section 3.1 (128 to 255). */
bool weir_type_is_meta(uint16_t type);

/* Walk the table by ascending number: the first type above `after` (-1: from the start), or -1. */
int weir_type_next(int after);

WEIR_API_END
#endif
