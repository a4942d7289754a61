/* tree.h - a rule as a tree: what the reader builds, the evaluator walks and the compiler lowers.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Every relation has one of four tests, so that evaluator and compiler have few cases: `>`, `<=`,
 * sets, ranges and CIDR all become intervals, every comparison of octets an octet pattern, every
 * comparison of names a name pattern. `!=` is NOT over `==`; EITHER fields are an OR of two relations. */
#ifndef FILTER_TREE_H
#define FILTER_TREE_H

#include <dnsweir/layer.h>
#include <dnsweir/rule.h>

/* Closed. A test's intervals are sorted, disjoint and not adjacent. Of TIME fields: nanoseconds with the
 * sign bit flipped, so that their order is that of unsigned numbers. */
struct interval {
	uint64_t low, high;
};

/* (octet & mask) == octet at each place, and nothing behind: the size is that of what is compared. */
struct octet_pattern {
	uint8_t size;
	uint8_t octets[64];
	uint8_t mask[64];
};

/* One label of a name pattern. */
struct name_label {
	uint8_t least, most; /* octets of the label; equal unless `any` */
	bool any;            /* its octets do not matter: only the length does */
	uint8_t at;          /* where its octets begin in name_pattern.octets */
};

enum name_tail {
	TAIL_ROOT,   /* the name ends behind the last label */
	TAIL_MORE,   /* one label or more must follow: "example.**" */
	TAIL_PREFIX, /* the last label only begins so, anything may follow: "example**" */
};

/* (octet & mask) == octets for each octet of a label that is not `any`. Folding makes the mask 0xdf at
 * letters of the pattern, `octets` in capitals there, so exactly {upper, lower} match; `?` has mask 0. */
struct name_pattern {
	bool within;         /* any number of labels, none too, may stand before */
	uint8_t tail;        /* enum name_tail */
	uint8_t label_count; /* without the root */
	uint8_t size;        /* of octets and mask; no length octets in them */
	struct name_label labels[WEIR_LABELS_MAX];
	uint8_t octets[WEIR_NAME_SIZE_MAX];
	uint8_t mask[WEIR_NAME_SIZE_MAX];
};

enum test_kind {
	TEST_PRESENT, /* the field, or the layer where `field` is NULL, is there */
	TEST_NUMBER,  /* (value & mask) lies in one of the intervals; the value with its unit */
	TEST_OCTETS,  /* the octets, or the slice of them, match one of the patterns */
	TEST_ORDER,   /* the octets compare with octets[0] as `order` says: IPv6 and Ethernet `<` */
	TEST_NAME,    /* one of the name patterns matches the whole name */
	TEST_CONTAINS, /* octets[0] occurs somewhere; masks let letters match without case */
};

enum order { ORDER_BELOW, ORDER_BELOW_EQUAL, ORDER_ABOVE, ORDER_ABOVE_EQUAL };

struct relation {
	const struct weir_layer_field *field; /* NULL: the presence of `layer` */
	enum weir_layer layer;
	enum test_kind test;
	enum order order;
	uint64_t mask; /* TEST_NUMBER: UINT64_MAX where the rule has none */
	/* TEST_OCTETS, TEST_CONTAINS: a slice of the field's octets, as [offset:length]. */
	bool sliced;
	int32_t slice_at;     /* below 0: from the end */
	int32_t slice_length; /* -1: to the end */
	uint32_t count;
	struct interval *intervals;
	struct octet_pattern *octets;
	struct name_pattern *names;
	struct name_set *set;   /* rule_prepare makes it of many names; NULL: try each */
	uint32_t column, width; /* in the words, for messages */
};

enum node_kind { NODE_NEVER, NODE_ALWAYS, NODE_RELATION, NODE_NOT, NODE_AND, NODE_OR };

/* Nodes stand in rule->nodes, children before parents, the root last; at most 256 deep. NEVER and ALWAYS
 * stand only alone. In an OR, relations over the same field are one wherever their values can be. AND and OR have any number of
 * children: `children[first .. first + count)` holds their places. NOT has one. */
struct node {
	enum node_kind kind;
	uint32_t relation;     /* NODE_RELATION */
	uint32_t first, count; /* NOT, AND, OR */
	uint32_t column, width;
};

struct rule_warning {
	uint32_t column;
	char text[200];
};

struct weir_rule {
	char *words; /* as given, terminated */
	bool case_sensitive;
	uint16_t ports[WEIR_PORTS_MAX];
	unsigned port_count; /* at least 1 */
	struct node *nodes;
	uint32_t node_count;
	uint32_t *children;
	struct relation *relations; /* equal relations are one */
	uint32_t relation_count;
	struct rule_warning *warnings;
	uint32_t warning_count;
	bool needs_packet; /* rule_prepare: a field needs the decoder's view of the packet */
	enum weir_constancy constancy;
};

/* name_set.c: the last step of opening a rule: what makes asking it fast. On failure what was made is
 * left for rule_unprepare. */
enum weir_status rule_prepare(struct weir_rule *rule) WEIR_MUST_USE;
void rule_unprepare(struct weir_rule *rule); /* zeroed is fine */

/* supported.c: is the field in one of the rule's relations? */
bool rule_mentions(const struct weir_rule *rule, enum weir_field_symbol symbol);

/* evaluate.c: what the tree says when relations are looked up in a view. */
bool relation_has(const struct relation *relation, uint64_t number); /* TEST_NUMBER, masked */
bool rule_holds(const struct weir_rule *rule, const struct weir_view *view);

#endif
