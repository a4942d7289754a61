/* build.c - a tree grown node by node: folded, flattened, equal relations one.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/build.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"

enum weir_status list_grow(void **list, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return WEIR_OK;
	size_t wanted = *room > 0 ? *room * 2 : 16;
	void *grown = reallocarray(*list, wanted, size);
	if (!grown)
		return WEIR_E_MEMORY;
	*list = grown;
	*room = wanted;
	return WEIR_OK;
}

void relation_free(struct relation *relation)
{
	free(relation->intervals);
	free(relation->octets);
	free(relation->names);
	relation->intervals = NULL;
	relation->octets = NULL;
	relation->names = NULL;
}

static enum weir_status too_large(struct builder *builder, uint32_t column)
{
	return error_set(builder->err, WEIR_E_RANGE, column,
			 "the rule is too large: more than %u relations or %u nodes",
			 TREE_RELATIONS_MAX, TREE_NODES_MAX);
}

static enum weir_status add_node(struct builder *builder, struct node node, uint32_t *out)
{
	struct weir_rule *rule = builder->rule;
	void *list = rule->nodes;

	if (rule->node_count == TREE_NODES_MAX)
		return too_large(builder, node.column);
	enum weir_status status =
		list_grow(&list, rule->node_count, &builder->node_room, sizeof(node));
	rule->nodes = list;
	if (status != WEIR_OK)
		return status;
	*out = rule->node_count;
	rule->nodes[rule->node_count++] = node;
	return WEIR_OK;
}

static enum weir_status add_child(struct builder *builder, uint32_t child)
{
	void *list = builder->rule->children;

	if (builder->child_count == 2 * TREE_NODES_MAX)
		return too_large(builder, builder->rule->nodes[child].column);
	enum weir_status status =
		list_grow(&list, builder->child_count, &builder->child_room, sizeof(child));
	builder->rule->children = list;
	if (status == WEIR_OK)
		builder->rule->children[builder->child_count++] = child;
	return status;
}

enum weir_status build_constant(struct builder *builder, bool always, struct place place,
				uint32_t *out)
{
	return add_node(builder,
			(struct node){ .kind = always ? NODE_ALWAYS : NODE_NEVER,
				       .column = place.column,
				       .width = place.width },
			out);
}

/* The octets that a relation's arrays take. */
static size_t intervals_size(const struct relation *r)
{
	return r->intervals ? r->count * sizeof(*r->intervals) : 0;
}

static size_t octets_size(const struct relation *r)
{
	return r->octets ? r->count * sizeof(*r->octets) : 0;
}

static size_t names_size(const struct relation *r)
{
	return r->names ? r->count * sizeof(*r->names) : 0;
}

static bool same_octets(const void *a, const void *b, size_t size)
{
	return size == 0 || memcmp(a, b, size) == 0;
}

static bool relations_equal(const struct relation *a, const struct relation *b)
{
	return a->field == b->field && a->layer == b->layer && a->test == b->test &&
	       a->order == b->order && a->mask == b->mask && a->sliced == b->sliced &&
	       a->slice_at == b->slice_at && a->slice_length == b->slice_length &&
	       a->count == b->count && !a->intervals == !b->intervals && !a->octets == !b->octets &&
	       !a->names == !b->names &&
	       same_octets(a->intervals, b->intervals, intervals_size(a)) &&
	       same_octets(a->octets, b->octets, octets_size(a)) &&
	       same_octets(a->names, b->names, names_size(a));
}

static uint64_t relation_hash(const struct relation *r)
{
	uint64_t hash =
		hash_u64(r->field ? r->field->symbol : WEIR_FIELD_COUNT + (unsigned)r->layer,
			 (uint64_t)r->test << 8 | (uint64_t)r->order);

	hash = hash_u64(hash, r->mask);
	hash = hash_u64(hash, (uint64_t)(uint32_t)r->slice_at << 32 | (uint32_t)r->slice_length);
	hash = hash_bytes(hash, (const uint8_t *)r->intervals, intervals_size(r));
	hash = hash_bytes(hash, (const uint8_t *)r->octets, octets_size(r));
	return hash_bytes(hash, (const uint8_t *)r->names, names_size(r));
}

/* Where the relation stands, or a free slot. The table is never more than half full. */
static size_t find_slot(const struct builder *builder, const struct relation *relation)
{
	size_t slot = relation_hash(relation) & (builder->slot_count - 1);

	while (builder->slots[slot] != 0 &&
	       !relations_equal(&builder->rule->relations[builder->slots[slot] - 1], relation))
		slot = (slot + 1) & (builder->slot_count - 1);
	return slot;
}

static enum weir_status grow_slots(struct builder *builder)
{
	size_t wanted = builder->slot_count ? builder->slot_count * 2 : 64;
	uint32_t *slots;

	if (builder->rule->relation_count < builder->slot_count / 2)
		return WEIR_OK;
	slots = calloc(wanted, sizeof(*slots));
	if (!slots)
		return WEIR_E_MEMORY;
	free(builder->slots);
	builder->slots = slots;
	builder->slot_count = wanted;
	for (uint32_t i = 0; i < builder->rule->relation_count; i++)
		slots[find_slot(builder, &builder->rule->relations[i])] = i + 1;
	return WEIR_OK;
}

static enum weir_status keep_relation(struct builder *builder, struct relation *relation,
				      uint32_t *out)
{
	struct weir_rule *rule = builder->rule;
	void *list = rule->relations;
	enum weir_status status = grow_slots(builder);

	if (status != WEIR_OK)
		return status;
	size_t slot = find_slot(builder, relation);
	if (builder->slots[slot] != 0) {
		*out = builder->slots[slot] - 1;
		relation_free(relation);
		return WEIR_OK;
	}
	if (rule->relation_count == TREE_RELATIONS_MAX)
		return too_large(builder, relation->column);
	status = list_grow(&list, rule->relation_count, &builder->relation_room, sizeof(*relation));
	rule->relations = list;
	if (status != WEIR_OK)
		return status;
	*out = rule->relation_count;
	rule->relations[rule->relation_count++] = *relation;
	builder->slots[slot] = rule->relation_count;
	return WEIR_OK;
}

enum weir_status build_relation(struct builder *builder, struct relation *relation, uint32_t *out)
{
	struct node node = { .kind = NODE_RELATION,
			     .column = relation->column,
			     .width = relation->width };
	enum weir_status status = keep_relation(builder, relation, &node.relation);

	if (status != WEIR_OK) {
		relation_free(relation);
		return status;
	}
	return add_node(builder, node, out);
}

enum weir_status build_not(struct builder *builder, uint32_t child, struct place place,
			   uint32_t *out)
{
	const struct node *below = &builder->rule->nodes[child];
	struct node node = { .kind = NODE_NOT,
			     .first = builder->child_count,
			     .count = 1,
			     .column = place.column,
			     .width = place.width };

	if (below->kind == NODE_NOT) {
		*out = builder->rule->children[below->first];
		return WEIR_OK;
	}
	if (below->kind == NODE_NEVER || below->kind == NODE_ALWAYS)
		return build_constant(builder, below->kind == NODE_NEVER, place, out);
	enum weir_status status = add_child(builder, child);
	return status == WEIR_OK ? add_node(builder, node, out) : status;
}

/* Does the list hold that already? Only the last few are looked at, so that long lists stay linear. */
static bool stands_before(const struct builder *builder, uint32_t first, uint32_t child)
{
	const struct node *nodes = builder->rule->nodes;

	for (uint32_t i = builder->child_count; i > first && builder->child_count - i < 64; i--) {
		uint32_t other = builder->rule->children[i - 1];

		if (other == child ||
		    (nodes[other].kind == NODE_RELATION && nodes[child].kind == NODE_RELATION &&
		     nodes[other].relation == nodes[child].relation))
			return true;
	}
	return false;
}

/* A child of the list's own kind gives its children. */
static enum weir_status add_flat(struct builder *builder, enum node_kind kind, uint32_t first,
				 uint32_t child)
{
	const struct node node = builder->rule->nodes[child];
	enum weir_status status = WEIR_OK;

	if (node.kind != kind)
		return stands_before(builder, first, child) ? WEIR_OK : add_child(builder, child);
	for (uint32_t i = 0; i < node.count && status == WEIR_OK; i++) {
		uint32_t below = builder->rule->children[node.first + i];

		if (!stands_before(builder, first, below))
			status = add_child(builder, below);
	}
	return status;
}

enum weir_status build_list(struct builder *builder, enum node_kind kind, const uint32_t *nodes,
			    size_t count, struct place place, uint32_t *out)
{
	enum node_kind ends = kind == NODE_AND ? NODE_NEVER : NODE_ALWAYS;
	enum node_kind nothing = kind == NODE_AND ? NODE_ALWAYS : NODE_NEVER;
	struct node node = { .kind = kind,
			     .first = builder->child_count,
			     .column = place.column,
			     .width = place.width };
	enum weir_status status = WEIR_OK;

	for (size_t i = 0; i < count && status == WEIR_OK; i++) {
		enum node_kind below = builder->rule->nodes[nodes[i]].kind;

		if (below == ends) {
			*out = nodes[i];
			return WEIR_OK;
		}
		if (below != nothing)
			status = add_flat(builder, kind, node.first, nodes[i]);
	}
	if (status == WEIR_OK && kind == NODE_OR)
		status = build_merge(builder, node.first);
	if (status != WEIR_OK)
		return status;
	node.count = builder->child_count - node.first;
	if (node.count == 0)
		return build_constant(builder, kind == NODE_AND, place, out);
	if (node.count == 1) {
		*out = builder->rule->children[node.first];
		return WEIR_OK;
	}
	return add_node(builder, node, out);
}

enum weir_status build_warn(struct builder *builder, uint32_t column, const char *text)
{
	struct weir_rule *rule = builder->rule;
	struct rule_warning warning = { .column = column };
	struct weir_writer w;
	void *list = rule->warnings;

	if (rule->warning_count == TREE_WARNINGS_MAX)
		return WEIR_OK;
	enum weir_status status =
		list_grow(&list, rule->warning_count, &builder->warning_room, sizeof(warning));
	rule->warnings = list;
	if (status != WEIR_OK)
		return status;
	weir_writer_init(&w, warning.text, sizeof(warning.text));
	weir_writer_text(&w, text);
	weir_writer_terminate(&w);
	rule->warnings[rule->warning_count++] = warning;
	return WEIR_OK;
}

void builder_close(struct builder *builder)
{
	free(builder->slots);
}
