/* name_set.c - a rule made ready to be asked: sets of many names by hash, and what its fields need.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/name_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "dns/fold.h"
#include "filter/name_set_private.h"

/* Nothing in it varies but the case of letters. */
static bool is_plain(const struct name_pattern *pattern, const struct name_label *label)
{
	if (label->any)
		return false;
	for (unsigned i = 0; i < label->least; i++) {
		uint8_t mask = pattern->mask[label->at + i];
		uint8_t octet = pattern->octets[label->at + i];
		bool letter = octet >= 'A' && octet <= 'Z';
		if (mask != 0xff && !(mask == 0xdf && letter))
			return false;
	}
	return true;
}

static unsigned plain_labels(const struct name_pattern *pattern)
{
	unsigned count = 0;

	if (pattern->tail != TAIL_ROOT)
		return 0;
	while (count < pattern->label_count &&
	       is_plain(pattern, &pattern->labels[pattern->label_count - 1 - count]))
		count++;
	return count;
}

static uint64_t plain_hash(const struct name_pattern *pattern, unsigned labels)
{
	uint64_t hash = NAME_SET_SEED;
	uint8_t wire[WEIR_LABEL_SIZE_MAX + 1];

	for (unsigned i = 1; i <= labels; i++) {
		const struct name_label *label = &pattern->labels[pattern->label_count - i];
		wire[0] = label->least;
		fold_octets(wire + 1, pattern->octets + label->at, label->least);
		hash = hash_bytes(hash, wire, label->least + 1U);
	}
	return hash;
}

static void set_close(struct name_set *set)
{
	if (!set)
		return;
	free(set->heads);
	free(set->entries);
	free(set->others);
	free(set);
}

static struct name_set *set_room(uint32_t count)
{
	struct name_set *set = calloc(1, sizeof(*set));
	uint32_t heads = 8;

	if (!set)
		return NULL;
	while (heads < count && heads < 1U << 30)
		heads *= 2;
	set->mask = heads - 1;
	set->heads = malloc(heads * sizeof(*set->heads));
	set->entries = malloc(count * sizeof(*set->entries));
	set->others = malloc(count * sizeof(*set->others));
	if (!set->heads || !set->entries || !set->others) {
		set_close(set);
		return NULL;
	}
	for (uint32_t i = 0; i < heads; i++)
		set->heads[i] = NAME_SET_END;
	return set;
}

static void set_add(struct name_set *set, const struct name_pattern *pattern, uint32_t number)
{
	unsigned labels = plain_labels(pattern);

	if (labels == 0) {
		set->others[set->other_count++] = number;
		return;
	}
	uint64_t hash = plain_hash(pattern, labels);
	uint32_t *head = &set->heads[hash & set->mask];
	set->entries[number] = (struct name_set_entry){
		.hash = hash, .next = *head, .pattern = number, .labels = (uint8_t)labels
	};
	*head = number;
	set->depths[labels / 64] |= 1ULL << labels % 64;
	if (labels > set->deepest)
		set->deepest = labels;
}

static enum weir_status set_open(struct relation *relation)
{
	struct name_set *set = set_room(relation->count);

	if (!set)
		return WEIR_E_MEMORY;
	for (uint32_t i = 0; i < relation->count; i++)
		set_add(set, &relation->names[i], i);
	relation->set = set;
	return WEIR_OK;
}

static bool needs_packet(const struct relation *relation)
{
	if (!relation->field || relation->field->reach != WEIR_REACH_DERIVED)
		return false;
	return relation->field->symbol == WEIR_FIELD_TCP_LEN ||
	       relation->field->words == WEIR_WORDS_CHECKSUM;
}

enum weir_status rule_prepare(struct weir_rule *rule)
{
	for (uint32_t i = 0; i < rule->relation_count; i++) {
		struct relation *relation = &rule->relations[i];
		rule->needs_packet |= needs_packet(relation);
		if (relation->test != TEST_NAME || relation->count < NAME_SET_LEAST ||
		    relation->set)
			continue;
		enum weir_status status = set_open(relation);
		if (status != WEIR_OK)
			return status;
	}
	return WEIR_OK;
}

void rule_unprepare(struct weir_rule *rule)
{
	for (uint32_t i = 0; rule->relations && i < rule->relation_count; i++) {
		set_close(rule->relations[i].set);
		rule->relations[i].set = NULL;
	}
}
