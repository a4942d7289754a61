/* print.c - a tree in its one normal form.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/address.h"
#include "filter/pattern.h"
#include "filter/sets.h"
#include "filter/tree.h"
#include "filter/values.h"

/* So many numbers in a row that have words are written one by one. */
enum { WORDS_MAX = 8 };

static const char *const orders[] = {
	[ORDER_BELOW] = " < ",
	[ORDER_BELOW_EQUAL] = " <= ",
	[ORDER_ABOVE] = " > ",
	[ORDER_ABOVE_EQUAL] = " >= ",
};

static void print_hex(uint64_t number, unsigned digits, struct weir_writer *out)
{
	weir_writer_print(out, "0x%0*llx", (int)digits, (unsigned long long)number);
}

/* A word that stands for this number, if it also leads back to it. */
static const char *word_of(const struct weir_layer_field *field, uint64_t number)
{
	const char *word = weir_word_of(field->words, number);
	uint64_t back;
	size_t size = 0;

	while (word && ((word[size] >= '0' && word[size] <= '9') || word[size] == '-' ||
			(word[size] >= 'A' && word[size] <= 'Z') ||
			(word[size] >= 'a' && word[size] <= 'z') || word[size] == '_'))
		size++;
	if (!word || word[size] != 0 || size == 0)
		return NULL;
	if (!weir_word_number(field->words, (struct weir_slice){ (const uint8_t *)word, size },
			      &back) ||
	    back != number)
		return NULL;
	return word;
}

static void print_ipv4(uint64_t number, struct weir_writer *out)
{
	const uint8_t octets[4] = { (uint8_t)(number >> 24), (uint8_t)(number >> 16),
				    (uint8_t)(number >> 8), (uint8_t)number };

	address_print_ipv4(octets, out);
}

static void print_number(const struct relation *r, uint64_t number, struct weir_writer *out)
{
	const struct weir_layer_field *field = r->field;
	const char *word = r->mask == UINT64_MAX ? word_of(field, number) : NULL;

	if (field->kind == WEIR_FIELD_IPV4)
		print_ipv4(number, out);
	else if (field->kind == WEIR_FIELD_TIME)
		value_time_print((int64_t)(number ^ TIME_SIGN), out);
	else if (word)
		weir_writer_text(out, word);
	else if (r->mask != UINT64_MAX || field->kind == WEIR_FIELD_HEX)
		print_hex(number, (field->bits + 3U) / 4, out);
	else
		weir_writer_u64(out, number);
}

/* The prefix length of an interval of addresses that is a network; 33: it is none. */
static unsigned network_of(const struct interval *interval)
{
	uint64_t host = interval->high - interval->low;

	if ((host & (host + 1)) != 0 || (interval->low & host) != 0)
		return 33;
	return 32 - (unsigned)__builtin_popcountll(host);
}

static void print_interval(const struct relation *r, const struct interval *interval,
			   struct weir_writer *out)
{
	unsigned prefix = r->field->kind == WEIR_FIELD_IPV4 ? network_of(interval) : 33;

	print_number(r, interval->low, out);
	if (interval->low == interval->high)
		return;
	if (prefix < 33) {
		weir_writer_print(out, "/%u", prefix);
		return;
	}
	if (r->field->words != WEIR_WORDS_NONE && interval->high - interval->low < WORDS_MAX) {
		for (uint64_t n = interval->low + 1; n <= interval->high; n++) {
			weir_writer_char(out, ' ');
			print_number(r, n, out);
		}
		return;
	}
	weir_writer_text(out, "..");
	print_number(r, interval->high, out);
}

static void print_intervals(const struct relation *r, struct weir_writer *out)
{
	uint64_t highest = field_highest(r->field) & r->mask;
	const struct interval *first = &r->intervals[0];
	bool network = r->field->kind == WEIR_FIELD_IPV4 && network_of(first) < 33;

	if (r->count == 1 && r->mask != UINT64_MAX && first->low == 1 && first->high == highest)
		return; /* some bit is set */
	if (r->count > 1) {
		weir_writer_text(out, " in {");
		for (uint32_t i = 0; i < r->count; i++) {
			weir_writer_text(out, i > 0 ? " " : "");
			print_interval(r, &r->intervals[i], out);
		}
		weir_writer_char(out, '}');
	} else if (first->low == first->high || network) {
		weir_writer_text(out, " == ");
		print_interval(r, first, out);
	} else if (first->low == 0) {
		weir_writer_text(out, " <= ");
		print_number(r, first->high, out);
	} else if (first->high == highest) {
		weir_writer_text(out, " >= ");
		print_number(r, first->low, out);
	} else {
		weir_writer_text(out, " in {");
		print_interval(r, first, out);
		weir_writer_char(out, '}');
	}
}

static bool is_printable(const struct octet_pattern *pattern)
{
	for (unsigned i = 0; i < pattern->size; i++)
		if (pattern->octets[i] < 0x20 || pattern->octets[i] > 0x7e)
			return false;
	return true;
}

/* Text in quotes, with Wireshark's escapes. */
static void print_text(const struct octet_pattern *pattern, struct weir_writer *out)
{
	weir_writer_char(out, '"');
	for (unsigned i = 0; i < pattern->size; i++) {
		uint8_t c = pattern->octets[i];

		if (c == '"' || c == '\\')
			weir_writer_char(out, '\\');
		if (c < 0x20 || c > 0x7e)
			weir_writer_print(out, "\\x%02x", c);
		else
			weir_writer_char(out, (char)c);
	}
	weir_writer_char(out, '"');
}

static void print_colons(const struct octet_pattern *pattern, struct weir_writer *out)
{
	for (unsigned i = 0; i < pattern->size; i++)
		weir_writer_print(out, "%s%02x", i > 0 ? ":" : "", pattern->octets[i]);
}

/* Part of a name: what folds in small letters, escapes as in names but for dots. */
static void print_name_part(const struct octet_pattern *pattern, struct weir_writer *out)
{
	weir_writer_char(out, '"');
	for (unsigned i = 0; i < pattern->size; i++) {
		uint8_t c =
			pattern->mask[i] == 0xdf ? pattern->octets[i] | 0x20 : pattern->octets[i];

		if (c == '"' || c == '\\')
			weir_writer_char(out, '\\');
		if (c < 0x20 || c > 0x7e)
			weir_writer_print(out, "\\%03u", c);
		else
			weir_writer_char(out, (char)c);
	}
	weir_writer_char(out, '"');
}

static void print_octets(const struct relation *r, const struct octet_pattern *pattern,
			 struct weir_writer *out)
{
	enum weir_field_kind kind = r->field->kind;
	bool whole = !r->sliced && r->test != TEST_CONTAINS;
	unsigned bits = 0;

	for (unsigned i = 0; i < pattern->size; i++)
		bits += (unsigned)__builtin_popcount(pattern->mask[i]);
	if (kind == WEIR_FIELD_NAME) {
		print_name_part(pattern, out);
	} else if (whole && kind == WEIR_FIELD_IPV6) {
		address_print_ipv6(pattern->octets, out);
		if (bits < 128)
			weir_writer_print(out, "/%u", bits);
	} else if (kind == WEIR_FIELD_TEXT || pattern->size == 0 ||
		   (kind == WEIR_FIELD_OCTETS && is_printable(pattern))) {
		print_text(pattern, out);
	} else {
		print_colons(pattern, out);
	}
}

/* MAC addresses have no networks: a block of them is a range. */
static bool is_ether_block(const struct relation *r, const struct octet_pattern *pattern)
{
	return !r->sliced && r->field->kind == WEIR_FIELD_ETHER &&
	       pattern->mask[pattern->size - 1] != 0xff;
}

static void print_octet_set(const struct relation *r, struct weir_writer *out)
{
	bool set = r->count > 1 || is_ether_block(r, r->octets);

	weir_writer_text(out, set ? " in {" : " == ");
	for (uint32_t i = 0; i < r->count; i++) {
		struct octet_pattern last = r->octets[i];

		weir_writer_text(out, i > 0 ? " " : "");
		print_octets(r, &r->octets[i], out);
		if (!is_ether_block(r, &last))
			continue;
		for (unsigned k = 0; k < last.size; k++)
			last.octets[k] |= (uint8_t)~last.mask[k];
		weir_writer_text(out, "..");
		print_octets(r, &last, out);
	}
	weir_writer_text(out, set ? "}" : "");
}

/* Which of a relation's names: those with all below them, or the others. */
static uint32_t count_names(const struct relation *r, bool within)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < r->count; i++)
		count += r->names[i].within == within;
	return count;
}

static void print_some_names(const struct relation *r, bool within, struct weir_writer *out)
{
	const char *abbrev = r->field ? r->field->abbrev : ""; /* a layer has no names */
	uint32_t count = count_names(r, within);
	bool like = false;
	uint32_t printed = 0;

	for (uint32_t i = 0; i < r->count && !within; i++)
		like = like || (!r->names[i].within && !pattern_exact(&r->names[i]));
	weir_writer_print(out, "%s %s %s", abbrev,
			  within      ? "within"
			  : like      ? "like"
			  : count > 1 ? "in"
				      : "==",
			  count > 1 ? "{" : "");
	for (uint32_t i = 0; i < r->count; i++) {
		if (r->names[i].within != within)
			continue;
		weir_writer_text(out, printed++ > 0 ? " " : "");
		pattern_print(&r->names[i], like, out);
	}
	weir_writer_text(out, count > 1 ? "}" : "");
}

/* `within` and other names together are two relations in words. */
static bool is_split(const struct relation *r)
{
	return r->test == TEST_NAME && count_names(r, true) > 0 && count_names(r, false) > 0;
}

static void print_names(const struct relation *r, struct weir_writer *out)
{
	if (count_names(r, false) > 0)
		print_some_names(r, false, out);
	if (is_split(r))
		weir_writer_text(out, " or ");
	if (count_names(r, true) > 0)
		print_some_names(r, true, out);
}

static void print_operand(const struct relation *r, struct weir_writer *out)
{
	weir_writer_text(out, r->field->abbrev);
	if (r->sliced && r->slice_length == 1)
		weir_writer_print(out, "[%d]", r->slice_at);
	else if (r->sliced && r->slice_length < 0)
		weir_writer_print(out, "[%d:]", r->slice_at);
	else if (r->sliced)
		weir_writer_print(out, "[%d:%d]", r->slice_at, r->slice_length);
	if (r->test == TEST_NUMBER && r->mask != UINT64_MAX) {
		weir_writer_text(out, " & ");
		print_hex(r->mask, (r->field->bits + 3U) / 4, out);
	}
}

static void print_relation(const struct relation *r, struct weir_writer *out)
{
	if (!r->field)
		weir_writer_text(out, weir_layer_name(r->layer));
	else if (r->test != TEST_NAME)
		print_operand(r, out);
	switch (r->test) {
	case TEST_PRESENT:
		break;
	case TEST_NAME:
		print_names(r, out);
		break;
	case TEST_NUMBER:
		print_intervals(r, out);
		break;
	case TEST_OCTETS:
		print_octet_set(r, out);
		break;
	case TEST_ORDER:
		weir_writer_text(out, orders[r->order]);
		print_octets(r, r->octets, out);
		break;
	case TEST_CONTAINS:
		weir_writer_text(out, " contains ");
		print_octets(r, r->octets, out);
		break;
	}
}

static void print_node(const struct weir_rule *rule, uint32_t at, struct weir_writer *out);

/* In parentheses where the words would mean something else without. */
static void print_below(const struct weir_rule *rule, enum node_kind above, uint32_t at,
			struct weir_writer *out)
{
	const struct node *node = &rule->nodes[at];
	bool or = node->kind == NODE_OR ||
		  (node->kind == NODE_RELATION && is_split(&rule->relations[node->relation]));
	bool parentheses =
		above == NODE_NOT ? or || node->kind == NODE_AND : above == NODE_AND && or
		;

	weir_writer_text(out, parentheses ? "(" : "");
	print_node(rule, at, out);
	weir_writer_text(out, parentheses ? ")" : "");
}

/* As deep as the tree, which has a ceiling. */
static void print_node(const struct weir_rule *rule, uint32_t at, struct weir_writer *out)
{
	const struct node *node = &rule->nodes[at];

	switch (node->kind) {
	case NODE_NEVER:
		weir_writer_text(out, "frame and not frame");
		break;
	case NODE_ALWAYS:
		weir_writer_text(out, "frame or not frame");
		break;
	case NODE_RELATION:
		print_relation(&rule->relations[node->relation], out);
		break;
	case NODE_NOT:
		weir_writer_text(out, "not ");
		print_below(rule, NODE_NOT, rule->children[node->first], out);
		break;
	case NODE_AND:
	case NODE_OR:
		for (uint32_t i = 0; i < node->count; i++) {
			if (i > 0)
				weir_writer_text(out, node->kind == NODE_AND ? " and " : " or ");
			print_below(rule, node->kind, rule->children[node->first + i], out);
		}
		break;
	}
}

void weir_rule_print(const struct weir_rule *rule, struct weir_writer *out)
{
	print_node(rule, rule->node_count - 1, out);
}
