/* bpfgen_dns.c - bpfgen dns: requests whose name matches one of some patterns.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/bpfgen_type.h"
#include "cli/rule_words.h"

enum { OPT_IGNORECASE };

static const struct option_spec options[] = {
	[OPT_IGNORECASE] = { 'i', "ignorecase", NULL, "Letters match in either case" },
	{ 0 },
};

static const char before[] = "dns.flags.response == 0 and dns.qry.name like {";

/* As a string of the rule's language: its own quotes and a last backslash do not end it. */
static void put_quoted(struct weir_writer *out, const char *pattern)
{
	weir_writer_char(out, '"');
	for (const char *c = pattern; *c; c++) {
		if (*c == '\\' && c[1]) {
			weir_writer_char(out, *c++);
			weir_writer_char(out, *c);
		} else if (*c == '\\' || *c == '"') {
			weir_writer_print(out, "\\%c", *c);
		} else {
			weir_writer_char(out, *c);
		}
	}
	weir_writer_char(out, '"');
}

/* One by one: a complaint shows the pattern, not the rule that it becomes. */
static enum exit_code check_pattern(const struct invocation *call, const char *pattern,
				    const struct weir_rule_options *rules)
{
	static const char relation[] = "dns.qry.name like ";
	const size_t shift = sizeof(relation); /* with the quote */
	size_t room = 2 * strlen(pattern) + sizeof(relation) + 3;
	char *text = malloc(room);
	struct weir_rule *rule = NULL;
	struct weir_error err = { .offset = UINT64_MAX };
	struct weir_writer w;
	enum exit_code code = EXIT_DONE;

	if (!text)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	weir_writer_init(&w, text, room);
	weir_writer_text(&w, relation);
	put_quoted(&w, pattern);
	enum weir_status status =
		weir_rule_open((struct weir_slice){ (uint8_t *)text, w.size }, rules, &rule, &err);
	text[w.size - 1] = 0; /* the last quote */
	for (size_t n = 0; status == WEIR_OK && weir_rule_warning(rule, n, &err); n++)
		call_note(call, "pattern '%s': %s", pattern, err.text);
	if (status != WEIR_OK) {
		err.offset =
			err.offset == UINT64_MAX || err.offset < shift ? 0 : err.offset - shift;
		code = rule_words_refuse(call, "pattern", text + shift, status, &err);
	}
	weir_rule_close(rule);
	free(text);
	return code;
}

static enum exit_code make(struct invocation *call, const struct bpfgen_request *request,
			   struct bpfgen_result *out)
{
	struct weir_rule_options rules = WEIR_RULE_OPTIONS;
	size_t room = sizeof(before) + 2;
	struct weir_writer w;

	rules.case_sensitive = !call_given(call, OPT_IGNORECASE);
	for (size_t i = 0; i < call->operand_count; i++) {
		enum exit_code code = check_pattern(call, call->operands[i], &rules);
		if (code != EXIT_DONE)
			return code;
		room += 2 * strlen(call->operands[i]) + 4;
	}
	char *text = malloc(room);
	if (!text)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	weir_writer_init(&w, text, room);
	weir_writer_text(&w, before);
	for (size_t i = 0; i < call->operand_count; i++) {
		weir_writer_text(&w, i > 0 ? ", " : "");
		put_quoted(&w, call->operands[i]);
	}
	weir_writer_char(&w, '}');
	(void)weir_writer_terminate(&w);
	enum exit_code code =
		bpfgen_rule(call, request, text, rules.case_sensitive ? BPFGEN_CASE : 0, out);
	free(text);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir bpfgen dns -- -i '*.www.example.uk'",
	  "Requests for names below one, letters in either case" },
	{ 0 },
};

const struct bpfgen_type bpfgen_dns = {
	.word = "dns",
	.command = {
		.name = "bpfgen",
		.synopsis = "dnsweir bpfgen [OPTION...] dns -- [-i] PATTERN...",
		.summary = "DNS requests whose name matches one of the patterns",
		.options = options,
		.operand = { "PATTERN", "A name; `*` is a label, `?` an octet, `**` what is left",
			     1, SIZE_MAX, COMPLETE_NONE },
		.examples = examples,
		.run = bpfgen_type_run,
	},
	.make = make,
};
