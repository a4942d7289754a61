/* rule.c - a rule as a handle: opened from words, closed, its warnings.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "filter/constancy.h"
#include "filter/parse.h"

enum { WORDS_MAX = 1 << 20 };

static void set_ports(struct weir_rule *rule, const struct weir_rule_options *options)
{
	for (unsigned i = 0; i < WEIR_PORTS_MAX; i++)
		if (options->ports[i] != 0)
			rule->ports[rule->port_count++] = options->ports[i];
	if (rule->port_count == 0)
		rule->ports[rule->port_count++] = 53;
}

static enum weir_status read_words(struct weir_rule *rule, size_t size, struct weir_error *err)
{
	struct parser parser = {
		.lexer = { .words = { (const uint8_t *)rule->words, size } },
		.builder = { .rule = rule, .err = err },
		.err = err,
	};
	uint32_t root;
	enum weir_status status = parse_rule(&parser, &root);

	if (status == WEIR_OK)
		status = build_finish(&parser.builder, root);
	if (status == WEIR_OK)
		status = constancy_find(&parser.builder);
	free(parser.values);
	builder_close(&parser.builder);
	return status;
}

enum weir_status weir_rule_open(struct weir_slice words, const struct weir_rule_options *options,
				struct weir_rule **out, struct weir_error *err)
{
	struct weir_rule_options known = WEIR_RULE_OPTIONS;
	struct weir_rule *rule = NULL;
	enum weir_status status = WEIR_E_MEMORY;

	if (options)
		memcpy(&known, options,
		       options->size < sizeof(known) ? options->size : sizeof(known));
	if (words.size > WORDS_MAX)
		return error_set(err, WEIR_E_RANGE, WORDS_MAX, "a rule has at most %d characters",
				 WORDS_MAX);
	rule = calloc(1, sizeof(*rule));
	if (!rule)
		goto fail;
	rule->words = malloc(words.size + 1);
	if (!rule->words)
		goto fail;
	if (words.size > 0)
		memcpy(rule->words, words.data, words.size);
	rule->words[words.size] = 0;
	rule->case_sensitive = known.case_sensitive;
	set_ports(rule, &known);
	status = read_words(rule, words.size, err);
	if (status == WEIR_OK)
		status = rule_prepare(rule);
	if (status != WEIR_OK)
		goto fail;
	*out = rule;
	return WEIR_OK;
fail:
	if (status == WEIR_E_MEMORY)
		error_set(err, status, NO_PLACE, "no memory for the rule");
	weir_rule_close(rule);
	return status;
}

void weir_rule_close(struct weir_rule *rule)
{
	if (!rule)
		return;
	rule_unprepare(rule);
	for (uint32_t i = 0; i < rule->relation_count; i++)
		relation_free(&rule->relations[i]);
	free(rule->relations);
	free(rule->nodes);
	free(rule->children);
	free(rule->warnings);
	free(rule->words);
	free(rule);
}

bool weir_rule_warning(const struct weir_rule *rule, size_t n, struct weir_error *out)
{
	if (n >= rule->warning_count)
		return false;
	error_set(out, WEIR_E_RANGE, rule->warnings[n].column, "%s", rule->warnings[n].text);
	return true;
}
