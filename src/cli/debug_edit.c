/* debug_edit.c - line editing, history and completion by libedit, loaded only when somebody types.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * No other command pays for the library: nothing is linked with it. */
#include "cli/debug_reader.h"

#ifdef DNSWEIR_EDIT

#include <dlfcn.h>
#include <editline/readline.h>
#include <stdlib.h>
#include <string.h>

#include "cli/debug.h"

enum { BEFORE_MAX = 200 };

static struct {
	__typeof__(&readline) read;
	__typeof__(&add_history) remember;
	__typeof__(&rl_completion_matches) matches;
	__typeof__(&rl_filename_completion_function) file_name;
	__typeof__(&rl_line_buffer) line;
	__typeof__(&rl_attempted_completion_function) complete;
	__typeof__(&rl_attempted_completion_over) over;
	__typeof__(&rl_completer_word_break_characters) breaks;
	__typeof__(&rl_readline_name) name;
	char before[BEFORE_MAX]; /* what stands before the word that is completed */
} edit;

static char *next_word(const char *text, int again)
{
	static size_t n;
	bool file;

	n = again ? n + 1 : 0;
	const char *word = debug_complete(edit.before, text, n, &file);
	return word ? strdup(word) : NULL;
}

/* libedit's: words that may stand from `start` to `end` of the line. */
static char **complete(const char *text, int start, int end)
{
	bool file = false;

	(void)end;
	*edit.over = 1;
	if (start < 0 || start >= BEFORE_MAX)
		return NULL;
	memcpy(edit.before, *edit.line, (size_t)start);
	edit.before[start] = 0;
	debug_complete(edit.before, text, 0, &file);
	return edit.matches(text, file ? edit.file_name : next_word);
}

/* The address of a symbol into a pointer of any type, as POSIX has it. */
static bool find(void *library, const char *name, void *pointer)
{
	void *symbol = dlsym(library, name);

	memcpy(pointer, &symbol, sizeof(symbol));
	return symbol != NULL;
}

bool debug_edit_open(void)
{
	static char breaks[] = " \t";
	void *library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		library = dlopen("libedit.so.0", RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return false;
	bool found = find(library, "readline", &edit.read) &&
		     find(library, "add_history", &edit.remember) &&
		     find(library, "rl_completion_matches", &edit.matches) &&
		     find(library, "rl_filename_completion_function", &edit.file_name) &&
		     find(library, "rl_line_buffer", &edit.line) &&
		     find(library, "rl_attempted_completion_function", &edit.complete) &&
		     find(library, "rl_attempted_completion_over", &edit.over) &&
		     find(library, "rl_completer_word_break_characters", &edit.breaks) &&
		     find(library, "rl_readline_name", &edit.name);
	if (!found) {
		dlclose(library);
		return false;
	}
	*edit.complete = complete;
	*edit.breaks = breaks;
	*edit.name = "dnsweir";
	return true; /* it stays loaded */
}

char *debug_edit_line(const char *prompt)
{
	char *line = edit.read(prompt);

	if (line && *line)
		edit.remember(line);
	return line;
}

#else

bool debug_edit_open(void)
{
	return false;
}

char *debug_edit_line(const char *prompt)
{
	(void)prompt;
	return NULL;
}

#endif
