/* rule.h - rules over packets and messages: read words, give verdicts, compile classic BPF.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The language is dnsweir-rule(7): Wireshark's field names and operators, `like` and `within` for
 * names. A rule is about a packet (its own octets only: what a kernel filter sees; weir_rule_packet and
 * weir_rule_compile agree on every packet) or about a message (put together from fragments and
 * segments; user space only). src/filter/scope.h defines both. */
#ifndef DNSWEIR_RULE_H
#define DNSWEIR_RULE_H

#include <dnsweir/bpf.h>
#include <dnsweir/layer.h>
#include <dnsweir/traffic.h>

WEIR_API_BEGIN

struct weir_rule; /* immutable: any number of threads may ask it */

struct weir_rule_options {
	size_t size;
	bool case_sensitive;            /* names compare octet by octet */
	uint16_t ports[WEIR_PORTS_MAX]; /* where packet scope expects DNS; all zero: 53 */
};
#define WEIR_RULE_OPTIONS                                                                          \
	{                                                                                          \
		.size = sizeof(struct weir_rule_options)                                           \
	}

/* Read a rule. On failure err->offset is the column (from 0) in `words`, and the text says what stands
 * there and what would fit. `options` may be NULL. */
enum weir_status weir_rule_open(struct weir_slice words, const struct weir_rule_options *options,
				struct weir_rule **out, struct weir_error *err) WEIR_MUST_USE;
void weir_rule_close(struct weir_rule *rule); /* NULL is fine */

/* The rule in one normal form, parentheses where needed: the same tree gives the same words. */
void weir_rule_print(const struct weir_rule *rule, struct weir_writer *out);

/* Is it constant? A warning, not an error. `column` (may be NULL): the part that makes it so. */
enum weir_constancy { WEIR_RULE_VARIES, WEIR_RULE_NEVER, WEIR_RULE_ALWAYS };
enum weir_constancy weir_rule_constancy(const struct weir_rule *rule);
/* Warnings of the reader in order ("no message is longer than 65535"): false when there is no n-th. */
bool weir_rule_warning(const struct weir_rule *rule, size_t n, struct weir_error *out);

/* Does packet scope, or message scope, lack what the rule asks for? Then the field and the reason; the
 * status is WEIR_E_SUPPORT. */
enum weir_scope { WEIR_SCOPE_PACKET, WEIR_SCOPE_MESSAGE };
enum weir_status weir_rule_supported(const struct weir_rule *rule, enum weir_scope scope,
				     struct weir_error *err) WEIR_MUST_USE;

/* Who can ask for a field at all: dnsweir-rule(7) has a table of it. What a rule asks of the field may
 * still be too much for one of them: weir_rule_supported, weir_rule_compile. */
enum weir_engine {
	WEIR_ENGINE_PACKETS,  /* user space, packet by packet */
	WEIR_ENGINE_BPF,      /* classic BPF */
	WEIR_ENGINE_MESSAGES, /* user space, messages put together */
	WEIR_ENGINE_COUNT,
};
bool weir_field_asked(const struct weir_layer_field *field, enum weir_engine engine);

/* The verdicts. What the scope cannot see is absent. `frame` gives number, time, lengths, octets. */
struct weir_frame; /* capture.h */
bool weir_rule_frame(const struct weir_rule *rule, const struct weir_frame *frame);
bool weir_rule_message(const struct weir_rule *rule, const struct weir_datagram *datagram);

/* A rule made ready to look at many frames, compiled where the link type has a target and the rule can
 * be: the same verdicts as weir_rule_frame, faster. One thread at a time. */
struct weir_judge;
enum weir_status weir_judge_open(const struct weir_rule *rule, struct weir_judge **out,
				 struct weir_error *err) WEIR_MUST_USE;
bool weir_judge_frame(struct weir_judge *judge, const struct weir_frame *frame);
void weir_judge_close(struct weir_judge *judge);

/* Where a classic program is attached: what lies at offset 0. */
enum weir_target {
	WEIR_TARGET_ETHER,      /* Ethernet header: packet sockets, tc, captures */
	WEIR_TARGET_IP,         /* IP header: xt_bpf, raw IP captures */
	WEIR_TARGET_SLL,        /* Linux cooked header, version 1 */
	WEIR_TARGET_SLL2,       /* version 2 */
	WEIR_TARGET_UDP_SOCKET, /* UDP header: a UDP socket */
	WEIR_TARGET_COUNT,
};
const char *weir_target_name(enum weir_target target); /* "ether", "udp-socket" */

struct weir_compile_options {
	size_t size;
	enum weir_target target;
	const struct weir_rule
		*given; /* holds for every packet that reaches the program; may be NULL */
	unsigned
		within_depth; /* 0: `within` exactly; else the zone and this many labels below it */
	unsigned limit;       /* instructions a program; 0: 4096 */
	uint32_t keep;        /* what a match returns; 0: 65535 */
	bool split; /* several programs, one of which matches, where one would be too long */
	/* Octets before the place that the target names, at most 65535; a packet that ends before them is
	 * as an empty one. frame.len does not count them. */
	uint32_t skip;
	/* Target ip, nothing to skip: only UDP datagrams, or first fragments of them, reach the program, as
	 * behind iptables' `-p udp`. Then it asks the kernel where UDP begins (`ld poff`) in place of
	 * walking over IPv6 extension headers: short, but no field of these can be asked for. */
	bool behind_udp;
	/* A pattern with `**` at its end holds as soon as what stands before is found: whether the name goes on
	 * as a name does is not looked at. Far shorter; the engines agree on messages with whole names only. */
	bool open_names;
};
#define WEIR_COMPILE_OPTIONS                                                                       \
	{                                                                                          \
		.size = sizeof(struct weir_compile_options)                                        \
	}

/* The programs of a rule: a packet matches if one of them keeps it. */
struct weir_programs {
	struct weir_bpf_program *programs;
	size_t count;
};
/* WEIR_E_SUPPORT: the rule cannot be said in classic BPF, or not within the limit; the text has the
 * reason, and which engine can. `out` is freed with weir_programs_free. */
enum weir_status weir_rule_compile(const struct weir_rule *rule,
				   const struct weir_compile_options *options,
				   struct weir_programs *out, struct weir_error *err) WEIR_MUST_USE;
void weir_programs_free(struct weir_programs *programs);

/* The cookbook: rules for common questions. Static storage. */
struct weir_recipe {
	const char *name;    /* "nxdomain-not-authoritative" */
	const char *summary; /* a line, without a full stop */
	const char *rule;
	const char *note; /* what to know or to adapt; may be NULL */
};
/* One by one, in the order of the table; NULL begins and ends. */
const struct weir_recipe *weir_cookbook_next(const struct weir_recipe *recipe);
const struct weir_recipe *weir_cookbook_find(struct weir_slice name); /* NULL: none */

/* A tcpdump expression in wide use in place of a rule, and what is wrong with it besides what all
 * expressions over udp[] have in common: they see no IPv6, no TCP, and every port. */
struct weir_recipe_wrong {
	const char *expression;
	const char *why;
};
/* The n-th of a recipe: each has one at least; NULL: no more. */
const struct weir_recipe_wrong *weir_cookbook_wrong(const struct weir_recipe *recipe, size_t n);

WEIR_API_END
#endif
