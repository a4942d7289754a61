/* bpfgen.c - bpfgen's types: find one, read its words, name what comes out.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/bpfgen.h"

#include <stdlib.h>
#include <string.h>

#include "cli/bpfgen_type.h"
#include "cli/options.h"
#include "cli/suggest.h"
#include "cli/usage.h"

static const struct bpfgen_type *const types[] = { &bpfgen_dns, &bpfgen_dns_validate,
						   &bpfgen_suffix, &bpfgen_tcpdump, &bpfgen_p0f };
enum { TYPES = sizeof(types) / sizeof(types[0]) };

const char *bpfgen_type(size_t n)
{
	return n < TYPES ? types[n]->word : NULL;
}

const char *bpfgen_type_summary(size_t n)
{
	return n < TYPES ? types[n]->command.summary : NULL;
}

static const struct bpfgen_type *find(const struct invocation *call, const char *word)
{
	struct suggestion suggestion = { .typed = word };

	for (size_t i = 0; i < TYPES; i++) {
		if (strcmp(types[i]->word, word) == 0)
			return types[i];
		suggestion_offer(&suggestion, types[i]->word);
	}
	if (suggestion.best)
		call_refuse(call, "unknown type '%s' (did you mean %s?)", word, suggestion.best);
	else
		call_refuse(call, "unknown type '%s'", word);
	return NULL;
}

static bool is_plain(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whatever the words hold, a file's name has letters, digits and '_' only. */
static void name_words(const struct invocation *call, struct bpfgen_result *out)
{
	struct weir_writer w;

	weir_writer_init(&w, out->name, sizeof(out->name) - 1);
	for (size_t i = 0; i < call->operand_count; i++) {
		if (i > 0)
			weir_writer_char(&w, '_');
		for (const char *c = call->operands[i]; *c; c++) {
			if (*c == '*')
				weir_writer_text(&w, "any");
			else
				weir_writer_char(&w, is_plain(*c)        ? *c
						     : strchr("._ ", *c) ? '_'
									 : 'x');
		}
	}
	out->name[w.size] = 0;
}

static enum exit_code describe(const struct invocation *call, const struct bpfgen_request *request,
			       struct bpfgen_result *out)
{
	size_t room = strlen(request->type) + 16;
	struct weir_writer w;

	for (size_t i = 0; i < request->word_count; i++)
		room += 4 * strlen(request->words[i]) + 1;
	out->says = malloc(room);
	if (!out->says)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	weir_writer_init(&w, out->says, room);
	weir_writer_print(&w, "%s%s", request->negate ? "not " : "", request->type);
	for (size_t i = 0; i < request->word_count; i++) {
		weir_writer_char(&w, ' ');
		for (const char *c = request->words[i]; *c; c++) {
			if (*c >= 0x20 && *c < 0x7f)
				weir_writer_char(&w, *c);
			else
				weir_writer_print(&w, "\\%03u", (unsigned)(uint8_t)*c);
		}
	}
	(void)weir_writer_terminate(&w);
	name_words(call, out);
	return EXIT_DONE;
}

enum exit_code bpfgen_take(const struct invocation *call, const struct bpfgen_request *request,
			   struct weir_bpf_program program, struct bpfgen_result *out)
{
	if (request->limit > 0 && program.count > request->limit) {
		call_note(call, "needs %zu instructions where %u are the limit", program.count,
			  request->limit);
		weir_bpf_free(&program);
		return EXIT_USE;
	}
	out->programs.programs = malloc(sizeof(program));
	if (!out->programs.programs) {
		weir_bpf_free(&program);
		return call_fail(call, WEIR_E_MEMORY, NULL);
	}
	out->programs.programs[0] = program;
	out->programs.count = 1;
	return EXIT_DONE;
}

enum exit_code bpfgen_type_run(struct invocation *call)
{
	(void)call;
	return EXIT_USE;
}

enum exit_code bpfgen_make(struct invocation *call, const struct bpfgen_request *request,
			   struct bpfgen_result *out)
{
	const struct bpfgen_type *type = find(call, request->type);
	struct parsed parsed = { 0 };
	struct invocation own = *call;
	char program[64];

	*out = (struct bpfgen_result){ .says = NULL };
	if (!type)
		return EXIT_USE;
	snprintf(program, sizeof(program), "%s %s", call->program, type->word);
	own.program = program;
	own.command = &type->command;
	enum exit_code code = options_parse(&own, request->word_count, request->words, &parsed);
	if (code == EXIT_DONE && options_help(&parsed)) {
		usage_print(call->out, own.command);
		out->help = true;
	} else if (code == EXIT_DONE) {
		code = describe(&own, request, out);
		if (code == EXIT_DONE)
			code = type->make(&own, request, out);
	}
	options_close(&parsed);
	return code;
}

void bpfgen_free(struct bpfgen_result *result)
{
	if (!result)
		return;
	weir_programs_free(&result->programs);
	free(result->says);
	result->says = NULL;
}
