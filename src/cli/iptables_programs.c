/* iptables_programs.c - programs for one rule of iptables: negated names in parts that have to match all.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/iptables_script.h"

struct parts {
	struct invocation *call;
	struct bpfgen_request request; /* of one part */
	const char **words;            /* options, "--", then room for all patterns */
	const char **patterns;
	size_t options;            /* with the "--" */
	struct bpfgen_result *out; /* of the whole */
};

/* bpfgen_make with its complaints in `said`, to be passed on or freed. */
static enum exit_code make_quietly(struct invocation *call, const struct bpfgen_request *request,
				   struct bpfgen_result *out, char **said)
{
	struct invocation quiet = *call;
	size_t size;

	*out = (struct bpfgen_result){ { NULL, 0 }, "", NULL, false, false };
	quiet.err = open_memstream(said, &size);
	if (!quiet.err)
		return EXIT_SYSTEM;
	enum exit_code code = bpfgen_make(&quiet, request, out);
	fclose(quiet.err);
	return code;
}

/* Where the system said no there may have been no room for its words either. */
static void pass_on(const struct invocation *call, enum exit_code code, char *said)
{
	if (said && *said)
		fputs(said, call->err);
	else if (code == EXIT_SYSTEM)
		call_fail(call, WEIR_E_MEMORY, NULL);
	free(said);
}

static enum exit_code append(const struct invocation *call, struct weir_programs *whole,
			     struct weir_programs *part)
{
	size_t count = whole->count + part->count;
	struct weir_bpf_program *programs = reallocarray(whole->programs, count, sizeof(*programs));

	if (!programs)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	memcpy(programs + whole->count, part->programs, part->count * sizeof(*programs));
	whole->programs = programs;
	whole->count = count;
	part->count = 0; /* what they own is the whole's now */
	return EXIT_DONE;
}

/* One program for these patterns, or where it is too long two for the halves; the depth is that of
 * halving their number. */
static enum exit_code make_part(struct parts *parts, size_t from, size_t count)
{
	struct bpfgen_result result;
	char *said = NULL;

	memcpy(parts->words + parts->options, parts->patterns + from,
	       count * sizeof(*parts->words));
	parts->request.word_count = parts->options + count;
	enum exit_code code = make_quietly(parts->call, &parts->request, &result, &said);
	bool halve = code == EXIT_USE && count > 1;
	if (!halve)
		pass_on(parts->call, code, said);
	if (code == EXIT_DONE)
		code = append(parts->call, &parts->out->programs, &result.programs);
	bpfgen_free(&result);
	if (halve) {
		free(said);
		code = make_part(parts, from, count / 2);
		if (code == EXIT_DONE)
			code = make_part(parts, from + count / 2, count - count / 2);
	}
	return code;
}

/* Options come first here; dns has none with a value. Returns how many patterns there are. */
static size_t sort_words(struct parts *parts, const struct bpfgen_request *request)
{
	size_t patterns = 0;
	bool only = false;

	for (size_t i = 0; i < request->word_count; i++) {
		const char *word = request->words[i];

		if (!only && strcmp(word, "--") == 0)
			only = true;
		else if (!only && word[0] == '-' && word[1])
			parts->words[parts->options++] = word;
		else
			parts->patterns[patterns++] = word;
	}
	parts->words[parts->options++] = "--";
	return patterns;
}

enum exit_code iptables_programs(struct invocation *call, const struct bpfgen_request *request,
				 struct bpfgen_result *out)
{
	char *said = NULL;
	size_t room = request->word_count + 1;

	if (!request->negate || strcmp(request->type, "dns") != 0)
		return bpfgen_make(call, request, out);
	enum exit_code code = make_quietly(call, request, out, &said);
	bool halve = code == EXIT_USE;
	struct parts parts = { .call = call, .request = *request, .out = out };

	if (!halve) {
		pass_on(call, code, said);
		return code;
	}
	free(said);
	parts.words = calloc(room, sizeof(*parts.words));
	parts.patterns = calloc(room, sizeof(*parts.patterns));
	parts.request.words = parts.words;
	if (parts.words && parts.patterns) {
		size_t patterns = sort_words(&parts, request);
		code = make_part(&parts, 0, patterns);
	} else {
		code = call_fail(call, WEIR_E_MEMORY, NULL);
	}
	free(parts.words);
	free(parts.patterns);
	return code;
}
