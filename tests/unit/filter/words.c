/* words.c - rules from words: their normal form, which reads back as itself; errors and their columns.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <string.h>

#include "tap.h"

static const struct {
	const char *words;
	const char *printed;
} rows[] = {
#define SAME(words) { words, words },
#define ROW(words, printed) { words, printed },
#define BAD(words, column, text)
#include "words_rows.def"
#undef SAME
#undef ROW
#undef BAD
};

static const struct {
	const char *words;
	unsigned column;
	const char *text; /* part of the reason */
} bad[] = {
#define SAME(words)
#define ROW(words, printed)
#define BAD(words, column, text) { words, column, text },
#include "words_rows.def"
#undef SAME
#undef ROW
#undef BAD
};

static struct weir_rule *open_rule(const char *words, bool case_sensitive, struct weir_error *err)
{
	struct weir_rule_options options = WEIR_RULE_OPTIONS;
	struct weir_rule *rule = NULL;

	options.case_sensitive = case_sensitive;
	if (weir_rule_open((struct weir_slice){ (const uint8_t *)words, strlen(words) }, &options,
			   &rule, err) != WEIR_OK)
		return NULL;
	return rule;
}

static const char *print_rule(const struct weir_rule *rule, char *text, size_t size)
{
	struct weir_writer w;

	weir_writer_init(&w, text, size);
	if (rule)
		weir_rule_print(rule, &w);
	weir_writer_terminate(&w);
	return text;
}

static void test_row(const char *words, const char *printed)
{
	struct weir_error err = { .text = "" };
	char once[2000];
	char twice[2000];
	struct weir_rule *rule = open_rule(words, false, &err);

	print_rule(rule, once, sizeof(once));
	weir_rule_close(rule);
	rule = open_rule(once, false, &err);
	print_rule(rule, twice, sizeof(twice));
	weir_rule_close(rule);
	if (!checkf(strcmp(once, printed) == 0 && strcmp(twice, printed) == 0, "%s", words))
		note("once: %s; twice: %s; error: %s", once, twice, err.text);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(rows[i].words, rows[i].printed);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct weir_error err = { .text = "" };
		struct weir_rule *rule = open_rule(bad[i].words, false, &err);

		if (!checkf(!rule && err.offset == bad[i].column && strstr(err.text, bad[i].text),
			    "refused: %s", bad[i].words))
			note("column %u: %s", (unsigned)err.offset, err.text);
		weir_rule_close(rule);
	}
	return tap_done();
}
