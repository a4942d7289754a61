/* build.h - a tree grown node by node: folded, flattened, equal relations one.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_BUILD_H
#define FILTER_BUILD_H

#include "filter/tree.h"

enum {
	TREE_NODES_MAX = 1U << 17,
	TREE_RELATIONS_MAX = 1U << 16,
	TREE_DEPTH_MAX = 256, /* of nodes below each other */
	TREE_WARNINGS_MAX = 64,
	SET_MAX = 65536, /* values of one set */
};

struct builder {
	struct weir_rule *rule;
	size_t node_room, child_room, relation_room, warning_room;
	uint32_t child_count;
	uint32_t *slots; /* relations by their hash: place + 1, 0 is free */
	size_t slot_count;
	struct weir_error *err;
};

/* A place in the words. */
struct place {
	uint32_t column, width;
};

/* Each gives the place of a node, which may be one that was there before. */
enum weir_status build_constant(struct builder *builder, bool always, struct place place,
				uint32_t *out) WEIR_MUST_USE;
/* Takes the relation's arrays, also when it fails. */
enum weir_status build_relation(struct builder *builder, struct relation *relation,
				uint32_t *out) WEIR_MUST_USE;
enum weir_status build_not(struct builder *builder, uint32_t child, struct place place,
			   uint32_t *out) WEIR_MUST_USE;
/* NODE_AND or NODE_OR over `count` nodes, 1 or more. */
enum weir_status build_list(struct builder *builder, enum node_kind kind, const uint32_t *nodes,
			    size_t count, struct place place, uint32_t *out) WEIR_MUST_USE;

enum weir_status build_warn(struct builder *builder, uint32_t column,
			    const char *text) WEIR_MUST_USE;

/* Among the last children, from `first` on, relations about the same field become one: a value in one
 * set or in another is a value in both together. That holds for repeated fields, too. */
enum weir_status build_merge(struct builder *builder, uint32_t first) WEIR_MUST_USE;

/* Keep what hangs on `root`, children before parents, the root last. WEIR_E_RANGE: too deep. */
enum weir_status build_finish(struct builder *builder, uint32_t root) WEIR_MUST_USE;
void builder_close(struct builder *builder); /* not the rule */

void relation_free(struct relation *relation);

/* `*list` with room for one more of `size` octets: doubled where needed. */
enum weir_status list_grow(void **list, size_t count, size_t *room, size_t size) WEIR_MUST_USE;

#endif
