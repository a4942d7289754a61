/* build_merge.c - relations of an OR about the same field become one.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "filter/build.h"
#include "filter/sets.h"

/* Groups looked for at a time; what does not find its own stays as it is. */
enum { GROUPS_MAX = 32 };

struct group {
	uint32_t at; /* of its first child */
	uint32_t members;
	uint64_t count;    /* of values */
	uint32_t relation; /* its first one */
	bool present;      /* one of them is presence: the others add nothing */
};

static bool can_merge(const struct relation *r)
{
	switch (r->test) {
	case TEST_PRESENT:
	case TEST_NUMBER:
	case TEST_OCTETS:
	case TEST_NAME:
		return r->field != NULL;
	case TEST_ORDER:
	case TEST_CONTAINS:
		break;
	}
	return false;
}

static bool go_together(const struct relation *a, const struct relation *b)
{
	if (a->field != b->field)
		return false;
	if (a->test == TEST_PRESENT || b->test == TEST_PRESENT)
		return true;
	return a->test == b->test && a->mask == b->mask && a->sliced == b->sliced &&
	       a->slice_at == b->slice_at && a->slice_length == b->slice_length;
}

static struct group *find_group(struct builder *builder, struct group *groups, size_t *count,
				const struct relation *relation)
{
	for (size_t i = 0; i < *count; i++)
		if (go_together(&builder->rule->relations[groups[i].relation], relation))
			return &groups[i];
	if (*count == GROUPS_MAX)
		return NULL;
	groups[*count] = (struct group){ 0 };
	return &groups[(*count)++];
}

static void *join(void *to, uint64_t *at, const void *from, uint32_t count, size_t size)
{
	if (from && count > 0)
		memcpy((uint8_t *)to + *at * size, from, count * size);
	*at += count;
	return to;
}

/* All members' values in one relation. */
static enum weir_status merge_values(struct builder *builder, const struct group *group,
				     const uint32_t *places, const uint8_t *member_of, uint8_t mine,
				     uint32_t children, struct relation *out)
{
	const struct weir_rule *rule = builder->rule;
	const struct relation *first = &rule->relations[group->relation];
	size_t size = first->intervals ? sizeof(*out->intervals)
		      : first->octets  ? sizeof(*out->octets)
				       : sizeof(*out->names);
	uint64_t at = 0;

	if (group->count > SET_MAX)
		return WEIR_E_SPACE;
	void *values = calloc(group->count + 1, size);
	if (!values)
		return WEIR_E_MEMORY;
	for (uint32_t i = 0; i < children; i++) {
		if (member_of[i] != mine)
			continue;
		const struct relation *r = &rule->relations[rule->nodes[places[i]].relation];
		const void *from = r->intervals ? (const void *)r->intervals
				   : r->octets  ? (const void *)r->octets
						: (const void *)r->names;
		values = join(values, &at, from, r->count, size);
	}
	*out = *first;
	out->count = (uint32_t)at;
	out->intervals = NULL;
	out->octets = NULL;
	out->names = NULL;
	if (first->intervals)
		out->intervals = values;
	else if (first->octets)
		out->octets = values;
	else
		out->names = values;
	relation_settle(out);
	return WEIR_OK;
}

/* One node in place of a group's. */
static enum weir_status merge_group(struct builder *builder, const struct group *group,
				    const uint32_t *places, const uint8_t *member_of, uint8_t mine,
				    uint32_t children, uint32_t *out)
{
	const struct relation *first = &builder->rule->relations[group->relation];
	struct relation merged = { .field = first->field,
				   .layer = first->layer,
				   .test = TEST_PRESENT,
				   .mask = UINT64_MAX,
				   .slice_length = -1,
				   .column = first->column,
				   .width = first->width };
	enum weir_status status = WEIR_OK;

	if (!group->present)
		status = merge_values(builder, group, places, member_of, mine, children, &merged);
	return status == WEIR_OK ? build_relation(builder, &merged, out) : status;
}

static enum weir_status merge_all(struct builder *builder, uint32_t *places, uint8_t *member_of,
				  uint32_t children, struct group *groups, size_t count)
{
	for (size_t g = 0; g < count; g++) {
		uint32_t node;

		if (groups[g].members < 2)
			continue;
		enum weir_status status = merge_group(builder, &groups[g], places, member_of,
						      (uint8_t)(g + 1), children, &node);
		if (status == WEIR_E_SPACE) /* too many values for one set */
			continue;
		if (status != WEIR_OK)
			return status;
		for (uint32_t i = 0; i < children; i++)
			if (member_of[i] == g + 1)
				places[i] = i == groups[g].at ? node : UINT32_MAX;
	}
	return WEIR_OK;
}

enum weir_status build_merge(struct builder *builder, uint32_t first)
{
	struct weir_rule *rule = builder->rule;
	struct group groups[GROUPS_MAX];
	size_t count = 0;
	uint32_t children = builder->child_count - first;

	if (children == 0) /* `children` may not be there either */
		return WEIR_OK;
	uint8_t *member_of = calloc(children, 1);
	if (!member_of)
		return WEIR_E_MEMORY;
	for (uint32_t i = 0; i < children; i++) {
		const struct node *node = &rule->nodes[rule->children[first + i]];

		if (node->kind != NODE_RELATION)
			continue;
		const struct relation *r = &rule->relations[node->relation];
		struct group *group = can_merge(r) ? find_group(builder, groups, &count, r) : NULL;
		if (!group)
			continue;
		if (group->members == 0) {
			group->at = i;
			group->relation = node->relation;
		}
		group->members++;
		group->count += r->count;
		group->present = group->present || r->test == TEST_PRESENT;
		member_of[i] = (uint8_t)(group - groups + 1);
	}
	enum weir_status status =
		merge_all(builder, rule->children + first, member_of, children, groups, count);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < children && status == WEIR_OK; i++)
		if (rule->children[first + i] != UINT32_MAX)
			rule->children[first + kept++] = rule->children[first + i];
	if (status == WEIR_OK)
		builder->child_count = first + kept;
	free(member_of);
	return status;
}
