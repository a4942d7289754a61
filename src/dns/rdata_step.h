/* rdata_step.h - read and check one field of a shape; all that walks the record table stands on it.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNS_RDATA_STEP_H
#define DNS_RDATA_STEP_H

#include <dnsweir/rdata.h>

struct rr_row {
	const char *mnemonic; /* NULL: no such type */
	const char *shape;
	const char *fields;
	bool in_only; /* opaque in classes other than IN */
};

/* One field as the shape's letter reads it. */
struct rdata_field {
	char letter;
	uint32_t at; /* octets of the field in the wire, lengths included */
	uint32_t size;
	uint64_t number;
	struct weir_slice content; /* borrowed from the wire; without lengths */
};

/* A walk over the fields. */
struct rdata_walk {
	struct weir_rdata rdata; /* its wire ends where the RDATA ends */
	const char *shape;       /* letters not yet read */
	const char *names;       /* of the whole row */
	uint32_t at;
	uint16_t long_size; /* what the letters L, l and the selectors left behind */
	uint8_t short_size;
	uint8_t selector;
	bool no_text;          /* valid, but no text says it exactly: prints as \# n hex */
	struct weir_flaw flaw; /* RDATA outside its wire */
};

/* The row of a type; NULL for a number the table does not know. */
const struct rr_row *rr_row_of(uint16_t type);

/* Octets of the letters that have no rule but their size; 0 for all others. */
extern const uint8_t rdata_fixed_size[128];

/* Start a walk: shape chosen by type, class and size, wire cut at the RDATA's end. RDATA outside the
 * wire sets w->flaw. */
void rdata_begin(struct rdata_walk *w, const struct weir_rdata *rdata);

/* Is the letter a name to be rewritten in canonical form? */
static inline bool rdata_is_folded_name(char letter)
{
	return letter == 'N' || letter == 'd' || letter == 'n' || letter == 'Y';
}

/* May a name of this letter be compressed? */
static inline bool rdata_may_compress(const struct rdata_walk *w, char letter)
{
	return letter == 'N' || letter == 'd' || (letter == 'n' && w->rdata.mdns);
}

/* Read the field of *w->shape at w->at and check its inside. WEIR_FLAW_NONE: both have moved on, `f`
 * has letter, place, number and content. On a flaw w->at is the place. Hidden and absent fields are
 * delivered too (the latter with size 0). */
enum weir_reason rdata_step(struct rdata_walk *w, struct rdata_field *f);

/* All octets read? Called when *w->shape is 0. */
static inline enum weir_reason rdata_finish(const struct rdata_walk *w)
{
	return w->at == w->rdata.wire.size ? WEIR_FLAW_NONE : WEIR_FLAW_RDATA_LONG;
}

/* Fill the caller's flaw (may be NULL) and give the status that goes with the reason. */
enum weir_status rdata_fault(enum weir_reason reason, size_t at, struct weir_flaw *flaw);

/* The fields without a fixed layout that rdata_step hands on; `body` is the field to its end. On a
 * flaw *at (within body) is the place. rdata_lists.c. */
enum weir_reason check_type_bitmap(struct weir_slice body, size_t *at);
enum weir_reason check_prefixes(struct weir_slice body, size_t *at, bool *no_text);
enum weir_reason check_svc_params(struct weir_slice body, size_t *at);
enum weir_reason check_options(struct weir_slice body, size_t *at);
enum weir_reason check_location(struct weir_slice body, size_t *at);

#endif
