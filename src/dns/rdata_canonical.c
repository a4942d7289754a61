/* rdata_canonical.c - RDATA checked and copied in one pass: names expanded and folded.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The miner's hot path: no allocation, no text. */
#include <dnsweir/rdata.h>

#include <string.h>

#include "dns/fold.h"
#include "dns/name_walk.h"
#include "dns/rdata_step.h"

struct copy {
	uint8_t *out;
	size_t capacity;
	size_t size;
};

static bool copy_put(struct copy *copy, const uint8_t *bytes, size_t size)
{
	if (size > copy->capacity - copy->size)
		return false;
	if (size > 0)
		memcpy(copy->out + copy->size, bytes, size);
	copy->size += size;
	return true;
}

/* The name at w->at, expanded and in lower case; w->at moves behind it. */
static enum weir_reason copy_name(struct copy *copy, struct rdata_walk *w, bool compress,
				  bool *fits)
{
	struct name_walk walk = name_walk_at(w->rdata.wire, w->at);
	struct weir_slice label;

	/* Ends: every label takes from walk.left, every pointer from walk.jumps. */
	do {
		enum weir_reason reason = name_walk_label(&walk, &label);
		if (reason != WEIR_FLAW_NONE) {
			w->at = (uint32_t)walk.at;
			return reason;
		}
		*fits = *fits && label.size < copy->capacity - copy->size;
		if (!*fits)
			continue;
		copy->out[copy->size] = (uint8_t)label.size;
		fold_octets(copy->out + copy->size + 1, label.data, label.size);
		copy->size += label.size + 1;
	} while (label.size > 0);
	w->at = (uint32_t)walk.next;
	if (compress || walk.jumps == WEIR_NAME_JUMPS_MAX)
		return WEIR_FLAW_NONE;
	w->at -= 2;
	return WEIR_FLAW_POINTER_FORBIDDEN;
}

/* Fields that do not change pile up from `plain` on and are copied when a name or the end comes. */
static enum weir_reason copy_fields(struct copy *copy, struct rdata_walk *w, bool *fits)
{
	const uint8_t *wire = w->rdata.wire.data;
	uint32_t plain = w->at;

	for (char letter; (letter = *w->shape) != 0;) {
		enum weir_reason reason = WEIR_FLAW_NONE;
		uint8_t fixed = rdata_fixed_size[letter & 0x7f];
		if (fixed) {
			if (fixed > w->rdata.wire.size - w->at)
				return WEIR_FLAW_RDATA_SHORT;
			w->at += fixed;
			w->shape++;
		} else if (rdata_is_folded_name(letter) && !(letter == 'Y' && w->selector == 0)) {
			*fits = *fits && copy_put(copy, wire + plain, w->at - plain);
			reason = copy_name(copy, w, rdata_may_compress(w, letter), fits);
			plain = w->at;
			w->shape++;
		} else {
			struct rdata_field field;
			reason = rdata_step(w, &field);
		}
		if (reason != WEIR_FLAW_NONE)
			return reason;
	}
	*fits = *fits && copy_put(copy, wire + plain, w->at - plain);
	return rdata_finish(w);
}

/* A and AAAA of class IN are most of all traffic. */
static size_t address_size(const struct weir_rdata *rdata)
{
	if (rdata->rrclass != WEIR_CLASS_IN)
		return 0;
	return rdata->type == WEIR_TYPE_A ? 4 : rdata->type == WEIR_TYPE_AAAA ? 16 : 0;
}

enum weir_status weir_rdata_canonical(const struct weir_rdata *rdata, uint8_t *out, size_t capacity,
				      size_t *size, struct weir_flaw *flaw)
{
	struct copy copy = { out, capacity, 0 };
	size_t plain = address_size(rdata);
	struct rdata_walk w;
	bool fits = true;

	if (plain != 0 && rdata->size == plain && rdata->at <= rdata->wire.size &&
	    plain <= rdata->wire.size - rdata->at) {
		if (!copy_put(&copy, rdata->wire.data + rdata->at, plain))
			return WEIR_E_SPACE;
		*size = plain;
		return WEIR_OK;
	}
	rdata_begin(&w, rdata);
	if (w.flaw.reason != WEIR_FLAW_NONE)
		return rdata_fault(w.flaw.reason, w.flaw.at, flaw);
	enum weir_reason reason = copy_fields(&copy, &w, &fits);
	if (reason != WEIR_FLAW_NONE)
		return rdata_fault(reason, w.at, flaw);
	if (!fits)
		return WEIR_E_SPACE;
	*size = copy.size;
	return WEIR_OK;
}
