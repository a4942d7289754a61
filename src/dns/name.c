/* name.c - read, compare and fold domain names.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/name.h>

#include <string.h>

#include "base/cursor.h"
#include "dns/fold.h"
#include "dns/name_walk.h"

/* What a pointer at `from` to a later `target` is: a loop where following it comes back to it, else
 * merely forward. Only names that are refused anyway come here; 256 steps bound the work. */
static enum weir_reason forward_reason(struct weir_slice wire, size_t from, size_t target)
{
	size_t at = target;

	for (unsigned steps = 0; steps < 256 && at < wire.size; steps++) {
		uint8_t size = wire.data[at];
		if (at == from)
			return WEIR_FLAW_POINTER_LOOP;
		if (size == 0 || (size > WEIR_LABEL_SIZE_MAX && size < 0xc0))
			break;
		if (size <= WEIR_LABEL_SIZE_MAX)
			at += size + 1U;
		else if (wire.size - at < 2)
			break;
		else
			at = load_be16(wire.data + at) & 0x3fffU;
	}
	return WEIR_FLAW_POINTER_FORWARD;
}

/* RFC 1035 section 4.1.4. The size octet at w->at is known to be above 63. A pointer below the chunk
 * it ends leads to an earlier name; at or above its chunk's start, but not beyond itself, it would
 * read the same octets again for ever. */
enum weir_reason name_walk_pointer(struct name_walk *w)
{
	if (w->wire.data[w->at] < 0xc0)
		return WEIR_FLAW_LABEL_TYPE;
	if (w->wire.size - w->at < 2)
		return WEIR_FLAW_NAME_CUT;
	size_t target = load_be16(w->wire.data + w->at) & 0x3fff;

	if (target >= w->wire.size)
		return WEIR_FLAW_POINTER_BEYOND;
	if (target > w->at)
		return forward_reason(w->wire, w->at, target);
	if (target >= w->lowest)
		return WEIR_FLAW_POINTER_LOOP;
	if (w->jumps == 0)
		return WEIR_FLAW_POINTER_MANY;
	w->jumps--;
	if (w->next == 0)
		w->next = w->at + 2;
	w->lowest = target;
	w->at = target;
	return WEIR_FLAW_NONE;
}

static enum weir_status name_fault(enum weir_reason reason, size_t at, struct weir_flaw *flaw)
{
	if (flaw)
		*flaw = (struct weir_flaw){ reason, (uint32_t)at };
	return reason == WEIR_FLAW_NAME_CUT ? WEIR_E_SHORT : WEIR_E_FORM;
}

enum weir_status weir_name_expand(struct weir_slice wire, size_t at, struct weir_name *out,
				  struct weir_flaw *flaw)
{
	struct name_walk w = name_walk_at(wire, at);
	struct weir_name name;
	struct weir_slice label;
	size_t size = 0;

	/* Ends: every label takes from w.left, every pointer from w.jumps. */
	do {
		enum weir_reason reason = name_walk_label(&w, &label);
		if (reason != WEIR_FLAW_NONE)
			return name_fault(reason, w.at, flaw);
		memcpy(name.octets + size, label.data - 1, label.size + 1);
		size += label.size + 1;
	} while (label.size > 0);
	memcpy(out->octets, name.octets, size);
	out->size = (uint8_t)size;
	return WEIR_OK;
}

enum weir_status name_walk_finish(struct name_walk *w, struct weir_flaw *flaw)
{
	struct weir_slice label;

	do {
		enum weir_reason reason = name_walk_label(w, &label);
		if (reason != WEIR_FLAW_NONE)
			return name_fault(reason, w->at, flaw);
	} while (label.size > 0);
	return WEIR_OK;
}

enum weir_status weir_name_skip(struct weir_slice wire, size_t at, size_t *next,
				struct weir_flaw *flaw)
{
	struct name_walk w = name_walk_at(wire, at);
	enum weir_status status = name_walk_finish(&w, flaw);

	if (status == WEIR_OK)
		*next = w.next;
	return status;
}

void weir_name_fold(struct weir_name *name)
{
	/* Length octets are at most 63, below 'A': folding them is harmless. */
	fold_octets(name->octets, name->octets, name->size);
}

bool weir_name_equal(const struct weir_name *a, const struct weir_name *b)
{
	return a->size == b->size && fold_equal(a->octets, b->octets, a->size);
}

/* Offsets of all labels, the root's last; returns how many without the root. */
static unsigned label_offsets(const struct weir_name *name, uint8_t at[WEIR_LABELS_MAX + 1])
{
	unsigned count = 0;
	unsigned offset = 0;

	while (offset < name->size && name->octets[offset] != 0 && count < WEIR_LABELS_MAX) {
		at[count++] = (uint8_t)offset;
		offset += name->octets[offset] + 1U;
	}
	at[count] = (uint8_t)offset;
	return count;
}

unsigned weir_name_labels(const struct weir_name *name)
{
	uint8_t at[WEIR_LABELS_MAX + 1];

	return label_offsets(name, at);
}

static int label_compare(const uint8_t *a, const uint8_t *b)
{
	size_t common = a[0] < b[0] ? a[0] : b[0];

	for (size_t i = 1; i <= common; i++) {
		int difference = fold_octet(a[i]) - fold_octet(b[i]);
		if (difference != 0)
			return difference;
	}
	return a[0] - b[0];
}

int weir_name_compare(const struct weir_name *a, const struct weir_name *b)
{
	uint8_t at_a[WEIR_LABELS_MAX + 1];
	uint8_t at_b[WEIR_LABELS_MAX + 1];
	unsigned count_a = label_offsets(a, at_a);
	unsigned count_b = label_offsets(b, at_b);

	while (count_a > 0 && count_b > 0) {
		int order = label_compare(a->octets + at_a[--count_a], b->octets + at_b[--count_b]);
		if (order != 0)
			return order;
	}
	return (int)count_a - (int)count_b;
}

bool weir_name_within(const struct weir_name *name, const struct weir_name *zone)
{
	uint8_t at[WEIR_LABELS_MAX + 1];
	unsigned labels = label_offsets(name, at);
	unsigned wanted = weir_name_labels(zone);

	if (wanted > labels)
		return false;
	unsigned start = at[labels - wanted];
	return name->size - start == zone->size &&
	       fold_equal(name->octets + start, zone->octets, zone->size);
}
