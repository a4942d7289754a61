/* rule_words.c - a rule that the user typed, or keeps in a file.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/rule_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "present/rule_error.h"

enum { FILE_MAX = 1 << 20 }; /* as long as a rule may be */

static struct weir_slice slice_of(const char *words)
{
	return (struct weir_slice){ (const uint8_t *)words, strlen(words) };
}

void rule_words_warn(const struct invocation *call, const char *words, const struct weir_rule *rule)
{
	struct weir_error warning;

	for (size_t n = 0; weir_rule_warning(rule, n, &warning); n++)
		rule_error_print(call->err, call->program, "warning", slice_of(words), &warning);
}

enum exit_code rule_words_open(const struct invocation *call, const char *words,
			       const struct weir_rule_options *options, struct weir_rule **out)
{
	struct weir_error err = { .text = "" };
	enum weir_status status = weir_rule_open(slice_of(words), options, out, &err);

	fflush(call->out);
	if (status == WEIR_E_MEMORY)
		return call_fail(call, status, &err);
	if (status != WEIR_OK) {
		rule_error_print(call->err, call->program, NULL, slice_of(words), &err);
		return EXIT_USE;
	}
	rule_words_warn(call, words, *out);
	return EXIT_DONE;
}

/* All of `file` behind what `text` holds; NULL: no memory, or more than a rule may have. */
static char *read_all(const struct invocation *call, FILE *file, const char *path,
		      enum exit_code *code)
{
	char *text = malloc(FILE_MAX + 2);

	if (!text) {
		*code = call_fail(call, WEIR_E_MEMORY, NULL);
		return NULL;
	}
	size_t size = fread(text, 1, FILE_MAX + 1, file);
	if (ferror(file)) {
		call_note(call, "%s: cannot be read", path);
		*code = EXIT_SYSTEM;
	} else if (size > FILE_MAX) {
		call_note(call, "%s: a rule has at most %d characters", path, FILE_MAX);
		*code = EXIT_USE;
	} else if (memchr(text, 0, size)) {
		call_note(call, "%s: a rule has no NUL characters", path);
		*code = EXIT_USE;
	} else {
		text[size] = 0;
		return text;
	}
	free(text);
	return NULL;
}

char *rule_words_read(const struct invocation *call, const char *path, enum exit_code *code)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *file = standard ? call->in : fopen(path, "re");
	char reason[128];

	*code = EXIT_DONE;
	if (!file) {
		int number = errno;

		call_note(call, "%s: %s", path, strerror_r(number, reason, sizeof(reason)));
		*code = EXIT_SYSTEM;
		return NULL;
	}
	char *text = read_all(call, file, path, code);
	if (!standard)
		fclose(file);
	return text;
}
