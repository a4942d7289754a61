/* rule_words.c - a rule as the user gives it: on the command line or in a file.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/rule_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "present/rule_error.h"

static struct weir_slice slice_of(const char *words)
{
	return (struct weir_slice){ (const uint8_t *)words, strlen(words) };
}

enum exit_code rule_words_refuse(const struct invocation *call, const char *option,
				 const char *words, enum weir_status status,
				 const struct weir_error *err)
{
	if (status == WEIR_E_MEMORY || status == WEIR_E_SYSTEM)
		return call_fail(call, status, err);
	/* What the answer was so far stands before the complaint where both go to one place. */
	fflush(call->out);
	rule_error_print(call->err, call->program, option, slice_of(words), err);
	/* Words that cannot be read are the user's mistake, whatever they are to the library. */
	enum exit_code code = exit_code_of(status);
	return code == EXIT_BROKEN ? EXIT_USE : code;
}

enum exit_code rule_words_take(const struct invocation *call, const char *option, const char *words,
			       const struct weir_rule_options *options, struct weir_rule **out)
{
	struct weir_error err = { .offset = UINT64_MAX };
	enum weir_status status = weir_rule_open(slice_of(words), options, out, &err);

	if (status != WEIR_OK) {
		enum exit_code code = rule_words_refuse(call, option, words, status, &err);
		return status == WEIR_E_SUPPORT ? EXIT_USE : code;
	}
	fflush(call->out);
	for (size_t n = 0; weir_rule_warning(*out, n, &err); n++)
		rule_error_print(call->err, call->program, "warning", slice_of(words), &err);
	return EXIT_DONE;
}

/* All of `file`; NULL: no memory, or no rule. */
static char *read_all(const struct invocation *call, FILE *file, const char *path,
		      enum exit_code *code)
{
	char *text = malloc(RULE_FILE_MAX + 2);

	if (!text) {
		*code = call_fail(call, WEIR_E_MEMORY, NULL);
		return NULL;
	}
	size_t size = fread(text, 1, RULE_FILE_MAX + 1, file);
	if (ferror(file)) {
		call_note(call, "%s: cannot be read", path);
		*code = EXIT_SYSTEM;
	} else if (size > RULE_FILE_MAX) {
		call_note(call, "%s: more than 1 MiB", path);
		*code = EXIT_USE;
	} else if (memchr(text, 0, size)) {
		*code = call_refuse(call, "-F: %s: a zero octet among the words", path);
	} else {
		/* What an editor puts behind the last line is none of the words. */
		while (size > 0 && strchr(" \t\r\n", text[size - 1]))
			size--;
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
		*code = number == ENOMEM ? call_fail(call, WEIR_E_MEMORY, NULL) : EXIT_SYSTEM;
		return NULL;
	}
	char *text = read_all(call, file, path, code);
	if (!standard)
		fclose(file);
	return text;
}

enum exit_code rule_words_open(const struct invocation *call, const struct rule_words *words,
			       struct weir_rule **out)
{
	enum exit_code code = EXIT_DONE;

	*out = NULL;
	if (words->words)
		return rule_words_take(call, "-f", words->words, &words->options, out);
	if (!words->path)
		return EXIT_DONE;
	char *text = rule_words_read(call, words->path, &code);
	if (text)
		code = rule_words_take(call, words->path, text, &words->options, out);
	free(text);
	return code;
}
