/* message.h - a DNS message over the caller's bytes: header, questions and records, nothing copied.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 1035 section 4.1. Reading a message costs the header only; walking it checks the framing of
 * every question and record, compression included. The inside of RDATA is rdata.h's business. */
#ifndef DNSWEIR_MESSAGE_H
#define DNSWEIR_MESSAGE_H

#include <dnsweir/flaw.h>

WEIR_API_BEGIN

enum { WEIR_HEADER_SIZE = 12 };

enum weir_section {
	WEIR_QUESTION = 0,
	WEIR_ANSWER = 1,
	WEIR_AUTHORITY = 2,
	WEIR_ADDITIONAL = 3,
};

/* Bits of the flags word, RFC 1035 section 4.1.1 and RFC 2535 section 6.1. */
enum {
	WEIR_FLAG_QR = 0x8000,
	WEIR_FLAG_AA = 0x0400,
	WEIR_FLAG_TC = 0x0200,
	WEIR_FLAG_RD = 0x0100,
	WEIR_FLAG_RA = 0x0080,
	WEIR_FLAG_Z = 0x0040,
	WEIR_FLAG_AD = 0x0020,
	WEIR_FLAG_CD = 0x0010,
};

struct weir_message {
	struct weir_slice wire; /* the whole message; borrowed from the caller */
	uint16_t id;
	uint16_t flags;    /* as on the wire, in host order */
	uint16_t count[4]; /* indexed by enum weir_section, as claimed by the header */
};

static inline unsigned weir_message_opcode(const struct weir_message *m)
{
	return m->flags >> 11 & 15;
}

/* The low four bits only; OPT carries the rest (edns.h). */
static inline unsigned weir_message_rcode(const struct weir_message *m)
{
	return m->flags & 15;
}

static inline bool weir_message_is_response(const struct weir_message *m)
{
	return (m->flags & WEIR_FLAG_QR) != 0;
}

/* Fewer than 12 octets: WEIR_E_SHORT; more than 65535: WEIR_E_RANGE. */
enum weir_status weir_message_read(struct weir_slice wire, struct weir_message *out) WEIR_MUST_USE;

/* One question or record. Offsets count from the start of the message. A question has no TTL and no
 * RDATA: its `rdata_at` is the octet behind it and `rdata_size` 0. */
struct weir_record {
	enum weir_section section;
	uint16_t index; /* within its section, from 0 */
	uint16_t type;
	uint16_t rrclass; /* for OPT: the UDP payload size */
	uint16_t rdata_size;
	uint32_t ttl;      /* seconds; for OPT: extended RCODE, version, flags */
	uint32_t owner_at; /* where the (maybe compressed) owner name begins */
	uint32_t rdata_at;
};

/* Octets of owner names read in one walk, and 16 for each pointer followed. As many records as fit a
 * message (5461) may all have names of 255 octets behind six pointers; thousands of questions that
 * lead through chains of pointers are refused, so that no message takes longer than some
 * milliseconds. */
enum { WEIR_WALK_WORK_MAX = 2000000 };

/* A walk over all four sections in order. */
struct weir_walk {
	const struct weir_message *message; /* must outlive the walk */
	size_t at;        /* the next octet to read; after a failure: the broken item's start */
	unsigned section; /* of the next item */
	unsigned index;
	uint32_t work;         /* what the owner names may still cost, see WEIR_WALK_WORK_MAX */
	uint32_t known[2];     /* where names begin that were checked: the first, and the last one
				  * pointed at; UINT32_MAX: none yet */
	struct weir_flaw flaw; /* why the last weir_walk_next failed */
};

struct weir_walk weir_message_walk(const struct weir_message *message);

/* WEIR_OK: `out` is the next item. WEIR_END: all that the header claims was read; octets from
 * walk->at on are left over. Any other: the item cannot be framed, walk->flaw says why and where, and
 * nothing behind it can be read; further calls repeat the failure. */
enum weir_status weir_walk_next(struct weir_walk *walk, struct weir_record *out) WEIR_MUST_USE;

WEIR_API_END
#endif
