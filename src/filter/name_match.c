/* name_match.c - a name against one pattern, and against all patterns of a relation.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/name_set.h"

#include <string.h>

#include "base/hash.h"
#include "dns/fold.h"
#include "filter/name_set_private.h"

void name_labels_of(const struct weir_name *name, struct name_labels *out)
{
	unsigned at = 0;

	out->octets = name->octets;
	out->count = 0;
	/* Ends: a name has at most 127 labels; `at` moves on with each. */
	while (at < name->size && name->octets[at] != 0 && out->count < WEIR_LABELS_MAX) {
		out->at[out->count++] = (uint8_t)at;
		at += name->octets[at] + 1U;
	}
	out->at[out->count] = (uint8_t)at;
}

static bool octets_match(const struct name_pattern *pattern, const struct name_label *label,
			 const uint8_t *octets, unsigned size)
{
	const uint8_t *wanted = pattern->octets + label->at;
	const uint8_t *mask = pattern->mask + label->at;

	for (unsigned i = 0; i < size; i++)
		if ((octets[i] & mask[i]) != wanted[i])
			return false;
	return true;
}

static bool label_matches(const struct name_pattern *pattern, const struct name_label *label,
			  const uint8_t *octets)
{
	if (octets[0] < label->least || octets[0] > label->most)
		return false;
	return label->any || octets_match(pattern, label, octets + 1, label->least);
}

/* A label that only begins like the pattern's last one. */
static bool label_begins(const struct name_pattern *pattern, const struct name_label *label,
			 const uint8_t *octets)
{
	if (octets[0] < label->least)
		return false;
	return label->any || octets_match(pattern, label, octets + 1, label->least);
}

/* All labels of the pattern, from label `start` of the name on; there are enough of them. */
static bool matches_at(const struct name_pattern *pattern, const struct name_labels *name,
		       unsigned start)
{
	unsigned last = pattern->label_count;
	bool prefix = pattern->tail == TAIL_PREFIX && last > 0;

	for (unsigned i = 0; i < last; i++) {
		const struct name_label *label = &pattern->labels[i];
		const uint8_t *octets = name->octets + name->at[start + i];
		if (prefix && i == last - 1)
			return label_begins(pattern, label, octets);
		if (!label_matches(pattern, label, octets))
			return false;
	}
	return true;
}

bool name_pattern_matches(const struct name_pattern *pattern, const struct name_labels *name)
{
	unsigned wanted = pattern->label_count + (pattern->tail == TAIL_MORE ? 1U : 0U);

	if (name->count < wanted)
		return false;
	unsigned spare = name->count - wanted;
	if (pattern->tail == TAIL_ROOT)
		return (spare == 0 || pattern->within) && matches_at(pattern, name, spare);
	if (!pattern->within)
		return matches_at(pattern, name, 0);
	for (unsigned start = 0; start <= spare; start++)
		if (matches_at(pattern, name, start))
			return true;
	return false;
}

static bool bucket_match(const struct name_set *set, const struct name_pattern *patterns,
			 const struct name_labels *name, unsigned labels, uint64_t hash)
{
	uint32_t next = set->heads[hash & set->mask];

	for (; next != NAME_SET_END; next = set->entries[next].next) {
		const struct name_set_entry *entry = &set->entries[next];
		if (entry->hash == hash && entry->labels == labels &&
		    name_pattern_matches(&patterns[entry->pattern], name))
			return true;
	}
	return false;
}

/* The name's ends, from the root on: "", "uk", "example.uk", ... */
static bool set_match(const struct name_set *set, const struct name_pattern *patterns,
		      const struct name_labels *name)
{
	uint8_t folded[WEIR_NAME_SIZE_MAX];
	uint64_t hash = NAME_SET_SEED;

	fold_octets(folded, name->octets, name->at[name->count] + 1U);
	for (unsigned labels = 0; labels <= name->count; labels++) {
		if (labels > 0) {
			const uint8_t *label = folded + name->at[name->count - labels];
			hash = hash_bytes(hash, label, label[0] + 1U);
		}
		if (labels > set->deepest)
			break;
		if ((set->depths[labels / 64] >> labels % 64 & 1) &&
		    bucket_match(set, patterns, name, labels, hash))
			return true;
	}
	for (uint32_t i = 0; i < set->other_count; i++)
		if (name_pattern_matches(&patterns[set->others[i]], name))
			return true;
	return false;
}

bool name_set_has(const struct relation *relation, const struct name_labels *name)
{
	if (relation->set)
		return set_match(relation->set, relation->names, name);
	for (uint32_t i = 0; i < relation->count; i++)
		if (name_pattern_matches(&relation->names[i], name))
			return true;
	return false;
}

bool name_set_match(const struct relation *relation, const struct weir_name *name)
{
	struct name_labels labels;

	name_labels_of(name, &labels);
	return name_set_has(relation, &labels);
}
