/* emit.c - the graph of instructions as a row: jumps forward only, far ones by islands.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Chains of instructions that must follow each other are put in an order where every jump leads
 * forward; then the row is written from its end, so that each jump knows its distance at once. An
 * island is a `ja` behind a conditional jump, which nobody falls into. Returns stand at the end: the
 * kernel takes what was written to scratch words before a `ret` for what is written behind it. */
#include <stdlib.h>
#include <string.h>

#include "filter/compile.h"

struct layout {
	struct compiler *c;
	uint32_t *order; /* nodes, last instruction first */
	size_t count;
	uint8_t *seen;
	uint32_t *stack;
	uint32_t *heir; /* the node that falls into this one; NOWHERE: none */
	/* Writing: positions count from the end. */
	struct weir_bpf_op *ops;
	size_t used, limit;
	uint32_t *at;     /* of each node */
	uint32_t *island; /* of each node: its nearest island, 0: none */
};

static bool is_branch(const struct dag_node *node)
{
	return node->no != NOWHERE;
}

/* Nodes in an order where successors come first, depth first: what fails late lies far ahead. */
static void walk(struct layout *l, uint32_t root)
{
	size_t depth = 0;

	l->stack[depth++] = root;
	while (depth > 0) {
		uint32_t i = l->stack[depth - 1];
		const struct dag_node *node = dag_node(l->c, i);
		l->seen[i] |= 1;
		/* `no` first: it is further from its jump, behind what `yes` leads to. */
		if (node->no != NOWHERE && !(l->seen[node->no] & 1)) {
			l->stack[depth++] = node->no;
		} else if (node->yes != NOWHERE && !(l->seen[node->yes] & 1)) {
			l->stack[depth++] = node->yes;
		} else {
			depth--;
			if (!(l->seen[i] & 2))
				l->order[l->count++] = i;
			l->seen[i] |= 2;
		}
	}
}

/* Chains: a node that is no branch must stand before its successor. The first that asks gets it; others
 * jump. Then chains, not nodes, are put in order. */
static void find_heirs(struct layout *l)
{
	for (size_t i = l->count; i-- > 0;) {
		uint32_t place = l->order[i];
		const struct dag_node *node = dag_node(l->c, place);
		if (node->yes != NOWHERE && !is_branch(node) && l->heir[node->yes] == NOWHERE)
			l->heir[node->yes] = place;
	}
}

/* The first node of the chain that `place` is in. */
static uint32_t head_of(const struct layout *l, uint32_t place)
{
	/* Ends: an heir has a larger place. */
	while (l->heir[place] != NOWHERE)
		place = l->heir[place];
	return place;
}

static bool falls(const struct layout *l, uint32_t place)
{
	const struct dag_node *node = dag_node(l->c, place);

	return !is_branch(node) && node->yes != NOWHERE && l->heir[node->yes] == place;
}

static uint32_t tail_of(const struct layout *l, uint32_t place)
{
	while (falls(l, place))
		place = dag_node(l->c, place)->yes;
	return place;
}

static void put_first(struct layout *l, uint32_t head)
{
	l->seen[head] = 3;
	l->order[l->count++] = head;
}

/* As `walk`, over chains: those that the last node of a chain leads to come first. */
static void walk_chains(struct layout *l, uint32_t root)
{
	size_t depth = 0;

	bool drops = l->seen[DROP], keeps = l->seen[KEEP];
	memset(l->seen, 0, l->c->nodes.count);
	l->count = 0;
	if (drops)
		put_first(l, DROP);
	if (keeps) /* what falls into it leads nowhere else */
		put_first(l, head_of(l, KEEP));
	if (!l->seen[head_of(l, root)])
		l->stack[depth++] = head_of(l, root);
	while (depth > 0) {
		uint32_t head = l->stack[depth - 1];
		uint32_t last = tail_of(l, head);
		const struct dag_node *node = dag_node(l->c, last);
		uint32_t no = node->no != NOWHERE ? head_of(l, node->no) : NOWHERE;
		uint32_t yes = node->yes != NOWHERE ? head_of(l, node->yes) : NOWHERE;
		l->seen[head] |= 1;
		if (no != NOWHERE && !(l->seen[no] & 1)) {
			l->stack[depth++] = no;
		} else if (yes != NOWHERE && !(l->seen[yes] & 1)) {
			l->stack[depth++] = yes;
		} else {
			depth--;
			if (l->seen[head] & 2)
				continue;
			l->seen[head] |= 2;
			l->order[l->count++] = head;
		}
	}
}

static bool put(struct layout *l, uint16_t code, uint8_t jt, uint8_t jf, uint32_t k)
{
	if (l->used == l->limit)
		return false;
	l->ops[l->used++] = (struct weir_bpf_op){ code, jt, jf, k };
	return true;
}

/* Instructions between the next one to be written and position `at`. */
static size_t distance(const struct layout *l, uint32_t at)
{
	return l->used - 1 - at;
}

static uint32_t nearest(const struct layout *l, uint32_t place)
{
	if (l->island[place] != 0 && distance(l, l->at[place]) > UINT8_MAX)
		return l->island[place];
	return l->at[place];
}

static bool put_island(struct layout *l, uint32_t place)
{
	if (!put(l, OP_JA, 0, 0, (uint32_t)distance(l, l->at[place])))
		return false;
	l->island[place] = (uint32_t)l->used - 1;
	return true;
}

static bool put_branch(struct layout *l, const struct dag_node *node)
{
	/* Ends: an island just written is near; two are the most. */
	for (;;) {
		if (distance(l, nearest(l, node->no)) > UINT8_MAX) {
			if (!put_island(l, node->no))
				return false;
		} else if (distance(l, nearest(l, node->yes)) > UINT8_MAX) {
			if (!put_island(l, node->yes))
				return false;
		} else {
			break;
		}
	}
	return put(l, (uint16_t)node->code, (uint8_t)distance(l, nearest(l, node->yes)),
		   (uint8_t)distance(l, nearest(l, node->no)), node->k);
}

static bool put_node(struct layout *l, uint32_t place)
{
	const struct dag_node *node = dag_node(l->c, place);
	bool fine;

	if (is_branch(node)) {
		fine = put_branch(l, node);
	} else {
		if (node->yes != NOWHERE && !falls(l, place)) {
			if (!put(l, OP_JA, 0, 0, (uint32_t)distance(l, l->at[node->yes])))
				return false;
		}
		fine = put(l, (uint16_t)node->code, 0, 0, node->k);
	}
	l->at[place] = (uint32_t)l->used - 1;
	return fine;
}

/* A chain, its last instruction first. */
static bool put_chain(struct layout *l, uint32_t head)
{
	size_t depth = 0;

	for (uint32_t place = head;; place = dag_node(l->c, place)->yes) {
		l->stack[depth++] = place;
		if (!falls(l, place))
			break;
	}
	while (depth > 0)
		if (!put_node(l, l->stack[--depth]))
			return false;
	return true;
}

static enum weir_status write_out(struct layout *l, struct weir_bpf_program *out)
{
	for (size_t i = 0; i < l->count; i++)
		if (!put_chain(l, l->order[i]))
			return WEIR_E_RANGE;
	struct weir_bpf_op *ops = calloc(l->used + 1, sizeof(*ops)); /* never of none */
	if (!ops)
		return WEIR_E_MEMORY;
	for (size_t i = 0; i < l->used; i++)
		ops[i] = l->ops[l->used - 1 - i];
	*out = (struct weir_bpf_program){ ops, l->used };
	return WEIR_OK;
}

enum weir_status dag_emit(struct compiler *c, uint32_t root, size_t limit,
			  struct weir_bpf_program *out)
{
	size_t count = c->nodes.count;
	struct layout l = {
		.c = c,
		.limit = limit,
		.order = calloc(count, sizeof(*l.order)),
		.seen = calloc(count, 1),
		.stack = calloc(2 * count + 2, sizeof(*l.stack)),
		.heir = calloc(count, sizeof(*l.heir)),
		.ops = calloc(limit, sizeof(*l.ops)),
		.at = calloc(count, sizeof(*l.at)),
		.island = calloc(count, sizeof(*l.island)),
	};
	enum weir_status status = WEIR_E_MEMORY;

	if (l.order && l.seen && l.stack && l.heir && l.ops && l.at && l.island) {
		memset(l.heir, 0xff, count * sizeof(*l.heir));
		walk(&l, root);
		find_heirs(&l);
		walk_chains(&l, root);
		status = write_out(&l, out);
	}
	free(l.order);
	free(l.seen);
	free(l.stack);
	free(l.heir);
	free(l.ops);
	free(l.at);
	free(l.island);
	return status;
}
