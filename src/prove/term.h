/* term.h - what a program computes of any packet: numbers and truths as terms, equal ones kept once.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A term is an index. Constructors fold and normalise, so that what two programs have in common is one
 * term: sums are chains in order of their parts with the constant last, comparisons of loads of two or
 * four octets fall apart into octets. */
#ifndef PROVE_TERM_H
#define PROVE_TERM_H

#include <dnsweir/base.h>

#include "filter/intern.h"

enum term_kind {
	/* numbers of 32 bits */
	TERM_CONSTANT, /* a */
	TERM_OCTET,    /* of the packet, at number a plus constant b (modulo 2^32) */
	TERM_LENGTH,   /* of the packet */
	TERM_FREE,     /* a: enum term_free; the same whoever asks */
	TERM_NETLINK,  /* a: nested?, b: A, c: X; what the attributes say is anybody's guess */
	TERM_ADD,
	TERM_MUL,
	TERM_AND,
	TERM_OR,
	TERM_XOR,
	TERM_SHL, /* by less than 32 */
	TERM_SHR,
	TERM_DIV, /* by another number than 0 */
	TERM_MOD,
	TERM_CHOICE, /* a: a truth; b if it holds, else c */
	/* truths */
	TERM_TRUTH, /* a: 0 or 1 */
	TERM_EQUAL,
	TERM_LESS, /* unsigned */
	TERM_BOTH,
	TERM_EITHER,
	TERM_NOT,
};

/* What a packet brings beside its octets: weir_bpf_metadata. */
enum term_free {
	FREE_PROTOCOL,
	FREE_PACKET_TYPE,
	FREE_IFINDEX,
	FREE_MARK,
	FREE_QUEUE,
	FREE_HATYPE,
	FREE_RXHASH,
	FREE_CPU,
	FREE_VLAN_TCI,
	FREE_VLAN_PRESENT,
	FREE_VLAN_TPID,
	FREE_PAYLOAD_OFFSET,
	FREE_RANDOM,
	FREE_NETWORK_OFFSET,
	FREE_LINK_OFFSET,
	FREE_HAS_LINK,
	FREE_COUNT,
};

typedef uint32_t term;
enum { NEVER = 0, ALWAYS = 1, ZERO = 2 };

struct term_node {
	uint32_t kind, a, b, c;
};

/* Bounds of a number, and the bits that may be set in it. */
struct term_range {
	uint32_t low, high, bits;
};

struct terms {
	struct intern nodes;
	struct term_range *ranges; /* an entry a node */
	size_t range_room;
	uint32_t most;              /* nodes */
	uint32_t shortest, longest; /* the packet's length */
	enum weir_status status;    /* the first failure; all terms are NEVER then */
};
enum weir_status terms_open(struct terms *terms, uint32_t shortest, uint32_t longest) WEIR_MUST_USE;
void terms_close(struct terms *terms); /* zeroed is fine */

static inline const struct term_node *term_node(const struct terms *terms, term t)
{
	return (const struct term_node *)(const void *)intern_key(&terms->nodes, t);
}
static inline enum term_kind term_kind(const struct terms *terms, term t)
{
	return (enum term_kind)term_node(terms, t)->kind;
}
bool term_is_constant(const struct terms *terms, term t, uint32_t *value);
/* A number as a part without constant (ZERO: none) and the constant. */
term term_split(const struct terms *terms, term t, uint32_t *constant);

term term_constant(struct terms *terms, uint32_t value);
term term_length(struct terms *terms);
term term_free(struct terms *terms, enum term_free which);
term term_netlink(struct terms *terms, bool nested, term a, term x);
term term_octet(struct terms *terms, term base, uint32_t offset);
term term_add(struct terms *terms, term a, term b);
term term_mul(struct terms *terms, term a, term b);
term term_and(struct terms *terms, term a, term b);
term term_or(struct terms *terms, term a, term b);
term term_xor(struct terms *terms, term a, term b);
term term_shl(struct terms *terms, term a, term b); /* by the low five bits */
term term_shr(struct terms *terms, term a, term b);
term term_div(struct terms *terms, term a, term b); /* of what is asked only where b is not 0 */
term term_mod(struct terms *terms, term a, term b);

term term_choice(struct terms *terms, term truth, term a, term b);

term term_equal(struct terms *terms, term a, term b);
term term_less(struct terms *terms, term a, term b);
term term_both(struct terms *terms, term a, term b);
term term_either(struct terms *terms, term a, term b);
term term_not(struct terms *terms, term a);

/* The node as it is, without folding; for term_*.c. */
term term_place(struct terms *terms, struct term_node node);

#endif
