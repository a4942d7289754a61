/* debug_set.c - the debugger's commands that put something in: programs, captures, values.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/debug_session.h"

/* The rest of a line without the blanks at its end, and without quotes around all of it. */
static char *take_rest(const char *rest)
{
	size_t size = strlen(rest);

	while (size > 0 && strchr(" \t\r\n", rest[size - 1]))
		size--;
	if (size > 1 && (rest[0] == '"' || rest[0] == '\'') && rest[size - 1] == rest[0]) {
		rest++;
		size -= 2;
	}
	return strndup(rest, size);
}

static enum exit_code load_file(struct debug *d, const char *path, bool assembler)
{
	struct weir_bpf_program program = { NULL, 0 };
	enum exit_code code = d->files.program(d->files.self, path, assembler, &program, d->err);

	return code == EXIT_DONE ? debug_take_program(d, &program, d->out, d->err) : code;
}

static enum exit_code load_text(struct debug *d, const char *text)
{
	struct weir_slice slice = { (const uint8_t *)text, strlen(text) };
	struct weir_bpf_program program = { NULL, 0 };
	enum weir_status status = weir_bpf_read(slice, &program, NULL, d->err);

	if (status == WEIR_OK)
		return debug_take_program(d, &program, d->out, d->err);
	enum exit_code code = debug_fail(d, status);
	/* Words that cannot be read are the user's mistake. */
	return code == EXIT_BROKEN ? EXIT_USE : code;
}

enum exit_code debug_do_load(struct debug *d, const char *rest)
{
	struct weir_slice kind = debug_word(&rest);
	enum exit_code code;

	if (!debug_begins(kind, "bpf") && !debug_begins(kind, "pcap") && !debug_begins(kind, "asm"))
		return debug_refuse(d, EXIT_USE, "load what? bpf PROGRAM, asm FILE or pcap FILE");
	char *words = take_rest(rest);
	if (!words)
		return debug_fail(d, WEIR_E_MEMORY);
	if (!*words)
		code = debug_refuse(d, EXIT_USE, "%s is missing",
				    debug_begins(kind, "bpf") ? "the program"
							      : "the name of a file");
	else if (debug_begins(kind, "pcap"))
		code = debug_take_capture(d, words, d->out, d->err);
	else if (debug_begins(kind, "asm"))
		code = load_file(d, words, true);
	else if (*words == '@')
		code = load_file(d, words + 1, false);
	else
		code = load_text(d, words);
	free(words);
	return code;
}

static bool is_word(struct weir_slice word, const char *whole)
{
	return strlen(whole) == word.size && debug_begins(word, whole);
}

/* "M[3]" or "M3". */
static bool memory_index(struct weir_slice word, size_t *index)
{
	char text[8] = "";
	char *end;

	if (word.size < 2 || word.size >= sizeof(text) || (word.data[0] | 0x20) != 'm')
		return false;
	memcpy(text, word.data, word.size);
	const char *number = text + 1 + (text[1] == '[');
	if (*number < '0' || *number > '9')
		return false;
	*index = strtoul(number, &end, 10);
	return strcmp(end, text[1] == '[' ? "]" : "") == 0;
}

/* A register of the present state; NULL: `word` is none, or a complaint is in *code. */
static uint32_t *find_register(struct debug *d, struct weir_slice word, enum exit_code *code)
{
	enum { WORDS = sizeof(d->states->memory) / sizeof(d->states->memory[0]) };
	bool a = is_word(word, "a"), x = is_word(word, "x");
	size_t index = 0;
	bool memory = memory_index(word, &index);

	if (!a && !x && !memory)
		return NULL;
	*code = debug_needs_program(d);
	if (*code != EXIT_DONE)
		return NULL;
	struct weir_bpf_state *state = debug_now(d);
	if (memory && index >= WORDS)
		*code = debug_refuse(d, EXIT_USE, "no M[%zu]: there are 16, from 0", index);
	else if (state->end != WEIR_BPF_RUNS)
		*code = debug_refuse(d, EXIT_USE, "the program has ended; 'step -1' goes back");
	if (*code != EXIT_DONE)
		return NULL;
	return a ? &state->a : x ? &state->x : &state->memory[index];
}

static enum exit_code set_extension(struct debug *d, struct weir_slice word,
				    struct weir_slice value)
{
	uint64_t number = 0;
	size_t row = 0;

	while (debug_extension_name(row) && !is_word(word, debug_extension_name(row)))
		row++;
	if (!debug_extension_name(row))
		return debug_refuse(d, EXIT_USE,
				    "'%.*s' cannot be set: a, x, M[0] to M[15] and the extensions "
				    "can (see 'help set')",
				    word.size < 40 ? (int)word.size : 40, (const char *)word.data);
	enum exit_code code = debug_number(d, value, 0, debug_extension_most(row), &number);
	if (code != EXIT_DONE)
		return code;
	debug_extension_set(&d->given, row, (uint32_t)number);
	d->given_rows |= UINT32_C(1) << row;
	if (d->has_frame)
		debug_view(d);
	return EXIT_DONE;
}

enum exit_code debug_do_set(struct debug *d, const char *rest)
{
	struct weir_slice word = debug_word(&rest);
	struct weir_slice value = debug_word(&rest);
	enum exit_code code = debug_no_more(d, rest);
	uint64_t number = 0;

	if (code != EXIT_DONE)
		return code;
	if (value.size == 0)
		return debug_refuse(d, EXIT_USE, "set what, and to what? Such as: set a 0x800");
	uint32_t *where = find_register(d, word, &code);
	if (code != EXIT_DONE)
		return code;
	if (!where)
		return set_extension(d, word, value);
	code = debug_number(d, value, 0, UINT32_MAX, &number);
	if (code == EXIT_DONE)
		*where = (uint32_t)number;
	return code;
}
