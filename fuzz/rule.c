/* rule.c - fuzz target: words to a rule, whose normal form reads back as itself; errors have a place.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first octet's lowest bit: case-sensitive. */
enum { TEXT_MAX = 1 << 18 };
static uint8_t once[TEXT_MAX];
static uint8_t twice[TEXT_MAX];

static struct weir_rule *read_rule(struct weir_slice words, bool case_sensitive)
{
	struct weir_rule_options options = WEIR_RULE_OPTIONS;
	struct weir_error err = { .text = "" };
	struct weir_rule *rule = NULL;

	options.case_sensitive = case_sensitive;
	if (weir_rule_open(words, &options, &rule, &err) == WEIR_OK)
		return rule;
	if (err.text[0] == 0 || err.offset > words.size || rule)
		__builtin_trap();
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_error warning;
	struct weir_writer first;
	struct weir_writer second;
	bool case_sensitive = size > 0 && (data[0] & 1);

	if (size == 0)
		return 0;
	struct weir_rule *rule =
		read_rule((struct weir_slice){ data + 1, size - 1 }, case_sensitive);
	if (!rule)
		return 0;
	weir_writer_init(&first, once, sizeof(once));
	weir_rule_print(rule, &first);
	for (size_t n = 0; weir_rule_warning(rule, n, &warning); n++)
		if (warning.offset > size)
			__builtin_trap();
	enum weir_constancy constancy = weir_rule_constancy(rule);
	weir_rule_close(rule);
	if (first.full) /* many names in many parentheses */
		return 0;
	rule = read_rule((struct weir_slice){ once, first.size }, case_sensitive);
	if (!rule || weir_rule_constancy(rule) != constancy)
		__builtin_trap();
	weir_writer_init(&second, twice, sizeof(twice));
	weir_rule_print(rule, &second);
	weir_rule_close(rule);
	if (second.size != first.size || memcmp(once, twice, first.size) != 0)
		__builtin_trap();
	return 0;
}
