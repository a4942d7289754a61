/* rule_compile.h - compiling a rule as `rule compile` does it, for commands that can, too.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_RULE_COMPILE_H
#define CLI_RULE_COMPILE_H

#include <dnsweir/rule.h>

#include "cli/command.h"

/* The first rows of such a command's option table. */
enum rule_compile_option {
	RULE_COMPILE_FILE,
	RULE_COMPILE_CASE_SENSITIVE,
	RULE_COMPILE_PORT,
	RULE_COMPILE_TARGET,
	RULE_COMPILE_SKIP,
	RULE_COMPILE_BEHIND_UDP,
	RULE_COMPILE_GIVEN,
	RULE_COMPILE_WITHIN_DEPTH,
	RULE_COMPILE_LIMIT,
	RULE_COMPILE_SPLIT,
	RULE_COMPILE_KEEP,
	RULE_COMPILE_READ,
	RULE_COMPILE_OPTIONS,
};

/* clang-format off */
#define RULE_COMPILE_ROWS                                                                          \
	[RULE_COMPILE_FILE] = {                                                                    \
		'F', "file", "FILE", "Take the rule from FILE (- is standard input)",              \
		.complete = COMPLETE_FILE },                                                       \
	[RULE_COMPILE_CASE_SENSITIVE] = {                                                          \
		0, "case-sensitive", NULL, "Names compare octet by octet" },                       \
	[RULE_COMPILE_PORT] = {                                                                    \
		0, "port", "PORT", "Expect DNS on this port instead of 53",                        \
		.kind = OPTION_NUMBER, .lowest = 1, .highest = 65535, .repeats = true },           \
	[RULE_COMPILE_TARGET] = {                                                                  \
		't', "target", "TARGET", "What stands at offset 0 where it is attached",           \
		.kind = OPTION_CHOICE, .choices = rule_compile_targets },                          \
	[RULE_COMPILE_SKIP] = {                                                                    \
		0, "skip", "N", "Octets that stand before it (0)",                                 \
		.rivals = "r", .kind = OPTION_NUMBER, .highest = 65535 },                          \
	[RULE_COMPILE_BEHIND_UDP] = {                                                              \
		0, "behind-udp", NULL, "Only UDP gets there: ask the kernel where it begins",      \
		.rivals = "r",                                                                     \
		.more = "For iptables and ip6tables behind `-p udp`, with target ip: a shorter "   \
			"program, above all for IPv6, as it does not walk over extension "         \
			"headers. In captures it cannot be used: only the kernel answers "         \
			"`ld poff`." },                                                            \
	[RULE_COMPILE_GIVEN] = {                                                                   \
		'g', "given", "RULE", "What holds for every packet that gets there",               \
		.more = "The place of use guarantees it: `ip.version == 4` under iptables, "       \
			"`udp.dstport == 53` behind `-p udp --dport 53`. Tests that this "         \
			"answers are left out; nothing beyond it is assumed." },                   \
	[RULE_COMPILE_WITHIN_DEPTH] = {                                                            \
		0, "within-depth", "N", "`within` means the zone and N labels below it, no more",  \
		.kind = OPTION_NUMBER, .lowest = 1, .highest = 127 },                              \
	[RULE_COMPILE_LIMIT] = {                                                                   \
		0, "limit", "N", "Instructions that a program may have (4096)",                    \
		.kind = OPTION_NUMBER, .lowest = 1, .highest = 4096 },                             \
	[RULE_COMPILE_SPLIT] = {                                                                   \
		0, "split", NULL, "Make several programs where one would be too long" },           \
	[RULE_COMPILE_KEEP] = {                                                                    \
		0, "keep", "N", "Octets to keep of a packet that matches (65535)",                 \
		.kind = OPTION_NUMBER, .lowest = 1, .highest = UINT32_MAX },                       \
	[RULE_COMPILE_READ] = {                                                                    \
		'r', "read", "CAPTURE", "Run it on a capture and count what is executed",          \
		.rivals = "r", .complete = COMPLETE_FILE }
/* clang-format on */

extern const struct option_choice rule_compile_targets[];

/* The rule is `words`, or NULL: what --file names. call->form is a struct programs_form. */
enum exit_code rule_compile(struct invocation *call, const char *words);

#endif
