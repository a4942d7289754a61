/* words.c - rules from words: their normal form, which reads back as itself; errors and their columns.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <stdlib.h>
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

/* Rules that are constant, and those that only look so. */
static const struct {
	const char *words;
	enum weir_constancy constancy;
	int column; /* of the first warning; below 0: none */
} constants[] = {
	{ "frame.len > 180 and frame.len < 50", WEIR_RULE_NEVER, 0 },
	{ "dns or (frame.len > 180 and frame.len < 50)", WEIR_RULE_VARIES, 8 },
	{ "dns.length > 5 or dns.length < 9", WEIR_RULE_VARIES, -1 }, /* absent: neither */
	{ "udp or not udp", WEIR_RULE_ALWAYS, 0 },
	{ "dns.flags.response == 1 and dns.flags.response == 0", WEIR_RULE_NEVER, 0 },
	{ "vlan.id == 1 and vlan.id == 2", WEIR_RULE_VARIES, -1 }, /* two tags */
	{ "dns.resp.type == A and dns.resp.type == AAAA", WEIR_RULE_VARIES, -1 },
	{ "dns.qry.type == A and dns.qry.type == AAAA", WEIR_RULE_NEVER, 0 },
	{ "dns.flags & 0x8000 and dns.flags < 0x8000", WEIR_RULE_NEVER, 0 },
	{ "dns.flags & 0x8000 and dns.flags < 0x8001", WEIR_RULE_VARIES, -1 },
	{ "dns.flags & 3 == 1 and dns.flags & 5 == 4", WEIR_RULE_NEVER, 0 },
	{ "dns.qry.name == \"a.b\" and dns.qry.name within \"c\"", WEIR_RULE_NEVER, 0 },
	{ "dns.qry.name == \"A.b\" and dns.qry.name like \"*.B\"", WEIR_RULE_VARIES, -1 },
	{ "dns.qry.name in {a.b c.d} and dns.qry.name in {e.f c.d}", WEIR_RULE_VARIES, -1 },
	{ "dns.ns == a.b and dns.ns == c.d", WEIR_RULE_VARIES, -1 },
	{ "not dns and dns.qry.type == A", WEIR_RULE_NEVER, 0 },
	{ "not dns.qry.type and dns.qry.type == A", WEIR_RULE_NEVER, 0 },
	{ "ipv6.src == 2001:db8::/32 and ipv6.src == fe80::/10", WEIR_RULE_NEVER, 0 },
	{ "ipv6.src == 2001:db8::/32 and ipv6.src == 2001::/16", WEIR_RULE_VARIES, -1 },
	{ "ip.src == 10.0.0.0/8 and ip.src != 10.0.0.0/8", WEIR_RULE_NEVER, 0 },
	{ "ip.addr == 10.0.0.1 and ip.addr == 10.0.0.2", WEIR_RULE_VARIES, -1 },
	{ "ip.src != 1.2.3.4", WEIR_RULE_VARIES, -1 },
	{ "ip.src != 1.2.3.4 or ip.src == 1.2.3.4", WEIR_RULE_ALWAYS, 0 },
	{ "ip.ttl > 5 and ip.ttl < 6", WEIR_RULE_NEVER, 0 },
	{ "ip.hdr_len > 20 and ip.hdr_len < 24", WEIR_RULE_NEVER, 0 },
	{ "ip.hdr_len == 21", WEIR_RULE_NEVER, 0 },
	{ "not ip.hdr_len == 21", WEIR_RULE_ALWAYS, 4 },
	{ "ip.ttl < 300", WEIR_RULE_VARIES, 0 },
	{ "udp and tcp", WEIR_RULE_VARIES, -1 },
	{ "frame.time_epoch < 5 and frame.time_epoch > 6", WEIR_RULE_NEVER, 0 },
	{ "frame.time_epoch < 5 and frame.time_epoch > -6", WEIR_RULE_VARIES, -1 },
	{ "not frame", WEIR_RULE_NEVER, 0 },
};

static void test_constants(void)
{
	for (size_t i = 0; i < COUNT_OF(constants); i++) {
		struct weir_error err = { .text = "" };
		struct weir_error warning = { .text = "none" };
		struct weir_rule *rule = open_rule(constants[i].words, false, &err);
		bool warned = rule && weir_rule_warning(rule, 0, &warning);

		if (!checkf(rule && weir_rule_constancy(rule) == constants[i].constancy &&
				    warned == (constants[i].column >= 0) &&
				    (!warned || warning.offset == (unsigned)constants[i].column),
			    "constancy: %s", constants[i].words))
			note("%s; warning: %s", err.text, warning.text);
		weir_rule_close(rule);
	}
}

static void test_case(void)
{
	static const char words[] = "dns.qry.name == \"WwW.b\" or dns.qry.name contains \"Xy\"";
	struct weir_error err = { .text = "" };
	char text[200];
	struct weir_rule *rule = open_rule(words, true, &err);

	check("case-sensitive names stay as they are",
	      strcmp(print_rule(rule, text, sizeof(text)), words) == 0);
	weir_rule_close(rule);
	rule = open_rule(words, false, &err);
	check("others are in small letters",
	      strcmp(print_rule(rule, text, sizeof(text)),
		     "dns.qry.name == \"www.b\" or dns.qry.name contains \"xy\"") == 0);
	weir_rule_close(rule);
}

/* `count` times `piece`, then `end`. */
static char *repeat(const char *piece, size_t count, const char *end)
{
	size_t size = strlen(piece);
	char *text = malloc(size * count + strlen(end) + 1);

	for (size_t i = 0; i < count; i++)
		memcpy(text + i * size, piece, size);
	memcpy(text + size * count, end, strlen(end) + 1);
	return text;
}

static void test_ceiling(const char *what, char *words, bool fine)
{
	struct weir_error err = { .text = "" };
	struct weir_rule *rule = open_rule(words, false, &err);

	if (!checkf((rule != NULL) == fine, "%s", what))
		note("%s", err.text);
	weir_rule_close(rule);
	free(words);
}

static void test_ceilings(void)
{
	test_ceiling("a million parentheses", repeat("(", 1000000, "dns"), false);
	test_ceiling("more than 1 MiB", repeat(" ", 1 << 20, "dns"), false);
	test_ceiling("many times not", repeat("not ", 200000, "dns"), true);
	test_ceiling("alternating too deeply", repeat("dns and not (udp or ", 300, "ip"), false);
	test_ceiling("a long or", repeat("dns.id == 7 or ", 60000, "dns.id == 8"), true);
	char *values = repeat("1 ", 66000, "}");
	char *set = repeat("dns.id in {", 1, values);
	free(values);
	test_ceiling("a set of too many values", set, false);
}

int main(void)
{
	test_constants();
	test_case();
	test_ceilings();
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
