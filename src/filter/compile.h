/* compile.h - what the files of the compiler share: formulas, a graph of instructions, states.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A rule becomes a program by partial evaluation: a state says where in the packet we are and which
 * formula is left to decide; a test splits it into states where more is decided, until the formula is
 * constant. Equal states are compiled once, equal instructions with equal successors are one node, so
 * what comes out is a decision graph with shared tails. Nodes are built behind first. */
#ifndef FILTER_COMPILE_H
#define FILTER_COMPILE_H

#include "filter/intern.h"
#include "filter/tree.h"

/* Instructions as Linux numbers them. */
enum {
	OP_LD_W_ABS = 0x20,
	OP_LD_H_ABS = 0x28,
	OP_LD_B_ABS = 0x30,
	OP_LD_W_IND = 0x40,
	OP_LD_H_IND = 0x48,
	OP_LD_B_IND = 0x50,
	OP_LD_IMM = 0x00,
	OP_LDX_IMM = 0x01,
	OP_LD_MEM = 0x60,
	OP_LDX_MEM = 0x61,
	OP_LD_LEN = 0x80,
	OP_LDX_MSH = 0xb1,
	OP_ST = 0x02,
	OP_STX = 0x03,
	OP_ADD_K = 0x04,
	OP_SUB_K = 0x14,
	OP_OR_K = 0x44,
	OP_AND_K = 0x54,
	OP_LSH_K = 0x64,
	OP_RSH_K = 0x74,
	OP_NEG = 0x84,
	OP_ADD_X = 0x0c,
	OP_SUB_X = 0x1c,
	OP_JA = 0x05,
	OP_JEQ = 0x15,
	OP_JGT = 0x25,
	OP_JGE = 0x35,
	OP_JSET = 0x45,
	OP_RET = 0x06,
	OP_TAX = 0x07,
	OP_TXA = 0x87,
};

/* Extensions. */
#define EXTENSION_PAYLOAD_OFFSET 0xfffff034U
#define EXTENSION_VLAN_TCI 0xfffff02cU
#define EXTENSION_VLAN_PRESENT 0xfffff030U

/* Places of nodes and formulas that are always there. */
enum { DROP = 0, KEEP = 1 };
enum { NEVER = 0, ALWAYS = 1 };
#define NOWHERE UINT32_MAX /* what is given rules this place out */

enum {
	NODES_MAX = 1 << 18,
	FORMULAS_MAX = 1 << 18,
	STATES_MAX = 1 << 18,
	LITERALS_MAX = 1 << 14,
	DEPTH_MAX = 1200, /* of states below each other */
	PROGRAMS_MAX = 1024,
	/* Scratch words of the programs. */
	CELL_NEXT = 0, /* IPv6: where the next header begins */
	CELL_IP_END =
		1, /* for udp.length.bad, before there are labels: where IP ends, from the origin */
	CELL_X = 2,     /* the same: X meanwhile */
	CELL_MOST = 12, /* 1 to 11: starts of labels */
	CELL_TAIL = 13, /* where a name ended */
	CELL_END = 14,  /* the message's end, see compile_name.c */
	CELL_START = 15,
	BIAS = 1 << 30, /* keeps differences above 0 */
	/* The root's name, type, class; an OPT record without options. */
	QUESTION_AND_OPT = 16,
};

/* Which header a literal is about. */
enum part {
	PART_FRAME,
	PART_LINK,
	PART_VLAN,
	PART_ARP,
	PART_IP,
	PART_IPV6,
	PART_HOPOPTS,
	PART_ROUTING,
	PART_FRAGMENT,
	PART_DSTOPTS,
	PART_UDP,
	PART_TCP,
	PART_ICMP,
	PART_ICMPV6,
	PART_DNS,
	PART_QUESTION,
	PART_OPT,     /* behind the question; the counts say so */
	PART_ABSENT,  /* packet scope never has it here: false */
	PART_UNKNOWN, /* of what is given, not understood: never decided */
};
#define BIT(part) (1U << (part))
#define PARTS_EXTENSION                                                                            \
	(BIT(PART_HOPOPTS) | BIT(PART_ROUTING) | BIT(PART_FRAGMENT) | BIT(PART_DSTOPTS))
#define PARTS_MESSAGE (BIT(PART_QUESTION) | BIT(PART_OPT))
#define PARTS_DNS (BIT(PART_DNS) | PARTS_MESSAGE)
#define PARTS_TRANSPORT                                                                            \
	(BIT(PART_UDP) | BIT(PART_TCP) | BIT(PART_ICMP) | BIT(PART_ICMPV6) | PARTS_DNS)
#define PARTS_NET                                                                                  \
	(BIT(PART_ARP) | BIT(PART_IP) | BIT(PART_IPV6) | PARTS_EXTENSION | PARTS_TRANSPORT)

enum seg_kind { SEG_LITERAL, SEG_ANY, SEG_PREFIX, SEG_ROOT, SEG_MORE, SEG_REST };

/* A name pattern as steps over its octets: literal octets, length octets among them; a label of any
 * octets; the length octet of a label that only begins so; the end behind the root's octet; one label
 * or more; whatever follows the label that began `size` octets before. */
struct seg {
	uint8_t kind;
	uint8_t size;        /* LITERAL, PREFIX, REST */
	uint8_t least, most; /* ANY */
	uint16_t at;         /* LITERAL: in name_steps.octets */
};

struct name_steps {
	struct seg *segs;
	uint8_t *octets; /* (octet | veil) == octets */
	uint8_t *veil;
	uint16_t *least; /* for each segment: octets that it and what follows need at least */
	uint32_t most;   /* octets of the longest name that matches */
	uint8_t labels;  /* of a within pattern */
	bool within;
	bool walks; /* moves X */
};

/* A number inside a header: a load and a mask. */
struct variable {
	uint8_t part;
	uint16_t at, size;
	uint16_t end; /* octets of the header that must be there */
	uint32_t mask;
};

/* One relation, or one alternative of it. */
struct literal {
	const struct relation *relation;
	const struct weir_layer_field *field; /* NULL: presence of a layer */
	uint8_t part;
	uint8_t test;
	uint8_t shift;     /* NUMBER: bits right of it in the variable */
	uint32_t index;    /* OCTETS, NAME: which alternative */
	int above;         /* within to a stated depth: so many labels above the zone; else -1 */
	uint16_t end;      /* octets of its header, or of the question, that it needs at least */
	uint32_t bits;     /* NUMBER without a variable: the mask */
	uint32_t variable; /* NUMBER, and where its condition lies; NOWHERE: none */
	uint32_t when;
	struct name_steps *steps;
	bool given; /* of what is given */
};

enum stage {
	STAGE_METADATA,
	STAGE_FRAME,
	STAGE_LINK,
	STAGE_ETHERTYPE,
	STAGE_VLAN,
	STAGE_ARP,
	STAGE_VERSION, /* which IP */
	STAGE_IP4,
	STAGE_IP4_OFFSET,
	STAGE_IP4_PROTOCOL,
	STAGE_IP6,
	STAGE_IP6_NEXT,
	STAGE_EXTENSION,
	STAGE_EXTENSION_NEXT,
	STAGE_ICMP,
	STAGE_UDP,
	STAGE_UDP_TARGET,
	STAGE_UDP_SOURCE,
	STAGE_UDP_LENGTH,
	STAGE_TCP,
	STAGE_TCP_TARGET,
	STAGE_TCP_SOURCE,
	STAGE_TCP_OFFSET,
	STAGE_TCP_COUNT,
	STAGE_TCP_PREFIX,
	STAGE_CARRIED, /* a message: its end is kept where it will be asked for */
	STAGE_DNS_COUNT,
	STAGE_DNS,
	STAGE_NAME,
	STAGE_WALK,
	STAGE_WALK_END,
	STAGE_TYPE,
	STAGE_OPT,
	STAGE_OPT_FIELDS,
};

enum {
	FLAG_INDEXED = 1,     /* loads count from X */
	FLAG_PORT = 2,        /* a port is one of DNS */
	FLAG_CELL = 4,        /* CELL_END and CELL_START are filled */
	FLAG_TCP = 8,         /* the message has a length prefix */
	FLAG_WHOLE = 16,      /* the question's name is known to be whole */
	FLAG_WALKED = 32,     /* X is no longer at the message */
	FLAG_REST = 64,       /* a within pattern is looked for */
	FLAG_NO_PORT = 128,   /* the target port is none of DNS */
	FLAG_QUESTIONS = 256, /* QDCOUNT is not 1 */
	FLAG_RECORDS = 512,   /* no single record right behind the question, and maybe more */
};

/* All of it is part of a state's identity; no padding. */
struct state {
	uint32_t stage;
	uint32_t formula;
	uint32_t given;
	uint32_t base; /* offset of the header, from X if indexed */
	uint32_t
		next; /* first variable of this header not asked for yet; a label's or count's number */
	uint32_t room;  /* octets from base on that are known to be there */
	uint32_t reach; /* octets of the question known to lie in the message */
	uint32_t part;
	uint32_t count; /* VLAN tags, extension headers */
	uint32_t flags;
};

struct compiler {
	const struct weir_rule *rule;
	const struct weir_compile_options *options;
	struct weir_error *err;
	enum weir_status status;
	struct intern formulas, nodes, states;
	struct literal *literals;
	size_t literal_count, literal_room;
	struct variable *variables;
	size_t variable_count, variable_room;
	/* formula_bind's answers of one call, and the literals that formula_mark found. */
	uint32_t *bound, *bound_at;
	size_t bound_room;
	uint32_t bind_round;
	uint32_t *marks;
	uint32_t mark_round;
	struct chunk *chunks; /* steps of names and lists of threads */
	size_t room_used;
	uint32_t depth;
	uint32_t origin; /* X + origin is the transport header */
	uint32_t whole;  /* the literal `dns.qry.name is there` */
	uint32_t ring;   /* labels whose starts are kept for within */
	bool share;      /* UDP and TCP share what follows their gates */
};

/* Memory that lives as long as the compiler. NULL: status is set. */
void *compiler_room(struct compiler *c, size_t size);
/* Gives up: the first reason is kept. */
void compiler_fail(struct compiler *c, enum weir_status status, uint32_t column, const char *text);

/* formula.c. Formulas are equal if their numbers are. */
uint32_t formula_literal(struct compiler *c, uint32_t literal);
uint32_t formula_not(struct compiler *c, uint32_t formula);
uint32_t formula_list(struct compiler *c, bool all, const uint32_t *list, size_t count);
uint32_t formula_or(struct compiler *c, uint32_t a, uint32_t b);
/* What is left when literals become true or false: `truth` gives 1, 0, -1 for unknown, or
 * TRUTH_WHOLE: as true as that the question's name is whole. */
enum { TRUTH_WHOLE = 2 };
typedef int (*formula_truth)(const struct compiler *c, const void *context, uint32_t literal);
uint32_t formula_bind(struct compiler *c, uint32_t formula, formula_truth truth,
		      const void *context);
/* Literals below: c->marks[literal] == c->mark_round until the next call. */
void formula_mark(struct compiler *c, uint32_t formula);
static inline bool formula_marked(const struct compiler *c, uint32_t literal)
{
	return c->marks[literal] == c->mark_round;
}
/* Does it depend on a literal of these parts? */
bool formula_has(struct compiler *c, uint32_t formula, uint32_t parts);
/* Its children, where it is AND (all) or OR; 0 where it is neither. */
size_t formula_children(const struct compiler *c, uint32_t formula, bool *all,
			const uint32_t **children);

/* dag.c. NOWHERE as a successor is taken for the other one. */
uint32_t node_step(struct compiler *c, uint16_t code, uint32_t k, uint32_t next);
uint32_t node_test(struct compiler *c, uint16_t code, uint32_t k, uint32_t yes, uint32_t no);
enum weir_status dag_init(struct compiler *c);
/* Drop what nobody uses, and loads of what A already holds; the new root. */
uint32_t dag_improve(struct compiler *c, uint32_t root);
struct dag_node {
	uint32_t code, k, yes, no;
};
static inline const struct dag_node *dag_node(const struct compiler *c, uint32_t place)
{
	return (const struct dag_node *)intern_key(&c->nodes, place);
}

/* emit.c: put the graph into a row. WEIR_E_RANGE: more than `limit`. */
enum weir_status dag_emit(struct compiler *c, uint32_t root, size_t limit,
			  struct weir_bpf_program *out) WEIR_MUST_USE;

/* compile_literal.c */
enum weir_status literals_read(struct compiler *c, const struct weir_rule *rule, bool given,
			       uint32_t *formula);
/* c->whole: a literal of our own, that the question's name is there. */
enum weir_status literals_whole(struct compiler *c, const struct relation *relation);
bool literal_number(const struct literal *literal, uint32_t value);
/* The variable of a number whose field begins at bit `at` of its header. */
void literal_load(struct compiler *c, struct literal *literal, unsigned at);
/* compile_edns.c: false: not a field that lies at a place of its own in an OPT record. */
bool literal_edns(struct compiler *c, struct literal *literal);
/* The counts do not say where an OPT record would be: refuses what is still asked of it. */
uint32_t edns_refused(struct compiler *c, const struct state *s);
/* One of the four counts is known: s->next says which. */
void edns_count_known(struct compiler *c, struct state *s, uint32_t count);
/* Octets from the state's base that the literal needs at least. */
uint32_t literal_least(const struct compiler *c, const struct state *s,
		       const struct literal *literal);
/* compile_steps.c: `above` labels of any octets stand before, and that is all of `within`; -1: as the
 * pattern is. NULL: status is set. */
struct name_steps *name_steps(struct compiler *c, const struct name_pattern *pattern, int above);
/* compile_ahead.c */

/* compile_state.c */
uint32_t compile_state(struct compiler *c, const struct state *s);
/* Literals of these parts are false. */
void state_kill(struct compiler *c, struct state *s, uint32_t parts);
void state_present(struct compiler *c, struct state *s, enum part part);
/* Literals of the question that need more than `octets` of it are false. */
void state_kill_beyond(struct compiler *c, struct state *s, uint32_t octets);
bool state_has(struct compiler *c, const struct state *s, uint32_t parts);
uint32_t state_load(const struct state *s, unsigned size);
/* The name is known to be whole: else what is given would not hold. */
bool state_whole(struct compiler *c, const struct state *s);

/* What happens to a packet that ends before `end` octets from the base. Sets s->room where that is
 * asked for, or fails by itself; `absent` becomes the place to go to, or NOWHERE if nothing must be
 * asked. */
struct fence {
	bool asked;
	uint32_t octets;
	uint32_t absent;
};
struct fence fence_before(struct compiler *c, struct state *s, uint32_t end);
/* Is it there? Then `body`. */
uint32_t fence_close(struct compiler *c, const struct state *s, const struct fence *fence,
		     uint32_t body);

/* A number is looked at: classes of values, each with a state that follows. */
struct probe {
	uint16_t at, size;
	uint32_t mask;
	uint32_t end;  /* octets from the base that the load needs; 0: none */
	uint32_t code; /* of the load, 0: A holds the number already */
	uint32_t k;
	uint32_t bias;       /* of the number, for dns.length */
	uint32_t lowest;     /* below it dns.length is not there */
	uint32_t bounds[40]; /* where classes begin */
	unsigned bound_count;
	uint32_t symbol; /* of the question: which of its numbers; else 0 */
	bool repeated;   /* the header may come again: false is not final */
	/* The state of a class; its literals are bound. */
	void (*branch)(struct compiler *c, struct state *s, uint32_t value);
};
uint32_t probe_split(struct compiler *c, const struct state *s, struct probe *probe);
void probe_bound(struct probe *probe, uint32_t value);
/* compile_decide.c: the tests that lead from A to the nodes of classes. */
struct class
{
	uint32_t low; /* to the next one's low - 1 */
	uint32_t node;
};
uint32_t decide(struct compiler *c, uint32_t mask, bool masked, struct class *classes, size_t count,
		uint32_t most);

/* compile_transport.c: is udp.length.bad asked for? Then what IP header the length is held against: the
 * loads before `node`. */
bool state_asks_bad(struct compiler *c, const struct state *s);
uint32_t keep_ip_end(struct compiler *c, uint32_t at, uint32_t more, uint32_t node);

/* Ask for the fields of `part` that the formula needs, one by one; then the state `then`. */
uint32_t compile_fields(struct compiler *c, const struct state *s, enum part part, bool repeated,
			const struct state *then);

/* One function for each stage. */
uint32_t compile_metadata(struct compiler *c, const struct state *s);
uint32_t compile_frame(struct compiler *c, const struct state *s);
uint32_t compile_link(struct compiler *c, const struct state *s);
uint32_t compile_ip(struct compiler *c, const struct state *s);
uint32_t compile_ip6(struct compiler *c, const struct state *s);
uint32_t compile_udp(struct compiler *c, const struct state *s);
uint32_t compile_tcp(struct compiler *c, const struct state *s);
uint32_t compile_dns(struct compiler *c, const struct state *s);
uint32_t compile_name(struct compiler *c, const struct state *s);
uint32_t compile_walk(struct compiler *c, const struct state *s);
uint32_t compile_type(struct compiler *c, const struct state *s);
uint32_t compile_opt(struct compiler *c, const struct state *s);

/* Is the message's end at or behind `at`, an offset from X? */
uint32_t compile_reach(struct compiler *c, const struct state *s, uint32_t at, uint32_t yes,
		       uint32_t no);

#endif
