/* compose.h - write a DNS message into the caller's buffer, names compressed.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 1035 section 4.1. The buffer holds a whole message after every call: counts are kept right, what
 * does not fit leaves no trace but TC. Nothing allocates. */
#ifndef DNSWEIR_COMPOSE_H
#define DNSWEIR_COMPOSE_H

#include <dnsweir/edns.h>
#include <dnsweir/message.h>
#include <dnsweir/name.h>

WEIR_API_BEGIN

enum {
	WEIR_COMPOSE_SLOTS = 512, /* a power of two */
	WEIR_COMPOSE_NAMES = 384, /* suffixes remembered; later ones are written in full */
};

/* A message under construction. Plain memory, about 2 KiB: lives on the stack, is dropped without
 * ceremony. Read `data` and `size`, set `mdns`, leave the rest alone.
 *
 * A name is replaced by a pointer only where the octets of the earlier one are the same, case
 * included: names come out as they went in, so a question with mixed case (0x20) can be checked. */
struct weir_compose {
	uint8_t *data;
	size_t size;     /* octets of the message so far */
	size_t limit;    /* never more than this */
	size_t reserved; /* of these, kept for OPT and what follows it */
	bool mdns;       /* for the caller to set: messages copied from are those of RFC 6762 */
	unsigned section;
	uint16_t name_count;
	uint16_t slots[WEIR_COMPOSE_SLOTS];  /* offsets of suffixes by hash; 0: free */
	uint16_t filled[WEIR_COMPOSE_NAMES]; /* the slots in use, in order */
};

/* Begin with a header: `flags` as in struct weir_message. At most `limit` octets of `buffer` are
 * used, and never more than 65535. WEIR_E_SPACE: fewer than 12. */
enum weir_status weir_compose_begin(struct weir_compose *compose, void *buffer, size_t limit,
				    uint16_t id, uint16_t flags) WEIR_MUST_USE;

/* Keep `size` octets free for the OPT record (11 and its options) and for TSIG: records other than
 * these two do not get them. */
void weir_compose_reserve(struct weir_compose *compose, size_t size);

/* Replace the flags word; TC stays set where something did not fit. */
void weir_compose_flags(struct weir_compose *compose, uint16_t flags);

/* Each of the following adds one item or, with another status than WEIR_OK, nothing.
 * WEIR_E_SPACE: it does not fit; TC is set unless it belonged to the additional section (RFC 2181
 * section 9). WEIR_E_USE: a later section was begun already. WEIR_E_RANGE: 65535 items are there.
 * WEIR_E_FORM: the name is not one. */
enum weir_status weir_compose_question(struct weir_compose *compose, const struct weir_name *name,
				       uint16_t type, uint16_t rrclass) WEIR_MUST_USE;

/* `rdata` is uncompressed wire form; names in the RDATA of the types of RFC 1035 are compressed
 * (RFC 3597 section 4). RDATA that weir_rdata_check refuses is written as it is. */
enum weir_status weir_compose_record(struct weir_compose *compose, enum weir_section section,
				     const struct weir_name *owner, uint16_t type, uint16_t rrclass,
				     uint32_t ttl, struct weir_slice rdata) WEIR_MUST_USE;

/* A question or record of another message, names expanded first, those of RDATA where the type (and,
 * with `mdns`, RFC 6762 section 18.14) lets them be compressed. WEIR_E_FORM, WEIR_E_SHORT: its
 * owner cannot be read. */
enum weir_status weir_compose_copy(struct weir_compose *compose, const struct weir_message *message,
				   const struct weir_record *record) WEIR_MUST_USE;

/* The OPT record. The low four bits of edns->rcode go into the header, edns->at is not used. */
enum weir_status weir_compose_opt(struct weir_compose *compose,
				  const struct weir_edns *edns) WEIR_MUST_USE;

/* Take back all that was added behind a mark, as for an RRset that does not fit as a whole; flags stay
 * as they are. A mark serves until something before it is taken back. */
struct weir_compose_mark {
	size_t size;
	size_t reserved;
	uint16_t name_count;
	uint16_t count[4];
	unsigned section;
};
struct weir_compose_mark weir_compose_mark(const struct weir_compose *compose);
void weir_compose_rewind(struct weir_compose *compose, const struct weir_compose_mark *mark);

/* The message. Valid until the buffer changes. */
static inline struct weir_slice weir_compose_wire(const struct weir_compose *compose)
{
	struct weir_slice wire = { compose->data, compose->size };
	return wire;
}

WEIR_API_END
#endif
