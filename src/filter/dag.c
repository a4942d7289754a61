/* dag.c - the graph of instructions: equal ones with equal successors are one; needless ones go.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A node's successors were made before it, so places count from the program's end. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "filter/compile.h"

static uint32_t place(struct compiler *c, struct dag_node node)
{
	uint32_t at = DROP;

	if (c->status != WEIR_OK)
		return DROP;
	enum weir_status status =
		intern_place(&c->nodes, (const uint32_t *)&node, 4, NODES_MAX, &at);
	if (status != WEIR_OK) {
		compiler_fail(c, status == WEIR_E_RANGE ? WEIR_E_SUPPORT : status, 0,
			      "too large for classic BPF; user space evaluates it");
		return DROP;
	}
	return at;
}

enum weir_status dag_init(struct compiler *c)
{
	uint32_t keep = c->options->keep ? c->options->keep : 65535;

	place(c, (struct dag_node){ OP_RET, 0, NOWHERE, NOWHERE });
	place(c, (struct dag_node){ OP_RET, keep, NOWHERE, NOWHERE });
	return c->status;
}

uint32_t node_step(struct compiler *c, uint16_t code, uint32_t k, uint32_t next)
{
	if (next == NOWHERE || next == DROP)
		return next;
	return place(c, (struct dag_node){ code, k, next, NOWHERE });
}

uint32_t node_test(struct compiler *c, uint16_t code, uint32_t k, uint32_t yes, uint32_t no)
{
	if (yes == no || no == NOWHERE)
		return yes;
	if (yes == NOWHERE)
		return no;
	return place(c, (struct dag_node){ code, k, yes, no });
}

/* Registers: bit 0 to 15 the scratch words, 16 A, 17 X. */
enum { LIVE_A = 1 << 16, LIVE_X = 1 << 17 };

struct effect {
	uint32_t reads, writes;
	bool may_fail; /* a load from the packet */
};

static struct effect effect_of(const struct dag_node *node)
{
	switch (node->code) {
	case OP_LD_W_ABS:
	case OP_LD_H_ABS:
	case OP_LD_B_ABS:
		return (struct effect){ 0, LIVE_A, true };
	case OP_LD_W_IND:
	case OP_LD_H_IND:
	case OP_LD_B_IND:
		return (struct effect){ LIVE_X, LIVE_A, true };
	case OP_LD_IMM:
	case OP_LD_LEN:
		return (struct effect){ 0, LIVE_A, false };
	case OP_LD_MEM:
		return (struct effect){ 1U << node->k, LIVE_A, false };
	case OP_LDX_IMM:
	case OP_LDX_MSH: /* its octet was looked at before */
		return (struct effect){ 0, LIVE_X, false };
	case OP_LDX_MEM:
		return (struct effect){ 1U << node->k, LIVE_X, false };
	case OP_ST:
		return (struct effect){ LIVE_A, 1U << node->k, false };
	case OP_STX:
		return (struct effect){ LIVE_X, 1U << node->k, false };
	case OP_TAX:
		return (struct effect){ LIVE_A, LIVE_X, false };
	case OP_TXA:
		return (struct effect){ LIVE_X, LIVE_A, false };
	case OP_ADD_X:
	case OP_SUB_X:
		return (struct effect){ LIVE_A | LIVE_X, LIVE_A, false };
	case OP_RET:
		return (struct effect){ 0, 0, true };
	case OP_JEQ:
	case OP_JGT:
	case OP_JGE:
	case OP_JSET:
		return (struct effect){ LIVE_A, 0, true };
	default: /* arithmetic with a constant */
		return (struct effect){ LIVE_A, LIVE_A, false };
	}
}

static void mark_used(const struct compiler *c, uint32_t root, uint8_t *used)
{
	used[DROP] = used[KEEP] = used[root] = 1;
	for (uint32_t i = root + 1; i-- > 0;) {
		const struct dag_node *node = dag_node(c, i);
		if (used[i] && node->yes != NOWHERE)
			used[node->yes] = 1;
		if (used[i] && node->no != NOWHERE)
			used[node->no] = 1;
	}
}

/* Nodes whose result nobody reads become their successor. */
static uint32_t drop_dead(struct compiler *c, uint32_t root, const uint8_t *used, uint32_t *now,
			  uint32_t *live)
{
	for (uint32_t i = 0; i <= root; i++) {
		if (!used[i])
			continue;
		struct dag_node node = *dag_node(c, i);
		uint32_t out = 0;
		if (node.yes != NOWHERE) {
			node.yes = now[node.yes];
			out = live[node.yes];
		}
		if (node.no != NOWHERE) {
			node.no = now[node.no];
			out |= live[node.no];
		}
		struct effect effect = effect_of(&node);
		if ((!effect.may_fail && !(effect.writes & out)) ||
		    (node.no != NOWHERE && node.yes == node.no)) {
			now[i] = node.yes;
			continue;
		}
		/* New nodes come behind the root; `live` has room for twice as many. */
		now[i] = place(c, node);
		if (c->status != WEIR_OK)
			return root;
		live[now[i]] = (out & ~effect.writes) | effect.reads;
	}
	return now[root];
}

/* What A and X hold, as numbers of what was computed: equal numbers, equal values. */
struct known {
	uint64_t a, x;
	bool reached;
};

static struct known after(const struct dag_node *node, struct known in, uint32_t place)
{
	uint64_t self = hash_u64(hash_u64(1, node->code), node->k);

	switch (node->code) {
	case OP_LD_W_ABS:
	case OP_LD_H_ABS:
	case OP_LD_B_ABS:
	case OP_LD_LEN:
	case OP_LD_IMM:
		in.a = self;
		break;
	case OP_LD_W_IND:
	case OP_LD_H_IND:
	case OP_LD_B_IND:
		in.a = hash_u64(self, in.x);
		break;
	case OP_LD_MEM:
		in.a = hash_u64(self, place);
		break;
	case OP_LDX_MSH:
	case OP_LDX_IMM:
		in.x = self;
		break;
	case OP_LDX_MEM:
		in.x = hash_u64(self, place);
		break;
	case OP_TAX:
		in.x = in.a;
		break;
	case OP_TXA:
		in.a = in.x;
		break;
	case OP_ADD_X:
	case OP_SUB_X:
		in.a = hash_u64(hash_u64(self, in.a), in.x);
		break;
	case OP_ST:
	case OP_STX:
	case OP_RET:
	case OP_JEQ:
	case OP_JGT:
	case OP_JGE:
	case OP_JSET:
		break;
	default:
		in.a = hash_u64(self, in.a);
		break;
	}
	return in;
}

static bool is_load(uint32_t code)
{
	return code == OP_LD_W_ABS || code == OP_LD_H_ABS || code == OP_LD_B_ABS ||
	       code == OP_LD_W_IND || code == OP_LD_H_IND || code == OP_LD_B_IND;
}

static bool changes_a(uint32_t code)
{
	return code == OP_OR_K || code == OP_AND_K;
}

/* Where to go on if A already holds what the load at `to` and what follows it would make. */
static uint32_t shortcut(struct compiler *c, uint32_t to, struct known known)
{
	const struct dag_node *load = dag_node(c, to);

	if (!is_load(load->code))
		return to;
	struct known made = after(load, known, to);
	if (made.a == known.a)
		return load->yes;
	const struct dag_node *next = dag_node(c, load->yes);
	if (changes_a(next->code) && after(next, made, load->yes).a == known.a)
		return next->yes;
	return to;
}

static void meet(struct known *at, struct known in, uint32_t place)
{
	if (!at->reached) {
		*at = in;
		at->reached = true;
		return;
	}
	if (at->a != in.a)
		at->a = hash_u64(2, place);
	if (at->x != in.x)
		at->x = hash_u64(3, place);
}

/* From the first instruction to the last, edges lead past loads that would tell nothing new. */
static void skip_loads(struct compiler *c, uint32_t root, struct dag_node *nodes,
		       struct known *known)
{
	meet(&known[root], (struct known){ 4, 5, true }, root);
	for (uint32_t i = root + 1; i-- > 0;) {
		struct dag_node *node = &nodes[i];
		if (!known[i].reached)
			continue;
		struct known out = after(node, known[i], i);
		if (node->yes != NOWHERE) {
			node->yes = shortcut(c, node->yes, out);
			meet(&known[node->yes], out, node->yes);
		}
		if (node->no != NOWHERE) {
			node->no = shortcut(c, node->no, out);
			meet(&known[node->no], out, node->no);
		}
	}
}

static uint32_t rebuild(struct compiler *c, uint32_t root, const struct dag_node *nodes,
			const struct known *known, uint32_t *now)
{
	for (uint32_t i = 0; i <= root; i++) {
		if (!known[i].reached && i > KEEP)
			continue;
		struct dag_node node = nodes[i];
		if (node.yes != NOWHERE)
			node.yes = now[node.yes];
		if (node.no != NOWHERE)
			node.no = now[node.no];
		now[i] = node.no != NOWHERE
				 ? node_test(c, (uint16_t)node.code, node.k, node.yes, node.no)
				 : place(c, node);
		if (c->status != WEIR_OK)
			return root;
	}
	return now[root];
}

uint32_t dag_improve(struct compiler *c, uint32_t root)
{
	size_t room = (size_t)c->nodes.count * 2 + 2;
	uint32_t *now = calloc(room, sizeof(*now));
	uint32_t *live = calloc(room, sizeof(*live));
	struct dag_node *nodes = calloc(room, sizeof(*nodes));
	struct known *known = calloc(room, sizeof(*known));
	uint8_t *used = calloc(room, 1);

	if (!now || !live || !nodes || !known || !used) {
		compiler_fail(c, WEIR_E_MEMORY, 0, "out of memory");
	} else {
		mark_used(c, root, used);
		root = drop_dead(c, root, used, now, live);
		for (uint32_t i = 0; i <= root && c->status == WEIR_OK; i++)
			nodes[i] = *dag_node(c, i);
		if (c->status == WEIR_OK) {
			skip_loads(c, root, nodes, known);
			root = rebuild(c, root, nodes, known, now);
		}
	}
	free(now);
	free(live);
	free(nodes);
	free(known);
	free(used);
	return root;
}
