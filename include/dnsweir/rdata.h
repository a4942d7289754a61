/* rdata.h - the inside of records: checked, printed, read from text, made canonical, field by field.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * All of it walks the record table (rrtype.def). Nothing allocates. Types without a format are opaque
 * (RFC 3597); so are the types of class IN in other classes (NONE and ANY count as IN), and the
 * empty RDATA of updates (RFC 2136, classes NONE and ANY). */
#ifndef DNSWEIR_RDATA_H
#define DNSWEIR_RDATA_H

#include <dnsweir/field.h>
#include <dnsweir/flaw.h>
#include <dnsweir/message.h>
#include <dnsweir/name.h>
#include <dnsweir/rrtype.h>

WEIR_API_BEGIN

/* RDATA and what it takes to understand it; borrows. Stored RDATA that stands alone is its own
 * `wire` with `at` 0. */
struct weir_rdata {
	struct weir_slice wire; /* the whole message: compressed names point back into it */
	uint32_t at;            /* first octet of the RDATA in `wire` */
	uint16_t size;
	uint16_t type;
	uint16_t rrclass;
	bool mdns; /* RFC 6762: the class's top bit is no class (section 10.2), and names that unicast
		    * DNS never compresses may be compressed (section 18.14) */
};

static inline struct weir_rdata weir_rdata_of(struct weir_slice wire,
					      const struct weir_record *record)
{
	struct weir_rdata rdata = { wire,         record->rdata_at, record->rdata_size,
				    record->type, record->rrclass,  false };
	return rdata;
}

/* Is every inner length and value one that the type's format allows? WEIR_E_SHORT or WEIR_E_FORM with
 * the reason and the offset in `wire`; `flaw` may be NULL.
 *
 * Where peers differ, this is the strict side: empty URI targets and GPOS fields, AMTRELAY and IPSECKEY
 * gateway types above 3, SVCB `mandatory` naming an absent key and `no-default-alpn` without `alpn`, a
 * digest (DS, SSHFP, ZONEMD, NSEC3) whose length is not its known algorithm's, a KEY flagged NOKEY that
 * has one, and pointers in names that are never compressed are refused. */
enum weir_status weir_rdata_check(const struct weir_rdata *rdata,
				  struct weir_flaw *flaw) WEIR_MUST_USE;

/* No RDATA has more than two names that may be compressed: canonical RDATA is at most so much longer. */
enum { WEIR_RDATA_GROWTH_MAX = 2 * WEIR_NAME_SIZE_MAX };

/* Checks and copies in one pass, names expanded and, for the types of RFC 4034 section 6.2, folded to
 * lower case. A `capacity` of rdata->size + WEIR_RDATA_GROWTH_MAX always suffices. WEIR_E_SPACE: `out`
 * is too small. On failure *size is as it was. */
enum weir_status weir_rdata_canonical(const struct weir_rdata *rdata, uint8_t *out, size_t capacity,
				      size_t *size, struct weir_flaw *flaw) WEIR_MUST_USE;

/* One line of master-file text. RDATA that check refuses prints as \# n hex, its octets as they are,
 * and the status and `flaw` say why. WEIR_E_SPACE: the writer is full. */
enum weir_status weir_rdata_print(const struct weir_rdata *rdata, struct weir_writer *out,
				  struct weir_flaw *flaw);
/* \# n hex whatever the type, RFC 3597 section 5. */
enum weir_status weir_rdata_print_generic(const struct weir_rdata *rdata, struct weir_writer *out);

/* Master-file text of one record's RDATA to wire form, names uncompressed. Tokens may be quoted and
 * spread over lines and parentheses, ";" starts a comment. Relative names are completed with `origin`
 * (NULL: they count as absolute). `\# n hex` is taken for every type and copied as it is: who wants
 * only valid RDATA asks weir_rdata_check. err->offset counts characters from the start of `text`. On
 * failure the writer is as it was. */
enum weir_status weir_rdata_parse(struct weir_slice text, uint16_t type, uint16_t rrclass,
				  const struct weir_name *origin, struct weir_writer *out,
				  struct weir_error *err) WEIR_MUST_USE;

/* A walk over the fields; every member is private. */
struct weir_rdata_fields {
	struct weir_rdata rdata;
	const char *shape; /* letters not yet read */
	const char *names; /* of those */
	uint32_t at;
	uint16_t long_size;
	uint8_t short_size;
	uint8_t selector;
	struct weir_flaw flaw; /* why the last weir_rdata_fields_next failed */
	char list;             /* the letter of the list being taken apart; 0: none */
	const char *list_name;
	uint32_t list_at; /* of its next element */
	uint32_t list_end;
	uint32_t list_bit; /* the next of a bitmap */
};

struct weir_rdata_fields weir_rdata_fields(const struct weir_rdata *rdata);

/* WEIR_OK, WEIR_END, or why the next field is malformed: fields->flaw says where, further calls repeat
 * it, and what came before is good. Lists come element by element; fields that are not there (ISDN's
 * subaddress, A6's prefix name) are passed over. Slices lend from rdata.wire; expand names with
 * weir_name_expand(wire, field.at, ...). */
enum weir_status weir_rdata_fields_next(struct weir_rdata_fields *fields,
					struct weir_field *out) WEIR_MUST_USE;

/* The field's text as it stands in the record's line. */
enum weir_status weir_rdata_field_print(const struct weir_rdata *rdata,
					const struct weir_field *field, struct weir_writer *out);

WEIR_API_END
#endif
