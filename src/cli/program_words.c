/* program_words.c - a classic BPF program out of a file, standard input or the command line.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/program_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "present/programs.h"
#include "present/rule_error.h"

const struct option_choice program_formats[] = {
	{ "text", "Numbers in a line, as iptables and tc take them", .form = &programs_bytecode },
	{ "old", "The same with a comma at the end, as bpf_asm and bpfgen print it",
	  .form = &programs_old },
	{ "asm", "Assembler, as the kernel's bpf_asm reads it", .form = &programs_asm },
	{ "c", "An array of struct sock_filter", .form = &programs_c },
	{ "rows", "Its rows alone, as bpf_asm -c prints them", .form = &programs_rows },
	{ "d", "As tcpdump -d prints it", .form = &programs_d },
	{ "dd", "As tcpdump -dd prints it", .form = &programs_dd },
	{ "ddd", "As tcpdump -ddd prints it", .form = &programs_ddd },
	{ "json", "One JSON object", .form = &programs_json },
	{ 0 },
};

/* Which words stand where. */
struct source {
	const struct invocation *call;
	const char *name; /* path or option; NULL: nothing to name */
	bool input;       /* they are the command's input, not an option's value */
};

static enum exit_code refuse(const struct source *source, struct weir_slice text,
			     enum weir_status status, const struct weir_error *err)
{
	/* Where the place is known its line is shown; a pointer to --help would not help. */
	fflush(source->call->out);
	rule_error_print(source->call->err, source->call->program, source->name, text, err);
	enum exit_code code = exit_code_of(status);
	if (status == WEIR_E_UNKNOWN)
		code = EXIT_BROKEN;
	return code == EXIT_BROKEN && !source->input ? EXIT_USE : code;
}

static enum exit_code read_text(const struct source *source, struct weir_slice text, bool assembler,
				struct weir_bpf_program *out, enum weir_bpf_form *form)
{
	struct weir_error err = { .offset = UINT64_MAX };
	enum weir_bpf_form read_as = assembler ? WEIR_BPF_ASM : WEIR_BPF_BYTECODE;
	enum weir_status status;

	if (assembler)
		status = weir_bpf_assemble(text, out, &err);
	else if (program_json_is(text))
		status = program_json_read(text, out, &err);
	else
		status = weir_bpf_read(text, out, &read_as, &err);
	if (status != WEIR_OK)
		return refuse(source, text, status, &err);
	if (form)
		*form = read_as;
	return EXIT_DONE;
}

/* All of a file, at most PROGRAM_FILE_MAX octets; NULL after a complaint. */
static uint8_t *read_all(const struct source *source, FILE *file, size_t *size,
			 enum exit_code *code)
{
	uint8_t *data = malloc(PROGRAM_FILE_MAX + 1);
	char reason[128];

	if (!data) {
		*code = call_fail(source->call, WEIR_E_MEMORY, NULL);
		return NULL;
	}
	*size = fread(data, 1, PROGRAM_FILE_MAX + 1, file);
	*code = EXIT_DONE;
	if (ferror(file)) {
		call_note(source->call, "%s: %s", source->name,
			  strerror_r(errno, reason, sizeof(reason)));
		*code = EXIT_SYSTEM;
	} else if (*size > PROGRAM_FILE_MAX) {
		call_note(source->call, "%s: more than %d MiB", source->name,
			  PROGRAM_FILE_MAX / (1024 * 1024));
		*code = source->input ? EXIT_BROKEN : EXIT_USE;
	}
	if (*code == EXIT_DONE)
		return data;
	free(data);
	return NULL;
}

static enum exit_code read_file(const struct invocation *call, const char *option, const char *path,
				bool assembler, struct weir_bpf_program *out,
				enum weir_bpf_form *form)
{
	bool standard = strcmp(path, "-") == 0;
	struct source source = { call, standard ? "standard input" : path, !option };
	FILE *file = standard ? call->in : fopen(path, "re");
	enum exit_code code = EXIT_DONE;
	char reason[128];
	size_t size = 0;

	if (!file) {
		int number = errno;

		if (number == ENOMEM)
			return call_fail(call, WEIR_E_MEMORY, NULL);
		call_note(call, "%s%s%s: %s", option ? option : "", option ? ": " : "", path,
			  strerror_r(number, reason, sizeof(reason)));
		return EXIT_SYSTEM;
	}
	uint8_t *data = read_all(&source, file, &size, &code);
	if (!standard)
		fclose(file);
	if (data)
		code = read_text(&source, (struct weir_slice){ data, size }, assembler, out, form);
	free(data);
	return code;
}

enum exit_code program_file_open(const struct invocation *call, const char *option,
				 const char *path, struct weir_bpf_program *out,
				 enum weir_bpf_form *form)
{
	return read_file(call, option, path, false, out, form);
}

enum exit_code program_file_assemble(const struct invocation *call, const char *option,
				     const char *path, struct weir_bpf_program *out)
{
	return read_file(call, option, path, true, out, NULL);
}

/* A slash and another one or a star begin a comment. */
static bool is_path(const char *words)
{
	if (words[0] == '/')
		return words[1] != '/' && words[1] != '*';
	if (strncmp(words, "./", 2) == 0 || strncmp(words, "../", 3) == 0)
		return true;
	return !strchr("{[(", words[0]) && strpbrk(words, ", \t\r\n") == NULL;
}

enum exit_code program_words_open(const struct invocation *call, const char *option,
				  const char *words, struct weir_bpf_program *out,
				  enum weir_bpf_form *form)
{
	struct source source = { call, option, false };

	if (words[0] && is_path(words))
		return program_file_open(call, option, words, out, form);
	return read_text(&source, (struct weir_slice){ (const uint8_t *)words, strlen(words) },
			 false, out, form);
}
