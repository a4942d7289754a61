/* compile.c - fuzz target: what a rule compiles to passes the kernel's checks and says what the rule says.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A target, the words of a rule and a zero octet, then the packet. */
#include <dnsweir/rule.h>

#include <stdlib.h>
#include <string.h>

#include "filter/scope.h"
#include "filter/tree.h"

enum { WORDS_MOST = 300 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_packet(const struct weir_rule *rule, enum weir_target target,
		       const struct weir_bpf_program *program, struct weir_slice bytes)
{
	struct weir_bpf_packet packet = { bytes, (uint32_t)bytes.size, NULL };
	struct scope_view scope;

	if (weir_bpf_check(program, NULL) != WEIR_OK)
		abort();
	scope_target(target, bytes, (uint32_t)bytes.size, NULL, rule->ports, rule->port_count,
		     &scope);
	if ((weir_bpf_trace(program, &packet, NULL, NULL) != 0) != rule_holds(rule, &scope.view))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
	struct weir_programs programs;
	struct weir_rule *rule;

	if (size < 2)
		return 0;
	const uint8_t *end = memchr(data + 1, 0, size - 1);
	if (!end || end - data > WORDS_MOST)
		return 0;
	options.target = (enum weir_target)(data[0] % WEIR_TARGET_COUNT);
	struct weir_slice words = { data + 1, (size_t)(end - data) - 1 };
	if (weir_rule_open(words, NULL, &rule, NULL) != WEIR_OK)
		return 0;
	if (weir_rule_compile(rule, &options, &programs, NULL) == WEIR_OK) {
		struct weir_slice bytes = { end + 1, size - (size_t)(end - data) - 1 };
		try_packet(rule, options.target, &programs.programs[0], bytes);
		weir_programs_free(&programs);
	}
	weir_rule_close(rule);
	return 0;
}
