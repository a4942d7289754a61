/* name_sets.h - sets of names whose programs are counted: by a test, and by bench/programs.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_NAME_SETS_H
#define TESTS_NAME_SETS_H

#include <dnsweir/base.h>

/* What bpfgen takes for granted of the packets that its programs see. */
#define NAME_SETS_GIVEN                                                                            \
	"ip.version == 4 and udp.dstport == 53 and dns.flags.response == 0 and "                   \
	"dns.count.queries == 1 and dns.qry.name"

enum { NAME_SET_MAX = 400, NAME_SET_ROOM = 64, NAME_SETS = 10 };

struct name_set {
	const char *what;
	/* Patterns with a blank between them, or, with `repeats`, one to be written so many times: 1 stands
	 * for the number's tens, 0 for its ones, $ for `letters` random letters. */
	const char *patterns;
	unsigned repeats, letters;
	bool case_sensitive;
	/* Instructions for target ip under NAME_SETS_GIVEN: the most that a test allows, what was once aimed
	 * at, and those that bpfgen -i makes (without -i where case-sensitive). */
	unsigned most, aim, bpfgen;
};
extern const struct name_set name_sets[NAME_SETS];

struct name_patterns {
	char list[NAME_SET_MAX][NAME_SET_ROOM];
	size_t count;
};
/* The same set, the same patterns. */
void name_set_patterns(const struct name_set *set, struct name_patterns *out);
/* A rule that a question for one of them matches; ended with a zero octet. */
void name_set_rule(const struct name_patterns *patterns, struct weir_writer *out);

#endif
