/* edns.h - EDNS: the OPT record of a message and every registered option in it.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 6891 and, for the options, the documents named in option.def. Nothing is copied: slices lend
 * from the message. */
#ifndef DNSWEIR_EDNS_H
#define DNSWEIR_EDNS_H

#include <dnsweir/field.h>
#include <dnsweir/message.h>
#include <dnsweir/registry.h>
#include <dnsweir/rrtype.h>

WEIR_API_BEGIN

/* Bits of weir_edns.flags; the other 14 are Z. */
enum {
	WEIR_EDNS_DO = 0x8000, /* DNSSEC OK, RFC 3225 */
	WEIR_EDNS_CO = 0x4000, /* compact answers OK, RFC 9824 */
	WEIR_EDNS_Z = 0x3fff,
};

/* What an OPT record says. */
struct weir_edns {
	uint16_t udp_size; /* octets the sender can take */
	uint16_t flags;
	uint16_t rcode; /* all twelve bits, the header's four included */
	uint8_t version;
	uint32_t at;               /* of the first option, from the start of the message */
	struct weir_slice options; /* the RDATA */
};

/* `opt` is a record of type OPT that a walk over `message` yielded. */
void weir_edns_read(const struct weir_message *message, const struct weir_record *opt,
		    struct weir_edns *out);

/* The first OPT of the additional section. WEIR_END: there is none; otherwise why the message could
 * not be walked that far. Costs a walk: who walks anyway uses weir_edns_read. */
enum weir_status weir_message_edns(const struct weir_message *message,
				   struct weir_edns *out) WEIR_MUST_USE;

/* All twelve bits of the RCODE; `opt` is the message's OPT record or NULL where it has none. */
static inline unsigned weir_message_rcode_full(const struct weir_message *message,
					       const struct weir_record *opt)
{
	return (opt ? opt->ttl >> 24 << 4 : 0) | (message->flags & 15U);
}

/* One option. */
struct weir_option {
	uint16_t code;
	uint32_t at;            /* of its code, from the start of the message */
	struct weir_slice data; /* behind code and length */
};

/* Over the options of one OPT record. */
struct weir_options {
	struct weir_slice bytes; /* must outlive the walk */
	uint32_t base;           /* offset of `bytes` in the message */
	size_t at;
	struct weir_flaw flaw; /* why the last weir_options_next failed */
};

struct weir_options weir_edns_options(const struct weir_edns *edns);
/* The same over RDATA that lies `base` octets into a message. */
struct weir_options weir_options_over(struct weir_slice rdata, uint32_t base);
/* WEIR_END behind the last; WEIR_E_SHORT: the option runs past the end, see `flaw`; both repeat. */
enum weir_status weir_options_next(struct weir_options *options,
				   struct weir_option *out) WEIR_MUST_USE;

/* Is the data what the option's document allows? WEIR_OK also for unknown codes. `flaw` may be
 * NULL. */
enum weir_status weir_option_check(const struct weir_option *option,
				   struct weir_flaw *flaw) WEIR_MUST_USE;

/* Text of one option: its word and its values, as in
 *	NSID: 6e7331 ("ns1")
 *	ECS 192.0.2.0/24/0
 *	EDE 18 (Prohibited) "blocked by policy"
 *	OPT65001 0102
 * Data that weir_option_check refuses, or that has no better form, is written `WORD \# size hex`.
 * Nothing but 0x20 to 0x7e is written. */
void weir_edns_option_print(const struct weir_option *option, struct weir_writer *out);

/* All options of an OPT record's RDATA, separated by ", ". RDATA whose options cannot be framed:
 * `\# size hex` alone. */
void weir_edns_options_print(struct weir_slice rdata, struct weir_writer *out);

/* Reads what the two above write, and: a colon behind any word, words in any case, decimal codes,
 * hex in pieces and as a rising sequence (00..07), "text" where hex may stand, names or numbers of
 * info-codes; what stands in parentheses is skipped. Options are separated by a comma at the end of a
 * word. Writes RDATA of OPT to `out`. The error's offset counts into the text. */
enum weir_status weir_edns_options_parse(struct weir_slice text, struct weir_writer *out,
					 struct weir_error *err) WEIR_MUST_USE;

/* The typed values of one option. Those of an option that weir_option_check refuses, and of an
 * unknown one, are one field "data" in hex. */
struct weir_option_fields {
	struct weir_option option; /* its data must outlive the iteration */
	size_t at;                 /* octets of data done */
	uint8_t field;             /* in the table's row */
	uint8_t step;              /* within a field that yields several values */
	bool opaque;
	uint8_t address[16]; /* a prefix filled up with zeros; lent to weir_field.bytes */
};
struct weir_option_fields weir_option_fields(const struct weir_option *option);
/* WEIR_OK or WEIR_END. The field is valid until the next call. */
enum weir_status weir_option_fields_next(struct weir_option_fields *fields,
					 struct weir_field *out) WEIR_MUST_USE;

WEIR_API_END
#endif
