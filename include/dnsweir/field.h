/* field.h - one typed value out of RDATA or an EDNS option, for who shows values and not text.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * rdata.h and edns.h each have an iterator that yields these; a presenter needs one switch on `kind`
 * for both. */
#ifndef DNSWEIR_FIELD_H
#define DNSWEIR_FIELD_H

#include <dnsweir/base.h>

WEIR_API_BEGIN

/* What the value is and which members hold it. */
enum weir_kind {
	WEIR_KIND_UINT, /* number */
	WEIR_KIND_TIME, /* number: seconds since 1970, a 32-bit time of RRSIG or the 48 bits of TSIG */
	WEIR_KIND_TYPE,   /* number: an RR type */
	WEIR_KIND_NAME,   /* bytes: a domain name; compressed only where the field may be */
	WEIR_KIND_IPV4,   /* bytes: 4 octets */
	WEIR_KIND_IPV6,   /* bytes: 16 octets */
	WEIR_KIND_TEXT,   /* bytes: octets meant as text, without any length octet */
	WEIR_KIND_HEX,    /* bytes: customarily written in hex */
	WEIR_KIND_BASE64, /* bytes: customarily written in base64 */
	WEIR_KIND_BASE32, /* bytes: customarily written in base32 with the hex alphabet */
	WEIR_KIND_WORD,   /* number, and `word`: its registered mnemonic */
	WEIR_KIND_OWN,    /* a text form of its own, which the iterator's print function writes */
};

/* Borrowed from the octets the iterator runs over. */
struct weir_field {
	const char *name; /* "preference": static, stable, snake case; JSON's key */
	enum weir_kind kind;
	bool list; /* one element of a list; its siblings follow under the same name */
	uint64_t number;
	const char *word; /* static; NULL where the number has none */
	struct weir_slice bytes;
	uint32_t at;   /* first octet, from the start of the message */
	uint32_t size; /* octets on the wire, length octets included */
	char letter;   /* for the iterator's own print function */
};

WEIR_API_END
#endif
