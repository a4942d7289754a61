/* name_set.c - many name patterns by hash give the verdict that trying each one gives.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/name_set.h"

#include <stdlib.h>
#include <string.h>

#include "filter/pattern.h"
#include "random.h"
#include "tap.h"

enum { PATTERNS = 60, NAMES = 4000, ROUNDS = 40 };

static struct random dice;

/* Few labels of few letters, so that names and patterns meet often. */
static size_t random_words(char *text, bool pattern, unsigned least)
{
	static const char *const plain[] = { "a", "B", "ab", "Ba", "b", "aab" };
	static const char *const wild[] = { "*{1-1}", "?", "a?", "*{2-3}" };
	size_t labels = least + random_below(&dice, 5 - least);
	size_t size = 0;

	for (size_t i = 0; i < labels; i++) {
		bool strange = pattern && random_below(&dice, 5) == 0;
		const char *label =
			strange ? wild[random_below(&dice, 4)] : plain[random_below(&dice, 6)];
		memcpy(text + size, label, strlen(label));
		size += strlen(label);
		if (i + 1 < labels)
			text[size++] = '.';
	}
	if (pattern && labels > 0 && random_below(&dice, 6) == 0) {
		memcpy(text + size, random_below(&dice, 2) ? ".**" : "**", 3);
		size += text[size] == '.' ? 3 : 2;
	}
	if (labels == 0)
		text[size++] = '.';
	return size;
}

static bool random_pattern(struct name_pattern *out, bool fold)
{
	char text[64];
	struct pattern_words words = { .fold = fold };
	const char *remark;
	uint32_t remark_at;

	words.style = (enum pattern_style)random_below(&dice, 3);
	words.text.data = (const uint8_t *)text;
	words.text.size = random_words(text, words.style == PATTERN_LIKE,
				       words.style == PATTERN_WITHIN ? 3 : 2);
	return pattern_read(&words, out, &remark, &remark_at, NULL) == WEIR_OK;
}

static void random_name(struct weir_name *name)
{
	char text[64];
	size_t size = random_words(text, false, 0);

	if (weir_name_parse((struct weir_slice){ (const uint8_t *)text, size }, NULL, name, NULL) !=
	    WEIR_OK)
		*name = (struct weir_name){ 1, { 0 } };
}

/* Same relation, with its set and without. */
static void check_round(unsigned round)
{
	static struct name_pattern patterns[PATTERNS];
	struct relation relation = { .test = TEST_NAME, .names = patterns };
	struct weir_rule rule = { .relations = &relation, .relation_count = 1 };
	unsigned wrong = 0;
	unsigned matches = 0;

	while (relation.count < PATTERNS - round)
		relation.count += random_pattern(&patterns[relation.count], round % 2 == 0);
	if (rule_prepare(&rule) != WEIR_OK || !relation.set) {
		check("the set is made", false);
		return;
	}
	for (unsigned i = 0; i < NAMES; i++) {
		struct weir_name name;
		struct relation plain = relation;
		random_name(&name);
		plain.set = NULL;
		bool expect = name_set_match(&plain, &name);
		wrong += name_set_match(&relation, &name) != expect;
		matches += expect;
	}
	rule_unprepare(&rule);
	checkf(wrong == 0 && matches > 0 && matches < NAMES,
	       "%u patterns: %u of %d names match, both ways", PATTERNS - round, matches, NAMES);
}

/* Names at the borders: 127 labels, 255 octets, labels of every octet. */
static void check_borders(void)
{
	struct weir_name name = { .size = 255 };
	struct name_pattern patterns[8];
	struct relation relation = { .test = TEST_NAME, .count = 8, .names = patterns };
	struct weir_rule rule = { .relations = &relation, .relation_count = 1 };

	memset(patterns, 0, sizeof(patterns));
	for (unsigned i = 0; i < 254; i += 2) {
		name.octets[i] = 1;
		name.octets[i + 1] = 'X';
	}
	name.octets[254] = 0;
	/* "x", 1 to 8 times, without case; the last one is as long as the name. */
	for (unsigned p = 0; p < 8; p++) {
		unsigned labels = p < 7 ? p + 1 : 127;
		patterns[p].label_count = (uint8_t)labels;
		for (unsigned i = 0; i < labels; i++) {
			patterns[p].labels[i] = (struct name_label){ 1, 1, false, (uint8_t)i };
			patterns[p].octets[i] = 'X';
			patterns[p].mask[i] = 0xdf;
		}
	}
	check("the set is made", rule_prepare(&rule) == WEIR_OK && relation.set);
	check("a name of 127 labels", name_set_match(&relation, &name));
	name.octets[1] = 'x';
	check("in another case", name_set_match(&relation, &name));
	name.octets[1] = 'y';
	check("one label differs", !name_set_match(&relation, &name));
	name.octets[253] = 'y';
	check("the last label differs", !name_set_match(&relation, &name));
	patterns[2].within = true;
	name.octets[253] = 'x';
	check("but its end is within", name_set_match(&relation, &name));
	rule_unprepare(&rule);
}

int main(void)
{
	dice.state = 1;
	for (unsigned round = 0; round < ROUNDS; round++)
		check_round(round);
	check_borders();
	return tap_done();
}
