/* rule_words.c - a rule as the user gives it: on the command line or in a file.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/rule_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { POINT_MAX = 1000 }; /* characters of a line that a mark is put under */

enum exit_code rule_words_refuse(const struct invocation *call, const char *option,
				 const char *words, enum weir_status status,
				 const struct weir_error *err)
{
	enum exit_code code = exit_code_of(status);

	if (status == WEIR_E_MEMORY || status == WEIR_E_SYSTEM)
		return call_fail(call, status, err);
	/* Words that cannot be read are the user's mistake, whatever they are to the library. */
	if (code == EXIT_BROKEN)
		code = EXIT_USE;
	call_note(call, "%s: %s", option, err->text);
	if (!*words || err->offset > POINT_MAX || strlen(words) > POINT_MAX || strchr(words, '\n'))
		return code;
	call_note(call, "  %s", words);
	call_note(call, "  %*s", (int)err->offset + 1, "^");
	return code;
}

static enum exit_code open_rule(const struct invocation *call, const char *option,
				const char *words, const struct weir_rule_options *options,
				struct weir_rule **out)
{
	const struct weir_slice text = { (const uint8_t *)words, strlen(words) };
	struct weir_error err = { .offset = UINT64_MAX };
	enum weir_status status = weir_rule_open(text, options, out, &err);

	if (status != WEIR_OK)
		return rule_words_refuse(call, option, words, status, &err);
	for (size_t n = 0; weir_rule_warning(*out, n, &err); n++)
		call_note(call, "%s: warning: column %llu: %s", option,
			  (unsigned long long)err.offset + 1, err.text);
	return EXIT_DONE;
}

/* The whole file, terminated; NULL: status and `err` say why. */
static char *read_file(const char *path, size_t *size, enum weir_status *status,
		       struct weir_error *err)
{
	char *text = malloc(RULE_FILE_MAX + 1);
	FILE *file = text ? fopen(path, "re") : NULL;
	int number = errno;

	*err = (struct weir_error){ .offset = UINT64_MAX };
	*status = text ? WEIR_E_SYSTEM : WEIR_E_MEMORY;
	if (file) {
		errno = 0;
		*size = fread(text, 1, RULE_FILE_MAX + 1, file);
		number = ferror(file) ? errno : 0;
		fclose(file);
		if (number == 0 && *size <= RULE_FILE_MAX) {
			text[*size] = 0;
			return text;
		}
	}
	free(text);
	struct weir_writer out;
	char reason[128];
	weir_writer_init(&out, err->text, sizeof(err->text));
	if (*status == WEIR_E_SYSTEM && file && number == 0) {
		*status = WEIR_E_RANGE;
		weir_writer_print(&out, "%.256s: more than 1 MiB", path);
	} else {
		weir_writer_print(&out, "%.256s: %s", path,
				  *status == WEIR_E_MEMORY
					  ? "out of memory"
					  : strerror_r(number, reason, sizeof(reason)));
	}
	(void)weir_writer_terminate(&out);
	return NULL;
}

static enum exit_code open_file(const struct invocation *call, const char *path,
				const struct weir_rule_options *options, struct weir_rule **out)
{
	struct weir_error err;
	enum weir_status status;
	size_t size;
	char *text = read_file(path, &size, &status, &err);

	if (!text)
		return call_fail(call, status, &err);
	/* What an editor puts behind the last line is none of the words. */
	while (size > 0 && text[size - 1] != 0 && strchr(" \t\r\n", text[size - 1]))
		size--;
	text[size] = 0;
	enum exit_code code =
		strlen(text) == size
			? open_rule(call, path, text, options, out)
			: call_refuse(call, "-F: %s: a zero octet among the words", path);
	free(text);
	return code;
}

enum exit_code rule_words_open(const struct invocation *call, const struct rule_words *words,
			       struct weir_rule **out)
{
	*out = NULL;
	if (words->words)
		return open_rule(call, "-f", words->words, &words->options, out);
	if (words->path)
		return open_file(call, words->path, &words->options, out);
	return EXIT_DONE;
}
