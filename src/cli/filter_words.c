/* filter_words.c - words that stand in a file instead of the command line.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/filter_test.h"

static enum weir_status fail(struct weir_error *err, enum weir_status status, const char *path,
			     const char *reason)
{
	struct weir_writer text;

	err->status = status;
	err->offset = UINT64_MAX;
	weir_writer_init(&text, err->text, sizeof(err->text));
	weir_writer_print(&text, "%.256s: %s", path, reason);
	(void)weir_writer_terminate(&text);
	return status;
}

enum weir_status filter_read(const char *path, char **text, size_t *size, struct weir_error *err)
{
	char reason[128];
	FILE *file = fopen(path, "re");

	if (!file)
		return fail(err, WEIR_E_SYSTEM, path, strerror_r(errno, reason, sizeof(reason)));
	char *words = malloc(FILTER_WORDS_MAX + 1);
	if (!words) {
		fclose(file);
		return fail(err, WEIR_E_MEMORY, path, "out of memory");
	}
	size_t got = fread(words, 1, FILTER_WORDS_MAX + 1, file);
	int number = ferror(file) ? errno : 0;
	fclose(file);
	if (number || got > FILTER_WORDS_MAX) {
		free(words);
		return number ? fail(err, WEIR_E_SYSTEM, path,
				     strerror_r(number, reason, sizeof(reason)))
			      : fail(err, WEIR_E_RANGE, path, "more than 1 MiB");
	}
	/* What an editor puts behind the last line is none of the words. */
	while (got > 0 && strchr(" \t\r\n", words[got - 1]))
		got--;
	words[got] = 0;
	*text = words;
	*size = got;
	return WEIR_OK;
}
