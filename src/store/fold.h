/* fold.h - the table in memory that folds equal sightings into one row: first, last, count.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A row costs its key's octets and at most 64 more: a head of 32, up to 7 of alignment and a slot of 8
 * in an index filled between 3/8 and 3/4. The table is cut into FOLD_PARTS by the key's hash; each part
 * grows alone, so growing never holds two copies of the whole, and has a lock of its own that a caller
 * takes once for many sightings. Sums, minima and maxima commute: the order of calls does not show. */
#ifndef STORE_FOLD_H
#define STORE_FOLD_H

#include <dnsweir/base.h>

enum { FOLD_PARTS = 64 };

/* What is to be folded. The key lies in one piece: `name_size` octets of owner name (as name_key.h makes
 * them), then the RDATA (wire form, uncompressed). */
struct fold_sighting {
	const uint8_t *key;
	uint64_t hash; /* fold_hash of the rest of this struct's identity */
	int64_t time;  /* nanoseconds since 1970 */
	uint32_t rdata_size;
	uint16_t type;
	uint16_t name_size;
	uint8_t kind; /* the caller's: rows of different kind never fold */
};

/* A row inside the table; the key follows it. Moves nowhere until the table closes. */
struct fold_row {
	int64_t first;
	int64_t last;
	uint64_t count;
	uint16_t name_size;
	uint16_t type;
	uint16_t rdata_size_low; /* 24 bits in two members: the head stays at 32 octets */
	uint8_t rdata_size_high;
	uint8_t kind;
	uint8_t key[];
};

static inline uint32_t fold_rdata_size(const struct fold_row *row)
{
	return (uint32_t)row->rdata_size_high << 16 | row->rdata_size_low;
}

struct fold;

/* `rows_max`: ceiling on rows; sightings of further keys are refused and counted. */
enum weir_status fold_open(uint64_t rows_max, struct fold **out) WEIR_MUST_USE;
void fold_close(struct fold *fold);

/* The hash that a sighting carries, from its name's own hash (shared by all records of an owner). */
uint64_t fold_name_hash(const uint8_t *name, size_t size);
uint64_t fold_hash(uint64_t name_hash, uint16_t type, uint8_t kind, const uint8_t *rdata,
		   size_t size);
static inline unsigned fold_part(uint64_t hash)
{
	return (unsigned)(hash >> 58);
}

/* Fold sightings that all belong to `part`. Takes the part's lock. WEIR_E_MEMORY: an allocation failed;
 * what was not folded is counted as refused. */
enum weir_status fold_add(struct fold *fold, unsigned part, const struct fold_sighting *const *list,
			  size_t count) WEIR_MUST_USE;

uint64_t fold_rows(const struct fold *fold);
uint64_t fold_refused(const struct fold *fold); /* sightings that found no room */

/* End of adding: drops the index and sorts all rows by name (RFC 4034 section 6.1), kind, type, RDATA. */
enum weir_status fold_sort(struct fold *fold) WEIR_MUST_USE;
/* The rows after fold_sort, by index; NULL behind the last. */
const struct fold_row *fold_sorted(const struct fold *fold, size_t index);

#endif
